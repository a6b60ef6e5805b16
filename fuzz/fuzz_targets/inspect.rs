//! What single files say about themselves: photos, films, recordings.
#![no_main]

use daybook_import::exhibit::inspect;
use jiff::tz::TimeZone;
use libfuzzer_sys::fuzz_target;
use std::io::Cursor;

fuzz_target!(|bytes: &[u8]| {
    let facts = inspect(&mut Cursor::new(bytes), &TimeZone::UTC).expect("memory is always read");
    let on_earth = |(latitude, longitude): (f64, f64)| latitude.abs() <= 90.0 && longitude.abs() <= 180.0;
    assert!(facts.place.is_none_or(on_earth));
});
