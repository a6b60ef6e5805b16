//! `messages/cID/messages.json` or `messages.csv`: only the keeper's own messages, one file a channel.

use crate::{
    error::ImportError,
    finding::Kind,
    json::{Glance, Json},
    moment::{self, Moment},
    options::Options,
    origin::{Confidence, Origin},
    prose,
    source::Stream,
    tally::Output,
};
use daybook_core::item::{Attachment, Direction, Item};
use jiff::tz::Offset;

/// The columns of a list, in both forms.
const COLUMNS: [&str; 4] = ["ID", "Timestamp", "Contents", "Attachments"];

/// Whether the head of a file is such a list, in JSON.
pub fn looks_like_json(start: &[u8]) -> Option<Confidence> {
    let seen = Glance::of(start).filter(|seen| seen.is_list)?;
    COLUMNS[..3].iter().all(|key| seen.top(key)).then_some(Confidence::High)
}

/// Whether the head of a file is such a list, in CSV.
pub fn looks_like_csv(start: &[u8]) -> Option<Confidence> {
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    let line = start.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default();
    (line == COLUMNS.join(",").as_bytes()).then_some(Confidence::High)
}

/// Reads a list in JSON.
pub fn read_json(
    stream: &mut dyn Stream,
    origin: &Origin<'_>,
    options: &Options,
    output: &mut Output<'_>,
) -> Result<(), ImportError> {
    output.set_me(options.me.clone());
    Json::read(stream, output, options.limits.json_record_bytes, |json, output| {
        json.records(output, |record, output| {
            let field = |key: &str| record.string_of(key).unwrap_or_default();
            let message = Message {
                date: field("Timestamp"),
                text: field("Contents"),
                addresses: field("Attachments"),
                range: record.range(),
            };
            message.put(origin, output)
        })
    })
}

/// Reads a list in CSV.
pub fn read_csv(
    stream: &mut dyn Stream,
    origin: &Origin<'_>,
    options: &Options,
    output: &mut Output<'_>,
) -> Result<(), ImportError> {
    output.set_me(options.me.clone());
    let mut rows = csv::ReaderBuilder::new().flexible(true).from_reader(stream.open()?);
    let mut row = csv::ByteRecord::new();
    loop {
        let start = rows.position().byte();
        match rows.read_byte_record(&mut row) {
            Ok(true) => {}
            Ok(false) => return Ok(()),
            Err(error) => return Err(std::io::Error::from(error).into()),
        }
        // The place of the first row is that of the head; its own is what the row says.
        let start = row.position().map_or(start, csv::Position::byte);
        if row.len() < COLUMNS.len() - 1 {
            output.findings.at(Kind::UnreadableRecord, start, 0);
            continue;
        }
        let field = |at: usize| String::from_utf8_lossy(row.get(at).unwrap_or_default()).into_owned();
        if row.iter().any(|field| str::from_utf8(field).is_err()) {
            output.findings.at(Kind::NotUtf8, start, 0);
        }
        let range = (start, rows.position().byte());
        Message { date: field(1), text: field(2), addresses: field(3), range }.put(origin, output)?;
    }
}

/// A message as both forms have it.
struct Message {
    date: String,
    text: String,
    /// Addresses on the web, with spaces between them.
    addresses: String,
    range: (u64, u64),
}

impl Message {
    fn put(self, origin: &Origin<'_>, output: &mut Output<'_>) -> Result<(), ImportError> {
        let mut item = Item { direction: Direction::Out, text: self.text, ..Item::default() };
        // UTC, with or without saying so.
        let date = || {
            let date = prose::parse(&self.date, None)?;
            date.offset.unwrap_or(Offset::UTC).to_timestamp(date.civil).ok()
        };
        match moment::written(&self.date).or_else(date) {
            Some(at) => Moment::sure(at),
            None => Moment::unknown(self.range.0, output),
        }
        .stamp(&mut item);
        item.from = output.me().map(str::to_owned);
        // The folder is called after the channel.
        item.conversation = origin.folder().map(str::to_owned);
        let addresses = self.addresses.split_whitespace();
        item.attachments = addresses
            .map(|address| Attachment { name: Some(address.to_owned()), ..Attachment::default() })
            .collect();
        item.locator = origin.locator(self.range);
        output.put(item)?;
        Ok(())
    }
}
