//! Acknowledged means on disk, for a program killed at random moments.
//!
//! A test program of its own: while a child process is being started it shares its parent's file locks for a
//! moment, which would disturb tests that open files beside it.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails should say where")]
#![allow(
    clippy::disallowed_methods,
    reason = "the killed child learns its file, and the test its length, from the environment"
)]
#![allow(
    clippy::cast_possible_truncation,
    dead_code,
    reason = "the shared support is written for the other program"
)]

#[path = "vault/support.rs"]
mod support;

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use daybook_vault::storage::FileStorage;
use daybook_vault::{EntryInput, Severity};
use support::{Random, assert_sound, create, open};

/// Runs only as the child of the next test: appends until it is killed, saying which entries were acknowledged.
#[test]
#[ignore = "the child process of killing_the_program_loses_nothing_acknowledged"]
fn child_that_appends_for_ever() {
    let path = std::env::var_os("DAYBOOK_TEST_VAULT").expect("set by the parent test");
    let mut vault = open(FileStorage::open(path.as_ref()).unwrap());
    assert!(vault.findings().iter().all(|f| f.severity != Severity::Lost));
    let mut random = Random::new(vault.log_size());
    loop {
        let mut batch = vault.batch().unwrap();
        let len = random.below(3000);
        let seq = batch.append(&EntryInput::new(1, random.bytes(len))).unwrap();
        batch.put_private("draft", &seq.to_le_bytes()).unwrap();
        batch.commit().unwrap();
        let mut out = std::io::stdout().lock();
        writeln!(out, "\nack {seq}").and_then(|()| out.flush()).unwrap();
    }
}

/// How often the child is killed: enough to notice a fault, short enough for every day. `DAYBOOK_TEST_KILLS=5000` asks for
/// more.
fn kills() -> u32 {
    std::env::var("DAYBOOK_TEST_KILLS").map_or(40, |kills| kills.parse().expect("a number of kills"))
}

#[test]
fn killing_the_program_loses_nothing_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("daybook.db");
    create(FileStorage::create(&path).unwrap()).lock();
    let mut random = Random::new(9);
    let mut acknowledged = None;
    for _ in 0..kills() {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "--nocapture", "child_that_appends_for_ever"])
            .env("DAYBOOK_TEST_VAULT", &path)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        for _ in 0..1 + random.below(12) {
            let ack = lines.find_map(|line| line.unwrap().strip_prefix("ack ")?.parse::<u64>().ok());
            acknowledged = ack.or(acknowledged);
        }
        std::thread::sleep(std::time::Duration::from_micros(random.below(5000)));
        child.kill().unwrap();
        let last = lines.map_while(|l| l.ok()).filter_map(|l| l.strip_prefix("ack ")?.parse().ok()).last();
        acknowledged = last.or(acknowledged);
        child.wait().unwrap();
        let vault = open(FileStorage::open(&path).unwrap());
        assert!(vault.log_size() > acknowledged.unwrap());
        for entry in vault.entries(0..vault.log_size()) {
            entry.unwrap();
        }
        let draft = vault.private("draft").unwrap().unwrap();
        assert!(u64::from_le_bytes(draft[..].try_into().unwrap()) >= acknowledged.unwrap());
    }
    let vault = open(FileStorage::open(&path).unwrap());
    assert_sound(&vault);
}
