//! Events: what is written into the log, and the bytes they are committed as.
//!
//! An entry's body is one JSON object: `v`, `at`, `zone`, `type`, `data`. JSON is chosen so that anyone can read a
//! disclosed entry with no program of ours. Bytes are never re-made from a parsed value: what was committed is kept.

use crate::{
    agency::AgencyContact,
    boundary::{Boundary, Order},
    exhibit::{Custody, Exhibit, MachineText, Marks, PhysicalItem},
    incident::{Incident, Place, Witness},
    item::Finding,
    person::{Identifier, Person},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The version written into every body.
pub const BODY_VERSION: u32 = 1;

/// Kind byte of a log entry that holds a [`Record`]: the body, then the fields committed apart.
pub const RECORD_KIND: u8 = 1;

/// Kind byte of a log entry that holds a segment: a [`SegmentHead`] as body, then one list of items.
pub const SEGMENT_KIND: u8 = 2;

/// Kind byte of a log entry that holds sightings: a [`crate::sighting::SightingHead`] as body, then the runs.
pub const SIGHTING_KIND: u8 = 3;

/// An event with the device clock and zone at the moment it was written down.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Device clock.
    pub at: Timestamp,
    /// IANA name of the device's zone.
    pub zone: String,
    /// What happened to the record.
    pub event: Event,
}

/// Whose diary it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Subject {
    /// The keeper's name as it is to stand in a pack.
    pub name: String,
    /// Initials for exhibit labels.
    pub initials: String,
    /// IANA zone the keeper lives in.
    pub zone: String,
    /// Names and numbers under which archives know the keeper.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub me: Vec<String>,
    /// What the keeper wants: the last lines of a pack's first page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wanted: Option<String>,
}

/// An archive was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Import {
    /// Entry number of the archive's exhibit.
    pub exhibit: u64,
    /// Format it was read as.
    pub format: String,
    /// Records in the file.
    pub records: u64,
    /// Records that were new.
    pub imported: u64,
    /// Records already known from an earlier archive.
    pub duplicates: u64,
    /// Count the file itself declares.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub declared: Option<u64>,
    /// Zone assumed for times without one.
    pub zone: String,
    /// Who the archive's keeper is taken to be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub me: Option<String>,
    /// Whose phone or account it came from, when not the keeper's. Empty: the keeper's after all. `None`: nothing new is
    /// said, and what was said before stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub whose: Option<String>,
    /// What was noticed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// Everyone who wrote, called, or was written to or called, in the whole file: records known from an earlier archive
    /// included. `None` in entries written before this was kept. Committed apart, and never disclosed: most of them have
    /// nothing to do with the case.
    #[serde(skip)]
    pub participants: Option<Vec<String>>,
}

/// Head of a segment: a run of imported items, each with its own leaf under the segment's part.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SegmentHead {
    /// Version of the head.
    pub v: u32,
    /// Entry number of the archive's exhibit.
    pub exhibit: u64,
    /// Format the archive was read as.
    pub format: String,
    /// How many items.
    pub count: u64,
}

/// What can be written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
#[allow(missing_docs, reason = "each variant is documented on the type it holds")]
pub enum Event {
    Subject(Subject),
    Incident(Incident),
    /// A new version of an incident, with the reason.
    Amend {
        incident: u64,
        reason: String,
        revised: Incident,
    },
    /// An entry is marked as not to be relied on. It stays readable.
    Strike {
        entry: u64,
        reason: String,
    },
    Person(Person),
    /// A new version of a person.
    AmendPerson {
        person: u64,
        reason: String,
        revised: Person,
    },
    Identifier(Identifier),
    /// An exhibit or incident belongs to an incident.
    Attach {
        incident: u64,
        to: u64,
    },
    Boundary(Boundary),
    Order(Order),
    Exhibit(Exhibit),
    /// An exhibit is marked otherwise from now on. Its file and its label stay what they are.
    MarkExhibit {
        exhibit: u64,
        reason: String,
        marks: Marks,
    },
    PhysicalItem(PhysicalItem),
    Custody(Custody),
    Agency(AgencyContact),
    Import(Import),
    MachineText(MachineText),
}

/// The bytes of a record: a body, and the fields that are committed apart so that they can be withheld.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encoded {
    /// The JSON body.
    pub body: Vec<u8>,
    /// JSON of each field committed apart.
    pub fields: Vec<Vec<u8>>,
}

/// An entry's bytes are not a record this version understands.
#[derive(Debug, thiserror::Error)]
#[error("entry is not in a form this version can read: {0}")]
pub struct Unreadable(String);

#[derive(Serialize, Deserialize)]
struct Body {
    v: u32,
    at: Timestamp,
    zone: String,
    #[serde(flatten)]
    event: Event,
}

/// A field committed apart from its body.
#[derive(Serialize, Deserialize)]
#[serde(tag = "field", content = "value", rename_all = "snake_case")]
enum Field {
    Place(Place),
    /// Who saw it and what. How to reach them is a field of its own, so that a pack can name a witness and keep the
    /// number back.
    Witness {
        name: String,
        saw: Option<String>,
    },
    WitnessContact {
        witness: usize,
        contact: String,
    },
    /// Everyone in an archive.
    Participants(Vec<String>),
}

/// What a field committed apart holds, as far as somebody must know who decides whether it may leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// Where it happened.
    Place(Place),
    /// A witness's name and what they saw.
    Witness,
    /// How to reach a witness.
    WitnessContact,
    /// Everyone in an archive.
    Participants,
}

/// Says what a field committed apart holds.
///
/// # Errors
/// [`Unreadable`] when the bytes are not such a field.
pub fn field_kind(field: &[u8]) -> Result<FieldKind, Unreadable> {
    let field = serde_json::from_slice(field).map_err(|e| Unreadable(e.to_string()))?;
    Ok(match field {
        Field::Place(place) => FieldKind::Place(place),
        Field::Witness { .. } => FieldKind::Witness,
        Field::WitnessContact { .. } => FieldKind::WitnessContact,
        Field::Participants(_) => FieldKind::Participants,
    })
}

impl Record {
    /// The bytes to commit.
    pub fn encode(&self) -> Encoded {
        let body = Body { v: BODY_VERSION, at: self.at, zone: self.zone.clone(), event: self.event.clone() };
        let fields = fields_of(&self.event);
        Encoded { body: json(&body), fields: fields.iter().map(json).collect() }
    }

    /// The record that was committed. Fields that were withheld are simply absent from `fields`.
    pub fn decode<'a>(body: &[u8], fields: impl IntoIterator<Item = &'a [u8]>) -> Result<Self, Unreadable> {
        let body: Body = serde_json::from_slice(body).map_err(|e| Unreadable(e.to_string()))?;
        if body.v > BODY_VERSION {
            return Err(Unreadable(format!("version {}", body.v)));
        }
        let mut event = body.event;
        for field in fields {
            let field = serde_json::from_slice(field).map_err(|e| Unreadable(e.to_string()))?;
            event.take(field);
        }
        Ok(Self { at: body.at, zone: body.zone, event })
    }
}

impl Event {
    /// The incident told or revised by this event.
    pub fn incident(&self) -> Option<&Incident> {
        match self {
            Self::Incident(incident) | Self::Amend { revised: incident, .. } => Some(incident),
            _ => None,
        }
    }

    /// Puts back a field that was committed apart. One that belongs to another sort of event is passed over.
    fn take(&mut self, field: Field) {
        match (self, field) {
            (Self::Import(import), Field::Participants(names)) => import.participants = Some(names),
            (Self::Incident(incident) | Self::Amend { revised: incident, .. }, field) => match field {
                Field::Place(place) => incident.place = Some(place),
                Field::Witness { name, saw } => {
                    incident.witnesses.push(Witness { name, contact: None, saw });
                }
                // The number of a witness who is withheld belongs to nobody and is passed over.
                Field::WitnessContact { witness, contact } => {
                    if let Some(witness) = incident.witnesses.get_mut(witness) {
                        witness.contact = Some(contact);
                    }
                }
                Field::Participants(_) => {}
            },
            _ => {}
        }
    }
}

fn fields_of(event: &Event) -> Vec<Field> {
    if let Event::Import(import) = event {
        return import.participants.clone().map(Field::Participants).into_iter().collect();
    }
    event.incident().map(fields_of_incident).unwrap_or_default()
}

fn fields_of_incident(incident: &Incident) -> Vec<Field> {
    let mut fields: Vec<Field> = incident.place.clone().map(Field::Place).into_iter().collect();
    for (at, witness) in incident.witnesses.iter().enumerate() {
        fields.push(Field::Witness { name: witness.name.clone(), saw: witness.saw.clone() });
        let contact = witness.contact.clone();
        fields.extend(contact.map(|contact| Field::WitnessContact { witness: at, contact }));
    }
    fields
}

fn json<T: Serialize>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value)
        .expect("records hold only strings, numbers and lists, which JSON can always write")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::when::When;
    use jiff::civil::date;

    fn record(event: Event) -> Record {
        Record { at: "2026-05-04T22:00:00Z".parse().unwrap(), zone: "Europe/London".into(), event }
    }

    fn incident() -> Incident {
        Incident {
            when: When::exact(date(2026, 5, 4).at(21, 0, 0, 0), "Europe/London"),
            what: "He was outside again.".into(),
            place: Some(Place { text: "14 Larkspur Mews".into(), private: true }),
            witnesses: vec![Witness { name: "Jo".into(), contact: Some("07700 900111".into()), saw: None }],
            ..Incident::default()
        }
    }

    #[test]
    fn a_record_comes_back_as_it_was() {
        let record = record(Event::Incident(incident()));
        let encoded = record.encode();
        let fields = encoded.fields.iter().map(Vec::as_slice);
        assert_eq!(Record::decode(&encoded.body, fields).unwrap(), record);
    }

    #[test]
    fn the_place_and_the_witnesses_are_not_in_the_body() {
        let encoded = record(Event::Incident(incident())).encode();
        let body = String::from_utf8(encoded.body.clone()).unwrap();
        assert!(!body.contains("Larkspur") && !body.contains("900111"), "{body}");
        let without = Record::decode(&encoded.body, []).unwrap();
        assert_eq!(without.event.incident().unwrap().place, None);
    }

    #[test]
    fn a_witness_can_be_named_without_saying_how_to_reach_them() {
        let encoded = record(Event::Incident(incident())).encode();
        let shown: Vec<&[u8]> = encoded.fields.iter().map(Vec::as_slice).collect();
        let named = shown.iter().copied().filter(|f| field_kind(f).unwrap() != FieldKind::WitnessContact);
        let told = Record::decode(&encoded.body, named).unwrap();
        let witness = Witness { name: "Jo".into(), contact: None, saw: None };
        assert_eq!(told.event.incident().unwrap().witnesses, [witness]);
        let place = Place { text: "14 Larkspur Mews".into(), private: true };
        assert_eq!(field_kind(shown[0]).unwrap(), FieldKind::Place(place));
        assert!(field_kind(b"{}").is_err());
    }

    #[test]
    fn the_number_of_a_withheld_witness_is_passed_over() {
        let encoded = record(Event::Incident(incident())).encode();
        let number = encoded.fields.iter().map(Vec::as_slice).skip(2);
        assert!(
            Record::decode(&encoded.body, number).unwrap().event.incident().unwrap().witnesses.is_empty()
        );
    }

    #[test]
    fn everyone_in_an_archive_is_committed_apart_and_older_imports_do_not_say() {
        let import = Import { participants: Some(vec!["Refuge".into()]), ..Import::default() };
        let record = record(Event::Import(import));
        let encoded = record.encode();
        assert!(!String::from_utf8_lossy(&encoded.body).contains("Refuge"));
        assert_eq!(field_kind(&encoded.fields[0]).unwrap(), FieldKind::Participants);
        assert_eq!(Record::decode(&encoded.body, encoded.fields.iter().map(Vec::as_slice)).unwrap(), record);
        let Event::Import(older) = Record::decode(&encoded.body, []).unwrap().event else {
            panic!("no import")
        };
        assert_eq!(older.participants, None);
    }

    #[test]
    fn a_body_from_a_newer_version_is_refused_in_words() {
        let body =
            br#"{"v":9,"at":"2026-05-04T22:00:00Z","zone":"Europe/London","type":"subject","data":{}}"#;
        assert!(Record::decode(body, []).unwrap_err().to_string().contains("version 9"));
    }
}
