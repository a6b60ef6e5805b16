//! Drafts: words typed and not yet saved as an entry, sealed in the private compartment.

use crate::{contents::Contents, failure::Outcome, journal::Journal};
use daybook_core::event::Event;
use daybook_web::form::Answers;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The draft of an incident that is not yet an entry.
pub const NEW: &str = "draft/incident";
/// The page of a draft that holds what happened and when.
pub const FIRST: &str = "first";

/// The draft of more details about an incident.
pub fn about(entry: u64) -> String {
    format!("draft/more/{entry}")
}

/// Typed answers, exactly as typed, by the page they were typed on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pages: BTreeMap<String, Vec<(String, String)>>,
    /// When the time on each page was typed: "yesterday" is counted from then, however late it is saved.
    #[serde(default)]
    typed: BTreeMap<String, Timestamp>,
}

impl Draft {
    /// A draft of one page; an empty one when nothing was typed on it.
    pub fn of(page: &str, answers: &Answers, now: Timestamp) -> Self {
        let mut draft = Self::default();
        if answers.iter().any(|(name, value)| name != super::form::NUMBER && !value.trim().is_empty()) {
            draft.put(page, answers, now);
        }
        draft
    }

    /// The draft of that name; an empty one when there is none.
    pub fn load(contents: &Contents, key: &str) -> Outcome<Self> {
        Ok(contents.private(key)?.unwrap_or_default())
    }

    /// Whether no page is in it. A page on which everything was cleared is something: it clears.
    pub fn is_empty(&self) -> bool {
        self.pages.is_empty()
    }

    /// The answers of one page, if it was filled in.
    pub fn page(&self, page: &str) -> Option<Answers> {
        self.pages.get(page).map(|pairs| pairs.iter().cloned().collect())
    }

    /// The pages filled in.
    pub fn pages(&self) -> impl Iterator<Item = &str> {
        self.pages.keys().map(String::as_str)
    }

    /// When the time that stands among these answers was typed: earlier, if it is the one of the draft, or now.
    pub fn typed(&self, page: &str, answers: &Answers, now: Timestamp) -> Timestamp {
        let same = self.page(page).is_some_and(|kept| kept.exact("when") == answers.exact("when"));
        self.typed.get(page).filter(|_| same).copied().unwrap_or(now)
    }

    /// Puts in the answers of one page, in place of earlier ones.
    pub fn put(&mut self, page: &str, answers: &Answers, now: Timestamp) {
        self.typed.insert(page.to_owned(), self.typed(page, answers, now));
        let pairs = answers.iter().filter(|(name, _)| *name != super::form::NUMBER);
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        self.pages.insert(page.to_owned(), pairs);
    }

    /// Saves it; it is on disk when this returns. An empty draft is erased.
    pub fn save(&self, journal: &mut Journal, key: &str) -> Outcome<()> {
        if self.is_empty() {
            return erase(journal, key);
        }
        journal.set_private(key, self)
    }

    /// Puts its pages in place of those already there. A page is shown with the draft in it, so the later one has the
    /// words of the earlier; where it has not, what happened is kept from both.
    pub fn join(self, journal: &mut Journal, key: &str) -> Outcome<()> {
        let mut there = Self::load(journal.contents(), key)?;
        for (page, mut pairs) in self.pages {
            let old = there.page(&page).unwrap_or_default();
            if let (Some((_, what)), Some(before)) =
                (pairs.iter_mut().find(|(name, _)| name == "what"), old.text("what"))
                && !what.contains(before)
            {
                *what = format!("{before}\n\n{what}");
            }
            let typed =
                self.typed.get(&page).map(|at| there.typed(&page, &pairs.iter().cloned().collect(), *at));
            there.typed.extend(typed.map(|at| (page.clone(), at)));
            there.pages.insert(page, pairs);
        }
        there.save(journal, key)
    }
}

/// Really erases a draft.
pub fn erase(journal: &mut Journal, key: &str) -> Outcome<()> {
    if journal.private::<Draft>(key)?.is_some() { journal.erase_private(key) } else { Ok(()) }
}

/// The incidents about which details wait unsaved.
pub fn unfinished(contents: &Contents) -> Vec<u64> {
    contents.private_names().filter_map(|name| name.strip_prefix("draft/more/")?.parse().ok()).collect()
}

/// Writes an entry and erases the draft it came from: both or neither.
pub fn finish(journal: &mut Journal, event: Event, key: &str) -> Outcome<u64> {
    let mut set = journal.draft()?;
    let entry = set.event(event)?;
    set.erase_private(key)?;
    set.commit()?;
    Ok(entry)
}
