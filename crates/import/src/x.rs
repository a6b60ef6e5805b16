//! The archive of X, formerly Twitter: `data/*.js`, each a list behind a few words of script.

use crate::{
    error::ImportError,
    finding::Kind,
    json::{Halt, Json, Value},
    moment::{self, Moment},
    options::Options,
    origin::{Confidence, Found, Origin, last_part},
    prose,
    source::Stream,
    talk,
    tally::Output,
};
use daybook_core::item::{Attachment, Detail, Direction, Item, ItemKind, Reaction};
use std::{borrow::Cow, io::Read};

/// What every file of the archive begins with.
const BEGINS: &[u8] = b"window.YTD.";
/// Longest text made of a record that is no message, in bytes.
const LONGEST: usize = 4_000;
/// Fields that name an account.
const ACCOUNTS: &[&str] = &["accountId", "username", "screenName", "accountDisplayName"];

/// Whether the head of a file is one of the archive.
pub fn looks_like(start: &[u8]) -> Option<Confidence> {
    part(start).map(|_| Confidence::High)
}

/// What the file is about: `direct_messages` of `window.YTD.direct_messages.part0 = [`.
fn part(start: &[u8]) -> Option<&str> {
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).trim_ascii_start();
    let rest = start.strip_prefix(BEGINS)?;
    let end = rest.iter().position(|byte| !(byte.is_ascii_alphanumeric() || *byte == b'_'))?;
    str::from_utf8(&rest[..end]).ok()
}

/// Reads one file.
pub fn read(
    stream: &mut dyn Stream,
    origin: &Origin<'_>,
    options: &Options,
    output: &mut Output<'_>,
) -> Result<(), ImportError> {
    let start = crate::source::head(&mut *stream.open()?, 4096)?;
    let part = part(&start).unwrap_or_default().to_owned();
    let before = output.tally.records;
    output.set_me(options.me.clone());
    let mut file = File { origin, part: &part, conversation: None, unknown: false };
    Json::read(stream, output, options.limits.json_record_bytes, |json, output| {
        json.pass(b'=')?;
        file.walk(json, output)
    })?;
    if output.tally.records == before && !file.unknown {
        // `= []`: the account has none of it.
        output.tally.declared = output.tally.declared.or(Some(0));
    }
    if part.starts_with("direct_message") {
        talk::close(before, output);
    }
    Ok(())
}

struct File<'a> {
    origin: &'a Origin<'a>,
    part: &'a str,
    conversation: Option<String>,
    /// Something stood where messages stand that is none.
    unknown: bool,
}

impl File<'_> {
    fn walk<R: Read>(&mut self, json: &mut Json<R>, output: &mut Output<'_>) -> Result<(), Halt> {
        if !self.part.starts_with("direct_message") {
            return json.records(output, |record, output| self.other(record, output));
        }
        // The heads of messages repeat what the messages themselves say.
        if self.part.ends_with("headers") && self.origin.find("direct-messages.js") != Found::None {
            output.findings.whole(Kind::TwiceThere);
            return json.skip();
        }
        json.list(|json| {
            json.object(|json, _| {
                json.object(|json, key| match key {
                    "conversationId" => {
                        self.conversation = json.value()?.word().map(Cow::into_owned);
                        Ok(())
                    }
                    "messages" => json.records(output, |record, output| self.event(record, output)),
                    _ => {
                        self.unknown = true;
                        output.findings.at(Kind::UnknownElement, json.offset(), 0);
                        json.skip()
                    }
                })
            })
        })
    }

    /// A message, or something that happened to a group.
    fn event(&self, record: Value<'_>, output: &mut Output<'_>) -> Result<(), ImportError> {
        let place = record.range().0;
        let Some((key, event)) = record.fields().find(|(_, value)| value.is_object()) else {
            output.findings.at(Kind::UnreadableRecord, place, 0);
            return Ok(());
        };
        let mut item = Item { conversation: self.conversation.clone(), ..Item::default() };
        if key == b"messageCreate" {
            self.message(event, place, &mut item, output);
        } else {
            item.kind = ItemKind::System;
            item.text = format!("{}: {}", String::from_utf8_lossy(key), event.in_words(LONGEST));
            item.from = event
                .any(&["initiatingUserId", "joiningUserId", "userId"])
                .and_then(|id| Some(id.word()?.into_owned()));
        }
        self.put(item, event.get("createdAt"), record, output)
    }

    fn message(&self, event: Value<'_>, place: u64, item: &mut Item, output: &mut Output<'_>) {
        item.from = event.word_of("senderId");
        item.to = event.word_of("recipientId").into_iter().collect();
        item.text = event.text_of("text").map(|text| crate::html::unreferenced(&text)).unwrap_or_default();
        let id = event.word_of("id").unwrap_or_default();
        item.attachments.extend(event.items_of("mediaUrls").filter_map(|url| url.text()).map(|url| {
            // The archive keeps it under the number of the message and the last part of the address.
            let kept = format!("{id}-{}", last_part(&url));
            Attachment { name: Some(url.into_owned()), ..talk::file(&kept, place, self.origin, output) }
        }));
        item.details = links(event.items_of("urls"));
        let reactions = event.items_of("reactions");
        item.reactions = reactions
            .map(|reaction| Reaction {
                by: reaction.word_of("senderId"),
                sign: reaction.string_of("reactionKey").unwrap_or_default(),
                at: reaction.text_of("createdAt").and_then(|at| moment::written(&at)),
            })
            .collect();
        if event.get("editHistory").is_some_and(|edits| edits.items().next().is_some()) {
            item.kind = ItemKind::Edited;
        }
        item.direction = output.direction(item.from.as_deref());
    }

    fn put(
        &self,
        mut item: Item,
        date: Option<Value<'_>>,
        record: Value<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), ImportError> {
        item.at = date.and_then(|date| date.word()).and_then(|written| {
            let prose = || {
                let date = prose::parse(&written, None)?;
                date.offset?.to_timestamp(date.civil).ok()
            };
            moment::written(&written).or_else(prose)
        });
        if item.at.is_none() && self.part.starts_with("direct_message") {
            Moment::unknown(record.range().0, output).stamp(&mut item);
        }
        item.locator = self.origin.locator(record.range());
        output.put(item)?;
        Ok(())
    }

    /// A record of any other file: followers, blocks, posts, the account itself.
    fn other(&self, record: Value<'_>, output: &mut Output<'_>) -> Result<(), ImportError> {
        let inner = record.fields().map(|(_, value)| value).find(Value::is_object).unwrap_or(record);
        let accounts: Vec<String> = ACCOUNTS.iter().filter_map(|key| inner.string_of(key)).collect();
        if self.part == "account" {
            output.set_me(inner.string_of("accountId"));
        }
        accounts.iter().for_each(|account| output.meet(account));
        let mut item = Item { kind: ItemKind::System, ..Item::default() };
        match inner.any(&["full_text", "text"]).and_then(|text| text.text()) {
            Some(text) => {
                item.kind = ItemKind::Message;
                item.direction = Direction::Out;
                item.text = crate::html::unreferenced(&text);
                item.details = links(inner.get("entities").into_iter().flat_map(|all| all.items_of("urls")));
            }
            None => item.text = format!("{}: {}", self.part, inner.in_words(LONGEST)),
        }
        let date = inner.any(&["created_at", "createdAt", "createdAtTime", "changedAt", "loginDate"]);
        self.put(item, date, record, output)
    }
}

/// The addresses that the app's short links (`https://t.co/…`) lead to.
fn links<'v>(urls: impl Iterator<Item = Value<'v>>) -> Vec<Detail> {
    let address = |url: Value<'_>| url.any(&["expanded", "expanded_url", "url"])?.text().map(Cow::into_owned);
    urls.filter_map(address).map(|value| Detail { name: "Link".to_owned(), value }).collect()
}
