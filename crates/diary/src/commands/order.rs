//! `order`: an order of a court or the police.

use super::incident::choice;
use crate::{cli::OrderArgs, failure::Outcome, insight, journal::Journal, lookup, output::Output};
use daybook_core::{
    boundary::{Forbidden, Order},
    order,
};
use serde_json::json;

/// Writes an order down, and says what falls within it.
pub fn order(journal: &mut Journal, args: &OrderArgs) -> Outcome<Output> {
    let person = |who: &String| lookup::person(journal.diary(), who);
    let all = || "contact, third_parties, places, coming_near, online, violence".to_owned();
    let forbids = args.forbids.iter().map(|word| choice(word, all)).collect::<Outcome<Vec<Forbidden>>>()?;
    let order = Order {
        kind: args.kind.trim().to_owned(),
        by: args.by.trim().to_owned(),
        against: args.against.iter().map(person).collect::<Outcome<Vec<_>>>()?,
        terms: args.terms.trim().to_owned(),
        forbids,
        zones: args.places.clone(),
        from: args.from,
        until: args.until,
        served: args.served,
    };
    let event = journal.diary().order(order)?;
    let entry = journal.write(event)?;
    let held = insight::look(journal, |view| order::held(view.diary, view.rows, view.zone));
    let held = held.into_iter().find(|held| held.order == entry);
    let mut out = Output::new(format!("Saved as entry {entry}: {}.", args.kind.trim()));
    let within = held.as_ref().map_or(0, |held| held.within.len());
    out.line(match held.as_ref().and_then(|held| held.from) {
        None => "Without its first day nothing can be held against it. Write it down again with --from, and strike this one."
            .to_owned(),
        Some(_) if within == 0 => "Nothing in the diary falls within it.".to_owned(),
        Some(_) => format!("{within} in the diary fall within it. See them with `daybook pattern`. Breaking an order is often a crime: call 101, or 999 if it is happening."),
    });
    Ok(out.json(json!({ "entry": entry, "held": held })))
}
