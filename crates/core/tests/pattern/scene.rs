//! A made-up record: people, messages, calls and incidents, on the London clock.

use daybook_core::{
    boundary::{Boundary, Order},
    contact::Placed,
    diary::Diary,
    event::{Event, Record, Subject},
    guide::Guide,
    incident::{Incident, Kind, Place},
    item::{Call, CallOutcome, Direction, Item, ItemKind},
    person::{Identifier, Person, Role},
    rows::Rows,
    signal::{self, Finding, View},
    when::When,
};
use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::TimeZone,
};
use std::sync::OnceLock;

/// A local time, as `2026-05-04T21:00`.
pub fn local(text: &str) -> DateTime {
    text.parse().unwrap()
}

/// The instant of a local time in London.
pub fn instant(at: DateTime) -> Timestamp {
    zone().to_timestamp(at).unwrap()
}

pub fn zone() -> TimeZone {
    TimeZone::get("Europe/London").unwrap()
}

macro_rules! pack {
    ($($path:literal),*) => {
        Guide::read(&[$(($path, include_str!(concat!("../../../../packs/", $path)))),*]).unwrap()
    };
}

/// The shipped pack for England and Wales.
pub fn england() -> &'static Guide {
    static GUIDE: OnceLock<Guide> = OnceLock::new();
    GUIDE.get_or_init(|| {
        pack!(
            "england-and-wales/guide.toml",
            "england-and-wales/law.toml",
            "england-and-wales/clocks.toml",
            "england-and-wales/orders.toml",
            "england-and-wales/advice.toml",
            "england-and-wales/signals.toml"
        )
    })
}

/// The shipped pack for Scotland.
pub fn scotland() -> &'static Guide {
    static GUIDE: OnceLock<Guide> = OnceLock::new();
    GUIDE.get_or_init(|| {
        pack!("scotland/guide.toml", "scotland/law.toml", "scotland/advice.toml", "scotland/signals.toml")
    })
}

/// A record being made up.
pub struct Scene {
    pub diary: Diary,
    pub items: Vec<(&'static str, Item)>,
    pub guide: &'static Guide,
    pub now: Timestamp,
    next: u64,
}

impl Scene {
    pub fn new() -> Self {
        let now = instant(local("2026-11-24T12:00"));
        let mut scene = Self { diary: Diary::default(), items: Vec::new(), guide: england(), now, next: 0 };
        scene.write(Event::Subject(Subject { name: "Tamsin Okoye".into(), ..Subject::default() }));
        scene
    }

    /// Writes an event; gives its entry number.
    pub fn write(&mut self, event: Event) -> u64 {
        let entry = self.next;
        self.next += 1;
        self.diary.apply(entry, Record { at: self.now, zone: "Europe/London".into(), event });
        entry
    }

    pub fn person(&mut self, name: &str, role: Role) -> u64 {
        self.write(Event::Person(Person { name: name.into(), role, ..Person::default() }))
    }

    /// Dan, a suspect, with this number.
    pub fn dan(&mut self, number: &str) -> u64 {
        let dan = self.person("Dan Wirrall", Role::Suspect);
        self.link(number, dan);
        dan
    }

    pub fn link(&mut self, value: &str, person: u64) {
        self.link_since(value, person, None);
    }

    pub fn link_since(&mut self, value: &str, person: u64, since: Option<Date>) {
        let basis = "he gave it to me".to_owned();
        let person = Some(person);
        self.write(Event::Identifier(Identifier {
            value: value.into(),
            person,
            basis,
            since,
            ..Identifier::default()
        }));
    }

    pub fn boundary(&mut self, at: &str, to: &[u64]) -> u64 {
        let when = When::exact(local(at), "Europe/London");
        self.write(Event::Boundary(Boundary { when, to: to.to_vec(), ..Boundary::default() }))
    }

    pub fn order(&mut self, order: Order) -> u64 {
        self.write(Event::Order(order))
    }

    pub fn incident(&mut self, at: &str, who: &[u64], kinds: &[Kind]) -> u64 {
        self.told(at, |incident| {
            incident.who = who.to_vec();
            incident.kinds = kinds.to_vec();
        })
    }

    /// An incident, with more said of it.
    pub fn told(&mut self, at: &str, more: impl FnOnce(&mut Incident)) -> u64 {
        let when = When::exact(local(at), "Europe/London");
        let mut incident = Incident { when, what: "It happened.".into(), ..Incident::default() };
        more(&mut incident);
        self.write(Event::Incident(incident))
    }

    pub fn message(&mut self, at: DateTime, from: &str, text: &str) {
        self.items.push((
            "sms",
            Item {
                at: Some(instant(at)),
                from: Some(from.into()),
                direction: Direction::In,
                text: text.into(),
                ..Item::default()
            },
        ));
    }

    pub fn sent(&mut self, at: DateTime, to: &str, text: &str) {
        self.items.push((
            "sms",
            Item {
                at: Some(instant(at)),
                to: vec![to.into()],
                direction: Direction::Out,
                text: text.into(),
                ..Item::default()
            },
        ));
    }

    pub fn call(&mut self, at: DateTime, from: &str, outcome: CallOutcome) {
        self.items.push((
            "sms",
            Item {
                at: Some(instant(at)),
                from: Some(from.into()),
                direction: Direction::In,
                kind: ItemKind::Call,
                call: Some(Call { outcome, ..Call::default() }),
                ..Item::default()
            },
        ));
    }

    fn placed(&self) -> impl Iterator<Item = Placed<'_>> + Clone {
        (0u32..).zip(&self.items).map(|(index, (format, item))| Placed {
            segment: 900,
            index,
            format,
            item: item.into(),
        })
    }

    pub fn rows(&self) -> Rows {
        Rows::of(&self.diary, || self.placed(), &zone())
    }

    /// Looks at the record.
    pub fn view<T>(&self, look: impl FnOnce(&View) -> T) -> T {
        let (rows, zone) = (self.rows(), zone());
        let item = |segment: u64, index: u32| {
            (segment == 900).then(|| self.items.get(index as usize).map(|(_, item)| item.into()))?
        };
        look(&View {
            diary: &self.diary,
            rows: &rows,
            guide: self.guide,
            item: &item,
            now: self.now,
            zone: &zone,
        })
    }

    /// What one signal finds.
    pub fn found(&self, signal: &str) -> Vec<Finding> {
        let signal = signal::ALL.into_iter().find(|s| s.id == signal).unwrap();
        self.view(|view| signal.run(view).findings.expect("the pack has every parameter"))
    }
}

/// A place that may be shown.
pub fn place(text: &str) -> Option<Place> {
    Some(Place { text: text.into(), private: false })
}
