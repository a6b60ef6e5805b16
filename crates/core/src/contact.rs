//! Contacts: every message, call, visit or gift by a person in the record, from archives and from incidents alike.

use crate::{
    diary::{Diary, History},
    incident::{Channel, Incident, Kind},
    item::{CallOutcome, Direction, ItemKind},
    person::{self, Role},
    sheaf::ItemView,
};
use jiff::Timestamp;
use std::collections::{BTreeMap, HashMap};

/// Where a contact is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Source {
    /// An incident, by entry number.
    Incident(u64),
    /// An imported item: entry number of its segment and place in it.
    Item(u64, u32),
}

impl std::fmt::Display for Source {
    /// As findings and figures cite it: `12` for an entry, `12/3` for an item of a segment.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Incident(entry) => write!(f, "{entry}"),
            Self::Item(segment, index) => write!(f, "{segment}/{index}"),
        }
    }
}

impl serde::Serialize for Source {
    fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(self)
    }
}

/// Stands for whoever did an incident that names nobody. No log is long enough to have an entry of this number.
pub const NOT_KNOWN: u64 = u64::MAX;

/// For files: the entry number of a person, or null for somebody not known.
///
/// # Errors
/// Those of the writer.
pub fn person_or_null<S: serde::Serializer>(person: &u64, out: S) -> Result<S::Ok, S::Error> {
    if *person == NOT_KNOWN { out.serialize_none() } else { out.serialize_u64(*person) }
}

/// One contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// Start and end. `None` when the time is not known.
    pub span: Option<(Timestamp, Timestamp)>,
    /// Where it is written down.
    pub source: Source,
    /// How it was made.
    pub channel: Channel,
    /// Entry number of the person, with helpers and groups folded into the one they act with; [`NOT_KNOWN`] for an
    /// incident that names nobody.
    pub person: u64,
    /// To or from the keeper.
    pub direction: Direction,
    /// For calls: how it ended.
    pub call: Option<CallOutcome>,
    /// The identifier used, as the archive shows it.
    pub identifier: Option<String>,
    /// Made after a boundary was set for this person: it began after the end of the time the boundary is known by. Where
    /// the two times overlap either may have come first, and this is `false`: see [`People::perhaps_after`].
    pub after_boundary: bool,
    /// A boundary with a known time was set for this person, before or after.
    pub bounded: bool,
}

impl Contact {
    /// When it began.
    pub fn at(&self) -> Option<Timestamp> {
        self.span.map(|(start, _)| start)
    }
}

/// An imported item with its place in the log and the format of its archive.
#[derive(Clone, Copy, Debug)]
pub struct Placed<'a> {
    /// Entry number of the segment.
    pub segment: u64,
    /// Place in the segment.
    pub index: u32,
    /// Format of the archive, as the importer names it.
    pub format: &'a str,
    /// The item.
    pub item: ItemView<'a>,
}

/// Every contact with the suspects of the record, both ways, in order of time; those without a time come last.
///
/// Items of an archive are contacts when the name or number they came from (or went to) is linked to a suspect.
/// Struck incidents, system lines and drafts are not contacts.
pub fn contacts<'a>(diary: &Diary, items: impl IntoIterator<Item = Placed<'a>>) -> Vec<Contact> {
    let people = People::of(diary);
    let told = diary.incidents.iter().filter(|(_, h)| h.struck.is_none());
    let mut all: Vec<Contact> =
        told.flat_map(|(entry, history)| people.of_incident(*entry, history)).collect();
    all.extend(items.into_iter().filter_map(|placed| people.of_item(placed)));
    all.sort_by_key(|c| (c.span.is_none(), c.span, c.source));
    all
}

/// Who is meant by an identifier, and since when each was asked to stop.
pub struct People {
    by_identifier: HashMap<String, u64>,
    root: BTreeMap<u64, u64>,
    asked: BTreeMap<u64, Asked>,
}

/// The first time somebody was asked to stop, as far as the record knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Not before this.
    pub from: Timestamp,
    /// By this at the latest. The same as `from` when the minute is known.
    pub by: Timestamp,
}

impl People {
    /// As the record stands.
    pub fn of(diary: &Diary) -> Self {
        let root: BTreeMap<u64, u64> =
            diary.suspects().map(|(entry, _)| (entry, principal(diary, entry))).collect();
        let linked = diary.standing(&diary.identifiers).filter_map(|(_, identifier)| {
            let person = *root.get(&identifier.person?)?;
            Some((person::normalise(&identifier.value), person))
        });
        let by_identifier = linked.collect();
        let mut asked: BTreeMap<u64, Asked> = BTreeMap::new();
        for (_, set) in diary.standing(&diary.boundaries) {
            let Some((from, by)) = set.when.instants() else { continue };
            let told = set.to.iter().filter_map(|p| root.get(p));
            let told: Vec<u64> =
                if set.to.is_empty() { root.values().copied().collect() } else { told.copied().collect() };
            for person in told {
                let first = asked.entry(person).or_insert(Asked { from, by });
                *first = Asked { from: from.min(first.from), by: by.min(first.by) };
            }
        }
        Self { by_identifier, root, asked }
    }

    /// When the person was first asked to stop, at the latest: what begins after this came after it.
    pub fn boundary(&self, person: u64) -> Option<Timestamp> {
        self.asked(person).map(|asked| asked.by)
    }

    /// When the person was first asked to stop.
    pub fn asked(&self, person: u64) -> Option<Asked> {
        self.asked.get(&person).copied()
    }

    /// Whether a contact may have come after the boundary or before it: the times overlap.
    pub fn perhaps_after(&self, contact: &Contact) -> bool {
        let end = contact.span.map(|(_, end)| end);
        let from = self.asked(contact.person).map(|asked| asked.from);
        !contact.after_boundary && matches!((end, from), (Some(end), Some(from)) if end > from)
    }

    /// The person a suspect or helper counts as; `None` for anybody else.
    pub fn counts_as(&self, person: u64) -> Option<u64> {
        self.root.get(&person).copied()
    }

    fn after_boundary(&self, person: u64, start: Option<Timestamp>) -> bool {
        matches!((self.boundary(person), start), (Some(by), Some(start)) if start > by)
    }

    fn of_incident(&self, entry: u64, history: &History<Incident>) -> Vec<Contact> {
        let incident = history.now();
        let mut persons: Vec<u64> = incident.who.iter().filter_map(|p| self.root.get(p)).copied().collect();
        persons.sort_unstable();
        persons.dedup();
        if incident.who.is_empty() {
            persons.push(NOT_KNOWN);
        }
        let span = incident.when.instants();
        let contact = |person| Contact {
            span,
            source: Source::Incident(entry),
            channel: incident.channel.unwrap_or_else(|| channel_of(incident)),
            person,
            // What is told as an incident was done to the keeper unless they say otherwise.
            direction: if incident.direction == Direction::Out { Direction::Out } else { Direction::In },
            call: None,
            identifier: None,
            after_boundary: self.after_boundary(person, span.map(|s| s.0)),
            bounded: self.boundary(person).is_some(),
        };
        persons.into_iter().map(contact).collect()
    }

    fn of_item(&self, placed: Placed<'_>) -> Option<Contact> {
        let Placed { segment, index, format, item } = placed;
        if matches!(item.kind, ItemKind::System | ItemKind::Draft | ItemKind::Event) {
            return None;
        }
        let incoming = item.from.and_then(|from| self.find(from).map(|p| (p, from, Direction::In)));
        let (person, identifier, direction) = incoming.or_else(|| {
            // In a group chat a message to many is not a message to the suspect.
            let [to] = item.to else { return None };
            self.find(to).map(|p| (p, to.as_str(), Direction::Out))
        })?;
        Some(Contact {
            span: item.at.map(|at| (at, at)),
            source: Source::Item(segment, index),
            channel: channel_of_format(format, item.kind),
            person,
            direction,
            call: item.call.map(|c| c.outcome),
            identifier: Some(identifier.to_owned()),
            after_boundary: self.after_boundary(person, item.at),
            bounded: self.boundary(person).is_some(),
        })
    }

    /// The suspect an identifier is linked to, in any spelling.
    pub fn find(&self, identifier: &str) -> Option<u64> {
        self.by_identifier.get(&person::normalise(identifier)).copied()
    }
}

/// The person a helper or member of a group acts with, followed to the end.
pub fn principal(diary: &Diary, person: u64) -> u64 {
    let mut at = person;
    // A chain longer than the number of people is a circle.
    for _ in 0..diary.people.len() {
        match diary.people.get(&at).map(History::now) {
            Some(p) if matches!(p.role, Role::Suspect | Role::Helper) => match p.acts_with {
                Some(next) => at = next,
                None => return at,
            },
            _ => return at,
        }
    }
    person
}

/// The channel of an incident that names none, by its first kind.
pub fn channel_of(incident: &Incident) -> Channel {
    let first = incident.kinds.first();
    match first {
        Some(Kind::ContactCall) => Channel::Phone,
        Some(Kind::ContactMessage) => Channel::Sms,
        Some(Kind::ContactOnline | Kind::Publish | Kind::Monitor) => Channel::Social,
        Some(Kind::Gift | Kind::OrderGoods) => Channel::Post,
        Some(Kind::Follow | Kind::Watch | Kind::Loiter | Kind::TurnUp | Kind::Approach | Kind::EnterHome) => {
            Channel::InPerson
        }
        _ => Channel::Other,
    }
}

/// What the words of formats begin with whose messages and calls come over the internet, under a name of one's choice.
const SOCIAL: &[&str] = &[
    "facebook",
    "instagram",
    "telegram",
    "signal",
    "x-twitter",
    "snapchat",
    "tiktok",
    "discord",
    "google-chat",
];

/// The channel of an archive's item.
pub fn channel_of_format(format: &str, kind: ItemKind) -> Channel {
    match format {
        f if f.starts_with("whatsapp") => Channel::Whatsapp,
        f if SOCIAL.iter().any(|app| f.starts_with(app)) => Channel::Social,
        _ if kind == ItemKind::Call => Channel::Phone,
        f if f.starts_with("sms") || f.starts_with("google-voice") || f == "imessage" => Channel::Sms,
        f if f.starts_with("email") || f.starts_with("outlook") => Channel::Email,
        _ => Channel::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        boundary::Boundary,
        event::{Event, Record},
        person::Person,
        when::When,
    };
    use jiff::civil::date;

    fn diary(events: Vec<Event>) -> Diary {
        let mut diary = Diary::default();
        for (entry, event) in (0..).zip(events) {
            let at = "2026-05-04T22:00:00Z".parse().unwrap();
            diary.apply(entry, Record { at, zone: "Europe/London".into(), event });
        }
        diary
    }

    fn incident(who: &[u64]) -> Event {
        let when = When::exact(date(2026, 5, 4).at(21, 0, 0, 0), "Europe/London");
        Event::Incident(Incident { when, what: "Knocked.".into(), who: who.to_vec(), ..Incident::default() })
    }

    #[test]
    fn an_incident_that_names_nobody_is_a_contact_by_somebody_not_known() {
        let contacts = contacts(&diary(vec![incident(&[])]), []);
        assert_eq!(contacts.iter().map(|c| c.person).collect::<Vec<_>>(), [NOT_KNOWN]);
    }

    #[test]
    fn only_what_began_after_the_boundary_came_after_it() {
        let day = |d| When::day(date(2026, 5, d), "Europe/London");
        let told = |when| {
            Event::Incident(Incident { when, what: "Knocked.".into(), who: vec![0], ..Incident::default() })
        };
        let person = Event::Person(Person { role: Role::Suspect, ..Person::default() });
        let asked = Event::Boundary(Boundary { when: day(4), ..Boundary::default() });
        let diary = diary(vec![person, asked, told(day(3)), told(day(4)), told(day(5))]);
        let people = People::of(&diary);
        let contacts = contacts(&diary, []);
        let said: Vec<(bool, bool)> =
            contacts.iter().map(|c| (c.after_boundary, people.perhaps_after(c))).collect();
        assert_eq!(said, [(false, false), (false, true), (true, false)]);
    }

    #[test]
    fn an_incident_by_a_third_party_alone_is_no_contact_by_a_suspect() {
        let third = Event::Person(Person { role: Role::ThirdParty, ..Person::default() });
        assert_eq!(contacts(&diary(vec![third, incident(&[0])]), []), []);
    }

    #[test]
    fn a_helper_counts_as_the_one_they_act_with() {
        let person = |role, acts_with| Event::Person(Person { role, acts_with, ..Person::default() });
        let events = vec![person(Role::Suspect, None), person(Role::Helper, Some(0)), incident(&[0, 1])];
        let diary = diary(events);
        assert_eq!(principal(&diary, 1), 0);
        assert_eq!(contacts(&diary, []).iter().map(|c| c.person).collect::<Vec<_>>(), [0]);
    }
}
