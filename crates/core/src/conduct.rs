//! A course of conduct from the rows: occasions, span, largest gap, what links them, and where it is thin.
//!
//! A course takes at least two occasions towards one person, or at least one each towards two or more (Protection from
//! Harassment Act 1997 s.7(3)). How far apart two contacts must be to be two occasions is a number of ours, always stated,
//! with the raw contacts beside it. Whether occasions belong together is for people to judge.

use crate::{
    contact::{self, Source},
    diary::Diary,
    guide::Guide,
    incident::{Channel, Kind},
    order,
    rows::{Row, Rows},
};
use jiff::Timestamp;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Contacts by one person less than this many minutes apart are one occasion, unless the law pack says otherwise.
const OCCASION_GAP_MINUTES: i64 = 60;

/// A time known no better than this, in seconds, is not known to the day. The longest day has 25 hours.
const LONGEST_DAY: i64 = 25 * 3_600;

/// How it is counted.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Terms {
    /// Contacts less than this many minutes apart are one occasion.
    pub gap_minutes: i64,
    /// Two occasions this many days apart or more are said to be far apart.
    pub far_apart_days: i64,
}

impl Terms {
    /// As a law pack gives them; an hour and three months where it does not say.
    pub fn of(guide: &Guide) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "minutes and days, small by nature")]
        let number = |id, otherwise| guide.number(id).map_or(otherwise, |n| n as i64);
        Self {
            gap_minutes: number("occasion.gap", OCCASION_GAP_MINUTES),
            far_apart_days: number("thin.two_apart", 90),
        }
    }
}

/// Contacts by one person that belong together in time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Occasion {
    /// When the first contact began; `None` for an incident of which the day is not known.
    pub start: Option<Timestamp>,
    /// When the last one ended.
    pub end: Option<Timestamp>,
    /// Each contact.
    pub from: Vec<Source>,
}

/// What is said of a course that is thin, and which entries show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Thin {
    /// A stable word.
    pub kind: &'static str,
    /// Plain words.
    pub says: String,
    /// What it was seen in.
    pub from: Vec<Source>,
}

/// What the occasions have in common, by which people judge whether they are related.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Links {
    /// Contacts by way of contact.
    pub channels: BTreeMap<String, Vec<Source>>,
    /// Contacts by number, name or handle.
    pub identifiers: BTreeMap<String, Vec<Source>>,
    /// Incidents by sort of act.
    pub kinds: BTreeMap<String, Vec<Source>>,
    /// Incidents by place.
    pub places: BTreeMap<String, Vec<Source>>,
    /// Incidents the keeper joined to others.
    pub joined: Vec<Source>,
}

/// A course of conduct by one person, with those who help them.
#[derive(Clone, Debug, Serialize)]
pub struct Conduct {
    /// Entry number of the person; [`crate::contact::NOT_KNOWN`] for incidents that name nobody.
    #[serde(serialize_with = "contact::person_or_null")]
    pub person: u64,
    /// How it is counted.
    pub terms: Terms,
    /// Every unwanted contact.
    pub contacts: Vec<Source>,
    /// Those among them whose time is not known.
    pub untimed: Vec<Source>,
    /// Occasions, in order of time; those without a day come last.
    pub occasions: Vec<Occasion>,
    /// How many of them there are towards the keeper: not towards other people alone.
    pub towards_keeper: usize,
    /// Local days with at least one contact.
    pub days: usize,
    /// First and last contact.
    pub span: Option<(Timestamp, Timestamp)>,
    /// The longest time without one, in days of the calendar, and the contacts on both sides of it.
    pub largest_gap: Option<(i64, [Source; 2])>,
    /// What links them.
    pub links: Links,
    /// Incidents towards other people: with one towards the keeper they are two victims.
    pub other_victims: Vec<Source>,
    /// Two occasions or more towards the keeper.
    pub twice: bool,
    /// At least one occasion towards the keeper and one towards somebody else.
    pub two_victims: bool,
    /// Where it is thin.
    pub thin: Vec<Thin>,
}

/// The course of conduct by every person with unwanted contact.
pub fn all(diary: &Diary, rows: &Rows, terms: Terms) -> Vec<Conduct> {
    let persons = rows.each_person().filter(|at| !rows.unwanted[*at].is_empty());
    persons.map(|at| of(diary, rows, at, terms)).collect()
}

/// The course of conduct by the person at a place of [`Rows::persons`].
pub fn of(diary: &Diary, rows: &Rows, person: usize, terms: Terms) -> Conduct {
    let unwanted = &rows.unwanted[person];
    let timed: Vec<u32> = rows.timed(person).collect();
    let occasions_of = |of: &[u32]| occasions(rows, of, terms.gap_minutes);
    let instants = |at: &u32| rows.row(*at).instant();
    let span = timed.first().and_then(instants).zip(timed.last().and_then(instants));
    // Calendar days, as people count them: the clocks change in between.
    let gaps = timed.windows(2).map(|w| (rows.row(w[1]).day - rows.row(w[0]).day, w));
    let largest = gaps.max_by_key(|(gap, _)| *gap);
    let other_victims = other_victims(diary, rows, unwanted);
    let towards_keeper = occasions_of(&towards_keeper(diary, rows, unwanted)).len();
    let mut conduct = Conduct {
        person: rows.persons[person],
        terms,
        contacts: rows.sources(unwanted.iter().copied()),
        untimed: rows.sources(unwanted.iter().copied().filter(|at| !rows.row(*at).timed())),
        days: timed.iter().map(|at| rows.row(*at).day).collect::<BTreeSet<_>>().len(),
        span,
        largest_gap: largest.map(|(gap, w)| (i64::from(gap), [rows.row(w[0]).source, rows.row(w[1]).source])),
        links: links(diary, rows, unwanted),
        twice: towards_keeper >= 2,
        two_victims: towards_keeper >= 1 && !other_victims.is_empty(),
        other_victims,
        occasions: occasions_of(unwanted),
        towards_keeper,
        thin: Vec::new(),
    };
    conduct.thin = thin(diary, rows, person, &conduct);
    conduct
}

/// Groups rows of one person, given in order of time, into occasions.
///
/// Two contacts are one occasion when they are known to be close: the later begins less than the gap after the end of
/// those before. One whose hour is not known belongs with others of its day. An incident whose day is not known stands
/// alone: not knowing when must not make two of what was told apart one. An imported item without a time is in none.
pub fn occasions(rows: &Rows, of: &[u32], gap_minutes: i64) -> Vec<Occasion> {
    let (placed, apart): (Vec<&Row>, Vec<&Row>) =
        of.iter().map(|at| rows.row(*at)).partition(|row| row.timed() && row.lasts <= LONGEST_DAY);
    let mut runs: Vec<Run> = Vec::new();
    for row in placed {
        match runs.last_mut().filter(|run| run.takes(row, gap_minutes * 60)) {
            Some(run) => run.add(row),
            None => runs.push(Run::of(row)),
        }
    }
    let alone = apart.into_iter().filter(|row| !row.imported()).map(Run::of);
    let mut all: Vec<Occasion> = runs.into_iter().chain(alone).map(|run| run.occasion).collect();
    all.sort_by_key(|occasion| (occasion.start.is_none(), occasion.start));
    all
}

/// An occasion that may go on.
struct Run {
    occasion: Occasion,
    /// Local day of the last contact.
    day: i32,
    /// End of the last contact whose hour is known, in seconds since 1970.
    known_end: Option<i64>,
    /// The last contact had no hour.
    is_loose: bool,
}

impl Run {
    fn of(row: &Row) -> Self {
        let occasion = Occasion { start: row.instant(), end: row.end(), from: Vec::new() };
        let mut run = Self { occasion, day: row.day, known_end: None, is_loose: false };
        run.add(row);
        run
    }

    fn takes(&self, row: &Row, gap: i64) -> bool {
        let near = self.known_end.is_some_and(|end| row.at - end < gap);
        let same_day = self.day == row.day && (self.is_loose || !row.to_the_minute);
        same_day || row.to_the_minute && near
    }

    fn add(&mut self, row: &Row) {
        self.occasion.end = self.occasion.end.max(row.end());
        self.occasion.from.push(row.source);
        self.day = row.day;
        self.is_loose = !row.to_the_minute;
        if row.to_the_minute {
            let end = row.at + row.lasts;
            self.known_end = Some(self.known_end.map_or(end, |known| known.max(end)));
        }
    }
}

fn other_victims(diary: &Diary, rows: &Rows, unwanted: &[u32]) -> Vec<Source> {
    let towards_others = |at: &u32| {
        rows.row(*at).source.incident(diary).is_some_and(|i| i.kinds.contains(&Kind::ContactThirdParty))
    };
    rows.sources(unwanted.iter().copied().filter(towards_others))
}

/// Those of the rows that were towards the keeper: all but incidents told as contact with other people and nothing else.
pub fn towards_keeper(diary: &Diary, rows: &Rows, unwanted: &[u32]) -> Vec<u32> {
    let others_alone =
        |at: &u32| rows.row(*at).source.incident(diary).is_some_and(|i| i.kinds == [Kind::ContactThirdParty]);
    unwanted.iter().copied().filter(|at| !others_alone(at)).collect()
}

fn links(diary: &Diary, rows: &Rows, unwanted: &[u32]) -> Links {
    let mut links = Links::default();
    let mut channels: BTreeMap<Channel, Vec<Source>> = BTreeMap::new();
    let mut identifiers: BTreeMap<u32, Vec<Source>> = BTreeMap::new();
    for at in unwanted {
        let row = rows.row(*at);
        channels.entry(row.channel).or_default().push(row.source);
        if row.imported() {
            identifiers.entry(row.identifier).or_default().push(row.source);
        }
        let Some(incident) = row.source.incident(diary) else { continue };
        for kind in &incident.kinds {
            links.kinds.entry(kind.word()).or_default().push(row.source);
        }
        if let Some(place) = incident.place.as_ref().filter(|p| !p.private) {
            links.places.entry(order::plain(&place.text)).or_default().push(row.source);
        }
        if !incident.links.is_empty() {
            links.joined.push(row.source);
        }
    }
    links.channels = channels.into_iter().map(|(channel, from)| (channel.word(), from)).collect();
    let shown = |at: u32| rows.identifiers.get(at as usize).map(|i| i.value.clone());
    links.identifiers = identifiers.into_iter().filter_map(|(at, from)| Some((shown(at)?, from))).collect();
    links
}

fn thin(diary: &Diary, rows: &Rows, person: usize, conduct: &Conduct) -> Vec<Thin> {
    let mut thin = Vec::new();
    let mut add = |kind, says: String, from: &[Source]| thin.push(Thin { kind, says, from: from.to_vec() });
    if conduct.person == contact::NOT_KNOWN && conduct.contacts.len() > 1 {
        let says = "These name nobody. It is not known whether it was one person.";
        add("not_known", says.into(), &conduct.contacts);
    }
    let occasions = &conduct.occasions;
    if let [first, second] = occasions.as_slice() {
        let apart = conduct.largest_gap.map_or(0, |(days, _)| days);
        let ends = [first.from[0], second.from[0]];
        if apart >= conduct.terms.far_apart_days {
            add(
                "two_far_apart",
                format!("There are two occasions, {apart} days apart. Courts have found such a link weak."),
                &ends,
            );
        } else {
            add("two_only", format!("There are two occasions, {apart} days apart."), &ends);
        }
    }
    if occasions.len() == 1 {
        let says =
            "There is one occasion so far. One act can be enough for some crimes, and you can report it now.";
        add("one_only", says.into(), &conduct.contacts);
    }
    if !conduct.untimed.is_empty() {
        let says = format!("{} have no time. A rough time helps.", conduct.untimed.len());
        add("untimed", says, &conduct.untimed);
    }
    let before: Vec<Source> =
        rows.received(person).filter(|row| row.came_before()).map(|row| row.source).collect();
    match contact::People::of(diary).first_asked(conduct.person) {
        _ if conduct.contacts.is_empty() => {}
        None => {
            let says = "It is not written down when you asked for contact to stop. All contact is counted.";
            add("no_boundary", says.into(), &[]);
        }
        Some(_) if !before.is_empty() => {
            let says = format!(
                "{} came before you asked for contact to stop, and are not counted. What was not wanted even then can be told as an incident.",
                before.len()
            );
            add("before_boundary", says, &before);
        }
        Some(_) if !rows.received(person).any(|row| row.after_boundary) => {
            let says = "Nothing came after you asked for contact to stop. All contact before it is counted.";
            add("nothing_after", says.into(), &[]);
        }
        Some(_) => {}
    }
    thin
}
