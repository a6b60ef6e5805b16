//! One row: its values, decoded when asked for (section 2.1 of the format).

use super::pages::{Encoding, number};
use std::{cell::Cell, ops::Range};

/// A row of a table. A column that the table does not have reads as one that is empty.
#[derive(Debug)]
pub struct Row {
    /// The key of the row. Rows of tables without such keys are counted from 1.
    pub id: i64,
    /// Its end could not be read: columns may be missing.
    pub cut: bool,
    payload: Vec<u8>,
    columns: Vec<(u64, Range<usize>)>,
    alias: Option<usize>,
    encoding: Encoding,
    odd_text: Cell<bool>,
}

/// Most columns of a row; SQLite itself allows no more.
const COLUMNS: usize = 32_767;

impl Row {
    /// Takes a row apart. `alias` is the column that stands for the key. `None` if its header makes no sense.
    pub fn new(
        id: i64,
        (payload, cut): (Vec<u8>, bool),
        alias: Option<usize>,
        encoding: Encoding,
    ) -> Option<Self> {
        let (header, mut at) = varint(&payload, 0)?;
        let header = usize::try_from(header).ok().filter(|end| *end <= payload.len())?;
        let (mut columns, mut from, mut cut) = (Vec::new(), header, cut);
        while at < header && columns.len() < COLUMNS {
            let (kind, next) = varint(&payload[..header], at)?;
            at = next;
            let end = usize::try_from(length(kind)).ok().and_then(|length| from.checked_add(length))?;
            if end > payload.len() {
                cut = true;
                break;
            }
            columns.push((kind, from..end));
            from = end;
        }
        Some(Self { id, cut, payload, columns, alias, encoding, odd_text: Cell::new(false) })
    }

    /// A whole number. Fractions are cut off: times are kept as either.
    pub fn int(&self, column: Option<usize>) -> Option<i64> {
        if column.is_some() && column == self.alias {
            return Some(self.id);
        }
        let (kind, bytes) = self.stored(column)?;
        match kind {
            8 | 9 => Some(i64::from(kind == 9)),
            1..=6 => {
                // Of 1, 2, 3, 4, 6 or 8 bytes, with a sign.
                let value = bytes.iter().fold(0u64, |value, byte| (value << 8) | u64::from(*byte));
                let spare = 64 - 8 * bytes.len();
                Some(((value << spare).cast_signed()) >> spare)
            }
            #[expect(
                clippy::cast_possible_truncation,
                reason = "a cast of a fraction stops at the ends of the range"
            )]
            7 => self.real(column).map(|real| real as i64),
            _ => self.text(column)?.trim().parse().ok(),
        }
    }

    /// A number that may have a fraction.
    pub fn real(&self, column: Option<usize>) -> Option<f64> {
        match self.stored(column) {
            Some((7, bytes)) => number::<8>(bytes, 0).map(f64::from_bits).filter(|real| real.is_finite()),
            Some((13.., _)) => self.text(column)?.trim().parse().ok().filter(|real: &f64| real.is_finite()),
            #[expect(clippy::cast_precision_loss, reason = "a count of seconds has room in 52 bits")]
            _ => self.int(column).map(|int| int as f64),
        }
    }

    /// Text; numbers as they are written. Empty text is `Some`.
    pub fn text(&self, column: Option<usize>) -> Option<String> {
        match self.stored(column) {
            Some((kind, bytes)) if kind >= 13 && kind % 2 == 1 => Some(self.decoded(bytes)),
            Some((7, _)) => self.real(column).map(|real| real.to_string()),
            Some((12.., _)) => None,
            _ => self.int(column).map(|int| int.to_string()),
        }
    }

    /// Bytes, or text as it is stored.
    pub fn bytes(&self, column: Option<usize>) -> Option<&[u8]> {
        self.stored(column).filter(|(kind, _)| *kind >= 12).map(|(_, bytes)| bytes)
    }

    /// Whether a column is true: any number but 0.
    pub fn is(&self, column: Option<usize>) -> bool {
        self.int(column).is_some_and(|value| value != 0)
    }

    /// Whether text read so far held bytes that are no text.
    pub fn has_odd_text(&self) -> bool {
        self.odd_text.get()
    }

    fn stored(&self, column: Option<usize>) -> Option<(u64, &[u8])> {
        let (kind, range) = self.columns.get(column?)?;
        // 0 is no value; 10 and 11 are reserved.
        (!matches!(kind, 0 | 10 | 11)).then(|| (*kind, &self.payload[range.clone()]))
    }

    fn decoded(&self, bytes: &[u8]) -> String {
        let unit: fn([u8; 2]) -> u16 = match self.encoding {
            Encoding::Utf8 => {
                return String::from_utf8(bytes.to_vec()).unwrap_or_else(|_| {
                    self.odd_text.set(true);
                    String::from_utf8_lossy(bytes).into_owned()
                });
            }
            Encoding::Utf16Little => u16::from_le_bytes,
            Encoding::Utf16Big => u16::from_be_bytes,
        };
        let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        let odd = |_| {
            self.odd_text.set(true);
            char::REPLACEMENT_CHARACTER
        };
        char::decode_utf16(units).map(|c| c.unwrap_or_else(odd)).collect()
    }
}

/// Bytes of a value by its serial type.
fn length(kind: u64) -> u64 {
    match kind {
        1..=4 => kind,
        5 => 6,
        6 | 7 => 8,
        12.. => (kind - 12) / 2,
        _ => 0,
    }
}

/// A number of one to nine bytes, and the place after it (section 1.6).
pub fn varint(bytes: &[u8], at: usize) -> Option<(u64, usize)> {
    let mut value = 0u64;
    for step in 0..8 {
        let byte = *bytes.get(at + step)?;
        value = (value << 7) | u64::from(byte & 0x7f);
        if byte < 0x80 {
            return Some((value, at + step + 1));
        }
    }
    Some(((value << 8) | u64::from(*bytes.get(at + 8)?), at + 9))
}
