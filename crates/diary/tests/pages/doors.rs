//! Who gets in: nobody but the browser that came with the start address.

use crate::{
    client::Client,
    program::{PASSPHRASE, Program, diary, opened},
};

#[test]
fn the_start_address_works_once_and_only_as_it_was_given() {
    let (_folder, path) = diary();
    let mut program = Program::start(&path, &[]);
    let mut stranger = Client::new(program.client.port);
    let none = [("Sec-Fetch-Site", "none")];
    for wrong in ["/start", "/start?t=", "/start?t=00", &format!("/start?t={}", "0".repeat(64))] {
        let reply = stranger.ask("GET", wrong, &none, b"");
        assert_eq!((reply.status, reply.header("set-cookie")), (403, ""), "{wrong}");
    }
    for page in ["/", "/open", "/add", "/list", "/entry/1", "/files", "/help", "/before", "/pack", "/close"] {
        let reply = stranger.get(page);
        assert_eq!(reply.status, 403, "{page}");
        assert!(!reply.text().contains("passphrase"), "a stranger learns nothing: {page}");
    }
    program.enter();
    let again = stranger.ask("GET", &program.start, &none, b"");
    assert_eq!(again.status, 403);
}

#[test]
fn other_pages_of_the_browser_cannot_read_or_change_anything() {
    let (_folder, mut program) = opened();
    let before = program.client.get("/list").words();
    let client = &mut program.client;
    let port = client.port;
    let hosts = [
        "example.com".to_owned(),
        format!("example.com:{port}"),
        "127.0.0.1".to_owned(),
        format!("127.0.0.1.nip.io:{port}"),
        format!("localhost.:{port}"),
    ];
    for host in &hosts {
        let reply = client.ask("GET", "/list", &[("Host", host), ("Sec-Fetch-Site", "none")], b"");
        assert_eq!(reply.status, 421, "{host}");
    }
    let token = client.get("/add").input("action=\"/add\"", "form_token").unwrap();
    let body = format!("form_token={token}&what=planted&when=today");
    let kind = ("Content-Type", "application/x-www-form-urlencoded");
    let foreign: [&[(&str, &str)]; 5] = [
        &[("Sec-Fetch-Site", "cross-site"), ("Origin", "https://example.com")],
        &[("Sec-Fetch-Site", "same-site"), ("Origin", "http://127.0.0.1:1")],
        &[("Sec-Fetch-Site", "none")],
        &[("Origin", "null")],
        &[],
    ];
    for headers in foreign {
        let reply = client.ask("POST", "/add", &[headers, &[kind]].concat(), body.as_bytes());
        assert_eq!(reply.status, 403, "{headers:?}");
    }
    for (name, value) in
        [("Upgrade", "websocket"), ("X-Forwarded-For", "1.2.3.4"), ("Sec-Purpose", "prefetch")]
    {
        let reply = client.ask("GET", "/list", &[("Sec-Fetch-Site", "none"), (name, value)], b"");
        assert_eq!(reply.status, 403, "{name}");
    }
    assert_eq!(client.get("/list").words(), before);
}

#[test]
fn a_form_without_its_token_changes_nothing() {
    let (_folder, mut program) = opened();
    let client = &mut program.client;
    let forms: &[&str] = &[
        "/add",
        "/add/discard",
        "/people",
        "/people/link",
        "/boundary",
        "/search",
        "/pack",
        "/pack/look",
        "/pack/handed",
        "/list",
        "/papers",
        "/spoke",
        "/things",
        "/things/1",
        "/own/plan",
        "/own/notes",
        "/own/supporters",
        "/own/notes/1/erase",
        "/keep/copy",
        "/keep/try",
        "/keep/passphrase",
        "/keep/code",
        "/keep/leave",
        "/lost",
        "/back",
        "/lock",
        "/close",
        "/open",
        "/new",
    ];
    for &action in forms {
        for token in [None, Some("0".repeat(64))] {
            let mut fields =
                vec![("what", "planted"), ("when", "today"), ("name", "planted"), ("words", "planted")];
            if let Some(token) = &token {
                fields.push(("form_token", token));
            }
            assert_eq!(client.post(action, &fields).status, 403, "{action} {token:?}");
        }
    }
    assert_eq!(client.upload("0", &[("a.txt", b"planted")]).status, 403);
    assert!(client.get("/list").words().contains("Nothing yet"), "and it is still open");
    assert!(client.get("/files").words().contains("None yet."));
}

#[test]
fn a_wrong_passphrase_says_the_same_each_time_and_waits_longer() {
    let (_folder, path) = diary();
    let mut program = Program::start(&path, &[]);
    program.enter();
    let mut said = Vec::new();
    for guess in ["wrong words here now", "x", &"long ".repeat(400)] {
        let reply = program.client.fill("/", "/open", &[("passphrase", guess)]);
        assert_eq!(reply.status, 422);
        let text = reply.text();
        let error =
            text.split("id=\"q-passphrase-error\"").nth(1).unwrap().split("</p>").next().unwrap().to_owned();
        said.push(error);
        assert!(!text.contains("wrong words"), "a guess is not shown again");
    }
    said.dedup();
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(program.client.get("/").words().contains("Try again in"), "after the third there is a wait");
    let early = program.client.fill("/", "/open", &[("passphrase", PASSPHRASE)]);
    assert_eq!(early.status, 422, "too early, even with the right one");
    std::thread::sleep(std::time::Duration::from_millis(1300));
    assert!(program.unlock().words().contains("Something happened"), "nobody is locked out");
}

#[test]
fn unlocking_and_locking_change_the_cookie_and_the_old_one_is_worthless() {
    let (_folder, path) = diary();
    let mut program = Program::start(&path, &[]);
    program.enter();
    let before = program.client.clone();
    program.unlock();
    let inside = program.client.clone();
    assert_ne!(before.cookie, inside.cookie);
    assert_eq!(before.clone().get("/list").status, 403);
    program.client.fill("/", "/lock", &[]);
    assert_ne!(program.client.cookie, inside.cookie);
    assert_eq!(inside.clone().get("/").status, 403);
    assert_eq!(program.client.get("/list").header("location"), "/");
}

#[test]
fn the_plain_exit_locks_forgets_and_ends_the_program() {
    let (_folder, mut program) = opened();
    let inside = program.client.clone();
    let reply = program.client.get("/x");
    assert_eq!((reply.status, reply.header("location")), (303, "/blank"));
    assert!(
        reply.header("clear-site-data").contains("cookies")
            && reply.header("set-cookie").contains("Max-Age=0")
    );
    drop(inside);
    assert!(program.ended(), "nobody could come in again, so it ends");
}

#[test]
fn closing_ends_the_program() {
    let (_folder, path) = diary();
    let mut program = Program::start(&path, &[]);
    program.enter();
    let reply = program.client.fill("/", "/close", &[]);
    assert!(reply.words().contains("Daybook is closed"));
    assert!(program.ended());
}
