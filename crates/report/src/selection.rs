//! What goes into a pack and what is kept back, decided once for the report, the entries and the originals.

mod archives;

use crate::{case::Case, figures::Chosen, firewall::Firewall};
use archives::{Archives, Held};
use daybook_core::{
    contact::{self, NOT_KNOWN, People, Source},
    diary::{Diary, History},
    exhibit::Exhibit,
    item::Direction,
    person,
    rows::{Row, Rows},
};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What goes into a pack.
#[derive(Debug, Default)]
pub struct Selection {
    /// Whom it is about: helpers folded into the one they act with. May hold [`NOT_KNOWN`].
    pub persons: BTreeSet<u64>,
    /// What is with them, and what of it is counted.
    pub chosen: Chosen,
    /// Incidents that stand, by entry number.
    pub incidents: BTreeSet<u64>,
    /// Incidents that were struck.
    pub struck: BTreeSet<u64>,
    /// Exhibits in the order of their labels, each with what becomes of its original.
    pub exhibits: Vec<(u64, Fate)>,
    /// Physical items, by entry number.
    pub things: BTreeSet<u64>,
    /// What was said to the police and other agencies goes in.
    pub agencies: bool,
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
    /// The file says where it was made, or could, and the keeper has places to protect.
    HoldsPlace,
    /// The archive also holds messages with other people, or may.
    Others,
    /// It belongs to an incident whose place is kept private, and shows something.
    OfPlace,
    /// A place marked private is written in it.
    PrivatePlace,
    /// It cannot be searched for a place, and the keeper has places to protect.
    NotSearched,
    /// The diary could not give it back as it was recorded.
    Damaged,
}

impl Why {
    /// The reason in plain words.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Private => "Kept back by the keeper of the record.",
            Self::HoldsPlace => "Kept back: the file's own data says where it was made, or could.",
            Self::Others => "Kept back: it also holds messages with other people, or may.",
            Self::OfPlace => "Kept back: it belongs to an incident whose place is kept private.",
            Self::PrivatePlace => "Kept back: a place that is kept private is written in it.",
            Self::NotSearched => "Kept back: it cannot be searched for places that are kept private.",
            Self::Damaged => "Not in the pack: the file is damaged in the diary.",
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
    pub fn of(case: &Case<'_>, wall: &Firewall) -> Self {
        let diary = case.diary;
        let persons = persons(case);
        let archives = Archives::of(case, wall, &persons);
        // What the keeper keeps out of every pack takes its messages with it.
        let may_leave = || case.items.all().filter(|placed| !archives.is_kept_out(placed.segment));
        let rows = Rows::of(diary, may_leave, &case.zone);
        let chosen = Chosen::of(rows, &persons, &case.left_out);
        let mut selection = Self { persons, chosen, ..Self::default() };
        let people = People::of(diary);
        for (entry, history) in &diary.incidents {
            let by = people.of_incident(diary, history.now());
            if by.keys().any(|person| selection.persons.contains(person)) && !case.left_out.contains(entry) {
                let set =
                    if history.struck.is_some() { &mut selection.struck } else { &mut selection.incidents };
                set.insert(*entry);
            }
        }
        selection.choose_items(case);
        selection.choose_things(case);
        selection.choose_exhibits(case, wall, &archives);
        selection.choose_records(diary);
        selection
    }

    /// Persons named, without the one who stands for nobody known.
    pub fn named(&self) -> BTreeSet<u64> {
        self.persons.iter().copied().filter(|p| *p != NOT_KNOWN).collect()
    }

    fn choose_items(&mut self, case: &Case<'_>) {
        let chosen = &self.chosen;
        let counted = chosen.counted().map(|row| row.source);
        let disclosed: BTreeSet<Source> =
            counted.chain(chosen.replies()).chain(chosen.perhaps_after()).collect();
        for source in disclosed.iter().copied().chain(other_sides(case, chosen, &disclosed)) {
            if let Source::Item(segment, index) = source {
                self.items.entry(segment).or_default().insert(u64::from(index));
            }
        }
        let several = |segment: u64, items: &BTreeSet<u64>| {
            let placed =
                items.iter().filter_map(|index| case.items.get(segment, u32::try_from(*index).ok()?));
            placed.filter(|placed| placed.item.to.len() > 1).count()
        };
        for (segment, items) in &self.items {
            let count = several(*segment, items);
            if count > 0 {
                self.findings.push(Finding {
                    kind: "other_people_in_messages",
                    entry: *segment,
                    what: format!("{count} of the messages in the pack name other people they also went to, with their numbers or addresses."),
                    todo: "Read them before you hand the pack over. A message can only be proven whole.",
                });
            }
        }
    }

    /// The keeper's names as senders of disclosed messages whose export does not say which way they went.
    pub(crate) fn keeper_in_items(&self, case: &Case<'_>) -> BTreeSet<String> {
        let sent = self.chosen.all().filter(|row| row.way == Direction::Out);
        let items = sent.filter_map(|row| match row.source {
            Source::Item(segment, index) => Some((segment, index)),
            Source::Incident(_) => None,
        });
        let disclosed = items.filter(|(segment, index)| {
            self.items.get(segment).is_some_and(|items| items.contains(&u64::from(*index)))
        });
        let items = disclosed.filter_map(|(segment, index)| case.items.get(segment, index));
        let unsaid = items.filter(|placed| placed.item.direction == Direction::Unknown);
        unsaid.filter_map(|placed| placed.item.from.map(str::to_owned)).collect()
    }

    /// Physical items go with the incidents they belong to, and what was said to agencies with a pack about everybody:
    /// neither says whom it is about.
    fn choose_things(&mut self, case: &Case<'_>) {
        let diary = case.diary;
        let attached = attached(diary);
        let everybody = case.persons.is_empty();
        let ours = |entry: &u64| attached.get(entry).map_or(everybody, |incidents| self.hold_any(incidents));
        self.things = diary.standing(&diary.items).map(|(entry, _)| entry).filter(ours).collect();
        self.agencies = everybody;
        let reports: Vec<u64> = diary.standing(&diary.agency).map(|(entry, _)| entry).collect();
        if let Some(entry) = reports.first().filter(|_| !everybody) {
            self.findings.push(Finding {
                kind: "reports_left_out",
                entry: *entry,
                what: format!(
                    "What was said to the police and others ({} in the diary) is not in a pack about one person: it does not say whom it is about.",
                    reports.len()
                ),
                todo: "Give the references yourself, or make a pack about everybody.",
            });
        }
    }

    /// Whether any of these incidents is in the pack.
    fn hold_any(&self, incidents: &BTreeSet<u64>) -> bool {
        incidents.iter().any(|entry| self.incidents.contains(entry) || self.struck.contains(entry))
    }

    fn choose_exhibits(&mut self, case: &Case<'_>, wall: &Firewall, archives: &Archives) {
        let diary = case.diary;
        let attached = attached(diary);
        let used: BTreeSet<u64> = diary
            .segments
            .iter()
            .filter(|s| self.items.contains_key(&s.entry))
            .map(|s| s.head.exhibit)
            .chain(self.also(case))
            .collect();
        for (entry, exhibit) in diary.standing(&diary.exhibits) {
            let incidents = attached.get(&entry);
            let ours = incidents.map_or(case.persons.is_empty(), |incidents| self.hold_any(incidents));
            let held = archives.get(entry);
            let relevant = match held {
                Some(held) => used.contains(&entry) || held.ours || incidents.is_some() && ours,
                None => ours,
            };
            if !relevant {
                continue;
            }
            let chosen = case.originals.contains(&entry);
            let shows = exhibit.media_type.starts_with("image/") || exhibit.media_type.starts_with("video/");
            let of_place =
                || incidents.filter(|_| shows).is_some_and(|all| any_private_place(diary, all, wall));
            let reason = || match kept_back(exhibit, held, wall) {
                None if of_place() => Some(Why::OfPlace),
                why => why,
            };
            let why = if exhibit.private { Some(Why::Private) } else { reason().filter(|_| !chosen) };
            self.note_exhibit((entry, exhibit), held, why);
            self.exhibits.push((entry, why.map_or(Fate::Included, Fate::Withheld)));
        }
    }

    /// Archives in which the items of this pack stand too.
    fn also(&self, case: &Case<'_>) -> BTreeSet<u64> {
        let items =
            self.items.iter().flat_map(|(segment, items)| items.iter().map(|index| (*segment, *index)));
        let placed = items.filter_map(|(segment, index)| Some((segment, u32::try_from(index).ok()?)));
        placed
            .flat_map(|(segment, index)| case.items.also(segment, index))
            .map(|(exhibit, _)| exhibit)
            .collect()
    }

    fn note_exhibit(&mut self, (entry, exhibit): (u64, &Exhibit), held: Option<&Held>, why: Option<Why>) {
        let label = &exhibit.label;
        let theirs = held.map_or(0, |held| held.items_of_persons);
        self.findings.extend(match why {
            Some(Why::Private) if theirs > 0 => Some(Finding {
                kind: "messages_kept_out",
                entry,
                what: format!("{label} is kept out of every pack, and with it {theirs} messages and calls with the persons this pack is about. They are not counted."),
                todo: "Look at them before you rely on the figures.",
            }),
            None if exhibit.holds_place => Some(Finding {
                kind: "place_in_file",
                entry,
                what: format!("{label} says where it was made, and it is in the pack."),
                todo: "If that place is a secret, mark it as private in an incident and make the pack again. Files that say where they were made then stay back.",
            }),
            why => why.and_then(|why| finding(entry, label, why)),
        });
    }

    /// Keeps back an original that was to be included.
    pub(crate) fn keep_back(&mut self, at: usize, label: &str, why: Why) {
        let Some((entry, fate)) = self.exhibits.get_mut(at) else { return };
        *fate = Fate::Withheld(why);
        let entry = *entry;
        self.findings.extend(finding(entry, label, why));
    }

    /// Whether an incident that is disclosed names this person.
    fn names(&self, diary: &Diary, person: u64) -> bool {
        let mut told = self.incidents.iter().filter_map(|entry| diary.incidents.get(entry));
        told.any(|history| history.now().who.contains(&person))
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
        for (_, history) in
            diary.people.iter().filter(|(entry, h)| h.struck.is_some() && self.names(diary, **entry))
        {
            add(&mut records, Some(history));
        }
        // A number of theirs that was linked anew is told with every link, whoever it names.
        let linked =
            diary.identifiers.values().map(|history| (person::normalise(&history.now().value), history));
        let theirs = linked.clone().filter(|(_, history)| history.now().person.is_some_and(ours));
        let theirs: BTreeSet<String> = theirs.map(|(value, _)| value).collect();
        for (_, history) in linked.filter(|(value, _)| theirs.contains(value)) {
            add(&mut records, Some(history));
        }
        for history in diary.boundaries.values().filter(|h| concerns(&h.now().to)) {
            add(&mut records, Some(history));
        }
        for history in diary.orders.values().filter(|h| concerns(&h.now().against)) {
            add(&mut records, Some(history));
        }
        diary.agency.values().filter(|_| self.agencies).for_each(|history| add(&mut records, Some(history)));
        self.things.iter().for_each(|entry| add(&mut records, diary.items.get(entry)));
        for history in diary.custody.values().filter(|history| self.things.contains(&history.now().item)) {
            add(&mut records, Some(history));
        }
        for (entry, fate) in &self.exhibits {
            // The entry of a private exhibit, or of one whose facts name a place, tells what the file would.
            if matches!(fate, Fate::Included | Fate::Withheld(Why::Others | Why::NotSearched | Why::OfPlace))
            {
                add(&mut records, diary.exhibits.get(entry));
            }
            // What was noticed in an archive can name whoever else is in it.
            if *fate == Fate::Included {
                for history in diary.imports.values().filter(|h| h.now().exhibit == *entry) {
                    add(&mut records, Some(history));
                }
            }
        }
        self.records = records;
    }
}

/// A message that names no receiver went to the one who writes in its conversation. Where one goes out and nothing of the
/// other side does, their first message goes with it, so that a reader can see to whom it was.
fn other_sides(case: &Case<'_>, chosen: &Chosen, disclosed: &BTreeSet<Source>) -> Vec<Source> {
    let placed = |source: &Source| match source {
        Source::Item(segment, index) => case.items.get(*segment, *index),
        Source::Incident(_) => None,
    };
    let talk = |source: &Source| placed(source).and_then(|p| Some((p.format, p.item.conversation?)));
    let sent = |row: &&Row| row.way == Direction::Out && disclosed.contains(&row.source);
    let unnamed = chosen.all().filter(sent).map(|row| &row.source);
    let unnamed = unnamed.filter(|source| placed(source).is_some_and(|p| p.item.to.is_empty()));
    let mut open: BTreeSet<(&str, &str)> = unnamed.filter_map(talk).collect();
    let mut closes =
        |source: &Source| !open.is_empty() && talk(source).is_some_and(|talk| open.remove(&talk));
    let came = chosen.all().filter(|row| row.way == Direction::In).map(|row| row.source);
    let (shown, rest): (Vec<Source>, Vec<Source>) = came.partition(|source| disclosed.contains(source));
    for source in &shown {
        closes(source);
    }
    rest.into_iter().filter(|source| closes(source)).collect()
}

/// What the keeper should know of an original that is kept back. They know what they marked private themselves.
fn finding(entry: u64, label: &str, why: Why) -> Option<Finding> {
    let (kind, what, todo) = match why {
        Why::Private => return None,
        Why::HoldsPlace => (
            "place_in_file",
            format!(
                "{label} says where it was made, or could. It is kept back because you have places to protect, and no picture of it is in the report."
            ),
            "If the place is no secret, choose this original and make the pack again.",
        ),
        Why::Others => (
            "other_people_in_archive",
            format!(
                "{label} also holds messages with other people, or may. The original is kept back; the messages counted are in the pack."
            ),
            "If it may all be read, choose this original and make the pack again.",
        ),
        Why::OfPlace => (
            "picture_of_private_place",
            format!(
                "{label} belongs to an incident whose place you keep private. It is kept back, and no picture of it is in the report."
            ),
            "If it may be seen by anybody, choose this original and make the pack again.",
        ),
        Why::PrivatePlace => (
            "private_place_in_file",
            format!("A place you keep private is written in {label}. The original is kept back."),
            "If the person knows the place anyway, choose this original and make the pack again.",
        ),
        Why::NotSearched => (
            "not_searched",
            format!("{label} cannot be searched. It is kept back because you have places to protect."),
            "Look through it yourself. If no such place is in it, choose this original and make the pack again.",
        ),
        Why::Damaged => (
            "damaged_original",
            format!("{label} is damaged in the diary. It is not in the pack."),
            "Bring the file back from a copy of the diary, or add it again, and make the pack again.",
        ),
    };
    Some(Finding { kind, entry, what, todo })
}

/// Why an original stays back, unless the keeper chooses it.
fn kept_back(exhibit: &Exhibit, held: Option<&Held>, wall: &Firewall) -> Option<Why> {
    let protects = !wall.is_open();
    if protects && (exhibit.holds_place || can_hold_place(&exhibit.media_type)) {
        return Some(Why::HoldsPlace);
    }
    if held.is_some_and(|held| held.private_place) {
        return Some(Why::PrivatePlace);
    }
    if held.is_some_and(|held| held.others) {
        return Some(Why::Others);
    }
    (protects && !is_searched(&exhibit.media_type)).then_some(Why::NotSearched)
}

/// Types that can say where they were made in a way nobody has looked for.
fn can_hold_place(media_type: &str) -> bool {
    media_type.starts_with("video/")
        || matches!(
            media_type,
            "image/heic"
                | "image/heif"
                | "image/avif"
                | "image/tiff"
                | "audio/mp4"
                | "audio/m4a"
                | "audio/x-m4a"
        )
}

/// Files whose bytes are words, and pictures and sounds, in which there are none to search. Packed files and documents
/// (zip, PDF, DOCX) hold words that cannot be seen from outside; in pages and mails an address may be split by marks.
fn is_searched(media_type: &str) -> bool {
    if media_type.ends_with("html") || media_type.starts_with("message/") {
        return false;
    }
    ["text/", "image/", "audio/"].iter().any(|kind| media_type.starts_with(kind))
        || ["json", "xml", "csv"].iter().any(|ending| media_type.ends_with(ending))
}

/// Whether the place of any of these incidents is kept private.
fn any_private_place(diary: &Diary, incidents: &BTreeSet<u64>, wall: &Firewall) -> bool {
    let told = incidents.iter().filter_map(|entry| diary.incidents.get(entry));
    told.flat_map(|history| history.revisions())
        .any(|revision| revision.value.place.as_ref().is_some_and(|place| wall.is_private(place)))
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
