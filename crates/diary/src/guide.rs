//! The guidance in use: the pack shipped with the program, or a newer one the person loaded.

use crate::failure::{Failure, Outcome, unreadable};
use daybook_core::guide::{BadGuide, Guide};
use daybook_web::say;
use jiff::civil::Date;
use std::{fs, path::Path, sync::OnceLock};

/// The files of the pack for England and Wales, in the order they are read.
const FILES: [(&str, &str); 6] = [
    ("guide.toml", include_str!("../../../packs/england-and-wales/guide.toml")),
    ("law.toml", include_str!("../../../packs/england-and-wales/law.toml")),
    ("clocks.toml", include_str!("../../../packs/england-and-wales/clocks.toml")),
    ("orders.toml", include_str!("../../../packs/england-and-wales/orders.toml")),
    ("advice.toml", include_str!("../../../packs/england-and-wales/advice.toml")),
    ("signals.toml", include_str!("../../../packs/england-and-wales/signals.toml")),
];

/// The pack for England and Wales.
pub fn shipped() -> &'static Guide {
    static GUIDE: OnceLock<Guide> = OnceLock::new();
    GUIDE.get_or_init(|| Guide::read(&FILES).expect("the shipped guidance is read by a test"))
}

/// A pack loaded in place of the shipped one. Set once, before any command runs: guidance belongs to the program, not
/// to a diary.
static LOADED: OnceLock<Guide> = OnceLock::new();

/// The day the program was started, by its clock.
static DAY: OnceLock<Date> = OnceLock::new();

/// Rows that have ended by this day are not shown. Set once, before any command asks for guidance.
pub fn started_on(day: Date) {
    // A second call would be by a second command of one program, and there is none.
    DAY.set(day).ok();
}

/// The pack in use, with the rows that hold.
pub fn in_use() -> &'static Guide {
    static CURRENT: OnceLock<Guide> = OnceLock::new();
    CURRENT.get_or_init(|| {
        let guide = LOADED.get().unwrap_or_else(|| shipped()).clone();
        match DAY.get() {
            Some(day) => guide.holding_on(*day),
            None => guide,
        }
    })
}

/// Reads a pack and uses it from now on. When it cannot be used, the shipped one stays in use.
///
/// A pack is one file, or a folder whose files are read as one: `guide.toml` first, the rest by name.
pub fn load(path: &Path) -> Outcome<()> {
    let files = read(path)?;
    let texts: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let guide = Guide::read(&texts).map_err(|bad| {
        let todo = match bad {
            BadGuide::Form { .. } => {
                "The pack that came with the program stays in use. Ask for a whole copy of the new one."
            }
            BadGuide::Future(_) => {
                "The pack that came with the program stays in use. Get the newer program first."
            }
        };
        Failure::refused(bad.to_string(), todo)
    })?;
    LOADED.set(guide).map_err(|_| {
        Failure::refused("Another pack was loaded already.", "Start the program again to load this one.")
    })
}

fn read(path: &Path) -> Outcome<Vec<(String, String)>> {
    let text = |path: &Path| fs::read_to_string(path).map_err(|error| unreadable(path, &error));
    if !path.is_dir() {
        return Ok(vec![(path.display().to_string(), text(path)?)]);
    }
    let entries = fs::read_dir(path).map_err(|error| unreadable(path, &error))?;
    let paths = entries.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    let mut paths: Vec<_> = paths.filter(|path| path.extension().is_some_and(|e| e == "toml")).collect();
    paths.sort_by_key(|path| (!path.ends_with("guide.toml"), path.clone()));
    paths.iter().map(|path| Ok((path.display().to_string(), text(path)?))).collect()
}

/// Whom to call now, and whom to talk to, in the words of the guidance.
pub fn in_danger() -> String {
    let number = |id: &str| in_use().directory.iter().find(|s| s.id == id).map(|s| s.number.as_str());
    let said = [
        number("999").map(|n| say!("Call {n}.", n)),
        number("999-55").map(|n| say!("If you cannot speak: {n}.", n)),
        number("101").map(|n| say!("Not urgent: {n}.", n)),
        number("nsh").map(|n| say!("To talk it over: {n}.", n)),
    ];
    said.into_iter().flatten().collect::<Vec<_>>().join(" ")
}
