//! One channel as JSON by DiscordChatExporter.

use crate::{
    error::ImportError,
    finding::Kind,
    json::{Glance, Json, Value},
    moment::{self, Moment},
    options::Options,
    origin::{Confidence, Origin},
    source::Stream,
    talk,
    tally::Output,
};
use daybook_core::item::{Call, CallOutcome, Detail, Item, ItemKind, Reaction};
use jiff::Timestamp;

/// Longest words made of a poll, in bytes.
const LONGEST: usize = 2_000;

/// Whether the head of a file is such a channel.
pub fn looks_like(start: &[u8]) -> Option<Confidence> {
    let seen = Glance::of(start).filter(|seen| !seen.is_list)?;
    if seen.top("guild") && !seen.top("channel") && seen.has_all(&["id", "name", "iconUrl"]) {
        // The picture of a server may be in the file, and fill all that is looked at.
        return Some(Confidence::Low);
    }
    let channel = seen.top("guild") && seen.top("channel");
    (channel && seen.top_any(&["messages", "exportedAt", "dateRange"])).then_some(Confidence::High)
}

/// Reads a channel.
pub fn read(
    stream: &mut dyn Stream,
    origin: &Origin<'_>,
    options: &Options,
    output: &mut Output<'_>,
) -> Result<(), ImportError> {
    let before = output.tally.records;
    output.set_me(options.me.clone());
    let mut channel = Channel { origin, name: None, single: false };
    let mut declared = None;
    Json::read(stream, output, options.limits.json_record_bytes, |json, output| {
        json.object(|json, key| {
            match key {
                "channel" => channel.head(json.value()?),
                "messages" => json.records(output, |record, output| channel.message(record, output))?,
                "messageCount" => {
                    declared = json.value()?.whole().and_then(|count| u64::try_from(count).ok());
                }
                _ => json.skip()?,
            }
            Ok(())
        })
    })?;
    if let Some(declared) = declared {
        output.tally.declared = Some(output.tally.declared.unwrap_or(0) + declared);
        if declared != output.tally.records - before {
            output.findings.whole(Kind::CountDiffers);
        }
    }
    talk::close(before, output);
    Ok(())
}

struct Channel<'a> {
    origin: &'a Origin<'a>,
    name: Option<String>,
    /// Between two people.
    single: bool,
}

impl Channel<'_> {
    fn head(&mut self, channel: Value<'_>) {
        self.single = channel.text_of("type").is_some_and(|sort| sort == "DirectTextChat");
        self.name = channel.string_of("name").or_else(|| channel.word_of("id"));
    }

    fn message(&self, record: Value<'_>, output: &mut Output<'_>) -> Result<(), ImportError> {
        let place = record.range().0;
        let instant = |key: &str| record.text_of(key).and_then(|written| moment::written(&written));
        let mut item = Item { conversation: self.name.clone(), ..Item::default() };
        item.locator = self.origin.locator(record.range());
        item.at = instant("timestamp");
        if item.at.is_none() {
            Moment::unknown(place, output).stamp(&mut item);
        }
        if let Some(author) = record.get("author") {
            item.from = author.string_of("name").or_else(|| author.word_of("id"));
            item.contact_name = author.string_of("nickname").filter(|name| Some(name) != item.from.as_ref());
        }
        item.text = text(record);
        let forwarded = record.any(&["forwardedMessage", "forwarded_message"]);
        self.forwarded(forwarded, record, &mut item);
        let files = record.items_of("attachments");
        for file in files.chain(forwarded.into_iter().flat_map(|message| message.items_of("attachments"))) {
            // Exported with its files, `url` is a path; without, an address on the web.
            let name = file
                .string_of("url")
                .filter(|url| !url.contains("://"))
                .or_else(|| file.string_of("fileName"));
            item.attachments.extend(name.map(|name| talk::file(&name, place, self.origin, output)));
        }
        item.reactions = record.items_of("reactions").flat_map(reactions).collect();
        self.sort(record, instant("callEndedTimestamp"), &mut item);
        if item.kind == ItemKind::Message && record.get("timestampEdited").is_some() {
            item.kind = ItemKind::Edited;
        }
        if item.kind != ItemKind::System {
            item.direction = output.direction(item.from.as_deref());
            let other = self.name.clone().filter(|name| self.single && Some(name) != item.from.as_ref());
            item.to = other.into_iter().collect();
        }
        output.put(item)?;
        Ok(())
    }

    /// Words of a message of somebody else that was sent on, what a message answers, and a poll.
    fn forwarded(&self, forwarded: Option<Value<'_>>, record: Value<'_>, item: &mut Item) {
        let mut note = |name: &str, value: String| {
            item.details.push(Detail { name: name.to_owned(), value });
        };
        if let Some(message) = forwarded {
            note("Forwarded", message.word_of("timestamp").unwrap_or_default());
        }
        let answered = record.get("reference").and_then(|reference| reference.word_of("messageId"));
        answered.into_iter().for_each(|id| note("Answer to message", id));
        record.get("poll").into_iter().for_each(|poll| note("Poll", poll.in_words(LONGEST)));
        let words = forwarded.map(text).filter(|words| !words.is_empty());
        let poll = record.get("poll").filter(|_| item.text.is_empty()).map(|poll| poll.in_words(LONGEST));
        for words in words.into_iter().chain(poll) {
            item.text.push_str(if item.text.is_empty() { "" } else { "\n" });
            item.text.push_str(&words);
        }
    }

    fn sort(&self, record: Value<'_>, ended: Option<Timestamp>, item: &mut Item) {
        match record.text_of("type").as_deref() {
            Some(
                "Default" | "Reply" | "ChatInputCommand" | "ContextMenuCommand" | "0" | "19" | "20" | "23",
            )
            | None => {}
            Some("Call" | "3") => {
                let seconds = item
                    .at
                    .zip(ended)
                    .and_then(|(from, to)| u64::try_from(to.as_second() - from.as_second()).ok());
                item.kind = ItemKind::Call;
                // How long it rang and was talked; whether anybody answered is not said.
                item.call = Some(Call { outcome: CallOutcome::Unknown, seconds, ..Call::default() });
            }
            Some(sort) => {
                item.kind = ItemKind::System;
                if item.text.is_empty() {
                    sort.clone_into(&mut item.text);
                }
            }
        }
    }
}

/// The text, or what stands for it: titles of what was embedded, names of stickers.
fn text(record: Value<'_>) -> String {
    let written = record.string_of("content");
    written.unwrap_or_else(|| {
        let embeds = record
            .items_of("embeds")
            .flat_map(|embed| ["title", "url", "description"].map(|key| embed.string_of(key)));
        let stickers = record.items_of("stickers").map(|sticker| sticker.string_of("name"));
        embeds.chain(stickers).flatten().collect::<Vec<_>>().join("\n")
    })
}

fn reactions(reaction: Value<'_>) -> Vec<Reaction> {
    let sign = reaction.get("emoji").and_then(|emoji| emoji.string_of("name")).unwrap_or_default();
    let by: Vec<Option<String>> = reaction.items_of("users").map(|user| user.string_of("name")).collect();
    let by = if by.is_empty() { vec![None] } else { by };
    by.into_iter().map(|by| Reaction { by, sign: sign.clone(), at: None }).collect()
}
