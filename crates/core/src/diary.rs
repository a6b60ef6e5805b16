//! The diary: what all entries together say. A fold over events; applying cannot fail.
//!
//! Deciding whether an event may be written is in [`crate::decide`]. Every revision stays viewable.

use crate::{
    agency::AgencyContact,
    boundary::{Boundary, Order},
    event::{Event, Import, Record, SegmentHead, Subject},
    exhibit::{Custody, Exhibit, MachineText, PhysicalItem, label_number},
    incident::Incident,
    person::{Identifier, Person, Role},
};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// One written version of something.
#[derive(Clone, Debug, PartialEq)]
pub struct Revision<T> {
    /// Entry number.
    pub entry: u64,
    /// Device clock when it was written.
    pub written: Timestamp,
    /// IANA zone of the device.
    pub zone: String,
    /// Why it was changed; `None` for the first version.
    pub reason: Option<String>,
    /// The version itself.
    pub value: T,
}

/// All versions of something, oldest first, and whether it was struck.
#[derive(Clone, Debug, PartialEq)]
pub struct History<T> {
    /// At least one.
    revisions: Vec<Revision<T>>,
    /// Set when it was struck.
    pub struck: Option<Struck>,
}

/// A strike: who reads the record sees that it was taken back, when and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Struck {
    /// Entry number of the strike.
    pub entry: u64,
    /// When it was written.
    pub written: Timestamp,
    /// The reason given.
    pub reason: String,
}

/// A strike as an entry of its own, which can be struck in its turn when it was a slip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strike {
    /// Entry number of what it struck.
    pub of: u64,
    /// Set when the strike was taken back.
    pub lifted: Option<Struck>,
}

impl<T> History<T> {
    fn new(first: Revision<T>) -> Self {
        Self { revisions: vec![first], struck: None }
    }

    /// The version that stands.
    pub fn now(&self) -> &T {
        &self.revisions[self.revisions.len() - 1].value
    }

    /// The first version, with the moment it was first written down.
    pub fn first(&self) -> &Revision<T> {
        &self.revisions[0]
    }

    /// Every version, oldest first.
    pub fn revisions(&self) -> &[Revision<T>] {
        &self.revisions
    }

    /// The moment it was first written down.
    pub fn written(&self) -> Timestamp {
        self.revisions[0].written
    }
}

/// A segment of imported items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Entry number.
    pub entry: u64,
    /// What it says of itself.
    pub head: SegmentHead,
}

/// What all entries together say.
#[derive(Clone, Debug, Default)]
pub struct Diary {
    /// Whose diary it is, newest version.
    pub subject: Option<Subject>,
    /// Incidents by the entry number of their first version.
    pub incidents: BTreeMap<u64, History<Incident>>,
    /// Persons by entry number.
    pub people: BTreeMap<u64, History<Person>>,
    /// Identifiers by entry number.
    pub identifiers: BTreeMap<u64, History<Identifier>>,
    /// Boundaries by entry number.
    pub boundaries: BTreeMap<u64, History<Boundary>>,
    /// Orders by entry number.
    pub orders: BTreeMap<u64, History<Order>>,
    /// Exhibits by entry number.
    pub exhibits: BTreeMap<u64, History<Exhibit>>,
    /// Physical items by entry number.
    pub items: BTreeMap<u64, History<PhysicalItem>>,
    /// Hand-overs by entry number.
    pub custody: BTreeMap<u64, History<Custody>>,
    /// Contacts with agencies by entry number.
    pub agency: BTreeMap<u64, History<AgencyContact>>,
    /// Imports by entry number.
    pub imports: BTreeMap<u64, History<Import>>,
    /// Texts that programs found in pictures, by entry number.
    pub machine_texts: BTreeMap<u64, History<MachineText>>,
    /// Strikes by entry number, those taken back included.
    pub strikes: BTreeMap<u64, Strike>,
    /// Segments of imported items, oldest first.
    pub segments: Vec<Segment>,
    /// Entries that could not be read, with the reason. The rest of the diary stands without them.
    pub unreadable: BTreeMap<u64, String>,
}

impl Diary {
    /// A diary in which nothing is written but whose it is.
    pub fn of(subject: &Subject) -> Self {
        Self { subject: Some(subject.clone()), ..Self::default() }
    }

    /// Takes in one record. Events that name an entry which is not there are kept as unreadable, never dropped.
    pub fn apply(&mut self, entry: u64, record: Record) {
        let Record { at: written, zone, event } = record;
        let stamp = Stamp { entry, written, zone };
        match event {
            Event::Subject(subject) => self.subject = Some(subject),
            Event::Incident(value) => stamp.first(&mut self.incidents, value),
            Event::Person(value) => stamp.first(&mut self.people, value),
            Event::Identifier(value) => stamp.first(&mut self.identifiers, value),
            Event::Boundary(value) => stamp.first(&mut self.boundaries, value),
            Event::Order(value) => stamp.first(&mut self.orders, value),
            Event::Exhibit(value) => stamp.first(&mut self.exhibits, value),
            Event::PhysicalItem(value) => stamp.first(&mut self.items, value),
            Event::Custody(value) => stamp.first(&mut self.custody, value),
            Event::Agency(value) => stamp.first(&mut self.agency, value),
            Event::Import(value) => stamp.first(&mut self.imports, value),
            Event::MachineText(value) => stamp.first(&mut self.machine_texts, value),
            Event::Amend { incident, reason, revised } => {
                let found = stamp.next(&mut self.incidents, incident, reason, revised);
                self.note_missing(entry, incident, found);
            }
            Event::AmendPerson { person, reason, revised } => {
                let found = stamp.next(&mut self.people, person, reason, revised);
                self.note_missing(entry, person, found);
            }
            Event::MarkExhibit { exhibit, reason, marks } => {
                let marked = self.exhibits.get(&exhibit).map(|history| history.now().clone().marked(marks));
                let found =
                    marked.is_some_and(|marked| stamp.next(&mut self.exhibits, exhibit, reason, marked));
                self.note_missing(entry, exhibit, found);
            }
            Event::Strike { entry: struck, reason } => {
                let found = self.strike(struck, Struck { entry, written, reason });
                self.note_missing(entry, struck, found);
            }
            Event::Attach { incident, to } => {
                let found = self.attach(stamp, incident, to);
                self.note_missing(entry, incident, found);
            }
        }
    }

    /// Takes in the head of a segment.
    pub fn apply_segment(&mut self, entry: u64, head: SegmentHead) {
        self.segments.push(Segment { entry, head });
    }

    /// Notes an entry that could not be read.
    pub fn apply_unreadable(&mut self, entry: u64, why: String) {
        self.unreadable.insert(entry, why);
    }

    fn note_missing(&mut self, entry: u64, named: u64, found: bool) {
        if !found {
            self.unreadable.insert(entry, format!("it names entry {named}, which is not there"));
        }
    }

    /// Strikes an entry. A strike that is struck is taken back: what it struck stands again.
    fn strike(&mut self, entry: u64, mark: Struck) -> bool {
        if let Some(strike) = self.strikes.get_mut(&entry) {
            let of = strike.of;
            strike.lifted = Some(mark);
            let on = self.mark_on(of);
            return on.map(|on| on.take_if(|own| own.entry == entry)).is_some();
        }
        let number = mark.entry;
        let found = self.mark_on(entry).map(|on| *on = Some(mark)).is_some();
        if found {
            self.strikes.insert(number, Strike { of: entry, lifted: None });
        }
        found
    }

    /// Where it stands whether an entry is struck; `None` for what cannot be.
    fn mark_on(&mut self, entry: u64) -> Option<&mut Option<Struck>> {
        fn of<T>(map: &mut BTreeMap<u64, History<T>>, entry: u64) -> Option<&mut Option<Struck>> {
            map.get_mut(&entry).map(|history| &mut history.struck)
        }
        of(&mut self.incidents, entry)
            .or_else(|| of(&mut self.people, entry))
            .or_else(|| of(&mut self.identifiers, entry))
            .or_else(|| of(&mut self.boundaries, entry))
            .or_else(|| of(&mut self.orders, entry))
            .or_else(|| of(&mut self.exhibits, entry))
            .or_else(|| of(&mut self.items, entry))
            .or_else(|| of(&mut self.agency, entry))
            .or_else(|| of(&mut self.custody, entry))
            .or_else(|| of(&mut self.imports, entry))
    }

    fn attach(&mut self, stamp: Stamp, incident: u64, to: u64) -> bool {
        let is_exhibit = self.exhibits.contains_key(&to) || self.items.contains_key(&to);
        let Some(history) = self.incidents.get(&incident) else { return false };
        let mut revised = history.now().clone();
        let list = if is_exhibit { &mut revised.exhibits } else { &mut revised.links };
        if !list.contains(&to) {
            list.push(to);
        }
        stamp.next(&mut self.incidents, incident, format!("Joined to entry {to}."), revised)
    }

    /// Persons who did it or help, with the group they act with folded in.
    pub fn suspects(&self) -> impl Iterator<Item = (u64, &Person)> {
        self.standing(&self.people).filter(|(_, p)| matches!(p.role, Role::Suspect | Role::Helper))
    }

    /// Things of one sort that were not struck, in the order they were written.
    pub fn standing<'a, T>(
        &'a self,
        map: &'a BTreeMap<u64, History<T>>,
    ) -> impl Iterator<Item = (u64, &'a T)> {
        map.iter().filter(|(_, h)| h.struck.is_none()).map(|(entry, h)| (*entry, h.now()))
    }

    /// The highest number a label has or may have, digital and physical together. Every entry after it that cannot be read
    /// may have given one more, so that no label is ever given twice.
    pub fn labels_taken(&self) -> usize {
        let digital = self.exhibits.iter().map(|(entry, h)| (*entry, h.now().label.as_str()));
        let physical = self.items.iter().map(|(entry, h)| (*entry, h.now().label.as_str()));
        let numbered =
            digital.chain(physical).filter_map(|(entry, label)| Some((label_number(label)?, entry)));
        let (highest, at) = numbered.max().map_or((0, 0), |(number, entry)| (number, entry));
        highest + self.unreadable.range(at..).count()
    }

    /// The label of an exhibit or physical item.
    pub fn label(&self, entry: u64) -> Option<&str> {
        let digital = self.exhibits.get(&entry).map(|h| h.now().label.as_str());
        digital.or_else(|| self.items.get(&entry).map(|h| h.now().label.as_str()))
    }

    /// Whose phone or account an archive came from, when not the keeper's.
    pub fn whose(&self, exhibit: u64) -> Option<&str> {
        let told = self.standing(&self.imports).filter(|(_, import)| import.exhibit == exhibit);
        let newest = told.filter_map(|(_, import)| import.whose.as_deref()).last();
        newest.filter(|whose| !whose.is_empty())
    }

    /// Whether an archive no longer stands: its file was struck, or every reading of it was.
    pub fn is_taken_back(&self, exhibit: u64) -> bool {
        let mut readings =
            self.imports.values().filter(|reading| reading.now().exhibit == exhibit).peekable();
        let unread = readings.peek().is_some() && readings.all(|reading| reading.struck.is_some());
        unread || self.exhibits.get(&exhibit).is_some_and(|file| file.struck.is_some())
    }

    /// Segments whose items count for nothing: of archives that were taken back, and of somebody else's phone or account,
    /// in which nothing went to or from the keeper.
    pub fn uncounted(&self) -> BTreeSet<u64> {
        let archives: BTreeSet<u64> = self.segments.iter().map(|segment| segment.head.exhibit).collect();
        let out = |exhibit: &u64| self.is_taken_back(*exhibit) || self.whose(*exhibit).is_some();
        let out: BTreeSet<u64> = archives.into_iter().filter(out).collect();
        let segments = self.segments.iter().filter(|segment| out.contains(&segment.head.exhibit));
        segments.map(|segment| segment.entry).collect()
    }

    /// What a program read in a picture, the newest reading.
    pub fn machine_text(&self, exhibit: u64) -> Option<&MachineText> {
        self.machine_texts.values().rev().map(History::now).find(|read| read.exhibit == exhibit)
    }

    /// The person in the list whose name this is, whatever the case of its letters.
    pub fn named(&self, name: &str) -> Option<u64> {
        let wanted = name.trim().to_lowercase();
        self.standing(&self.people)
            .find(|(_, own)| own.name.trim().to_lowercase() == wanted)
            .map(|(entry, _)| entry)
    }

    /// The name to show for a person.
    pub fn name(&self, person: u64) -> &str {
        self.people.get(&person).map_or("somebody not in the record", |h| h.now().name.as_str())
    }
}

/// Entry number, clock and zone of the record being applied.
struct Stamp {
    entry: u64,
    written: Timestamp,
    zone: String,
}

impl Stamp {
    fn revision<T>(self, reason: Option<String>, value: T) -> Revision<T> {
        Revision { entry: self.entry, written: self.written, zone: self.zone, reason, value }
    }

    fn first<T>(self, map: &mut BTreeMap<u64, History<T>>, value: T) {
        map.insert(self.entry, History::new(self.revision(None, value)));
    }

    fn next<T>(self, map: &mut BTreeMap<u64, History<T>>, of: u64, reason: String, value: T) -> bool {
        let Some(history) = map.get_mut(&of) else { return false };
        history.revisions.push(self.revision(Some(reason), value));
        true
    }
}
