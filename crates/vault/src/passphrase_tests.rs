//! The passphrase rules, by example and over the whole word list.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::entropy::SeededEntropy;

fn refusal(text: &str) -> Option<PassphraseRefusal> {
    match Passphrase::new(text) {
        Ok(_) => None,
        Err(Error::PassphraseRefused(why)) => Some(why),
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn length_is_counted_in_characters_and_capped_in_bytes() {
    assert_eq!(refusal("fourteen chars"), Some(PassphraseRefusal::TooShort));
    assert_eq!(refusal("fifteen letters"), None);
    assert_eq!(refusal("žluťoučký kůň úpěl"), None);
    let long: String = (0..400).map(|i| format!("{i} ")).collect();
    assert_eq!(refusal(&long[..1024]), None);
    assert_eq!(refusal(&long[..1025]), Some(PassphraseRefusal::TooLong));
    assert!(Passphrase::to_unlock("short").is_ok());
    assert!(Passphrase::to_unlock(&long[..1025]).is_err());
}

#[test]
fn patterns_are_refused() {
    for text in [
        "aaaaaaaaaaaaaaaaaaaa",
        "123456789012345",
        "1234567890123456789",
        "987654321098765",
        "abcdefghijklmnop",
        "qwertyuiopasdfghjkl",
        "poiuytrewqlkjhgfdsa",
        "1qaz2wsx3edc4rfv",
        "zxcvbnmasdfghjkl",
        "lampshadelampshadelamp",
        "blue door blue door blue",
        "Summer2024Summer2024",
        "111222111222111222",
    ] {
        assert_eq!(refusal(text), Some(PassphraseRefusal::Pattern), "{text}");
    }
}

#[test]
fn well_known_passphrases_are_refused_in_their_usual_disguises() {
    for text in [
        "correct horse battery staple",
        "CorrectHorseBatteryStaple",
        "c0rrect-h0rse-battery-$taple",
        "password12345678",
        "Password2024!!!!",
        "P@ssw0rd!P@ssphrase",
        "youllneverwalkalone1892",
        "ManchesterUnited1999",
        "iloveyouforever",
        "To be, or not to be, that is the question",
        "thisismypassword",
        "2024-welcome-2024",
    ] {
        assert!(refusal(text).is_some(), "{text}");
    }
}

#[test]
fn ordinary_sentences_are_accepted() {
    for text in [
        "my aunt keeps bees in Dunoon",
        "monkey dragon football welcome",
        "Tr4vel kettle, 9 spoons",
        "ведро синий якорь лампа",
        "three blue herons at dawn",
        "8F2kq0-zzPw19-xx3Lm",
    ] {
        assert_eq!(refusal(text), None, "{text}");
    }
}

#[test]
fn the_word_list_gives_at_least_64_bits_and_is_easy_to_read() {
    let words: Vec<&str> = WORDS.lines().collect();
    let different: BTreeSet<&&str> = words.iter().collect();
    assert_eq!(different.len(), words.len());
    assert!((words.len() as f64).log2() * WORD_COUNT as f64 >= 64.0);
    for word in &words {
        assert!((3..=10).contains(&word.len()) && word.chars().all(|c| c.is_ascii_lowercase()), "{word}");
        assert!(!different.contains(&format!("{word}s").as_str()), "{word} and its plural");
    }
}

#[test]
fn offered_words_pass_the_rules_and_differ() {
    let mut entropy = SeededEntropy::new(3);
    let offered: BTreeSet<String> =
        (0..500).map(|_| generate_words(&mut entropy).unwrap().to_string()).collect();
    assert_eq!(offered.len(), 500);
    for text in offered {
        assert_eq!(text.split(' ').count(), WORD_COUNT);
        assert_eq!(refusal(&text), None, "{text}");
    }
}

#[test]
fn waiting_grows_to_thirty_seconds_and_no_further() {
    let waits: Vec<u64> = (0..10).map(|failed| attempt_delay(failed).as_secs()).collect();
    assert_eq!(waits, [0, 0, 0, 1, 2, 4, 8, 16, 30, 30]);
    assert_eq!(attempt_delay(u32::MAX).as_secs(), 30);
}

#[test]
fn debug_prints_no_passphrase() {
    assert_eq!(format!("{:?}", Passphrase::new("three blue herons at dawn").unwrap()), "Passphrase(..)");
}

proptest! {
    #[test]
    fn no_text_makes_the_rules_panic(text in "\\PC{0,80}") {
        drop(Passphrase::new(&text));
    }
}
