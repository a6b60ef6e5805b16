//! The guidance shipped with the program.

use daybook_core::guide::Guide;
use std::sync::OnceLock;

/// The pack for England and Wales.
pub fn shipped() -> &'static Guide {
    static GUIDE: OnceLock<Guide> = OnceLock::new();
    GUIDE.get_or_init(|| {
        Guide::parse(include_str!("../../../packs/england-and-wales/guide.toml"))
            .expect("the shipped guidance is read by a test")
    })
}
