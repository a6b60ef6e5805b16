//! Makes a pack of 5,000 counted messages and 250 photos of 12 megapixels and says how long it took:
//! `cargo run --release --example large_pack -- FOLDER`.

#[allow(dead_code, clippy::unwrap_used, reason = "it is the tests', which use more of it and may unwrap")]
#[path = "../tests/pack/log.rs"]
mod log;
#[allow(dead_code, clippy::unwrap_used, reason = "it is the tests', which use more of it and may unwrap")]
#[path = "../tests/pack/sample.rs"]
mod sample;

use daybook_core::{
    event::Event,
    exhibit::Exhibit,
    guide::Guide,
    item::{Direction, Item},
    person::{Identifier, Person},
};
use daybook_report::{
    case::{Audience, Case},
    pack,
    pdf::{FontSource, Fonts},
};
use jiff::{Timestamp, ToSpan, tz::TimeZone};
use std::{collections::BTreeSet, error::Error, path::Path, time::Instant};

#[expect(clippy::disallowed_methods, reason = "an example that measures time reads the clock")]
#[expect(clippy::print_stdout, reason = "an example says what it measured")]
fn main() -> Result<(), Box<dyn Error>> {
    let target = std::env::args().nth(1).ok_or("say where the pack is to stand")?;
    let log = large()?;
    let guide = Guide::parse(include_str!("../../../packs/england-and-wales/guide.toml"))?;
    let start = Instant::now();
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
        left_out: BTreeSet::new(),
        fonts: &Fonts::new(FontSource::ShippedOnly),
    };
    let pack = pack::make(&case, &log, Path::new(&target))?;
    println!("{} pages, {} bytes, {:.2} s", pack.pages, pack.bag.bytes, start.elapsed().as_secs_f64());
    Ok(())
}

fn large() -> Result<log::Log, Box<dyn Error>> {
    let mut log = log::Log::default();
    let at = "2026-11-01T10:00:00Z";
    let person =
        Some(log.write(at, Event::Person(Person { name: "Dan Example".into(), ..Person::default() })));
    let value = sample::FIRST.to_owned();
    log.write(at, Event::Identifier(Identifier { value, person, ..Identifier::default() }));
    let start: Timestamp = "2026-01-01T08:00:00Z".parse()?;
    let item = |n: i64| {
        Ok::<_, jiff::Error>(Item {
            at: Some(start.checked_add((n * 80).minutes())?),
            from: Some(sample::FIRST.into()),
            direction: Direction::In,
            text: format!("message {n}: I only want five minutes, you owe me that much, answer the phone 😡"),
            ..Item::default()
        })
    };
    let items = (0..5_000).map(item).collect::<Result<Vec<_>, _>>()?;
    let archive = Exhibit { name: "sms.xml".into(), media_type: "text/xml".into(), ..Exhibit::default() };
    let archive = log.exhibit(at, b"an archive", archive);
    log.segment(archive, "sms", items);
    for n in 0..250u32 {
        // Each ends in other bytes, so that no two are the same file.
        let mut bytes = sample::photo(u8::try_from(n % 50)?, (4000, 3000));
        bytes.extend_from_slice(&n.to_le_bytes());
        let name = format!("IMG_{n}.jpg");
        log.exhibit(at, &bytes, Exhibit { name, media_type: "image/jpeg".into(), ..Exhibit::default() });
    }
    Ok(log)
}
