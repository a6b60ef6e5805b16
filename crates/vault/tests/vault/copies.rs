//! How a copy stands to the vault it was made of.

use crate::support::{create, open};
use daybook_vault::storage::MemStorage;
use daybook_vault::{EntryInput, OsEntropy, Trail, Vault};

fn copy_of(vault: &Vault) -> MemStorage {
    let mut bytes = Vec::new();
    vault.copy_to(&mut bytes, &|_, _| {}).unwrap();
    MemStorage::from_bytes(bytes)
}

fn trail(copy: &MemStorage) -> Trail {
    open(copy.clone().read_only()).trail()
}

fn add(vault: &mut Vault, text: &str) {
    let mut batch = vault.batch().unwrap();
    batch.append(&EntryInput::new(1, text)).unwrap();
    batch.commit().unwrap();
}

fn note(vault: &mut Vault, name: &str) {
    let mut batch = vault.batch().unwrap();
    batch.put_private(name, b"stay with Ama").unwrap();
    batch.commit().unwrap();
}

#[test]
fn a_copy_lacks_exactly_what_was_saved_after_it() {
    let mut vault = create(MemStorage::new());
    let empty = trail(&copy_of(&vault));
    add(&mut vault, "one");
    note(&mut vault, "plan");
    let copy = trail(&copy_of(&vault));
    assert_eq!(vault.saved_since(&copy, &[]), Some(0));
    assert_eq!(vault.saved_since(&empty, &[]), Some(2));
    note(&mut vault, "plan");
    assert_eq!(vault.saved_since(&copy, &[]), Some(1), "the same name, another value");
    assert_eq!(vault.saved_since(&copy, &["plan"]), Some(0));
    add(&mut vault, "two");
    assert_eq!(vault.saved_since(&copy, &["plan"]), Some(1));
    let mut batch = vault.batch().unwrap();
    batch.erase_private("plan").unwrap();
    batch.put_cache("c", b"rebuildable").unwrap();
    batch.commit().unwrap();
    assert_eq!(vault.saved_since(&copy, &[]), Some(1), "what was erased or can be rebuilt is not missed");
    assert!(vault.trail().continues(&copy) && !copy.continues(&vault.trail()));
}

#[test]
fn a_copy_that_went_on_is_later_unless_the_vault_went_on_too() {
    let mut vault = create(MemStorage::new());
    add(&mut vault, "one");
    let copy = copy_of(&vault);
    let mut gone_on = open(copy.clone());
    for text in ["two", "three"] {
        add(&mut gone_on, text);
    }
    let later = gone_on.trail();
    assert_eq!(vault.saved_since(&later, &[]), None);
    assert!(later.continues(&vault.trail()) && later.size() == 3);
    note(&mut vault, "plan");
    assert!(!later.continues(&vault.trail()), "a private note is part of the history");
    assert_eq!(vault.saved_since(&later, &[]), None);
}

#[test]
fn a_longer_vault_of_somebody_else_is_no_later_state() {
    let vault = create(MemStorage::new());
    let pass = crate::support::passphrase();
    let mut other =
        Vault::create(MemStorage::new(), &pass, daybook_vault::Kdf::CHEAP, Box::new(OsEntropy::default()))
            .unwrap();
    assert_eq!(vault.saved_since(&other.trail(), &[]), None, "even while both are empty");
    add(&mut other, "one");
    assert!(!other.trail().continues(&vault.trail()));
}
