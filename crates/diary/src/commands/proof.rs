//! `check` and `verify`: whether a diary file, or a pack, is as it was written.

use crate::{
    failure::{Failure, Outcome},
    output::Output,
    verify::{self, Kind, Verdict},
};
use daybook_vault::{OsEntropy, Passphrase, Severity, Vault, storage::FileStorage};
use serde_json::json;
use std::path::Path;

/// Reads every byte of a diary file and checks it. Nothing is written.
pub fn check(path: &Path, passphrase: &Passphrase) -> Outcome<Output> {
    let vault = Vault::open(FileStorage::open_read_only(path)?, passphrase, Box::new(OsEntropy::default()))?;
    let report = vault.check(&|_, _| {})?;
    let line = format!("{} entries, {} files, {} bytes read.", report.entries, report.blobs, report.bytes);
    let mut out = Output::new(line);
    let mut rows = Vec::new();
    for finding in &report.findings {
        let severity = severity(finding.severity);
        out.line(format!("The {} at byte {}: {severity}.", finding.place, finding.offset));
        rows.push(
            json!({ "place": finding.place.to_string(), "offset": finding.offset, "severity": severity }),
        );
    }
    let sound = report.is_sound();
    let json = json!({ "sound": sound, "entries": report.entries, "blobs": report.blobs, "bytes": report.bytes,
                       "findings": rows });
    if !sound {
        let (what, todo) = verdict(report.has_losses());
        return Err(Failure::does_not_verify(format!("{}\n{what}", out.text()), todo).with_json(json));
    }
    out.line("Nothing is damaged.");
    Ok(out.json(json))
}

/// Checks a pack. Needs no key and no diary.
pub fn verify(pack: &Path) -> Outcome<Output> {
    let verdict = check_pack(pack)?;
    let mut out = Output::new(verdict.sentence);
    out.line(verdict.meaning);
    out.line(format!(
        "{} of {} entries are in it, {} messages and calls, {} originals.",
        verdict.entries.0, verdict.entries.1, verdict.items, verdict.originals.1
    ));
    out.line(match verdict.recounted {
        Some(true) => "The figures were counted again and are the same.",
        Some(false) => "The figures were counted again and are not the same.",
        None => {
            "The figures could not be counted again: some entries or messages they rest on are kept back."
        }
    });
    out.line(format!("Signed with the key {}", verdict.key));
    out.line("Anybody can make a key. Compare this one with the key the person gave you another way, or with an earlier pack.");
    if !verdict.problems.is_empty() {
        let problems: Vec<String> = verdict.problems.iter().map(ToString::to_string).collect();
        let what = format!("{}\n{}", verdict.sentence, problems.join("\n"));
        return Err(Failure::does_not_verify(what, "Ask for the pack again, from the person who made it.")
            .with_json(verdict_json(&verdict)));
    }
    Ok(out.json(verdict_json(&verdict)))
}

/// The verdict on a pack that can be read at all.
pub fn check_pack(pack: &Path) -> Outcome<Verdict> {
    verify::verify(pack).map_err(|e| {
        Failure::refused(
            format!("{} could not be read as a pack: {e}.", pack.display()),
            "Give the folder that holds bagit.txt.",
        )
    })
}

/// A verdict as one JSON object.
pub fn verdict_json(verdict: &Verdict) -> serde_json::Value {
    let problems: Vec<_> =
        verdict.problems.iter().map(|p| json!({ "file": p.file, "what": p.what })).collect();
    json!({ "holds": verdict.kind == Kind::OrderConsistent, "sentence": verdict.sentence,
            "entries": { "disclosed": verdict.entries.0, "of": verdict.entries.1 }, "items": verdict.items,
            "originals": { "named": verdict.originals.0, "of": verdict.originals.1 }, "recounted": verdict.recounted,
            "key": verdict.key, "problems": problems })
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Unfinished => {
            "a note that was erased, or a save that was broken off, is not as it was left; nothing you have is touched"
        }
        Severity::Spare => "a spare copy is damaged; everything can still be read",
        Severity::Older => {
            "older than the rest of the file. If you did not put it back, somebody else did, and an old passphrase may open it"
        }
        Severity::Lost => "damaged",
    }
}

fn verdict(losses: bool) -> (&'static str, &'static str) {
    if losses {
        (
            "The diary file is damaged in the places named above.",
            "Everything else can still be read. Look for the damaged parts in a copy you made earlier.",
        )
    } else {
        (
            "Everything can be read, but the file is not as it was written.",
            "Make a copy of the file now, then open the diary and check again. What is still named then stays so; it does no harm to what you wrote.",
        )
    }
}
