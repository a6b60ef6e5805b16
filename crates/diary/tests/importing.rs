//! Bad and awkward input, taken in by the program as a person would: nothing lost, nothing twice, and every gap told.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod desk;

use desk::Desk;
use serde_json::Value;
use std::{fmt::Write as _, fs, path::Path, process::Stdio, time::Duration};

fn testdata(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata").join(path)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let to = to.join(path.file_name().unwrap());
        if path.is_dir() { copy(&path, &to) } else { fs::copy(&path, &to).map(drop).unwrap() }
    }
}

/// Imports, whatever it finds; the answer and the exit code.
fn import(desk: &Desk, args: &[&str]) -> (Value, i32) {
    let done = desk.run(&[&["--json", "import"], args].concat());
    let code = done.status.code().unwrap();
    let got = serde_json::from_slice(&done.stdout).unwrap_or_else(|e| panic!("{e}: {}", desk::said(&done)));
    (got, code)
}

fn kinds(got: &Value) -> Vec<String> {
    let files = got["files"].as_array().unwrap().iter();
    let findings = files.filter_map(|file| file["import"]["findings"].as_array()).flatten();
    findings.map(|finding| finding["kind"].as_str().unwrap().to_owned()).collect()
}

fn messages(desk: &Desk) -> u64 {
    desk.json(&["list"], 0)["messages"].as_u64().unwrap()
}

const THREAD: &str = "{\"participants\":[{\"name\":\"Dan\"},{\"name\":\"Tamsin\"}],\"messages\":[\
    {\"sender_name\":\"Dan\",\"timestamp_ms\":1746392400000,\"content\":\"look\",\
    \"photos\":[{\"uri\":\"your_facebook_activity/messages/inbox/dan_1/photos/1.jpg\"}]}],\
    \"title\":\"Dan\",\"thread_path\":\"inbox/dan_1\"}";

#[test]
fn a_missing_part_of_a_download_is_told_and_made_good_when_it_comes() {
    let desk = Desk::with_diary();
    let inbox = "your_facebook_activity/messages/inbox/dan_1";
    for (part, file, content) in [
        ("part-1", "message_1.json", THREAD.as_bytes()),
        ("part-2", "photos/1.jpg", b"\xff\xd8\xff\xe0 photo"),
    ] {
        let path = desk.path(part).join(inbox).join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    desk.file("part-1/about.json", "{\"download\": \"1 of 2\"}");
    let [first, second] = ["part-1", "part-2"].map(|part| desk.path(part).display().to_string());
    let (got, code) = import(&desk, &[&first]);
    assert_eq!((kinds(&got).contains(&"missing_media".to_owned()), code), (true, 1), "{got}");
    let (got, _) = import(&desk, &[&first, &second]);
    assert!(!kinds(&got).contains(&"missing_media".to_owned()), "{got}");
    assert_eq!(messages(&desk), 1, "the message is not there twice");
}

#[test]
fn one_chat_among_thousands_of_other_files_is_found_and_the_rest_is_kept() {
    let desk = Desk::with_diary();
    let folder = desk.path("phone");
    fs::create_dir_all(folder.join("deep/er")).unwrap();
    for n in 0..2_000 {
        let (name, content) = match n % 4 {
            0 => (format!("note {n}.txt"), format!("shopping list no. {n}: eggs, milk\n")),
            1 => (format!("deep/{n}.jpg"), format!("\u{0}no picture {n}")),
            2 => (format!("deep/er/{n}"), format!("{{\"setting\": {n}}}")),
            _ => (format!("{n}.bin"), format!("\u{1}\u{2}{n}")),
        };
        fs::write(folder.join(name), content).unwrap();
    }
    fs::write(
        folder.join("deep/chat.txt"),
        "02/05/2026, 21:14 - Dan: answer me\n03/05/2026, 21:14 - Dan: now\n",
    )
    .unwrap();
    let (got, _) = import(&desk, &[folder.to_str().unwrap()]);
    let files = got["files"].as_array().unwrap();
    assert_eq!(files.len(), 2_001);
    assert!(files.iter().all(|file| file.get("error").is_none()), "each is kept");
    let read = files.iter().filter(|file| file["import"]["records"] != 0).count();
    assert_eq!((read, messages(&desk)), (1, 2));
}

/// Lines of a chat, one a minute.
fn chat(lines: std::ops::Range<u32>) -> String {
    let mut text = String::new();
    for n in lines {
        let (day, hour, minute) = (13 + n / 1440, n / 60 % 24, n % 60);
        writeln!(
            text,
            "{day:02}/04/2026, {hour:02}:{minute:02} - Dan: message no. {n}, a little longer than a word"
        )
        .unwrap();
    }
    text
}

#[test]
fn an_older_export_after_a_newer_one_adds_only_what_the_newer_one_lost() {
    let desk = Desk::with_diary();
    let newer = desk.file("newer.txt", chat(0..40) + &chat(41..80));
    import(&desk, &[&newer]);
    let older = desk.file("older.txt", chat(0..60));
    let (got, code) = import(&desk, &[&older]);
    assert_eq!(got["files"][0]["import"]["imported"], 1, "the one that is gone from the newer: {got}");
    assert_eq!((messages(&desk), code), (80, 0), "{got}");
    let (got, _) = import(&desk, &[&older]);
    assert_eq!(
        (&got["files"][0]["known"], &got["files"][0]["import"]["imported"]),
        (&true.into(), &0.into())
    );
    assert_eq!(messages(&desk), 80);
}

#[test]
fn killed_in_the_middle_and_begun_again_nothing_is_lost_or_twice() {
    let desk = Desk::with_diary();
    let lines = 20_000;
    let file = desk.file("chat.txt", chat(0..lines));
    let diary = desk.path("daybook.db");
    let length = || fs::metadata(&diary).map_or(0, |about| about.len());
    let mut killed = 0;
    // Killed while the original is stored, while it is read, and somewhere between.
    for growth in [1, 1 << 19, 2 << 20, 4 << 20] {
        let before = length();
        let mut child =
            desk.command(&["import", &file]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        while length() < before + growth && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(2));
        }
        killed += u32::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
        // Opening clears away what was left unfinished.
        let there = messages(&desk);
        assert_eq!(desk.json(&["check"], 0)["sound"], true);
        assert!(there == 0 || there == u64::from(lines), "all of an import or nothing: {there}");
    }
    assert!(killed > 0, "the import was never in the middle");
    let (got, code) = import(&desk, &[&file]);
    assert_eq!((messages(&desk), code), (lines.into(), 0), "{got}");
    assert_eq!(
        desk.json(&["list"], 0)["exhibits"].as_array().unwrap().len(),
        1,
        "the original is there once"
    );
}

#[test]
fn a_locked_backup_says_so_takes_no_wrong_password_and_is_read_with_the_right_one() {
    let desk = Desk::with_diary();
    let backup = testdata("backup/locked").display().to_string();
    let (got, code) = import(&desk, &[&backup]);
    assert_eq!((kinds(&got).contains(&"backup_locked".to_owned()), code), (true, 1), "{got}");
    let wrong = desk.file("wrong", "correct house\n");
    let (got, code) = import(&desk, &["--password-file", &wrong, &backup]);
    assert_eq!((kinds(&got).contains(&"wrong_password".to_owned()), code), (true, 1), "{got}");
    assert!(!got.to_string().contains("correct house"), "the password is not repeated");
    assert_eq!(messages(&desk), 0);
    let right = desk.file("right", "correct horse\n");
    import(&desk, &["--password-file", &right, &backup]);
    assert_eq!(messages(&desk), 44);
    import(&desk, &["--password-file", &right, &backup]);
    assert_eq!(messages(&desk), 44, "and not twice");
}

#[test]
fn a_backup_without_its_list_of_files_still_gives_its_messages() {
    let desk = Desk::with_diary();
    let folder = desk.path("phone");
    copy(&testdata("backup/open"), &folder);
    for paper in ["Manifest.plist", "Manifest.db", "Info.plist"] {
        fs::remove_file(folder.join(paper)).unwrap();
    }
    let (got, _) = import(&desk, &[folder.to_str().unwrap()]);
    let read =
        got["files"].as_array().unwrap().iter().map(|file| file["import"]["records"].as_u64().unwrap_or(0));
    assert_eq!(read.sum::<u64>(), 44, "{got}");

    // Of a locked one nothing can be read without it, and that is said.
    let locked = desk.path("locked");
    copy(&testdata("backup/locked"), &locked);
    fs::remove_file(locked.join("Manifest.db")).unwrap();
    let right = desk.file("right", "correct horse\n");
    let (got, code) = import(&desk, &["--password-file", &right, locked.to_str().unwrap()]);
    assert_eq!((kinds(&got).contains(&"backup_in_parts".to_owned()), code), (true, 1), "{got}");
}
