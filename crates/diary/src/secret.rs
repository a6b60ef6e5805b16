//! Where the passphrase comes from: a file, or the keyboard. Never the command line, which others can see.

use crate::failure::{Failure, Outcome, unreadable};
use daybook_core::diary::Diary;
use daybook_vault::{OsEntropy, Passphrase, RecoveryCode, generate_words};
use std::{
    fs::File,
    io::{IsTerminal, Read},
    path::Path,
};
use zeroize::Zeroizing;

/// The passphrase of an existing diary, checked only for what the vault refuses before its slow step.
pub fn existing(file: Option<&Path>) -> Outcome<Passphrase> {
    let text = match file {
        Some(file) => first_line(file)?,
        None => ask("Passphrase: ")?,
    };
    Ok(Passphrase::to_unlock(&text)?)
}

/// The password of an archive that is locked.
pub fn of_archive(file: &Path) -> Outcome<String> {
    Ok(first_line(file)?.to_string())
}

/// A recovery code: from a file, or typed from paper.
pub fn recovery_code(file: Option<&Path>) -> Outcome<RecoveryCode> {
    let text = match file {
        Some(file) => first_line(file)?,
        None => ask("Recovery code: ")?,
    };
    Ok(RecoveryCode::parse(&text)?)
}

/// A new passphrase: from a file, or asked for twice with generated words on offer. It is not made of the names and numbers
/// that stand in the diary, which the person it is kept about knows as well.
pub fn new_for(diary: &Diary, file: Option<&Path>) -> Outcome<Passphrase> {
    let text = chosen(file)?;
    if is_guessable(diary, &text) {
        return Err(Failure::refused(
            "That passphrase is made of names or numbers that stand in the diary. Somebody who knows you could guess it.",
            "Choose other words. Six words that have nothing to do with you are best.",
        ));
    }
    Ok(Passphrase::new(&text)?)
}

/// Letters and digits that must be left once everything from the diary is taken out.
const OWN: usize = 10;

/// Whether little is left of a passphrase without the names, numbers and addresses of a diary.
pub fn is_guessable(diary: &Diary, text: &str) -> bool {
    let mut left = Zeroizing::new(text.to_lowercase());
    let mut known: Vec<String> = Vec::new();
    let people = diary.standing(&diary.people).map(|(_, person)| person.name.as_str());
    let identifiers = diary.standing(&diary.identifiers).map(|(_, identifier)| identifier.value.as_str());
    let keeper = diary.subject.iter().flat_map(|own| own.me.iter().chain([&own.name])).map(String::as_str);
    for found in people.chain(identifiers).chain(keeper) {
        let words = found.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 2);
        known.extend(words.map(str::to_lowercase));
    }
    // Longer ones first: "anna" goes before "ann" leaves an "a" behind.
    known.sort_by_key(|word| std::cmp::Reverse(word.len()));
    known.iter().for_each(|word| left = Zeroizing::new(left.replace(word, "")));
    left.chars().filter(|c| c.is_alphanumeric()).count() < OWN
}

fn chosen(file: Option<&Path>) -> Outcome<Zeroizing<String>> {
    if let Some(file) = file {
        return first_line(file);
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
    Ok(chosen)
}

fn first_line(file: &Path) -> Outcome<Zeroizing<String>> {
    let text = read_whole(file).map_err(|e| unreadable(file, &e))?;
    Ok(Zeroizing::new(text.lines().next().unwrap_or_default().to_owned()))
}

/// Reads into one piece of memory, which is wiped; growing on the way would leave pieces behind.
fn read_whole(file: &Path) -> std::io::Result<Zeroizing<String>> {
    let mut file = File::open(file)?;
    let length = usize::try_from(file.metadata()?.len()).unwrap_or_default();
    let mut text = Zeroizing::new(String::with_capacity(length + 1));
    file.read_to_string(&mut text)?;
    Ok(text)
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
