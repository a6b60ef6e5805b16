//! Everything in one row of time: incidents, and each message and call of the exports.
//!
//! What stands in exports is sorted once and used again for the next contents of the diary; whose a message is, is looked up
//! for each contents, because people and their numbers may be added at any moment.

use super::filter::Filter;
use crate::{
    contents::Contents,
    items::Items,
    search::{self, Hit},
};
use daybook_core::{
    contact::{People, Placed, Source, channel_of, channel_of_format},
    incident::{Channel, Incident, Kind},
    item::{Direction, ItemKind},
    person,
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::Arc,
};

/// Stands for a name that a message does not have.
const NOBODY: u32 = u32::MAX;

/// One incident, message or call.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// When it began; `None` when that is not known.
    pub at: Option<Timestamp>,
    /// The day and hour of it on the clock of the diary's zone. An incident that may have lasted hours has no hour.
    pub day: Option<Date>,
    pub hour: Option<u8>,
    /// Where it is written down.
    pub source: Source,
    /// How.
    pub channel: Channel,
    /// Which way.
    pub direction: Direction,
    /// For what an export holds: a call.
    pub call: bool,
    from: u32,
    to: u32,
}

/// What stands in exports, in order of time.
pub struct Rows {
    rows: Vec<Row>,
    /// Every name and number in them, each once.
    names: Vec<String>,
    /// What the items were like.
    of: u64,
}

impl Rows {
    /// Sorts the items of an open diary.
    pub fn of(items: &Items, zone: &TimeZone) -> Self {
        let mut names = Names::default();
        let rows = items.iter().filter_map(|placed| row(placed, zone, &mut names));
        let mut rows: Vec<Row> = rows.collect();
        rows.sort_unstable_by_key(|row| (row.at.is_none(), row.at, row.source));
        Self { rows, names: names.all, of: items.state() }
    }

    /// Whether what counts is as it was when this was made.
    pub fn is_of(&self, items: &Items) -> bool {
        self.of == items.state()
    }
}

/// Names by number.
#[derive(Default)]
struct Names {
    all: Vec<String>,
    numbers: HashMap<String, u32>,
}

impl Names {
    fn number(&mut self, name: Option<&str>) -> u32 {
        let Some(name) = name else { return NOBODY };
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = u32::try_from(self.all.len()).unwrap_or(NOBODY);
        self.all.push(name.to_owned());
        self.numbers.insert(name.to_owned(), number);
        number
    }
}

/// System lines and drafts are no contact.
fn row(placed: Placed<'_>, zone: &TimeZone, names: &mut Names) -> Option<Row> {
    let item = placed.item;
    if matches!(item.kind, ItemKind::System | ItemKind::Draft) {
        return None;
    }
    let clock = item.at.map(|at| zone.to_datetime(at));
    let to = match item.to {
        [to] => Some(to.as_str()),
        _ => None,
    };
    Some(Row {
        at: item.at,
        day: clock.map(|clock| clock.date()),
        hour: clock.and_then(|clock| u8::try_from(clock.hour()).ok()),
        source: Source::Item(placed.segment, placed.index),
        channel: channel_of_format(placed.format, item.kind),
        direction: item.direction,
        call: item.kind == ItemKind::Call,
        from: names.number(item.from),
        to: names.number(to),
    })
}

fn told(entry: u64, incident: &Incident) -> Row {
    let clock =
        incident.when.span.map(|(start, end)| (start, start.duration_until(end).as_hours().abs() < 1));
    let channel = incident.channel.unwrap_or_else(|| channel_of(incident));
    Row {
        at: incident.when.instants().map(|(start, _)| start),
        day: clock.map(|(start, _)| start.date()),
        hour: clock.filter(|(_, brief)| *brief).and_then(|(start, _)| u8::try_from(start.hour()).ok()),
        source: Source::Incident(entry),
        channel,
        direction: incident.direction,
        call: false,
        from: NOBODY,
        to: NOBODY,
    }
}

/// All rows of a diary, with the people in them.
pub struct Everything {
    contents: Arc<Contents>,
    rows: Arc<Rows>,
    told: Vec<Row>,
    /// The person behind each name of the rows.
    behind: Vec<Option<u64>>,
    suspects: BTreeSet<u64>,
}

impl Everything {
    /// What stands in the diary in one contents; `rows` are those of its exports.
    pub fn of(contents: Arc<Contents>, rows: Arc<Rows>) -> Self {
        let diary = contents.diary();
        let people = People::of(diary);
        let mut told: Vec<Row> =
            diary.incidents.iter().map(|(entry, history)| told(*entry, history.now())).collect();
        told.sort_unstable_by_key(|row| (row.at.is_none(), row.at, row.source));
        Self {
            told,
            behind: rows.names.iter().map(|name| people.owner(&person::normalise(name), None)).collect(),
            suspects: diary.suspects().map(|(entry, _)| entry).collect(),
            rows,
            contents,
        }
    }

    /// What stands in exports.
    pub fn rows(&self) -> Arc<Rows> {
        Arc::clone(&self.rows)
    }

    /// Rows that fit, in order of time; those without a time come last. `unwanted` are all there may be, when the filter
    /// asks for unwanted contact alone.
    pub fn chosen(&self, filter: &Filter, unwanted: Option<&HashSet<Source>>) -> Vec<Row> {
        let found = filter.text.as_deref().map(|text| self.holding(text));
        let place = filter.place.and_then(|entry| place_of(&self.contents, entry));
        let fits = |row: &&Row| {
            filter.fits_time(row)
                && filter.channel.is_none_or(|channel| row.channel == channel)
                && filter.person.is_none_or(|person| self.is_with(row, person))
                && filter.kind.is_none_or(|kind| self.is_kind(row, kind))
                && unwanted.is_none_or(|unwanted| unwanted.contains(&row.source))
                && (filter.anybody || self.is_of_record(row))
                && (filter.place.is_none() || self.is_at(row, place.as_deref()))
                && found.as_ref().is_none_or(|found| found.contains(&row.source))
        };
        let mut chosen: Vec<Row> = self.told.iter().chain(&self.rows.rows).filter(fits).copied().collect();
        // Two sorted runs: the sort finds them and only merges.
        chosen.sort_by_key(|row| (row.at.is_none(), row.at));
        chosen
    }

    fn holding(&self, text: &str) -> HashSet<Source> {
        let hits = search::find(self.contents.diary(), self.contents.items(), text).unwrap_or_default();
        let source = |hit| match hit {
            Hit::Incident(entry) => Some(Source::Incident(entry)),
            Hit::Item(segment, index) => Some(Source::Item(segment, index)),
            // What is written in a picture has no place in time; the search page finds it.
            Hit::Exhibit(_) => None,
        };
        hits.into_iter().filter_map(source).collect()
    }

    fn incident(&self, row: &Row) -> Option<&Incident> {
        row.source.incident(self.contents.diary())
    }

    /// The person a message or call was from, or went to, when the diary knows.
    pub fn person(&self, row: &Row) -> Option<u64> {
        self.behind(row.from).or_else(|| self.behind(row.to))
    }

    fn behind(&self, name: u32) -> Option<u64> {
        self.behind.get(usize::try_from(name).ok()?).copied().flatten()
    }

    fn is_with(&self, row: &Row, person: u64) -> bool {
        match self.incident(row) {
            Some(incident) => incident.who.contains(&person),
            None => self.person(row) == Some(person),
        }
    }

    fn is_kind(&self, row: &Row, kind: Kind) -> bool {
        match self.incident(row) {
            Some(incident) => incident.kinds.contains(&kind),
            None => kind == if row.call { Kind::ContactCall } else { Kind::ContactMessage },
        }
    }

    fn is_at(&self, row: &Row, place: Option<&str>) -> bool {
        let own = self.incident(row).and_then(|incident| incident.place.as_ref());
        own.is_some_and(|own| Some(named(&own.text).as_str()) == place)
    }

    /// Incidents, and what went either way with the people who did it.
    fn is_of_record(&self, row: &Row) -> bool {
        matches!(row.source, Source::Incident(_))
            || self.person(row).is_some_and(|person| self.suspects.contains(&person))
    }
}

/// A name or number in the exports, and how it was used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// As the exports write it.
    pub name: String,
    /// Messages and calls that came from it.
    pub count: u64,
    /// The first and the last of them with a known time.
    pub span: Option<(Timestamp, Timestamp)>,
}

impl Everything {
    /// The names and numbers that stand for a person, with what came from each; those never used are left out.
    pub fn uses(&self, person: u64) -> Vec<Use> {
        let mut uses: Vec<Option<Use>> = vec![None; self.behind.len()];
        for row in &self.rows.rows {
            let Some(at) = usize::try_from(row.from).ok().filter(|at| *at < uses.len()) else { continue };
            if self.behind[at] != Some(person) {
                continue;
            }
            let own = uses[at].get_or_insert_with(|| Use {
                name: self.rows.names[at].clone(),
                count: 0,
                span: None,
            });
            own.count += 1;
            if let Some(time) = row.at {
                own.span =
                    Some(own.span.map_or((time, time), |(first, last)| (first.min(time), last.max(time))));
            }
        }
        uses.into_iter().flatten().collect()
    }
}

/// A place as it is compared: without letter case and outer spaces.
pub fn named(place: &str) -> String {
    place.trim().to_lowercase()
}

fn place_of(contents: &Contents, entry: u64) -> Option<String> {
    let incident = contents.diary().incidents.get(&entry)?.now();
    incident.place.as_ref().map(|place| named(&place.text))
}
