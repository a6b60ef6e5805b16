//! What is inside a log entry: its canonical bytes, its commitments, and what to disclose of it.
//! (vault.md sections 8 and 9.)

use crate::bytes::Cursor;
use crate::deflate::{pack, unpack};
use crate::entropy::{Entropy, random};
use crate::error::{Error, Place, Result};
use crate::frame::MAX_PAYLOAD;
use crate::merkle::{Hash, Tree};
use crate::proof::{
    BYTES_PART, DisclosedItem, DisclosedPart, ITEMS_PART, LeafData, commitment, item_leaf, item_salt,
};

/// Version of the payload of an entry, as it is.
const PLAIN: u8 = 1;
/// Version of a payload that holds another one packed, behind that one's length.
const PACKED: u8 = 2;
/// Bytes before what is packed.
const PACKED_PREFIX: usize = 5;
/// Shorter payloads are not packed: they are single records, and what is saved would be padded away.
const PACK_FROM: usize = 4096;

/// An entry to be appended.
#[derive(Debug, Clone)]
pub struct EntryInput {
    kind: u8,
    parts: Vec<PartInput>,
}

#[derive(Debug, Clone)]
enum PartInput {
    Bytes(Vec<u8>),
    Items { ends: Vec<u32>, bytes: Vec<u8> },
}

impl EntryInput {
    /// An entry of the program's `kind` whose part 0 is `body`.
    #[must_use]
    pub fn new(kind: u8, body: impl Into<Vec<u8>>) -> Self {
        EntryInput { kind, parts: vec![PartInput::Bytes(body.into())] }
    }

    /// Adds a part that can be withheld on its own and still be proven.
    #[must_use]
    pub fn with_part(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.parts.push(PartInput::Bytes(bytes.into()));
        self
    }

    /// Adds a list of items (imported messages), each of which can be disclosed on its own.
    #[must_use]
    pub fn with_items<T: AsRef<[u8]>>(self, items: impl IntoIterator<Item = T>) -> Self {
        self.with_written_items(items, |item, out| out.extend_from_slice(item.as_ref()))
    }

    /// The same with items that `write` appends to what it is handed: many small ones need no memory of their own.
    #[must_use]
    pub fn with_written_items<T>(
        mut self,
        items: impl IntoIterator<Item = T>,
        mut write: impl FnMut(T, &mut Vec<u8>),
    ) -> Self {
        let (mut ends, mut bytes) = (Vec::new(), Vec::new());
        for item in items {
            write(item, &mut bytes);
            // Too long a list is refused when it is sealed; saturating keeps this builder infallible.
            ends.push(u32::try_from(bytes.len()).unwrap_or(u32::MAX));
        }
        self.parts.push(PartInput::Items { ends, bytes });
        self
    }

    /// The payload to seal and the leaf hash for the tree. Draws one salt per part.
    pub(crate) fn encode(&self, entropy: &mut dyn Entropy) -> Result<(Vec<u8>, Hash)> {
        let too_large = Error::TooLarge { limit: MAX_PAYLOAD as u64 };
        let Ok(count) = u16::try_from(self.parts.len()) else { return Err(too_large) };
        let size: usize = self.parts.iter().map(PartInput::encoded_len).sum::<usize>() + 4;
        if size > MAX_PAYLOAD {
            return Err(too_large);
        }
        let mut out = Vec::with_capacity(size);
        out.extend_from_slice(&[PLAIN, self.kind]);
        out.extend_from_slice(&count.to_le_bytes());
        let mut leaf = LeafData::new(self.kind, count);
        for part in &self.parts {
            let salt: [u8; 32] = random(entropy)?;
            part.encode(&salt, &mut out);
            part.commit(&salt, &mut leaf);
        }
        Ok((shortest(out), leaf.leaf()))
    }
}

/// A long payload packed, if that makes it shorter; any other as it is. Commitments are over what is unpacked.
fn shortest(payload: Vec<u8>) -> Vec<u8> {
    if payload.len() < PACK_FROM {
        return payload;
    }
    let mut prefix = vec![PACKED];
    prefix.extend_from_slice(&u32::try_from(payload.len()).expect("bounded by MAX_PAYLOAD").to_le_bytes());
    pack(&payload, prefix).unwrap_or(payload)
}

/// The payload that a packed one holds. `None` when it is not one.
fn unpacked(payload: &[u8]) -> Option<Vec<u8>> {
    let (prefix, packed) = payload.split_at_checked(PACKED_PREFIX)?;
    let length = usize::try_from(u32::from_le_bytes(prefix[1..].try_into().ok()?)).ok()?;
    if length > MAX_PAYLOAD { None } else { unpack(packed, length) }
}

impl PartInput {
    fn encoded_len(&self) -> usize {
        match self {
            PartInput::Bytes(bytes) => 37 + bytes.len(),
            PartInput::Items { ends, bytes } => 41 + 4 * ends.len() + bytes.len(),
        }
    }

    fn encode(&self, salt: &[u8; 32], out: &mut Vec<u8>) {
        let length = |n: usize| u32::try_from(n).expect("bounded by MAX_PAYLOAD").to_le_bytes();
        match self {
            PartInput::Bytes(bytes) => {
                out.push(BYTES_PART);
                out.extend_from_slice(salt);
                out.extend_from_slice(&length(bytes.len()));
                out.extend_from_slice(bytes);
            }
            PartInput::Items { ends, bytes } => {
                out.push(ITEMS_PART);
                out.extend_from_slice(salt);
                out.extend_from_slice(&length(ends.len()));
                out.extend_from_slice(&length(bytes.len()));
                for end in ends {
                    out.extend_from_slice(&end.to_le_bytes());
                }
                out.extend_from_slice(bytes);
            }
        }
    }

    fn commit(&self, salt: &[u8; 32], leaf: &mut LeafData) {
        match self {
            PartInput::Bytes(bytes) => leaf.bytes_part(&commitment(salt, bytes)),
            PartInput::Items { ends, bytes } => {
                let tree = items_tree(salt, items(ends.iter().copied(), bytes));
                leaf.items_part(tree.size(), &root(&tree));
            }
        }
    }
}

fn items<'a>(ends: impl Iterator<Item = u32> + 'a, bytes: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
    ends.scan(0, move |start, end| {
        let end = end as usize;
        let item = bytes.get(*start..end)?;
        *start = end;
        Some(item)
    })
}

fn items_tree<'a>(list_salt: &[u8; 32], items: impl Iterator<Item = &'a [u8]>) -> Tree {
    Tree::from_leaves((0..).zip(items).map(|(i, item)| item_leaf(&item_salt(list_salt, i), item)))
}

fn root(tree: &Tree) -> Hash {
    tree.root(tree.size()).expect("a tree has a root of its own size")
}

/// An entry read back. It owns one buffer; parts are slices of it.
#[derive(Debug, Clone)]
pub struct Entry {
    seq: u64,
    kind: u8,
    payload: Vec<u8>,
    parts: Vec<Span>,
}

/// Where a part stands in the payload.
#[derive(Debug, Clone)]
struct Span {
    salt: [u8; 32],
    /// Number of items and the offset of their end table; `None` for a bytes part.
    items: Option<(usize, usize)>,
    start: usize,
    end: usize,
}

/// One part of an [`Entry`].
#[derive(Debug, Clone, Copy)]
pub enum Part<'a> {
    /// Bytes committed as one.
    Bytes(&'a [u8]),
    /// A list of items.
    Items(ItemsPart<'a>),
}

/// The items of an items part.
#[derive(Debug, Clone, Copy)]
pub struct ItemsPart<'a> {
    ends: &'a [u8],
    bytes: &'a [u8],
}

/// How much of one part to disclose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Show {
    /// All of it.
    All,
    /// Its commitment only; of a list, its root and length.
    Nothing,
    /// Of a list, the items with these positions. Bytes parts are withheld.
    Items(Vec<u64>),
}

impl Entry {
    /// Reads a payload. `None` when it is not one, which a sealed frame of ours never is.
    pub(crate) fn decode(seq: u64, payload: Vec<u8>) -> Option<Self> {
        let payload = if payload.first() == Some(&PACKED) { unpacked(&payload)? } else { payload };
        let mut cursor = Cursor::new(&payload);
        let at = |cursor: &Cursor<'_>| payload.len() - cursor.rest().len();
        if cursor.u8()? != PLAIN {
            return None;
        }
        let kind = cursor.u8()?;
        let count = cursor.u16()?;
        let mut parts = Vec::with_capacity(usize::from(count));
        for _ in 0..count {
            let part_type = cursor.u8()?;
            let salt = cursor.array()?;
            let items = match part_type {
                BYTES_PART => None,
                ITEMS_PART => Some(cursor.count(4)?),
                _ => return None,
            };
            let length = cursor.count(1)?;
            let items = items.map(|n| (n, at(&cursor)));
            if let Some((n, _)) = items {
                check_ends(cursor.take(4 * n)?, length)?;
            }
            let start = at(&cursor);
            cursor.take(length)?;
            parts.push(Span { salt, items, start, end: start + length });
        }
        let complete = cursor.rest().is_empty() && parts.first().is_some_and(|body| body.items.is_none());
        complete.then_some(Entry { seq, kind, payload, parts })
    }

    /// Position in the log, from 0.
    #[must_use]
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// The kind byte the program gave it.
    #[must_use]
    pub fn kind(&self) -> u8 {
        self.kind
    }

    /// Part 0.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.payload[self.parts[0].start..self.parts[0].end]
    }

    /// Number of parts, the body included; never 0.
    #[must_use]
    pub fn part_count(&self) -> usize {
        self.parts.len()
    }

    /// The part at `index`; the body is part 0.
    #[must_use]
    pub fn part(&self, index: usize) -> Option<Part<'_>> {
        let span = self.parts.get(index)?;
        let bytes = &self.payload[span.start..span.end];
        Some(match span.items {
            None => Part::Bytes(bytes),
            Some((n, table)) => Part::Items(ItemsPart { ends: &self.payload[table..table + 4 * n], bytes }),
        })
    }

    /// The leaf hash, computed anew from the content.
    pub(crate) fn leaf(&self) -> Hash {
        let count = u16::try_from(self.parts.len()).expect("read from a u16");
        let mut leaf = LeafData::new(self.kind, count);
        for (index, span) in self.parts.iter().enumerate() {
            match self.part(index).expect("index is in range") {
                Part::Bytes(bytes) => leaf.bytes_part(&commitment(&span.salt, bytes)),
                Part::Items(list) => {
                    let tree = items_tree(&span.salt, list.iter());
                    leaf.items_part(tree.size(), &root(&tree));
                }
            }
        }
        leaf.leaf()
    }

    /// The parts as disclosed; parts without an instruction in `show` are withheld.
    pub(crate) fn disclose(&self, show: &[Show]) -> Result<Vec<DisclosedPart>> {
        let disclosed = |index: usize| {
            let salt = self.parts[index].salt;
            let show = show.get(index).unwrap_or(&Show::Nothing);
            match self.part(index).expect("index is in range") {
                Part::Bytes(bytes) if *show == Show::All => {
                    Ok(DisclosedPart::Disclosed { salt, bytes: bytes.to_vec() })
                }
                Part::Bytes(bytes) => Ok(DisclosedPart::Withheld { commitment: commitment(&salt, bytes) }),
                Part::Items(list) => {
                    list.disclose(&salt, show).ok_or(Error::NotFound(Place::Entry(self.seq)))
                }
            }
        };
        (0..self.parts.len()).map(disclosed).collect()
    }
}

/// Item ends must rise and the last must be the length of the bytes.
fn check_ends(table: &[u8], length: usize) -> Option<()> {
    let mut last = 0;
    for index in 0..table.len() / 4 {
        let end = end_at(table, index)?;
        if end < last {
            return None;
        }
        last = end;
    }
    (last == length).then_some(())
}

fn end_at(table: &[u8], index: usize) -> Option<usize> {
    let bytes = table.get(4 * index..4 * index + 4)?;
    usize::try_from(u32::from_le_bytes(bytes.try_into().ok()?)).ok()
}

impl<'a> ItemsPart<'a> {
    /// Number of items.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len() / 4
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The item at `index`.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<&'a [u8]> {
        let start = match index.checked_sub(1) {
            None => 0,
            Some(before) => end_at(self.ends, before)?,
        };
        self.bytes.get(start..end_at(self.ends, index)?)
    }

    /// All items in order.
    pub fn iter(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let list = *self;
        (0..list.len()).map_while(move |index| list.get(index))
    }

    /// `None` when an item that is to be shown does not exist.
    fn disclose(&self, list_salt: &[u8; 32], show: &Show) -> Option<DisclosedPart> {
        let tree = items_tree(list_salt, self.iter());
        let mut wanted: Vec<u64> = match show {
            Show::All => (0..tree.size()).collect(),
            Show::Nothing => Vec::new(),
            Show::Items(indices) => indices.clone(),
        };
        wanted.sort_unstable();
        wanted.dedup();
        let item = |index| {
            Some(DisclosedItem {
                index,
                salt: item_salt(list_salt, index),
                bytes: self.get(usize::try_from(index).ok()?)?.to_vec(),
                path: tree.inclusion(index, tree.size())?,
            })
        };
        let disclosed = wanted.into_iter().map(item).collect::<Option<_>>()?;
        Some(DisclosedPart::Items { root: root(&tree), count: tree.size(), disclosed })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Salts 01…, 02… in the order they are drawn.
    struct Counting(u8);

    impl Entropy for Counting {
        fn fill(&mut self, buf: &mut [u8]) -> Result<()> {
            self.0 += 1;
            buf.fill(self.0);
            Ok(())
        }
    }

    /// The values printed in `docs/format/vault.md`, section 14; computed with another program.
    #[test]
    fn a_leaf_is_the_documented_one() {
        let input = EntryInput::new(3, "He rang nine times.").with_items(["hello", "", "answer me"]);
        let (payload, leaf) = input.encode(&mut Counting(0)).unwrap();
        let hex = leaf.iter().map(|b| format!("{b:02x}")).collect::<String>();
        assert_eq!(hex, "6b7280050ee8146b4bc822b2ab853bc0dc70d230ed61ff24c6440c6cf97e90eb");
        assert_eq!(Entry::decode(0, payload).unwrap().leaf(), leaf);
    }

    #[test]
    fn payloads_that_are_not_sound_are_refused() {
        let input = EntryInput::new(3, "body").with_part("part").with_items(["a", "bc"]);
        let (payload, _) = input.encode(&mut Counting(0)).unwrap();
        for len in 0..payload.len() {
            assert!(Entry::decode(0, payload[..len].to_vec()).is_none(), "{len}");
        }
        let mut longer = payload.clone();
        longer.push(0);
        assert!(Entry::decode(0, longer).is_none());
        for at in 0..payload.len() {
            let mut changed = payload.clone();
            changed[at] ^= 0x80;
            if let Some(entry) = Entry::decode(0, changed) {
                entry.leaf();
            }
        }
    }

    #[test]
    fn a_long_entry_is_packed_and_proves_the_same() {
        let message = |number: u32| format!("{{\"from\":\"Alex\",\"text\":\"message {number}\"}}");
        let messages: Vec<String> = (0..500).map(message).collect();
        let input = EntryInput::new(3, "body").with_items(&messages);
        let (payload, leaf) = input.encode(&mut Counting(0)).unwrap();
        assert!(payload[0] == PACKED && payload.len() * 2 < 500 * messages[0].len(), "{}", payload.len());
        let entry = Entry::decode(0, payload.clone()).unwrap();
        assert_eq!(entry.leaf(), leaf);
        let Some(Part::Items(list)) = entry.part(1) else { panic!("no items") };
        assert!(list.iter().eq(messages.iter().map(String::as_bytes)));

        for len in 0..payload.len() {
            assert!(Entry::decode(0, payload[..len].to_vec()).is_none(), "{len}");
        }
        let longer = [&payload[..], &[0]].concat();
        assert!(Entry::decode(0, longer).is_none(), "bytes behind what is packed");
        for at in 1..payload.len() {
            let mut changed = payload.clone();
            changed[at] ^= 0x10;
            // A few bits of DEFLATE mean nothing. The seal around it covers them.
            assert!(Entry::decode(0, changed).is_none_or(|entry| entry.leaf() == leaf), "{at}");
        }
    }

    #[test]
    fn what_does_not_become_shorter_is_not_packed() {
        let mut dice = 1u32;
        let noise: Vec<u8> = (0..20_000)
            .map(|_| {
                dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                dice.to_be_bytes()[0]
            })
            .collect();
        let (payload, leaf) = EntryInput::new(1, noise.clone()).encode(&mut Counting(0)).unwrap();
        assert_eq!(payload[0], PLAIN);
        let entry = Entry::decode(0, payload).unwrap();
        assert_eq!((entry.body(), entry.leaf()), (&noise[..], leaf));
    }

    #[test]
    fn an_entry_too_large_for_a_frame_is_refused() {
        let input = EntryInput::new(1, vec![0; MAX_PAYLOAD]);
        assert!(matches!(input.encode(&mut Counting(0)), Err(Error::TooLarge { .. })));
    }
}
