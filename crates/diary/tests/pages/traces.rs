//! What the pages leave behind and show: headers, neutral names, honest sentences, numbers to call.

use crate::{
    client::Client,
    journey::add,
    program::{Program, diary, opened},
};

const NEVER: [&str; 9] =
    ["stalk", "harass", "abuse", "police", "evidence", "victim", "refuge", "diary", "crime"];

const OPEN_PAGES: [&str; 26] = [
    "/see",
    "/shows",
    "/weigh",
    "/limits",
    "/topics",
    "/since",
    "/papers",
    "/spoke",
    "/things",
    "/own",
    "/keep",
    "/keep/copy",
    "/keep/try",
    "/keep/leave",
    "/",
    "/add",
    "/list",
    "/files",
    "/people",
    "/boundary",
    "/search",
    "/pack",
    "/help",
    "/before",
    "/entry/1",
    "/nowhere",
];

#[test]
fn every_answer_carries_every_header_and_one_title() {
    let (_folder, mut program) = opened();
    add(&mut program, "One.", "today");
    let client = &mut program.client;
    let replies = OPEN_PAGES.iter().map(|path| (*path, client.get(path))).collect::<Vec<_>>();
    let mut stranger = Client::new(client.port);
    let more = [
        ("stranger", stranger.get("/")),
        ("wrong host", client.ask("GET", "/", &[("Host", "example.com")], b"")),
        ("wrong method", client.ask("DELETE", "/", &[], b"")),
        ("no token", client.post("/add", &[])),
        ("wrong form", client.fill("/add", "/add", &[])),
        ("blank", client.get("/blank")),
    ];
    for (path, reply) in replies.iter().chain(&more) {
        let page = [
            ("cache-control", "no-store"),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("x-robots-tag", "noindex, nofollow, noarchive, nosnippet"),
        ];
        for (name, value) in page {
            assert_eq!(reply.header(name), value, "{path}: {name}");
        }
        let policy = reply.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{path}: {policy}");
        assert!(reply.header("permissions-policy").contains("geolocation=()"), "{path}");
        assert_eq!(reply.header("access-control-allow-origin"), "", "{path}");
    }
    for (path, reply) in &replies {
        let text = reply.text();
        let title = text.split("<title>").nth(1).unwrap().split("</title>").next().unwrap();
        assert!(title == "Daybook", "{path}: {title}");
        assert!(!text.contains(" style=") && !text.contains("<style") && !text.contains("onclick"), "{path}");
    }
}

#[test]
fn no_address_cookie_or_file_name_says_what_this_is() {
    let (_folder, mut program) = opened();
    add(&mut program, "One.", "today");
    let mut names: Vec<String> = OPEN_PAGES.iter().map(|path| (*path).to_owned()).collect();
    for path in OPEN_PAGES {
        let text = program.client.get(path).text();
        for attribute in ["href=\"", "action=\"", "src=\""] {
            names
                .extend(text.split(attribute).skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()));
        }
    }
    names.push(program.client.cookie.clone().unwrap());
    names.push(
        program
            .client
            .fill("/pack", "/pack/look", &[])
            .input("action=\"/pack\"", "folder")
            .unwrap()
            .rsplit('/')
            .next()
            .unwrap()
            .to_owned(),
    );
    for name in &names {
        let lower = name.to_lowercase();
        assert!(NEVER.iter().all(|word| !lower.contains(word)), "{name}");
    }
    assert!(names.len() > 100);
}

#[test]
fn the_honest_sentences_are_all_on_the_first_page() {
    let folder = tempfile::TempDir::new().unwrap();
    let mut program = Program::start(&folder.path().join("Dropbox").join("daybook.db"), &[]);
    let first = program.enter().words();
    for sentence in [
        "If they can pick up this device while you use it, use another device.",
        "Do not use a password they might guess or see. We cannot reset it.",
        "Downloads and visited pages can show up on shared accounts.",
        "If someone put spying software on this device they can see everything here. Use a safer device first.",
        "Your safety comes first. If you are made to open it, open it. Keep a sealed copy with someone you trust.",
        "A copy kept only here can be destroyed.",
        "What is written is never written over; you can see what was added. An older copy put in its place would not show.",
        "Check entries you do not recognise.",
        "The diary may be read by the person you write about. Do not put your new address or safety plan in it.",
        "This tool organises what you record. It does not decide who is right.",
        "Opening it here does not tell the sender.",
        "Daybook never connects to the internet. Only “Exit this page” opens a page there.",
    ] {
        assert!(first.contains(sentence), "{sentence}");
    }
    let new = program.client.get("/new");
    assert!(new.words().contains("This folder is copied to Dropbox"), "{}", new.words());
    let words = new.input("action=\"/new\"", "words").unwrap();
    assert_eq!(words.split(' ').count(), 6);
    let refused =
        program.client.send(&new, "/new", &[("words", &words), ("passphrase", "short"), ("again", "short")]);
    assert_eq!(refused.status, 422);
    assert!(
        refused.words().contains("at least 15") && refused.words().contains(&words),
        "the offer stays the same"
    );
}

#[test]
fn whom_to_call_is_on_every_page_open_or_locked() {
    let (_folder, path) = diary();
    let mut program = Program::start(&path, &[]);
    let locked = program.enter().words();
    let help = program.client.get("/help").words();
    assert!(help.contains("0808 802 0300") && help.contains("18000"), "{help}");
    program.unlock();
    add(&mut program, "One.", "today");
    for path in OPEN_PAGES.iter().filter(|path| **path != "/nowhere") {
        let words = program.client.get(path).words();
        for number in ["999", "101", "0808 802 0300"] {
            assert!(words.contains(number), "{path}: {number}");
        }
    }
    assert!(locked.contains("999"));
}

#[test]
fn text_that_turns_or_hides_itself_is_shown_as_what_it_is() {
    let (_folder, mut program) = opened();
    let entry = add(&mut program, "<script>alert(1)</script> \u{202e}evil", "today");
    let text = program.client.get(&entry).text();
    assert!(text.contains("&lt;script&gt;alert(1)") && text.contains("\\u{202e}evil"), "{text}");
    assert!(!text.contains("<script>alert"));
}
