//! Every page that can be reached in the sample case, at three window widths: it fits, its exit is free, and axe-core finds
//! nothing wrong with it (WCAG 2.0, 2.1 and 2.2, levels A and AA).
//!
//! A picture of each is written to `target/pictures`, to be looked at; those at 390 pixels are of a device set to dark.

use crate::{
    chromium::Browser,
    client::Client,
    program::{beside_build, sample},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

const WIDTHS: [(&str, (u32, u32)); 3] = [("320", (320, 640)), ("phone", (390, 844)), ("desk", (1280, 900))];
/// Pages of one sort that are looked at: one with little on it may hide what a full one shows.
const OF_A_SORT: usize = 2;

/// Addresses of every page that links lead to, numbers taken as one sort.
pub fn reachable(client: &mut Client) -> Vec<String> {
    let mut sorts: BTreeMap<String, usize> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    let mut waiting = vec!["/".to_owned()];
    let mut found = Vec::new();
    while let Some(path) = waiting.pop() {
        let sort: String = path.split('?').next().unwrap().chars().filter(|c| !c.is_ascii_digit()).collect();
        let of_sort = sorts.entry(sort).or_default();
        let leads_out = path.starts_with("/x")
            || path.starts_with("/a/")
            || path.contains("/original")
            || path.contains("/view");
        if leads_out || *of_sort == OF_A_SORT || !seen.insert(path.clone()) {
            continue;
        }
        *of_sort += 1;
        let reply = client.get(&path);
        assert_eq!(reply.status, 200, "{path}: {}", reply.words());
        let text = reply.text();
        let links =
            text.split("href=\"/").skip(1).map(|rest| format!("/{}", rest.split(['"', '#']).next().unwrap()));
        waiting.extend(links.map(|link| link.replace("&amp;", "&")));
        found.push(path);
    }
    found
}

/// The accessibility checker, which `cargo xtask test` puts beside the build.
pub fn axe() -> String {
    let file = beside_build("test-tools/node/node_modules/axe-core/axe.min.js");
    fs::read_to_string(&file)
        .unwrap_or_else(|e| panic!("{}: {e}. `cargo xtask test` gets it.", file.display()))
}

/// What axe-core finds wrong with the page now shown.
pub fn wrong(browser: &mut Browser, axe: &str) -> String {
    browser.call("Runtime.evaluate", serde_json::json!({ "expression": axe }));
    let run = "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }).then(found =>
        found.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html.slice(0, 200)).slice(0, 3).join(' | ')).join('\\n'))";
    let asked = serde_json::json!({ "expression": run, "awaitPromise": true, "returnByValue": true });
    browser.call("Runtime.evaluate", asked)["result"]["value"].as_str().expect("axe answers").to_owned()
}

/// Nothing is cut off or has to be scrolled sideways, and the exit lies on top.
pub fn fits(browser: &mut Browser) -> Result<(), String> {
    let (wide, room) = (browser.value("document.documentElement.scrollWidth"), browser.value("innerWidth"));
    if wide.as_f64() > room.as_f64() {
        return Err(format!("{wide} wide in {room}"));
    }
    let exit = browser.value(
        "(() => { const r = document.getElementById('exit').getBoundingClientRect();
           const top = document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2);
           return r.top >= 0 && r.right <= innerWidth && r.height >= 44 && !!top && top.closest('#exit') !== null; })()",
    );
    if exit == true { Ok(()) } else { Err("the exit is covered or out of sight".to_owned()) }
}

#[test]
fn every_page_fits_and_can_be_used_by_everyone() {
    let (_folder, mut program) = sample();
    let pages = reachable(&mut program.client);
    assert!(pages.len() > 40, "{pages:?}");
    let axe = axe();
    let mut faults = Vec::new();
    let mut browser = Browser::start(true, WIDTHS[0].1);
    browser.adopt(&program.client);
    for (name, size) in WIDTHS {
        browser.become_another(true, size);
        browser.darken(name == "phone");
        for path in &pages {
            browser.open(&format!("http://127.0.0.1:{}{path}", program.client.port));
            let file: String =
                path.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
            browser.picture(&format!("{name}{file}"));
            faults.extend(fits(&mut browser).err().map(|fault| format!("{name} {path}: {fault}")));
            // What is wrong at 390 pixels is wrong at 320.
            let wrong = if name == "phone" { String::new() } else { wrong(&mut browser, &axe) };
            if !wrong.is_empty() {
                faults.push(format!("{name} {path}: {wrong}"));
            }
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}
