use super::*;
use crate::clock::Clock;
use daybook_vault::{Kdf, Passphrase};
use std::fs;

fn journal(folder: &Path) -> Journal {
    let passphrase = Passphrase::new("seven wooden otters sail past").unwrap();
    let clock = Clock::new(Some("2026-05-04T22:00:00Z".parse().unwrap()), None).unwrap();
    Journal::create(&folder.join("daybook.db"), &passphrase, Kdf::FLOOR, clock).unwrap()
}

fn about(path: &Path) -> About {
    About { name: path.file_name().unwrap().to_string_lossy().into_owned(), ..About::default() }
}

/// Bytes that differ from file to file; `large` ones are too long to be held whole.
fn content(n: u8, large: bool) -> Vec<u8> {
    let length = if large { HEAD_BYTES + 100 } else { 1000 };
    (0..251).map(|at| n.wrapping_add(at)).cycle().take(length).collect()
}

#[test]
fn files_are_kept_as_they_came_in_their_order_and_the_same_bytes_once() {
    let temp = tempfile::tempdir().unwrap();
    let mut journal = journal(temp.path());
    let all = [(1, false), (2, true), (1, false), (3, true), (2, true), (4, false)];
    let file = |(at, (n, large)): (usize, (u8, bool))| {
        let path = temp.path().join(format!("{at}.bin"));
        fs::write(&path, content(n, large)).unwrap();
        path
    };
    let paths: Vec<PathBuf> = all.into_iter().enumerate().map(file).collect();
    let stored = store_all(&mut journal, &paths, about).unwrap();
    assert_eq!(stored.iter().map(|s| s.known).collect::<Vec<_>>(), [false, false, true, false, true, false]);
    assert_eq!((stored[2].exhibit, stored[4].exhibit), (stored[0].exhibit, stored[1].exhibit));
    let labels: Vec<&str> = stored.iter().map(|s| s.label.rsplit('/').next().unwrap()).collect();
    assert_eq!(labels, ["1", "2", "1", "3", "2", "4"]);
    for (stored, (n, large)) in stored.iter().zip(all) {
        let (blob, _) = blob_of(&journal, stored.exhibit).unwrap();
        let mut kept = Vec::new();
        journal.vault().blob_reader(blob).unwrap().read_to_end(&mut kept).unwrap();
        assert!(kept == content(n, large));
    }
    let again = store_all(&mut journal, &paths, about).unwrap();
    assert!(again.iter().all(|s| s.known) && journal.diary().exhibits.len() == 4);
}

#[test]
fn a_file_kept_already_is_not_written_a_second_time_however_large() {
    let temp = tempfile::tempdir().unwrap();
    let mut journal = journal(temp.path());
    let path = temp.path().join("video.bin");
    fs::write(&path, content(9, true)).unwrap();
    store_all(&mut journal, std::slice::from_ref(&path), about).unwrap();
    let size = || fs::metadata(temp.path().join("daybook.db")).unwrap().len();
    let before = size();
    assert!(store_all(&mut journal, std::slice::from_ref(&path), about).unwrap()[0].known);
    assert!(store(&mut journal, &mut File::open(&path).unwrap(), &about(&path)).unwrap().known);
    assert_eq!(size(), before);
}

#[test]
fn a_file_that_cannot_be_read_is_named_and_what_was_saved_before_it_stays() {
    let temp = tempfile::tempdir().unwrap();
    let mut journal = journal(temp.path());
    let failure = store_all(&mut journal, &[temp.path().join("gone.jpg")], about).unwrap_err();
    assert!(failure.what.contains("gone.jpg"), "{}", failure.what);
    store(&mut journal, &mut b"later".as_slice(), &About::default()).unwrap();
    assert_eq!(journal.diary().exhibits.len(), 1);
}

#[test]
fn only_what_begins_as_an_export_or_a_zip_is_read_again() {
    let chat = "01/05/2026, 09:00 - Tamsin: Stop\n02/05/2026, 21:14 - Dan: no\n";
    let zone = TimeZone::UTC;
    let may_be = |bytes: &[u8]| Arrival::read(bytes, &zone).unwrap().may_be_export;
    assert!(may_be(chat.as_bytes()) && may_be(b"PK\x03\x04 anything"));
    assert!(!may_be(b"\xff\xd8\xff\xe0 a photo") && !may_be(b"") && !may_be(b"a shopping list"));
}
