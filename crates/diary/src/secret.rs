//! Where the passphrase comes from: a file, or the keyboard. Never the command line, which others can see.

use crate::failure::{Failure, Outcome, unreadable};
use daybook_vault::{OsEntropy, Passphrase, generate_words};
use std::{io::IsTerminal, path::Path};
use zeroize::Zeroizing;

/// The passphrase of an existing diary, checked only for what the vault refuses before its slow step.
pub fn existing(file: Option<&Path>) -> Outcome<Passphrase> {
    let text = match file {
        Some(file) => first_line(file)?,
        None => ask("Passphrase: ")?,
    };
    Ok(Passphrase::to_unlock(&text)?)
}

/// A passphrase for a new diary: from a file, or asked for twice with generated words on offer.
pub fn new(file: Option<&Path>) -> Outcome<Passphrase> {
    if let Some(file) = file {
        let text = first_line(file)?;
        return accept(&text);
    }
    let offer = generate_words(&mut OsEntropy::default())?;
    let prompt = format!(
        "Choose a passphrase of at least 15 characters that nobody close to you could guess.\n\
         We cannot reset it. You can use these words; write them down where only you will find them:\n\n  \
         {}\n\nNew passphrase (or press Enter to use the words): ",
        offer.as_str()
    );
    let first = ask(&prompt)?;
    let chosen = if first.is_empty() { offer } else { first };
    let again = ask("The same passphrase again: ")?;
    if *again != *chosen {
        return Err(Failure::refused("The two passphrases differ.", "Nothing was made. Start again."));
    }
    accept(&chosen)
}

fn accept(text: &str) -> Outcome<Passphrase> {
    Ok(Passphrase::new(text)?)
}

fn first_line(file: &Path) -> Outcome<Zeroizing<String>> {
    let text = Zeroizing::new(std::fs::read_to_string(file).map_err(|e| unreadable(file, &e))?);
    Ok(Zeroizing::new(text.lines().next().unwrap_or_default().to_owned()))
}

fn ask(prompt: &str) -> Outcome<Zeroizing<String>> {
    if !std::io::stdin().is_terminal() {
        return Err(Failure::refused(
            "No passphrase was given.",
            "Use --passphrase-file FILE, or run this in a terminal to be asked.",
        ));
    }
    rpassword::prompt_password(prompt)
        .map(Zeroizing::new)
        .map_err(|e| Failure::refused(format!("The passphrase could not be read: {e}."), "Try again."))
}
