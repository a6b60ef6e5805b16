//! The sample case: a script of a made-up diary, played through the same steps a person would take.

use crate::{
    clock::Clock,
    failure::{Failure, Outcome, unreadable},
    journal::Journal,
    shelf::{self, About},
};
use daybook_core::{
    agency::AgencyContact,
    boundary::Boundary,
    event::{Event, Subject},
    exhibit::{PhysicalItem, initials},
    incident::{Area, Channel, Effect, Incident, Kind, Place, Reported, Response, Strand, Witness},
    item::Direction,
    person::{Identifier, IdentifierKind, Person, Role},
    said,
    when::When,
};
use jiff::{Timestamp, civil::Date};
use serde::Deserialize;
use std::{
    collections::BTreeMap,
    fs::File,
    path::{Path, PathBuf},
};

/// The script, as `diary.toml` holds it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Script {
    wanted: Option<String>,
    #[serde(default)]
    kept_whole: Vec<String>,
    subject: Name,
    person: BTreeMap<String, Somebody>,
    identifier: Vec<Theirs>,
    boundary: Vec<Asked>,
    incident: Vec<Told>,
    #[serde(default)]
    item: Vec<Thing>,
    #[serde(default)]
    agency: Vec<Agency>,
    #[serde(default)]
    private: Vec<Note>,
    #[serde(default)]
    amend: Vec<Amended>,
    #[serde(default)]
    strike: Vec<TakenBack>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Name {
    name: String,
    initials: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Somebody {
    name: String,
    #[serde(default)]
    role: Role,
    relation: Option<String>,
    #[serde(default)]
    known: bool,
    description: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Theirs {
    kind: IdentifierKind,
    value: String,
    person: String,
    basis: String,
    since: Option<Date>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    when: String,
    how: String,
    words: String,
    to: Vec<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Told {
    id: String,
    when: String,
    written: Option<Timestamp>,
    what: String,
    exact_words: Option<String>,
    kinds: Vec<Kind>,
    channel: Option<Channel>,
    who: Vec<String>,
    place: Option<String>,
    place_private: bool,
    technology: Option<String>,
    direction: Direction,
    witnesses: Vec<Witness>,
    present: Vec<String>,
    felt_then: Option<String>,
    felt_after: Option<String>,
    fear_of_violence: Option<bool>,
    effects: Vec<Change>,
    damage: Option<String>,
    cost_pence: Option<u64>,
    threat: Option<String>,
    motive_strand: Option<Strand>,
    responded: Option<Response>,
    responded_text: Option<String>,
    reported: Option<Reported>,
    exhibits: Vec<String>,
    links: Vec<String>,
    author: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    area: Area,
    text: String,
    cost: Option<u64>,
    date: Option<Date>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Thing {
    #[serde(rename = "key")]
    _key: String,
    description: String,
    received_when: String,
    received_how: Option<String>,
    handled_by: Option<String>,
    wrapped: Option<String>,
    stored: Option<String>,
    #[serde(default)]
    photos: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Agency {
    when: String,
    who: String,
    force: String,
    reference: Option<String>,
    told: Option<String>,
    advice: Option<String>,
    promise: Option<String>,
    due: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Note {
    key: String,
    text: String,
}

#[derive(Debug, Deserialize)]
struct Amended {
    incident: String,
    reason: String,
    what: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TakenBack {
    incident: String,
    reason: String,
}

impl Script {
    /// Whether an archive beside the script is somebody else's, to be kept as a file and not read as the keeper's contacts.
    pub fn keeps_whole(&self, archive: &Path) -> bool {
        archive.file_name().is_some_and(|name| self.kept_whole.iter().any(|kept| name == kept.as_str()))
    }

    /// The keeper's name, as the archives write it.
    pub fn keeper(&self) -> &str {
        &self.subject.name
    }

    /// Reads a script.
    pub fn read(path: &Path) -> Outcome<Self> {
        let text = std::fs::read_to_string(path).map_err(|e| unreadable(path, &e))?;
        toml::from_str(&text).map_err(|e| {
            Failure::refused(
                format!("{} cannot be played: {e}", path.display()),
                "Mend the line named above.",
            )
        })
    }
}

/// Plays a script into a diary, at the times it says it was written. Files it names stand beside it in `folder`.
pub fn play(script: &Script, folder: &Path, journal: &mut Journal) -> Outcome<()> {
    let clock = journal.clock().clone();
    let mut player = Player {
        journal,
        folder,
        clock,
        people: BTreeMap::new(),
        files: BTreeMap::new(),
        told: BTreeMap::new(),
    };
    player.opening(script)?;
    for told in &script.incident {
        player.incident(told)?;
    }
    player.closing(script)
}

struct Player<'a> {
    journal: &'a mut Journal,
    folder: &'a Path,
    clock: Clock,
    people: BTreeMap<String, u64>,
    files: BTreeMap<String, u64>,
    told: BTreeMap<String, u64>,
}

impl Player<'_> {
    fn opening(&mut self, script: &Script) -> Outcome<()> {
        if let Some(first) = script.incident.iter().filter_map(|told| told.written).min() {
            self.journal.set_clock(self.clock.at(first));
        }
        let subject = Subject {
            name: script.subject.name.clone(),
            initials: script.subject.initials.clone().unwrap_or_else(|| initials(&script.subject.name)),
            zone: self.clock.zone_name().to_owned(),
            me: vec![script.subject.name.clone()],
            wanted: script.wanted.clone(),
        };
        self.journal.write(Event::Subject(subject))?;
        for (key, somebody) in &script.person {
            let entry = self.introduce(somebody)?;
            self.people.insert(key.clone(), entry);
        }
        for theirs in &script.identifier {
            let identifier = Identifier {
                kind: theirs.kind,
                value: theirs.value.clone(),
                person: Some(self.person(&theirs.person)?),
                basis: theirs.basis.clone(),
                since: theirs.since,
            };
            let event = self.journal.diary().link(identifier)?;
            self.journal.write(event)?;
        }
        Ok(())
    }

    fn closing(&mut self, script: &Script) -> Outcome<()> {
        self.journal.set_clock(self.clock.clone());
        for asked in &script.boundary {
            let to = asked.to.iter().map(|key| self.person(key)).collect::<Outcome<Vec<_>>>()?;
            let when = self.when(&asked.when)?;
            let boundary = Boundary { when, how: asked.how.clone(), words: asked.words.clone(), to };
            self.journal.write(Event::Boundary(boundary))?;
        }
        script.item.iter().try_for_each(|thing| self.thing(thing))?;
        script.agency.iter().try_for_each(|agency| self.agency(agency))?;
        for amended in &script.amend {
            let entry = self.incident_named(&amended.incident)?;
            let mut revised = self.journal.diary().incidents[&entry].now().clone();
            if let Some(what) = &amended.what {
                revised.what.clone_from(what);
            }
            let event = self.journal.diary().amend(entry, revised, &amended.reason)?;
            self.journal.write(event)?;
        }
        for taken in &script.strike {
            let event =
                self.journal.diary().take_back(self.incident_named(&taken.incident)?, &taken.reason)?;
            self.journal.write(event)?;
        }
        script
            .private
            .iter()
            .try_for_each(|note| self.journal.set_private(&format!("note/{}", note.key), &note.text))
    }

    fn introduce(&mut self, somebody: &Somebody) -> Outcome<u64> {
        let event = self.journal.diary().introduce(Person {
            name: somebody.name.clone(),
            role: somebody.role,
            known: somebody.known,
            relation: somebody.relation.clone(),
            description: somebody.description.clone(),
            acts_with: None,
        })?;
        self.journal.write(event)
    }

    fn incident(&mut self, told: &Told) -> Outcome<()> {
        if let Some(written) = told.written {
            self.journal.set_clock(self.clock.at(written));
        }
        let exhibits = told.exhibits.iter().map(|name| self.file(name)).collect::<Outcome<Vec<_>>>()?;
        let who = told.who.iter().map(|key| self.person(key)).collect::<Outcome<Vec<_>>>()?;
        let links = told.links.iter().map(|id| self.incident_named(id)).collect::<Outcome<Vec<_>>>()?;
        let incident = Incident { when: self.when(&told.when)?, who, exhibits, links, ..plain(told) };
        let event = self.journal.diary().tell(incident)?;
        let entry = self.journal.write(event)?;
        self.told.insert(told.id.clone(), entry);
        Ok(())
    }

    fn thing(&mut self, thing: &Thing) -> Outcome<()> {
        let photos = thing.photos.iter().map(|name| self.file(name)).collect::<Outcome<Vec<_>>>()?;
        let item = PhysicalItem {
            label: String::new(),
            description: thing.description.clone(),
            received: self.when(&thing.received_when)?,
            received_how: thing.received_how.clone(),
            handled_by: thing.handled_by.clone(),
            wrapped: thing.wrapped.clone(),
            stored: thing.stored.clone(),
            photos,
        };
        let event = self.journal.diary().label_item(item)?;
        self.journal.write(event)?;
        Ok(())
    }

    fn agency(&mut self, agency: &Agency) -> Outcome<()> {
        let contact = AgencyContact {
            when: self.when(&agency.when)?,
            who: agency.who.clone(),
            force: agency.force.clone(),
            reference: agency.reference.clone(),
            told: agency.told.clone(),
            advice: agency.advice.clone(),
            promise: agency.promise.clone(),
            due: agency.due.clone(),
        };
        self.journal.write(Event::Agency(contact))?;
        Ok(())
    }

    /// Keeps a file the first time it is named.
    fn file(&mut self, name: &str) -> Outcome<u64> {
        if let Some(entry) = self.files.get(name) {
            return Ok(*entry);
        }
        let path: PathBuf = self.folder.join(name);
        let mut file = File::open(&path).map_err(|e| unreadable(&path, &e))?;
        let about = About { name: name.to_owned(), ..About::default() };
        let stored = shelf::store(self.journal, &mut file, &about)?;
        self.files.insert(name.to_owned(), stored.exhibit);
        Ok(stored.exhibit)
    }

    fn when(&self, text: &str) -> Outcome<When> {
        said::parse(text, &self.journal.clock().zoned()).map_err(|e| Failure::refused(e.what, e.todo))
    }

    fn person(&self, key: &str) -> Outcome<u64> {
        found(&self.people, key)
    }

    fn incident_named(&self, id: &str) -> Outcome<u64> {
        found(&self.told, id)
    }
}

fn found(map: &BTreeMap<String, u64>, key: &str) -> Outcome<u64> {
    map.get(key).copied().ok_or_else(|| {
        Failure::refused(format!("The script names \"{key}\", which is not in it yet."), "Mend the script.")
    })
}

/// The fields of an incident that need no looking up.
fn plain(told: &Told) -> Incident {
    let effect = |c: &Change| Effect { area: c.area, text: c.text.clone(), cost: c.cost, date: c.date };
    let place = told.place.as_ref();
    Incident {
        what: told.what.clone(),
        exact_words: told.exact_words.clone(),
        kinds: told.kinds.clone(),
        channel: told.channel,
        direction: told.direction,
        place: place.map(|text| Place { text: text.clone(), private: told.place_private }),
        technology: told.technology.clone(),
        witnesses: told.witnesses.clone(),
        present: told.present.clone(),
        felt_then: told.felt_then.clone(),
        felt_after: told.felt_after.clone(),
        fear_of_violence: told.fear_of_violence,
        effects: told.effects.iter().map(effect).collect(),
        damage: told.damage.clone(),
        cost: told.cost_pence,
        threat: told.threat.clone(),
        strands: told.motive_strand.into_iter().collect(),
        responded: told.responded,
        responded_text: told.responded_text.clone(),
        reported: told.reported.iter().cloned().collect(),
        scribe: told.author.clone().filter(|author| author != "self"),
        ..Incident::default()
    }
}
