//! The guidance shipped with the program.

use daybook_core::guide::Guide;
use std::sync::OnceLock;

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

/// Whom to call now, and whom to talk to, in the words of the guidance.
pub fn in_danger() -> String {
    let number = |id: &str| shipped().directory.iter().find(|s| s.id == id).map(|s| s.number.as_str());
    let said = [
        number("999").map(|n| format!("Call {n}.")),
        number("999-55").map(|n| format!("If you cannot speak: {n}.")),
        number("101").map(|n| format!("Not urgent: {n}.")),
        number("nsh").map(|n| format!("To talk it over: {n}.")),
    ];
    said.into_iter().flatten().collect::<Vec<_>>().join(" ")
}
