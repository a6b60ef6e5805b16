//! `chat_history.json`, `snap_history.json` and `talk_history.json` of Snapchat's "My Data", in the shapes of all years.

use crate::{
    error::ImportError,
    finding::Kind,
    html::unreferenced,
    json::{Glance, Json, Value},
    moment::{self, Moment},
    options::Options,
    origin::{Confidence, Origin},
    prose,
    source::Stream,
    talk,
    tally::Output,
};
use daybook_core::item::{Attachment, Call, CallOutcome, Direction, Item, ItemKind};

/// Sections of the older shape: all chats in a few lists.
const SECTIONS: &[&str] = &[
    "Received Saved Chat History",
    "Sent Saved Chat History",
    "Received Unsaved Chat History",
    "Sent Unsaved Chat History",
    "Received Snap History",
    "Sent Snap History",
    "Outgoing Calls",
    "Incoming Calls",
    "Completed Calls",
    "Chat Sessions",
    "Game Sessions",
];
/// Longest line made of a record that is neither message nor call, in bytes.
const LONGEST: usize = 2_000;
/// Where the time of a record stands, newest name first.
const DATES: &[&str] =
    &["Created(microseconds)", "Created", "Start Time", "Started", "Date & Time (UTC)", "Date & time"];
/// Where the length of a call stands.
const LENGTHS: &[&str] = &["Duration", "Length (Sec)", "Length", "Call Duration"];

/// Whether the head of a file is one of these.
pub fn looks_like(start: &[u8]) -> Option<Confidence> {
    let seen = Glance::of(start).filter(|seen| !seen.is_list)?;
    let messages = seen.has("Media Type") && seen.has_any(&["Created", "Created(microseconds)"]);
    let calls = seen.has_any(LENGTHS) && seen.has_any(&["Start Time", "Started", "Date & Time (UTC)"]);
    if messages || (calls && seen.top_any(SECTIONS)) {
        return Some(Confidence::High);
    }
    seen.top_any(SECTIONS).then_some(Confidence::Medium)
}

/// Reads one of them.
pub fn read(
    stream: &mut dyn Stream,
    origin: &Origin<'_>,
    options: &Options,
    output: &mut Output<'_>,
) -> Result<(), ImportError> {
    let before = output.tally.records;
    output.set_me(options.me.clone());
    let mut unknown = false;
    Json::read(stream, output, options.limits.json_record_bytes, |json, output| {
        json.object(|json, section| {
            if !matches!(json.peek()?, Some(b'[' | b'n')) {
                unknown = true;
                output.findings.at(Kind::UnknownElement, json.offset(), 0);
                return json.skip();
            }
            let list = Section { origin, name: section };
            json.records(output, |record, output| list.record(record, output))
        })
    })?;
    if output.tally.records == before && !unknown {
        // Every section is there, and empty.
        output.tally.declared = output.tally.declared.or(Some(0));
    }
    Ok(())
}

/// A list of records: of one sort in the older shape, of one chat in the newer.
struct Section<'a> {
    origin: &'a Origin<'a>,
    name: &'a str,
}

impl Section<'_> {
    fn record(&self, record: Value<'_>, output: &mut Output<'_>) -> Result<(), ImportError> {
        let place = record.range().0;
        let mut item = Item { locator: self.origin.locator(record.range()), ..Item::default() };
        match DATES.iter().filter_map(|key| record.word_of(key)).find_map(|written| date(&written)) {
            Some(at) => Moment::sure(at),
            None => Moment::unknown(place, output),
        }
        .stamp(&mut item);
        self.people(record, &mut item, output);
        let text = record.any(&["Content", "Text"]).and_then(|text| text.text());
        item.text = text.map(|text| unreferenced(&text)).unwrap_or_default();
        let timed = LENGTHS.iter().any(|key| record.get(key).is_some());
        if self.name.ends_with("Sessions") {
            // Time spent in a chat or a game is no call.
            item.kind = ItemKind::System;
            item.text = format!("{}: {}", self.name, record.in_words(LONGEST));
        } else if timed || self.name.ends_with("Calls") {
            self.call(record, &mut item);
        } else {
            self.media(record, &mut item, output);
        }
        output.put(item)?;
        Ok(())
    }

    /// Who wrote to whom. In the newer shape the section is called after the other one, or after a group.
    fn people(&self, record: Value<'_>, item: &mut Item, output: &mut Output<'_>) {
        let other = (!SECTIONS.contains(&self.name)).then(|| self.name.to_owned());
        let title = record.string_of("Conversation Title");
        let (from, to) = (record.string_of("From"), record.string_of("To"));
        item.direction = match record.get("IsSender") {
            Some(_) if record.is_true("IsSender") => {
                output.set_me(from.clone());
                Direction::Out
            }
            Some(_) => Direction::In,
            None if self.name.starts_with("Received") || self.name.starts_with("Incoming") => Direction::In,
            None if self.name.starts_with("Sent") || self.name.starts_with("Outgoing") => Direction::Out,
            None => output.direction(from.as_deref()),
        };
        let single = title.is_none();
        item.conversation = title.or(other.clone()).or_else(|| from.clone()).or_else(|| to.clone());
        item.from = from;
        item.to = to.or(other.filter(|_| single && item.direction == Direction::Out)).into_iter().collect();
    }

    /// What sort of record, by the app's word for it. The words are in capitals; those of lines of the app begin `STATUS`.
    fn media(&self, record: Value<'_>, item: &mut Item, output: &mut Output<'_>) {
        let sort = record.string_of("Media Type").unwrap_or_default();
        let place = record.range().0;
        match sort.as_str() {
            "TEXT" | "" => {}
            status if status.starts_with("STATUSERASED") => item.kind = ItemKind::Deleted,
            status if status.starts_with("STATUSCALLMISSED") => {
                let video = status.ends_with("VIDEO");
                item.kind = ItemKind::Call;
                item.call = Some(Call { outcome: CallOutcome::Missed, video, ..Call::default() });
            }
            status if status.starts_with("STATUS") => {
                (item.kind, item.direction) = (ItemKind::System, Direction::Unknown);
            }
            _ => {
                let ids = record.string_of("Media IDs").unwrap_or_default();
                let names: Vec<&str> =
                    ids.split('|').map(str::trim).filter(|name| !name.is_empty()).collect();
                item.attachments =
                    names.iter().map(|name| talk::file(name, place, self.origin, output)).collect();
                if names.is_empty() {
                    output.findings.at(Kind::MediaOmitted, place, 0);
                    item.attachments.push(Attachment::default());
                }
                let declared = match sort.as_str() {
                    "IMAGE" => Some("image"),
                    "VIDEO" | "VIDEO_NO_SOUND" => Some("video"),
                    "NOTE" | "AUDIO" => Some("audio"),
                    _ => None,
                };
                for file in item.attachments.iter_mut().filter(|file| file.media_type.is_none()) {
                    file.media_type = declared.map(str::to_owned);
                }
            }
        }
        if item.text.is_empty() && !matches!(item.kind, ItemKind::Message) {
            item.text = sort;
        }
    }

    fn call(&self, record: Value<'_>, item: &mut Item) {
        let seconds =
            LENGTHS.iter().filter_map(|key| record.word_of(key)).find_map(|written| seconds(&written));
        let result = ["Result", "Status"]
            .iter()
            .find_map(|key| record.string_of(key))
            .unwrap_or_default()
            .to_lowercase();
        let outcome = match seconds {
            _ if result.contains("missed") => CallOutcome::Missed,
            Some(1..) => CallOutcome::Answered,
            _ => CallOutcome::Unknown,
        };
        let sort = record.any(&["Type", "Media Type"]).and_then(|sort| sort.text()).unwrap_or_default();
        item.kind = ItemKind::Call;
        item.call =
            Some(Call { outcome, seconds, withheld: false, video: sort.to_lowercase().contains("video") });
    }
}

/// "2022-02-02 12:00:00 UTC", "Wed Aug 19 12:00:00 UTC 2021", or a count since 1970.
fn date(written: &str) -> Option<jiff::Timestamp> {
    moment::written(written).or_else(|| {
        let date = prose::parse(written, None)?;
        date.offset.unwrap_or(jiff::tz::Offset::UTC).to_timestamp(date.civil).ok()
    })
}

/// "00:12:34", "754", "754.0".
fn seconds(written: &str) -> Option<u64> {
    let whole = written.split('.').next()?;
    whole
        .split(':')
        .try_fold(0u64, |total, part| total.checked_mul(60)?.checked_add(part.trim().parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_lengths_are_read_as_every_year_wrote_them() {
        for written in [
            "2021-08-19 12:00:00 UTC",
            "Thu Aug 19 12:00:00 UTC 2021",
            "1629374400000",
            "2021-08-19T12:00:00Z",
        ] {
            assert_eq!(date(written).map(|at| at.as_second()), Some(1_629_374_400), "{written}");
        }
        assert_eq!(
            [seconds("00:12:34"), seconds("754.0"), seconds("75"), seconds("x")],
            [Some(754), Some(754), Some(75), None]
        );
    }
}
