//! Nothing is left and nothing is sent: a thousand marked words are nowhere in what the browser and the program leave
//! behind, and the program calls nobody.

use crate::{
    chromium::Browser,
    journey::add,
    program::{PASSPHRASE, Program, diary},
};
use std::{
    fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

/// Marked words, none of which anybody else would write.
fn canaries() -> Vec<String> {
    (0..1000).map(|n| format!("zq{n:03}kestrel{:03}", (n * 7919) % 1000)).collect()
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.flatten().map(|entry| entry.path());
    paths
        .flat_map(|path| if path.is_dir() && !path.is_symlink() { files(&path) } else { vec![path] })
        .collect()
}

/// Files that hold the mark, as bytes or as UTF-16.
fn holding(folder: &Path, mark: &str) -> Vec<PathBuf> {
    let plain = mark.as_bytes().to_vec();
    let wide: Vec<u8> = mark.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let holds = |path: &PathBuf| {
        let bytes = fs::read(path).unwrap_or_default();
        [&plain, &wide].into_iter().any(|mark| bytes.windows(mark.len()).any(|part| part == mark.as_slice()))
    };
    files(folder).into_iter().filter(holds).collect()
}

#[test]
fn of_a_thousand_marked_words_none_is_left_after_the_exit() {
    let (folder, path) = diary();
    let rest = TempDir::new().unwrap();
    let around = [("HOME", rest.path().to_str().unwrap()), ("TMPDIR", rest.path().to_str().unwrap())];
    let program = Program::start(&path, &around);
    let mut browser = Browser::start(true, (1280, 900));
    let at = |path: &str| format!("http://127.0.0.1:{}{path}", program.client.port);
    browser.open(&at(&program.start));
    browser.fill("passphrase", PASSPHRASE);
    browser.click("form[action='/open'] button");
    for words in canaries().chunks(500) {
        browser.open(&at("/add"));
        browser.fill("what", &words.join(" "));
        browser.fill("when", "today");
        browser.click("form[action='/add'] button.button");
        browser.until("document.body.innerText.includes('Saved.')");
    }
    for page in ["/", "/list", "/see", "/own", "/pack"] {
        browser.open(&at(page));
    }
    browser.open(&at("/list"));
    browser.value("document.querySelector('details').open = true");
    browser.fill("text", "zq001kestrel");
    browser.click("form[action='/list'] button");
    assert!(
        browser.text().contains("zq001kestrel"),
        "the marked words were on the pages: {}",
        browser.text()
    );
    browser.click("#exit");
    browser.until("location.pathname === '/blank'");
    let left = browser.close();
    assert!(files(left.path()).len() > 20, "the browser kept a profile");
    for place in [left.path(), rest.path(), folder.path()] {
        assert_eq!(holding(place, "kestrel"), Vec::<PathBuf>::new());
    }
}

#[test]
fn the_program_calls_nobody_in_a_whole_journey() {
    let (folder, path) = diary();
    let log = folder.path().join("calls.txt");
    let mut program =
        Program::start_under(&["strace", "-f", "-e", "trace=network", "-o", log.to_str().unwrap()], &path);
    program.enter();
    program.unlock();
    let entry = add(&mut program, "A letter came: http://example.com/pixel.png", "today");
    for page in
        ["/", "/list", "/see", "/shows", "/weigh", "/limits", "/topics", "/people", "/files", "/help", &entry]
    {
        assert_eq!(program.client.get(page).status, 200, "{page}");
    }
    let chat = "12/03/2026, 21:05 - Dan: http://example.com/track?id=1\n";
    let token = program.client.get("/files").input("action=\"/files\"", "form_token").unwrap();
    program
        .client
        .upload(&token, &[("chat.txt", chat.as_bytes()), ("x.html", b"<img src=http://example.com/a.png>")]);
    let look = program.client.fill("/pack", "/pack/look", &[]);
    let out = folder.path().join("out");
    program.client.send(&look, "/pack", &[("folder", out.to_str().unwrap())]);
    program.client.fill("/", "/lock", &[]);
    program.client.fill("/", "/close", &[]);
    assert!(program.ended());
    let log = fs::read_to_string(log).unwrap();
    assert!(log.contains("listen("), "strace saw the program listen");
    let calls: Vec<&str> =
        log.lines().filter(|line| line.contains("connect(") && !line.contains("AF_UNIX")).collect();
    assert!(calls.is_empty(), "{calls:?}");
    let asked: Vec<&str> =
        log.lines().filter(|line| line.contains("sendto(") && line.contains("sin_port")).collect();
    assert!(asked.is_empty(), "{asked:?}");
}
