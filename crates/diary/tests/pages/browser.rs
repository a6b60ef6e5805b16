//! The pages in Chromium, with and without JavaScript, at the width of a small phone and of a desk.

use crate::{
    chromium::Browser,
    program::{PASSPHRASE, Program, diary},
};
use std::time::{Duration, Instant};

const PHONE: (u32, u32) = (320, 640);
const DESK: (u32, u32) = (1280, 900);
const SECRET: &str = "He waited outside the blue gate";

/// From the start address to a saved incident.
fn write_something(program: &Program, browser: &mut Browser) {
    browser.open(&format!("http://127.0.0.1:{}{}", program.client.port, program.start));
    browser.fill("passphrase", PASSPHRASE);
    browser.click("form[action='/open'] button");
    browser.until("document.body.innerText.includes('What would you like to do?')");
    browser.click("main a[href='/add']");
    browser.fill("what", SECRET);
    browser.fill("when", "yesterday at 9:15pm");
    browser.click("form[action='/add'] button");
    browser.until(&format!("document.body.innerText.includes({SECRET:?})"));
}

/// Every page reached from the menu fits its window: nothing is cut off or has to be scrolled sideways.
fn fits(program: &Program, browser: &mut Browser, name: &str) {
    let pages = [
        ("home", "/"),
        ("add", "/add"),
        ("list", "/list"),
        ("files", "/files"),
        ("people", "/people"),
        ("search", "/search"),
        ("pack", "/pack"),
        ("help", "/help"),
        ("before", "/before"),
        ("boundary", "/boundary"),
        ("entry", "/entry/1"),
        ("more", "/entry/1/more"),
        ("topic", "/entry/1/more/kind"),
        ("strike", "/entry/1/strike"),
    ];
    for (page, path) in pages {
        browser.open(&format!("http://127.0.0.1:{}{path}", program.client.port));
        browser.picture(&format!("{name}-{page}"));
        let (wide, room) =
            (browser.value("document.documentElement.scrollWidth"), browser.value("innerWidth"));
        assert!(wide.as_f64() <= room.as_f64(), "{name} {path}: {wide} in {room}");
        let exit = browser.value(
            "(() => { const r = document.getElementById('exit').getBoundingClientRect();
               const top = document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2);
               return r.top >= 0 && r.right <= innerWidth && r.height >= 44 && !!top && top.closest('#exit') !== null; })()",
        );
        assert_eq!(exit, true, "{name} {path}: the exit is seen and free");
    }
}

/// Back and forward as often as one likes: never the secret again.
fn nothing_comes_back(browser: &mut Browser) {
    for step in [-1, -1, -1, -1, -1, 1, 1, 1, 1, 1] {
        browser.go(step);
        assert!(!browser.text().contains(SECRET), "step {step}: {}", browser.text());
        assert_eq!(browser.value(&format!("document.documentElement.outerHTML.includes({SECRET:?})")), false);
    }
}

#[test]
fn the_exit_with_its_script_covers_locks_and_leaves_nothing_to_go_back_to() {
    let (_folder, path) = diary();
    let mut program = Program::start(&path, &[]);
    let mut browser = Browser::start(true, PHONE);
    write_something(&program, &mut browser);
    fits(&program, &mut browser, "phone");
    browser.open(&format!("http://127.0.0.1:{}/entry/1", program.client.port));
    let since = Instant::now();
    browser.click("#exit");
    browser.until("location.pathname === '/blank'");
    assert!(since.elapsed() < Duration::from_secs(2), "it leaves at once: {:?}", since.elapsed());
    nothing_comes_back(&mut browser);
    browser.open(&format!("http://127.0.0.1:{}/list", program.client.port));
    let bare = browser.text();
    assert!(bare.contains("Your passphrase"), "the way back is to unlock: {bare}");
    assert!(!bare.contains("diary") && !bare.contains("999"), "and says nothing of what this is: {bare}");
    program.kill();
    nothing_comes_back(&mut browser);
}

#[test]
fn shift_three_times_leaves_too() {
    let (_folder, path) = diary();
    let program = Program::start(&path, &[]);
    let mut browser = Browser::start(true, DESK);
    write_something(&program, &mut browser);
    fits(&program, &mut browser, "desk");
    browser.open(&format!("http://127.0.0.1:{}/entry/1", program.client.port));
    for _ in 0..3 {
        for kind in ["keyDown", "keyUp"] {
            let key = serde_json::json!({ "type": kind, "key": "Shift", "code": "ShiftLeft", "windowsVirtualKeyCode": 16 });
            browser.call("Input.dispatchKeyEvent", key);
        }
    }
    browser.until("location.pathname === '/blank'");
    nothing_comes_back(&mut browser);
}

#[test]
fn everything_works_without_javascript_and_the_plain_exit_leaves_nothing_either() {
    let (_folder, path) = diary();
    let mut program = Program::start(&path, &[]);
    let mut browser = Browser::start(false, PHONE);
    write_something(&program, &mut browser);
    browser.click("a.button[href$='/more/where']");
    browser.fill("place", "By the gate");
    browser.click("form[action$='/more/where'] button");
    browser.fill("someone", "Dan");
    browser.click("button[name=finish]");
    browser.fill("reason", " It was Dan.");
    browser.click("form[action$='/save'] button");
    browser.until("document.body.innerText.includes('Earlier versions')");
    browser.click("#exit");
    browser.until("location.pathname === '/blank'");
    nothing_comes_back(&mut browser);
    assert!(program.ended());
}
