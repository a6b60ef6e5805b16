//! Saying how a file is to be read, and joining what a contact card has, on the pages.

use crate::{
    chromium::Browser,
    client::{Client, Reply},
    every::{axe, fits, wrong},
    program::opened,
};
use std::{thread::sleep, time::Duration};

const BILL: &[u8] = b"Called on,At,Dialled no.,Minutes\n13/02/2026,09:00,07700 900201,0:01:30\n\
    14/02/2026,10:15,07700 900201,0:00:00\n15/02/2026,11:20,07700 900300,0:12:05\n";

/// Sends files and waits until they are read; the page of results.
fn sent(client: &mut Client, files: &[(&str, &[u8])]) -> Reply {
    let token = client.get("/files").input("action=\"/files\"", "form_token").expect("a form");
    let reply = client.upload(&token, files);
    assert_eq!(reply.status, 303);
    finished(client)
}

fn finished(client: &mut Client) -> Reply {
    for _ in 0..600 {
        let page = client.get("/files/progress");
        if page.words().contains("Your files are in the diary") {
            return page;
        }
        sleep(Duration::from_millis(100));
    }
    panic!("it never ends");
}

/// The first address on a page that ends so.
fn link(page: &Reply, end: &str) -> String {
    let text = page.text();
    let links =
        text.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap_or_default().to_owned());
    links.into_iter().find(|link| link.ends_with(end)).unwrap_or_else(|| panic!("no {end}: {text}"))
}

#[test]
fn a_phone_bill_is_explained_once_and_the_next_one_is_read_the_same_way() {
    let (_folder, mut program) = opened();
    let client = &mut program.client;
    let results = sent(client, &[("bill.csv", BILL)]);
    assert!(results.words().contains("Say what its columns are"), "{}", results.words());
    let reading = link(&results, "/reading");
    let page = client.get(&reading);
    for wanted in ["The first rows", "07700 900201", "What is in “Dialled no.”?", "Such as: 13/02/2026"] {
        assert!(page.words().contains(wanted), "{wanted}: {}", page.words());
    }
    let nothing = [("column0", "skip"), ("column1", "skip"), ("column2", "skip"), ("column3", "skip")];
    let again = client.send(&page, &reading, &nothing);
    assert_eq!(again.status, 422);
    assert!(again.words().contains("Choose the column that holds the date"), "{}", again.words());
    let columns = [
        ("column0", "date"),
        ("column1", "time"),
        ("column2", "to"),
        ("column3", "duration"),
        ("rows", "call"),
        ("order", "dmy"),
        ("keep", "my bill"),
    ];
    let reply = client.send(&again, &reading, &columns);
    assert_eq!(reply.status, 303, "{}", reply.words());
    let results = finished(client);
    assert!(results.words().contains("New in your diary 3"), "{}", results.words());
    assert!(client.get("/list?a=1").words().contains("07700 900201"), "{}", client.get("/list?a=1").words());

    let next = BILL.to_vec().into_iter().chain(b"16/02/2026,12:00,07700 900201,0:00:10\n".iter().copied());
    let results = sent(client, &[("march.csv", &next.collect::<Vec<u8>>())]);
    let reading = link(&results, "/reading");
    let page = client.get(&reading);
    assert!(page.words().contains("You have explained such tables before"), "{}", page.words());
    assert!(!page.text().contains("kept=my"), "no words in an address");
    let chosen = client.get(&link(&page, "?kept=0"));
    assert!(chosen.text().contains("<option value=\"to\" selected>"), "{}", chosen.text());
    let reply = client.send(&chosen, &reading, &columns[..6]);
    assert_eq!(reply.status, 303, "{}", reply.words());
    let results = finished(client);
    assert!(
        results.words().contains("New in your diary 1"),
        "the rest was on the earlier bill: {}",
        results.words()
    );
}

#[test]
fn somebody_elses_phone_is_said_on_the_form_and_taken_back_on_the_files_page() {
    let (_folder, mut program) = opened();
    let client = &mut program.client;
    let chat = b"02/05/2026, 21:14 - Dan: answer me\n03/05/2026, 21:14 - Priya: who is this?\n";
    let token = client.get("/files").input("action=\"/files\"", "form_token").expect("a form");
    client.upload_with(&token, &[("whose", "Priya")], &[("WhatsApp Chat with Dan.txt", chat)]);
    let results = finished(client);
    assert!(results.words().contains("It is Priya's."), "{}", results.words());
    assert!(
        !client.get("/list?a=1").words().contains("answer me"),
        "it is not in the order of what happened to her"
    );
    let file = link(&results, "/files/1");
    assert!(client.get(&file).words().contains("It is from Priya"), "{}", client.get(&file).words());
    let reading = format!("{file}/reading");
    let page = client.get(&reading);
    assert_eq!(page.input(&format!("action=\"{reading}\""), "whose").as_deref(), Some("Priya"));
    let reply = client.send(&page, &reading, &[("whose", ""), ("me", "Priya"), ("zone", "Atlantis")]);
    assert_eq!(reply.status, 422, "there is no such zone");
    let reply = client.send(&reply, &reading, &[("whose", ""), ("me", "Priya"), ("zone", "")]);
    assert_eq!(reply.status, 303, "{}", reply.words());
    let results = finished(client);
    assert!(results.words().contains("New in your diary 0"), "{}", results.words());
    assert!(client.get("/list?a=1").words().contains("answer me"), "it is hers after all");
}

#[test]
fn what_a_card_has_is_joined_only_when_it_is_ticked() {
    let (_folder, mut program) = opened();
    let client = &mut program.client;
    let card = b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Dan W\r\nTEL;TYPE=CELL:+44 7700 900201\r\nTEL;TYPE=HOME:01632 960101\r\nEND:VCARD\r\n";
    sent(client, &[("contacts.vcf", card)]);
    let reply = client.fill("/people", "/people", &[("name", "Dan W"), ("role", "suspect")]);
    let people = client.follow(&reply);
    let person = people.text().split("<h2 id=\"p").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let path = format!("/people/{person}");
    let page = client.get(&path);
    assert!(page.words().contains("Card “Dan W” in JS/1 has 2 numbers more"), "{}", page.words());
    let action = format!("{path}/card");
    let place = page.input(&format!("action=\"{action}\""), "card").unwrap();
    let only = format!("only-{}", place.replace('/', "-"));
    let none = client.send(&page, &action, &[("card", &place)]);
    assert_eq!(none.status, 422, "nothing ticked, nothing linked");
    let reply = client.send(&page, &action, &[("card", &place), (&only, "0")]);
    let page = client.follow(&reply);
    assert!(page.words().contains("Contact card “Dan W” in JS/1"), "{}", page.words());
    assert!(page.words().contains("has 1 number more"), "the other one is still open: {}", page.words());
}

#[test]
fn explaining_a_table_fits_a_small_screen_and_can_be_used_by_everyone() {
    let (_folder, mut program) = opened();
    let results = sent(
        &mut program.client,
        &[
            ("bill.csv", BILL),
            ("contacts.vcf", b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Dan\r\nTEL:07700 900201\r\nEND:VCARD\r\n"),
        ],
    );
    let reading = link(&results, "/reading");
    let reply = program.client.fill("/people", "/people", &[("name", "Dan"), ("role", "suspect")]);
    let people = program.client.follow(&reply);
    let person = people.text().split("<h2 id=\"p").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let mut browser = Browser::start(true, (320, 640));
    browser.adopt(&program.client);
    for path in [reading, format!("/people/{person}"), "/files/progress".to_owned()] {
        browser.open(&format!("http://127.0.0.1:{}{path}", program.client.port));
        browser.picture(&format!("reading{}", path.replace('/', "-")));
        assert_eq!(fits(&mut browser), Ok(()), "{path}");
        assert_eq!(wrong(&mut browser, &axe()), "", "{path}");
    }
}
