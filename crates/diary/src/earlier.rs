//! What earlier archives hold already: items read before are not added again, and differences become findings.

use crate::items::{Items, SegmentItems};
use daybook_core::{
    diary::Diary,
    item::{Finding, Place},
    sameness::{Known, Sameness},
    sheaf::{ItemView, Sheaf},
};
use jiff::Timestamp;

/// The archives of one kind that were read before, in the order of the log.
pub struct Earlier<'a> {
    diary: &'a Diary,
    archives: Vec<Archive<'a>>,
}

/// An archive read before.
struct Archive<'a> {
    exhibit: u64,
    segments: Vec<&'a SegmentItems>,
}

/// Archives whose items can be the same messages: the text and the zip of one app. Older diaries say how an archive
/// was packed.
fn family(format: &str) -> &str {
    format.strip_suffix("-zip").unwrap_or(format)
}

impl<'a> Earlier<'a> {
    /// The archives whose items can be those of an archive of this format.
    pub fn of(diary: &'a Diary, items: &'a Items, format: &str) -> Self {
        let mut archives: Vec<Archive<'a>> = Vec::new();
        for held in items.segments().iter().filter(|held| family(&held.head.format) == family(format)) {
            match archives.iter_mut().find(|known| known.exhibit == held.head.exhibit) {
                Some(known) => known.segments.push(held),
                None => archives.push(Archive { exhibit: held.head.exhibit, segments: vec![held] }),
            }
        }
        Self { diary, archives }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.archives.is_empty()
    }

    /// Says of each new item whether no earlier archive holds it.
    pub fn fresh(&self, new: &[Sheaf], findings: &mut Vec<Finding>) -> Vec<bool> {
        let mut fresh = vec![true; new.iter().map(Sheaf::len).sum()];
        for archive in &self.archives {
            let label = self.diary.label(archive.exhibit).unwrap_or("an earlier file");
            archive.compare(label, new, &mut fresh, findings);
        }
        fresh
    }
}

impl Archive<'_> {
    /// Takes the mark of being fresh from what this archive holds, if it is an archive of the same conversations at all.
    fn compare(&self, label: &str, new: &[Sheaf], fresh: &mut [bool], findings: &mut Vec<Finding>) {
        let mut known = Known::default();
        self.held().for_each(|item| known.hold(item));
        let items = || new.iter().flat_map(Sheaf::iter);
        let met: Vec<Option<Sameness>> =
            items().zip(&*fresh).map(|(item, fresh)| fresh.then(|| known.meet(item))).collect();
        let count = |sameness| met.iter().filter(|met| **met == Some(sameness)).count();
        let (same, asked) = (count(Sameness::Known), met.iter().flatten().count());
        // Two group chats may share a "hello" at the same minute. Archives of one conversation share far more.
        if same < 3 && same * 2 < asked {
            return;
        }
        let differs = items().zip(&met).find(|(_, met)| **met == Some(Sameness::Differs));
        let differing_count = count(Sameness::Differs) as u64;
        findings.extend(differs.map(|(item, _)| differing(label, &item, differing_count)));
        let asked = items().zip(&met).filter(|(_, met)| met.is_some()).map(|(item, _)| item);
        findings.extend(self.missing(label, &known, asked));
        for (fresh, met) in fresh.iter_mut().zip(&met) {
            *fresh &= *met != Some(Sameness::Known);
        }
    }

    fn held(&self) -> impl Iterator<Item = ItemView<'_>> {
        self.segments.iter().flat_map(|held| held.sheaf.iter())
    }

    /// Messages the earlier archive holds, in the time the new one covers, that the new one lacks.
    fn missing<'r>(
        &self,
        label: &str,
        known: &Known,
        new: impl Iterator<Item = ItemView<'r>>,
    ) -> Option<Finding> {
        let spread = |span: Option<(Timestamp, Timestamp)>, at: Timestamp| {
            Some(span.map_or((at, at), |(first, last)| (first.min(at), last.max(at))))
        };
        let (first, last) = new.filter_map(|item| item.at).fold(None, spread)?;
        let covered = |item: &ItemView<'_>| item.at.is_some_and(|at| first < at && at < last);
        let mut lacking = self.held().filter(covered).filter(|item| !known.was_met(*item));
        let place = place(&lacking.next()?);
        let count = 1 + lacking.count() as u64;
        Some(Finding {
            kind: "missing_from_later_export".into(),
            place,
            what: format!(
                "{count} messages in {label} are not in this export. They may have been deleted in between."
            ),
            todo: format!(
                "Both exports are kept. Look at {label} for the messages that are gone; a deletion can matter."
            ),
            count,
        })
    }
}

fn differing(label: &str, item: &ItemView<'_>, count: u64) -> Finding {
    Finding {
        kind: "differs_from_earlier_export".into(),
        place: place(item),
        what: format!("{count} messages read differently in {label}: same time and sender, other words."),
        todo: "Both versions are kept. The app may have edited or deleted a message in between.".into(),
        count,
    }
}

fn place(item: &ItemView<'_>) -> Place {
    Place { member: item.member.map(str::to_owned), offset: item.start, line: None }
}
