//! Every contact as one small row, in order of time: what signals count over.
//!
//! A row is 56 bytes whatever the contact says, so a million of them fit in memory beside the diary and are read through
//! in milliseconds. Everything that is counted, on pages, on the command line and in a pack, is counted over these rows.
//! They also hold what came from numbers nobody has been linked to: a new number may be the same hand.

use crate::{
    contact::{self, Asked, People, Placed, Source},
    conversation::{Conversations, OtherSide},
    diary::Diary,
    incident::{Channel, Response},
    item::{CallOutcome, Direction, ItemKind},
    person,
    sheaf::ItemView,
    when::Certainty,
};
use jiff::{Timestamp, tz::TimeZone};
use std::collections::{BTreeMap, HashMap};

/// Place of a person or identifier that is not there.
pub const NONE: u32 = u32::MAX;

/// The time of a row whose time is not known. Such rows come last.
pub const UNTIMED: i64 = i64::MAX;

/// The stream of what was told, not imported.
const TOLD: u8 = u8::MAX;

/// What sort of contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Told as an incident.
    Told,
    /// A message.
    Message,
    /// A call that was picked up.
    Answered,
    /// A call that was not picked up, turned away, or went to voicemail.
    Unanswered,
    /// A call of which the archive does not say how it ended.
    Call,
}

/// One contact.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// When it began, in seconds since 1970; [`UNTIMED`] when not known.
    pub at: i64,
    /// How many seconds it lasted, or how wide the span is in which it happened.
    pub lasts: i64,
    /// Where it is written down.
    pub source: Source,
    /// Place in [`Rows::persons`], or [`NONE`].
    pub person: u32,
    /// Place in [`Rows::identifiers`], or [`NONE`].
    pub identifier: u32,
    /// Local day, in days since 1970.
    pub day: i32,
    /// Local minute of the day.
    pub minute: u16,
    /// How it was made.
    pub channel: Channel,
    /// To or from the keeper.
    pub way: Direction,
    /// What sort.
    pub sort: Sort,
    /// It came to the keeper and was not wanted: told as an incident, or after the boundary. Where nothing came after the
    /// boundary, or there is none, everything that came.
    pub unwanted: bool,
    /// Who made it was asked to stop, before or after.
    pub asked: bool,
    /// It came after who made it was asked to stop: it began after the end of the time at which that is known to have
    /// been done.
    pub after_boundary: bool,
    /// It came before or after that: the two times overlap.
    pub perhaps_after: bool,
    /// In a conversation of more than two.
    pub group: bool,
    /// The time of day is known.
    pub to_the_minute: bool,
    /// Place in [`Rows::streams`]; not there for what was told.
    pub stream: u8,
}

impl Row {
    /// Whether the time is known.
    pub fn timed(&self) -> bool {
        self.at != UNTIMED
    }

    /// When it began.
    pub fn instant(&self) -> Option<Timestamp> {
        Timestamp::from_second(self.at).ok().filter(|_| self.timed())
    }

    /// When it ended, or the end of the span in which it happened.
    pub fn end(&self) -> Option<Timestamp> {
        Timestamp::from_second(self.at.saturating_add(self.lasts)).ok().filter(|_| self.timed())
    }

    /// It came to the keeper before who made it was asked to stop, and is not counted.
    pub fn came_before(&self) -> bool {
        self.way == Direction::In && !self.unwanted && !self.perhaps_after
    }

    /// Imported from an archive, not told.
    pub fn imported(&self) -> bool {
        self.stream != TOLD
    }
}

/// A number, name, handle or address that appears in archives.
#[derive(Clone, Debug)]
pub struct Identifier {
    /// As an archive shows it.
    pub shown: String,
    /// The form all its spellings share.
    pub value: String,
    /// The name the keeper's own address book gave it.
    pub name: Option<String>,
    /// Place of the suspect it is linked to, or [`NONE`].
    pub person: u32,
    /// Linked to somebody who is not a suspect.
    pub taken: bool,
    /// Its rows, in order of time.
    pub rows: Vec<u32>,
}

/// When an identifier was blocked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Block {
    /// When, in seconds since 1970.
    pub at: i64,
    /// Place of the identifier.
    pub identifier: u32,
    /// Where it is written down.
    pub source: Source,
}

/// One kind of record from one kind of archive: from when to when it was kept, and when it was not.
#[derive(Clone, Debug, Default)]
pub struct Stream {
    /// First and last local day with anything in it.
    pub days: Option<(i32, i32)>,
    /// How much came from others than suspects, by day.
    pub others: BTreeMap<i32, u32>,
}

/// All contacts.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// In order of time; those without one come last.
    pub all: Vec<Row>,
    /// Entry numbers of the suspects who appear, helpers as the one they act with; [`crate::contact::NOT_KNOWN`] for
    /// incidents by nobody known.
    pub persons: Vec<u64>,
    /// Everything that writes, calls or is written to.
    pub identifiers: Vec<Identifier>,
    /// Unwanted rows by person, in order of time.
    pub unwanted: Vec<Vec<u32>>,
    /// Replies sent and calls answered after the boundary, by person.
    pub replies: Vec<Vec<u32>>,
    /// Blocks, in order of time.
    pub blocks: Vec<Block>,
    /// Streams of archives.
    pub streams: Vec<Stream>,
}

impl Rows {
    /// Every contact of the record. Items are gone through twice: first to learn who is in which conversation.
    pub fn of<'a, I>(diary: &'a Diary, items: impl Fn() -> I, zone: &TimeZone) -> Self
    where
        I: Iterator<Item = Placed<'a>>,
    {
        let mut builder = Builder::new(diary, zone);
        items().for_each(|placed| builder.talks.learn(placed.format, placed.item));
        items().for_each(|placed| builder.item(placed));
        builder.incidents();
        builder.finish()
    }

    /// The row at a place.
    pub fn row(&self, at: u32) -> &Row {
        &self.all[at as usize]
    }

    /// Where rows are written down.
    pub fn sources(&self, rows: impl IntoIterator<Item = u32>) -> Vec<Source> {
        rows.into_iter().map(|at| self.row(at).source).collect()
    }

    /// Unwanted rows of one person with a known time.
    pub fn timed(&self, person: usize) -> impl Iterator<Item = u32> + Clone + '_ {
        self.unwanted[person].iter().copied().filter(|at| self.row(*at).timed())
    }

    /// Everything that came to the keeper from one person, wanted or not, in order of time.
    pub fn received(&self, person: usize) -> impl Iterator<Item = &Row> {
        self.all.iter().filter(move |row| row.person as usize == person && row.way == Direction::In)
    }

    /// Places of the persons who appear.
    pub fn each_person(&self) -> std::ops::Range<usize> {
        0..self.persons.len()
    }

    /// Place of a person by entry number.
    pub fn place_of(&self, person: u64) -> Option<usize> {
        self.persons.iter().position(|p| *p == person)
    }

    /// How many unwanted rows of a person lie in a span of seconds, the end left out.
    pub fn count_between(&self, person: usize, from: i64, until: i64) -> usize {
        self.between(person, from, until).len()
    }

    /// The unwanted rows of a person in a span of seconds, the end left out.
    pub fn between(&self, person: usize, from: i64, until: i64) -> &[u32] {
        let rows = &self.unwanted[person];
        let start = rows.partition_point(|at| self.row(*at).at < from);
        let end = rows.partition_point(|at| self.row(*at).at < until);
        &rows[start..end.max(start)]
    }

    /// The same without some contacts: those are by nobody, so that nothing counts them.
    #[must_use]
    pub fn without(mut self, left_out: impl Fn(&Row) -> bool) -> Self {
        for row in self.all.iter_mut().filter(|row| left_out(row)) {
            (row.person, row.unwanted) = (NONE, false);
        }
        let all = &self.all;
        for rows in self.unwanted.iter_mut().chain(&mut self.replies) {
            rows.retain(|at| all[*at as usize].person != NONE);
        }
        self
    }
}

struct Builder<'a> {
    diary: &'a Diary,
    zone: &'a TimeZone,
    people: People,
    talks: Conversations<'a>,
    rows: Rows,
    /// By identifier: the suspect or helper it is linked to, and whether that depends on the day.
    owners: Vec<(Option<u64>, bool)>,
    person_at: HashMap<u64, u32>,
    raw_at: HashMap<&'a str, u32>,
    value_at: HashMap<String, u32>,
    stream_at: HashMap<(&'a str, bool), u8>,
    stream_last: Option<((&'a str, bool), u8)>,
    blocked: Vec<(i64, &'a str, Source)>,
}

impl<'a> Builder<'a> {
    fn new(diary: &'a Diary, zone: &'a TimeZone) -> Self {
        Self {
            diary,
            zone,
            people: People::of(diary),
            talks: Conversations::new(diary.subject.as_ref()),
            rows: Rows::default(),
            owners: Vec::new(),
            person_at: HashMap::new(),
            raw_at: HashMap::new(),
            value_at: HashMap::new(),
            stream_at: HashMap::new(),
            stream_last: None,
            blocked: Vec::new(),
        }
    }

    fn person(&mut self, entry: u64) -> u32 {
        *self.person_at.entry(entry).or_insert_with(|| {
            self.rows.persons.push(entry);
            place(self.rows.persons.len() - 1)
        })
    }

    fn identifier(&mut self, raw: &'a str) -> u32 {
        if let Some(at) = self.raw_at.get(raw) {
            return *at;
        }
        let value = person::normalise(raw);
        let at = match self.value_at.get(&value) {
            Some(at) => *at,
            None => {
                let owner = self.people.owner(&value, None);
                let suspect = owner.and_then(|owner| self.people.counts_as(owner));
                let person = suspect.map_or(NONE, |entry| self.person(entry));
                let taken = owner.is_some() && suspect.is_none() || self.talks.is_keeper(raw);
                self.owners.push((owner.filter(|_| suspect.is_some()), self.people.is_dated(&value)));
                let at = place(self.rows.identifiers.len());
                self.value_at.insert(value.clone(), at);
                let new =
                    Identifier { shown: raw.into(), value, name: None, person, taken, rows: Vec::new() };
                self.rows.identifiers.push(new);
                at
            }
        };
        self.raw_at.insert(raw, at);
        at
    }

    /// The suspect or helper an identifier was linked to at a time.
    fn owner(&self, identifier: u32, at: Option<Timestamp>) -> Option<u64> {
        let (owner, dated) = self.owners[identifier as usize];
        let Some(at) = at.filter(|_| dated) else { return owner };
        let value = &self.rows.identifiers[identifier as usize].value;
        let owner = self.people.owner(value, Some(self.zone.to_datetime(at).date()))?;
        self.people.counts_as(owner).map(|_| owner)
    }

    fn stream(&mut self, format: &'a str, call: bool) -> u8 {
        let key = (format, call);
        if let Some((last, at)) = self.stream_last
            && last == key
        {
            return at;
        }
        let next = u8::try_from(self.rows.streams.len()).unwrap_or(TOLD - 1).min(TOLD - 1);
        let at = *self.stream_at.entry(key).or_insert(next);
        if at == next && self.rows.streams.len() <= usize::from(at) {
            self.rows.streams.push(Stream::default());
        }
        self.stream_last = Some((key, at));
        at
    }

    fn item(&mut self, placed: Placed<'a>) {
        let Placed { segment, index, format, item } = placed;
        let source = Source::Item(segment, index);
        if item.kind == ItemKind::System {
            return self.system_line(placed, source);
        }
        if matches!(item.kind, ItemKind::Draft | ItemKind::Event) {
            return;
        }
        let Some(OtherSide { name: raw, way, group }) = self.talks.other_side(format, item) else { return };
        let identifier = self.identifier(raw);
        let known = &mut self.rows.identifiers[identifier as usize];
        if known.name.is_none() {
            known.name = item.contact_name.map(str::to_owned);
        }
        let owner = self.owner(identifier, item.at);
        let at = item.at.map_or(UNTIMED, Timestamp::as_second);
        let sort = sort_of(item);
        if item.call.is_some_and(|c| c.outcome == CallOutcome::Blocked) && at != UNTIMED {
            self.blocked.push((at, raw, source));
        }
        let stream = self.stream(format, item.kind == ItemKind::Call);
        let channel = contact::channel_of_format(format, item.kind);
        let root = owner.and_then(|owner| self.people.counts_as(owner));
        let person = root.map_or(NONE, |root| self.person(root));
        let row = Row { at, source, person, identifier, channel, way, sort, group, stream, ..Row::blank() };
        let span = item.at.map(|at| (at, at));
        self.push(row, span, owner.and_then(|owner| self.people.asked(owner)));
    }

    /// A line an app writes about a block: `You blocked Dan.`
    fn system_line(&mut self, placed: Placed<'a>, source: Source) {
        let Placed { format, item, .. } = placed;
        let Some((_, name)) = item.text.split_once("You blocked ") else { return };
        let name = name.trim_end().trim_end_matches('.');
        let name = name.split(". ").next().unwrap_or(name).trim();
        let name = if name.starts_with("this ") { self.talks.alone(format, item) } else { Some(name) };
        if let (Some(at), Some(name)) = (item.at, name) {
            self.blocked.push((at.as_second(), name, source));
        }
    }

    /// Takes a row in. The span is to the last fraction: a message of the very second of the boundary is after it.
    fn push(&mut self, mut row: Row, span: Option<(Timestamp, Timestamp)>, asked: Option<Asked>) {
        row.asked = asked.is_some();
        if let Some(((began, ended), asked)) = span.zip(asked) {
            row.after_boundary = began > asked.by;
            row.perhaps_after = !row.after_boundary && ended > asked.from;
        }
        self.rows.all.push(row);
    }

    fn incidents(&mut self) {
        let diary = self.diary;
        for (entry, incident) in diary.standing(&diary.incidents) {
            let span = incident.when.instants();
            for (person, members) in self.people.of_incident(diary, incident) {
                let asked = members.iter().filter_map(|member| self.people.asked(*member));
                let asked = asked.reduce(Asked::first);
                let row = Row {
                    at: span.map_or(UNTIMED, |(start, _)| start.as_second()),
                    lasts: span.map_or(0, |(start, end)| end.as_second() - start.as_second()),
                    source: Source::Incident(entry),
                    person: self.person(person),
                    channel: incident.channel.unwrap_or_else(|| contact::channel_of(incident)),
                    way: if incident.direction == Direction::Out { Direction::Out } else { Direction::In },
                    to_the_minute: matches!(incident.when.certainty, Certainty::Exact | Certainty::About),
                    ..Row::blank()
                };
                self.push(row, span, asked);
            }
        }
    }

    /// Marks what was not wanted. Contact before the boundary was wanted, unless nothing came after it: then asking
    /// changed nothing, and to leave all contact out would leave nothing to see.
    fn mark_unwanted(&mut self) {
        let received = |row: &Row| row.person != NONE && row.way == Direction::In;
        let mut went_on = vec![false; self.rows.persons.len()];
        for row in self.rows.all.iter().filter(|row| received(row) && row.after_boundary) {
            went_on[row.person as usize] = true;
        }
        for row in self.rows.all.iter_mut().filter(|row| received(row)) {
            let bounded = row.asked && went_on[row.person as usize];
            row.unwanted = row.sort == Sort::Told || row.after_boundary || !bounded;
        }
    }

    fn finish(mut self) -> Rows {
        self.rows.all.sort_unstable_by_key(|row| (row.at, row.source, row.person));
        Local::new(self.zone).fill(&mut self.rows.all);
        self.mark_unwanted();
        let Rows { all, persons, identifiers, unwanted, replies, streams, .. } = &mut self.rows;
        unwanted.resize(persons.len(), Vec::new());
        replies.resize(persons.len(), Vec::new());
        for (at, row) in all.iter().enumerate() {
            if let Some(identifier) = identifiers.get_mut(row.identifier as usize) {
                identifier.rows.push(place(at));
            }
            if row.unwanted {
                unwanted[row.person as usize].push(place(at));
            }
            if row.person != NONE && row.after_boundary && is_reply(self.diary, row) {
                replies[row.person as usize].push(place(at));
            }
            if let Some(stream) = streams.get_mut(usize::from(row.stream)).filter(|_| row.timed()) {
                stream.note(row);
            }
        }
        self.find_blocks();
        self.rows
    }

    fn find_blocks(&mut self) {
        let named = std::mem::take(&mut self.blocked);
        for (at, raw, source) in named {
            if let Some(identifier) = self.value_at.get(&person::normalise(raw)) {
                self.rows.blocks.push(Block { at, identifier: *identifier, source });
            }
        }
        for (entry, incident) in self.diary.standing(&self.diary.incidents) {
            let Some((at, _)) =
                incident.when.instants().filter(|_| incident.responded == Some(Response::Blocked))
            else {
                continue;
            };
            let who = self.people.of_incident(self.diary, incident);
            let who: Vec<u32> = who.keys().filter_map(|person| self.person_at.get(person)).copied().collect();
            let theirs = (0u32..).zip(&self.rows.identifiers).filter(|(_, i)| who.contains(&i.person));
            let source = Source::Incident(entry);
            let blocks = theirs.map(|(identifier, _)| Block { at: at.as_second(), identifier, source });
            self.rows.blocks.extend(blocks);
        }
        self.rows.blocks.sort_unstable();
    }
}

impl Row {
    fn blank() -> Self {
        Self {
            at: UNTIMED,
            lasts: 0,
            source: Source::Incident(0),
            person: NONE,
            identifier: NONE,
            day: 0,
            minute: 0,
            channel: Channel::Other,
            way: Direction::In,
            sort: Sort::Told,
            unwanted: false,
            asked: false,
            after_boundary: false,
            perhaps_after: false,
            group: false,
            to_the_minute: true,
            stream: TOLD,
        }
    }
}

impl Stream {
    fn note(&mut self, row: &Row) {
        let (first, last) = self.days.unwrap_or((row.day, row.day));
        self.days = Some((first.min(row.day), last.max(row.day)));
        if row.person == NONE {
            *self.others.entry(row.day).or_default() += 1;
        }
    }
}

/// Sent by the keeper, picked up, or told with an answer.
fn is_reply(diary: &Diary, row: &Row) -> bool {
    let told = || row.source.incident(diary).and_then(|incident| incident.responded);
    match row.sort {
        Sort::Told => {
            matches!(told(), Some(Response::Replied | Response::Answered)) || row.way == Direction::Out
        }
        Sort::Answered => true,
        Sort::Message | Sort::Unanswered | Sort::Call => row.way == Direction::Out,
    }
}

fn sort_of(item: ItemView<'_>) -> Sort {
    match (item.kind, item.call.map(|c| c.outcome)) {
        (ItemKind::Call, Some(CallOutcome::Answered)) => Sort::Answered,
        (ItemKind::Call, Some(CallOutcome::Unknown) | None) => Sort::Call,
        (ItemKind::Call, Some(_)) => Sort::Unanswered,
        _ => Sort::Message,
    }
}

fn place(at: usize) -> u32 {
    u32::try_from(at).expect("a diary of four thousand million contacts does not fit in memory")
}

/// The local clock, with the offset kept until it next changes.
struct Local<'a> {
    zone: &'a TimeZone,
    offset: i64,
    until: i64,
}

const DAY: i64 = 86_400;

impl<'a> Local<'a> {
    fn new(zone: &'a TimeZone) -> Self {
        Self { zone, offset: 0, until: i64::MIN }
    }

    /// Fills in day and minute. Rows come in order of time.
    fn fill(mut self, rows: &mut [Row]) {
        for row in rows.iter_mut().filter(|row| row.timed()) {
            let Some(instant) = row.instant() else { continue };
            if row.at >= self.until {
                self.offset = self.zone.to_offset(instant).seconds().into();
                let next = self.zone.following(instant).next();
                self.until = next.map_or(i64::MAX, |change| change.timestamp().as_second());
            }
            let local = row.at + self.offset;
            row.day = i32::try_from(local.div_euclid(DAY)).unwrap_or(i32::MAX);
            row.minute = u16::try_from(local.rem_euclid(DAY) / 60).unwrap_or(0);
        }
    }
}
