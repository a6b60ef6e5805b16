//! `result.json`: one chat, or an account with all its chats.

use super::{details, service};
use crate::{
    error::ImportError,
    finding::Kind,
    json::{Glance, Halt, Json, Value},
    moment::{self, Moment},
    options::Options,
    origin::{Confidence, Origin},
    source::Stream,
    talk,
    tally::Output,
};
use daybook_core::item::{Attachment, Direction, Item, ItemKind, Reaction, Spot};
use jiff::civil::DateTime;
use std::{borrow::Cow, io::Read};

/// Whether the head of a file is such an export.
pub fn looks_like(start: &[u8]) -> Option<Confidence> {
    let seen = Glance::of(start).filter(|seen| !seen.is_list)?;
    let message = seen.has("date_unixtime")
        || seen.has_all(&["date", "from_id", "text"])
        || seen.has_all(&["actor_id", "action"]);
    let account = seen.top("personal_information") && seen.top_any(&["about", "contacts", "chats"]);
    let chats = seen.top_any(&["chats", "left_chats"]) && seen.has("list");
    if account || ((seen.top("messages") || chats) && message) {
        return Some(Confidence::High);
    }
    let chat = seen.top("messages") && seen.top("type") && seen.top("id") && seen.top("name");
    let old = seen.top("messages") && seen.has_all(&["date", "from", "text", "type"]);
    if chat || chats || old {
        return Some(Confidence::Medium);
    }
    // Stories stand before the chats, and may fill all that is looked at.
    (seen.top("about") && seen.top("stories")).then_some(Confidence::Low)
}

/// Reads an export.
pub fn read(
    stream: &mut dyn Stream,
    origin: &Origin<'_>,
    options: &Options,
    output: &mut Output<'_>,
) -> Result<(), ImportError> {
    let before = output.tally.records;
    let (name, id, title, me_id) = (None, None, None, None);
    let mut chat = Chat { origin, options, name, id, title, me_id, personal: false };
    output.set_me(options.me.clone());
    Json::read(stream, output, options.limits.json_record_bytes, |json, output| chat.export(json, output))?;
    talk::close(before, output);
    Ok(())
}

struct Chat<'a> {
    origin: &'a Origin<'a>,
    options: &'a Options,
    name: Option<String>,
    id: Option<String>,
    /// What the conversation is called: the name, and the number too where another chat has the same name.
    title: Option<String>,
    me_id: Option<String>,
    /// A chat of two people.
    personal: bool,
}

impl Chat<'_> {
    fn export<R: Read>(&mut self, json: &mut Json<R>, output: &mut Output<'_>) -> Result<(), Halt> {
        json.object(|json, key| match key {
            "personal_information" => {
                let (me, id) = keeper(json.value()?);
                self.me_id = id;
                output.set_me(me);
                Ok(())
            }
            "chats" | "left_chats" => json.object(|json, key| match key {
                "list" => json.list(|json| {
                    (self.name, self.id, self.personal) = (None, None, false);
                    json.object(|json, key| self.field(json, key, output))
                }),
                _ => json.skip(),
            }),
            key => self.field(json, key, output),
        })
    }

    /// One field of a chat.
    fn field<R: Read>(&mut self, json: &mut Json<R>, key: &str, output: &mut Output<'_>) -> Result<(), Halt> {
        match key {
            "name" => self.name = json.value()?.text().map(Cow::into_owned),
            "type" => {
                let sort = json.value()?.text();
                self.personal = matches!(sort.as_deref(), Some("personal_chat" | "bot_chat"));
                if sort.as_deref() == Some("saved_messages") && self.name.is_none() {
                    self.name = Some("Saved Messages".into());
                }
            }
            "id" => {
                // A deleted account has no name; its number tells its chats apart.
                self.id = json.value()?.word().map(Cow::into_owned);
                self.name = self.name.take().or_else(|| self.id.clone());
            }
            "messages" => {
                self.title = self.name.as_deref().map(|name| output.chat(name, self.id.as_deref()));
                return json.records(output, |record, output| self.message(record, output));
            }
            _ => json.skip()?,
        }
        Ok(())
    }

    fn message(&self, record: Value<'_>, output: &mut Output<'_>) -> Result<(), ImportError> {
        let place = record.range().0;
        let mut item = Item { conversation: self.title.clone(), ..Item::default() };
        let (mut id, mut action, mut edited) = (None, None, false);
        let (mut local, mut sort) = (None, None);
        for (key, value) in record.fields().filter(|(_, value)| !value.is_null()) {
            match key {
                b"from" | b"actor" => item.from = value.text().map(Cow::into_owned),
                b"from_id" | b"actor_id" => id = value.word(),
                b"date_unixtime" => item.at = value.whole().and_then(moment::since_1970),
                b"date" => local = value.text(),
                b"type" => sort = value.text(),
                b"text" => item.text = text(value),
                b"action" => action = value.text(),
                b"edited" | b"edited_unixtime" => edited |= was_edited(value),
                b"reactions" => item.reactions = value.items().flat_map(reactions).collect(),
                b"location_information" => item.spot = spot(value),
                b"photo" | b"file" | b"contact_vcard" => {
                    item.attachments.extend(self.file(record, value, output));
                }
                _ => {}
            }
        }
        if item.at.is_none() {
            self.date(local.as_deref(), place, output).stamp(&mut item);
        }
        if item.text.is_empty() {
            item.text = described(record);
        }
        if item.from.is_none() {
            item.from = id.as_deref().map(str::to_owned);
        }
        match sort.as_deref() {
            Some("service") => service::read(record, action.as_deref().unwrap_or_default(), &mut item),
            Some("unsupported") => item.kind = ItemKind::System,
            _ if edited => item.kind = ItemKind::Edited,
            _ => {}
        }
        self.beside(record, &mut item, output);
        self.sides(id.as_deref(), &mut item, output);
        item.locator = self.origin.locator(record.range());
        output.put(item)?;
        Ok(())
    }

    /// What the record says besides. When that is all it says and nobody knows the sort, it stands as the text.
    fn beside(&self, record: Value<'_>, item: &mut Item, output: &mut Output<'_>) {
        let known = if item.kind == ItemKind::Message { &[][..] } else { service::DETAILS };
        let (named, unknown) = details::read(record, known);
        let empty = item.text.is_empty() && item.attachments.is_empty() && item.spot.is_none();
        if item.kind == ItemKind::Message && empty {
            let said = unknown.iter().map(|detail| format!("{}: {}", detail.name, detail.value));
            item.text = said.collect::<Vec<_>>().join("\n");
        }
        if !unknown.is_empty() {
            output.findings.at(Kind::UnknownType, record.range().0, 0);
        }
        item.details = [named, unknown].concat();
    }

    /// Old exports have only the clock of the computer they were made on.
    fn date(&self, local: Option<&str>, place: u64, output: &mut Output<'_>) -> Moment {
        match local.and_then(|written| written.parse::<DateTime>().ok()) {
            Some(civil) if civil.year() > 1970 => Moment::local(civil, place, self.options, output),
            _ => Moment::unknown(place, output),
        }
    }

    fn sides(&self, id: Option<&str>, item: &mut Item, output: &Output<'_>) {
        item.direction = match (id, self.me_id.as_deref()) {
            (Some(id), Some(me)) if same_account(id, me) => Direction::Out,
            (Some(_), Some(_)) => Direction::In,
            _ => output.direction(item.from.as_deref()),
        };
        if item.kind == ItemKind::System {
            item.direction = Direction::Unknown;
        }
        // In a chat of two, the chat is called after the other one.
        if self.personal && item.kind != ItemKind::System {
            let other = if item.from == self.name { output.me() } else { self.name.as_deref() };
            item.to = other.map(str::to_owned).into_iter().collect();
        }
    }

    fn file(&self, record: Value<'_>, value: Value<'_>, output: &mut Output<'_>) -> Option<Attachment> {
        let place = record.range().0;
        let path = value.text().filter(|path| !path.is_empty())?;
        let declared = record.string_of("mime_type");
        // Sentences in brackets stand for what was not exported.
        if path.starts_with('(') && path.ends_with(')') {
            output.findings.at(Kind::MediaOmitted, place, 0);
            let name = record.string_of("file_name");
            return Some(Attachment { name, media_type: declared, ..Attachment::default() });
        }
        let mut attachment = talk::file(&path, place, self.origin, output);
        attachment.media_type = attachment.media_type.or(declared);
        Some(attachment)
    }
}

/// The name and the number of the account.
fn keeper(value: Value<'_>) -> (Option<String>, Option<String>) {
    let names = ["first_name", "last_name"].map(|key| value.string_of(key));
    let name = names.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let id = value.word_of("user_id");
    ((!name.is_empty()).then_some(name), id)
}

/// Whether two numbers mean one account. They are written with or without a word (`user123`), and some exports add
/// 2^32 to one of them.
fn same_account(one: &str, other: &str) -> bool {
    let number = |id: &str| id.trim_start_matches(|c: char| !c.is_ascii_digit()).parse::<u64>().ok();
    let (Some(one), Some(other)) = (number(one), number(other)) else { return false };
    matches!(one.abs_diff(other), 0 | 0x1_0000_0000)
}

/// Whether the field tells a time at which the message was edited. Exports of 2018 to 2020 write the beginning of 1970 where
/// there was none.
fn was_edited(value: Value<'_>) -> bool {
    match value.whole() {
        Some(seconds) => seconds > 0,
        None => value.text().is_some_and(|written| {
            written.parse::<DateTime>().map_or(!written.is_empty(), |at| at.year() > 1970)
        }),
    }
}

/// A text, or the pieces of one: links and bold words stand apart.
fn text(value: Value<'_>) -> String {
    match value.text() {
        Some(text) => text.into_owned(),
        None => value.items().filter_map(|piece| piece.text().or_else(|| piece.text_of("text"))).collect(),
    }
}

/// What a record without text is about: a card, a poll, a place, a sticker.
fn described(record: Value<'_>) -> String {
    if let Some(pieces) = record.get("text_entities") {
        let joined = text(pieces);
        if !joined.is_empty() {
            return joined;
        }
    }
    if let Some(card) = record.get("contact_information") {
        let parts = ["first_name", "last_name", "phone_number"].iter().filter_map(|key| card.string_of(key));
        return parts.collect::<Vec<_>>().join(" ");
    }
    if let Some(poll) = record.get("poll") {
        let answers = poll.items_of("answers");
        let lines = poll
            .get("question")
            .into_iter()
            .map(text)
            .chain(answers.filter_map(|answer| answer.get("text")).map(text));
        return lines.collect::<Vec<_>>().join("\n");
    }
    let parts = ["place_name", "address", "game_title", "game_description", "sticker_emoji"].iter();
    parts.filter_map(|key| record.string_of(key)).collect::<Vec<_>>().join("\n")
}

fn spot(value: Value<'_>) -> Option<Spot> {
    Spot::from_degrees(value.get("latitude")?.fraction()?, value.get("longitude")?.fraction()?)
}

/// Those who are named under a sign; a sign that only has a number stands once, with nobody.
fn reactions(value: Value<'_>) -> Vec<Reaction> {
    let sign =
        ["emoji", "document_id", "type"].iter().find_map(|key| value.string_of(key)).unwrap_or_default();
    let named: Vec<Reaction> = value
        .items_of("recent")
        .map(|one| Reaction {
            by: one.string_of("from").or_else(|| one.string_of("from_id")),
            sign: sign.clone(),
            // Written as the computer's clock, without a zone: left open.
            at: one.whole_of("date_unixtime").and_then(moment::since_1970),
        })
        .collect();
    if named.is_empty() { vec![Reaction { by: None, sign, at: None }] } else { named }
}
