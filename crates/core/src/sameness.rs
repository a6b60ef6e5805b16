//! Whether two imported items are one and the same message, read from two archives.
//!
//! A phone's backup holds what an export holds, and a later export what an earlier one held. Two items are the same when
//! they agree in time (to the minute, where one of the archives leaves the seconds out), in who wrote, in what was said,
//! and when their conversations can be the same one; each counts as often as each archive holds it. A mail is known by the
//! number its sender's program gave it. Where two items take the same place and say different things, both stand and the
//! difference is told. What is in doubt is never the same: it is better to hold a message twice than to lose one.

mod mark;
#[cfg(test)]
mod tests;

use crate::sheaf::ItemView;
use mark::Mark;
pub use mark::Side;
use std::collections::HashMap;

/// Formats whose archives can hold the same messages, by what their words begin with.
const FAMILIES: &[(&str, &[&str])] = &[
    ("whatsapp", &["whatsapp"]),
    // Text messages and calls of a phone line.
    ("phone", &["sms-backup-restore", "imessage", "google-voice", "iphone-calls"]),
    ("meta", &["facebook-messenger", "instagram"]),
    ("telegram", &["telegram"]),
    ("signal", &["signal"]),
    ("discord", &["discord"]),
    ("mail", &["email-", "outlook-"]),
    ("google-activity", &["google-takeout"]),
    ("cards", &["vcard", "iphone-contacts"]),
];

/// What an archive's items can be the same as: items of archives of one family. Older diaries say in the format how an
/// archive was packed.
pub fn family(format: &str) -> &str {
    let is_of = |(_, formats): &&(&str, &[&str])| formats.iter().any(|begin| format.starts_with(begin));
    FAMILIES
        .iter()
        .find(is_of)
        .map_or_else(|| format.strip_suffix("-zip").unwrap_or(format), |(name, _)| name)
}

/// Whether an item holds something the one it is the same as does not: a file that came with it, signs under it, what it
/// said before.
pub fn adds(new: ItemView<'_>, held: ItemView<'_>) -> bool {
    let files = |item: ItemView<'_>| item.attachments.iter().filter(|file| file.present).count();
    files(new) > files(held)
        || new.reactions.len() > held.reactions.len()
        || new.earlier.len() > held.earlier.len()
}

/// Place of an item kept earlier: entry number of its segment, and its place there.
pub type Place = (u64, u32);

/// How sure it is that two items stand in the same conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Sure {
    /// One of the archives holds one conversation only, of another name or none: a file may be called anything.
    Perhaps,
    /// The conversations are with the same person, or have the same title.
    Yes,
    /// It is the same mail, wherever it lies.
    Numbered,
}

/// The items of a new archive, compared with one earlier archive after another.
pub struct Comparison<'a> {
    side: Side<'a>,
    /// By minute, who, what was said and place.
    marks: Vec<Mark>,
    /// By place: the earlier item it is the same as.
    same_as: Vec<Option<Place>>,
    /// For each mark the next one that may be free.
    free: Vec<u32>,
}

/// What one earlier archive has to do with the new one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Met {
    /// Items that are the same: place in the new archive, and of the earlier item.
    pub same: Vec<(u32, Place)>,
    /// Items of the new archive in whose place the earlier one says something else.
    pub differing: Vec<u32>,
    /// Items the earlier archive holds in conversations and times that the new one covers, and that the new one lacks.
    pub missing: Vec<Place>,
}

/// Equal messages that are looked at for one whose conversation is the same.
const LOOK: usize = 64;
/// Fewer than so many that are surely the same are taken for one conversation only when they are half of it.
const FEW: usize = 3;

impl<'a> Comparison<'a> {
    /// Takes in the items of a new archive.
    pub fn new(mut side: Side<'a>, items: impl Iterator<Item = ItemView<'a>>) -> Self {
        let mut words = String::new();
        let mut marks: Vec<Mark> = (0..).zip(items).map(|item| side.mark(item, &mut words)).collect();
        marks.sort_unstable_by_key(|mark| (key(mark), mark.index));
        let free = (0..).take(marks.len() + 1).collect();
        Self { side, same_as: vec![None; marks.len()], marks, free }
    }

    /// Leaves items out, by their places: nothing is the same as they are.
    pub fn leave_out(&mut self, left_out: impl Fn(usize) -> bool) {
        self.marks.retain(|mark| !left_out(mark.index as usize));
        self.free = (0..).take(self.marks.len() + 1).collect();
    }

    /// For each item, in order, the earlier item it is the same as.
    pub fn same_as(&self) -> &[Option<Place>] {
        &self.same_as
    }

    /// Compares with an earlier archive; `None` when it is of other conversations. `items` gives its items from the first,
    /// and is asked twice.
    pub fn with<I: Iterator<Item = (Place, ItemView<'a>)>>(
        &mut self,
        mut earlier: Side<'a>,
        items: impl Fn() -> I,
    ) -> Option<Met> {
        let mut words = String::new();
        let mut pairs = Pairs::default();
        let mut seek = 0;
        for (n, (place, item)) in (0..).zip(items()) {
            let mark = earlier.mark((n, item), &mut words);
            pairs.see(&mark);
            seek = self.seek(seek, &mark);
            if let Some((at, sure)) = self.candidate(seek, &mark, &earlier) {
                self.free[at] = place_of(at + 1);
                pairs.found.push(Pair { at, n, place, sure });
            }
        }
        let asked = self.marks.iter().filter(|mark| pairs.covers(mark) && self.is_open(mark));
        let (refused, kept) = pairs.judge(asked.count(), self.window());
        refused.iter().for_each(|pair| self.free[pair.at] = place_of(pair.at));
        // A mail of the same number and other words is told, although nothing is the same.
        if kept.is_empty() && !self.marks.iter().any(|mark| mark.numbered) {
            return None;
        }
        let mut met = Met::default();
        for pair in &kept {
            let index = self.marks[pair.at].index;
            self.same_as[index as usize] = Some(pair.place);
            met.same.push((index, pair.place));
        }
        let mut known = vec![false; pairs.held];
        kept.iter().for_each(|pair| known[pair.n as usize] = true);
        let unmet = (0..).zip(items()).filter(|(n, _)| !known[*n as usize]);
        self.tell(&mut earlier, unmet, &mut met);
        Some(met)
    }

    /// Whether no earlier archive has the item yet.
    fn is_open(&self, mark: &Mark) -> bool {
        self.same_as[mark.index as usize].is_none()
    }

    /// First and last minute.
    fn window(&self) -> Option<(i64, i64)> {
        let timed = self.marks.iter().filter(|mark| mark.minute != mark::TIMELESS);
        timed.map(|mark| (mark.minute, mark.minute)).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
    }

    /// The first mark that is not before another one. Archives run in order of time, so it is near the last one sought.
    fn seek(&self, from: usize, mark: &Mark) -> usize {
        let before = |at: usize| self.marks.get(at).is_some_and(|own| key(own) < key(mark));
        if from > 0 && !before(from - 1) {
            return self.marks.partition_point(|own| key(own) < key(mark));
        }
        let mut step = 1;
        while before(from + step) {
            step *= 2;
        }
        let end = (from + step).min(self.marks.len());
        from + self.marks[from..end].partition_point(|own| key(own) < key(mark))
    }

    /// The surest free item of the new archive that is the same as one of an earlier archive.
    fn candidate(&mut self, start: usize, mark: &Mark, earlier: &Side<'_>) -> Option<(usize, Sure)> {
        let mut best: Option<(usize, Sure)> = None;
        let mut at = start;
        for _ in 0..LOOK {
            at = self.next_free(at);
            let own = self.marks.get(at).filter(|own| key(own) == key(mark))?.to_owned();
            if let Some(sure) = self.can_be_same(&own, mark, earlier).filter(|_| self.is_open(&own))
                && best.is_none_or(|(_, known)| sure > known)
            {
                best = Some((at, sure));
                if sure >= Sure::Yes {
                    return best;
                }
            }
            at += 1;
            if self.marks.get(at).is_none_or(|own| key(own) != key(mark)) {
                return best;
            }
        }
        best
    }

    fn next_free(&mut self, from: usize) -> usize {
        let mut at = from;
        while self.free.get(at).is_some_and(|next| *next as usize != at) {
            at = self.free[at] as usize;
        }
        // The way is shortened, so that a thousand equal messages are not walked through a thousand times.
        if let Some(next) = self.free.get_mut(from) {
            *next = place_of(at);
        }
        at
    }

    /// Whether two marks can be of the same message, whatever was said: moment, file and conversation.
    fn can_be_same(&self, own: &Mark, other: &Mark, earlier: &Side<'_>) -> Option<Sure> {
        if own.numbered {
            return Some(Sure::Numbered);
        }
        let exact = self.side.exact && earlier.exact;
        let files = own.file != 0 && other.file != 0 && own.file != other.file;
        if exact && own.second != other.second || files && self.side.format == earlier.format {
            return None;
        }
        if own.with != 0 && other.with != 0 {
            return (own.with == other.with).then_some(Sure::Yes);
        }
        if own.title == other.title && own.title != 0 {
            return Some(Sure::Yes);
        }
        (self.side.single || earlier.single).then_some(Sure::Perhaps)
    }

    /// Tells what the two archives hold differently. `unmet`: items of the earlier one that the new one does not have.
    fn tell(
        &self,
        earlier: &mut Side<'a>,
        unmet: impl Iterator<Item = (u32, (Place, ItemView<'a>))>,
        met: &mut Met,
    ) {
        let windows = self.windows();
        let both_single = self.side.single && earlier.single;
        let mut told = vec![false; self.marks.len()];
        let mut words = String::new();
        for (n, (place, item)) in unmet {
            let mark = earlier.mark((n, item), &mut words);
            // Archives of two kinds show a file each in its own way, and the app's own lines.
            if !mark.spoken || mark.media && self.side.format != earlier.format {
                continue;
            }
            let start = self.marks.partition_point(|own| (own.minute, own.who) < (mark.minute, mark.who));
            let rivals =
                self.marks[start..].iter().take_while(|own| (own.minute, own.who) == (mark.minute, mark.who));
            let rival = (start..).zip(rivals).take(LOOK).find(|(at, own)| {
                !told[*at]
                    && self.is_open(own)
                    && own.spoken
                    && own.call == mark.call
                    && (!own.media || self.side.format == earlier.format)
                    && self.can_be_same(own, &mark, earlier).is_some()
            });
            if let Some((at, own)) = rival {
                told[at] = true;
                met.differing.push(own.index);
                continue;
            }
            let covered =
                [mark.with, mark.title].iter().find_map(|place| windows.get(place).filter(|_| *place != 0));
            let covered = covered.copied().or_else(|| windows.get(&0).copied().filter(|_| both_single));
            if covered.is_some_and(|(first, last)| first < mark.minute && mark.minute < last) {
                met.missing.push(place);
            }
        }
        met.differing.sort_unstable();
    }

    /// First and last minute of each conversation of the new archive; of all of it under 0.
    fn windows(&self) -> HashMap<u32, (i64, i64)> {
        let mut windows: HashMap<u32, (i64, i64)> = HashMap::new();
        for mark in self.marks.iter().filter(|mark| mark.minute != mark::TIMELESS) {
            for place in [0, mark.with, mark.title] {
                let window = windows.entry(place).or_insert((mark.minute, mark.minute));
                *window = (window.0.min(mark.minute), window.1.max(mark.minute));
            }
        }
        windows
    }
}

fn key(mark: &Mark) -> (i64, u64, u64) {
    (mark.minute, mark.who, mark.said)
}

fn place_of(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// An item of the new archive and one of an earlier one that are the same, if their archives belong together.
#[derive(Clone, Copy, Debug)]
struct Pair {
    /// Place among the marks.
    at: usize,
    /// Place among the items of the earlier archive.
    n: u32,
    place: Place,
    sure: Sure,
}

/// What was found in an earlier archive.
#[derive(Debug, Default)]
struct Pairs {
    found: Vec<Pair>,
    held: usize,
    /// Minutes at which the earlier archive holds something, in its order, and first and last of them.
    minutes: Vec<i64>,
    window: Option<(i64, i64)>,
}

impl Pairs {
    fn see(&mut self, mark: &Mark) {
        self.held += 1;
        self.minutes.push(mark.minute);
        if mark.minute != mark::TIMELESS {
            let (first, last) = self.window.unwrap_or((mark.minute, mark.minute));
            self.window = Some((first.min(mark.minute), last.max(mark.minute)));
        }
    }

    /// Whether an item lies in the time the earlier archive covers.
    fn covers(&self, mark: &Mark) -> bool {
        let within = |(first, last): (i64, i64)| first <= mark.minute && mark.minute <= last;
        mark.minute == mark::TIMELESS || self.window.is_some_and(within)
    }

    /// Which pairs stand, the others first. Two chats may share a "hello" at the same minute; archives of one conversation
    /// share far more. `asked`: items of the new archive in the time both cover; `window`: the time the new one covers.
    fn judge(&self, asked: usize, window: Option<(i64, i64)>) -> (Vec<Pair>, Vec<Pair>) {
        let within = |minute: &&i64| {
            **minute == mark::TIMELESS
                || window.is_some_and(|(first, last)| first <= **minute && **minute <= last)
        };
        let held = self.minutes.iter().filter(within).count();
        let count = |sure| self.found.iter().filter(|pair| pair.sure == sure).count();
        let half = |count: usize| count * 2 >= asked.min(held);
        let (yes, perhaps) = (count(Sure::Yes), count(Sure::Perhaps));
        let stands = |pair: &Pair| match pair.sure {
            Sure::Numbered => true,
            Sure::Yes => yes >= FEW || half(yes),
            Sure::Perhaps => half(yes + perhaps),
        };
        let (kept, refused) = self.found.iter().copied().partition(stands);
        (refused, kept)
    }
}
