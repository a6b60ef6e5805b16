//! Every format. `FORMAT` holds the word that chooses it (as after `--as`); without it the content decides, as it does for a person.
#![no_main]

use daybook_import::{
    options::{CountOnly, Format, Options},
    read::read,
};
use jiff::tz::TimeZone;
use libfuzzer_sys::fuzz_target;
use std::{env, io::Cursor, sync::LazyLock};

static FORMAT: LazyLock<Option<Format>> =
    LazyLock::new(|| env::var("FORMAT").ok().map(|word| word.parse().expect("FORMAT is the word of a format")));

fuzz_target!(|bytes: &[u8]| {
    let options = Options { format: *FORMAT, ..Options::new(TimeZone::UTC) };
    if let Ok(outcome) = read(&mut Cursor::new(bytes), "input", &options, &mut CountOnly) {
        assert!(outcome.recognised.packed || outcome.tally.records <= bytes.len() as u64, "more records than bytes");
    }
});
