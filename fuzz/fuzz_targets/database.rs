//! SQLite files with their log: every pass ends, and gives no more rows than there are bytes.
#![no_main]

use daybook_import::sqlite::Database;
use libfuzzer_sys::fuzz_target;
use std::io::Cursor;

fuzz_target!(|input: (&[u8], Option<&[u8]>)| {
    let (file, log) = input;
    let log = log.map(|log| Box::new(Cursor::new(log)) as Box<dyn daybook_import::source::ReadSeek>);
    let Ok(mut database) = Database::open(Box::new(Cursor::new(file)), log) else { return };
    for table in database.tables().to_vec() {
        let (mut rows, mut count) = (database.rows(&table), 0usize);
        while rows.advance().is_some() {
            count += 1;
        }
        assert!(count <= 2 * input.0.len() + input.1.map_or(0, <[u8]>::len), "more rows than bytes");
    }
});
