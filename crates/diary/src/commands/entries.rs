//! `new`, `add`, `amend`, `strike`, `boundary`: writing entries.

use super::incident::{fill, take_out, when};
use crate::{
    cli::{AddArgs, AmendArgs, BoundaryArgs, MarkArgs, NewArgs},
    clock::Clock,
    failure::{Failure, Outcome},
    journal::Journal,
    lookup,
    output::Output,
};
use daybook_core::{
    boundary::Boundary,
    decide::initials_as_typed,
    event::{Event, Subject},
    exhibit::{Marks, initials},
    incident::Incident,
    when::When,
};
use daybook_vault::{Kdf, Passphrase};
use serde_json::json;
use std::path::Path;

/// Makes a diary file and writes whose it is.
pub fn create(path: &Path, clock: Clock, subject: Subject, passphrase: &Passphrase) -> Outcome<Output> {
    let mut journal = Journal::create(path, passphrase, Kdf::default(), clock)?;
    journal.write(Event::Subject(subject))?;
    journal.lock();
    let mut out = Output::new(format!("Made a new diary at {}.", path.display()));
    out.line("Keep the passphrase safe: nobody can reset it.");
    out.line("A copy kept only here can be destroyed. Copy the file to a stick or to somebody you trust.");
    Ok(out.json(json!({ "diary": path.display().to_string() })))
}

/// Whose the diary will be.
pub fn subject(args: &NewArgs, zone: &str) -> Outcome<Subject> {
    let name = args.name.clone().unwrap_or_default();
    let initials = match &args.initials {
        Some(typed) => initials_as_typed(typed)?,
        None => initials(&name),
    };
    Ok(Subject { name, initials, zone: zone.to_owned(), me: args.me.clone(), wanted: args.wanted.clone() })
}

/// Writes an incident.
pub fn add(journal: &mut Journal, args: &AddArgs) -> Outcome<Output> {
    let mut incident = Incident {
        what: args.what.clone().unwrap_or_default(),
        when: When::not_sure(journal.clock().zone_name()),
        ..Incident::default()
    };
    fill(journal, &mut incident, &args.fields)?;
    let event = journal.diary().tell(incident.clone())?;
    let entry = journal.write(event)?;
    let mut out = Output::new(format!("Saved as entry {entry}: {}.", incident.when));
    if let Some(doubt) = incident.when.doubt() {
        out.line(doubt.sentence());
    }
    if args.fields.when.is_none() {
        out.line(format!(
            "No time was given. Add it later: daybook amend {entry} --reason \"added the time\" --when …"
        ));
    }
    Ok(out.json(json!({ "entry": entry, "when": incident.when })))
}

/// Writes a new version of an incident.
pub fn amend(journal: &mut Journal, args: &AmendArgs) -> Outcome<Output> {
    let mut incident =
        journal.diary().incidents.get(&args.entry).map(|h| h.now().clone()).unwrap_or_default();
    if let Some(what) = &args.what {
        incident.what.clone_from(what);
    }
    take_out(journal, &mut incident, args)?;
    fill(journal, &mut incident, &args.fields)?;
    let event = journal.diary().amend(args.entry, incident, &args.reason)?;
    let entry = journal.write(event)?;
    let mut out = Output::new(format!("Entry {} was changed. The first version stays readable.", args.entry));
    out.line(format!(
        "A pack holds the earlier versions too. To keep all of it out: daybook report --leave-out {}",
        args.entry
    ));
    if journal.diary().incidents.get(&args.entry).is_some_and(|history| history.struck.is_some()) {
        out.line(STRUCK);
    }
    Ok(out.json(json!({ "entry": args.entry, "revision": entry })))
}

/// What is said of a change to something that counts nowhere.
pub const STRUCK: &str =
    "It is struck and counts nowhere. If that was a slip, strike the strike; `daybook show` has its number.";

/// Strikes an entry, or takes a strike back by striking it.
pub fn strike(journal: &mut Journal, entry: u64, reason: &str) -> Outcome<Output> {
    let event = journal.diary().take_back(entry, reason)?;
    let lifted = journal.diary().strikes.get(&entry).map(|strike| strike.of);
    let strike = journal.write(event)?;
    let mut out = Output::new(match lifted {
        Some(own) => {
            format!("Entry {own} counts again. That it was struck stays readable, with your reason.")
        }
        None => format!("Entry {entry} is struck. It stays readable, with your reason."),
    });
    let diary = journal.diary();
    let exhibit = diary.imports.get(&entry).map_or(entry, |import| import.now().exhibit);
    if diary.is_taken_back(exhibit) {
        for other in journal.items().resting_on(exhibit) {
            let label = diary.label(other).unwrap_or("Another file");
            out.line(format!(
                "{label} holds messages that were counted with it. Import {label} again to count them there."
            ));
        }
    }
    Ok(out.json(json!({ "entry": entry, "strike": strike })))
}

/// Changes how a file is marked.
pub fn mark(journal: &mut Journal, args: &MarkArgs) -> Outcome<Output> {
    let exhibit = lookup::exhibit(journal.diary(), &args.file)?;
    let old = journal.diary().exhibits.get(&exhibit).map(|history| history.now().marks()).unwrap_or_default();
    let marks = Marks {
        private: args.private.unwrap_or(old.private),
        distressing: args.distressing.unwrap_or(old.distressing),
    };
    let event = journal.diary().mark(exhibit, marks, &args.reason)?;
    let entry = journal.write(event)?;
    let mut out =
        Output::new(format!("{} is marked anew. How it was marked before stays readable.", args.file));
    if marks.private {
        out.line("A pack made before stays as it is.");
    }
    Ok(out.json(json!({ "entry": exhibit, "revision": entry, "marks": marks })))
}

/// Writes a boundary.
pub fn boundary(journal: &mut Journal, args: &BoundaryArgs) -> Outcome<Output> {
    if args.words.trim().is_empty() {
        return Err(Failure::refused(
            "The words are missing.",
            "Write what you said, as near as you remember.",
        ));
    }
    let to = args.to.iter().map(|who| lookup::person(journal.diary(), who)).collect::<Outcome<Vec<_>>>()?;
    let when = when(journal, &args.when, args.ahead)?;
    let said = when.to_string();
    let entry = journal.write(Event::Boundary(Boundary {
        when,
        how: args.how.clone(),
        words: args.words.clone(),
        to,
    }))?;
    let mut out = Output::new(format!("Saved as entry {entry}: {said}."));
    out.line("Contact after this is counted as unwanted. You do not have to answer any of it.");
    Ok(out.json(json!({ "entry": entry })))
}
