//! The whole way, as a person goes it: from an empty diary to a pack, and back in after a lock.

use crate::program::{Program, opened};
use std::fs;

const CHAT: &str = "12/03/2026, 21:04 - Messages and calls are end-to-end encrypted.\n\
    12/03/2026, 21:05 - Dan: where are you\n\
    12/03/2026, 21:06 - Dan: I can see your <b>light</b>\n\
    13/03/2026, 08:00 - Jo Sample: please stop\n";

/// Writes an incident; gives its address.
pub fn add(program: &mut Program, what: &str, when: &str) -> String {
    let reply = program.client.fill("/add", "/add", &[("what", what), ("when", when)]);
    assert_eq!(reply.status, 303, "{}", reply.words());
    reply.header("location").split('?').next().unwrap().to_owned()
}

#[test]
fn an_incident_is_saved_detailed_and_struck_out_and_every_version_stays() {
    let (_folder, mut program) = opened();
    let entry = add(&mut program, "He waited outside work.\nTwice.", "yesterday about 9");
    let shown = program.client.get(&format!("{entry}?done=saved")).words();
    assert!(shown.contains("Saved.") && shown.contains("He waited outside work."), "{shown}");
    assert!(shown.contains("If you know, add am or pm."), "a time with two readings asks: {shown}");

    let client = &mut program.client;
    let who = format!("{entry}/more/who");
    let next = client.fill(&who, &who, &[("someone", "Dan"), ("vehicle", "grey van")]);
    assert_eq!(next.header("location"), format!("{entry}/more/felt"));
    let felt = format!("{entry}/more/felt");
    let reply = client.fill(&felt, &felt, &[("then", "sick"), ("fear", "yes"), ("finish", "1")]);
    assert_eq!(reply.header("location"), format!("{entry}/more"));
    assert!(!client.get(&entry).words().contains("grey van"), "nothing is saved before the person says so");
    let save = format!("{entry}/save");
    let reply = client.fill(&format!("{entry}/more"), &save, &[("reason", "I remembered the van.")]);
    let shown = client.follow(&reply).words();
    for words in ["grey van", "Dan", "sick", "I remembered the van.", "Earlier versions"] {
        assert!(shown.contains(words), "{words} in {shown}");
    }

    let strike = format!("{entry}/strike");
    let refused = client.fill(&strike, &strike, &[("reason", " ")]);
    assert_eq!(refused.status, 422);
    let reply = client.fill(&strike, &strike, &[("reason", "It was somebody else.")]);
    let shown = client.follow(&reply).words();
    assert!(shown.contains("struck out") && shown.contains("It was somebody else."), "{shown}");
    assert!(shown.contains("He waited outside work."), "what was struck out stays readable");
}

#[test]
fn every_topic_can_be_filled_in_one_after_the_other() {
    let (_folder, mut program) = opened();
    let entry = add(&mut program, "A letter came.", "not sure");
    let mut at = format!("{entry}/more/where");
    let mut seen = 0;
    while at != format!("{entry}/more") {
        let page = program.client.get(&at);
        assert_eq!(page.status, 200, "{at}");
        at = program.client.send(&page, &at, &[]).header("location").to_owned();
        seen += 1;
    }
    assert_eq!(seen, 10);
    let page = program.client.get(&at).text();
    assert!(!page.contains("Save all of this"), "empty pages are no change");
}

#[test]
fn what_was_filled_in_can_be_cleared_again_with_a_reason() {
    let (_folder, mut program) = opened();
    let entry = add(&mut program, "A letter came.", "not sure");
    let place = format!("{entry}/more/where");
    for (text, reason) in [("by the gate", "I added the place."), ("", "It was the wrong place.")] {
        program.client.fill(&place, &place, &[("place", text), ("finish", "1")]);
        let overview = program.client.get(&format!("{entry}/more"));
        let refused = program.client.send(&overview, &format!("{entry}/save"), &[("reason", "")]);
        assert_eq!(refused.status, 422, "a change needs a reason");
        let reply = program.client.send(&overview, &format!("{entry}/save"), &[("reason", reason)]);
        assert!(program.client.follow(&reply).words().contains(reason), "{reason}");
    }
    let now = program.client.get(&entry).words();
    let now = now.split("Earlier versions").next().unwrap();
    assert!(!now.contains("by the gate"), "{now}");
}

#[test]
fn people_boundaries_files_search_and_a_pack() {
    let (folder, mut program) = opened();
    let client = &mut program.client;
    let reply = client.fill(
        "/people",
        "/people",
        &[("name", "Dan"), ("role", "suspect"), ("relation", "worked together")],
    );
    let shown = client.follow(&reply);
    let person = shown.text().split("id=\"p").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let link = [("value", "Dan"), ("kind", "whatsapp"), ("person", person.as_str())];
    let refused = client.send(&shown, "/people/link", &link);
    assert!(refused.words().contains("A link needs a basis."), "{}", refused.words());
    assert!(refused.text().contains("value=\"Dan\""), "what was typed stays");
    let linked =
        client.send(&refused, "/people/link", &[&link[..], &[("basis", "his name in my phone")]].concat());
    assert!(client.follow(&linked).words().contains("his name in my phone"));

    let reply = client.fill(
        "/boundary",
        "/boundary",
        &[("words", "Do not contact me."), ("when", "13/3/2026 at 08:00")],
    );
    assert!(client.follow(&reply).words().contains("Do not contact me."));

    files(&mut program);
    let client = &mut program.client;
    let found = client.fill("/search", "/search", &[("text", "light")]);
    assert!(found.words().contains("1 place found"), "{}", found.words());
    assert!(found.text().contains("&lt;b&gt;light&lt;/b&gt;"), "a message is text, never markup");

    add(&mut program, "He waited outside work.", "12/3/2026 at 21:10");
    let client = &mut program.client;
    let out = folder.path().join("out");
    let look = client.fill("/pack", "/pack/look", &[("wanted", "Please call me.")]);
    assert!(look.words().contains("What will be in the pack"), "{}", look.words());
    let refused = client.send(&look, "/pack", &[("folder", "out"), ("wanted", "Please call me.")]);
    assert_eq!(refused.status, 422, "a folder that is not whole is refused");
    let reply =
        client.send(&look, "/pack", &[("folder", out.to_str().unwrap()), ("wanted", "Please call me.")]);
    let made = client.follow(&reply).words();
    assert!(made.contains("The pack is made") && made.contains("are in the pack"), "{made}");
    assert!(out.join("bagit.txt").is_file() && out.join("data/report.pdf").is_file());
    let look = client.fill("/pack", "/pack/look", &[]);
    let again = client.send(&look, "/pack", &[("folder", out.to_str().unwrap())]);
    assert!(again.words().contains("already something at that place"), "{}", again.words());

    client.fill("/", "/lock", &[]);
    assert!(client.get("/list").header("location") == "/", "a locked diary shows nothing");
    assert!(program.unlock().words().contains("He waited outside work."));
}

/// An export, the same export again, and a picture.
fn files(program: &mut Program) {
    let client = &mut program.client;
    let picture: &[u8] = b"\x89PNG\r\n\x1a\n-and-some-bytes";
    let token = client.get("/files").input("action=\"/files\"", "form_token").unwrap();
    let reply = client
        .upload(&token, &[("WhatsApp Chat with Dan.txt", CHAT.as_bytes()), ("../../x <i>.png", picture)]);
    assert_eq!(reply.header("location"), "/files/progress", "{}", reply.words());
    let shown = finished(program);
    assert!(shown.contains("Found in the file 4") && shown.contains("New in your diary 4"), "{shown}");
    let client = &mut program.client;
    let reply = client.upload(&token, &[("again.txt", CHAT.as_bytes())]);
    assert_eq!(reply.status, 303);
    let shown = finished(program);
    assert!(shown.contains("New in your diary 0") || shown.contains("here already"), "{shown}");

    let client = &mut program.client;
    let list = client.get("/files").text();
    assert!(list.contains("JS/1") && list.contains("x &lt;i&gt;.png"), "{list}");
    let of_picture = list
        .split("/files/")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .find(|n| n.parse::<u64>().is_ok())
        .unwrap();
    let shown = client.get(&format!("/files/{of_picture}"));
    assert!(shown.words().contains("from my phone"), "{}", shown.words());
    let file = client.get(&format!("/files/{of_picture}/original"));
    assert_eq!(file.body, picture, "the original comes out as it went in");
    assert!(
        file.header("content-disposition").starts_with("attachment; filename=\"JS-2"),
        "{:?}",
        file.headers
    );
    assert!(file.header("content-security-policy").starts_with("sandbox"));
}

pub fn finished(program: &mut Program) -> String {
    for _ in 0..200 {
        let page = program.client.get("/files/progress");
        assert_eq!(page.status, 200, "{}", page.words());
        if page.words().contains("Your files are in the diary") {
            return page.words();
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("the files were not read");
}

#[test]
fn locking_stops_an_import_at_once_and_the_file_itself_is_kept() {
    let (_folder, mut program) = opened();
    let lines =
        (0..400_000).map(|n| format!("12/03/2026, 21:{:02} - Dan: message number {n}\n", n / 60 % 60));
    let chat: String = lines.collect();
    let token = program.client.get("/files").input("action=\"/files\"", "form_token").unwrap();
    let reply = program.client.upload(&token, &[("long.txt", chat.as_bytes())]);
    assert_eq!(reply.header("location"), "/files/progress");
    let since = std::time::Instant::now();
    assert_eq!(program.client.post("/lock", &[("form_token", &token)]).status, 303);
    assert!(since.elapsed().as_millis() < 500, "{:?}", since.elapsed());
    assert_eq!(
        program.client.get("/files/progress").header("location"),
        "/",
        "nothing of it is shown any more"
    );
    assert!(program.unlock().words().contains("1 file"), "the diary opens again, with the original in it");
}

#[test]
fn other_pages_answer_while_a_file_is_being_read() {
    let (_folder, mut program) = opened();
    let lines = (0..15_000).map(|n| format!("12/03/2026, 21:{:02} - Dan: message number {n}\n", n / 60 % 60));
    let chat: String = lines.collect();
    let token = program.client.get("/files").input("action=\"/files\"", "form_token").unwrap();
    program.client.upload(&token, &[("long.txt", chat.as_bytes())]);
    let mut answered = 0;
    while program.client.get("/files/progress").words().contains("Reading your files") {
        for path in ["/", "/list", "/add", "/people"] {
            let reply = program.client.get(path);
            assert_eq!(reply.status, 200, "{path}: {}", reply.words());
        }
        let saved = program.client.fill("/add", "/add", &[("what", "Meanwhile."), ("when", "today")]);
        assert_eq!(saved.status, 303, "{}", saved.words());
        answered += 1;
    }
    assert!(answered > 0, "the file was read before anything else could be asked");
    assert!(finished(&mut program).contains("New in your diary 15,000"));
}

#[test]
fn a_file_that_does_not_arrive_whole_is_not_kept() {
    let (folder, mut program) = opened();
    let token = program.client.get("/files").input("action=\"/files\"", "form_token").unwrap();
    let mark = "m".repeat(20);
    let part = |head: &str| format!("--{mark}\r\nContent-Disposition: form-data; {head}\r\n\r\n");
    let body = format!(
        "{}{token}\r\n{}half a",
        part("name=\"form_token\""),
        part("name=\"file\"; filename=\"a.txt\"")
    );
    let kind = format!("multipart/form-data; boundary={mark}");
    let headers = [("Sec-Fetch-Site", "same-origin"), ("Origin", "null"), ("Content-Type", kind.as_str())];
    let reply = program.client.ask("POST", "/files", &headers, body.as_bytes());
    assert_eq!(reply.status, 303, "{}", reply.words());
    let shown = finished(&mut program);
    assert!(shown.contains("did not arrive whole"), "{shown}");
    assert!(program.client.get("/files").words().contains("None yet."));
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left, ["daybook.db"], "nothing is written beside the diary");
}
