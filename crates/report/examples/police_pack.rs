//! Makes a pack of the invented case of the tests, to look at: `cargo run --example police_pack -- FOLDER`.

#![allow(clippy::unwrap_used, dead_code, reason = "shares the sample of the pack's tests, and not all of it")]

#[allow(dead_code, reason = "the tests use more of it")]
#[path = "../tests/pack/log.rs"]
mod log;
#[allow(dead_code, reason = "the tests use more of it")]
#[path = "../tests/pack/sample.rs"]
mod sample;

use daybook_core::guide::Guide;
use daybook_report::{
    case::{Audience, Case},
    pack,
    pdf::{FontSource, Fonts},
};
use jiff::tz::TimeZone;
use std::{collections::BTreeSet, error::Error, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    let target = std::env::args().nth(1).ok_or("say where the pack is to stand")?;
    let log = sample::case();
    let guide = Guide::parse(include_str!("../../../packs/england-and-wales/guide.toml"))?;
    let case = Case {
        diary: &log.diary,
        guide: &guide,
        items: &log,
        made_at: "2026-11-24T09:00:00Z".parse()?,
        zone: TimeZone::get("Europe/London")?,
        program: "Daybook 0.1.0",
        persons: BTreeSet::new(),
        audience: Audience::Police,
        wanted: None,
        originals: BTreeSet::new(),
        fonts: &Fonts::new(FontSource::ShippedOnly),
    };
    let pack = pack::make(&case, &log, Path::new(&target))?;
    #[expect(clippy::print_stdout, reason = "an example says what it made")]
    {
        println!("{} pages, {:?} entries, {:?} items", pack.pages, pack.entries, pack.items);
        for finding in pack.findings {
            println!("{}\n{}", finding.what, finding.todo);
        }
    }
    Ok(())
}
