//! `Groups/*/messages.json` of Google Chat. Dates are prose in the language of the account.

use crate::{
    error::ImportError,
    json::{Glance, Json, Value},
    moment::{self, Moment},
    options::Options,
    origin::{Confidence, Origin},
    prose,
    source::Stream,
    talk,
    tally::Output,
};
use daybook_core::item::{Item, ItemKind, Reaction};

/// Whether the head of a file is such a chat.
pub fn looks_like(start: &[u8]) -> Option<Confidence> {
    let seen = Glance::of(start).filter(|seen| !seen.is_list && seen.top("messages"))?;
    let dated = seen.has_any(&["created_date", "updated_date"]);
    (seen.has("creator") && (dated || seen.has_any(&["topic_id", "message_id"]))).then_some(Confidence::High)
}

/// Reads a chat.
pub fn read(
    stream: &mut dyn Stream,
    origin: &Origin<'_>,
    options: &Options,
    output: &mut Output<'_>,
) -> Result<(), ImportError> {
    let before = output.tally.records;
    output.set_me(options.me.clone());
    let chat = Chat { origin, options, name: origin.folder() };
    Json::read(stream, output, options.limits.json_record_bytes, |json, output| {
        json.object(|json, key| match key {
            "messages" => json.records(output, |record, output| chat.message(record, output)),
            _ => json.skip(),
        })
    })?;
    talk::close(before, output);
    Ok(())
}

struct Chat<'a> {
    origin: &'a Origin<'a>,
    options: &'a Options,
    /// The folder it lies in: `DM AAAA`, `Space AAAA`.
    name: Option<&'a str>,
}

impl Chat<'_> {
    fn message(&self, record: Value<'_>, output: &mut Output<'_>) -> Result<(), ImportError> {
        let place = record.range().0;
        let mut item = Item { conversation: self.name.map(str::to_owned), ..Item::default() };
        item.locator = self.origin.locator(record.range());
        self.date(record, place, output).stamp(&mut item);
        if let Some(creator) = record.get("creator") {
            let (name, address) = (creator.string_of("name"), creator.string_of("email"));
            item.contact_name = address.clone().filter(|_| name.is_some());
            item.from = name.or(address);
        }
        item.text = record.string_of("text").unwrap_or_default();
        for file in record.items_of("attached_files") {
            let name = file.string_of("export_name").or_else(|| file.string_of("original_name"));
            item.attachments.extend(name.map(|name| talk::file(&name, place, self.origin, output)));
        }
        item.reactions = record.items_of("reactions").flat_map(reactions).collect();
        item.kind = match record.text_of("message_state").as_deref() {
            Some("DELETED") => ItemKind::Deleted,
            _ if record.get("deletion_metadata").is_some() => ItemKind::Deleted,
            _ if record.get("updated_date").is_some() => ItemKind::Edited,
            _ => ItemKind::Message,
        };
        item.direction = match item.contact_name.as_deref() {
            Some(address) if output.me() == Some(address) => daybook_core::item::Direction::Out,
            _ => output.direction(item.from.as_deref()),
        };
        output.put(item)?;
        Ok(())
    }

    /// Edited messages may have only the date of the edit.
    fn date(&self, record: Value<'_>, place: u64, output: &mut Output<'_>) -> Moment {
        let written = record.any(&["created_date", "updated_date"]).and_then(|date| date.word());
        let Some(written) = written else { return Moment::unknown(place, output) };
        if let Some(at) = moment::written(&written) {
            return Moment::sure(at);
        }
        match prose::parse(&written, self.options.date_order) {
            Some(date) => match date.offset.and_then(|offset| offset.to_timestamp(date.civil).ok()) {
                Some(at) => Moment::sure(at),
                None => Moment::local(date.civil, place, self.options, output),
            },
            None => Moment::unknown(place, output),
        }
    }
}

fn reactions(reaction: Value<'_>) -> Vec<Reaction> {
    let sign = reaction.get("emoji").and_then(|emoji| emoji.string_of("unicode")).unwrap_or_default();
    let by = reaction.items_of("reactor_emails").filter_map(|address| Some(address.text()?.into_owned()));
    by.map(|by| Reaction { by: Some(by), sign: sign.clone(), at: None }).collect()
}
