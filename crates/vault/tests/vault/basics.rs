//! What a program does with a vault, on every storage.

use std::io::{Read, Seek, SeekFrom};

use crate::support::{assert_sound, create, open, passphrase, private_names};
use daybook_vault::proof::{DisclosedPart, verify_checkpoint, verify_consistency, verify_entry};
use daybook_vault::storage::{FaultyStorage, FileStorage, MemStorage, Storage};
use daybook_vault::{
    Entropy, EntryInput, Error, Hashed, Kdf, Opener, OsEntropy, Part, Passphrase, RecoveryCode,
    SeededEntropy, Show, Vault,
};

fn sample_bytes(len: usize) -> Vec<u8> {
    (0..len as u64).map(|i| (i.wrapping_mul(i).wrapping_add(i >> 7) % 251) as u8).collect()
}

#[test]
fn a_new_vault_is_empty_and_sound() {
    let memory = MemStorage::new();
    let vault = create(memory.clone());
    assert_eq!(vault.log_size(), 0);
    assert_sound(&vault);
    vault.lock();
    assert_sound(&open(memory));
}

#[test]
fn everything_written_is_read_back_after_opening_again() {
    let memory = MemStorage::new();
    let mut vault = create(memory.clone());
    let original = sample_bytes(2_500_000);
    let mut batch = vault.batch().unwrap();
    let blob = batch.add_blob(&mut &original[..]).unwrap();
    let small = batch.add_blob(&mut &b"small"[..]).unwrap();
    let empty = batch.add_blob(&mut &b""[..]).unwrap();
    let entry =
        EntryInput::new(7, "he rang nine times").with_part("12 Example Street").with_items(["a", "", "bc"]);
    assert_eq!(batch.append(&entry).unwrap(), 0);
    assert_eq!(batch.append(&EntryInput::new(8, vec![1; 10_000])).unwrap(), 1);
    batch.put_private("plan", b"leave on friday").unwrap();
    batch.put_cache("messages", &sample_bytes(1_200_000)).unwrap();
    let committed = batch.commit().unwrap();
    assert_eq!((committed.number, committed.size), (1, 2));
    vault.lock();

    let vault = open(memory);
    assert_eq!(vault.findings(), []);
    let entry = vault.entry(0).unwrap();
    assert_eq!((entry.kind(), entry.body(), entry.part_count()), (7, &b"he rang nine times"[..], 3));
    assert!(matches!(entry.part(1), Some(Part::Bytes(b"12 Example Street"))));
    let Some(Part::Items(items)) = entry.part(2) else { panic!("not a list") };
    assert_eq!(items.iter().collect::<Vec<_>>(), [&b"a"[..], b"", b"bc"]);
    assert_eq!(vault.entry(1).unwrap().body(), [1; 10_000]);
    assert!(matches!(vault.entry(2), Err(Error::NotFound(_))));
    assert_eq!(vault.private("plan").unwrap().unwrap().as_slice(), b"leave on friday");
    assert_eq!(private_names(&vault).unwrap(), ["plan"]);
    assert_eq!(vault.cache("messages").unwrap().unwrap(), sample_bytes(1_200_000));
    assert_eq!(vault.cache("other").unwrap(), None);
    for (reference, content) in [(blob, &original[..]), (small, b"small"), (empty, b"")] {
        let mut read = Vec::new();
        vault.blob_reader(reference.id).unwrap().read_to_end(&mut read).unwrap();
        assert!(read == content && reference.bytes == content.len() as u64);
        assert_eq!(vault.blob_with(&reference.sha256), Some(reference));
    }
    assert_sound(&vault);
}

#[test]
fn a_blob_can_be_read_from_any_position() {
    let mut vault = create(MemStorage::new());
    let original = sample_bytes(3_300_000);
    let mut batch = vault.batch().unwrap();
    let blob = batch.add_blob(&mut &original[..]).unwrap();
    batch.commit().unwrap();
    let mut reader = vault.blob_reader(blob.id).unwrap();
    for at in [0, 1, 1_048_475, 1_048_476, 1_048_477, 2_200_000, 3_299_990, 3_300_000, 9_000_000, 5] {
        let mut read = [0; 16];
        reader.seek(SeekFrom::Start(at)).unwrap();
        let n = reader.read(&mut read).unwrap();
        let from = (at as usize).min(original.len());
        assert!(read[..n] == original[from..][..n]);
        assert_eq!(n == 0, at as usize >= original.len());
    }
}

#[test]
fn bytes_hashed_beforehand_are_the_same_blob_and_known_ones_are_not_written_at_all() {
    let memory = MemStorage::new();
    let mut vault = create(memory.clone());
    let (small, large) = (b"a photo".to_vec(), sample_bytes(2_500_000));
    let mut batch = vault.batch().unwrap();
    let first = batch.add_blob(&mut &large[..]).unwrap();
    assert_eq!(batch.add_hashed(&Hashed::new(large.clone())).unwrap(), first);
    let second = batch.add_hashed(&Hashed::new(small.clone())).unwrap();
    assert_eq!(batch.add_blob(&mut &small[..]).unwrap(), second);
    let empty = batch.add_hashed(&Hashed::new(Vec::new())).unwrap();
    batch.commit().unwrap();
    for (blob, content) in [(first, large), (second, small), (empty, Vec::new())] {
        let mut read = Vec::new();
        vault.blob_reader(blob.id).unwrap().read_to_end(&mut read).unwrap();
        assert!(read == content && vault.blob_with(Hashed::new(content).sha256()) == Some(blob));
    }
    let before = memory.size().unwrap();
    let mut batch = vault.batch().unwrap();
    assert_eq!(batch.add_hashed(&Hashed::new(b"a photo".to_vec())).unwrap(), second);
    batch.commit().unwrap();
    assert_eq!(memory.size().unwrap(), before);
    assert_sound(&vault);
}

#[test]
fn a_blob_is_read_while_entries_are_written() {
    let mut vault = create(MemStorage::new());
    let original = sample_bytes(3_300_000);
    let mut batch = vault.batch().unwrap();
    let blob = batch.add_blob(&mut &original[..]).unwrap();
    batch.commit().unwrap();
    let mut reader = vault.blob_reader(blob.id).unwrap();
    let mut batch = vault.batch().unwrap();
    let mut read = vec![0; original.len()];
    for piece in read.chunks_mut(100_000) {
        reader.read_exact(piece).unwrap();
        batch.append(&EntryInput::new(1, piece.to_vec())).unwrap();
    }
    batch.commit().unwrap();
    assert!(read == original && vault.entry(32).unwrap().body() == &original[3_200_000..]);
    assert_sound(&vault);
}

#[test]
fn an_identical_blob_is_stored_once() {
    let memory = MemStorage::new();
    let mut vault = create(memory.clone());
    let large = sample_bytes(6_000_000);
    let mut batch = vault.batch().unwrap();
    let first = batch.add_blob(&mut &large[..]).unwrap();
    assert_eq!(batch.add_blob(&mut &large[..]).unwrap(), first);
    batch.commit().unwrap();
    let before = memory.size().unwrap();
    let mut batch = vault.batch().unwrap();
    assert_eq!(batch.add_blob(&mut &large[..]).unwrap(), first);
    batch.commit().unwrap();
    assert_eq!(memory.size().unwrap(), before, "nothing new, nothing written");
    let mut batch = vault.batch().unwrap();
    assert_eq!(batch.add_blob(&mut &large[..]).unwrap(), first);
    batch.append(&EntryInput::new(1, "cites it")).unwrap();
    batch.commit().unwrap();
    assert!(memory.size().unwrap() < before + 4096);
    assert_sound(&vault);
}

#[test]
fn a_source_that_fails_leaves_the_batch_usable() {
    struct Failing(usize);
    impl Read for Failing {
        fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
            if self.0 == 0 {
                return Err(std::io::Error::other("gone"));
            }
            let n = self.0.min(buf.len());
            self.0 -= n;
            Ok(n)
        }
    }
    let mut vault = create(MemStorage::new());
    let mut batch = vault.batch().unwrap();
    assert!(matches!(batch.add_blob(&mut Failing(3_000_000)), Err(Error::Source(_))));
    let kept = batch.add_blob(&mut &b"kept"[..]).unwrap();
    batch.commit().unwrap();
    assert_eq!(vault.blobs().collect::<Vec<_>>(), [kept]);
    assert_sound(&vault);
}

#[test]
fn a_dropped_batch_leaves_no_trace() {
    let memory = MemStorage::new();
    let mut vault = create(memory.clone());
    let mut batch = vault.batch().unwrap();
    batch.append(&EntryInput::new(1, "kept")).unwrap();
    let kept = batch.commit().unwrap();
    let before = memory.size().unwrap();
    let mut batch = vault.batch().unwrap();
    batch.append(&EntryInput::new(1, "dropped")).unwrap();
    batch.add_blob(&mut &sample_bytes(9_000_000)[..]).unwrap();
    batch.put_private("p", b"dropped").unwrap();
    drop(batch);
    assert_eq!(memory.size().unwrap(), before);
    assert_eq!((vault.log_size(), vault.root_hash(1).unwrap()), (1, kept.root));
    assert_eq!(vault.private("p").unwrap(), None);
    assert_eq!(vault.blobs().count(), 0);
    assert_sound(&vault);
}

#[test]
fn an_erased_private_value_is_gone_from_the_file() {
    let memory = MemStorage::new();
    let mut vault = create(memory.clone());
    for value in ["old address", "new address"] {
        let mut batch = vault.batch().unwrap();
        batch.put_private("address", value.as_bytes()).unwrap();
        batch.put_private("other", b"kept").unwrap();
        batch.commit().unwrap();
    }
    assert_eq!(vault.private("address").unwrap().unwrap().as_slice(), b"new address");
    let with_value = memory.to_bytes();
    let mut batch = vault.batch().unwrap();
    batch.erase_private("address").unwrap();
    batch.commit().unwrap();
    assert_eq!(vault.private("address").unwrap(), None);
    // The frame of "new address" held sealed bytes before; the same place holds zeros now.
    let now = memory.to_bytes();
    let zeroed = with_value.iter().zip(&now).skip(16384).filter(|(a, b)| **a != 0 && **b == 0).count();
    assert!(zeroed >= 140, "{zeroed}");
    assert_sound(&vault);
    vault.lock();
    let vault = open(memory);
    assert_eq!(private_names(&vault).unwrap(), ["other"]);
    assert_sound(&vault);
}

#[test]
fn a_new_passphrase_changes_neither_log_nor_proofs() {
    let memory = MemStorage::new();
    let mut vault = create(memory.clone());
    let mut batch = vault.batch().unwrap();
    batch.append(&EntryInput::new(1, "one")).unwrap();
    let before = batch.commit().unwrap();
    let (checkpoint, key) = (vault.checkpoint(), vault.verifier_key());
    let new = Passphrase::new("quite other words than before").unwrap();
    vault.change_passphrase(&new, Kdf::CHEAP).unwrap();
    assert_eq!(vault.head().root, before.root);
    vault.lock();
    let old = Vault::open(memory.clone(), &passphrase(), Box::new(OsEntropy::default()));
    assert!(matches!(old, Err(Error::WrongPassphrase)));
    let vault = Vault::open(memory, &new, Box::new(OsEntropy::default())).unwrap();
    assert_eq!((vault.checkpoint(), vault.verifier_key()), (checkpoint, key));
    assert_eq!(vault.root_hash(1).unwrap(), before.root);
    assert_sound(&vault);
}

#[test]
fn disclosed_entries_verify_without_the_vault() {
    let mut vault = create(MemStorage::new());
    for number in 0..40u8 {
        let mut batch = vault.batch().unwrap();
        let items = (0..number).map(|i| format!("message {i}"));
        batch.append(&EntryInput::new(number, vec![number]).with_part("secret").with_items(items)).unwrap();
        batch.commit().unwrap();
    }
    let checkpoint = verify_checkpoint(&vault.checkpoint(), &vault.verifier_key()).unwrap();
    assert_eq!((checkpoint.size, checkpoint.root), (40, vault.head().root));
    let show = [Show::All, Show::Nothing, Show::Items(vec![3, 11])];
    let entry = vault.disclose(20, 40, &show).unwrap();
    verify_entry(&entry, checkpoint.size, &checkpoint.root).unwrap();
    assert!(matches!(entry.parts[1], DisclosedPart::Withheld { .. }));
    let DisclosedPart::Items { count: 20, disclosed, .. } = &entry.parts[2] else { panic!("{entry:?}") };
    assert_eq!(
        disclosed.iter().map(|i| &i.bytes[..]).collect::<Vec<_>>(),
        [&b"message 3"[..], b"message 11"]
    );
    assert!(vault.disclose(2, 40, &show).is_err(), "item 3 of 2 does not exist");

    let earlier = verify_checkpoint(&vault.checkpoint_at(13).unwrap(), &vault.verifier_key()).unwrap();
    let path = vault.consistency_path(13, 40).unwrap();
    verify_consistency(&earlier, &checkpoint, &path).unwrap();
}

#[test]
fn the_file_grows_by_commits_that_are_found_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("daybook.db");
    let mut vault = create(FileStorage::create(&path).unwrap());
    for number in 0..30 {
        let mut batch = vault.batch().unwrap();
        batch.append(&EntryInput::new(1, format!("entry {number}"))).unwrap();
        batch.commit().unwrap();
    }
    let head = vault.head();
    vault.lock();
    let vault = open(FileStorage::open(&path).unwrap());
    assert_eq!(vault.head(), head);
    assert_sound(&vault);
    let faulty = FaultyStorage::from_bytes(std::fs::read(&path).unwrap());
    assert_eq!(open(faulty).head(), head);
}

#[test]
fn a_recovery_code_opens_the_vault_and_outlives_a_new_passphrase() {
    let memory = MemStorage::new();
    let mut vault = create(memory.clone());
    let mut batch = vault.batch().unwrap();
    batch.append(&EntryInput::new(7, "he rang")).unwrap();
    batch.commit().unwrap();
    let code = || RecoveryCode::generate(&mut OsEntropy::default()).unwrap();
    let by = |code: &RecoveryCode| {
        Vault::open_with(memory.clone(), Opener::Recovery(code), Box::new(OsEntropy::default()))
    };
    let (first, second) = (code(), code());
    let root = vault.head().root;
    assert!(!vault.has_recovery());
    vault.set_recovery(&first).unwrap();
    vault
        .change_passphrase(&Passphrase::new("six new words never used before").unwrap(), Kdf::CHEAP)
        .unwrap();
    vault.lock();

    let typed = RecoveryCode::parse(&first.written().to_lowercase()).unwrap();
    let mut vault = by(&typed).unwrap();
    assert_eq!((vault.head().root, vault.has_recovery()), (root, true));
    assert_sound(&vault);
    vault.change_passphrase(&passphrase(), Kdf::CHEAP).unwrap();
    vault.set_recovery(&second).unwrap();
    vault.lock();
    assert!(matches!(by(&first), Err(Error::WrongRecoveryCode)), "a replaced code opens nothing");

    let mut vault = by(&second).unwrap();
    vault.clear_recovery().unwrap();
    vault.lock();
    assert!(matches!(by(&second), Err(Error::WrongRecoveryCode)), "a code taken back opens nothing");
    assert_eq!(open(memory).head().root, root);
}

/// Randomness that is drawn only while there is no file yet.
struct Before(std::path::PathBuf, SeededEntropy);

impl Entropy for Before {
    fn fill(&mut self, bytes: &mut [u8]) -> daybook_vault::Result<()> {
        assert!(!self.0.exists(), "the file is made before the passphrase is stretched");
        self.1.fill(bytes)
    }
}

/// The last random bytes are drawn after the slow step, so a crash during it leaves no empty file.
#[test]
fn a_new_file_is_made_only_once_its_first_bytes_are_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("daybook.db");
    let entropy = Before(path.clone(), SeededEntropy::new(3));
    let made = Vault::create_in(|| FileStorage::create(&path), &passphrase(), Kdf::CHEAP, Box::new(entropy));
    assert_eq!(made.unwrap().log_size(), 0);
    assert_eq!(std::fs::metadata(&path).unwrap().len(), 16384);
}
