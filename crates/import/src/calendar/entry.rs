//! One event, task or note of a calendar as an item.

use super::{
    time::{Written, written},
    zones::Zones,
};
use crate::{
    content_line::Line,
    finding::{Findings, Kind},
    moment,
    options::Options,
};
use daybook_core::item::{Attachment, Detail, Item, ItemKind, Locator};
use jiff::{Timestamp, civil::DateTime};

/// Properties that are the words or the people of the item, or mean nothing to a person.
const USED: &[&str] = &[
    "SUMMARY",
    "DESCRIPTION",
    "ORGANIZER",
    "ATTENDEE",
    "ATTACH",
    "SEQUENCE",
    "DTSTAMP",
    "TRANSP",
    "CLASS",
    "PRIORITY",
    "X-ALT-DESC",
];
/// Times of an entry, the one that counts first.
const TIMES: &[&str] = &["DTSTART", "DUE", "COMPLETED"];
/// Times that only say when it was written down.
const NOTED: &[&str] = &["CREATED", "DTSTAMP", "LAST-MODIFIED"];
/// Most details and people kept of one entry, and most bytes of one detail.
const DETAILS: usize = 100;
const PEOPLE: usize = 1000;
const DETAIL_BYTES: usize = 4 << 10;

/// One component.
pub struct Entry<'a> {
    /// Which one: `VEVENT`, `VTODO`.
    pub component: &'a str,
    /// Its lines, without those of components within it.
    pub lines: &'a [Line],
    /// What the calendar calls itself.
    pub calendar: Option<&'a str>,
    /// Where it stands, for findings.
    pub place: (u64, u64),
}

/// When something is, as far as it can be told.
#[derive(Default)]
struct When {
    at: Option<Timestamp>,
    civil: Option<DateTime>,
    note: Option<String>,
}

impl Entry<'_> {
    /// The entry as an item.
    pub fn item(&self, locator: Locator, zones: &Zones, options: &Options, findings: &mut Findings) -> Item {
        let When { at, civil, note } = self.when(zones, options, findings);
        let words = ["SUMMARY", "DESCRIPTION"].into_iter().filter_map(|name| self.find(name)).map(Line::text);
        let mut text =
            words.filter(|text| !text.trim().is_empty()).collect::<Vec<_>>().join("\n").replace("\r\n", "\n");
        if text.len() > options.limits.record_text_bytes {
            text.truncate(text.floor_char_boundary(options.limits.record_text_bytes));
            findings.at(Kind::TextCut, self.place.0, self.place.1);
        }
        let organiser = self.find("ORGANIZER");
        let from = organiser.map(person).filter(|name| !name.is_empty());
        let named = organiser.and_then(|line| line.parameter("CN")).map(str::to_owned);
        let attendees = self.lines.iter().filter(|line| line.name == "ATTENDEE").take(PEOPLE);
        Item {
            at,
            civil,
            at_note: note,
            contact_name: named.filter(|name| from.as_ref() != Some(name) && !name.is_empty()),
            from,
            to: attendees.map(person).filter(|name| !name.is_empty()).collect(),
            kind: ItemKind::Event,
            text,
            attachments: self
                .lines
                .iter()
                .filter(|line| line.name == "ATTACH")
                .map(|line| attached(line, &locator))
                .collect(),
            conversation: self.calendar.map(str::to_owned),
            details: self.details(),
            locator,
            ..Item::default()
        }
    }

    fn find(&self, name: &str) -> Option<&Line> {
        self.lines.iter().find(|line| line.name == name)
    }

    fn when(&self, zones: &Zones, options: &Options, findings: &mut Findings) -> When {
        let (offset, number) = self.place;
        let line = TIMES.iter().find_map(|name| self.find(name));
        let read = line.and_then(|line| written(&line.value).map(|time| (line, time)));
        if let Some((line, time)) = read {
            return settled(line, time, (zones, options), findings);
        }
        if line.is_some() {
            findings.at(Kind::BadTime, offset, number);
        }
        let noted = NOTED.iter().filter_map(|name| self.find(name));
        let Some((line, time)) = noted.filter_map(|line| Some((line, written(&line.value)?))).next() else {
            if line.is_none() {
                findings.at(Kind::BadTime, offset, number);
            }
            return When::default();
        };
        let note = Some("It is the time it was written down.".to_owned());
        When { note, ..settled(line, time, (zones, options), findings) }
    }

    /// Everything else it says, by the names of the calendar.
    fn details(&self) -> Vec<Detail> {
        let told =
            self.lines.iter().filter(|line| !USED.contains(&line.name.as_str()) && !line.value.is_empty());
        let mut details: Vec<Detail> = told
            .filter(|line| !line.is_base64())
            .take(DETAILS)
            .map(|line| {
                let mut value = line.text();
                value.truncate(value.floor_char_boundary(DETAIL_BYTES));
                if let Some(zone) = line.parameter("TZID") {
                    value = format!("{value} ({zone})");
                }
                Detail { name: line.name.clone(), value }
            })
            .collect();
        if self.component != "VEVENT" {
            details.insert(0, Detail { name: "BEGIN".into(), value: self.component.to_owned() });
        }
        details
    }
}

/// The instant a time of a calendar is, in the zone it names or in the person's.
fn settled(
    line: &Line,
    time: Written,
    (zones, options): (&Zones, &Options),
    findings: &mut Findings,
) -> When {
    let place = (line.start, line.number);
    let civil = match time {
        Written::Day(date) => {
            let civil = date.at(0, 0, 0, 0);
            let (at, _) = moment::local(civil, options, findings, place);
            return When { at, civil: Some(civil), note: Some("It is a whole day.".into()) };
        }
        Written::Clock { civil, utc: true } => {
            let at = jiff::tz::Offset::UTC.to_timestamp(civil).ok();
            if let Some(at) = at {
                moment::check(at, options, findings, place);
            }
            return When { at, ..When::default() };
        }
        Written::Clock { civil, .. } => civil,
    };
    let named = line.parameter("TZID");
    if let Some(zone) = named.and_then(|name| zones.get(name, civil)) {
        let (at, note) = moment::in_zone(civil, &zone, (options, findings), place);
        return When { at, civil: None, note };
    }
    if named.is_some() {
        findings.at(Kind::ZoneUnknown, place.0, place.1);
    }
    let (at, note) = moment::local(civil, options, findings, place);
    When { at, civil: Some(civil), note }
}

/// The address of somebody, else their name.
fn person(line: &Line) -> String {
    let value = line.value.trim();
    let bare = match value.get(..7) {
        Some(scheme) if scheme.eq_ignore_ascii_case("mailto:") => &value[7..],
        _ => value,
    };
    match line.parameter("CN") {
        Some(name) if bare.is_empty() || bare.starts_with("invalid:") => name.to_owned(),
        _ => bare.to_owned(),
    }
}

/// A file of an entry: within it as base64, or somewhere else by its address. Nothing is fetched.
fn attached(line: &Line, record: &Locator) -> Attachment {
    let name =
        ["FILENAME", "X-FILENAME", "X-APPLE-FILENAME"].into_iter().find_map(|name| line.parameter(name));
    let media_type = line.parameter("FMTTYPE").map(str::to_lowercase);
    if !line.is_base64() {
        let name = name.map_or_else(|| line.text(), str::to_owned);
        return Attachment { name: Some(name), media_type, ..Attachment::default() };
    }
    let digits =
        line.value.bytes().filter(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/')).count() as u64;
    let exact = record.start.is_some();
    Attachment {
        name: name.map(str::to_owned),
        media_type,
        bytes: Some(digits * 3 / 4),
        present: true,
        locator: exact.then(|| Locator {
            start: Some(line.value_start),
            end: Some(line.end),
            row: None,
            ..record.clone()
        }),
        ..Attachment::default()
    }
}
