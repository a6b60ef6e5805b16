//! SQLite files with their log: every pass ends, and gives no more rows than there are bytes.
#![no_main]

use daybook_import::{source::ReadSeek, sqlite::Database};
use libfuzzer_sys::fuzz_target;
use std::io::Cursor;

/// What a log begins with (SQLite file format, section 4.1). Everything before it is the file.
const LOG: &[u8] = b"\x37\x7f\x06";

fuzz_target!(|bytes: &[u8]| {
    let split = bytes.windows(LOG.len()).position(|part| part == LOG).unwrap_or(bytes.len());
    let (file, log) = bytes.split_at(split);
    let log = (!log.is_empty()).then(|| Box::new(Cursor::new(log)) as Box<dyn ReadSeek>);
    let Ok(mut database) = Database::open(Box::new(Cursor::new(file)), log) else { return };
    for table in database.tables().to_vec() {
        let (mut rows, mut count) = (database.rows(&table), 0usize);
        while rows.advance().is_some() {
            count += 1;
        }
        assert!(count <= 2 * bytes.len(), "more rows than bytes");
    }
});
