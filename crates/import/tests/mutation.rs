//! Every case in `testdata/import`, damaged in hundreds of ways: never a panic, never more records than bytes, never
//! for long. The damage is the same each time, and new cases join by lying in their folder.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod cases;
#[path = "cases/damage.rs"]
mod damage;

use cases::{cases, input};
use damage::{Dice, damage};
use daybook_import::{
    options::{CountOnly, Format, Options},
    read::read,
};
use jiff::tz::TimeZone;
use std::{
    io::Cursor,
    panic::{AssertUnwindSafe, catch_unwind},
};

/// Damaged versions of each case.
const VERSIONS: usize = 200;
/// Largest input that is damaged so often; of larger ones there are fewer versions, so that the test stays quick.
const SMALL: usize = 16 << 10;

fn survives(bytes: &[u8], format: Option<Format>, name: &str) -> Result<(), String> {
    let options = Options { format, now: None, ..Options::new(TimeZone::UTC) };
    let outcome =
        catch_unwind(AssertUnwindSafe(|| read(&mut Cursor::new(bytes), name, &options, &mut CountOnly)));
    match outcome {
        Err(_) => Err("panicked".to_owned()),
        Ok(Ok(outcome)) if outcome.tally.records > bytes.len() as u64 && !outcome.recognised.packed => {
            Err(format!("{} records of {} bytes", outcome.tally.records, bytes.len()))
        }
        Ok(_) => Ok(()),
    }
}

#[test]
fn every_case_can_be_damaged_in_any_way() {
    let cases = cases();
    let inputs: Vec<(String, Vec<u8>)> = cases.iter().map(|(_, case)| input(case)).collect();
    let mut wrong = Vec::new();
    for ((word, case), (name, whole)) in cases.iter().zip(&inputs) {
        let title = format!("{word}/{}", case.file_name().unwrap().to_str().unwrap());
        let mut dice = Dice::of(&title);
        let format = word.parse().ok().filter(|format| *format != Format::File);
        for version in 0..VERSIONS * SMALL / whole.len().max(SMALL) {
            let mut bytes = whole.clone();
            let other = &inputs[dice.below(inputs.len())].1;
            for _ in 0..=dice.below(3) {
                damage(&mut bytes, other, &mut dice);
            }
            // Read as what it was, and as what it now seems to be.
            for format in [format, None] {
                if let Err(what) = survives(&bytes, format, name) {
                    wrong.push(format!("{title}, version {version}: {what}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_damage_is_the_same_each_time() {
    let damaged = || {
        let (mut bytes, mut dice) = (vec![7; 500], Dice::of("x"));
        (0..50).for_each(|_| damage(&mut bytes, b"another", &mut dice));
        bytes
    };
    assert_eq!(damaged(), damaged());
    assert_ne!(damaged(), vec![7; 500]);
}
