//! Turning typed fields into an incident.

use crate::{
    cli::{AmendArgs, IncidentArgs},
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

/// Reads a time as typed, against the journal's clock. One that is still to come is mostly a slip in the year, and every
/// time limit would be counted from it; so it must be said to be meant.
pub fn when(journal: &Journal, text: &str, ahead: bool) -> Outcome<When> {
    let now = journal.clock().zoned();
    let when = said::parse(text, &now).map_err(|e| Failure::refused(e.what, e.todo))?;
    if said::is_future(&when, &now) && !ahead {
        return Err(Failure::refused(
            format!("That time is still to come: {when}."),
            "Check the year. If it is right, add --ahead.",
        ));
    }
    Ok(when)
}

/// Puts every field that was given into the incident; what was not given stays as it is.
pub fn fill(journal: &Journal, incident: &mut Incident, args: &IncidentArgs) -> Outcome<()> {
    if let Some(text) = &args.when {
        incident.when = when(journal, text, args.ahead)?;
    }
    fill_texts(incident, args);
    fill_choices(incident, args)?;
    fill_people(journal, incident, args)?;
    fill_place(incident, args)?;
    for exhibit in &args.exhibits {
        add_once(&mut incident.exhibits, lookup::exhibit(journal.diary(), exhibit)?);
    }
    args.links.iter().for_each(|link| add_once(&mut incident.links, *link));
    Ok(())
}

/// A place that is private stays so when its words are changed.
fn fill_place(incident: &mut Incident, args: &IncidentArgs) -> Outcome<()> {
    let private = args.place_private || incident.place.as_ref().is_some_and(|place| place.private);
    if let Some(text) = &args.place {
        incident.place = Some(Place { text: text.clone(), private });
    }
    match &mut incident.place {
        Some(place) => place.private = private,
        None if args.place_private => {
            return Err(Failure::refused(
                "There is no place to keep private.",
                "Say where it was with --place, or leave --place-private out.",
            ));
        }
        None => {}
    }
    Ok(())
}

/// Takes out what a change names, and lets a private place stand in packs when the keeper says so in as many words.
pub fn take_out(journal: &Journal, incident: &mut Incident, args: &AmendArgs) -> Outcome<()> {
    let diary = journal.diary();
    for who in &args.without_who {
        remove(&mut incident.who, who, &lookup::person(diary, who)?)?;
    }
    for kind in &args.without_kind {
        remove(&mut incident.kinds, kind, &kind_of(kind)?)?;
    }
    for exhibit in &args.without_exhibit {
        remove(&mut incident.exhibits, exhibit, &lookup::exhibit(diary, exhibit)?)?;
    }
    for link in &args.without_link {
        remove(&mut incident.links, &link.to_string(), link)?;
    }
    for name in &args.without_witness {
        let named = |witness: &Witness| witness.name.trim().to_lowercase() == name.trim().to_lowercase();
        let before = incident.witnesses.len();
        incident.witnesses.retain(|witness| !named(witness));
        if incident.witnesses.len() == before {
            return Err(not_in_it(name));
        }
    }
    if let Some(place) = incident.place.as_mut().filter(|_| args.place_public) {
        place.private = false;
    }
    Ok(())
}

fn remove<T: PartialEq>(list: &mut Vec<T>, typed: &str, one: &T) -> Outcome<()> {
    let at = list.iter().position(|own| own == one).ok_or_else(|| not_in_it(typed))?;
    list.remove(at);
    Ok(())
}

fn not_in_it(typed: &str) -> Failure {
    Failure::refused(
        format!("\"{typed}\" is not in this incident, so it cannot be taken out."),
        "See what is in it with `daybook show ENTRY`. Nothing was changed.",
    )
}

fn add_once<T: PartialEq>(list: &mut Vec<T>, one: T) {
    if !list.contains(&one) {
        list.push(one);
    }
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
        add_once(&mut incident.kinds, kind_of(kind)?);
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
        add_once(&mut incident.who, lookup::person(journal.diary(), who)?);
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

fn kind_of(word: &str) -> Outcome<Kind> {
    choice(word, || Kind::ALL.map(|k| format!("{}: {}", k.word(), k.label())).join("\n  "))
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
