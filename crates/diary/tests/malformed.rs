//! Three thousand damaged exports through the program itself: it ends by itself, soon, with little memory, and says what
//! it made of each file.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "../../import/tests/cases/mod.rs"]
mod cases;
#[path = "../../import/tests/cases/damage.rs"]
mod damage;

use cases::{cases, input};
use damage::{Dice, damage};
use serde_json::Value;
use std::{fs, path::Path, process::Command};

/// Damaged versions of each case. There are about 250 cases.
const VERSIONS: usize = 16;
/// What the program may take for the versions of one case. Processor time, so that a busy computer makes no difference.
const SECONDS: u32 = 20;
/// Most memory it may ask for, in KiB.
const MEMORY: u32 = 512 << 10;

/// Runs `import --dry-run --json` within the limits. What went wrong, if anything did.
fn dry_run(files: &[String], folder: &Path) -> Result<(), String> {
    let limited = format!("ulimit -t {SECONDS} -v {MEMORY}; exec \"$0\" import --dry-run --json \"$@\"");
    let program = env!("CARGO_BIN_EXE_daybook");
    let run =
        Command::new("sh").args(["-c", &limited, program]).args(files).current_dir(folder).output().unwrap();
    let said = String::from_utf8_lossy(&run.stderr);
    if !matches!(run.status.code(), Some(0..=2)) || said.contains("panicked") {
        return Err(format!("{}: {said}", run.status));
    }
    let told: Value = serde_json::from_slice(&run.stdout).map_err(|error| error.to_string())?;
    let count = told["files"].as_array().map_or(0, Vec::len);
    if count == files.len() { Ok(()) } else { Err(format!("{count} of {} files told", files.len())) }
}

#[test]
fn three_thousand_damaged_exports_cost_nothing_but_themselves() {
    let cases = cases();
    let inputs: Vec<(String, Vec<u8>)> = cases.iter().map(|(_, case)| input(case)).collect();
    let (mut wrong, mut total) = (Vec::new(), 0);
    for ((word, case), (name, whole)) in cases.iter().zip(&inputs) {
        let title = format!("{word}/{}", case.file_name().unwrap().to_str().unwrap());
        // Other dice than in the tests of the readers: other damage.
        let mut dice = Dice::of(&format!("{title} through the program"));
        let folder = tempfile::tempdir().unwrap();
        let files: Vec<String> = (0..VERSIONS).map(|version| format!("{version}-{name}")).collect();
        for file in &files {
            let mut bytes = whole.clone();
            let other = &inputs[dice.below(inputs.len())].1;
            for _ in 0..=dice.below(4) {
                damage(&mut bytes, other, &mut dice);
            }
            fs::write(folder.path().join(file), bytes).unwrap();
        }
        total += files.len();
        if let Err(what) = dry_run(&files, folder.path()) {
            wrong.push(format!("{title}: {what} ({})", folder.keep().display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(total >= 3000, "{total}");
}
