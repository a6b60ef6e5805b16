//! `passphrase`, `recover`, `backup`, `restore`, `leave`: keys, copies, and going away.

use crate::{
    cli::{Cli, LeaveArgs, RecoverArgs, RestoreArgs},
    clock::Clock,
    copies::{self, Tried},
    failure::{Failure, Outcome, unreadable},
    journal::Journal,
    output::Output,
    secret,
};
use daybook_vault::{Kdf, Opener, OsEntropy, RecoveryCode};
use serde_json::json;
use std::path::Path;

/// Changes the passphrase. The log and its proofs stay as they are.
pub fn change_passphrase(journal: &mut Journal, file: Option<&Path>) -> Outcome<Output> {
    let new = secret::new_for(journal.diary(), file)?;
    journal.vault_mut().change_passphrase(&new, Kdf::default())?;
    let out = Output::new("The passphrase is changed. The old one no longer opens this file.");
    Ok(out.json(json!({ "changed": true })))
}

fn counted(entries: u64) -> String {
    daybook_report::words::count(entries, "entry")
}

/// Makes or takes back the recovery code of an open diary.
pub fn recovery_kit(journal: &mut Journal, args: &RecoverArgs) -> Outcome<Output> {
    if args.forget_kit {
        journal.vault_mut().clear_recovery()?;
        let out = Output::new("The recovery code no longer opens this diary. Burn the paper.");
        return Ok(out.json(json!({ "kit": false })));
    }
    let code = RecoveryCode::generate(&mut OsEntropy::default())?;
    journal.vault_mut().set_recovery(&code)?;
    let mut out = Output::new(format!("Recovery code: {}", code.written().as_str()));
    for line in KIT {
        out.line(*line);
    }
    Ok(out.json(json!({ "kit": true, "code": code.written().as_str() })))
}

/// What stands on the paper with the code.
pub const KIT: &[&str] = &[
    "It opens the diary when the passphrase is lost. Anyone who has it and the file can read everything.",
    "Write it on paper. Keep it away from the diary, where only you or somebody you trust will find it.",
    "To use it: open the diary, choose \"I lost my passphrase\", or run: daybook recover",
    "A code you made before opens the diary no longer.",
];

/// Opens the diary with the recovery code and puts a new passphrase on it.
pub fn recover(path: &Path, args: &RecoverArgs, clock: Clock) -> Outcome<Output> {
    let code = secret::recovery_code(args.code_file.as_deref())?;
    let mut journal = Journal::open_with(path, Opener::Recovery(&code), clock)?;
    let out = change_passphrase(&mut journal, args.new_passphrase_file.as_deref())?;
    journal.lock();
    Ok(out)
}

/// Copies the diary.
pub fn back_up(journal: &Journal, to: &Path) -> Outcome<Output> {
    let copy = copies::back_up(journal.vault(), to, &|_, _| {})?;
    let entries = journal.vault().log_size();
    let mut out =
        Output::new(format!("Copied {} to {}, and read the copy back.", counted(entries), copy.display()));
    out.line("Keep it away from this device. Now and then, try it out: daybook restore --try COPY");
    Ok(out.json(json!({ "copy": copy.display().to_string(), "entries": entries })))
}

/// Tries a copy out, or brings it back as a diary.
pub fn restore(cli: &Cli, args: &RestoreArgs, diary: &Path) -> Outcome<Output> {
    let passphrase = secret::existing(cli.passphrase_file.as_deref())?;
    let opener = Opener::Passphrase(&passphrase);
    let Tried { entries, bytes, sound, .. } = if args.try_out {
        copies::try_out(&args.copy, opener)?
    } else {
        copies::restore(&args.copy, diary, opener)?
    };
    let done = match (args.try_out, sound) {
        (false, _) => format!("The diary is back at {}.", diary.display()),
        (true, true) => "The copy opens, and nothing in it is damaged. Nothing was changed.".to_owned(),
        (true, false) => "The copy opens, and everything in it can be read. Nothing was changed.".to_owned(),
    };
    let mut out = Output::new(done);
    out.line(format!("{}, {bytes} bytes read.", counted(entries)));
    if !sound {
        out.line("But it is not as it was written: a spare part is damaged or older. Make a new copy.");
    }
    Ok(out
        .json(json!({ "entries": entries, "bytes": bytes, "sound": sound, "restored": !args.try_out }))
        .with_findings(!sound))
}

/// Takes the diary off this device.
pub fn leave(cli: &Cli, args: &LeaveArgs, path: &Path, clock: Clock) -> Outcome<Output> {
    let passphrase = secret::existing(cli.passphrase_file.as_deref())?;
    let opener = Opener::Passphrase(&passphrase);
    let journal = Journal::open_with(path, opener, clock)?;
    match &args.copy {
        Some(copy) => up_to_date(&journal, copy, opener)?,
        None if args.without_copy => {}
        None => {
            return Err(Failure::refused(
                "Nothing was removed: no copy was named.",
                "Make one with `daybook backup`, then name it: daybook leave --copy COPY. To lose everything, say --without-copy.",
            ));
        }
    }
    copies::leave(journal.into_vault(), path)?;
    let mut out = Output::new("The diary is gone from this device.");
    out.line("What this cannot remove: downloads, copies made by other programs, and what a disk keeps on its own.");
    Ok(out.json(json!({ "left": true })))
}

/// A copy that is kept instead of the diary must hold all of it.
fn up_to_date(journal: &Journal, copy: &Path, opener: Opener<'_>) -> Outcome<()> {
    std::fs::metadata(copy).map_err(|e| unreadable(copy, &e))?;
    copies::holds_all(journal.vault(), copy, opener)
}
