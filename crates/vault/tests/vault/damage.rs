//! Whatever changes in a stored vault is found and named, and everything else still opens.

use crate::support::{Model, Random, assert_sound, check, create, open, passphrase, try_open};
use daybook_vault::storage::{FileStorage, MemStorage};
use daybook_vault::{EntryInput, Error, ErrorKind, OsEntropy, Passphrase, Place, Severity, Vault};

/// A vault with everything in it, and what it holds; `large` is the length of one more blob.
fn sample_with(large: u64) -> (Vec<u8>, Model) {
    let memory = MemStorage::new();
    let mut vault = create(memory.clone());
    let mut random = Random::new(42);
    let mut model = Model::default();
    for _ in 0..30 {
        model = model.step(&mut vault, &mut random).unwrap();
    }
    let mut batch = vault.batch().unwrap();
    let content = random.bytes(large);
    let blob = batch.add_blob(&mut &content[..]).unwrap();
    model.blobs.push((blob.id, content));
    batch.put_private("gone", b"soon").unwrap();
    batch.commit().unwrap();
    let mut batch = vault.batch().unwrap();
    batch.erase_private("gone").unwrap();
    batch.append(&EntryInput::new(1, "last")).unwrap();
    model.entries.push(b"last".to_vec());
    batch.commit().unwrap();
    assert_sound(&vault);
    vault.lock();
    assert_eq!(Model::read(&open(memory.clone())).unwrap(), model);
    (memory.to_bytes(), model)
}

fn sample() -> (Vec<u8>, Model) {
    sample_with(9000)
}

fn open_read_only(bytes: Vec<u8>) -> daybook_vault::Result<Vault> {
    try_open(MemStorage::from_bytes(bytes).read_only())
}

/// Everything that opens is what was written; everything that does not is named by the check.
fn assert_named_or_right(vault: &Vault, model: &Model) {
    let report = check(vault);
    assert!(!report.is_sound());
    let named = |place| report.findings.iter().any(|f| f.place == place && f.severity == Severity::Lost);
    let mut lost = 0;
    for (seq, body) in (0..).zip(&model.entries) {
        match vault.entry(seq) {
            Ok(entry) => assert_eq!(entry.body(), body),
            Err(error) => {
                assert!(named(Place::Entry(seq)), "entry {seq} is lost and not named: {error:?}, {report:?}");
                lost += 1;
            }
        }
    }
    for (id, content) in &model.blobs {
        let mut read = Vec::new();
        let reader = vault.blob_reader(*id);
        match reader.map(|mut r| std::io::Read::read_to_end(&mut r, &mut read)) {
            Ok(Ok(_)) => assert!(read == *content),
            _ => {
                assert!(named(Place::Blob(*id)), "blob {id} is lost and not named: {report:?}");
                lost += 1;
            }
        }
    }
    assert!(lost <= 1, "one changed bit took {lost} things");
}

fn flip(bytes: &[u8], model: &Model, positions: impl IntoIterator<Item = u64>, random: &mut Random) {
    for at in positions {
        let mut changed = bytes.to_vec();
        changed[at as usize] ^= 1 << random.below(8);
        let vault = open_read_only(changed).unwrap_or_else(|e| panic!("byte {at}: {e:?}"));
        assert_named_or_right(&vault, model);
        assert_eq!(vault.log_size(), model.entries.len() as u64);
    }
}

#[test]
fn every_flipped_bit_is_found_and_harms_at_most_the_thing_it_is_in() {
    let (bytes, model) = sample();
    let mut random = Random::new(1);
    let mut positions: Vec<u64> = (0..2500).map(|_| random.below(bytes.len() as u64)).collect();
    // The borders of the pages, and every byte of the first frame's header.
    positions.extend((0..4).flat_map(|page| [page * 4096, page * 4096 + 4095]));
    positions.extend(16384..16384 + 120);
    flip(&bytes, &model, positions, &mut random);
}

#[test]
fn every_flipped_bit_in_a_large_blob_is_found() {
    let (bytes, model) = sample_with(2_200_000);
    let mut random = Random::new(6);
    let positions: Vec<u64> = (0..60).map(|_| random.below(bytes.len() as u64)).collect();
    flip(&bytes, &model, positions, &mut random);
}

#[test]
fn a_flipped_bit_is_never_truncated_away_and_spare_copies_heal() {
    let (bytes, model) = sample();
    let mut random = Random::new(2);
    for _ in 0..300 {
        let mut changed = bytes.clone();
        let at = random.below(bytes.len() as u64) as usize;
        changed[at] ^= 1 << random.below(8);
        let memory = MemStorage::from_bytes(changed);
        let vault = open(memory.clone());
        assert_named_or_right(&vault, &model);
        vault.lock();
        let after = memory.to_bytes();
        assert_eq!(after.len(), bytes.len());
        assert!(
            after[16384..] == {
                let mut expected = bytes.clone();
                expected[at] = if at < 16384 { bytes[at] } else { after[at] };
                expected
            }[16384..]
        );
        if at < 16384 {
            assert_sound(&open(memory));
        }
    }
}

#[test]
fn every_truncation_is_found_and_what_is_left_still_opens() {
    let (bytes, model) = sample();
    let mut random = Random::new(3);
    let mut lengths: Vec<u64> = (0..700).map(|_| random.below(bytes.len() as u64)).collect();
    lengths.extend([0, 1, 4095, 4096, 8192, 16384, bytes.len() as u64 - 1, bytes.len() as u64 - 256]);
    for len in lengths {
        let memory = MemStorage::from_bytes(bytes[..len as usize].to_vec());
        let vault = match try_open(memory.clone()) {
            Ok(vault) => vault,
            Err(error) => {
                assert!(len < 4096, "{len}: {error:?}");
                assert!(matches!(error.kind(), ErrorKind::NotADiary | ErrorKind::WrongPassphrase));
                continue;
            }
        };
        let report = check(&vault);
        assert!(report.has_losses(), "cut to {len}: {report:?}");
        for (seq, body) in (0..).zip(&model.entries) {
            match vault.entry(seq) {
                Ok(entry) => assert_eq!(entry.body(), body),
                Err(_) if len < 16384 => {}
                Err(_) => assert!(report.findings.iter().any(|f| f.place == Place::Entry(seq)), "{seq}"),
            }
        }
        assert!(!vault.is_writable(), "writing after the cut would hide it");
        drop(vault);
        assert_eq!(memory.to_bytes().len() as u64, len, "nothing acknowledged is cut off further");
    }
}

#[test]
fn exchanged_and_replayed_frames_are_found() {
    let memory = MemStorage::new();
    let mut vault = create(memory.clone());
    for text in ["one", "two"] {
        let mut batch = vault.batch().unwrap();
        batch.append(&EntryInput::new(1, text)).unwrap();
        batch.commit().unwrap();
    }
    vault.lock();
    let bytes = memory.to_bytes();
    let head_records = 8192..16384;
    // Two entries of the same size change places.
    let mut swapped = bytes.clone();
    let second = (16384..bytes.len() - 256).step_by(256).find(|at| {
        let mut moved = bytes.clone();
        moved[*at] ^= 1;
        let vault = open_read_only(moved).unwrap();
        let found = check(&vault).findings;
        found.iter().any(|f| f.place == Place::Entry(1))
    });
    let second = second.unwrap();
    for i in 0..256 {
        swapped.swap(16384 + i, second + i);
    }
    assert!(check(&open_read_only(swapped).unwrap()).has_losses());
    // The two head records change places.
    let mut exchanged = bytes.clone();
    let (first, last) = exchanged[head_records].split_at_mut(4096);
    first.swap_with_slice(last);
    assert!(!check(&open_read_only(exchanged).unwrap()).is_sound());
}

#[test]
fn a_copy_that_went_its_own_way_cannot_be_mixed_in() {
    let memory = MemStorage::new();
    create(memory.clone()).lock();
    let grow = |text: &str| {
        let copy = MemStorage::from_bytes(memory.to_bytes());
        let mut vault = open(copy.clone());
        let mut batch = vault.batch().unwrap();
        batch.append(&EntryInput::new(1, text)).unwrap();
        batch.commit().unwrap();
        vault.lock();
        copy.to_bytes()
    };
    let (ours, theirs) = (grow("ours"), grow("else"));
    let mut mixed = ours.clone();
    mixed[16384..16640].copy_from_slice(&theirs[16384..16640]);
    let vault = open_read_only(mixed).unwrap();
    assert!(check(&vault).has_losses());
    assert!(vault.entry(0).is_err() || vault.entry(0).unwrap().body() == b"ours");
}

/// The lock page and head records of an earlier time are authentic; that they are old shows in the commits after them.
#[test]
fn an_earlier_start_put_back_over_a_later_file_is_named() {
    let memory = MemStorage::new();
    let mut vault = create(memory.clone());
    let earlier = memory.to_bytes();
    let after = |commits: u64, vault: &mut Vault| {
        for _ in 0..commits {
            let mut batch = vault.batch().unwrap();
            batch.append(&EntryInput::new(1, "later")).unwrap();
            batch.commit().unwrap();
        }
        let mut mixed = memory.to_bytes();
        mixed[..16384].copy_from_slice(&earlier);
        check(&open_read_only(mixed).unwrap()).findings
    };
    assert_eq!(after(1, &mut vault), [], "an interruption may leave that");
    let new = Passphrase::new("quite other words than before").unwrap();
    vault.change_passphrase(&new, daybook_vault::Kdf::CHEAP).unwrap();
    let found = after(1, &mut vault);
    assert_eq!(
        found.iter().map(|f| (f.place, f.severity)).collect::<Vec<_>>(),
        [(Place::HeadRecord(0), Severity::Older)]
    );
    let mut one_damaged = memory.to_bytes();
    one_damaged[8192 + 50] ^= 1;
    let found = check(&open_with_new(one_damaged, &new)).findings;
    assert!(found.iter().all(|f| f.severity == Severity::Spare), "{found:?}");
}

fn open_with_new(bytes: Vec<u8>, new: &Passphrase) -> Vault {
    Vault::open(MemStorage::from_bytes(bytes).read_only(), new, Box::new(OsEntropy::default())).unwrap()
}

#[test]
fn files_that_are_no_diary_are_refused_with_the_right_words() {
    let (bytes, _) = sample();
    let kind = |bytes: Vec<u8>| open_read_only(bytes).unwrap_err().kind();
    assert_eq!(kind(Vec::new()), ErrorKind::NotADiary);
    assert_eq!(kind(b"Dear diary".to_vec()), ErrorKind::NotADiary);
    assert_eq!(kind(vec![0; 100_000]), ErrorKind::NotADiary);
    assert_eq!(kind(Random::new(4).bytes(50_000)), ErrorKind::NotADiary);
    let with_version = |version: u32, copies: &[usize]| {
        let mut changed = bytes.clone();
        for copy in copies {
            changed[copy * 4096 + 12..copy * 4096 + 16].copy_from_slice(&version.to_le_bytes());
        }
        changed
    };
    assert!(matches!(open_read_only(with_version(2, &[0, 1])), Err(Error::NewerVersion { found: 2 })));
    assert_eq!(kind(with_version(0, &[0, 1])), ErrorKind::NotADiary);
    let vault = open_read_only(with_version(2, &[0])).unwrap();
    assert_eq!(vault.findings()[0].place, Place::Header(0));
}

#[test]
fn forged_lock_settings_are_refused_before_they_cost_anything() {
    let (bytes, _) = sample();
    // Memory (KiB), passes, lanes: too cheap, and four times the machine's memory.
    for settings in [[1024, 3, 4], [65_536, 1, 4], [65_536, 3, 1], [u32::MAX, 3, 4], [65_536, u32::MAX, 4]] {
        let mut changed = bytes.clone();
        for copy in [0, 4096] {
            for (i, value) in settings.into_iter().enumerate() {
                let at = copy + 36 + 4 * i;
                changed[at..at + 4].copy_from_slice(&value.to_le_bytes());
            }
        }
        assert!(matches!(open_read_only(changed), Err(Error::UnsafeLockSettings)), "{settings:?}");
    }
}

#[test]
fn a_wrong_passphrase_gets_one_answer_on_whole_and_on_damaged_files() {
    let (bytes, _) = sample();
    let wrong = Passphrase::to_unlock("wrong").unwrap();
    let mut damaged = bytes.clone();
    damaged[200] ^= 1;
    for bytes in [bytes, damaged] {
        let opened = Vault::open(MemStorage::from_bytes(bytes), &wrong, Box::new(OsEntropy::default()));
        assert!(matches!(opened, Err(Error::WrongPassphrase)));
    }
}

#[test]
fn damage_to_a_cache_is_said_and_harmless() {
    let memory = MemStorage::new();
    let mut vault = create(memory.clone());
    let mut batch = vault.batch().unwrap();
    batch.put_cache("c", &[5; 3000]).unwrap();
    batch.append(&EntryInput::new(1, "kept")).unwrap();
    batch.commit().unwrap();
    vault.lock();
    let mut bytes = memory.to_bytes();
    bytes[16384 + 1000] ^= 4;
    let mut vault = open(MemStorage::from_bytes(bytes));
    assert!(matches!(vault.cache("c"), Err(Error::Damaged(Place::Cache(_)))));
    assert!(!check(&vault).has_losses());
    let mut batch = vault.batch().unwrap();
    batch.put_cache("c", b"built again").unwrap();
    batch.commit().unwrap();
    assert_eq!(vault.cache("c").unwrap().unwrap(), b"built again");
}

#[test]
fn nothing_readable_is_in_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("daybook.db");
    let mut vault = create(FileStorage::create(&path).unwrap());
    let mut batch = vault.batch().unwrap();
    batch
        .append(&EntryInput::new(1, "CANARY entry").with_part("CANARY part").with_items(["CANARY item"]))
        .unwrap();
    batch.add_blob(&mut &b"CANARY blob"[..]).unwrap();
    batch.put_private("CANARY name", b"CANARY value").unwrap();
    batch.put_cache("CANARY cache", b"CANARY cached").unwrap();
    batch.commit().unwrap();
    vault.lock();
    let bytes = std::fs::read(&path).unwrap();
    assert!(!bytes.windows(6).any(|w| w == b"CANARY"));
    assert!(
        Vault::open(FileStorage::open(&path).unwrap(), &passphrase(), Box::new(OsEntropy::default())).is_ok()
    );
}
