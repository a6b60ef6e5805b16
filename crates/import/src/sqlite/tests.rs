//! Databases made by SQLite itself, whole and damaged.

use super::*;
use serde_json::{Value, json};
use std::{fs, path::PathBuf};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../testdata/sqlite")
}

fn read(name: &str) -> Option<Vec<u8>> {
    fs::read(folder().join(name)).ok()
}

fn open(file: Vec<u8>, log: Option<Vec<u8>>) -> Result<Database<'static>, Damage> {
    let log = log.map(|log| Box::new(Cursor::new(log)) as Box<dyn ReadSeek>);
    Database::open(Box::new(Cursor::new(file)), log)
}

/// A value as `make.py` writes it.
fn value(row: &Row, column: usize, expected: &Value) -> Value {
    let column = Some(column);
    match expected {
        Value::Null => json!(row.text(column).or(row.bytes(column).map(hex))),
        Value::Number(number) if number.is_f64() => json!(row.real(column)),
        Value::Number(_) => json!(row.int(column)),
        Value::String(_) => json!(row.text(column)),
        _ => json!({ "hex": row.bytes(column).map(hex) }),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn names() -> Vec<String> {
    let names =
        fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let names: Vec<String> = names.filter_map(|name| Some(name.strip_suffix(".db")?.to_owned())).collect();
    assert!(names.len() >= 8);
    names
}

#[test]
fn every_database_reads_as_sqlite_itself_reads_it() {
    for name in names() {
        let file = read(&format!("{name}.db")).unwrap();
        let mut database = open(file, read(&format!("{name}.db-wal"))).unwrap();
        let tables: Value = serde_json::from_slice(&read(&format!("{name}.json")).unwrap()).unwrap();
        for (title, expected) in tables.as_object().unwrap() {
            let table = database.table(title).unwrap_or_else(|| panic!("{name}: no table {title}"));
            let columns: Vec<&str> = expected["columns"]
                .as_array()
                .unwrap()
                .iter()
                .map(|column| column.as_str().unwrap())
                .collect();
            let mut rows = database.rows(&table);
            for expected in expected["rows"].as_array().unwrap() {
                let row = rows.advance().unwrap().unwrap();
                assert!(!row.cut, "{name}");
                for (at, expected) in expected.as_array().unwrap().iter().enumerate() {
                    // A column that is worked out is not in the file.
                    let Some(column) = table.column(columns[at]) else {
                        assert_eq!((title.as_str(), columns[at]), ("odd \"name\"", "d"));
                        continue;
                    };
                    assert_eq!(value(&row, column, expected), *expected, "{name} {title} {}", columns[at]);
                }
            }
            assert!(rows.advance().is_none(), "{name} {title} has more rows");
        }
    }
}

#[test]
fn the_key_of_a_row_is_its_number() {
    let mut database = open(read("words.db").unwrap(), None).unwrap();
    let mut ids = |name: &str| {
        let table = database.table(name).unwrap();
        let mut rows = database.rows(&table);
        std::iter::from_fn(|| rows.advance()).map(|row| row.unwrap().id).collect::<Vec<_>>()
    };
    assert_eq!(ids("odd \"name\""), [5, 900]);
    assert_eq!(ids("third"), [12, 13]);
    assert_eq!(ids("descending"), [1], "its key is a column like any other");
}

#[test]
fn without_its_log_the_newest_rows_are_missing_and_that_can_be_told() {
    let count = |log: Option<Vec<u8>>| {
        let mut database = open(read("log.db").unwrap(), log).unwrap();
        let table = database.table("m").unwrap();
        let wants = database.wants_log();
        let mut rows = database.rows(&table);
        (std::iter::from_fn(|| rows.advance()).count(), wants)
    };
    let log = read("log.db-wal").unwrap();
    assert_eq!(count(Some(log.clone())), (200, false));
    assert_eq!(count(None), (60, true));
    let mut torn = log.clone();
    *torn.last_mut().unwrap() ^= 1;
    assert_eq!(count(Some(torn)), (60, true), "a transaction that was not finished is none");
    assert_eq!(count(Some(log[..31].to_vec())), (60, true));
}

/// Rows read, places of damage met.
fn pass(file: Vec<u8>, log: Option<Vec<u8>>) -> (usize, usize) {
    let Ok(mut database) = open(file, log) else { return (0, 1) };
    let (mut rows, mut damage) = (0, usize::from(database.schema_damaged));
    for table in database.tables().to_vec() {
        let mut pass = database.rows(&table);
        while let Some(row) = pass.advance() {
            match row {
                Ok(row) => {
                    rows += 1;
                    for column in 0..8 {
                        let _ = (row.int(Some(column)), row.real(Some(column)), row.text(Some(column)));
                    }
                }
                Err(_) => damage += 1,
            }
        }
    }
    (rows, damage)
}

#[test]
fn a_damaged_page_costs_its_own_rows_and_is_told() {
    let file = read("levels.db").unwrap();
    let (whole, _) = pass(file.clone(), None);
    let mut missed = 0;
    for page in (2..file.len() / 512).step_by(3) {
        let mut broken = file.clone();
        broken[page * 512..(page + 1) * 512].fill(0xff);
        let (rows, damage) = pass(broken, None);
        assert!(
            rows == whole || damage > 0 || rows + 1 == whole,
            "page {page}: {rows} of {whole}, nothing told"
        );
        missed += usize::from(rows + 200 < whole);
    }
    assert!(missed < 6, "{missed} pages cost more than their own rows");
}

#[test]
fn a_file_cut_short_gives_what_is_there() {
    let file = read("levels.db").unwrap();
    let (whole, _) = pass(file.clone(), None);
    let (most, damage) = pass(file[..file.len() * 9 / 10].to_vec(), None);
    assert!(most > whole / 2 && most < whole && damage > 0, "{most} of {whole}, {damage} told");
}

#[test]
fn pages_in_a_circle_and_rows_over_each_other_end() {
    let mut file = read("levels.db").unwrap();
    // Every page of the table points to its root, or to the page after it.
    for page in 1..file.len() / 512 {
        let at = page * 512;
        if file[at] == 5 {
            let cells = usize::from(u16::from_be_bytes([file[at + 3], file[at + 4]]));
            for cell in 0..cells {
                let place =
                    usize::from(u16::from_be_bytes([file[at + 12 + 2 * cell], file[at + 13 + 2 * cell]]));
                file[at + place..at + place + 4].copy_from_slice(&3u32.to_be_bytes());
            }
        }
        if file[at] == 13 {
            let first = [file[at + 8], file[at + 9]];
            (1..200).for_each(|cell| file[at + 8 + 2 * cell..at + 10 + 2 * cell].copy_from_slice(&first));
            file[at + 3..at + 5].copy_from_slice(&200u16.to_be_bytes());
        }
    }
    let (rows, damage) = pass(file.clone(), None);
    assert!(rows * 2 < file.len() && damage > 0);
}

mod proptests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        // Each case reads a whole database.
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn changed_bytes_never_panic_and_never_multiply(
            name in prop::sample::select(names()),
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..30),
            near_start in any::<bool>(),
        ) {
            let mut file = read(&format!("{name}.db")).unwrap();
            let mut log = read(&format!("{name}.db-wal"));
            for (at, byte) in changes {
                let reach = if near_start { 200 } else { file.len() };
                file[at.index(reach)] = byte;
                if let Some(log) = &mut log {
                    let place = at.index(log.len());
                    log[place] = byte;
                }
            }
            let most = file.len() + log.as_ref().map_or(0, Vec::len);
            let (rows, damage) = pass(file, log);
            prop_assert!(rows <= most && damage <= most);
        }

        #[test]
        fn any_words_of_a_table_can_be_taken_apart(sql in "(CREATE TABLE x ?\\()?[\\PC(),'\"\\[\\]`]{0,60}") {
            let _ = Table::parse("x", 2, &sql);
        }
    }
}
