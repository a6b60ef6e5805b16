//! Acknowledged means on disk: power cuts, failing storage, killed programs.

use crate::support::{Model, Random, assert_sound, create, open, passphrase, try_open};
use daybook_vault::storage::{Fault, FaultyStorage, FileStorage};
use daybook_vault::{
    EntryInput, Error, ErrorKind, Kdf, Opener, OsEntropy, Passphrase, RecoveryCode, Severity, Vault,
};

fn add(vault: &mut Vault, text: &str) {
    let mut batch = vault.batch().unwrap();
    batch.append(&EntryInput::new(1, text)).unwrap();
    batch.commit().unwrap();
}

/// At least 2,000 power cuts at random calls of random workloads, each leaving a random part of what was not synced.
#[test]
fn a_power_cut_loses_nothing_acknowledged_and_leaves_no_half_entry() {
    let mut cuts = 0;
    for seed in 0..400 {
        let mut random = Random::new(seed);
        let storage = FaultyStorage::new();
        let mut vault = create(storage.clone());
        let mut model = Model::default();
        for _ in 0..4 + random.below(6) {
            // The call at which the power fails, counted from here; often in the middle of the batch.
            storage.fail_at(random.below(5), Fault::Io);
            let before = model.clone();
            let outcome = model.step(&mut vault, &mut random);
            storage.heal();
            match outcome {
                Ok(next) => {
                    model = next;
                    cuts += cut(&storage, &[&model, &model], &mut random);
                }
                Err((next, error)) => {
                    assert_eq!(error.kind(), ErrorKind::CannotBeSaved);
                    cuts += cut(&storage, &[&before, &next], &mut random);
                    vault = vault.reopen().unwrap();
                    model = Model::read(&vault).unwrap();
                    assert!(model == before || model == next);
                }
            }
        }
    }
    assert!(cuts >= 2000, "{cuts}");
}

/// Cuts the power, keeps a random share of the unsynced sectors (none, some, or all) and checks that the disk holds
/// exactly one of `allowed`.
fn cut(storage: &FaultyStorage, allowed: &[&Model; 2], random: &mut Random) -> u32 {
    let quarters = random.below(5);
    let after = FaultyStorage::from_bytes(storage.power_cut(|| random.below(4) < quarters));
    let vault = open(after.clone());
    assert!(vault.findings().iter().all(|f| f.severity != Severity::Lost), "{:?}", vault.findings());
    assert!(vault.is_writable());
    let held = Model::read(&vault).unwrap();
    assert!(held == *allowed[0] || held == *allowed[1]);
    vault.lock();
    // The first opening put everything straight, durably: the next one finds nothing.
    let vault = open(FaultyStorage::from_bytes(after.power_cut(|| false)));
    assert_eq!(vault.findings(), []);
    assert_eq!(Model::read(&vault).unwrap(), held);
    assert_sound(&vault);
    1
}

/// Power cuts while the passphrase is changed: the old or the new one opens, and the log is untouched.
#[test]
fn a_power_cut_while_changing_the_passphrase_locks_nobody_out() {
    let new = || Passphrase::new("quite other words than before").unwrap();
    let mut random = Random::new(5);
    for cut_at in 0..5 {
        for _ in 0..20 {
            let storage = FaultyStorage::new();
            let mut vault = create(storage.clone());
            let mut batch = vault.batch().unwrap();
            batch.append(&EntryInput::new(1, "kept")).unwrap();
            batch.commit().unwrap();
            storage.fail_at(cut_at, Fault::Io);
            let changed = vault.change_passphrase(&new(), Kdf::CHEAP).is_ok();
            storage.heal();
            assert_eq!(changed, cut_at == 4);
            let disk = storage.power_cut(|| random.below(2) == 0);
            let opens = |phrase| {
                let storage = FaultyStorage::from_bytes(disk.clone());
                let vault = Vault::open(storage.clone(), &phrase, Box::new(OsEntropy::default()));
                vault.map(|v| assert_eq!(v.entry(0).unwrap().body(), b"kept")).map(|()| storage).ok()
            };
            let (old_opens, new_opens) = (opens(passphrase()), opens(new()));
            assert!(new_opens.is_some() || (!changed && old_opens.is_some()));
            if let Some(storage) = old_opens {
                // A passphrase that worked goes on working.
                let vault = open(FaultyStorage::from_bytes(storage.power_cut(|| false)));
                assert!(!crate::support::check(&vault).has_losses());
            }
        }
    }
}

/// The lock page is written twice: whatever the cut, the passphrase opens, and an acknowledged code does too.
#[test]
fn setting_a_recovery_code_may_be_cut_off_anywhere() {
    let mut random = Random::new(9);
    let code = RecoveryCode::generate(&mut OsEntropy::default()).unwrap();
    for cut_at in (0..5).cycle().take(50) {
        let storage = FaultyStorage::new();
        let mut vault = create(storage.clone());
        storage.fail_at(cut_at, Fault::Io);
        let set = vault.set_recovery(&code).is_ok();
        assert_eq!(set, cut_at == 4);
        storage.heal();
        let disk = storage.power_cut(|| random.below(2) == 0);
        assert!(!crate::support::check(&open(FaultyStorage::from_bytes(disk.clone()))).has_losses());
        let by_code = Vault::open_with(
            FaultyStorage::from_bytes(disk),
            Opener::Recovery(&code),
            Box::new(OsEntropy::default()),
        );
        assert!(by_code.is_ok() || !set, "acknowledged and lost at {cut_at}");
    }
}

/// Every call of a fixed workload fails once, in every way a call can fail.
#[test]
fn every_failing_call_is_reported_and_the_next_opening_is_clean() {
    let mut failures = 0;
    for fault in [Fault::Io, Fault::IoButPersisted, Fault::Full, Fault::ShortWrite, Fault::Dropped] {
        for at in 0..200 {
            let storage = FaultyStorage::new();
            let mut vault = create(storage.clone());
            let mut random = Random::new(77);
            let mut model = Model::default();
            storage.fail_at(at, fault);
            let mut allowed = None;
            for _ in 0..12 {
                match model.step(&mut vault, &mut random) {
                    Ok(next) => model = next,
                    Err((next, error)) => {
                        assert_eq!(error.kind(), ErrorKind::CannotBeSaved, "{error:?}");
                        assert!(!error.what_to_do().is_empty());
                        allowed = Some(next);
                        break;
                    }
                }
            }
            let Some(next) = allowed else {
                // The failing call was the head record after an acknowledged batch, or lay beyond the workload.
                assert_eq!(Model::read(&vault).unwrap(), model);
                continue;
            };
            failures += 1;
            // Nothing more is written, what was acknowledged can still be read.
            assert!(matches!(vault.batch(), Err(Error::Poisoned)));
            assert!(matches!(vault.change_passphrase(&passphrase(), Kdf::CHEAP), Err(Error::Poisoned)));
            assert!(vault.log_size() >= model.entries.len() as u64);
            drop(vault);
            let vault = open(storage.clone());
            let held = Model::read(&vault).unwrap();
            assert!(held == model || held == next, "fault {fault:?} at {at}");
            vault.lock();
            let vault = open(FaultyStorage::from_bytes(storage.power_cut(|| false)));
            assert_eq!(vault.findings(), []);
            assert_eq!(Model::read(&vault).unwrap(), held);
            assert_sound(&vault);
        }
    }
    assert!(failures >= 100, "{failures}");
}

/// Linux forgets what a failed sync was to write, and the next sync succeeds all the same.
#[test]
fn what_only_the_page_cache_held_is_written_again_before_it_is_trusted() {
    for at in 0..4 {
        let storage = FaultyStorage::new();
        let mut vault = create(storage.clone());
        add(&mut vault, "first");
        storage.fail_at(at, Fault::Dropped);
        let mut batch = vault.batch().unwrap();
        batch.append(&EntryInput::new(1, "second")).unwrap();
        let acknowledged = batch.commit().is_ok();
        storage.heal();
        let mut vault = vault.reopen().unwrap();
        let held = vault.log_size();
        assert!(held == 2 || !acknowledged);
        let again = open(FaultyStorage::from_bytes(storage.power_cut(|| false)));
        assert_eq!((again.log_size(), again.findings()), (held, &[][..]), "fault at call {at}");
        add(&mut vault, "third");
        drop(vault);
        let again = open(FaultyStorage::from_bytes(storage.power_cut(|| false)));
        assert_eq!((again.log_size(), again.findings()), (held + 1, &[][..]), "fault at call {at}");
        assert_sound(&again);
    }
}

/// The record of the last commit is as durable as the commit, so damage after a power cut is not taken for a write that
/// never happened.
#[test]
fn a_bad_byte_after_a_power_cut_takes_one_entry_not_the_batch() {
    let storage = FaultyStorage::new();
    let mut vault = create(storage.clone());
    let mut batch = vault.batch().unwrap();
    for number in 0..500 {
        batch.append(&EntryInput::new(1, format!("entry {number}"))).unwrap();
    }
    batch.commit().unwrap();
    let mut disk = storage.power_cut(|| false);
    let length = disk.len();
    // Frame 7 is 256 bytes long, like all of these; its body begins 100 bytes in.
    disk[16384 + 7 * 256 + 120] ^= 1;
    let after = FaultyStorage::from_bytes(disk);
    let mut vault = open(after.clone());
    add(&mut vault, "one more");
    assert_eq!(vault.log_size(), 501);
    assert!(after.to_bytes().len() > length);
    assert!(matches!(vault.entry(7), Err(Error::Damaged(daybook_vault::Place::Entry(7)))));
    for seq in (0..501).filter(|seq| *seq != 7) {
        vault.entry(seq).unwrap();
    }
    let lost: Vec<_> = crate::support::check(&vault).findings;
    assert_eq!(lost.iter().map(|f| f.place).collect::<Vec<_>>(), [daybook_vault::Place::Entry(7)]);
}

#[test]
fn a_bad_byte_beside_a_bad_head_record_drops_nothing_either() {
    let storage = FaultyStorage::new();
    let mut vault = create(storage.clone());
    for text in ["first", "second"] {
        add(&mut vault, text);
    }
    let mut disk = storage.power_cut(|| false);
    let length = disk.len();
    // The record of commit 2, and the body of its entry: after one entry of 256 bytes and one commit of 512.
    disk[8192 + 50] ^= 1;
    disk[16384 + 256 + 512 + 120] ^= 1;
    let after = FaultyStorage::from_bytes(disk);
    let vault = open(after.clone());
    assert_eq!((vault.log_size(), after.to_bytes().len()), (2, length));
    assert!(crate::support::check(&vault).has_losses());
}

#[test]
fn a_full_disk_says_so_and_the_vault_goes_on_once_there_is_room() {
    let storage = FaultyStorage::new();
    let mut vault = create(storage.clone());
    storage.fail_at(0, Fault::Full);
    let mut batch = vault.batch().unwrap();
    batch.append(&EntryInput::new(1, "typed text")).unwrap();
    let error = batch.commit().unwrap_err();
    assert_eq!(error.what_happened(), "The disk is full, so your last change could not be saved.");
    let mut vault = vault.reopen().unwrap();
    assert_eq!(vault.log_size(), 0);
    let mut batch = vault.batch().unwrap();
    batch.append(&EntryInput::new(1, "typed text")).unwrap();
    batch.commit().unwrap();
    assert_sound(&vault);
}

#[test]
fn a_second_opening_of_the_same_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("daybook.db");
    let vault = create(FileStorage::create(&path).unwrap());
    assert!(matches!(FileStorage::create(&path), Err(Error::AlreadyExists)));
    assert!(matches!(FileStorage::open(&path), Err(Error::LockedElsewhere)));
    assert!(matches!(FileStorage::open_read_only(&path), Err(Error::LockedElsewhere)));
    drop(vault);
    let first = FileStorage::open_read_only(&path).unwrap();
    let second = FileStorage::open_read_only(&path).unwrap();
    assert!(matches!(FileStorage::open(&path), Err(Error::LockedElsewhere)));
    drop((first, second));
    assert_sound(&open(FileStorage::open(&path).unwrap()));
}

#[test]
fn a_read_only_opening_reads_everything_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("daybook.db");
    let mut vault = create(FileStorage::create(&path).unwrap());
    let mut batch = vault.batch().unwrap();
    batch.append(&EntryInput::new(1, "kept")).unwrap();
    batch.commit().unwrap();
    vault.lock();
    let mut bytes = std::fs::read(&path).unwrap();
    // Something unfinished at the end must be left alone, and said.
    bytes.extend_from_slice(&[7; 300]);
    std::fs::write(&path, &bytes).unwrap();
    let mut vault = try_open(FileStorage::open_read_only(&path).unwrap()).unwrap();
    assert_eq!(vault.entry(0).unwrap().body(), b"kept");
    assert!(matches!(vault.batch(), Err(Error::ReadOnly)));
    assert!(matches!(vault.change_passphrase(&passphrase(), Kdf::CHEAP), Err(Error::ReadOnly)));
    let findings = crate::support::check(&vault).findings;
    assert_eq!(findings.iter().map(|f| f.severity).collect::<Vec<_>>(), [Severity::Unfinished]);
    drop(vault);
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
    assert_sound(&{
        drop(open(FileStorage::open(&path).unwrap()));
        open(FileStorage::open(&path).unwrap())
    });
}
