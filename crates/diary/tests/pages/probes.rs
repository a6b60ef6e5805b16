//! What other pages of the browser, other programs and other people of the computer may try on the local server. Each is
//! refused, says nothing of what is in the diary, and changes nothing.

use crate::{
    client::{Client, Reply},
    journey::add,
    program::{Program, opened},
    routes::{self, Route},
};
use std::{
    io::{Read, Write},
    net::TcpStream,
    time::{Duration, Instant},
};

/// What may be read by nobody else.
const SECRET: &str = "Larkspur canary";

/// An open diary with something in it, and a count of what was tried.
struct Target {
    _folder: tempfile::TempDir,
    program: Program,
    tried: usize,
}

impl Target {
    fn new() -> Self {
        let (folder, mut program) = opened();
        add(&mut program, SECRET, "today");
        Self { _folder: folder, program, tried: 0 }
    }

    /// Tries something; the answer must have one of these statuses and hold nothing of the diary.
    fn refused(&mut self, what: &str, reply: &Reply, statuses: &[u16]) {
        self.tried += 1;
        assert!(statuses.contains(&reply.status), "{what}: {} {}", reply.status, reply.words());
        assert!(!reply.text().contains(SECRET), "{what} shows the diary");
        assert_eq!(reply.header("set-cookie"), "", "{what} is given a cookie");
        assert_eq!(reply.header("access-control-allow-origin"), "", "{what}");
        let policy = reply.header("content-security-policy");
        assert!(policy.contains("default-src 'none'"), "{what}: {policy:?}");
        assert_eq!(reply.header("cache-control"), "no-store", "{what}");
    }

    /// As the browser that was let in, with these headers instead of its own.
    fn ask(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
        self.program.client.clone().ask(method, path, headers, body)
    }

    /// Nothing changed, and the person is still in.
    fn assert_untouched(mut self, at_least: usize) {
        assert!(self.tried >= at_least, "only {} were tried", self.tried);
        let list = self.program.client.get("/list");
        assert!(
            list.text().contains("<strong>1 thing</strong>") && list.text().contains(SECRET),
            "{}",
            list.words()
        );
        assert!(self.program.client.get("/files").words().contains("None yet."));
    }
}

#[test]
fn names_that_lead_to_this_computer_reach_no_page() {
    let mut target = Target::new();
    let port = target.program.client.port;
    let hosts: Vec<String> = [
        "example.com",
        "127.0.0.1.nip.io",
        "localhost.example.com",
        "localhost.",
        "LOCALHOST",
        "127.1",
        "127.0.0.2",
        "0.0.0.0",
        "2130706433",
        "0x7f.1",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[0:0:0:0:0:0:0:1]",
        "127.0.0.1 ",
        "user@127.0.0.1",
        "",
    ]
    .iter()
    .map(|name| format!("{name}:{port}"))
    .chain([
        "127.0.0.1".to_owned(),
        "localhost".to_owned(),
        format!("127.0.0.1:{}", port ^ 1),
        format!("127.0.0.1:0{port}"),
    ])
    .collect();
    for (at, route) in routes::all().iter().enumerate() {
        // Each address with some of the names, each name at some of the addresses.
        for host in hosts.iter().skip(at % 3).step_by(3) {
            let headers = [("Host", host.as_str()), ("Sec-Fetch-Site", "none")];
            let reply = target.ask("GET", &route.path, &headers, b"");
            target.refused(&format!("GET {} at {host:?}", route.path), &reply, &[400, 421]);
        }
    }
    let own = format!("127.0.0.1:{port}");
    for lines in [
        "GET /list HTTP/1.1\r\nConnection: close\r\n\r\n".to_owned(),
        format!("GET /list HTTP/1.1\r\nHost: {own}\r\nHost: example.com\r\nConnection: close\r\n\r\n"),
        format!("GET http://example.com/list HTTP/1.1\r\nHost: {own}\r\nConnection: close\r\n\r\n"),
        "GET /list HTTP/1.0\r\n\r\n".to_owned(),
    ] {
        let cookie = target.program.client.cookie.clone().unwrap();
        let reply = target
            .program
            .client
            .raw(lines.replacen("\r\n", &format!("\r\nCookie: {cookie}\r\n"), 1).as_bytes());
        target.refused(lines.lines().next().unwrap(), &reply, &[400, 421]);
    }
    target.assert_untouched(300);
}

#[test]
fn other_pages_of_the_browser_read_nothing_and_send_nothing() {
    let mut target = Target::new();
    let port = target.program.client.port;
    let token = target.program.client.get("/add").input("action=\"/add\"", "form_token").unwrap();
    let neighbour = format!("http://127.0.0.1:{}", port ^ 1);
    let reading: [&[(&str, &str)]; 8] = [
        &[("Sec-Fetch-Site", "cross-site")],
        &[("Sec-Fetch-Site", "same-site")],
        &[("Sec-Fetch-Site", "same-origin, cross-site")],
        &[("Sec-Fetch-Site", "none"), ("Origin", "https://example.com")],
        &[("Sec-Fetch-Site", "none"), ("Origin", &neighbour)],
        &[("Sec-Fetch-Site", "none"), ("Sec-Purpose", "prefetch;prerender")],
        &[("Sec-Fetch-Site", "none"), ("X-Forwarded-For", "192.0.2.1")],
        &[
            ("Sec-Fetch-Site", "none"),
            ("Upgrade", "websocket"),
            ("Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA=="),
        ],
    ];
    let sending: [&[(&str, &str)]; 7] = [
        &[("Sec-Fetch-Site", "cross-site"), ("Origin", "https://example.com")],
        &[("Sec-Fetch-Site", "same-site"), ("Origin", &neighbour)],
        &[("Sec-Fetch-Site", "none"), ("Origin", "null")],
        &[("Sec-Fetch-Site", "same-origin"), ("Origin", "https://example.com")],
        &[("Origin", "null")],
        &[("Origin", "http://localhost.example.com"), ("Referer", "http://127.0.0.1/")],
        &[],
    ];
    let body = format!("form_token={token}&what=planted&when=today&name=planted&words=planted&text=planted");
    for Route { path, takes_forms } in routes::all() {
        for headers in reading {
            let reply = target.ask("GET", &path, headers, b"");
            target.refused(&format!("GET {path} {headers:?}"), &reply, &[403]);
        }
        for headers in sending.iter().filter(|_| takes_forms) {
            let kind = ("Content-Type", "application/x-www-form-urlencoded");
            let reply = target.ask("POST", &path, &[headers, &[kind][..]].concat(), body.as_bytes());
            target.refused(&format!("POST {path} {headers:?}"), &reply, &[403]);
        }
    }
    target.assert_untouched(500);
}

#[test]
fn other_people_of_the_computer_learn_nothing_at_any_address() {
    let mut target = Target::new();
    let port = target.program.client.port;
    let own = target.program.client.cookie.clone().unwrap();
    let (name, value) = own.split_once('=').unwrap();
    // A tab that was open at the last unlocking.
    target.program.client.fill("/", "/lock", &[]);
    target.program.unlock();
    let cookies = [
        None,
        Some(own.clone()),
        Some(format!("{name}=")),
        Some(format!("{name}={}", "0".repeat(64))),
        Some(format!("{name}={}", value.to_uppercase())),
        Some(format!("s1={value}")),
        Some(format!("{name}={value}; {name}={value}")),
    ];
    // These need nobody to be let in, and say nothing about anybody.
    let open = ["/blank", "/start"];
    for Route { path, .. } in routes::all().into_iter().filter(|route| route.path != "/x") {
        for cookie in &cookies {
            let mut stranger = Client { port, cookie: cookie.clone() };
            let reply = stranger.ask("GET", &path, &[("Sec-Fetch-Site", "none")], b"");
            if open.contains(&path.as_str()) {
                assert!(!reply.text().contains(SECRET), "{path}");
                continue;
            }
            target.refused(&format!("GET {path} with {cookie:?}"), &reply, &[403]);
            assert!(
                !reply.words().to_lowercase().contains("passphrase"),
                "{path} tells that there is a diary"
            );
        }
    }
    for guess in [
        "/start",
        "/start?t=",
        "/start?t=0",
        &format!("/start?t={}", "f".repeat(64)),
        &target.program.start.clone(),
    ] {
        let reply = Client::new(port).ask("GET", guess, &[("Sec-Fetch-Site", "none")], b"");
        target.refused(&format!("GET {guess}"), &reply, &[403]);
    }
    // The exit is the one address that does something for anybody: it locks, and gives nothing.
    let reply = Client::new(port).ask("GET", "/x", &[("Sec-Fetch-Site", "none")], b"");
    target.refused("GET /x", &reply, &[303]);
    assert_eq!(target.program.client.get("/list").header("location"), "/", "it is locked");
    target.program.unlock();
    target.assert_untouched(300);
}

#[test]
fn only_reading_and_sending_forms_are_known_and_a_form_needs_its_token() {
    let mut target = Target::new();
    for Route { path, takes_forms } in routes::all() {
        for method in ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "get"] {
            let reply = target.ask(method, &path, &[("Sec-Fetch-Site", "same-origin")], b"");
            target.refused(&format!("{method} {path}"), &reply, &[405]);
        }
        let old = "0".repeat(64);
        for token in
            ["", "form_token=", &format!("form_token={old}"), &format!("form_token={old}&form_token={old}")]
        {
            let headers = [
                ("Sec-Fetch-Site", "same-origin"),
                ("Origin", "null"),
                ("Content-Type", "application/x-www-form-urlencoded"),
            ];
            let body = format!("{token}&what=planted&when=today&name=planted");
            let reply = target.ask("POST", &path, &headers, body.as_bytes());
            let wanted: &[u16] = if takes_forms { &[400, 403, 422] } else { &[405] };
            target.refused(&format!("POST {path} {token:?}"), &reply, wanted);
        }
    }
    target.assert_untouched(500);
}

#[test]
fn addresses_that_climb_hide_or_never_end_lead_nowhere() {
    let mut target = Target::new();
    let long = format!("/{}", "a".repeat(60_000));
    let paths = [
        "/../../etc/passwd",
        "/..%2f..%2fetc%2fpasswd",
        "/a/..%5c..%5cwindows",
        "/a/../list",
        "/%2e%2e/list",
        "/files/1%00",
        "/files/%ff",
        "/files/..%2f1/original",
        "//list",
        "/list/",
        "/LIST",
        "/list;x=1",
        "/a/0000000000000000.css",
        "/entry/1/../../list",
        "/entry/%31%30%30%30%30",
        "/.git/config",
        "/robots.txt",
        "/api/v1/entries",
        "/entry/18446744073709551616",
        "/talk/1/4294967296",
        "/list?page=%00",
        long.as_str(),
    ];
    for path in paths {
        let reply = target.ask("GET", path, &[("Sec-Fetch-Site", "same-origin")], b"");
        let what: String = path.chars().take(60).collect();
        if reply.status == 431 || reply.status == 414 {
            target.tried += 1;
            continue;
        }
        target.refused(&what, &reply, &[303, 400, 404]);
    }
    target.assert_untouched(paths.len());
}

/// Sends the beginning of a request and waits; true when the server lets go within this time.
fn lets_go(port: u16, beginning: &str, patience: Duration) -> bool {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(patience)).unwrap();
    stream.write_all(beginning.as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).is_ok()
}

#[test]
fn floods_and_endless_requests_are_cut_off_and_the_person_is_served_meanwhile() {
    let mut target = Target::new();
    let (port, cookie) = (target.program.client.port, target.program.client.cookie.clone().unwrap());
    let own = format!("Host: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n");
    let many: String = (0..5_000).map(|n| format!("X-{n}: a\r\n")).collect();
    let wide = format!("X-Wide: {}\r\n", "a".repeat(2_000_000));
    for (what, more) in [("5,000 headers", many), ("a header of 2 MB", wide)] {
        let request = format!("GET /list HTTP/1.1\r\n{own}{more}Connection: close\r\n\r\n");
        let reply = target.program.client.raw(request.as_bytes());
        assert_eq!(reply.status, 431, "{what}");
        assert!(!reply.text().contains(SECRET), "{what}");
        target.tried += 1;
    }
    let heads = [
        ("no length that is a number", "Content-Length: many\r\n\r\n", [400, 400]),
        ("two lengths", "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", [400, 400]),
        (
            "a length and chunks",
            "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            [400, 403],
        ),
        ("a coding nobody knows", "Transfer-Encoding: gzip\r\n\r\n", [400, 403]),
        ("a length beyond all", "Content-Length: 99999999999999999999\r\n\r\n", [400, 413]),
    ];
    for (what, more, statuses) in heads {
        let form = "Sec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n";
        let reply = target.program.client.raw(format!("POST /add HTTP/1.1\r\n{own}{form}{more}").as_bytes());
        assert!(statuses.contains(&reply.status), "{what}: {}", reply.status);
        assert!(!reply.text().contains(SECRET), "{what}");
        target.tried += 1;
    }
    // Sixty requests that never end, at once.
    let waiting: Vec<TcpStream> = (0..60)
        .map(|_| {
            let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
            stream.write_all(b"POST /add HTTP/1.1\r\nHost: ").unwrap();
            stream
        })
        .collect();
    let since = Instant::now();
    assert_eq!(target.program.client.get("/list").status, 200);
    assert!(since.elapsed() < Duration::from_secs(5), "the person waits for nobody: {:?}", since.elapsed());
    target.tried += waiting.len();
    drop(waiting);
    assert!(
        lets_go(port, "GET /list HTTP/1.1\r\nX-Slow: ", Duration::from_secs(45)),
        "a head that never ends is let go"
    );
    target.assert_untouched(60);
}

#[test]
fn forms_of_another_shape_do_no_harm() {
    let mut target = Target::new();
    let token = target.program.client.get("/files").input("action=\"/files\"", "form_token").unwrap();
    let body = format!("form_token={token}&what=planted&when=today");
    for kind in [
        "",
        "text/plain",
        "application/json",
        "application/xml",
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "application/x-www-form-urlencoded; charset=utf-7",
    ] {
        let headers = [("Sec-Fetch-Site", "same-origin"), ("Origin", "null"), ("Content-Type", kind)];
        let form = target.ask("POST", "/people/link", &headers, body.as_bytes());
        let statuses: &[u16] = &[400, 403, 415, 422];
        target.refused(&format!("a form as {kind:?}"), &form, statuses);
        let files = target.ask("POST", "/files", &headers, body.as_bytes());
        target.refused(&format!("files as {kind:?}"), &files, &[303, 400, 403, 415, 422]);
    }
    target.assert_untouched(14);
}

#[test]
fn files_sent_with_tricks_in_their_form_leave_nothing_behind() {
    let mut target = Target::new();
    let token = target.program.client.get("/files").input("action=\"/files\"", "form_token").unwrap();
    let part = |head: &str, content: &str| {
        format!("--mark\r\nContent-Disposition: form-data; {head}\r\n\r\n{content}\r\n")
    };
    let (end, good) = ("--mark--\r\n", part("name=\"form_token\"", &token));
    for (what, body) in [
        ("the token after the file", part("name=\"file\"; filename=\"a.txt\"", "planted") + &good + end),
        (
            "two tokens, the first wrong",
            part("name=\"form_token\"", "0")
                + &good
                + &part("name=\"file\"; filename=\"a.txt\"", "planted")
                + end,
        ),
        (
            "the token in a file",
            part("name=\"form_token\"; filename=\"t\"", &token)
                + &part("name=\"file\"; filename=\"a.txt\"", "planted")
                + end,
        ),
        (
            "no end",
            good.clone()
                + "--mark\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nplanted",
        ),
        ("a part without a name", good.clone() + &part("filename=\"a.txt\"", "planted") + end),
        (
            "a head that never ends",
            good.clone()
                + &part(&format!("name=\"file\"; filename=\"{}\"", "a".repeat(200_000)), "planted")
                + end,
        ),
    ] {
        let headers = [
            ("Sec-Fetch-Site", "same-origin"),
            ("Origin", "null"),
            ("Content-Type", "multipart/form-data; boundary=mark"),
        ];
        let reply = target.ask("POST", "/files", &headers, body.as_bytes());
        target.tried += 1;
        assert!(
            [303, 400, 403, 413, 422].contains(&reply.status),
            "{what}: {} {}",
            reply.status,
            reply.words()
        );
        assert!(!reply.text().contains(SECRET), "{what}");
    }
    let list = target.program.client.get("/list").text();
    assert!(list.contains("<strong>1 thing</strong>") && !list.contains("planted"), "{list}");
}

/// Files that act in a browser when it is allowed to guess what they are.
fn hostile() -> Vec<(&'static str, Vec<u8>)> {
    let script = "<script>fetch('/list').then(r=>r.text()).then(t=>document.title=t)</script>";
    let jpeg = [
        b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0".as_slice(),
        script.as_bytes(),
        b"\xff\xd9",
    ]
    .concat();
    vec![
        ("page.html", format!("<!doctype html>{script}").into_bytes()),
        ("page.jpg", format!("<!DOCTYPE html>{script}").into_bytes()),
        (
            "drawing.svg",
            format!("<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"fetch('/list')\">{script}</svg>")
                .into_bytes(),
        ),
        (
            "page.xhtml",
            format!("<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\">{script}</html>")
                .into_bytes(),
        ),
        ("code.js", b"fetch('/list')".to_vec()),
        ("style.css", b"body{background:url(/list)}".to_vec()),
        (
            "form.pdf",
            b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n%%EOF".to_vec(),
        ),
        ("gif.js", b"GIF89a/*\x01\0\x01\0\x80*/=1;fetch('/list')".to_vec()),
        ("both.jpg", jpeg),
        ("wave.html", [b"RIFF\x24\0\0\0WAVEfmt ".as_slice(), script.as_bytes()].concat()),
        ("mail.mht", format!("MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n{script}").into_bytes()),
        ("a.xsl", b"<?xml-stylesheet type=\"text/xsl\" href=\"/list\"?><a/>".to_vec()),
    ]
}

/// The types that a browser may be told; none of them can act.
const INERT: [&str; 10] = [
    "image/jpeg",
    "image/png",
    "image/gif",
    "image/webp",
    "audio/mpeg",
    "audio/mp4",
    "audio/ogg",
    "audio/wav",
    "video/mp4",
    "video/webm",
];

#[test]
fn evidence_that_would_act_is_served_as_what_cannot() {
    let (_folder, mut program) = opened();
    let token = program.client.get("/files").input("action=\"/files\"", "form_token").unwrap();
    let names = [
        "a\r\nSet-Cookie: x=1\r\n.html",
        "a\".html",
        "..\\..\\a.html",
        "\u{202e}gpj.html",
        "CON",
        ".htaccess",
    ];
    let mut files = hostile();
    files.extend(names.iter().map(|name| (*name, format!("<b>{name:?}</b>").into_bytes())));
    let sent: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect();
    let reply = program.client.upload(&token, &sent);
    assert_eq!(reply.header("location"), "/files/progress", "{}", reply.words());
    crate::journey::finished(&mut program);
    let list = program.client.get("/files").text();
    assert!(!list.contains("<script") || list.matches("<script").count() == 1, "one script, ours: {list}");
    let mut seen = 0;
    let entries: std::collections::BTreeSet<u64> =
        list.split("/files/").skip(1).filter_map(|rest| rest.split('"').next()?.parse().ok()).collect();
    for entry in entries {
        let original = program.client.get(&format!("/files/{entry}/original"));
        assert_eq!((original.status, original.header("content-type")), (200, "application/octet-stream"));
        assert!(
            original.header("content-disposition").starts_with("attachment; filename=\""),
            "{original:?}"
        );
        let view = program.client.get(&format!("/files/{entry}/view"));
        assert!(view.status == 404 || INERT.contains(&view.header("content-type")), "{:?}", view.headers);
        for reply in [&original, &view] {
            assert_eq!(reply.header("x-content-type-options"), "nosniff");
            assert_eq!(reply.header("x-frame-options"), "DENY");
            assert!(reply.header("content-security-policy").contains("frame-ancestors 'none'"));
            assert!(!reply.headers.iter().any(|(name, value)| name == "set-cookie" || value.contains('\n')));
        }
        assert!(original.header("content-security-policy").starts_with("sandbox;"));
        seen += 1;
    }
    assert_eq!(seen, files.len());
}
