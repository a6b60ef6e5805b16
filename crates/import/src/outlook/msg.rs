//! One message as Outlook saves it (MS-OXMSG): a compound file, with a storage for each recipient and file.

use super::{
    letter::Letter,
    properties::{Properties, Value, id},
};
use crate::{
    error::ImportError,
    finding::Kind,
    limits::Limits,
    options::Options,
    origin::{Confidence, Origin},
    source::{ReadSeek, Stream, head},
    tally::Output,
};
use cfb::CompoundFile;
use daybook_core::item::{Attachment, Locator};
use memchr::memmem;
use std::io::{self, Read, SeekFrom};

/// What compound files begin with (MS-CFB section 2.2).
pub const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
/// The stream with the properties of fixed size, and what comes before each of the others.
const FIXED: &str = "__properties_version1.0";
const VARIABLE: &str = "__substg1.0_";
/// Bytes before the first property, in the message itself and in its parts (MS-OXMSG section 2.4.1).
const TOP: usize = 32;
const EMBEDDED: usize = 24;
const PART: usize = 8;
/// The long identifiers of a contact's addresses (MS-OXPROPS: `PidLidEmail1EmailAddress` and its two brothers).
const EMAILS: [u32; 3] = [0x8083, 0x8093, 0x80a3];
/// Longest text kept of one property.
const TEXT: u64 = 16 << 20;
/// Most parts of one message, and deepest message within a message.
const PARTS: usize = 10_000;
const DEPTH: usize = 16;

type File<'a> = CompoundFile<Box<dyn ReadSeek + 'a>>;

/// Whether the head of a file is such a message. Documents of Office are compound files too.
pub fn looks_like(head: &[u8]) -> Option<Confidence> {
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let message = head.starts_with(COMPOUND) && memmem::find(head, &wide(FIXED)).is_some();
    message.then_some(Confidence::High)
}

/// Whether a compound file is such a message by its directory, which may stand anywhere (MS-CFB section 2.6).
///
/// # Errors
/// The file is cut off or damaged, so that nobody can say what it is.
pub fn is_message(source: Box<dyn ReadSeek + '_>) -> io::Result<bool> {
    Ok(CompoundFile::open(source)?.is_stream(format!("/{FIXED}")))
}

/// Reads a message.
pub fn read(
    stream: &mut dyn Stream,
    origin: &Origin<'_>,
    options: &Options,
    output: &mut Output<'_>,
) -> Result<(), ImportError> {
    output.set_me(options.me.clone());
    let length = stream.length();
    let mut file = match CompoundFile::open(stream.seekable()?) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::FileTooLarge => return Err(error.into()),
        Err(_) => {
            output.findings.at(Kind::UnreadableRecord, 0, 0);
            return Ok(());
        }
    };
    let mut damaged = false;
    let mut reader = Reader { file: &mut file, origin, limits: &options.limits, damaged: &mut damaged };
    let letter = reader.message("/", (TOP, 0));
    let emails = if letter.is_card() { reader.emails() } else { Vec::new() };
    if damaged {
        output.findings.at(Kind::UnreadableRecord, 0, 0);
    }
    let locator =
        Locator { member: origin.member.map(str::to_owned), start: Some(0), end: Some(length), row: None };
    if letter.is_card() {
        output.card(letter.card(emails, locator))?;
    } else {
        let item = letter.item(locator, options, &mut output.findings);
        output.put(item)?;
    }
    Ok(())
}

struct Reader<'a, 'f> {
    file: &'a mut File<'f>,
    origin: &'a Origin<'a>,
    limits: &'a Limits,
    damaged: &'a mut bool,
}

impl Reader<'_, '_> {
    /// The message in a storage, and those within it.
    fn message(&mut self, path: &str, (header, depth): (usize, usize)) -> Letter {
        let mut letter = Letter { properties: self.properties(path, header), ..Letter::default() };
        for name in self.names(path) {
            let part = format!("{path}{name}/");
            if name.starts_with("__recip_version1.0_") {
                letter.recipients.push(self.properties(&part, PART));
            } else if name.starts_with("__attach_version1.0_") {
                let properties = self.properties(&part, PART);
                let within = format!("{part}{VARIABLE}3701000D/");
                if self.file.is_storage(&within) && depth < DEPTH.min(self.limits.mail_depth) {
                    let inner = self.message(&within, (EMBEDDED, depth + 1));
                    letter.files.push(embedded(&inner));
                    letter.within.push(inner);
                } else {
                    letter.files.push(self.attached(&part, &properties));
                }
            }
        }
        letter
    }

    /// The names in a storage, in the order of their numbers.
    fn names(&mut self, path: &str) -> Vec<String> {
        let Ok(entries) = self.file.read_storage(path) else { return Vec::new() };
        let mut names: Vec<String> = entries.take(PARTS).map(|entry| entry.name().to_owned()).collect();
        names.sort();
        names
    }

    fn properties(&mut self, path: &str, header: usize) -> Properties {
        let mut properties = Properties::default();
        let fixed = self.stream(&format!("{path}{FIXED}"));
        for entry in fixed.get(header..).unwrap_or_default().chunks_exact(16) {
            let (tag, value) = (&entry[..4], &entry[8..16]);
            let property = u16::from_le_bytes([tag[2], tag[3]]);
            let number = i64::from_le_bytes(value.try_into().unwrap_or_default());
            let short = i64::from(i32::from_le_bytes(value[..4].try_into().unwrap_or_default()));
            match u16::from_le_bytes([tag[0], tag[1]]) {
                0x0002 | 0x0003 => properties.insert(property, Value::Number(short)),
                0x000b => properties.insert(property, Value::Number(short & 0xff)),
                0x0014 => properties.insert(property, Value::Number(number)),
                0x0040 => properties.insert(property, Value::Time(number)),
                _ => {}
            }
        }
        for name in self.names(path) {
            let Some(tag) = name.strip_prefix(VARIABLE).filter(|tag| tag.len() == 8) else { continue };
            let Ok(tag) = u32::from_str_radix(tag, 16) else { continue };
            #[expect(clippy::cast_possible_truncation, reason = "the two halves of a tag")]
            let (property, kind) = ((tag >> 16) as u16, tag as u16);
            if property == id::ATTACH_DATA || !matches!(kind, 0x001e | 0x001f | 0x0102) {
                continue;
            }
            let bytes = self.stream(&format!("{path}{name}"));
            properties.insert(
                property,
                match kind {
                    0x001f => {
                        Value::Text(encoding_rs::UTF_16LE.decode_without_bom_handling(&bytes).0.into_owned())
                    }
                    0x001e => Value::Narrow(bytes),
                    _ => Value::Bytes(bytes),
                },
            );
        }
        properties
    }

    /// The bytes of a stream, up to a limit. What cannot be read is empty, and noted.
    fn stream(&mut self, path: &str) -> Vec<u8> {
        if !self.file.is_stream(path) {
            return Vec::new();
        }
        let mut bytes = Vec::new();
        let read = self.file.open_stream(path).and_then(|stream| stream.take(TEXT).read_to_end(&mut bytes));
        *self.damaged |= read.is_err();
        bytes
    }

    /// A file of a message. Its bytes are found by the path of their stream; in a zip that cannot be said.
    fn attached(&mut self, part: &str, properties: &Properties) -> Attachment {
        let path = format!("{part}{VARIABLE}37010102");
        let length = self.file.entry(&path).ok().map(|entry| entry.len());
        let start =
            self.file.open_stream(&path).and_then(|mut stream| head(&mut stream, 512)).unwrap_or_default();
        let found = infer::get(&start).map(|kind| kind.mime_type().to_owned());
        let alone = self.origin.member.is_none() && length.is_some();
        Attachment {
            name: [id::ATTACH_LONG_FILENAME, id::ATTACH_FILENAME, id::DISPLAY_NAME]
                .into_iter()
                .find_map(|id| properties.text(id)),
            media_type: found.or_else(|| properties.text(id::ATTACH_MIME_TAG)),
            bytes: length,
            present: length.is_some(),
            locator: alone.then(|| Locator { member: Some(path), ..Locator::default() }),
            ..Attachment::default()
        }
    }

    /// The mail addresses of a contact: named properties, whose numbers differ from file to file (MS-OXMSG section 2.2.3).
    fn emails(&mut self) -> Vec<String> {
        let named = self.stream("/__nameid_version1.0/__substg1.0_00030102");
        let properties = self.properties("/", TOP);
        let entry = |entry: &[u8]| {
            let long = u32::from_le_bytes(entry[..4].try_into().ok()?);
            let index = u16::from_le_bytes([entry[6], entry[7]]);
            EMAILS.contains(&long).then_some(0x8000u16.checked_add(index)?)
        };
        named.chunks_exact(8).filter_map(entry).filter_map(|property| properties.text(property)).collect()
    }
}

fn embedded(letter: &Letter) -> Attachment {
    Attachment {
        name: letter.properties.text(id::SUBJECT),
        media_type: Some("application/vnd.ms-outlook".to_owned()),
        present: true,
        ..Attachment::default()
    }
}

/// Copies a stream of a compound file out of it.
pub fn copy(source: &mut dyn ReadSeek, path: &str, into: &mut dyn io::Write) -> io::Result<u64> {
    source.seek(SeekFrom::Start(0))?;
    let mut file = CompoundFile::open(source)?;
    io::copy(&mut file.open_stream(path)?, into)
}
