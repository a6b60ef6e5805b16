//! Text in a screenshot is read by a machine, kept as such, and found.

mod desk;

use desk::{Desk, said};
use std::{path::Path, process::Command};

/// Draws words as a screenshot, by way of a one-line page in the browser the other tests use.
fn screenshot(folder: &Path, words: &str) -> String {
    let (page, picture) = (folder.join("page.html"), folder.join("screenshot.png"));
    let html = format!("<p style='font: 32px sans-serif; background: white; color: black'>{words}</p>");
    std::fs::write(&page, html).expect("a page can be written");
    let drawn = Command::new("chromium")
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=900,200"])
        .arg(format!("--user-data-dir={}", folder.join("profile").display()))
        .arg(format!("--screenshot={}", picture.display()))
        .arg(format!("file://{}", page.display()))
        .output()
        .expect("chromium is there: cargo xtask test sees to it");
    assert!(picture.exists(), "{}", said(&drawn));
    picture.display().to_string()
}

#[test]
fn a_screenshot_is_searched_by_what_stands_in_it() {
    let desk = Desk::with_diary();
    let folder = desk.path("");
    let picture = screenshot(&folder, "I know where you park your bicycle");
    assert_eq!(desk.run(&["import", &picture]).status.code(), Some(0));
    assert_eq!(desk.json(&["search", "bicycle"], 0)["found"], 0);
    let read = desk.json(&["read-text"], 0);
    assert_eq!(read["read"].as_array().map(Vec::len), Some(1));
    let found = desk.json(&["search", "BICYCLE"], 0);
    assert_eq!(found["found"], 1, "{found}");
    let shown = desk.json(&["show", &found["hits"][0]["entry"].to_string()], 0);
    assert!(shown["value"]["read_by"].as_str().is_some_and(|by| by.starts_with("tesseract")), "{shown}");
    assert_eq!(
        desk.json(&["read-text"], 0)["read"].as_array().map(Vec::len),
        Some(0),
        "nothing is read twice"
    );
}

#[test]
fn what_cannot_be_read_is_told_and_the_rest_goes_on() {
    let desk = Desk::with_diary();
    let broken = desk.file("broken.png", b"\x89PNG\r\n\x1a\n and then nothing of a picture");
    assert!(desk.run(&["import", &broken]).status.code().is_some_and(|code| code < 2));
    let done = desk.run(&["read-text"]);
    assert_eq!(done.status.code(), Some(1), "{}", said(&done));
    assert!(said(&done).contains("not read: tesseract could not read it"), "{}", said(&done));
    let unknown = desk.run(&["read-text", "--language", "zzz"]);
    assert_eq!(unknown.status.code(), Some(1), "{}", said(&unknown));
}
