//! One conformance suite for every storage: what the trait promises, and that a vault works on it.

use crate::support::{Model, Random, assert_sound, create, open};
use daybook_vault::storage::{Fault, FaultyStorage, FileStorage, MemStorage, Storage};
use daybook_vault::{Error, Vault};

/// `again` opens the same bytes once more, after the first handle is gone.
fn conformance<S: Storage + 'static>(first: impl FnOnce() -> S, again: impl Fn() -> S) {
    let storage = first();
    bytes_are_kept(&storage);
    storage.truncate(0).unwrap();
    storage.sync().unwrap();
    let mut vault = create(storage);
    let mut random = Random::new(11);
    let mut model = Model::default();
    for _ in 0..6 {
        for _ in 0..5 {
            model = model.step(&mut vault, &mut random).unwrap();
        }
        assert_eq!(Model::read(&vault).unwrap(), model);
        assert_sound(&vault);
        vault.lock();
        vault = open(again());
        assert_eq!(vault.findings(), []);
        assert_eq!(Model::read(&vault).unwrap(), model);
    }
    drop(vault);
    assert!(matches!(
        Vault::create(
            again(),
            &crate::support::passphrase(),
            daybook_vault::Kdf::CHEAP,
            Box::new(daybook_vault::OsEntropy::default())
        ),
        Err(Error::AlreadyExists)
    ));
}

fn bytes_are_kept(storage: &dyn Storage) {
    assert_eq!(storage.size().unwrap(), 0);
    assert!(!storage.is_read_only());
    storage.write_at(0, b"hello").unwrap();
    storage.write_at(3, b"p me").unwrap();
    let mut read = [0; 7];
    storage.read_at(0, &mut read).unwrap();
    assert_eq!(&read, b"help me");
    storage.write_at(10, b"!").unwrap();
    assert_eq!(storage.size().unwrap(), 11);
    let mut gap = [9; 3];
    storage.read_at(7, &mut gap).unwrap();
    assert_eq!(gap, [0; 3], "a gap reads as zeros");
    assert!(storage.read_at(8, &mut [0; 4]).is_err(), "reading past the end is an error");
    storage.truncate(5).unwrap();
    assert_eq!(storage.size().unwrap(), 5);
    assert!(storage.read_at(0, &mut read).is_err());
    storage.sync().unwrap();
}

#[test]
fn files_conform() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("daybook.db");
    conformance(|| FileStorage::create(&path).unwrap(), || FileStorage::open(&path).unwrap());
}

#[test]
fn memory_conforms() {
    let memory = MemStorage::new();
    conformance(|| memory.clone(), || memory.clone());
}

#[test]
fn faulty_storage_without_a_fault_conforms() {
    let faulty = FaultyStorage::new();
    conformance(|| faulty.clone(), || faulty.clone());
}

#[test]
fn a_power_cut_keeps_what_was_synced_and_any_part_of_the_rest() {
    let storage = FaultyStorage::new();
    storage.write_at(0, &[1; 1024]).unwrap();
    storage.sync().unwrap();
    storage.write_at(256, &[2; 768]).unwrap();
    storage.truncate(600).unwrap();
    assert_eq!(storage.power_cut(|| false), [1; 1024]);
    assert_eq!(storage.power_cut(|| true), storage.to_bytes());
    // The first sector's part of the write survives, the second sector's and the cut do not.
    let mut answers = [true, false, false].into_iter();
    let disk = storage.power_cut(|| answers.next().unwrap());
    assert_eq!((disk.len(), disk[255], disk[256], disk[511], disk[512]), (1024, 1, 2, 2, 1));
}

#[test]
fn faults_happen_once_and_as_planned() {
    let storage = FaultyStorage::new();
    storage.fail_at(1, Fault::ShortWrite);
    storage.write_at(0, b"whole").unwrap();
    let error = storage.write_at(5, b"half").unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::StorageFull);
    assert_eq!(storage.to_bytes(), b"wholeha");
    storage.fail_at(0, Fault::IoButPersisted);
    assert!(storage.sync().is_err());
    assert_eq!(storage.power_cut(|| false), b"wholeha");
    storage.sync().unwrap();
    assert_eq!(storage.calls(), 4);
}

#[test]
fn what_a_failed_sync_dropped_is_read_but_never_synced() {
    let storage = FaultyStorage::new();
    storage.write_at(0, b"kept").unwrap();
    storage.sync().unwrap();
    storage.write_at(4, b" lost").unwrap();
    storage.fail_at(0, Fault::Dropped);
    assert!(storage.sync().is_err());
    assert_eq!(storage.to_bytes(), b"kept lost");
    storage.sync().unwrap();
    assert_eq!(storage.power_cut(|| true), b"kept");
    storage.write_at(4, b" lost").unwrap();
    storage.sync().unwrap();
    assert_eq!(storage.power_cut(|| false), b"kept lost", "written again it is");
}
