//! `new`, `add`, `amend`, `strike`, `boundary`: writing entries.

use super::incident::{fill, when};
use crate::{
    cli::{AddArgs, AmendArgs, BoundaryArgs, MarkArgs, NewArgs},
    clock::Clock,
    failure::{Failure, Outcome},
    journal::Journal,
    lookup,
    output::Output,
    secret,
};
use daybook_core::{
    boundary::Boundary,
    diary::Diary,
    event::{Event, Subject},
    exhibit::{Marks, initials, label_initials},
    incident::Incident,
    when::When,
};
use daybook_vault::Kdf;
use serde_json::json;
use std::path::Path;

/// Makes a diary file and writes whose it is.
pub fn create(path: &Path, passphrase: Option<&Path>, clock: Clock, args: &NewArgs) -> Outcome<Output> {
    let keeper = subject(args, clock.zone_name().to_owned());
    let diary = Diary { subject: Some(keeper.clone()), ..Diary::default() };
    let passphrase = secret::new_for(&diary, passphrase)?;
    let mut journal = Journal::create(path, &passphrase, Kdf::default(), clock)?;
    journal.write(Event::Subject(keeper))?;
    journal.lock();
    let mut out = Output::new(format!("Made a new diary at {}.", path.display()));
    out.line("Keep the passphrase safe: nobody can reset it.");
    out.line("A copy kept only here can be destroyed. Copy the file to a stick or to somebody you trust.");
    Ok(out.json(json!({ "diary": path.display().to_string() })))
}

fn subject(args: &NewArgs, zone: String) -> Subject {
    let name = args.name.clone().unwrap_or_default();
    let initials = args.initials.as_deref().map_or_else(|| initials(&name), label_initials);
    Subject { name, initials, zone, me: args.me.clone(), wanted: args.wanted.clone() }
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
    fill(journal, &mut incident, &args.fields)?;
    let event = journal.diary().amend(args.entry, incident, &args.reason)?;
    let entry = journal.write(event)?;
    let out = Output::new(format!("Entry {} was changed. The first version stays readable.", args.entry));
    Ok(out.json(json!({ "entry": args.entry, "revision": entry })))
}

/// Strikes an entry.
pub fn strike(journal: &mut Journal, entry: u64, reason: &str) -> Outcome<Output> {
    let event = journal.diary().take_back(entry, reason)?;
    let strike = journal.write(event)?;
    let mut out = Output::new(format!("Entry {entry} is struck. It stays readable, with your reason."));
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
    let when = when(journal, &args.when)?;
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
