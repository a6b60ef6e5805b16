//! Every format: the first byte chooses it, so that a new one is fuzzed without a line here. 255 leaves it to recognition.
#![no_main]

use daybook_import::{
    options::{CountOnly, Format, Options},
    read::read,
};
use jiff::tz::TimeZone;
use libfuzzer_sys::fuzz_target;
use std::io::Cursor;

fuzz_target!(|input: &[u8]| {
    let Some((choice, bytes)) = input.split_first() else { return };
    let format = (*choice != 255).then(|| Format::ALL[usize::from(*choice) % Format::ALL.len()]);
    let options = Options { format, ..Options::new(TimeZone::UTC) };
    if let Ok(outcome) = read(&mut Cursor::new(bytes), "input", &options, &mut CountOnly) {
        assert!(outcome.recognised.packed || outcome.tally.records <= bytes.len() as u64, "more records than bytes");
    }
});
