//! Drafts: words typed and not yet saved as an entry, sealed in the private compartment.

use crate::{contents::Contents, failure::Outcome, journal::Journal};
use daybook_core::event::Event;
use daybook_report::proven::hex;
use daybook_web::form::Answers;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The draft of an incident that is not yet an entry.
pub const NEW: &str = "draft/incident";
/// The page of a draft that holds what happened and when.
pub const FIRST: &str = "first";

/// The hidden answer that tells what stood on a page when it was shown.
pub const SEEN: &str = "seen";

/// The draft of more details about an incident.
pub fn about(entry: u64) -> String {
    format!("draft/more/{entry}")
}

/// Typed answers, exactly as typed, by the page they were typed on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pages: BTreeMap<String, Vec<(String, String)>>,
    /// When the time on a page was typed: "yesterday" is the day before that, whenever it is saved.
    #[serde(default)]
    typed: BTreeMap<String, Timestamp>,
}

/// The answers somebody gave, without those the form carries for itself.
fn given(answers: &Answers) -> impl Iterator<Item = (&str, &str)> {
    answers.iter().filter(|(name, _)| ![super::form::NUMBER, SEEN].contains(name))
}

/// What tells one state of a page from another.
pub fn mark(answers: &Answers) -> String {
    let filled: Vec<_> = given(answers).filter(|(_, value)| !value.trim().is_empty()).collect();
    let bytes = serde_json::to_vec(&filled).expect("answers are strings");
    hex(&Sha256::digest(bytes)[..8])
}

impl Draft {
    /// A draft of one page; an empty one when nothing was typed on it.
    pub fn of(page: &str, answers: &Answers, now: Timestamp) -> Self {
        let mut draft = Self::default();
        if given(answers).any(|(_, value)| !value.trim().is_empty()) {
            draft.put(page, answers, now);
        }
        draft
    }

    /// The draft of that name; an empty one when there is none, or it cannot be read.
    pub fn load(contents: &Contents, key: &str) -> Self {
        contents.private_if_whole(key).unwrap_or_default()
    }

    /// When the time on a page was typed.
    pub fn typed(&self, page: &str) -> Option<Timestamp> {
        self.typed.get(page).copied()
    }

    /// When the time among these answers was typed, if it stands on the page as it did then.
    pub fn typed_as(&self, page: &str, answers: &Answers) -> Option<Timestamp> {
        let same = self.page(page)?.text("when") == answers.text("when");
        self.typed(page).filter(|_| same)
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

    /// Puts in the answers of one page, in place of earlier ones.
    pub fn put(&mut self, page: &str, answers: &Answers, now: Timestamp) {
        let typed = self.typed_as(page, answers).unwrap_or(now);
        self.typed.insert(page.to_owned(), typed);
        let pairs = given(answers).map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        self.pages.insert(page.to_owned(), pairs);
    }

    /// Saves it; it is on disk when this returns. An empty draft is erased.
    pub fn save(&self, journal: &mut Journal, key: &str) -> Outcome<()> {
        if self.is_empty() {
            return erase(journal, key);
        }
        journal.set_private(key, self)
    }

    /// The same after the one there. A time that stands as it did was typed when it was first.
    fn after(mut self, there: &Self) -> Self {
        for page in self.pages.keys() {
            let answers = self.page(page).unwrap_or_default();
            if let Some(typed) = there.typed_as(page, &answers) {
                self.typed.insert(page.clone(), typed);
            }
        }
        self
    }

    /// Saves it in place of the one there.
    pub fn keep(self, journal: &mut Journal, key: &str) -> Outcome<()> {
        let there = Self::load(journal.contents(), key);
        self.after(&there).save(journal, key)
    }

    /// Puts its pages in place of those already there. A page is shown with the draft in it, so the later one has the
    /// words of the earlier; where it has not, what happened is kept from both.
    pub fn join(self, journal: &mut Journal, key: &str) -> Outcome<()> {
        let mut there = Self::load(journal.contents(), key);
        let own = self.after(&there);
        there.typed.extend(own.typed);
        for (page, mut pairs) in own.pages {
            let old = there.page(&page).unwrap_or_default();
            if let (Some((_, what)), Some(before)) =
                (pairs.iter_mut().find(|(name, _)| name == "what"), old.text("what"))
                && !what.contains(before)
            {
                *what = format!("{before}\n\n{what}");
            }
            there.pages.insert(page, pairs);
        }
        there.save(journal, key)
    }
}

/// Really erases a draft.
pub fn erase(journal: &mut Journal, key: &str) -> Outcome<()> {
    match journal.private::<Draft>(key) {
        Ok(None) => Ok(()),
        // One that cannot be read is thrown away like any other.
        Ok(Some(_)) | Err(_) => journal.erase_private(key),
    }
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
