//! `report`: making a pack for somebody.

use crate::{
    cli::ReportArgs,
    failure::{Failure, Outcome},
    journal::Journal,
    lookup,
    output::Output,
    packing::{self, Request},
};
use daybook_report::{case::Audience, pack::Pack};
use serde_json::json;
use std::{collections::BTreeSet, path::Path};

/// Makes a pack.
pub fn report(journal: &mut Journal, args: &ReportArgs) -> Outcome<Output> {
    let about = args.about.iter().map(|who| lookup::person(journal.diary(), who)).collect::<Outcome<_>>()?;
    let originals =
        args.originals.iter().map(|text| lookup::exhibit(journal.diary(), text)).collect::<Outcome<_>>()?;
    let audience = audience(&args.audience)?;
    let left_out: BTreeSet<u64> = args.leave_out.iter().copied().collect();
    if let Some(unknown) = left_out.iter().find(|entry| !journal.diary().incidents.contains_key(entry)) {
        return Err(Failure::refused(
            format!("There is no incident {unknown} to leave out."),
            "See the numbers with `daybook list`.",
        ));
    }
    let request =
        Request { audience, out: args.out.clone(), about, wanted: args.wanted.clone(), originals, left_out };
    let pack = packing::make(journal, &request)?;
    let mut out = Output::new(format!("The pack is in {}.", args.out.display()));
    out.line(format!(
        "The report is {} pages: {}",
        pack.pages,
        args.out.join(daybook_report::pack::REPORT).display()
    ));
    out.line(format!(
        "{} of {} entries are in it, and {} of {} messages and calls.",
        pack.entries.0, pack.entries.1, pack.items.0, pack.items.1
    ));
    out.line("Check it with: daybook verify FOLDER. Anybody can do that, without a key.");
    for finding in &pack.findings {
        out.line(format!("  {}\n  {}", finding.what, finding.todo));
    }
    let findings = !pack.findings.is_empty();
    Ok(out.json(json(&args.out, &pack)).with_findings(findings))
}

fn audience(word: &str) -> Outcome<Audience> {
    match word.to_lowercase().as_str() {
        "police" => Ok(Audience::Police),
        "solicitor" => Ok(Audience::Solicitor),
        _ => Err(Failure::refused(
            format!("Packs for \"{word}\" are not made yet."),
            "Use --for police or --for solicitor.",
        )),
    }
}

/// A pack as one JSON object.
pub fn json(folder: &Path, pack: &Pack) -> serde_json::Value {
    let findings: Vec<_> = pack.findings.iter().map(|f| json!({ "what": f.what, "do": f.todo })).collect();
    json!({ "pack": folder.display().to_string(), "pages": pack.pages, "entries": { "disclosed": pack.entries.0, "of": pack.entries.1 },
            "items": { "disclosed": pack.items.0, "of": pack.items.1 }, "files": pack.bag.files, "bytes": pack.bag.bytes,
            "manifest": pack.bag.manifest, "findings": findings })
}
