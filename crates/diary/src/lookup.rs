//! Finding the entry a person means by a number, a name or a label.

use crate::failure::{Failure, Outcome};
use daybook_core::diary::Diary;
use std::{fmt, str::FromStr};

/// Where something stands: an entry, or one message of an entry that holds an export. Written `63` or `63/659`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Locator {
    /// The entry.
    pub entry: u64,
    /// The place of the message in it, counted from 0.
    pub index: Option<u32>,
}

impl FromStr for Locator {
    type Err = &'static str;

    /// Reads `63`, `63/659`, and `63.659` as older output had it.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const WANTED: &str =
            "write the number of an entry, such as 63, or of a message in it, such as 63/659";
        let (entry, index) = match text.trim().split_once(['/', '.']) {
            Some((entry, index)) => (entry, Some(index.parse().map_err(|_| WANTED)?)),
            None => (text.trim(), None),
        };
        Ok(Self { entry: entry.parse().map_err(|_| WANTED)?, index })
    }
}

impl fmt::Display for Locator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.index {
            Some(index) => write!(f, "{}/{index}", self.entry),
            None => write!(f, "{}", self.entry),
        }
    }
}

/// A person by entry number or by name (any part of it, if only one fits).
pub fn person(diary: &Diary, text: &str) -> Outcome<u64> {
    if let Ok(entry) = text.trim().parse::<u64>()
        && diary.people.contains_key(&entry)
    {
        return Ok(entry);
    }
    let wanted = text.trim().to_lowercase();
    let people = || diary.standing(&diary.people).map(|(entry, p)| (entry, p.name.to_lowercase()));
    let exact: Vec<u64> = people().filter(|(_, n)| *n == wanted).map(|(e, _)| e).collect();
    let partly: Vec<u64> = people().filter(|(_, n)| n.contains(&wanted)).map(|(e, _)| e).collect();
    match (exact.as_slice(), partly.as_slice()) {
        ([one], _) | ([], [one]) => Ok(*one),
        ([], []) => Err(Failure::refused(
            format!("Nobody called \"{text}\" is in the diary."),
            "Add them with `daybook people --add NAME`, or see who is there with `daybook people`.",
        )),
        _ => Err(Failure::refused(
            format!("More than one person fits \"{text}\"."),
            "Use the number shown by `daybook people`.",
        )),
    }
}

/// An exhibit or physical item by entry number or label.
pub fn exhibit(diary: &Diary, text: &str) -> Outcome<u64> {
    let text = text.trim();
    let by_label =
        || diary.exhibits.keys().chain(diary.items.keys()).find(|e| diary.label(**e) == Some(text));
    let by_number = text.parse::<u64>().ok().filter(|entry| diary.label(*entry).is_some());
    by_number.or_else(|| by_label().copied()).ok_or_else(|| {
        Failure::refused(
            format!("There is no exhibit \"{text}\"."),
            "See them with `daybook list`. Add a file with `daybook import FILE`.",
        )
    })
}

/// The place of an imported item: the number of its segment and its place there, as 7/341.
pub fn item(text: &str) -> Outcome<(u64, u32)> {
    let place = text.trim().split_once(['/', '.']);
    let place = place.and_then(|(segment, index)| Some((segment.parse().ok()?, index.parse().ok()?)));
    place.ok_or_else(|| {
        Failure::refused(
            format!("\"{text}\" is not the place of a message."),
            "Write it as `daybook search` shows it, such as 7/341.",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::Locator;

    #[test]
    fn a_place_is_read_in_both_notations_and_written_in_one() {
        for (text, read) in [("63", "63"), ("63/659", "63/659"), (" 63.659 ", "63/659")] {
            assert_eq!(text.parse::<Locator>().map(|at| at.to_string()).as_deref(), Ok(read));
        }
        for wrong in ["", "/", "63/", "/659", "63/x", "x", "-1", "63/1/2", "99999999999999999999"] {
            assert!(wrong.parse::<Locator>().is_err(), "{wrong}");
        }
    }
}
