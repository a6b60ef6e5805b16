//! A disclosed entry with its inclusion proof, as one line of `data/record/entries.jsonl`.
//!
//! The words are those of `docs/format/pack.md`. Hashes and salts are lower-case hex; bytes are UTF-8 text where they
//! are text and hex where they are not.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// An entry of the log as it is handed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProvenEntry {
    /// Entry number: its position in the log, from 0.
    pub index: u64,
    /// The kind byte: 1 a record, 2 a segment of imported items.
    pub kind: u8,
    /// The body (part 0) and the parts committed apart, in order.
    pub parts: Vec<ProvenPart>,
    /// RFC 6962 inclusion path, leaf side first.
    pub path: Vec<Hex>,
}

/// One part of an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ProvenPart {
    /// The part in full; its commitment is `SHA-256(salt || bytes)`.
    Shown(Sealed),
    /// The part is kept back; this is its commitment.
    Withheld(Hex),
    /// A list of items of which some are shown.
    Items {
        /// Root of the RFC 6962 tree over all items.
        root: Hex,
        /// How many items there are, shown or not.
        count: u64,
        /// The items shown, by rising index.
        shown: Vec<ProvenItem>,
    },
}

/// Bytes with the salt they were committed under.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Line")]
pub struct Sealed {
    /// 32 random bytes.
    pub salt: Hex,
    /// The bytes.
    #[serde(flatten)]
    pub bytes: Content,
}

/// One item of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Line")]
pub struct ProvenItem {
    /// Position in the list, from 0.
    pub index: u64,
    /// The item's own salt and bytes; its leaf is `SHA-256(0x00 || salt || bytes)`.
    #[serde(flatten)]
    pub sealed: Sealed,
    /// RFC 6962 inclusion path in the items' tree, leaf side first.
    pub path: Vec<Hex>,
}

/// A part or an item as it stands in the file. Read by itself, because serde does not refuse unknown names beside
/// flattened ones.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    salt: Hex,
    text: Option<String>,
    hex: Option<String>,
    index: Option<u64>,
    path: Option<Vec<Hex>>,
}

impl Line {
    fn sealed(salt: Hex, text: Option<String>, hex: Option<String>) -> Result<Sealed, &'static str> {
        let bytes = match (text, hex) {
            (Some(text), None) => Content::Text(text),
            (None, Some(hex)) => Content::Hex(hex),
            _ => return Err("either text or hex"),
        };
        Ok(Sealed { salt, bytes })
    }
}

impl TryFrom<Line> for Sealed {
    type Error = &'static str;

    fn try_from(line: Line) -> Result<Self, Self::Error> {
        match line {
            Line { salt, text, hex, index: None, path: None } => Line::sealed(salt, text, hex),
            _ => Err("index and path belong to items"),
        }
    }
}

impl TryFrom<Line> for ProvenItem {
    type Error = &'static str;

    fn try_from(line: Line) -> Result<Self, Self::Error> {
        match line {
            Line { salt, text, hex, index: Some(index), path: Some(path) } => {
                Ok(Self { index, sealed: Line::sealed(salt, text, hex)?, path })
            }
            _ => Err("an item has an index and a path"),
        }
    }
}

/// 32 bytes, written as 64 lower-case hex digits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Hex(pub [u8; 32]);

/// Bytes, readable where they can be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// Bytes that are UTF-8.
    Text(String),
    /// Bytes that are not, in hex.
    Hex(String),
}

impl Content {
    /// Wraps bytes.
    pub fn of(bytes: Vec<u8>) -> Self {
        String::from_utf8(bytes).map_or_else(|e| Self::Hex(hex(e.as_bytes())), Self::Text)
    }

    /// The bytes; `None` when the hex is not hex.
    pub fn bytes(&self) -> Option<Vec<u8>> {
        match self {
            Self::Text(text) => Some(text.clone().into_bytes()),
            Self::Hex(digits) => unhex(digits),
        }
    }

    /// The bytes as JSON, if they are.
    pub fn json(&self) -> Option<serde_json::Value> {
        match self {
            Self::Text(text) => serde_json::from_str(text).ok(),
            Self::Hex(_) => None,
        }
    }
}

impl ProvenPart {
    /// The same part kept back. A list keeps back its items.
    pub fn withheld(&self) -> Self {
        match self {
            Self::Shown(sealed) => {
                let bytes = sealed.bytes.bytes().unwrap_or_default();
                Self::Withheld(Hex(Sha256::new()
                    .chain_update(sealed.salt.0)
                    .chain_update(bytes)
                    .finalize()
                    .into()))
            }
            Self::Withheld(commitment) => Self::Withheld(*commitment),
            Self::Items { root, count, .. } => Self::Items { root: *root, count: *count, shown: Vec::new() },
        }
    }
}

/// Lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|b| [b >> 4, b & 15]).map(|n| char::from(DIGITS[usize::from(n)])).collect()
}

/// Bytes from lower-case hex. Upper case is refused: one value has one spelling.
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |c: u8| match c {
        b'0'..=b'9' => Some(c - b'0'),
        b'a'..=b'f' => Some(c - b'a' + 10),
        _ => None,
    };
    let pairs = text.as_bytes().chunks(2);
    pairs.map(|pair| Some(digit(*pair.first()?)? << 4 | digit(*pair.get(1)?)?)).collect()
}

impl std::fmt::Debug for Hex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl Serialize for Hex {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex(&self.0))
    }
}

impl<'de> Deserialize<'de> for Hex {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = unhex(&text).and_then(|bytes| bytes.try_into().ok());
        bytes.map(Self).ok_or_else(|| serde::de::Error::custom("not 64 lower-case hex digits"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_reads_back_as_it_was() {
        let sealed = |bytes: &[u8]| Sealed { salt: Hex([7; 32]), bytes: Content::of(bytes.to_vec()) };
        let items = ProvenPart::Items {
            root: Hex([1; 32]),
            count: 9,
            shown: vec![ProvenItem { index: 4, sealed: sealed(b"{}"), path: vec![Hex([2; 32])] }],
        };
        let parts =
            vec![ProvenPart::Shown(sealed("£".as_bytes())), ProvenPart::Shown(sealed(&[0xff, 0])), items];
        let entry = ProvenEntry { index: 3, kind: 2, parts, path: vec![Hex([9; 32])] };
        let line = serde_json::to_string(&entry).unwrap();
        assert!(line.contains("\"text\":\"£\"") && line.contains("\"hex\":\"ff00\""), "{line}");
        assert_eq!(serde_json::from_str::<ProvenEntry>(&line).unwrap(), entry);
    }

    #[test]
    fn unknown_missing_and_doubled_names_are_refused() {
        let salt = "0".repeat(64);
        let part = |more: &str| {
            serde_json::from_str::<ProvenPart>(&format!(r#"{{"shown":{{"salt":"{salt}"{more}}}}}"#))
        };
        assert!(part(r#","text":"a""#).is_ok());
        for bad in ["", r#","text":"a","note":1"#, r#","text":"a","hex":"00""#, r#","text":"a","index":1"#] {
            assert!(part(bad).is_err(), "{bad}");
        }
        let item = |more: &str| {
            serde_json::from_str::<ProvenItem>(&format!(r#"{{"salt":"{salt}","text":"a"{more}}}"#))
        };
        assert!(item(r#","index":1,"path":[]"#).is_ok());
        for bad in ["", r#","index":1"#, r#","index":1,"path":[],"note":1"#] {
            assert!(item(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_withheld_part_is_the_hash_of_salt_and_bytes() {
        let part = ProvenPart::Shown(Sealed { salt: Hex([0; 32]), bytes: Content::of(b"abc".to_vec()) });
        let ProvenPart::Withheld(found) = part.withheld() else { panic!("not withheld") };
        let mut all = vec![0u8; 32];
        all.extend_from_slice(b"abc");
        assert_eq!(found.0.as_slice(), Sha256::digest(all).as_slice());
        assert_eq!(part.withheld().withheld(), part.withheld());
    }

    #[test]
    fn hex_has_one_spelling() {
        assert_eq!(unhex("00ff"), Some(vec![0, 255]));
        for bad in ["0", "0F", "zz", "0x"] {
            assert_eq!(unhex(bad), None, "{bad}");
        }
    }
}
