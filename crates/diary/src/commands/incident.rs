//! Turning typed fields into an incident.

use crate::{
    cli::IncidentArgs,
    failure::{Failure, Outcome},
    journal::Journal,
    lookup,
};
use daybook_core::{
    incident::{Area, Effect, Incident, Kind, Place, Reported, Witness},
    said,
    when::When,
};
use serde::de::DeserializeOwned;

/// Reads a time as typed, against the journal's clock.
pub fn when(journal: &Journal, text: &str) -> Outcome<When> {
    said::parse(text, &journal.clock().zoned()).map_err(|e| Failure::refused(e.what, e.todo))
}

/// Puts every field that was given into the incident; what was not given stays as it is.
pub fn fill(journal: &Journal, incident: &mut Incident, args: &IncidentArgs) -> Outcome<()> {
    if let Some(text) = &args.when {
        incident.when = when(journal, text)?;
    }
    fill_texts(incident, args);
    fill_choices(incident, args)?;
    fill_people(journal, incident, args)?;
    if let Some(place) = &args.place {
        incident.place = Some(Place { text: place.clone(), private: args.place_private });
    } else if let Some(place) = incident.place.as_mut().filter(|_| args.place_private) {
        place.private = true;
    }
    for exhibit in &args.exhibits {
        incident.exhibits.push(lookup::exhibit(journal.diary(), exhibit)?);
    }
    incident.links.extend(&args.links);
    Ok(())
}

fn fill_texts(incident: &mut Incident, args: &IncidentArgs) {
    let texts = [
        (&mut incident.exact_words, &args.words),
        (&mut incident.technology, &args.technology),
        (&mut incident.felt_then, &args.felt),
        (&mut incident.felt_after, &args.felt_after),
        (&mut incident.injury, &args.injury),
        (&mut incident.damage, &args.damage),
        (&mut incident.threat, &args.threat),
        (&mut incident.weapon, &args.weapon),
        (&mut incident.vehicle, &args.vehicle),
        (&mut incident.responded_text, &args.responded_text),
        (&mut incident.scribe, &args.scribe),
    ];
    for (field, given) in texts {
        if given.is_some() {
            field.clone_from(given);
        }
    }
    incident.cost = args.cost.or(incident.cost);
    incident.fear_of_violence = args.fear.or(incident.fear_of_violence);
    incident.present.extend(args.present.iter().cloned());
}

fn fill_choices(incident: &mut Incident, args: &IncidentArgs) -> Outcome<()> {
    for kind in &args.kinds {
        let kind = choice(kind, || Kind::ALL.map(|k| format!("{}: {}", k.word(), k.label())).join("\n  "))?;
        if !incident.kinds.contains(&kind) {
            incident.kinds.push(kind);
        }
    }
    if let Some(channel) = &args.channel {
        incident.channel = Some(choice(channel, || {
            "in_person, phone, sms, whatsapp, email, social, post, other".to_owned()
        })?);
    }
    for strand in &args.strands {
        incident.strands.push(choice(strand, || {
            "race, religion, disability, sexual_orientation, transgender".to_owned()
        })?);
    }
    if let Some(responded) = &args.responded {
        incident.responded =
            Some(choice(responded, || "none, replied, answered, blocked, asked_to_stop".to_owned())?);
    }
    for effect in &args.effects {
        incident.effects.push(effect_of(effect)?);
    }
    Ok(())
}

fn fill_people(journal: &Journal, incident: &mut Incident, args: &IncidentArgs) -> Outcome<()> {
    for who in &args.who {
        let person = lookup::person(journal.diary(), who)?;
        if !incident.who.contains(&person) {
            incident.who.push(person);
        }
    }
    for witness in &args.witnesses {
        let [name, contact, saw] = split(witness);
        incident.witnesses.push(Witness { name: name.unwrap_or_default(), contact, saw });
    }
    for reported in &args.reported {
        let [to, reference, officer, said] = split(reported);
        let to = to.unwrap_or_default();
        incident.reported.push(Reported { to, when: None, reference, officer, said });
    }
    Ok(())
}

fn effect_of(text: &str) -> Outcome<Effect> {
    let areas = || "routes, work, home, sleep, health, social, money, children".to_owned();
    let (area, changed) = text.split_once(':').ok_or_else(|| {
        Failure::refused(
            format!("\"{text}\" does not say which part of life changed."),
            format!("Write it as AREA: what changed. AREA is one of {}.", areas()),
        )
    })?;
    let area: Area = choice(area.trim(), areas)?;
    Ok(Effect { area, text: changed.trim().to_owned(), cost: None, date: None })
}

/// The pieces of a text between semicolons; those left out are `None`.
fn split<const N: usize>(text: &str) -> [Option<String>; N] {
    let mut pieces = text.splitn(N, ';').map(|p| Some(p.trim().to_owned()).filter(|p| !p.is_empty()));
    std::array::from_fn(|_| pieces.next().flatten())
}

/// One of a fixed list of words; the list is told when it is none of them.
pub fn choice<T: DeserializeOwned>(word: &str, all: impl Fn() -> String) -> Outcome<T> {
    let plain = word.trim().to_lowercase().replace(['-', ' '], "_");
    serde_json::from_value(serde_json::Value::String(plain)).map_err(|_| {
        Failure::refused(
            format!("\"{word}\" is not one of the words used here."),
            format!("Use one of: {}", all()),
        )
    })
}
