//! Orders in force: which entries fall on the days, at the places and within the terms of an order.
//!
//! That an entry falls within an order does not say that the order was broken: a court decides that.

use crate::{
    boundary::{Forbidden, Order},
    contact::{People, Source},
    diary::Diary,
    incident::{Incident, Kind},
    item::Direction,
    rows::{Row, Rows, Sort},
};
use jiff::{Span, Timestamp, civil::Date, tz::TimeZone};
use serde::{Serialize, Serializer};

/// An entry that falls within an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Within {
    /// Where it is written down.
    pub source: Source,
    /// When it began.
    pub at: Timestamp,
    /// Local day.
    pub day: Date,
    /// What the order forbids that it bears on. Empty when nobody wrote down what the order forbids.
    pub forbids: Terms,
    /// It was before the order was served: the person may not have known of it.
    pub before_service: bool,
    /// The day is not certain, and part of the span lies outside the order.
    pub unsure: bool,
}

/// A set of terms. One byte, because there may be a million contacts within an order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Terms(u8);

impl Terms {
    /// The terms in it, in the order they are offered.
    pub fn iter(self) -> impl Iterator<Item = Forbidden> {
        Forbidden::ALL.into_iter().filter(move |term| self.0 & Self::bit(*term) != 0)
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    fn bit(term: Forbidden) -> u8 {
        1 << term as u8
    }
}

impl FromIterator<Forbidden> for Terms {
    fn from_iter<I: IntoIterator<Item = Forbidden>>(terms: I) -> Self {
        Self(terms.into_iter().fold(0, |set, term| set | Self::bit(term)))
    }
}

impl Serialize for Terms {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_seq(self.iter())
    }
}

/// An order held against the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Held {
    /// Entry number of the order.
    pub order: u64,
    /// What it is called.
    pub kind: String,
    /// Entry numbers of the persons it names. It binds nobody else: not the one a helper acts with, nor their helpers.
    pub against: Vec<u64>,
    /// First day in force; `None` when neither that nor the day of service is known.
    pub from: Option<Date>,
    /// Last day in force.
    pub until: Option<Date>,
    /// The day of service is not written down.
    pub service_unknown: bool,
    /// What falls within it, in order of time.
    pub within: Vec<Within>,
}

/// The local day `days` after the first of January 1970.
pub fn date_of(days: i32) -> Option<Date> {
    let start = Date::constant(1970, 1, 1);
    start.checked_add(Span::new().try_days(days).ok()?).ok()
}

/// Every order that stands, held against the record. An order without a first day holds nothing.
pub fn held(diary: &Diary, rows: &Rows, zone: &TimeZone) -> Vec<Held> {
    let people = People::of(diary);
    let hold = |(entry, order)| {
        let test = Test { diary, rows, people: &people, zone, order, from: order.from.or(order.served) };
        test.hold(entry)
    };
    diary.standing(&diary.orders).map(hold).collect()
}

struct Test<'a> {
    diary: &'a Diary,
    rows: &'a Rows,
    people: &'a People,
    zone: &'a TimeZone,
    order: &'a Order,
    from: Option<Date>,
}

impl Test<'_> {
    fn hold(&self, entry: u64) -> Held {
        let order = self.order;
        let mut against = order.against.clone();
        against.sort_unstable();
        against.dedup();
        let roots = against.iter().filter_map(|person| self.people.counts_as(*person));
        let bound: Vec<usize> = roots.filter_map(|root| self.rows.place_of(root)).collect();
        let near = |row: &&Row| row.way == Direction::In && bound.contains(&(row.person as usize));
        let rows = self.rows.all.iter().filter(near).filter(|row| self.binds(row));
        Held {
            order: entry,
            kind: order.kind.clone(),
            within: rows.filter_map(|row| self.row(row)).collect(),
            against,
            from: self.from,
            until: order.until,
            service_unknown: order.served.is_none(),
        }
    }

    /// Whether somebody the order names did it: who the incident names, or whose the number was that day.
    fn binds(&self, row: &Row) -> bool {
        let named = |person: &u64| self.order.against.contains(person);
        if let Some(incident) = row.source.incident(self.diary) {
            return incident.who.iter().any(named);
        }
        let identifier = self.rows.identifiers.get(row.identifier as usize);
        let day = date_of(row.day).filter(|_| row.timed());
        identifier
            .and_then(|identifier| self.people.owner(&identifier.value, day))
            .as_ref()
            .is_some_and(named)
    }

    fn row(&self, row: &Row) -> Option<Within> {
        let day = date_of(row.day).filter(|_| row.timed())?;
        // By the calendar: a day on which the clocks change is not 24 hours long.
        let last = if row.lasts == 0 { day } else { self.zone.to_datetime(row.end()?).date() };
        let from = self.from?;
        let ended = |day: Date| self.order.until.is_some_and(|until| day > until);
        if last < from || ended(day) {
            return None;
        }
        let forbids = self.bears_on(row);
        if forbids.is_empty() && !self.order.forbids.is_empty() {
            return None;
        }
        Some(Within {
            source: row.source,
            at: row.instant()?,
            day,
            forbids,
            before_service: self.order.served.is_some_and(|served| day < served),
            unsure: day < from || ended(last),
        })
    }

    /// Which of the order's terms an entry bears on.
    fn bears_on(&self, row: &Row) -> Terms {
        let bears = |term: &Forbidden| match row.source.incident(self.diary) {
            None => *term == Forbidden::Contact && row.sort != Sort::Told,
            Some(incident) => self.incident_bears(*term, incident),
        };
        self.order.forbids.iter().copied().filter(|term| bears(term)).collect()
    }

    fn incident_bears(&self, term: Forbidden, incident: &Incident) -> bool {
        let any = |kinds: &[Kind]| kinds.iter().any(|kind| incident.kinds.contains(kind));
        match term {
            Forbidden::Contact => {
                use Kind::{Approach, ContactCall, ContactMessage, ContactOnline, Gift};
                any(&[ContactCall, ContactMessage, ContactOnline, Approach, Gift])
            }
            Forbidden::ThirdParties => any(&[Kind::ContactThirdParty]),
            Forbidden::Places => {
                let place = incident.place.as_ref().map(|place| plain(&place.text));
                place
                    .is_some_and(|place| self.order.zones.iter().any(|zone| same_place(&place, &plain(zone))))
            }
            Forbidden::ComingNear => {
                use Kind::{Approach, EnterHome, Follow, Loiter, TurnUp, Watch};
                any(&[Approach, EnterHome, Follow, Loiter, TurnUp, Watch])
            }
            Forbidden::Online => any(&[Kind::Publish, Kind::Monitor, Kind::ContactOnline]),
            Forbidden::Violence => any(&[Kind::Threat, Kind::Violence, Kind::Damage]),
        }
    }
}

/// Small letters, single spaces, no marks: how two spellings of a place are compared.
pub fn plain(text: &str) -> String {
    let letters = text.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' });
    let letters: String = letters.flat_map(char::to_lowercase).collect();
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// One holds the other, word by word: "home" and "outside home".
fn same_place(a: &str, b: &str) -> bool {
    let holds = |long: &str, short: &str| format!(" {long} ").contains(&format!(" {short} "));
    !a.is_empty() && !b.is_empty() && (holds(a, b) || holds(b, a))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        event::{Event, Record},
        incident::Place,
        person::{Person, Role},
        when::When,
    };
    use jiff::{civil::date, tz::TimeZone};

    fn incident(day: Date, kind: Kind, place: &str) -> Event {
        Event::Incident(Incident {
            when: When::exact(day.at(23, 30, 0, 0), "Europe/London"),
            what: "It happened.".into(),
            kinds: vec![kind],
            who: vec![0],
            place: Some(Place { text: place.into(), private: false }),
            ..Incident::default()
        })
    }

    fn check(order: Order, incidents: Vec<Event>) -> Held {
        let mut events = vec![Event::Person(Person { name: "Dan".into(), ..Person::default() })];
        let against = if order.against.is_empty() { vec![0] } else { order.against };
        events.push(Event::Order(Order { kind: "Order".into(), against, ..order }));
        events.extend(incidents);
        let mut diary = Diary::default();
        for (entry, event) in (0..).zip(events) {
            let at = "2026-11-01T10:00:00Z".parse().unwrap();
            diary.apply(entry, Record { at, zone: "Europe/London".into(), event });
        }
        let zone = TimeZone::get("Europe/London").unwrap();
        let rows = Rows::of(&diary, std::iter::empty, &zone);
        held(&diary, &rows, &zone).remove(0)
    }

    fn entries(held: &Held) -> Vec<String> {
        held.within.iter().map(|w| w.source.to_string()).collect()
    }

    #[test]
    fn the_first_and_the_last_day_are_inside_and_the_days_beside_them_are_not() {
        let order = Order {
            from: Some(date(2026, 5, 1)),
            until: Some(date(2026, 5, 31)),
            forbids: vec![Forbidden::Contact],
            ..Order::default()
        };
        let days = [date(2026, 4, 30), date(2026, 5, 1), date(2026, 5, 31), date(2026, 6, 1)];
        let got = check(order, days.map(|d| incident(d, Kind::ContactCall, "")).into());
        assert_eq!(entries(&got), ["3", "4"]);
    }

    #[test]
    fn an_order_without_end_goes_on_and_one_without_beginning_holds_nothing() {
        let open = Order { from: Some(date(2026, 5, 1)), ..Order::default() };
        let late = vec![incident(date(2040, 1, 1), Kind::Other, "")];
        assert_eq!(entries(&check(open, late.clone())), ["2"]);
        assert_eq!(entries(&check(Order::default(), late)), [] as [&str; 0]);
    }

    #[test]
    fn places_are_matched_by_whole_words_and_other_terms_by_kind() {
        let order = Order {
            from: Some(date(2026, 5, 1)),
            zones: vec!["Ash Road school".into()],
            forbids: vec![Forbidden::Places],
            ..Order::default()
        };
        let told = ["Outside Ash Road School, gate 2", "Ashroad", "The gym"];
        let told = told.map(|place| incident(date(2026, 5, 2), Kind::Loiter, place));
        let got = check(order, told.into());
        assert_eq!(entries(&got), ["2"]);
        assert_eq!(got.within[0].forbids.iter().collect::<Vec<_>>(), [Forbidden::Places]);
    }

    #[test]
    fn contact_before_service_is_marked_as_such() {
        let order =
            Order { from: Some(date(2026, 5, 1)), served: Some(date(2026, 5, 3)), ..Order::default() };
        let got = check(order, vec![incident(date(2026, 5, 2), Kind::ContactCall, "")]);
        assert!(got.within[0].before_service);
    }

    #[test]
    fn an_incident_that_may_lie_outside_is_marked_unsure() {
        let order = Order { from: Some(date(2026, 5, 3)), ..Order::default() };
        let mut when = When::day(date(2026, 5, 1), "Europe/London");
        when.span = when.span.map(|(start, _)| (start, crate::when::last_minute(date(2026, 5, 5))));
        let week = Incident { when, what: "x".into(), who: vec![0], ..Incident::default() };
        let got = check(order, vec![Event::Incident(week)]);
        assert!(got.within[0].unsure);
    }

    #[test]
    fn the_day_the_clocks_go_back_does_not_reach_into_the_next() {
        let order = Order { from: Some(date(2026, 10, 26)), ..Order::default() };
        assert_eq!(
            entries(&check(order, vec![incident(date(2026, 10, 25), Kind::Follow, "")])),
            [] as [&str; 0]
        );
        let order =
            Order { from: Some(date(2026, 10, 1)), until: Some(date(2026, 10, 25)), ..Order::default() };
        let got = check(order, vec![incident(date(2026, 10, 25), Kind::Follow, "")]);
        assert!(!got.within[0].unsure);
    }

    #[test]
    fn an_order_binds_whom_it_names_and_nobody_they_act_with() {
        let helper = Person { role: Role::Helper, acts_with: Some(0), ..Person::default() };
        let events = vec![Event::Person(helper), incident(date(2026, 5, 2), Kind::Follow, "")];
        let order = |against| Order { from: Some(date(2026, 5, 1)), against, ..Order::default() };
        assert_eq!(
            entries(&check(order(vec![2]), events.clone())),
            [] as [&str; 0],
            "the helper did nothing"
        );
        assert_eq!(entries(&check(order(vec![0]), events)), ["3"]);
    }
}
