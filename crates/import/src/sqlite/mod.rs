//! Reads SQLite database files, without the SQLite library and without writing anything.
//!
//! Written for evidence from strangers: no temporary file, no C, one page of each level in memory, any place of the file
//! may be damaged. A damaged page costs the rows on it and is told; the rows around it are read. Layout:
//! <https://www.sqlite.org/fileformat2.html>; why it is ours: `docs/adr/0005-sqlite-reader.md`.
//!
//! Only whole tables are read, in the order of their keys. There are no queries and no indexes.

mod btree;
mod create;
mod pages;
mod record;
mod wal;

pub use btree::Rows;
pub use create::Table;
pub use pages::Damage;
pub use record::Row;

use crate::source::ReadSeek;
use pages::Pages;
use std::{io::Cursor, sync::Arc};

/// What every database file begins with.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";
/// Most tables taken from the schema. Databases of phones have a few hundred.
const TABLES: usize = 10_000;

/// Whether bytes begin as a database file does.
pub fn is_database(start: &[u8]) -> bool {
    start.starts_with(MAGIC)
}

/// A database file.
pub struct Database<'a> {
    pages: Pages<'a>,
    tables: Vec<Arc<Table>>,
    /// Something of the schema could not be read: tables may be missing.
    pub schema_damaged: bool,
}

impl<'a> Database<'a> {
    /// Opens a file. `log` is its write-ahead log, the file of the same name with `-wal` at its end.
    pub fn open(file: Box<dyn ReadSeek + 'a>, log: Option<Box<dyn ReadSeek + 'a>>) -> Result<Self, Damage> {
        let pages = Pages::open(file, log)?;
        let mut database = Self { pages, tables: Vec::new(), schema_damaged: false };
        let (mut tables, mut damaged) = (Vec::new(), false);
        let mut rows = database.rows(&Arc::new(Table::schema()));
        while let Some(row) = rows.advance() {
            let Ok(row) = row else {
                damaged = true;
                continue;
            };
            if row.text(Some(0)).as_deref() == Some("table") && tables.len() < TABLES {
                let table = row.text(Some(4)).and_then(|sql| {
                    let root = u32::try_from(row.int(Some(3))?).ok()?;
                    Table::parse(&row.text(Some(1))?, root, &sql)
                });
                tables.extend(table.map(Arc::new));
            }
        }
        (database.tables, database.schema_damaged) = (tables, damaged);
        Ok(database)
    }

    /// The tables in the beginning of a file, as far as they stand there.
    pub fn peek(start: &[u8]) -> Vec<Arc<Table>> {
        let opened = Database::open(Box::new(Cursor::new(start.to_vec())), None);
        opened.map_or_else(|_| Vec::new(), |database| database.tables)
    }

    /// Every table.
    pub fn tables(&self) -> &[Arc<Table>] {
        &self.tables
    }

    /// A table by its name, in any case.
    pub fn table(&self, name: &str) -> Option<Arc<Table>> {
        self.tables.iter().find(|table| table.name.eq_ignore_ascii_case(name)).cloned()
    }

    /// The rows of a table, in the order of its keys.
    pub fn rows(&mut self, table: &Arc<Table>) -> Rows<'_, 'a> {
        Rows::new(&mut self.pages, Arc::clone(table))
    }

    /// The file was written with a write-ahead log, and none was given: its newest rows may be missing.
    pub fn wants_log(&self) -> bool {
        self.pages.wants_log()
    }
}

#[cfg(test)]
mod tests;
