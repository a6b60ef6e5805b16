//! Counts of one reading, kept while items pass by.

use crate::{
    finding::Findings,
    options::{Sink, SinkError},
};
use daybook_core::item::{Item, ItemKind};
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
    /// Messages: written, deleted, edited, drafts.
    pub messages: u64,
    /// Calls.
    pub calls: u64,
    /// Lines of the app itself.
    pub system: u64,
    /// Files named by records.
    pub attachments: u64,
    /// The number of records the file itself says it holds.
    pub declared: Option<u64>,
    /// Records that stand in the file more than once, where the format lets that be told.
    pub duplicates: Option<u64>,
    /// First record, in the order of the source.
    pub first: Option<Item>,
    /// Last record, in the order of the source.
    pub last: Option<Item>,
    people: Names,
    chats: Names,
}

/// Different names in the order first seen, fast for the same name again.
#[derive(Clone, Debug, Default)]
struct Names {
    index: HashMap<String, usize>,
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

    fn count(&mut self, seen: &Seen<'_>) {
        self.records += 1;
        self.attachments += seen.attachments;
        match seen.kind {
            ItemKind::Call => self.calls += 1,
            ItemKind::System => self.system += 1,
            ItemKind::Message | ItemKind::Deleted | ItemKind::Edited | ItemKind::Draft => self.messages += 1,
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
    /// Counts so far.
    pub tally: Tally,
    /// Findings so far.
    pub findings: Findings,
}

impl<'a> Output<'a> {
    /// Starts with nothing seen; `total` is the size of the source in bytes.
    pub fn new(sink: &'a mut dyn Sink, total: u64) -> Self {
        let wants_items = sink.wants_items();
        Self { sink, wants_items, done: 0, total, tally: Tally::default(), findings: Findings::default() }
    }

    /// Counts a record, and hands its item on where one is wanted.
    pub fn emit(&mut self, seen: Seen<'_>, make: impl FnOnce() -> Item) -> Result<(), SinkError> {
        self.tally.count(&seen);
        let first = self.tally.first.is_none();
        if !(self.wants_items || first || seen.last) {
            return Ok(());
        }
        let item = make();
        if first {
            self.tally.first = Some(item.clone());
        }
        if seen.last {
            self.tally.last = Some(item.clone());
        }
        if self.wants_items { self.sink.item(item) } else { Ok(()) }
    }

    /// Tells the sink that so many bytes of the present stream are read.
    pub fn progress(&mut self, stream_done: u64) {
        self.sink.progress((self.done + stream_done).min(self.total), self.total);
    }

    /// A stream of this many bytes is through.
    pub fn stream_done(&mut self, bytes: u64) {
        self.done += bytes;
    }

    /// Takes back counts and findings.
    pub fn finish(self) -> (Tally, Findings) {
        (self.tally, self.findings)
    }
}
