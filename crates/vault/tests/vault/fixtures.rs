//! Vaults written by earlier releases stay readable for ever.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

use daybook_vault::storage::{FileStorage, MemStorage};
use daybook_vault::{EntryInput, Kdf, OsEntropy, Part, Passphrase, SeededEntropy, Show, Vault};

use crate::support::{Model, Random, assert_sound, private_names};

const PASSPHRASE: &str = "violet kettle seven lanterns drift";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/vault")
}

fn passphrase() -> Passphrase {
    Passphrase::new(PASSPHRASE).unwrap()
}

fn blob_content() -> Vec<u8> {
    (0..2000u32).map(|i| (i * i % 251) as u8).collect()
}

/// `cargo test -p daybook-vault --test vault -- --ignored write_the_v1_fixture`
#[test]
#[ignore = "writes testdata/vault/v1/vault.db, once per format version; see its ORIGIN.md"]
fn write_the_v1_fixture() {
    let path = folder().join("v1/vault.db");
    let storage = FileStorage::create(&path).unwrap();
    let mut vault =
        Vault::create(storage, &passphrase(), Kdf::FLOOR, Box::new(SeededEntropy::new(2026))).unwrap();
    let mut batch = vault.batch().unwrap();
    let blob = batch.add_blob(&mut &blob_content()[..]).unwrap();
    batch.append(&EntryInput::new(1, "He rang nine times.").with_part("12 Example Street")).unwrap();
    batch.append(&EntryInput::new(2, blob.sha256)).unwrap();
    batch.commit().unwrap();
    let mut batch = vault.batch().unwrap();
    batch.append(&EntryInput::new(3, "three messages").with_items(["hello", "", "answer me"])).unwrap();
    batch.put_private("plan", b"stay with Ama on Friday").unwrap();
    batch.put_private("draft", b"to be erased").unwrap();
    batch.put_cache("search", b"rebuildable").unwrap();
    batch.commit().unwrap();
    let mut batch = vault.batch().unwrap();
    batch.erase_private("draft").unwrap();
    batch.commit().unwrap();
    println!("{}\n{}{}", vault.verifier_key(), vault.checkpoint(), hex(&vault.head().root));
    vault.lock();
}

#[test]
fn every_version_has_its_fixture_and_no_other_is_there() {
    let listed = |folder: &Path| -> BTreeSet<String> {
        let names = std::fs::read_dir(folder).unwrap().map(|item| item.unwrap().file_name());
        names.map(|name| name.into_string().unwrap()).collect()
    };
    assert_eq!(listed(&folder()), BTreeSet::from(["v1".to_owned()]));
    assert_eq!(listed(&folder().join("v1")), BTreeSet::from(["ORIGIN.md".to_owned(), "vault.db".to_owned()]));
}

#[test]
fn the_v1_fixture_reads_as_it_was_written() {
    let bytes = std::fs::read(folder().join("v1/vault.db")).unwrap();
    let storage = MemStorage::from_bytes(bytes).read_only();
    let vault = Vault::open(storage, &passphrase(), Box::new(OsEntropy::default())).unwrap();
    assert_sound(&vault);
    assert_eq!(vault.log_size(), 3);
    let entry = vault.entry(0).unwrap();
    assert_eq!((entry.kind(), entry.body()), (1, &b"He rang nine times."[..]));
    assert!(matches!(entry.part(1), Some(Part::Bytes(b"12 Example Street"))));
    let entry = vault.entry(2).unwrap();
    let Some(Part::Items(items)) = entry.part(1) else { panic!("not a list") };
    assert_eq!(items.iter().collect::<Vec<_>>(), [&b"hello"[..], b"", b"answer me"]);
    let blob = vault.blob_with(vault.entry(1).unwrap().body().try_into().unwrap()).unwrap();
    let mut content = Vec::new();
    vault.blob_reader(blob.id).unwrap().read_to_end(&mut content).unwrap();
    assert_eq!(content, blob_content());
    assert_eq!(private_names(&vault).unwrap(), ["plan"]);
    assert_eq!(vault.private("plan").unwrap().unwrap().as_slice(), b"stay with Ama on Friday");
    assert_eq!(vault.cache("search").unwrap().unwrap(), b"rebuildable");
    assert_eq!(vault.head().commit, 3);
    // Values printed in docs/format/vault.md, section 14.
    assert_eq!(vault.verifier_key(), V1_KEY);
    assert_eq!(hex(&vault.head().root), V1_ROOT);
    let all = [Show::All, Show::All];
    let disclosed = vault.disclose(0, 3, &all).unwrap();
    daybook_vault::proof::verify_entry(&disclosed, 3, &vault.head().root).unwrap();
}

/// Whether `tests/reader.py`, written from the format document alone, accepts these bytes, and what it prints.
fn second_reader(bytes: &[u8]) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vault.db");
    std::fs::write(&path, bytes).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reader.py");
    let output = Command::new("python3").arg(script).arg(path).arg(PASSPHRASE).output().unwrap();
    output.status.success().then(|| String::from_utf8(output.stdout).unwrap())
}

#[test]
#[ignore = "needs python3 with the cryptography package"]
fn a_second_reader_written_from_the_document_agrees() {
    let memory = MemStorage::new();
    let mut vault =
        Vault::create(memory.clone(), &passphrase(), Kdf::FLOOR, Box::new(SeededEntropy::new(5))).unwrap();
    let mut random = Random::new(12);
    let mut model = Model::default();
    for _ in 0..25 {
        model = model.step(&mut vault, &mut random).unwrap();
    }
    let large = random.bytes(2_400_000);
    let mut batch = vault.batch().unwrap();
    let blob = batch.add_blob(&mut &large[..]).unwrap();
    // Long enough to be packed.
    batch.append(&EntryInput::new(9, "a list").with_items(["the same again"; 1000])).unwrap();
    batch.commit().unwrap();
    let expected = [hex(&vault.head().root), vault.verifier_key(), hex(&blob.sha256), hex(b"the same again")];
    vault.lock();
    let bytes = memory.to_bytes();
    let printed = second_reader(&bytes).unwrap();
    for value in expected {
        assert!(printed.contains(&value), "{value}");
    }
    for body in model.entries {
        assert!(printed.contains(&hex(&body)));
    }
    for _ in 0..25 {
        let mut changed = bytes.clone();
        changed[random.below(bytes.len() as u64) as usize] ^= 1 << random.below(8);
        assert_eq!(second_reader(&changed), None);
    }
}

const V1_KEY: &str =
    "daybook.invalid/a8f02cd10262012d33a1c2be90b4ab03+f7ccd2e4+AYGhRJidAhDVx5nfKO7CFSphFBN6nzWkNUrXWkqa82lO";
const V1_ROOT: &str = "925b19b3e1f3fcc2327e242edaa95e05f966f032584be86d9ab09fb15fe14e29";

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
