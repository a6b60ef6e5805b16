//! Counts of one reading, kept while items pass by.

use crate::{
    finding::Findings,
    options::{Format, Sink, SinkError},
};
use daybook_core::{
    card::Card,
    item::{Direction, Item, ItemKind},
};
use foldhash::fast::RandomState;
use std::collections::HashMap;

/// What is counted of a record, without making an item of it.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// What sort of record.
    pub kind: ItemKind,
    /// Who it is from.
    pub from: Option<&'a str>,
    /// Who it went to.
    pub to: &'a [String],
    /// The chat or thread.
    pub conversation: Option<&'a str>,
    /// Files it names.
    pub attachments: u64,
    /// Whether it is the last of its stream.
    pub last: bool,
}

/// Counts, people, first and last.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Every record, system lines, calls and deleted messages included.
    pub records: u64,
    /// Messages: written, deleted, edited, drafts, reactions.
    pub messages: u64,
    /// Calls.
    pub calls: u64,
    /// Lines of the app itself, and events.
    pub system: u64,
    /// Contact cards.
    pub cards: u64,
    /// Files named by records.
    pub attachments: u64,
    /// The number of records the file itself says it holds.
    pub declared: Option<u64>,
    /// Records that stand in the file more than once, where the format lets that be told.
    pub duplicates: Option<u64>,
    /// First record: the earliest, or the first of a chat where the order of the source is that of time.
    pub first: Option<Item>,
    /// Last record, likewise.
    pub last: Option<Item>,
    people: Names,
    chats: Names,
    /// The number or folder that a name of a chat was first seen with.
    first_of_name: HashMap<String, String>,
}

/// Different names in the order first seen, fast for the same name again.
#[derive(Clone, Debug, Default)]
struct Names {
    index: HashMap<String, usize, RandomState>,
    list: Vec<String>,
    latest: usize,
}

impl Names {
    fn see(&mut self, name: &str) {
        if self.list.get(self.latest).is_some_and(|latest| latest == name) {
            return;
        }
        self.latest = match self.index.get(name) {
            Some(at) => *at,
            None => {
                self.index.insert(name.to_owned(), self.list.len());
                self.list.push(name.to_owned());
                self.list.len() - 1
            }
        };
    }
}

impl Tally {
    /// People who wrote, called, or were written to or called, in the order first seen.
    pub fn people(&self) -> &[String] {
        &self.people.list
    }

    /// How many chats or threads.
    pub fn conversations(&self) -> u64 {
        self.chats.list.len() as u64
    }

    /// Whether this is the earliest record so far; one without a time only if no other has any.
    fn is_first(&self, item: &Item) -> bool {
        let earlier = |held: &Item| item.at.is_some() && (held.at.is_none() || item.at < held.at);
        self.first.as_ref().is_none_or(earlier)
    }

    /// Whether this is the latest record so far; of equal times the one that comes later in the source.
    fn is_last(&self, item: &Item) -> bool {
        self.last.as_ref().is_none_or(|held| item.at >= held.at)
    }

    fn count(&mut self, seen: &Seen<'_>) {
        self.records += 1;
        self.attachments += seen.attachments;
        match seen.kind {
            ItemKind::Call => self.calls += 1,
            ItemKind::System | ItemKind::Event => self.system += 1,
            ItemKind::Message
            | ItemKind::Deleted
            | ItemKind::Edited
            | ItemKind::Draft
            | ItemKind::Reaction => self.messages += 1,
        }
        if seen.kind != ItemKind::System {
            seen.from.iter().for_each(|from| self.people.see(from));
            seen.to.iter().for_each(|to| self.people.see(to));
        }
        if let Some(chat) = seen.conversation {
            self.chats.see(chat);
        }
    }
}

/// Where readers put what they find: the sink, the counts and the findings.
pub struct Output<'a> {
    sink: &'a mut dyn Sink,
    wants_items: bool,
    done: u64,
    total: u64,
    /// The stream has given no record yet.
    begins: bool,
    /// The keeper of the source, as told or as worked out.
    me: Option<String>,
    /// The keeper by the name this format has for them. A download of several formats names one person in several ways.
    me_here: Option<String>,
    /// The format of the present stream.
    format: Option<Format>,
    /// Counts so far.
    pub tally: Tally,
    /// Findings so far.
    pub findings: Findings,
}

impl<'a> Output<'a> {
    /// Starts with nothing seen; `total` is the size of the source in bytes.
    pub fn new(sink: &'a mut dyn Sink, total: u64) -> Self {
        let wants_items = sink.wants_items();
        let (tally, findings) = (Tally::default(), Findings::default());
        Self {
            sink,
            wants_items,
            done: 0,
            total,
            begins: true,
            me: None,
            me_here: None,
            format: None,
            tally,
            findings,
        }
    }

    /// Counts a record, and hands its item on where one is wanted.
    pub fn emit(&mut self, seen: Seen<'_>, make: impl FnOnce() -> Item) -> Result<(), SinkError> {
        self.tally.count(&seen);
        let begins = std::mem::replace(&mut self.begins, false);
        if !(self.wants_items || begins || seen.last) {
            return Ok(());
        }
        let item = make();
        if begins && self.tally.is_first(&item) {
            self.tally.first = Some(item.clone());
        }
        if seen.last && self.tally.is_last(&item) {
            self.tally.last = Some(item.clone());
        }
        if self.wants_items { self.sink.item(item) } else { Ok(()) }
    }

    /// Counts an item and hands it on. Which is first and which last goes by time: not every source is in order.
    pub fn put(&mut self, item: Item) -> Result<(), SinkError> {
        self.tally.count(&Seen {
            kind: item.kind,
            from: item.from.as_deref(),
            to: &item.to,
            conversation: item.conversation.as_deref(),
            attachments: item.attachments.len() as u64,
            last: false,
        });
        let (first, last) = (self.tally.is_first(&item), self.tally.is_last(&item));
        // Copies are dear in a list of a million, and most are not needed.
        if first && (last || self.wants_items) {
            self.tally.first = Some(item.clone());
        }
        if self.wants_items {
            if last {
                self.tally.last = Some(item.clone());
            }
            return self.sink.item(item);
        }
        if last {
            self.tally.last = Some(item);
        } else if first {
            self.tally.first = Some(item);
        }
        Ok(())
    }

    /// Counts a contact card and hands it on. Its name is that of a participant.
    pub fn card(&mut self, card: Card) -> Result<(), SinkError> {
        self.tally.records += 1;
        self.tally.cards += 1;
        if !card.name.is_empty() {
            self.tally.people.see(&card.name);
        }
        if self.wants_items { self.sink.card(card) } else { Ok(()) }
    }

    /// A stream of this format begins.
    pub fn enter(&mut self, format: Format) {
        self.begins = true;
        if self.format.replace(format) != Some(format) {
            self.me_here = None;
        }
        self.sink.entering(format);
    }

    /// Whether items are wanted at all, or counts only.
    pub fn wants_items(&self) -> bool {
        self.wants_items
    }

    /// The source shows who its keeper is. The first that is shown stays.
    pub fn set_me(&mut self, me: Option<String>) {
        self.me_here = self.me_here.take().or_else(|| me.clone());
        self.me = self.me.take().or(me);
    }

    /// The keeper by the name the present format has for them, as told or as worked out so far.
    pub fn me(&self) -> Option<&str> {
        self.me_here.as_deref()
    }

    /// Which way something by this person went, seen from the keeper.
    pub fn direction(&self, from: Option<&str>) -> Direction {
        match (self.me(), from) {
            (Some(me), Some(from)) if me == from => Direction::Out,
            (Some(_), Some(_)) => Direction::In,
            _ => Direction::Unknown,
        }
    }

    /// What a chat is called. Two accounts may bear one name, as when somebody comes back after he was blocked: where
    /// the name was seen with another `id`, its own is put behind it.
    pub fn chat(&mut self, name: &str, id: Option<&str>) -> String {
        let Some(id) = id.filter(|id| *id != name) else { return name.to_owned() };
        let first = self.tally.first_of_name.entry(name.to_owned()).or_insert_with(|| id.to_owned());
        if *first == id { name.to_owned() } else { format!("{name} ({id})") }
    }

    /// Somebody takes part, whether or not a record is by them.
    pub fn meet(&mut self, name: &str) {
        self.tally.people.see(name);
    }

    /// Tells the sink that so many bytes of the present stream are read.
    pub fn progress(&mut self, stream_done: u64) {
        self.sink.progress((self.done + stream_done).min(self.total), self.total);
    }

    /// A stream of this many bytes is through.
    pub fn stream_done(&mut self, bytes: u64) {
        self.done += bytes;
    }

    /// Takes back counts, findings and the keeper.
    pub fn finish(self) -> (Tally, Findings, Option<String>) {
        (self.tally, self.findings, self.me)
    }
}
