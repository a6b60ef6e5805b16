//! `cards`: contact cards that came with imported files, and joining one to a person.

use crate::{
    book::{self, Filed, Linked},
    cli::CardsArgs,
    earlier::Joined,
    failure::Outcome,
    journal::Journal,
    lookup,
    output::Output,
};
use serde_json::{Value, json};

/// Lists the cards, or links what one has to a person.
pub fn cards(journal: &mut Journal, args: &CardsArgs) -> Outcome<Output> {
    match (&args.join, &args.person) {
        (Some(card), Some(person)) => {
            let place = lookup::item(card)?;
            let person = lookup::person(journal.diary(), person)?;
            let done = book::link_card(journal, place, (person, &args.only))?;
            let name = journal.diary().name(person).to_owned();
            Ok(told(&done, &format!("Linked to {name}: {} of the card.", done.entries.len())))
        }
        _ => Ok(list(journal)),
    }
}

/// What came of linking.
pub fn told(done: &Linked, first: &str) -> Output {
    let mut out = Output::new(first.to_owned());
    done.joined.iter().for_each(|joined| out.line(joined.to_string()));
    let joined: Vec<Value> = done.joined.iter().map(Joined::to_json).collect();
    out.json(json!({ "entries": done.entries, "joined": joined }))
}

fn list(journal: &Journal) -> Output {
    let mut out = Output::default();
    let suggestions = book::suggestions(journal.contents());
    let mut rows = Vec::new();
    for filed in book::cards(journal.contents()) {
        let Filed { place: (segment, index), label, card } = &filed;
        out.line(format!("{segment:>5}/{index}  {} in {label}: {}", card.name, filed.holds()));
        card.identifiers.iter().for_each(|one| out.line(format!("         {}", one.value)));
        let may_be: Vec<Value> = suggestions
            .iter()
            .filter(|suggestion| suggestion.filed.place == filed.place)
            .map(|suggestion| {
                let name = journal.diary().name(suggestion.person);
                out.line(format!("         Is this {name}? Both have {}. If so:", suggestion.shared));
                out.line(format!(
                    "         daybook cards --join {segment}/{index} --person {}",
                    suggestion.person
                ));
                json!({ "person": suggestion.person, "shared": suggestion.shared, "open": suggestion.open })
            })
            .collect();
        let place = format!("{segment}/{index}");
        rows.push(json!({ "card": place, "file": label, "name": card.name, "identifiers": card.identifiers, "may_be": may_be }));
    }
    if rows.is_empty() {
        out.line("No contact cards are in the diary. Save your contacts as a file (.vcf) on the phone and import it.");
    }
    out.json(json!({ "cards": rows }))
}
