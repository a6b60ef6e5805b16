//! `message_N.json` of every section, and the separate download of encrypted Messenger chats.

use super::{older, repair::repaired};
use crate::{
    error::ImportError,
    finding::Kind,
    json::{Glance, Json, Value},
    moment::{self, Moment},
    options::Options,
    origin::{Confidence, Origin},
    source::{Stream, head},
    talk,
    tally::Output,
};
use daybook_core::item::{Attachment, Call, CallOutcome, Detail, Item, ItemKind, Reaction};
use memchr::memmem;
use std::borrow::Cow;

/// Bytes looked at to tell a list of threads from one thread.
const LOOKED_AT: usize = 64 << 10;
/// Lists of files a message may have.
const FILES: &[&[u8]] = &[b"photos", b"videos", b"audio_files", b"files", b"gifs", b"media"];
/// Sections of the download where those write who are no friends.
const STRANGERS: &[&str] = &["message_requests", "filtered_threads"];
/// What the app calls everybody whose account is gone: no name of one thread.
const NOBODY: &[&str] = &["Facebook user", "Facebook User", "Instagram User", "Instagram user"];
/// Words for the sort of a message. Those of the encrypted download begin small, and say nothing more.
const SORTS: &[&str] = &["Generic", "Share", "Call", "Subscribe", "Unsubscribe"];
/// Fields kept as details, and fields that say only how a message is to be shown.
const KNOWN: &[&str] = &["poll", "plan", "users", "is_taken_down", "is_geoblocked_for_viewer"];
const SHOWN_ONLY: &[&str] =
    &["is_unsent_image_by_messenger_kid_parent", "bumped_message_metadata", "magic_words"];
/// Longest words made of one field, in bytes.
const LONGEST: usize = 2_000;
/// Longest list of people kept of one thread. The apps allow 250 in a group.
const PEOPLE: usize = 5_000;

/// Whether the head of a file is a thread of one of these apps.
pub fn looks_like(start: &[u8]) -> Option<Confidence> {
    let seen = Glance::of(start)
        .filter(|seen| !seen.is_list && (seen.top("messages") || seen.top("participants")))?;
    let message =
        seen.has_all(&["sender_name", "timestamp_ms"]) || seen.has_all(&["senderName", "timestamp"]);
    let thread = seen.top("participants") && seen.top_any(&["messages", "thread_path", "threadName"]);
    match (message, thread) {
        (true, true) => Some(Confidence::High),
        (true, false) | (false, true) => Some(Confidence::Medium),
        // Half a thread: a damaged download, and better told than passed over.
        (false, false) => seen.top("participants").then_some(Confidence::Low),
    }
}

/// The same, of Instagram: told by where it keeps its files.
pub fn looks_like_instagram(start: &[u8]) -> Option<Confidence> {
    let marks = ["your_instagram_activity", "instagram.com", "cdninstagram"];
    let instagram = || marks.iter().any(|mark| memmem::find(start, mark.as_bytes()).is_some());
    older::looks_like(start).or_else(|| looks_like(start).filter(|_| instagram()))
}

/// Reads a thread.
pub fn read(
    stream: &mut dyn Stream,
    origin: &Origin<'_>,
    options: &Options,
    output: &mut Output<'_>,
) -> Result<(), ImportError> {
    let limit = options.limits.json_record_bytes;
    if older::looks_like(&head(&mut *stream.open()?, LOOKED_AT)?).is_some() {
        return older::read(stream, origin, options, output);
    }
    // Name and people may stand behind the messages. What is odd in the file is told by the second look.
    let mut thread = Thread { origin, ..Thread::new(origin) };
    let mut quiet = Json::new(stream.open()?, limit);
    if let Err(crate::json::Halt::Import(error)) = quiet.begin().and_then(|()| thread.survey(&mut quiet)) {
        return Err(error);
    }
    drop(quiet);
    thread.settle(options, output);
    let before = output.tally.records;
    Json::read(stream, output, limit, |json, output| {
        json.object(|json, key| match key {
            "messages" => json.records(output, |record, output| thread.message(record, output)),
            _ => json.skip(),
        })
    })?;
    if output.tally.records == before && thread.whole {
        // A thread without messages is whole: the app keeps those it has emptied.
        output.tally.declared = output.tally.declared.or(Some(0));
    }
    talk::close(before, output);
    Ok(())
}

/// What is known of a thread besides its messages.
struct Thread<'a> {
    origin: &'a Origin<'a>,
    people: Vec<String>,
    title: Option<String>,
    path: Option<String>,
    /// The encrypted download, which names its keeper first.
    encrypted: bool,
    /// It has a list of messages, empty or not.
    whole: bool,
}

impl<'a> Thread<'a> {
    fn new(origin: &'a Origin<'a>) -> Self {
        Self { origin, people: Vec::new(), title: None, path: None, encrypted: false, whole: false }
    }

    fn survey<R: std::io::Read>(&mut self, json: &mut Json<R>) -> Result<(), crate::json::Halt> {
        json.object(|json, key| {
            let text = |value: Value<'_>| value.text().map(|text| repaired(text).into_owned());
            match key {
                "participants" => json.list(|json| {
                    let value = json.value()?;
                    let name = text(value.get("name").unwrap_or(value));
                    self.people.extend(name.filter(|_| self.people.len() < PEOPLE));
                    Ok(())
                })?,
                "title" | "threadName" => {
                    self.title = text(json.value()?);
                    self.encrypted = key == "threadName";
                }
                "messages" => {
                    self.whole = json.peek()? == Some(b'[');
                    json.skip()?;
                }
                "thread_path" => self.path = text(json.value()?),
                _ => json.skip()?,
            }
            Ok(())
        })
    }

    /// Names the thread, its people and its keeper.
    fn settle(&mut self, options: &Options, output: &mut Output<'_>) {
        let folder = self.path.as_deref().map(crate::origin::last_part);
        let title = self.title.take().filter(|title| !title.is_empty()).map(|title| self.unnumbered(title));
        self.title = match (title, folder) {
            (Some(title), Some(folder)) if NOBODY.contains(&title.as_str()) => {
                Some(format!("{title} ({folder})"))
            }
            (None, folder) => folder.map(str::to_owned).or_else(|| Some(self.people.join(", "))),
            (Some(title), folder) => Some(output.chat(&title, folder.or(self.origin.folder()))),
        }
        .filter(|title| !title.is_empty());
        self.people.iter().for_each(|name| output.meet(name));
        let first = self.people.first().filter(|_| self.encrypted).cloned();
        if let (Some(name), None) = (&first, &options.me) {
            output.findings.told(
                Kind::MeInferred,
                format!(
                    "“{}” stands first, where this download names whom it belongs to.",
                    crate::text::shown(name)
                ),
            );
        }
        talk::keeper(options, first, output);
        let place = self.path.as_deref().or(self.origin.member).unwrap_or_default();
        if place.split('/').any(|part| STRANGERS.contains(&part)) {
            output.findings.whole(Kind::MessageRequests);
        }
    }

    /// The encrypted download puts a number behind the name of the other.
    fn unnumbered(&self, title: String) -> String {
        match title.rsplit_once('_') {
            Some((name, number))
                if self.encrypted
                    && number.bytes().all(|byte| byte.is_ascii_digit())
                    && self.people.iter().any(|person| person == name) =>
            {
                name.to_owned()
            }
            _ => title,
        }
    }

    fn message(&self, record: Value<'_>, output: &mut Output<'_>) -> Result<(), ImportError> {
        let place = record.range().0;
        let mut item = Item { conversation: self.title.clone(), ..Item::default() };
        let mut seen = Fields::default();
        for (key, value) in record.fields().filter(|(_, value)| !value.is_null()) {
            match key {
                b"sender_name" | b"senderName" => item.from = text(value).filter(|name| !name.is_empty()),
                b"timestamp_ms" | b"timestamp" => item.at = value.whole().and_then(moment::since_1970),
                b"content" | b"text" => seen.text = value.text().map(repaired),
                b"type" => seen.sort = value.text(),
                b"share" => seen.share = Some(value),
                b"sticker" => item.attachments.extend(self.file(value, place, output)),
                b"reactions" => item.reactions = value.items().map(reaction).collect(),
                b"call_duration" => seen.seconds = value.whole().and_then(|count| count.try_into().ok()),
                b"missed" => seen.missed = record.is_true("missed"),
                b"is_unsent" | b"isUnsent" => seen.unsent = seen.unsent || value.raw() == b"true",
                key if FILES.contains(&key) => {
                    item.attachments.extend(value.items().filter_map(|file| self.file(file, place, output)));
                }
                b"ip" => output.findings.at(Kind::Secrets, place, 0),
                key => seen.other |= beside(key, value, &mut item),
            }
        }
        if item.at.is_none() {
            Moment::unknown(place, output).stamp(&mut item);
        }
        seen.other |= seen
            .sort
            .as_deref()
            .is_some_and(|sort| sort.starts_with(char::is_uppercase) && !SORTS.contains(&sort));
        if seen.other {
            output.findings.at(Kind::UnknownType, place, 0);
        }
        seen.finish(&mut item);
        if item.text.is_empty() && item.attachments.is_empty() {
            // It says nothing else.
            let said = item.details.iter().map(|detail| format!("{}: {}", detail.name, detail.value));
            item.text = said.collect::<Vec<_>>().join("\n");
        }
        item.direction = output.direction(item.from.as_deref());
        item.to = self.others(item.from.as_deref());
        item.locator = self.origin.locator(record.range());
        output.put(item)?;
        Ok(())
    }

    /// In a thread of two, the other one.
    fn others(&self, from: Option<&str>) -> Vec<String> {
        match (&self.people[..], from) {
            ([one, other], Some(from)) if one == from => vec![other.clone()],
            ([one, other], Some(from)) if other == from => vec![one.clone()],
            _ => Vec::new(),
        }
    }

    fn file(&self, file: Value<'_>, place: u64, output: &mut Output<'_>) -> Option<Attachment> {
        let path = repaired(file.get("uri").unwrap_or(file).text()?);
        // The encrypted download writes a sentence where the file could not be had.
        if path.contains(' ') && !path.contains(['/', '.']) {
            output.findings.at(Kind::MissingMedia, place, 0);
            return Some(Attachment::default());
        }
        Some(talk::file(path.strip_prefix("./").unwrap_or(&path), place, self.origin, output))
    }
}

/// Keeps a field that has no place of its own: a poll, a plan with time and place, who was added. Gives back whether it
/// is of a sort we do not know.
fn beside(key: &[u8], value: Value<'_>, item: &mut Item) -> bool {
    let Ok(key) = str::from_utf8(key) else { return true };
    // `false` and empty lists say nothing.
    let empty = value.raw() == b"false" || value.is_list() && value.items().next().is_none();
    if SHOWN_ONLY.contains(&key) || empty {
        return false;
    }
    let said = value.word().unwrap_or_else(|| value.in_words(LONGEST).into());
    let value = repaired(said).trim().to_owned();
    let value = if value.is_empty() { "yes".to_owned() } else { value };
    item.details.push(Detail { name: key.to_owned(), value });
    !KNOWN.contains(&key)
}

fn text(value: Value<'_>) -> Option<String> {
    value.text().map(|text| repaired(text).into_owned())
}

fn reaction(value: Value<'_>) -> Reaction {
    Reaction {
        by: value.get("actor").and_then(text),
        sign: value.get("reaction").and_then(text).unwrap_or_default(),
        at: value.whole_of("timestamp").and_then(moment::since_1970),
    }
}

/// Fields whose meaning depends on each other.
#[derive(Default)]
struct Fields<'a> {
    text: Option<Cow<'a, str>>,
    sort: Option<Cow<'a, str>>,
    share: Option<Value<'a>>,
    seconds: Option<u64>,
    missed: bool,
    unsent: bool,
    /// Something of a sort we do not know.
    other: bool,
}

impl Fields<'_> {
    fn finish(self, item: &mut Item) {
        item.text = self.text.map(Cow::into_owned).unwrap_or_default();
        for shared in
            self.share.iter().flat_map(|share| ["link", "share_text"].map(|key| share.get(key))).flatten()
        {
            // What was shared is part of what was sent; the text often has it already.
            let shared = text(shared).unwrap_or_default();
            if !item.text.contains(&shared) {
                item.text.extend((!item.text.is_empty()).then_some('\n'));
                item.text.push_str(&shared);
            }
        }
        item.kind = match self.sort.as_deref() {
            _ if self.unsent => ItemKind::Deleted,
            Some("Call") => ItemKind::Call,
            _ if self.seconds.is_some() || self.missed => ItemKind::Call,
            Some("Subscribe" | "Unsubscribe") => ItemKind::System,
            _ => ItemKind::Message,
        };
        if item.kind == ItemKind::Call {
            let outcome = match self.seconds {
                _ if self.missed => CallOutcome::Missed,
                Some(1..) => CallOutcome::Answered,
                _ => CallOutcome::Unknown,
            };
            let video = item.text.to_lowercase().contains("video");
            item.call = Some(Call { outcome, seconds: self.seconds, withheld: false, video });
        }
    }
}
