//! Deciding: whether an event may be written. Says no in words; never changes anything.

use crate::{
    boundary::{Forbidden, Order},
    diary::Diary,
    event::Event,
    exhibit::{Marks, PhysicalItem, next_label},
    incident::Incident,
    person::{Identifier, Person},
};

/// Why an event was refused: what is wrong and what can be done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} {todo}")]
pub struct Refusal {
    /// What is wrong.
    pub what: String,
    /// What can be done.
    pub todo: String,
}

fn refuse<T>(what: impl Into<String>, todo: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal { what: what.into(), todo: todo.into() })
}

/// The longest initials a label begins with.
const LONGEST_INITIALS: usize = 6;

/// Initials as somebody types them, for labels: `js`, `J.S.` and `JS/1` are all `JS`. They stand in every label, in file
/// names of packs, and are said aloud to officers; so they are letters only.
pub fn initials_as_typed(typed: &str) -> Result<String, Refusal> {
    let typed = typed.split('/').next().unwrap_or_default();
    let letters: String = typed.chars().filter(|c| !matches!(c, '.' | '-') && !c.is_whitespace()).collect();
    let fits = letters.chars().all(char::is_alphabetic) && letters.chars().count() <= LONGEST_INITIALS;
    if !fits {
        return refuse("Those are not initials.", "Write the first letters of your name, such as JS.");
    }
    Ok(letters.to_uppercase())
}

impl Diary {
    /// A new incident. Only what happened is required; "not sure" is a fine time.
    pub fn tell(&self, incident: Incident) -> Result<Event, Refusal> {
        self.check_incident(&incident)?;
        self.check_links(&incident, &[])?;
        Ok(Event::Incident(incident))
    }

    /// A new version of an incident. The old one stays readable.
    pub fn amend(&self, entry: u64, revised: Incident, reason: &str) -> Result<Event, Refusal> {
        let Some(history) = self.incidents.get(&entry) else {
            return refuse(format!("There is no incident {entry}."), "Look for it in the list of entries.");
        };
        if reason.trim().is_empty() {
            return refuse(
                "A change needs a reason.",
                "Say in a few words why you are changing it. The first version stays readable.",
            );
        }
        self.check_incident(&revised)?;
        // What an older program let in must not stand in the way of a change.
        self.check_links(&revised, &history.now().links)?;
        Ok(Event::Amend { incident: entry, reason: reason.trim().into(), revised })
    }

    /// Marks an entry as not to be relied on. It stays readable, with the reason. When the entry is a strike, what it struck
    /// stands again.
    pub fn take_back(&self, entry: u64, reason: &str) -> Result<Event, Refusal> {
        if reason.trim().is_empty() {
            return refuse(
                "Striking an entry needs a reason.",
                "Say in a few words why. The entry stays readable.",
            );
        }
        match self.struck_state(entry) {
            None if self.strikes.contains_key(&entry) => {
                refuse("That strike is taken back already.", "To strike it again, strike the entry itself.")
            }
            None => refuse(
                format!("Entry {entry} is not something that can be struck."),
                "Look for it in the list of entries.",
            ),
            Some(true) => refuse(format!("Entry {entry} is already struck."), "Nothing more is needed."),
            Some(false) => Ok(Event::Strike { entry, reason: reason.trim().into() }),
        }
    }

    /// Whether an entry is struck; `None` when it cannot be.
    fn struck_state(&self, entry: u64) -> Option<bool> {
        let mut found = [
            self.incidents.get(&entry).map(|h| h.struck.is_some()),
            self.people.get(&entry).map(|h| h.struck.is_some()),
            self.identifiers.get(&entry).map(|h| h.struck.is_some()),
            self.boundaries.get(&entry).map(|h| h.struck.is_some()),
            self.orders.get(&entry).map(|h| h.struck.is_some()),
            self.exhibits.get(&entry).map(|h| h.struck.is_some()),
            self.items.get(&entry).map(|h| h.struck.is_some()),
            self.agency.get(&entry).map(|h| h.struck.is_some()),
            self.custody.get(&entry).map(|h| h.struck.is_some()),
            self.imports.get(&entry).map(|h| h.struck.is_some()),
            self.strikes.get(&entry).filter(|strike| strike.lifted.is_none()).map(|_| false),
        ]
        .into_iter();
        found.find_map(|state| state)
    }

    /// A new person.
    pub fn introduce(&self, person: Person) -> Result<Event, Refusal> {
        if person.name.trim().is_empty() {
            return refuse(
                "A person needs a name or a few words to tell them by.",
                "Words such as \"the man in the grey van\" are fine.",
            );
        }
        if let Some(entry) = self.named(&person.name) {
            return refuse(
                format!("{} is in the diary already, as person {entry}.", self.name(entry)),
                "Use that one. If this is somebody else, add a word that tells them apart.",
            );
        }
        self.check_person(person.acts_with)?;
        Ok(Event::Person(person))
    }

    /// Links an identifier to a person, with the reason it is theirs.
    pub fn link(&self, identifier: Identifier) -> Result<Event, Refusal> {
        if identifier.value.trim().is_empty() {
            return refuse("There is nothing to link.", "Give the number, handle, address or registration.");
        }
        self.check_person(identifier.person)?;
        if identifier.person.is_some() && identifier.basis.trim().is_empty() {
            return refuse(
                "A link needs a basis.",
                "Say how you know it is theirs, for example \"she gave it to me\" or \"he signed the message\".",
            );
        }
        Ok(Event::Identifier(identifier))
    }

    /// An order of a court or the police. One without an end is fine.
    pub fn order(&self, order: Order) -> Result<Event, Refusal> {
        if order.kind.trim().is_empty() {
            return refuse(
                "The order has no name.",
                "Write what it is called, as it stands at the top of it.",
            );
        }
        if order.against.is_empty() {
            return refuse(
                "The order binds nobody in the diary.",
                "Say whom it binds. Add the person first with `daybook people --add`.",
            );
        }
        for person in &order.against {
            self.check_person(Some(*person))?;
        }
        if let (Some(from), Some(until)) = (order.from.or(order.served), order.until)
            && until < from
        {
            return refuse("The order ends before it begins.", "Check the two dates.");
        }
        if order.forbids.contains(&Forbidden::Places) && order.zones.is_empty() {
            return refuse("The order forbids places and names none.", "Add each place it names.");
        }
        Ok(Event::Order(order))
    }

    /// Joins an exhibit or another incident to an incident.
    pub fn join(&self, incident: u64, to: u64) -> Result<Event, Refusal> {
        let known = self.label(to).is_some() || self.incidents.contains_key(&to);
        if !self.incidents.contains_key(&incident) || !known || incident == to {
            return refuse(
                format!("Entries {incident} and {to} cannot be joined."),
                "Give the number of an incident, and of the exhibit or incident that belongs with it.",
            );
        }
        Ok(Event::Attach { incident, to })
    }

    /// The label the next exhibit gets, when `pending` more are about to be written before it.
    pub fn label_after(&self, pending: usize) -> String {
        next_label(self.initials(), self.labels_taken() + pending)
    }

    /// An exhibit is marked otherwise from now on. Packs made before stay what they are.
    pub fn mark(&self, exhibit: u64, marks: Marks, reason: &str) -> Result<Event, Refusal> {
        let Some(history) = self.exhibits.get(&exhibit) else {
            return refuse(
                format!("There is no file {exhibit} in the diary."),
                "Look for it in the list of files.",
            );
        };
        if history.now().marks() == marks {
            return refuse("It is marked so already.", "Change a mark, or go back.");
        }
        if reason.trim().is_empty() {
            return refuse(
                "A change needs a reason.",
                "Say in a few words why. How it was marked before stays readable.",
            );
        }
        Ok(Event::MarkExhibit { exhibit, reason: reason.trim().into(), marks })
    }

    /// A physical item gets the next label.
    pub fn label_item(&self, mut item: PhysicalItem) -> Result<Event, Refusal> {
        if item.description.trim().is_empty() {
            return refuse("The item has no description.", "Say in a few words what it is.");
        }
        item.label = self.label_after(0);
        Ok(Event::PhysicalItem(item))
    }

    fn initials(&self) -> &str {
        self.subject.as_ref().map(|s| s.initials.as_str()).filter(|i| !i.is_empty()).unwrap_or("EX")
    }

    fn check_incident(&self, incident: &Incident) -> Result<(), Refusal> {
        if incident.what.trim().is_empty() {
            return refuse("What happened is missing.", "A few words are enough. You can add more later.");
        }
        for person in &incident.who {
            self.check_person(Some(*person))?;
        }
        for exhibit in &incident.exhibits {
            if self.label(*exhibit).is_none() {
                return refuse(
                    format!("There is no exhibit {exhibit}."),
                    "Add the file first, then say which one it is.",
                );
            }
        }
        Ok(())
    }

    /// Incidents named as belonging together must be there; those in `earlier` were named before.
    fn check_links(&self, incident: &Incident, earlier: &[u64]) -> Result<(), Refusal> {
        let mut new = incident.links.iter().filter(|link| !earlier.contains(link));
        match new.find(|link| !self.incidents.contains_key(link)) {
            Some(link) => {
                refuse(format!("There is no incident {link}."), "Look for it in the list of entries.")
            }
            None => Ok(()),
        }
    }

    fn check_person(&self, person: Option<u64>) -> Result<(), Refusal> {
        match person {
            Some(entry) if !self.people.contains_key(&entry) => {
                refuse(format!("There is no person {entry}."), "Look for them in the list of people.")
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        event::Record,
        exhibit::{Exhibit, label_initials},
    };
    use jiff::civil::date;

    fn diary() -> Diary {
        let mut diary = Diary::default();
        for (entry, event) in [
            (0, Event::Person(Person { name: "Dan".into(), ..Person::default() })),
            (1, Event::Incident(Incident { what: "He called nine times.".into(), ..Incident::default() })),
        ] {
            diary.apply(entry, record(event));
        }
        diary
    }

    fn record(event: Event) -> Record {
        Record { at: "2026-05-04T22:00:00Z".parse().unwrap(), zone: "Europe/London".into(), event }
    }

    #[test]
    fn an_amended_incident_keeps_its_first_version() {
        let mut diary = diary();
        let revised = Incident { what: "He called ten times.".into(), ..Incident::default() };
        let event = diary.amend(1, revised, "I counted again.").unwrap();
        diary.apply(2, record(event));
        let history = &diary.incidents[&1];
        assert_eq!(history.now().what, "He called ten times.");
        assert_eq!(history.first().value.what, "He called nine times.");
        assert_eq!(history.revisions()[1].reason.as_deref(), Some("I counted again."));
    }

    #[test]
    fn a_struck_incident_stays_but_does_not_stand() {
        let mut diary = diary();
        let event = diary.take_back(1, "It was a wrong number.").unwrap();
        diary.apply(2, record(event));
        assert_eq!(diary.standing(&diary.incidents).count(), 0);
        assert_eq!(diary.incidents[&1].now().what, "He called nine times.");
        assert!(diary.take_back(1, "again").is_err());
    }

    #[test]
    fn a_strike_that_was_a_slip_can_be_struck_and_what_it_struck_stands_again() {
        let mut diary = diary();
        let slip = diary.take_back(1, "Wrong number typed.").unwrap();
        diary.apply(2, record(slip));
        let lift = diary.take_back(2, "I struck the wrong entry.").unwrap();
        diary.apply(3, record(lift));
        assert_eq!(diary.standing(&diary.incidents).count(), 1);
        assert!(diary.unreadable.is_empty());
        let lifted = diary.strikes[&2].lifted.as_ref().map(|lift| (lift.entry, lift.reason.as_str()));
        assert_eq!(lifted, Some((3, "I struck the wrong entry.")));
        assert!(diary.take_back(2, "once more").is_err(), "a strike is taken back once");
        assert!(diary.take_back(3, "no").is_err(), "the taking back is not a strike");
        let again = diary.take_back(1, "It was a wrong number after all.").unwrap();
        diary.apply(4, record(again));
        assert_eq!(diary.standing(&diary.incidents).count(), 0, "and it can be struck again");
    }

    #[test]
    fn one_name_in_two_cases_is_one_person() {
        let diary = diary();
        let named = |name: &str| Person { name: name.into(), ..Person::default() };
        let refused = diary.introduce(named(" dAN ")).unwrap_err();
        assert!(refused.what.contains("Dan") && refused.what.contains("person 0"), "{refused}");
        assert!(diary.introduce(named("Dan from work")).is_ok());
        assert_eq!((diary.named("DAN"), diary.named("Da")), (Some(0), None));
    }

    #[test]
    fn incidents_belong_only_with_incidents_that_are_there() {
        let mut diary = diary();
        let linked = |links| Incident { what: "x".into(), links, ..Incident::default() };
        assert!(diary.tell(linked(vec![1])).is_ok());
        assert!(diary.tell(linked(vec![999])).is_err());
        assert!(diary.tell(linked(vec![0])).is_err(), "a person is no incident");
        assert!(diary.amend(1, linked(vec![999]), "why").is_err());
        diary.apply(2, record(Event::Incident(linked(vec![999]))));
        assert!(diary.amend(2, linked(vec![999, 1]), "why").is_ok(), "an old slip does not bar a change");
    }

    #[test]
    fn initials_are_letters_however_they_are_typed() {
        for typed in ["JS", "js", "J.S.", "J S", "js/1", " j-s "] {
            assert_eq!(initials_as_typed(typed).as_deref(), Ok("JS"), "{typed}");
        }
        assert_eq!(initials_as_typed("").as_deref(), Ok(""));
        for wrong in ["jj<b>", "J1", "Jessica", "../x", "\u{202e}js"] {
            let read = initials_as_typed(wrong);
            assert!(read.is_err() || read.as_deref() == Ok(""), "{wrong}: {read:?}");
        }
    }

    #[test]
    fn nothing_is_written_without_words_a_reason_or_a_basis() {
        let diary = diary();
        assert!(diary.tell(Incident::default()).is_err());
        assert!(diary.amend(1, Incident { what: "x".into(), ..Incident::default() }, " ").is_err());
        assert!(diary.amend(7, Incident { what: "x".into(), ..Incident::default() }, "why").is_err());
        let link = Identifier { value: "07700 900123".into(), person: Some(0), ..Identifier::default() };
        assert!(diary.link(link).is_err());
    }

    #[test]
    fn an_order_needs_a_name_somebody_it_binds_and_dates_in_order() {
        let diary = diary();
        let order = |until, forbids| Order {
            kind: "Restraining order".into(),
            against: vec![0],
            from: Some(date(2026, 5, 1)),
            until,
            forbids,
            ..Order::default()
        };
        assert!(diary.order(order(None, vec![Forbidden::Contact])).is_ok(), "no end is fine");
        assert!(diary.order(order(Some(date(2026, 4, 30)), vec![])).is_err());
        assert!(diary.order(order(None, vec![Forbidden::Places])).is_err(), "places without a place");
        assert!(diary.order(Order { kind: " ".into(), ..order(None, vec![]) }).is_err());
        assert!(diary.order(Order { against: vec![], ..order(None, vec![]) }).is_err());
        assert!(diary.order(Order { against: vec![7], ..order(None, vec![]) }).is_err());
    }

    /// A label that was given once is never given again, whatever has become of the entry that gave it.
    #[test]
    fn an_unreadable_exhibit_keeps_its_label() {
        let exhibit = |label: &str| Event::Exhibit(Exhibit { label: label.into(), ..Exhibit::default() });
        let damaged = "its bytes are damaged";
        let lost_at = |lost: u64| {
            let mut diary = diary();
            for (entry, label) in [(2, "EX/1"), (3, "EX/2"), (4, "EX/3")] {
                match entry == lost {
                    true => diary.apply_unreadable(entry, damaged.into()),
                    false => diary.apply(entry, record(exhibit(label))),
                }
            }
            diary
        };
        assert_eq!(lost_at(9).label_after(0), "EX/4", "nothing is lost");
        assert_eq!(lost_at(2).label_after(0), "EX/4", "one before the last");
        assert_eq!(lost_at(4).label_after(0), "EX/4", "the last one");
        assert_eq!(lost_at(4).label_after(2), "EX/6");
        let mut diary = lost_at(4);
        diary.apply(
            5,
            record(Event::PhysicalItem(PhysicalItem { label: "TO/4".into(), ..PhysicalItem::default() })),
        );
        assert_eq!(diary.label_after(0), "EX/5", "initials may change, the numbers go on");
    }

    #[test]
    fn marks_of_a_file_are_changed_with_a_reason_and_nothing_else_of_it_is() {
        let mut diary = diary();
        let file = Exhibit { label: "JS/1".into(), sha256: "ab".into(), ..Exhibit::default() };
        diary.apply(2, record(Event::Exhibit(file.clone())));
        let private = Marks { private: true, distressing: false };
        assert!(diary.mark(2, private, " ").is_err(), "without a reason");
        assert!(diary.mark(2, Marks::default(), "why").is_err(), "nothing would change");
        assert!(diary.mark(1, private, "why").is_err(), "not a file");
        let event = diary.mark(2, private, " It shows my door. ").unwrap();
        let encoded = record(event).encode();
        let back = Record::decode(&encoded.body, []).unwrap();
        diary.apply(3, back);
        let history = &diary.exhibits[&2];
        assert_eq!(*history.now(), Exhibit { private: true, ..file.clone() });
        assert_eq!(history.first().value, file, "how it was stays readable");
        assert_eq!(history.revisions()[1].reason.as_deref(), Some("It shows my door."));
        diary.apply(4, record(Event::MarkExhibit { exhibit: 77, reason: "?".into(), marks: private }));
        assert!(diary.unreadable[&4].contains("77"));
    }

    #[test]
    fn initials_in_a_label_are_letters_and_digits_alone() {
        let typed = ["js", "JS/1", "j<b>s", "../x", "Å.Ö.", "", "abcdefghijk"];
        assert_eq!(typed.map(label_initials), ["JS", "JS", "JBS", "", "ÅÖ", "", "ABCDEFGH"]);
    }

    #[test]
    fn an_event_that_names_a_missing_entry_is_kept_and_shown() {
        let mut diary = diary();
        diary.apply(9, record(Event::Strike { entry: 77, reason: "?".into() }));
        assert!(diary.unreadable[&9].contains("77"));
    }
}
