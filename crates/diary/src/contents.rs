//! What is in an open diary at one moment, without its file.
//!
//! They never change: the next entry makes new ones. So pages can look at these while the next are being saved, and what
//! was worked out from them holds as long as they are the newest.

use crate::{
    failure::{Failure, Outcome},
    items::{Items, SegmentItems},
};
use daybook_core::{diary::Diary, event::Record, sighting::Sightings};
use serde::de::DeserializeOwned;
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};
use zeroize::Zeroizing;

/// What is in a diary at one moment.
#[derive(Clone, Debug, Default)]
pub struct Contents {
    diary: Diary,
    items: Items,
    private: BTreeMap<String, Arc<Zeroizing<Vec<u8>>>>,
    /// How many private values are in the file and cannot be read.
    damaged_private: usize,
}

impl Contents {
    /// What all entries together say.
    pub fn diary(&self) -> &Diary {
        &self.diary
    }

    /// The items of all archives.
    pub fn items(&self) -> &Items {
        &self.items
    }

    /// A value of the private compartment.
    ///
    /// # Errors
    /// When a newer version wrote it in another shape.
    pub fn private<T: DeserializeOwned>(&self, name: &str) -> Outcome<Option<T>> {
        let Some(bytes) = self.private.get(name) else { return Ok(None) };
        serde_json::from_slice(bytes).map(Some).map_err(|_| {
            Failure::refused(
                format!("The private note \"{name}\" was written by a newer version."),
                "Open the diary with the newer program.",
            )
        })
    }

    /// A value of the private compartment that can be read; `None` also for one that is damaged or was written by a newer
    /// version. Everything else goes on without it.
    pub fn private_if_whole<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        self.private(name).ok().flatten()
    }

    /// Notes that so many private values are in the file and cannot be read.
    pub fn note_damaged_private(&mut self, count: usize) {
        self.damaged_private = count;
    }

    /// How many private values cannot be read.
    pub fn damaged_private(&self) -> usize {
        self.damaged_private
    }

    /// Names of all private values.
    pub fn private_names(&self) -> impl Iterator<Item = &str> {
        self.private.keys().map(String::as_str)
    }

    /// Takes in a record.
    pub fn apply(&mut self, entry: u64, record: Record) {
        self.diary.apply(entry, record);
    }

    /// Takes in a segment.
    pub fn apply_segment(&mut self, entry: u64, segment: SegmentItems) {
        self.diary.apply_segment(entry, segment.head.clone());
        self.items.push(segment);
    }

    /// Takes in where items of segments stand too.
    pub fn sight(&mut self, sightings: Sightings) {
        self.items.sight(sightings);
    }

    /// Learns which archives count, once all that belongs together is taken in.
    pub fn settle(&mut self) {
        self.items.settle(&self.diary);
    }

    /// Notes an entry that could not be read.
    pub fn apply_unreadable(&mut self, entry: u64, why: String) {
        self.diary.apply_unreadable(entry, why);
    }

    /// Takes in a private value; `None` erases it.
    pub fn set_private(&mut self, name: String, value: Option<Zeroizing<Vec<u8>>>) {
        match value {
            Some(value) => self.private.insert(name, Arc::new(value)),
            None => self.private.remove(&name),
        };
    }
}

/// The newest contents of an open diary, to be had without waiting for whoever is saving.
#[derive(Clone, Debug)]
pub struct Latest(Arc<Mutex<Arc<Contents>>>);

impl Latest {
    /// A place for the newest contents.
    pub fn new(contents: &Arc<Contents>) -> Self {
        Self(Arc::new(Mutex::new(Arc::clone(contents))))
    }

    /// The newest contents.
    pub fn get(&self) -> Arc<Contents> {
        Arc::clone(&self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts newer contents in place of the last.
    pub fn set(&self, contents: &Arc<Contents>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Arc::clone(contents);
    }
}
