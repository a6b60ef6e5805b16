//! What is left in the program's memory after a lock: nothing of the diary, and not the passphrase.

use crate::{
    journey::{add, finished},
    program::{PASSPHRASE, Program, opened},
};
use std::{
    fs::{self, File},
    os::unix::fs::FileExt,
};

/// A word that stands in everything written below.
const MARK: &str = "qvxCanary";

/// The parts of the program's memory that can be written, as far as they are there.
fn memory(id: u32) -> Vec<(String, Vec<u8>)> {
    let maps = fs::read_to_string(format!("/proc/{id}/maps")).unwrap();
    // Only root reads the memory of a program that asked not to be looked at; for all others it cannot be opened, which is
    // what is promised.
    let Ok(memory) = File::open(format!("/proc/{id}/mem")) else { return Vec::new() };
    let parts = maps.lines().filter(|line| line.split(' ').nth(1).is_some_and(|may| may.starts_with("rw")));
    parts
        .filter_map(|line| {
            let (from, to) = line.split(' ').next()?.split_once('-')?;
            let (from, to) = (u64::from_str_radix(from, 16).ok()?, u64::from_str_radix(to, 16).ok()?);
            let mut bytes = vec![0; usize::try_from(to - from).ok()?];
            memory.read_exact_at(&mut bytes, from).ok()?;
            Some((line.to_owned(), bytes))
        })
        .collect()
}

/// Where a text stands in memory, with what surrounds it.
fn holding(id: u32, text: &str) -> Vec<String> {
    let finder = |bytes: &[u8]| -> Vec<usize> {
        bytes
            .windows(text.len())
            .enumerate()
            .filter(|(_, own)| *own == text.as_bytes())
            .map(|(at, _)| at)
            .collect()
    };
    let mut found = Vec::new();
    for (part, bytes) in memory(id) {
        for at in finder(&bytes) {
            let around = &bytes[at.saturating_sub(60)..(at + 100).min(bytes.len())];
            found.push(format!("{part}: {}", String::from_utf8_lossy(around)));
        }
    }
    found
}

fn is_root() -> bool {
    fs::read_to_string("/proc/self/status").unwrap().lines().any(|line| line == "Uid:\t0\t0\t0\t0")
}

/// Writes, imports, draws and looks for things.
fn use_everything(program: &mut Program) {
    let entry = add(program, &format!("He said {MARK} by the gate."), "yesterday about 9");
    let client = &mut program.client;
    client.fill("/own", "/own/notes", &[("text", &format!("{MARK} is only for me"))]);
    client.fill("/add", "/add", &[("what", &format!("{MARK} not finished")), ("later", "1")]);
    let lines = (0..3000).map(|n| format!("12/03/2026, 21:{:02} - Dan: {MARK} number {n}\n", n / 60 % 60));
    let chat: String = lines.collect();
    let token = client.get("/files").input("action=\"/files\"", "form_token").unwrap();
    client.upload(&token, &[("chat.txt", chat.as_bytes())]);
    finished(program);
    let client = &mut program.client;
    client.fill("/people", "/people", &[("name", &format!("Dan {MARK}")), ("role", "suspect")]);
    for path in ["/", "/list?a=1", "/see", "/shows", "/weigh", "/people", "/own", "/add", entry.as_str()] {
        assert_eq!(client.get(path).status, 200, "{path}");
    }
    let found = client.fill("/search", "/search", &[("text", MARK)]);
    assert!(found.words().contains("places found"), "{}", found.words());
    assert!(client.fill("/pack", "/pack/look", &[]).status == 200);
}

#[test]
fn after_a_lock_neither_the_diary_nor_the_passphrase_is_left_in_memory() {
    let (_folder, mut program) = opened();
    use_everything(&mut program);
    let open = holding(program.id(), MARK);
    assert_eq!(is_root(), !open.is_empty(), "root sees it while it is open, and nobody else can look");
    let token = program.client.get("/").input("action=\"/lock\"", "form_token").unwrap();
    program.client.post("/lock", &[("form_token", &token)]);
    // Threads that drew a page give back what they held a moment later.
    std::thread::sleep(std::time::Duration::from_secs(1));
    for text in [MARK, PASSPHRASE] {
        let left = holding(program.id(), text);
        assert!(
            left.is_empty(),
            "{} of {text}:\n{}",
            left.len(),
            left.iter().take(5).cloned().collect::<Vec<_>>().join("\n")
        );
    }
}
