//! `messages.json` of Instagram downloads until 2020: a list of all threads, newest message first.

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
use daybook_core::item::{Attachment, Call, CallOutcome, Detail, Item, ItemKind, Reaction};
use std::io::Read;

/// Longest words made of one field, in bytes.
const LONGEST: usize = 2_000;

/// Whether the head of a file is such a list.
pub fn looks_like(start: &[u8]) -> Option<Confidence> {
    let seen = Glance::of(start).filter(|seen| seen.is_list)?;
    let threads = seen.top("participants") && seen.top("conversation");
    let begun = seen.top("participants") && seen.has_all(&["sender", "created_at"]);
    (threads || begun).then_some(Confidence::High)
}

/// Reads the list.
pub fn read(
    stream: &mut dyn Stream,
    origin: &Origin<'_>,
    options: &Options,
    output: &mut Output<'_>,
) -> Result<(), ImportError> {
    let before = output.tally.records;
    output.set_me(options.me.clone());
    Json::read(stream, output, options.limits.json_record_bytes, |json, output| {
        json.list(|json| thread(json, origin, output))
    })?;
    talk::close(before, output);
    Ok(())
}

fn thread<R: Read>(json: &mut Json<R>, origin: &Origin<'_>, output: &mut Output<'_>) -> Result<(), Halt> {
    let mut people: Vec<String> = Vec::new();
    json.object(|json, key| match key {
        "participants" => {
            let names = json.value()?;
            people = names.items().filter_map(|name| Some(name.text()?.into_owned())).collect();
            people.iter().for_each(|name| output.meet(name));
            Ok(())
        }
        "conversation" if json.peek()? == Some(b'[') => {
            json.records(output, |record, output| message(record, (&people, origin), output))
        }
        _ => {
            output.findings.at(Kind::UnknownElement, json.offset(), 0);
            json.skip()
        }
    })
}

fn message(
    record: Value<'_>,
    (people, origin): (&[String], &Origin<'_>),
    output: &mut Output<'_>,
) -> Result<(), ImportError> {
    let place = record.range().0;
    let mut item = Item { locator: origin.locator(record.range()), ..Item::default() };
    item.conversation = Some(people.join(", ")).filter(|names| !names.is_empty());
    item.from = record.string_of("sender");
    item.at = record.text_of("created_at").and_then(|written| moment::written(&written));
    if item.at.is_none() {
        Moment::unknown(place, output).stamp(&mut item);
    }
    for (key, value) in record.fields().filter(|(_, value)| !value.is_null()) {
        let Ok(key) = str::from_utf8(key) else { continue };
        match key {
            "sender" | "created_at" => {}
            "text" | "heart" => add(&mut item.text, &value.text().unwrap_or_default()),
            "media" | "media_url" | "media_share_url" | "animated_media_images" => {
                let name = value.text().map_or_else(|| value.in_words(LONGEST), std::borrow::Cow::into_owned);
                item.attachments.push(Attachment { name: Some(name), ..Attachment::default() });
            }
            "likes" => item.reactions = value.items().map(like).collect(),
            "video_call_action" => {
                let outcome = match value.text().as_deref() {
                    Some(action) if action.contains("MISSED") => CallOutcome::Missed,
                    _ => CallOutcome::Unknown,
                };
                item.kind = ItemKind::Call;
                item.call = Some(Call { outcome, video: true, ..Call::default() });
                add(&mut item.text, &value.text().unwrap_or_default());
            }
            // What was shared, by whom, a link: kept by the names the app has for it.
            _ => {
                let said = value.word().unwrap_or_else(|| value.in_words(LONGEST).into()).trim().to_owned();
                item.details.push(Detail { name: key.to_owned(), value: said });
            }
        }
    }
    if item.text.is_empty() && item.attachments.is_empty() {
        let said = item.details.iter().map(|detail| format!("{}: {}", detail.name, detail.value));
        item.text = said.collect::<Vec<_>>().join("\n");
    }
    item.direction = output.direction(item.from.as_deref());
    if let ([one, other], Some(from)) = (people, item.from.as_ref()) {
        item.to = [one, other].into_iter().filter(|name| *name != from).take(1).cloned().collect();
    }
    output.put(item)?;
    Ok(())
}

fn add(text: &mut String, more: &str) {
    text.push_str(if text.is_empty() || more.is_empty() { "" } else { "\n" });
    text.push_str(more);
}

fn like(value: Value<'_>) -> Reaction {
    let at = value.text_of("date").and_then(|written| moment::written(&written));
    Reaction { by: value.string_of("username"), sign: "❤".to_owned(), at }
}
