//! Checks law packs: `cargo xtask packs-check [DATE]` runs it on every folder of `packs/`.
//!
//! Arguments: a folder of packs, and the day to check for (`2026-11-24`). Exit code 1 when there is a fault.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line program talks on its two streams"
)]

use daybook_core::{
    guide::{Guide, check::check},
    signal,
};
use jiff::civil::Date;
use std::{fs, io, path::Path, process::ExitCode};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, day] = arguments.as_slice() else {
        eprintln!("usage: packs-check FOLDER DATE");
        return ExitCode::from(2);
    };
    let Ok(day) = day.parse() else {
        eprintln!("{day} is not a date such as 2026-11-24");
        return ExitCode::from(2);
    };
    match every_pack(Path::new(folder), day) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(faults) => {
            eprintln!("packs-check: {faults} to mend");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("packs-check: {error}");
            ExitCode::from(2)
        }
    }
}

fn every_pack(folder: &Path, day: Date) -> io::Result<usize> {
    let mut faults = 0;
    let mut packs: Vec<_> = fs::read_dir(folder)?.collect::<io::Result<_>>()?;
    packs.sort_by_key(fs::DirEntry::path);
    for pack in packs.iter().filter(|pack| pack.path().is_dir()) {
        faults += one_pack(&pack.path(), day)?;
    }
    Ok(faults)
}

fn one_pack(folder: &Path, day: Date) -> io::Result<usize> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == "toml") {
            files.push((path.display().to_string(), fs::read_to_string(&path)?));
        }
    }
    // The head comes first, then the rest by name.
    files.sort_by_key(|(name, _)| (!name.ends_with("guide.toml"), name.clone()));
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let guide = match Guide::read(&files) {
        Ok(guide) => guide,
        Err(error) => {
            println!("{error}");
            return Ok(1);
        }
    };
    let mut faults: Vec<String> = check(&guide, day).iter().map(ToString::to_string).collect();
    let parameters = signal::ALL.iter().flat_map(|s| s.parameters.iter().map(move |id| (s.id, id)));
    let missing = parameters.filter(|(_, id)| !guide.parameter.iter().any(|p| p.id == **id));
    faults.extend(missing.map(|(signal, id)| format!("signal {signal}: parameter {id} is not in the pack")));
    faults.iter().for_each(|fault| println!("{}: {fault}", guide.pack));
    println!("{} {}: {} faults", guide.pack, guide.version, faults.len());
    Ok(faults.len())
}
