//! What the diary holds already of an archive that is read: a record that stands in an earlier archive is noted as a
//! sighting and not kept again, and differences become findings.
//!
//! Only archives of one kind, of one owner and with one say about packs are compared while one is read. Those that could
//! not be compared then, because nobody had said yet whose a number is, are compared afterwards: [`join`].

use crate::{
    failure::Outcome,
    items::{Items, SegmentItems},
    journal::Journal,
};
use daybook_core::{
    alias::Aliases,
    card::{self, Card, CardIdentifier},
    diary::Diary,
    item::{Finding, Item, Locator, Place as FindingPlace},
    sameness::{Comparison, Met, Place, Side, family},
    sheaf::{ItemView, Sheaf},
    sighting::{Found, Gatherer},
};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, HashMap},
    hash::{DefaultHasher, Hash, Hasher},
};

/// Sightings to an entry of the log.
pub const SIGHTINGS: u64 = 1 << 16;
/// Formats whose records carry the name that the phone's own address book has for a number.
const WITH_ADDRESS_BOOK: [&str; 4] =
    ["sms-backup-restore", "whatsapp-iphone", "google-voice", "iphone-calls"];

/// One reading of an archive, as the diary holds it.
struct Archive<'a> {
    exhibit: u64,
    format: &'a str,
    segments: Vec<&'a SegmentItems>,
}

impl<'a> Archive<'a> {
    /// Its items that are not the same as others already.
    fn items(&self, items: &'a Items) -> impl Iterator<Item = (Place, ItemView<'a>)> {
        let all = self.segments.iter().flat_map(|held| held.iter());
        let own = all.filter(|placed| items.same_as(placed.segment, placed.index).is_none());
        own.map(|placed| ((placed.segment, placed.index), placed.item))
    }
}

/// Every archive of the diary, in the order of the log.
fn archives(items: &Items) -> Vec<Archive<'_>> {
    let mut archives: Vec<Archive<'_>> = Vec::new();
    let mut known: HashMap<(u64, &str), usize> = HashMap::new();
    for held in items.segments() {
        let key = (held.head.exhibit, held.head.format.as_str());
        let at = *known.entry(key).or_insert_with(|| {
            archives.push(Archive { exhibit: key.0, format: key.1, segments: Vec::new() });
            archives.len() - 1
        });
        archives[at].segments.push(held);
    }
    archives
}

/// What an archive that is read may be the same as.
#[derive(Clone, Copy, Debug)]
pub struct Coming<'a> {
    /// Entry number of its exhibit.
    pub exhibit: u64,
    /// The format of its items.
    pub format: &'a str,
    /// Whose phone or account it is, when not the keeper's.
    pub whose: Option<&'a str>,
}

impl Coming<'_> {
    fn meets(&self, diary: &Diary, earlier: (u64, &str)) -> bool {
        let private = |exhibit: u64| diary.exhibits.get(&exhibit).is_some_and(|file| file.now().private);
        let is_same_file = earlier.0 == self.exhibit && earlier.1 == self.format;
        let alike = || {
            diary.whose(earlier.0) == self.whose
                && private(earlier.0) == private(self.exhibit)
                && !diary.is_taken_back(earlier.0)
        };
        is_same_file || family(earlier.1) == family(self.format) && alike()
    }
}

/// What the diary knows of a record of an archive that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// Nothing: it is new.
    New,
    /// It was read from this very place of this very file, and says the same.
    Read,
    /// It was read from this very place and now says something else: the person has said who is who, or named a zone.
    Reread(Place),
    /// It stands in an earlier archive.
    Same(Place),
}

/// The archives whose items can be those of one that is read.
pub struct Earlier<'a> {
    diary: &'a Diary,
    items: &'a Items,
    coming: Coming<'a>,
    archives: Vec<Archive<'a>>,
}

impl<'a> Earlier<'a> {
    /// The archives that the records of one can stand in too.
    pub fn of(diary: &'a Diary, items: &'a Items, coming: Coming<'a>) -> Self {
        let archives = archives(items).into_iter();
        let archives = archives.filter(|held| coming.meets(diary, (held.exhibit, held.format))).collect();
        Self { diary, items, coming, archives }
    }

    /// Whether there are none, without looking further.
    pub fn none(diary: &Diary, items: &Items, coming: Coming<'_>) -> bool {
        let mut heads = items.segments().iter().map(|held| (held.head.exhibit, held.head.format.as_str()));
        let mut last = None;
        !heads.any(|head| last.replace(head) != Some(head) && coming.meets(diary, head))
    }

    /// Says of each new item what is known of it.
    pub fn compare(&self, new: &[Sheaf], findings: &mut Vec<Finding>) -> Vec<Known> {
        let views = || new.iter().flat_map(Sheaf::iter);
        let mut cards = cards(self.items);
        cards.extend(new.iter().flat_map(|sheaf| address_book(self.coming.format, sheaf)));
        let aliases = Aliases::new(self.diary, &cards);
        let knows = (&aliases, self.diary.subject.as_ref());
        let mut known = vec![Known::New; new.iter().map(Sheaf::len).sum()];
        let side = Side::of(self.coming.format, views(), knows);
        let mut comparison = Comparison::new(side, views());
        let own =
            |held: &&Archive<'a>| (held.exhibit, held.format) == (self.coming.exhibit, self.coming.format);
        if let Some(read) = self.archives.iter().find(own) {
            self.read_before(read, views(), &mut known);
            comparison.leave_out(|index| known[index] != Known::New);
        }
        let met: Vec<(&Archive<'_>, Option<Met>)> = self
            .archives
            .iter()
            .filter(|held| !own(held))
            .map(|held| {
                let side = Side::of(held.format, held.items(self.items).map(|(_, item)| item), knows);
                (held, comparison.with(side, || held.items(self.items)))
            })
            .collect();
        for (held, met) in met.iter().filter_map(|(held, met)| Some((held, met.as_ref()?))) {
            met.same.iter().for_each(|(index, place)| known[*index as usize] = Known::Same(*place));
            self.tell(held, met, new, findings);
        }
        known
    }

    /// Finds the records that were read from the same places of the same file.
    fn read_before<'v>(
        &self,
        read: &Archive<'_>,
        new: impl Iterator<Item = ItemView<'v>>,
        known: &mut [Known],
    ) {
        // A place may be shared: a row of a database that holds an edit and its sign.
        let mut times = Times::default();
        let places = read.items(self.items).map(|(place, item)| (times.key(item), place));
        let at: HashMap<u64, Place> = places.collect();
        let mut times = Times::default();
        for (known, item) in known.iter_mut().zip(new) {
            let Some(place) = at.get(&times.key(item)) else { continue };
            let Some(held) = self.items.get(place.0, place.1) else { continue };
            let says = |item: ItemView<'_>| Item { at_note: None, attachments: Vec::new(), ..item.to_item() };
            *known = if says(item) == says(held.item) { Known::Read } else { Known::Reread(*place) };
        }
    }

    /// Tells what one earlier archive has to do with the new one.
    fn tell(&self, held: &Archive<'_>, met: &Met, new: &[Sheaf], findings: &mut Vec<Finding>) {
        let label = self.diary.label(held.exhibit).unwrap_or("an earlier file");
        if held.format != self.coming.format && !met.same.is_empty() {
            findings.push(also(label, met.same.len() as u64));
        }
        let first =
            met.differing.first().and_then(|index| new.iter().flat_map(Sheaf::iter).nth(*index as usize));
        findings.extend(first.map(|item| differing(label, &item.locator(), met.differing.len() as u64)));
        let first = met.missing.first().and_then(|place| self.items.get(place.0, place.1));
        findings.extend(first.map(|placed| missing(label, &placed.item.locator(), met.missing.len() as u64)));
    }
}

/// Tells records of one archive apart by their places in it, and those of one place by their order.
#[derive(Default)]
struct Times(HashMap<u64, u32>);

impl Times {
    fn key(&mut self, item: ItemView<'_>) -> u64 {
        let hash = |value: &dyn Fn(&mut DefaultHasher)| {
            let mut hasher = DefaultHasher::new();
            value(&mut hasher);
            hasher.finish()
        };
        let place = hash(&|hasher| (item.member, item.start, item.end, item.row).hash(hasher));
        let nth = self.0.entry(place).and_modify(|nth| *nth += 1).or_default();
        hash(&|hasher| (place, *nth).hash(hasher))
    }
}

/// Every contact card the diary holds, and what the address books of phones say in other archives.
pub fn cards(items: &Items) -> Vec<Card> {
    let books = items.segments().iter().filter(|held| card::is_address_book(&held.head.format));
    let mut cards: Vec<Card> = books.flat_map(|held| held.sheaf.iter()).filter_map(Card::of_item).collect();
    let known: BTreeMap<(String, String), Card> = items
        .segments()
        .iter()
        .flat_map(|held| address_book(&held.head.format, &held.sheaf))
        .map(|card| ((card.name.clone(), card.identifiers[0].value.clone()), card))
        .collect();
    cards.extend(known.into_values());
    cards
}

fn address_book(format: &str, sheaf: &Sheaf) -> Vec<Card> {
    if !WITH_ADDRESS_BOOK.iter().any(|known| format.starts_with(known)) {
        return Vec::new();
    }
    let card = |(name, value): (&str, &str)| Card {
        name: name.to_owned(),
        identifiers: vec![CardIdentifier { value: value.to_owned(), ..CardIdentifier::default() }],
        ..Card::default()
    };
    sheaf.address_book().map(card).collect()
}

/// Two archives of the diary in which the same records were found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joined {
    /// Label of the archive whose records count.
    pub kept: String,
    /// Label of the one that holds them too.
    pub also: String,
    /// How many.
    pub count: u64,
}

impl Joined {
    /// For programs.
    pub fn to_json(&self) -> Value {
        json!({ "kept": self.kept, "also": self.also, "count": self.count })
    }
}

impl std::fmt::Display for Joined {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} messages stand in both {} and {}. Each counts once.", self.count, self.kept, self.also)
    }
}

/// Compares the archives of the diary with one another, as they were not compared while they were read: what a card or a
/// link says of a number may be newer than they are. Records that are found to be the same count once from now on.
pub fn join(journal: &mut Journal) -> Outcome<Vec<Joined>> {
    let (found, joined) = find(journal.diary(), journal.items());
    if found.is_empty() {
        return Ok(joined);
    }
    let mut draft = journal.draft()?;
    for ((exhibit, format), gatherer) in found {
        for sightings in gatherer.finish((exhibit, &format), SIGHTINGS) {
            draft.sightings(sightings)?;
        }
    }
    draft.commit()?;
    Ok(joined)
}

type Gathered = Vec<((u64, String), Gatherer)>;

fn find(diary: &Diary, items: &Items) -> (Gathered, Vec<Joined>) {
    let mut families: BTreeMap<(&str, Option<&str>), Vec<Archive<'_>>> = BTreeMap::new();
    for held in archives(items).into_iter().filter(|held| !diary.is_taken_back(held.exhibit)) {
        families.entry((family(held.format), diary.whose(held.exhibit))).or_default().push(held);
    }
    families.retain(|_, archives| archives.len() > 1);
    let (mut found, mut joined) = (Vec::new(), Vec::new());
    if families.is_empty() {
        return (found, joined);
    }
    let aliases = Aliases::new(diary, &cards(items));
    let knows = (&aliases, diary.subject.as_ref());
    let private =
        |held: &Archive<'_>| diary.exhibits.get(&held.exhibit).is_some_and(|file| file.now().private);
    let label = |held: &Archive<'_>| diary.label(held.exhibit).unwrap_or("a file").to_owned();
    for mut archives in families.into_values() {
        // What may leave the diary counts, not what is kept out of packs.
        archives.sort_by_key(private);
        for (at, held) in archives.iter().enumerate().skip(1) {
            let views = || held.items(items).map(|(_, item)| item);
            let mut comparison = Comparison::new(Side::of(held.format, views(), knows), views());
            for earlier in &archives[..at] {
                let side = Side::of(earlier.format, earlier.items(items).map(|(_, item)| item), knows);
                let met = comparison.with(side, || earlier.items(items));
                if let Some(met) = met.filter(|met| !met.same.is_empty()) {
                    let (kept, also) = (label(earlier), label(held));
                    joined.push(Joined { kept, also, count: met.same.len() as u64 });
                }
            }
            let mut gatherer = Gatherer::default();
            for ((place, _), same_as) in held.items(items).zip(comparison.same_as()) {
                if let Some(same_as) = same_as {
                    gatherer.add(*same_as, Found::Item(place.0, place.1));
                }
            }
            if !gatherer.is_empty() {
                found.push(((held.exhibit, held.format.to_owned()), gatherer));
            }
        }
    }
    (found, joined)
}

fn also(label: &str, count: u64) -> Finding {
    Finding {
        kind: "also_in_other_archive".into(),
        place: FindingPlace::default(),
        what: format!("{count} messages stand in {label} too, which is a file of another kind."),
        todo: "Each counts once. The places in both files are kept, and shown with the message.".into(),
        count,
    }
}

fn differing(label: &str, at: &Locator, count: u64) -> Finding {
    Finding {
        kind: "differs_from_earlier_export".into(),
        place: place(at),
        what: format!("{count} messages read differently in {label}: same time and sender, other words."),
        todo: "Both versions are kept. The app may have edited or deleted a message in between.".into(),
        count,
    }
}

fn missing(label: &str, at: &Locator, count: u64) -> Finding {
    Finding {
        kind: "missing_from_later_export".into(),
        place: place(at),
        what: format!(
            "{count} messages in {label} are not in this export. They may have been deleted in between."
        ),
        todo: format!(
            "Both exports are kept. Look at {label} for the messages that are gone; a deletion can matter."
        ),
        count,
    }
}

fn place(at: &Locator) -> FindingPlace {
    FindingPlace { member: at.member.clone(), offset: at.start, line: None }
}
