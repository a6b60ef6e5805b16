//! What goes into a pack and what is kept back, decided once for the report, the entries and the originals.

use crate::case::Case;
use daybook_core::{
    contact::{self, Contact, NOT_KNOWN, Placed, Source},
    course,
    diary::{Diary, History},
    exhibit::Exhibit,
    incident::Incident,
    item::{Direction, ItemKind},
    person,
};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What goes into a pack.
#[derive(Debug, Default)]
pub struct Selection {
    /// Whom it is about: helpers folded into the one they act with. May hold [`NOT_KNOWN`].
    pub persons: BTreeSet<u64>,
    /// Every contact with them, both ways, in order of time.
    pub contacts: Vec<Contact>,
    /// Incidents that stand, by entry number.
    pub incidents: BTreeSet<u64>,
    /// Incidents that were struck.
    pub struck: BTreeSet<u64>,
    /// Exhibits in the order of their labels, each with what becomes of its original.
    pub exhibits: Vec<(u64, Fate)>,
    /// Entries of kind record to disclose.
    pub records: BTreeSet<u64>,
    /// Items to disclose, by segment.
    pub items: BTreeMap<u64, BTreeSet<u64>>,
    /// What the keeper should look at before handing the pack over.
    pub findings: Vec<Finding>,
}

/// What becomes of an exhibit's original.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is in the pack.
    Included,
    /// It is kept back.
    Withheld(Why),
}

/// Why an original is kept back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The keeper marked it private.
    Private,
    /// The file says where it was made, and the keeper has places to protect.
    HoldsPlace,
    /// The archive also holds messages with other people.
    Others,
    /// A place marked private is written in it.
    PrivatePlace,
}

impl Why {
    /// The reason in plain words.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Private => "Kept back by the keeper of the record.",
            Self::HoldsPlace => "Kept back: the file's own data says where it was made.",
            Self::Others => "Kept back: it also holds messages with other people.",
            Self::PrivatePlace => "Kept back: a place that is kept private is written in it.",
        }
    }
}

/// Something the keeper should look at before handing the pack over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// A stable word for programs.
    pub kind: &'static str,
    /// The entry it is about.
    pub entry: u64,
    /// What was found.
    pub what: String,
    /// What can be done.
    #[serde(rename = "do")]
    pub todo: &'static str,
}

impl Selection {
    /// Decides for a case.
    pub fn of(case: &Case<'_>) -> Self {
        let diary = case.diary;
        let persons = persons(case);
        let all = contact::contacts(diary, case.items.all());
        let stays =
            |c: &Contact| !matches!(c.source, Source::Incident(told) if case.left_out.contains(&told));
        let contacts = all.into_iter().filter(|c| persons.contains(&c.person) && stays(c)).collect();
        let mut selection = Self { persons, contacts, ..Self::default() };
        for (entry, history) in &diary.incidents {
            if selection.is_about(diary, history) && !case.left_out.contains(entry) {
                let set =
                    if history.struck.is_some() { &mut selection.struck } else { &mut selection.incidents };
                set.insert(*entry);
            }
        }
        selection.choose_items();
        selection.choose_exhibits(case);
        selection.choose_records(diary);
        selection
    }

    /// Persons named, without the one who stands for nobody known.
    pub fn named(&self) -> BTreeSet<u64> {
        self.persons.iter().copied().filter(|p| *p != NOT_KNOWN).collect()
    }

    /// The contacts that are counted: the course of conduct.
    pub fn counted(&self) -> Vec<&Contact> {
        course::selected(&self.contacts, &self.persons)
    }

    fn is_about(&self, diary: &Diary, history: &History<Incident>) -> bool {
        let who = &history.now().who;
        let names_one = who.iter().any(|p| self.persons.contains(&contact::principal(diary, *p)));
        names_one || (who.is_empty() && self.persons.contains(&NOT_KNOWN))
    }

    fn choose_items(&mut self) {
        let replies =
            course::course(&self.contacts, &self.persons, course::OCCASION_GAP, &jiff::tz::TimeZone::UTC)
                .replies;
        let counted = self.counted().into_iter().map(|c| c.source).collect::<Vec<_>>();
        for source in counted.into_iter().chain(replies) {
            if let Source::Item(segment, index) = source {
                self.items.entry(segment).or_default().insert(u64::from(index));
            }
        }
    }

    fn choose_exhibits(&mut self, case: &Case<'_>) {
        let diary = case.diary;
        let attached = attached(diary);
        let archives: BTreeSet<u64> = diary.segments.iter().map(|s| s.head.exhibit).collect();
        let used: BTreeSet<u64> = diary
            .segments
            .iter()
            .filter(|s| self.items.contains_key(&s.entry))
            .map(|s| s.head.exhibit)
            .collect();
        let mixed = self.archives_with_others(case);
        let has_private_places = !crate::firewall::Firewall::of(diary).is_open();
        for (entry, exhibit) in diary.standing(&diary.exhibits) {
            let incidents = attached.get(&entry);
            let ours = incidents
                .is_none_or(|set| set.iter().any(|i| self.incidents.contains(i) || self.struck.contains(i)));
            let relevant = if archives.contains(&entry) {
                used.contains(&entry) || incidents.is_some() && ours
            } else {
                ours
            };
            if !relevant {
                continue;
            }
            let chosen = case.originals.contains(&entry);
            let why = if exhibit.private {
                Some(Why::Private)
            } else if exhibit.holds_place && has_private_places && !chosen {
                Some(Why::HoldsPlace)
            } else if mixed.contains(&entry) && !chosen {
                Some(Why::Others)
            } else {
                None
            };
            self.note_exhibit(entry, exhibit, why);
            self.exhibits.push((entry, why.map_or(Fate::Included, Fate::Withheld)));
        }
    }

    fn note_exhibit(&mut self, entry: u64, exhibit: &Exhibit, why: Option<Why>) {
        let label = &exhibit.label;
        let (kind, what, todo) = match why {
            Some(Why::HoldsPlace) => (
                "place_in_file",
                format!(
                    "{label} says where it was made. It is kept back because you have places to protect."
                ),
                "If the place is no secret, choose this original and make the pack again.",
            ),
            Some(Why::Others) => (
                "other_people_in_archive",
                format!(
                    "{label} also holds messages with other people. The original is kept back; the messages counted are in the pack."
                ),
                "If it may all be read, choose this original and make the pack again.",
            ),
            None if exhibit.holds_place => (
                "place_in_file",
                format!("{label} says where it was made, and it is in the pack."),
                "If the place is a secret, mark this exhibit private and make the pack again.",
            ),
            _ => return,
        };
        self.findings.push(Finding { kind, entry, what, todo });
    }

    /// Archives in which somebody else than these persons wrote or was written to.
    fn archives_with_others(&self, case: &Case<'_>) -> BTreeSet<u64> {
        let exhibit_of: BTreeMap<u64, u64> =
            case.diary.segments.iter().map(|s| (s.entry, s.head.exhibit)).collect();
        let theirs: BTreeSet<String> = case
            .diary
            .standing(&case.diary.identifiers)
            .filter(|(_, i)| {
                i.person.is_some_and(|p| self.persons.contains(&contact::principal(case.diary, p)))
            })
            .map(|(_, i)| person::normalise(&i.value))
            .collect();
        let is_theirs = |name: &str| theirs.contains(&person::normalise(name));
        let mut conversations = BTreeSet::new();
        for placed in case.items.all().filter(|p| p.item.from.is_some_and(is_theirs)) {
            conversations.insert((placed.segment, placed.item.conversation.unwrap_or_default()));
        }
        let with_others = |placed: &Placed<'_>| {
            let item = placed.item;
            let place = (placed.segment, item.conversation.unwrap_or_default());
            match (item.kind, item.direction) {
                (ItemKind::System | ItemKind::Draft | ItemKind::Event, _) => false,
                (_, Direction::Out) if item.to.is_empty() => !conversations.contains(&place),
                (_, Direction::Out) => !item.to.iter().all(|to| is_theirs(to)),
                _ => !item.from.is_some_and(is_theirs),
            }
        };
        let mixed = case.items.all().filter(with_others);
        mixed.filter_map(|placed| exhibit_of.get(&placed.segment)).copied().collect()
    }

    fn choose_records(&mut self, diary: &Diary) {
        let persons = &self.persons;
        let ours = |p: u64| persons.contains(&contact::principal(diary, p));
        let concerns = |to: &[u64]| to.is_empty() || to.iter().any(|p| ours(*p));
        let mut records = BTreeSet::new();
        for entry in self.incidents.iter().chain(&self.struck) {
            add(&mut records, diary.incidents.get(entry));
        }
        for history in diary.people.iter().filter(|(entry, _)| ours(**entry)).map(|(_, h)| h) {
            add(&mut records, Some(history));
        }
        for history in diary.identifiers.values().filter(|h| h.now().person.is_some_and(ours)) {
            add(&mut records, Some(history));
        }
        for history in diary.boundaries.values().filter(|h| concerns(&h.now().to)) {
            add(&mut records, Some(history));
        }
        for history in diary.orders.values().filter(|h| concerns(&h.now().against)) {
            add(&mut records, Some(history));
        }
        diary.agency.values().for_each(|history| add(&mut records, Some(history)));
        diary.items.values().for_each(|history| add(&mut records, Some(history)));
        diary.custody.values().for_each(|history| add(&mut records, Some(history)));
        for (entry, fate) in &self.exhibits {
            // The entry of a private exhibit, or of one whose facts name a place, tells what the file would.
            if matches!(fate, Fate::Included | Fate::Withheld(Why::Others)) {
                add(&mut records, diary.exhibits.get(entry));
                for history in diary.imports.values().filter(|h| h.now().exhibit == *entry) {
                    add(&mut records, Some(history));
                }
            }
        }
        self.records = records;
    }
}

/// The entries of every version of something, and of its strike.
fn add<T>(records: &mut BTreeSet<u64>, history: Option<&History<T>>) {
    let Some(history) = history else { return };
    records.extend(history.revisions().iter().map(|revision| revision.entry));
    records.extend(history.struck.as_ref().map(|struck| struck.entry));
}

fn persons(case: &Case<'_>) -> BTreeSet<u64> {
    let principal = |p: u64| contact::principal(case.diary, p);
    if case.persons.is_empty() {
        let all = case.diary.suspects().map(|(entry, _)| principal(entry));
        all.chain([NOT_KNOWN]).collect()
    } else {
        case.persons.iter().map(|p| principal(*p)).collect()
    }
}

/// For each exhibit and physical item, the incidents it is attached to; photos of an item count as the item.
fn attached(diary: &Diary) -> BTreeMap<u64, BTreeSet<u64>> {
    let mut attached: BTreeMap<u64, BTreeSet<u64>> = BTreeMap::new();
    for (entry, history) in &diary.incidents {
        for exhibit in &history.now().exhibits {
            attached.entry(*exhibit).or_default().insert(*entry);
            let photos = diary.items.get(exhibit).map(|h| h.now().photos.clone()).unwrap_or_default();
            for photo in photos {
                attached.entry(photo).or_default().insert(*entry);
            }
        }
    }
    attached
}
