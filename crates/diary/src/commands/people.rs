//! `people` and `link`: who, and which identifiers are theirs.

use super::incident::choice;
use crate::{
    book::{self, Suggestion},
    cli::{LinkArgs, PeopleArgs},
    earlier::Joined,
    failure::{Failure, Outcome},
    journal::Journal,
    lookup,
    output::Output,
};
use daybook_core::person::{Identifier, IdentifierKind, Person, Role, normalise};
use serde_json::{Value, json};

/// Adds a person, or lists them.
pub fn people(journal: &mut Journal, args: &PeopleArgs) -> Outcome<Output> {
    let Some(name) = &args.add else { return Ok(list(journal)) };
    let role: Role = choice(&args.role, || "suspect, helper, third_party, other".to_owned())?;
    let acts_with = args.acts_with.as_deref().map(|who| lookup::person(journal.diary(), who)).transpose()?;
    let person = Person {
        name: name.trim().to_owned(),
        role,
        known: !args.unknown,
        relation: args.relation.clone(),
        description: args.description.clone(),
        acts_with,
    };
    let event = journal.diary().introduce(person)?;
    let entry = journal.write(event)?;
    let out = Output::new(format!("Saved as person {entry}: {name}."));
    Ok(out.json(json!({ "entry": entry })))
}

fn list(journal: &Journal) -> Output {
    let diary = journal.diary();
    let mut out = Output::default();
    let mut rows = Vec::new();
    let suggestions = book::suggestions(journal.contents());
    for (entry, person) in diary.standing(&diary.people) {
        let relation = person.relation.as_deref().map(|r| format!(" ({r})")).unwrap_or_default();
        out.line(format!("{entry:>5}  {}{relation}", person.name));
        let theirs: Vec<&Identifier> =
            diary.standing(&diary.identifiers).map(|(_, i)| i).filter(|i| i.person == Some(entry)).collect();
        for identifier in &theirs {
            out.line(format!("         {}: {}", identifier.value, identifier.basis));
        }
        for Suggestion { filed, open, .. } in suggestions.iter().filter(|one| one.person == entry) {
            let (segment, index) = filed.place;
            out.line(format!(
                "         Card “{}” in {} has {} more.",
                filed.card.name,
                filed.label,
                book::held(open)
            ));
            out.line(format!("         Theirs? daybook cards --join {segment}/{index} --person {entry}"));
        }
        rows.push(json!({ "entry": entry, "person": person, "identifiers": theirs }));
    }
    if rows.is_empty() {
        out.line("Nobody is in the diary yet. Add somebody with `daybook people --add NAME`.");
    }
    out.json(json!({ "people": rows }))
}

/// Links an identifier to a person, or joins an exhibit or incident to an incident.
pub fn link(journal: &mut Journal, args: &LinkArgs) -> Outcome<Output> {
    if let Some(to) = &args.to {
        return join(journal, &args.value, to);
    }
    let person = args.person.as_deref().map(|who| lookup::person(journal.diary(), who)).transpose()?;
    let kind = match &args.kind {
        Some(word) => {
            choice(word, || "phone, whatsapp, email, handle, vehicle, address, name, other".to_owned())?
        }
        None => IdentifierKind::of_value(&args.value),
    };
    let identifier = Identifier {
        kind,
        value: args.value.trim().to_owned(),
        person,
        basis: args.basis.trim().to_owned(),
        since: args.since,
    };
    let done = book::link(journal, identifier)?;
    let entry = done.entries[0];
    let mut out = Output::new(format!("Saved as entry {entry}: {}.", args.value));
    done.joined.iter().for_each(|joined| out.line(joined.to_string()));
    let joined: Vec<Value> = done.joined.iter().map(Joined::to_json).collect();
    Ok(out.json(json!({ "entry": entry, "normalised": normalise(&args.value), "joined": joined })))
}

fn join(journal: &mut Journal, incident: &str, to: &str) -> Outcome<Output> {
    let incident: u64 = incident.trim().parse().map_err(|_| {
        Failure::refused(
            format!("\"{incident}\" is not the number of an incident."),
            "See the numbers with `daybook list`.",
        )
    })?;
    let to =
        lookup::exhibit(journal.diary(), to).or_else(|refusal| to.trim().parse().map_err(|_| refusal))?;
    let event = journal.diary().join(incident, to)?;
    let entry = journal.write(event)?;
    Ok(Output::new(format!("Entry {to} now belongs to incident {incident}.")).json(json!({ "entry": entry })))
}
