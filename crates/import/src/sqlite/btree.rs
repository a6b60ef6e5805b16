//! Walks the tree of pages that is a table (section 1.6 of the format).

use super::{
    create::Table,
    pages::{Damage, HEADER, Pages, number},
    record::{Row, varint},
};
use std::sync::Arc;

/// Deepest tree; SQLite itself opens no deeper one.
const DEPTH: usize = 20;
/// Longest row that is read. What is beyond it are pictures and the like; messages are far shorter.
const ROW: usize = 32 << 20;

/// Kinds of pages.
const INTERIOR_INDEX: u8 = 2;
const INTERIOR_TABLE: u8 = 5;
const LEAF_INDEX: u8 = 10;
const LEAF_TABLE: u8 = 13;

/// The rows of a table, in the order of its keys.
///
/// After damage the next call goes on with what follows it, so one pass always ends: every page is used once at most.
pub struct Rows<'d, 'a> {
    pages: &'d mut Pages<'a>,
    table: Arc<Table>,
    path: Vec<Page>,
    used: Used,
    begun: bool,
    counted: i64,
}

/// A page on the way from the root to the present row.
struct Page {
    bytes: Vec<u8>,
    kind: u8,
    /// Where its header begins.
    at: usize,
    cells: usize,
    /// Next step: even ones go down to a page, odd ones take a row.
    step: usize,
    /// Bytes of rows taken so far. Rows lie side by side, so it is never more than the page.
    taken: usize,
}

impl Page {
    fn new(bytes: Vec<u8>, number_: u32) -> Result<Self, Damage> {
        let at = if number_ == 1 { HEADER } else { 0 };
        let kind = *bytes.get(at).ok_or(Damage::BadPage)?;
        let cells = number::<2>(&bytes, at + 3).and_then(|cells| usize::try_from(cells).ok());
        let cells = cells.filter(|cells| *cells <= bytes.len() / 2).ok_or(Damage::BadPage)?;
        Ok(Self { bytes, kind, at, cells, step: 0, taken: 0 })
    }

    fn is_leaf(&self) -> bool {
        matches!(self.kind, LEAF_INDEX | LEAF_TABLE)
    }

    fn is_index(&self) -> bool {
        matches!(self.kind, LEAF_INDEX | INTERIOR_INDEX)
    }

    /// Where a cell begins.
    fn cell(&self, cell: usize) -> Option<usize> {
        let list = self.at + if self.is_leaf() { 8 } else { 12 };
        usize::try_from(number::<2>(&self.bytes, list + 2 * cell)?).ok()
    }

    /// The page below a cell, or below the last one.
    fn below(&self, cell: usize) -> Option<u32> {
        let at = if cell == self.cells { self.at + 8 } else { self.cell(cell)? };
        u32::try_from(number::<4>(&self.bytes, at)?).ok()
    }
}

impl<'d, 'a> Rows<'d, 'a> {
    pub(super) fn new(pages: &'d mut Pages<'a>, table: Arc<Table>) -> Self {
        let used = Used::new(pages.count);
        Self { pages, table, path: Vec::new(), used, begun: false, counted: 0 }
    }

    /// The next row, or what stands in its place.
    pub fn advance(&mut self) -> Option<Result<Row, Damage>> {
        if !self.begun {
            self.begun = true;
            if let Err(damage) = self.descend(self.table.root) {
                return Some(Err(damage));
            }
        }
        loop {
            let page = self.path.last_mut()?;
            let step = page.step;
            page.step += 1;
            let (cell, down) = (step / 2, step % 2 == 0);
            if cell > page.cells || (cell == page.cells && (page.is_leaf() || !down)) {
                self.path.pop();
            } else if down && !page.is_leaf() {
                let below = page.below(cell).ok_or(Damage::BadPage);
                if let Err(damage) = below.and_then(|below| self.descend(below)) {
                    return Some(Err(damage));
                }
            } else if !down && page.kind != INTERIOR_TABLE {
                return Some(self.row(cell));
            }
        }
    }

    fn descend(&mut self, number: u32) -> Result<(), Damage> {
        if self.path.len() == DEPTH {
            return Err(Damage::BadPage);
        }
        self.used.claim(number)?;
        let page = Page::new(self.pages.read(number)?, number)?;
        let expected: [u8; 2] = if self.table.without_rowid {
            [LEAF_INDEX, INTERIOR_INDEX]
        } else {
            [LEAF_TABLE, INTERIOR_TABLE]
        };
        if !expected.contains(&page.kind) {
            return Err(Damage::BadPage);
        }
        self.path.push(page);
        Ok(())
    }

    /// The row in a cell of the present page.
    fn row(&mut self, cell: usize) -> Result<Row, Damage> {
        let usable = self.pages.usable;
        let page = self.path.last_mut().ok_or(Damage::BadPage)?;
        let found = Cell::find(page, cell, usable).ok_or(Damage::BadPage)?;
        page.taken += found.local.len();
        if page.taken > page.bytes.len() {
            // Rows that lie over each other: one page would give thousands.
            self.path.pop();
            return Err(Damage::BadPage);
        }
        let mut payload = page.bytes[found.local.clone()].to_vec();
        let cut = self.overflow(found.overflow, found.length, &mut payload);
        self.counted += 1;
        let id = found.id.unwrap_or(self.counted);
        Row::new(id, (payload, cut), self.table.alias, self.pages.encoding).ok_or(Damage::BadPage)
    }

    /// Adds what lies on further pages. Gives back whether something is missing.
    fn overflow(&mut self, mut next: u32, length: usize, payload: &mut Vec<u8>) -> bool {
        while payload.len() < length.min(ROW) {
            let read = self.used.claim(next).and_then(|()| self.pages.read(next));
            let Ok(page) = read else { return true };
            let wanted = (length - payload.len()).min(page.len() - 4);
            payload.extend(&page[4..4 + wanted]);
            next = u32::from_be_bytes([page[0], page[1], page[2], page[3]]);
        }
        payload.len() < length
    }
}

/// Where the bytes of a row are.
struct Cell {
    id: Option<i64>,
    length: usize,
    local: std::ops::Range<usize>,
    overflow: u32,
}

impl Cell {
    fn find(page: &Page, cell: usize, usable: usize) -> Option<Self> {
        let mut at = page.cell(cell)?;
        if page.kind == INTERIOR_INDEX {
            at = at.checked_add(4)?;
        }
        let (length, next) = varint(&page.bytes, at)?;
        let length = usize::try_from(length).ok()?;
        let (id, from) = match page.kind {
            LEAF_TABLE => varint(&page.bytes, next).map(|(id, next)| (Some(id.cast_signed()), next))?,
            _ => (None, next),
        };
        let local = local(length, usable, page.is_index());
        let end = from.checked_add(local).filter(|end| *end <= page.bytes.len())?;
        let overflow = if local < length { number::<4>(&page.bytes, end)? } else { 0 };
        Some(Self { id, length, local: from..end, overflow: u32::try_from(overflow).ok()? })
    }
}

/// How many bytes of a row lie on its own page (section 1.6).
fn local(length: usize, usable: usize, index: bool) -> usize {
    let most = if index { (usable - 12) * 64 / 255 - 23 } else { usable - 35 };
    let least = (usable - 12) * 32 / 255 - 23;
    if length <= most {
        return length;
    }
    let some = least + (length - least) % (usable - 4);
    if some <= most { some } else { least }
}

/// Pages met in one pass, a bit each.
struct Used(Vec<u64>);

impl Used {
    fn new(count: u32) -> Self {
        Self(vec![0; count as usize / 64 + 1])
    }

    fn claim(&mut self, page: u32) -> Result<(), Damage> {
        let word = self.0.get_mut(page as usize / 64).ok_or(Damage::MissingPage)?;
        let bit = 1 << (page % 64);
        if page == 0 {
            return Err(Damage::MissingPage);
        }
        if *word & bit != 0 {
            return Err(Damage::UsedTwice);
        }
        *word |= bit;
        Ok(())
    }
}
