//! What a contact rests on: where it is written down, whose an identifier is, who counts as whom, by what way it came.

use crate::{
    diary::{Diary, History},
    incident::{Channel, Incident, Kind},
    item::ItemKind,
    person::{self, Person, Role},
    sheaf::ItemView,
};
use jiff::{Timestamp, civil::Date};
use std::collections::{BTreeMap, HashMap};

/// Where a contact is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Source {
    /// An incident, by entry number.
    Incident(u64),
    /// An imported item: entry number of its segment and place in it.
    Item(u64, u32),
}

impl Source {
    /// The incident written down there as it stands now, if it is one.
    pub fn incident(self, diary: &Diary) -> Option<&Incident> {
        match self {
            Self::Incident(entry) => diary.incidents.get(&entry).map(History::now),
            Self::Item(..) => None,
        }
    }
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

/// Who is meant by an identifier, who counts as whom, and since when each was asked to stop.
pub struct People {
    links: HashMap<String, Vec<Link>>,
    root: BTreeMap<u64, u64>,
    asked: BTreeMap<u64, Asked>,
}

/// Whose an identifier was said to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Link {
    person: u64,
    since: Option<Date>,
}

/// The first time somebody was asked to stop, as far as the record knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Not before this.
    pub from: Timestamp,
    /// By this at the latest. The same as `from` when the minute is known.
    pub by: Timestamp,
}

impl Asked {
    /// The earlier of two, either end by itself.
    pub(crate) fn first(self, other: Self) -> Self {
        Self { from: self.from.min(other.from), by: self.by.min(other.by) }
    }
}

impl People {
    /// As the record stands.
    pub fn of(diary: &Diary) -> Self {
        let root: BTreeMap<u64, u64> =
            diary.suspects().map(|(entry, _)| (entry, principal(diary, entry))).collect();
        let mut links: HashMap<String, Vec<Link>> = HashMap::new();
        for (_, identifier) in diary.standing(&diary.identifiers) {
            let Some(person) = identifier.person else { continue };
            let link = Link { person, since: identifier.since };
            links.entry(person::normalise(&identifier.value)).or_default().push(link);
        }
        let mut asked: BTreeMap<u64, Asked> = BTreeMap::new();
        for (_, set) in diary.standing(&diary.boundaries) {
            let Some((from, by)) = set.when.instants() else { continue };
            let told: Vec<u64> = match set.to.as_slice() {
                [] => root.keys().copied().collect(),
                named => named.iter().copied().filter(|person| root.contains_key(person)).collect(),
            };
            for person in told {
                let set = Asked { from, by };
                asked.entry(person).and_modify(|first| *first = first.first(set)).or_insert(set);
            }
        }
        Self { links, root, asked }
    }

    /// When this person, or the one they act with, was first asked to stop. What a helper was told binds nobody else.
    pub fn asked(&self, person: u64) -> Option<Asked> {
        let own = self.asked.get(&person).copied();
        let principal = self.root.get(&person).filter(|root| **root != person);
        let principal = principal.and_then(|root| self.asked.get(root)).copied();
        own.into_iter().chain(principal).reduce(Asked::first)
    }

    /// When anybody who counts as this person was first asked to stop.
    pub fn first_asked(&self, person: u64) -> Option<Asked> {
        let group = self.root.iter().filter(|(_, root)| **root == person).map(|(member, _)| *member);
        group.filter_map(|member| self.asked.get(&member).copied()).reduce(Asked::first)
    }

    /// The person a suspect or helper counts as; `None` for anybody else.
    pub fn counts_as(&self, person: u64) -> Option<u64> {
        self.root.get(&person).copied()
    }

    /// Whom an incident is by: each person it counts for, with those of them it names. Empty when it is by others alone.
    ///
    /// An incident does not go with the entry of a suspect that was struck: unless it names another, it is by somebody
    /// not known.
    pub fn of_incident(&self, diary: &Diary, incident: &Incident) -> BTreeMap<u64, Vec<u64>> {
        let mut by: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
        for person in &incident.who {
            if let Some(root) = self.counts_as(*person) {
                by.entry(root).or_default().push(*person);
            }
        }
        let struck = |person: &u64| {
            let told = diary.people.get(person).filter(|told| told.struck.is_some());
            told.is_some_and(|told| acts(told.now()))
        };
        if by.is_empty() && (incident.who.is_empty() || incident.who.iter().any(struck)) {
            by.insert(NOT_KNOWN, Vec::new());
        }
        by
    }

    /// The suspect an identifier, in any spelling, is linked to now.
    pub fn find(&self, identifier: &str) -> Option<u64> {
        self.owner(&person::normalise(identifier), None).and_then(|person| self.counts_as(person))
    }

    /// Whose an identifier (as [`person::normalise`] gives it) was on a day: whom the newest link that had begun by then
    /// names. Without a day, whom the newest link of all names.
    pub fn owner(&self, identifier: &str, day: Option<Date>) -> Option<u64> {
        let begun = |link: &&Link| link.since.zip(day).is_none_or(|(since, day)| since <= day);
        self.links.get(identifier)?.iter().rev().find(begun).map(|link| link.person)
    }

    /// Whether it depends on the day whose an identifier is.
    pub fn is_dated(&self, identifier: &str) -> bool {
        self.links.get(identifier).is_some_and(|links| links.iter().any(|link| link.since.is_some()))
    }
}

/// The person a helper or member of a group acts with, followed to the end. Nobody acts with one whose entry was struck.
pub fn principal(diary: &Diary, person: u64) -> u64 {
    let standing = |entry: &u64| diary.people.get(entry).filter(|told| told.struck.is_none());
    let mut at = person;
    // A chain longer than the number of people is a circle.
    for _ in 0..diary.people.len() {
        let acting = diary.people.get(&at).map(History::now).filter(|person| acts(person));
        match acting.and_then(|person| person.acts_with).filter(|next| standing(next).is_some()) {
            Some(next) => at = next,
            None => return at,
        }
    }
    person
}

fn acts(person: &Person) -> bool {
    matches!(person.role, Role::Suspect | Role::Helper)
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
        person::Identifier,
        when::When,
    };
    use jiff::civil::date;

    const NUMBER: &str = "07700 900201";

    fn diary(events: Vec<Event>) -> Diary {
        let mut diary = Diary::default();
        for (entry, event) in (0..).zip(events) {
            let at = "2026-05-04T22:00:00Z".parse().unwrap();
            diary.apply(entry, Record { at, zone: "Europe/London".into(), event });
        }
        diary
    }

    fn person(role: Role, acts_with: Option<u64>) -> Event {
        Event::Person(Person { role, acts_with, ..Person::default() })
    }

    fn linked(person: u64, since: Option<Date>) -> Event {
        let basis = "said so".into();
        Event::Identifier(Identifier {
            value: NUMBER.into(),
            person: Some(person),
            basis,
            since,
            ..Identifier::default()
        })
    }

    fn by(diary: &Diary, who: &[u64]) -> Vec<(u64, Vec<u64>)> {
        let incident = Incident { what: "Knocked.".into(), who: who.to_vec(), ..Incident::default() };
        People::of(diary).of_incident(diary, &incident).into_iter().collect()
    }

    #[test]
    fn an_incident_that_names_nobody_is_by_somebody_not_known() {
        assert_eq!(by(&diary(vec![]), &[]), [(NOT_KNOWN, vec![])]);
    }

    #[test]
    fn an_incident_is_not_lost_with_the_entry_of_the_person_it_names() {
        let strike = Event::Strike { entry: 0, reason: "twice".into() };
        let diary = diary(vec![person(Role::Suspect, None), person(Role::Suspect, None), strike]);
        assert_eq!(by(&diary, &[0]), [(NOT_KNOWN, vec![])]);
        assert_eq!(by(&diary, &[0, 1]), [(1, vec![1])]);
    }

    #[test]
    fn an_incident_by_a_third_party_alone_is_by_no_suspect() {
        assert_eq!(by(&diary(vec![person(Role::ThirdParty, None)]), &[0]), []);
    }

    #[test]
    fn a_helper_counts_as_the_one_they_act_with() {
        let diary = diary(vec![person(Role::Suspect, None), person(Role::Helper, Some(0))]);
        assert_eq!(principal(&diary, 1), 0);
        assert_eq!(by(&diary, &[1, 0]), [(0, vec![1, 0])]);
    }

    #[test]
    fn what_a_helper_was_told_does_not_bind_the_one_they_act_with() {
        let asked = |day, to: u64| {
            let when = When::day(date(2026, 5, day), "Europe/London");
            Event::Boundary(Boundary { when, to: vec![to], ..Boundary::default() })
        };
        let two = vec![person(Role::Suspect, None), person(Role::Helper, Some(0)), asked(4, 1)];
        let people = People::of(&diary(two.clone()));
        assert!(people.asked(0).is_none() && people.asked(1).is_some() && people.first_asked(0).is_some());
        let people = People::of(&diary([two, vec![asked(2, 0)]].concat()));
        assert_eq!(
            people.asked(1),
            people.asked(0),
            "who acts for another is bound by what the other was told"
        );
    }

    #[test]
    fn a_number_is_whose_the_newest_link_of_the_day_says() {
        let suspects = || vec![person(Role::Suspect, None), person(Role::Other, None)];
        let owner = |links: Vec<Event>, day| {
            People::of(&diary([suspects(), links].concat())).owner("+447700900201", day)
        };
        let day = |d| Some(date(2026, 5, d));
        assert_eq!(owner(vec![linked(0, None), linked(1, None)], day(1)), Some(1), "the later link stands");
        assert_eq!(owner(vec![linked(0, day(3))], day(2)), None, "not theirs yet");
        assert_eq!(owner(vec![linked(1, None), linked(0, day(3))], day(2)), Some(1));
        assert_eq!(owner(vec![linked(1, None), linked(0, day(3))], day(3)), Some(0));
    }
}
