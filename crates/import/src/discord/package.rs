//! `messages/cID/messages.json` or `messages.csv`: only the keeper's own messages, one file a channel.

use crate::{
    error::ImportError,
    json::{Glance, Json},
    moment::{self, Moment},
    options::Options,
    origin::{Confidence, Origin, last_part},
    prose,
    source::Stream,
    tally::Output,
};
use daybook_core::item::{Attachment, Direction, Item};
use jiff::tz::Offset;

/// Whether the head of a file is such a list, in JSON.
pub fn looks_like(start: &[u8]) -> Option<Confidence> {
    let seen = Glance::of(start).filter(|seen| seen.is_list)?;
    ["ID", "Timestamp", "Contents"].iter().all(|key| seen.top(key)).then_some(Confidence::High)
}

/// Reads a list.
pub fn read(
    stream: &mut dyn Stream,
    origin: &Origin<'_>,
    options: &Options,
    output: &mut Output<'_>,
) -> Result<(), ImportError> {
    output.set_me(options.me.clone());
    // The folder is called after the channel.
    let folder =
        origin.member.and_then(|member| member.rsplit_once(['/', '\\'])).map(|(folder, _)| last_part(folder));
    Json::read(stream, output, options.limits.json_record_bytes, |json, output| {
        json.records(output, |record, output| {
            let place = record.range().0;
            let mut item = Item { direction: Direction::Out, ..Item::default() };
            // UTC, with or without saying so.
            let written = record.text_of("Timestamp").unwrap_or_default();
            let date = || {
                let date = prose::parse(&written, None)?;
                date.offset.unwrap_or(Offset::UTC).to_timestamp(date.civil).ok()
            };
            match moment::written(&written).or_else(date) {
                Some(at) => Moment::sure(at),
                None => Moment::unknown(place, output),
            }
            .stamp(&mut item);
            item.from = output.me().map(str::to_owned);
            item.conversation = folder.map(str::to_owned);
            item.text = record.string_of("Contents").unwrap_or_default();
            let addresses = record.string_of("Attachments").unwrap_or_default();
            item.attachments = addresses
                .split_whitespace()
                .map(|address| Attachment { name: Some(address.to_owned()), ..Attachment::default() })
                .collect();
            item.locator = origin.locator(record.range());
            output.put(item)?;
            Ok(())
        })
    })
}
