//! Proofs as a stranger checks them: any true one holds, any changed one fails, nothing panics.

use std::cell::OnceCell;

use crate::support::{Random, create};
use daybook_vault::proof::{
    Checkpoint, DisclosedEntry, DisclosedItem, DisclosedPart, verify_checkpoint, verify_consistency,
    verify_entry,
};
use daybook_vault::storage::MemStorage;
use daybook_vault::{EntryInput, Show, Vault};
use proptest::prelude::*;

const SIZE: u64 = 75;

fn input(number: u64, text: &str) -> EntryInput {
    let items = (0..number % 9).map(|i| format!("item {i} of {number}"));
    EntryInput::new(3, text).with_part(format!("withheld {number}")).with_items(items)
}

fn build(texts: &[String]) -> Vault {
    let mut vault = create(MemStorage::new());
    let mut batch = vault.batch().unwrap();
    for (number, text) in (0..).zip(texts) {
        batch.append(&input(number, text)).unwrap();
    }
    batch.commit().unwrap();
    vault
}

fn texts() -> Vec<String> {
    (0..SIZE).map(|i| format!("entry {i}")).collect()
}

fn with_vault<T>(f: impl FnOnce(&Vault) -> T) -> T {
    thread_local!(static VAULT: OnceCell<Vault> = const { OnceCell::new() });
    VAULT.with(|cell| f(cell.get_or_init(|| build(&texts()))))
}

/// Every byte of a disclosed entry that is checked, one after another.
fn bytes_of(entry: &mut DisclosedEntry) -> Vec<&mut u8> {
    let mut bytes = vec![&mut entry.kind];
    bytes.extend(entry.path.iter_mut().flatten());
    for part in &mut entry.parts {
        match part {
            DisclosedPart::Disclosed { salt, bytes: shown } => {
                bytes.extend(salt);
                bytes.extend(shown);
            }
            DisclosedPart::Withheld { commitment } => bytes.extend(commitment),
            DisclosedPart::Items { root, disclosed, .. } => {
                bytes.extend(root);
                for item in disclosed {
                    bytes.extend(&mut item.salt);
                    bytes.extend(&mut item.bytes);
                    bytes.extend(item.path.iter_mut().flatten());
                }
            }
        }
    }
    bytes
}

proptest! {
    #[test]
    fn any_entry_of_any_earlier_size_verifies_and_no_changed_byte_does(
        size in 1..=SIZE, index in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), bit in 0..8u32,
    ) {
        with_vault(|vault| {
            let seq = index.index(size as usize) as u64;
            let root = vault.root_hash(size).unwrap();
            let show = [Show::All, Show::Nothing, Show::All];
            let mut entry = vault.disclose(seq, size, &show).unwrap();
            assert_eq!(verify_entry(&entry, size, &root), Ok(()));
            let mut bytes = bytes_of(&mut entry);
            let at = at.index(bytes.len());
            *bytes[at] ^= 1 << bit;
            assert!(verify_entry(&entry, size, &root).is_err());
        });
    }

    #[test]
    fn a_proof_holds_for_its_own_place_only(size in 2..=SIZE, a in any::<prop::sample::Index>(), b in any::<prop::sample::Index>()) {
        with_vault(|vault| {
            let (seq, other) = (a.index(size as usize) as u64, b.index(size as usize) as u64);
            let root = vault.root_hash(size).unwrap();
            let mut entry = vault.disclose(seq, size, &[Show::All]).unwrap();
            entry.index = other;
            assert_eq!(verify_entry(&entry, size, &root).is_ok(), other == seq);
        });
    }

    #[test]
    fn consistency_holds_between_any_two_sizes_and_fails_for_other_roots(old in 0..=SIZE, new in 0..=SIZE, bit in 0..8u32) {
        with_vault(|vault| {
            let (old, new) = (old.min(new), old.max(new));
            let point = |size| Checkpoint { origin: "o".into(), size, root: vault.root_hash(size).unwrap() };
            let path = vault.consistency_path(old, new).unwrap();
            assert_eq!(verify_consistency(&point(old), &point(new), &path), Ok(()));
            let mut changed = point(old);
            changed.root[5] ^= 1 << bit;
            assert!(verify_consistency(&changed, &point(new), &path).is_err());
            assert!(old == new || verify_consistency(&point(new), &point(old), &path).is_err());
        });
    }

    #[test]
    fn no_input_makes_the_checks_panic(
        index in any::<u64>(), size in any::<u64>(), count in any::<u64>(), item in any::<u64>(),
        path in prop::collection::vec(any::<[u8; 32]>(), 0..70), note in "\\PC{0,200}", key in "\\PC{0,100}",
    ) {
        let item = DisclosedItem { index: item, salt: [1; 32], bytes: vec![2], path: path.clone() };
        let parts = vec![DisclosedPart::Items { root: [3; 32], count, disclosed: vec![item] }];
        let entry = DisclosedEntry { index, kind: 1, parts, path: path.clone() };
        prop_assert!(verify_entry(&entry, size, &[0; 32]).is_err());
        let plain = DisclosedEntry { parts: vec![DisclosedPart::Withheld { commitment: [1; 32] }], ..entry };
        prop_assert!(verify_entry(&plain, size, &[0; 32]).is_err());
        let point = |size| Checkpoint { origin: "o".into(), size, root: [9; 32] };
        prop_assert!(size == index || verify_consistency(&point(size), &point(index), &path).is_err());
        prop_assert!(verify_checkpoint(&note, &key).is_err());
    }
}

/// The owner rewrites the diary and signs it anew; an earlier checkpoint held by somebody else shows it.
#[test]
fn a_rewritten_log_is_never_consistent_with_an_earlier_checkpoint() {
    let honest = build(&texts());
    let held = verify_checkpoint(&honest.checkpoint_at(40).unwrap(), &honest.verifier_key()).unwrap();
    let mut random = Random::new(8);
    for case in 0..40 {
        let mut forged = texts();
        let (a, b) = (random.below(40) as usize, random.below(39) as usize);
        match case % 4 {
            0 => forged[a] = "edited".into(),
            1 => forged.insert(a, "inserted".into()),
            2 => {
                forged.remove(a);
            }
            _ => forged.swap(a, if b >= a { b + 1 } else { b }),
        }
        let vault = build(&forged);
        let now = verify_checkpoint(&vault.checkpoint(), &vault.verifier_key()).unwrap();
        assert_eq!(now.origin, held.origin, "the forger has the same vault and keys");
        let path = vault.consistency_path(40, now.size).unwrap();
        assert!(verify_consistency(&held, &now, &path).is_err());
    }
    let now = verify_checkpoint(&honest.checkpoint(), &honest.verifier_key()).unwrap();
    assert_eq!(verify_consistency(&held, &now, &honest.consistency_path(40, SIZE).unwrap()), Ok(()));
}

/// A withheld part cannot be found by guessing: the commitment depends on a salt that is not handed over.
#[test]
fn withheld_parts_and_items_cannot_be_guessed() {
    with_vault(|vault| {
        let entry = vault.disclose(8, SIZE, &[Show::All, Show::Nothing, Show::Items(vec![2])]).unwrap();
        let DisclosedPart::Disclosed { salt, .. } = &entry.parts[0] else { panic!("shown") };
        let DisclosedPart::Withheld { commitment } = &entry.parts[1] else { panic!("withheld") };
        let DisclosedPart::Items { disclosed, root, .. } = &entry.parts[2] else { panic!("a list") };
        assert_eq!(disclosed.len(), 1);
        // Even with the right text and every salt that was disclosed, the commitment is not met.
        for salt in [salt, &disclosed[0].salt, root, &[0; 32]] {
            let guess = DisclosedPart::Disclosed { salt: *salt, bytes: b"withheld 8".to_vec() };
            let mut guessed = entry.clone();
            guessed.parts[1] = guess;
            assert!(verify_entry(&guessed, SIZE, &vault.root_hash(SIZE).unwrap()).is_err());
        }
        assert_ne!(*commitment, *root);
    });
}
