//! One message is one message, however many archives hold it: driven through the program with real files.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod desk;

use desk::Desk;
use serde_json::Value;
use std::fs;

/// A WhatsApp chat of two, as Android exports it: names, no seconds, no zone.
const TEXT: &str = "01/05/2026, 09:00 - Tamsin Okoye: Please do not contact me again\n\
    02/05/2026, 21:14 - Dan W: you can't just say that\n02/05/2026, 21:14 - Dan W: answer me\n\
    02/05/2026, 21:20 - Tamsin Okoye: stop\n13/05/2026, 08:00 - Dan W: caf\u{e9} at 8? \u{1f600}\n";

fn sms(rows: &[(&str, u64, u8, &str)]) -> String {
    let row = |(number, second, way, text): &(&str, u64, u8, &str)| {
        let at = 1_778_000_000_000 + second * 1000;
        format!(
            "<sms address=\"{number}\" date=\"{at}\" type=\"{way}\" body=\"{text}\" contact_name=\"(Unknown)\" />"
        )
    };
    let rows: Vec<String> = rows.iter().map(row).collect();
    format!("<?xml version='1.0' encoding='UTF-8'?><smses count=\"{}\">{}</smses>", rows.len(), rows.concat())
}

/// A conversation of Google Voice with the same messages.
fn voice(rows: &[(&str, u64, &str)]) -> String {
    let row = |(number, second, text): &(&str, u64, &str)| {
        let at = jiff::Timestamp::from_second(1_778_000_000 + i64::try_from(*second).unwrap()).unwrap();
        let at = at.to_string().replace('Z', ".000+00:00");
        format!(
            "<div class=\"message\"><abbr class=\"dt\" title=\"{at}\">then</abbr>: <cite class=\"sender vcard\">\
             <a class=\"tel\" href=\"tel:{number}\"><span class=\"fn\">{number}</span></a></cite>: <q>{text}</q></div>"
        )
    };
    let rows: String = rows.iter().map(row).collect();
    format!(
        "<?xml version=\"1.0\" ?><html><head><title>Dan</title></head><body><div class=\"hChatLog hfeed\">{rows}</div>\
         </body></html>"
    )
}

fn import<'a>(got: &'a Value, what: &str) -> &'a Value {
    &got["files"][0]["import"][what]
}

fn kinds(got: &Value) -> Vec<String> {
    let findings = import(got, "findings").as_array().unwrap();
    findings.iter().map(|finding| finding["kind"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn texts_of_two_kinds_of_backup_are_one_and_both_places_are_shown() {
    let desk = Desk::with_diary();
    let backup = sms(&[
        ("07700900201", 5, 1, "where are you"),
        ("07700900201", 70, 1, "answer me"),
        ("07700900777", 80, 1, "your room is ready"),
        ("07700900201", 90, 1, "I will find you"),
    ]);
    let first = desk.file("sms.xml", backup);
    desk.json(&["import", &first], 0);
    let other = desk.file(
        "Dan - Text - 2026-05-05T17_00_00Z.html",
        voice(&[
            ("+447700900201", 5, "where are you"),
            ("+447700900201", 70, "answer me"),
            ("+447700900201", 91, "hello"),
        ]),
    );
    let got = desk.run(&["--json", "import", &other]);
    let got: Value = serde_json::from_slice(&got.stdout).unwrap();
    assert_eq!(
        (import(&got, "format"), import(&got, "imported"), import(&got, "duplicates")),
        (&"google-voice".into(), &1.into(), &2.into()),
        "{got}"
    );
    assert!(kinds(&got).contains(&"also_in_other_archive".to_owned()), "{got}");
    assert_eq!(desk.json(&["list"], 0)["messages"], 5);

    let hit = desk.json(&["search", "where are you"], 0);
    assert_eq!(hit["found"], 1, "found once");
    let place = format!("{}/{}", hit["hits"][0]["entry"], hit["hits"][0]["index"]);
    let shown = desk.json(&["show", &place], 0);
    assert_eq!(
        (&shown["exhibit"], &shown["also"][0]["exhibit"]),
        (&"TO/1".into(), &"TO/2".into()),
        "{shown}"
    );
    let said = desk::said(&desk.run(&["show", &place]));
    assert!(said.contains("Stands in TO/1") && said.contains("and in TO/2: bytes"), "{said}");
    let start = usize::try_from(shown["also"][0]["locator"]["start"].as_u64().unwrap()).unwrap();
    let end = usize::try_from(shown["also"][0]["locator"]["end"].as_u64().unwrap()).unwrap();
    let bytes = fs::read(&other).unwrap();
    assert!(
        String::from_utf8_lossy(&bytes[start..end]).contains("where are you"),
        "the place leads to the message"
    );

    desk.json(&["people", "--add", "Dan Wirrall"], 0);
    desk.json(&["link", "07700 900201", "--person", "dan", "--basis", "he gave it to me"], 0);
    let pack = desk.path("pack");
    desk.run(&["report", "--out", pack.to_str().unwrap()]);
    let figures: Value = serde_json::from_slice(&fs::read(pack.join("data/figures.json")).unwrap()).unwrap();
    assert_eq!(figures["figures"]["contacts"]["value"], 4, "four messages of his, none twice");
    let schedule = fs::read_to_string(pack.join("data/contacts.csv")).unwrap();
    assert_eq!(schedule.matches("; also TO/2, ").count(), 2, "{schedule}");
    assert_eq!(desk.json(&["verify", pack.to_str().unwrap()], 0)["holds"], true);
}

/// The chat of [`TEXT`] as another text export has it, under another name and with a number in place of the name.
fn by_number() -> String {
    TEXT.replace("Dan W", "+44 7700 900201")
}

#[test]
fn a_name_meets_a_number_when_the_person_says_so_and_not_before() {
    let desk = Desk::with_diary();
    let first = desk.file("WhatsApp Chat with Dan W.txt", TEXT);
    let second = desk.file("WhatsApp Chat with +44 7700 900201.txt", by_number());
    desk.json(&["import", "--me", "Tamsin Okoye", &first], 0);
    let got = desk.json(&["import", "--me", "Tamsin Okoye", &second], 0);
    assert_eq!(import(&got, "imported"), 5, "nobody said that they are one: {got}");
    assert_eq!(desk.json(&["list"], 0)["messages"], 10);

    desk.json(&["people", "--add", "Dan Wirrall"], 0);
    let linked = desk.json(&["link", "Dan W", "--person", "dan", "--basis", "my name for him"], 0);
    assert_eq!(linked["joined"], serde_json::json!([]));
    let linked = desk.json(&["link", "07700 900201", "--person", "dan", "--basis", "he gave it to me"], 0);
    assert_eq!(linked["joined"][0], serde_json::json!({"kept": "TO/1", "also": "TO/2", "count": 5}));
    assert_eq!(desk.json(&["list"], 0)["messages"], 5);
    let pattern = desk.json(&["pattern"], 0).to_string();
    let entry = desk.json(&["search", "answer me"], 0)["hits"][0]["entry"].to_string();
    assert!(pattern.contains(&format!("\"{entry}/2\"")), "{pattern}");
    assert_eq!(desk.json(&["check"], 0)["sound"], true);
    let first = desk.json(&["list"], 0)["exhibits"][0]["entry"].to_string();
    // Linking again changes nothing.
    let again = desk.json(&["link", "dan@example.org", "--person", "dan", "--basis", "on his card"], 0);
    assert_eq!(again["joined"], serde_json::json!([]));
    desk.json(&["strike", &first, "--reason", "sent to me by somebody"], 0);
    assert_eq!(desk.json(&["list"], 0)["messages"], 5, "the other file stands for itself now");
}

const CARDS: &str = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Dan W\r\nTEL;TYPE=CELL:+44 7700 900201\r\nTEL;TYPE=HOME:01632 960101\r\n\
    EMAIL:dan@example.org\r\nEND:VCARD\r\n";

#[test]
fn a_card_that_comes_later_joins_what_is_there_and_is_suggested_for_the_person() {
    let desk = Desk::with_diary();
    let first = desk.file("WhatsApp Chat with Dan W.txt", TEXT);
    let second = desk.file("WhatsApp Chat with +44 7700 900201.txt", by_number());
    desk.json(&["import", "--me", "Tamsin Okoye", &first], 0);
    desk.json(&["import", "--me", "Tamsin Okoye", &second], 0);
    let cards = desk.file("contacts.vcf", CARDS);
    let got = desk.json(&["import", &cards], 0);
    assert_eq!(got["joined"][0]["count"], 5, "{got}");

    desk.json(&["people", "--add", "Dan Wirrall"], 0);
    desk.json(&["link", "dan w", "--person", "dan", "--basis", "my name for him"], 0);
    let listed = desk.json(&["cards"], 0);
    let card = &listed["cards"][0];
    assert_eq!((&card["name"], &card["may_be"][0]["shared"]), (&"Dan W".into(), &"Dan W".into()), "{listed}");
    assert!(
        desk::said(&desk.run(&["people"])).contains("Card “Dan W” in TO/3 has 2 numbers and 1 address more.")
    );
    let place = card["card"].as_str().unwrap();
    desk.json(&["cards", "--join", place, "--person", "dan", "--only", "07700 900201"], 0);
    let person = desk.json(&["people"], 0)["people"][0].clone();
    assert_eq!(person["identifiers"].as_array().unwrap().len(), 2, "only what was chosen: {person}");
    assert_eq!(person["identifiers"][1]["basis"], "Contact card “Dan W” in TO/3");
    desk.json(&["cards", "--join", place, "--person", "dan"], 0);
    assert!(
        desk.json(&["cards"], 0)["cards"][0]["may_be"].as_array().unwrap().is_empty(),
        "nothing is left to suggest"
    );
    desk.json(&["cards", "--join", place, "--person", "dan"], 2);
    desk.json(&["cards", "--join", "1/2", "--person", "dan"], 2);
}

#[test]
fn somebody_elses_phone_counts_for_nothing_until_it_is_said_to_be_mine() {
    let desk = Desk::with_diary();
    desk.json(&["people", "--add", "Dan Wirrall"], 0);
    desk.json(&["link", "Dan W", "--person", "dan", "--basis", "my name for him"], 0);
    desk.json(&["boundary", "Stop.", "--when", "1 May at 8am", "--to", "dan"], 0);
    let chat = desk.file("WhatsApp Chat with Dan W.txt", TEXT);
    let got = desk.json(&["import", "--whose", "Priya", &chat], 0);
    assert!(kinds(&got).contains(&"somebody_elses".to_owned()), "{got}");
    assert!(import(&got, "findings").to_string().contains("It is Priya's."), "{got}");
    let pack = desk.path("pack");
    desk.run(&["report", "--out", pack.to_str().unwrap()]);
    let figures = |pack: &str| -> Value {
        let path = desk.path(pack).join("data/figures.json");
        serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
    };
    assert_eq!(figures("pack")["figures"]["contacts"]["value"], 0);
    assert_eq!(figures("pack")["items_disclosed"], 0);
    let hit = desk.json(&["search", "answer me"], 0);
    assert_eq!(hit["found"], 1, "it can be found all the same");
    let place = format!("{}/{}", hit["hits"][0]["entry"], hit["hits"][0]["index"]);
    let shown = desk.json(&["show", &place], 0);
    assert_eq!((&shown["whose"], &shown["counts"]), (&"Priya".into(), &false.into()));

    // The same chat out of one's own phone is another's words no more.
    let own = desk.file("mine.txt", format!("{TEXT}14/05/2026, 08:00 - Dan W: well?\n"));
    let got = desk.json(&["import", "--me", "Tamsin Okoye", &own], 0);
    assert_eq!(import(&got, "imported"), 6, "nothing of it is taken for hers: {got}");
    desk.json(&["import", "--whose", "me", &chat], 0);
    desk.json(&["import", "--whose", "Priya", &own], 0);
    desk.run(&["report", "--out", desk.path("second").to_str().unwrap()]);
    assert_eq!(figures("second")["figures"]["contacts"]["value"], 3, "whose each is can be put right");
}

#[test]
fn a_file_read_again_in_another_way_is_not_there_twice() {
    let desk = Desk::with_diary();
    desk.json(&["people", "--add", "Dan Wirrall"], 0);
    desk.json(&["link", "Dan W", "--person", "dan", "--basis", "my name for him"], 0);
    let chat = desk.file("WhatsApp Chat with Dan W.txt", TEXT);
    desk.json(&["import", &chat], 0);
    let got = desk.json(&["--zone", "America/New_York", "import", &chat], 0);
    assert_eq!((import(&got, "imported"), import(&got, "duplicates")), (&0.into(), &5.into()), "{got}");
    assert!(kinds(&got).contains(&"read_anew".to_owned()), "{got}");
    assert_eq!(desk.json(&["list"], 0)["messages"], 5);
    let hit = desk.json(&["search", "answer me"], 0);
    assert_eq!(
        (&hit["found"], &hit["hits"][0]["item"]["at"]),
        (&1.into(), &"2026-05-03T01:14:00Z".into()),
        "{hit}"
    );
    let got = desk.json(&["--zone", "America/New_York", "import", "--me", "Tamsin Okoye", &chat], 0);
    assert!(kinds(&got).contains(&"read_anew".to_owned()), "{got}");
    let mine = desk.json(&["search", "do not contact me"], 0);
    assert_eq!(mine["hits"][0]["item"]["direction"], "out", "who is who was said since: {mine}");
    let got = desk.json(&["--zone", "America/New_York", "import", "--me", "Tamsin Okoye", &chat], 0);
    assert!(!kinds(&got).contains(&"read_anew".to_owned()), "the same again says nothing new: {got}");
}

#[test]
fn an_import_that_was_a_mistake_is_taken_back_and_can_be_made_again() {
    let desk = Desk::with_diary();
    desk.json(&["people", "--add", "Dan Wirrall"], 0);
    desk.json(&["link", "Dan W", "--person", "dan", "--basis", "my name for him"], 0);
    let first = desk.file("WhatsApp Chat with Dan W.txt", TEXT);
    desk.json(&["import", "--me", "Tamsin Okoye", &first], 0);
    let later = desk.file("later.txt", format!("{TEXT}14/05/2026, 08:00 - Dan W: well?\n"));
    let got = desk.json(&["import", "--me", "Tamsin Okoye", &later], 0);
    assert_eq!(import(&got, "imported"), 1);
    let reading = desk.json(&["list"], 0)["imports"][0]["entry"].to_string();
    let struck = desk::said(&desk.run(&["strike", &reading, "--reason", "the wrong file"]));
    assert!(struck.contains("Import TO/2 again"), "{struck}");
    assert_eq!(desk.json(&["list"], 0)["messages"], 1);
    let got = desk.json(&["import", "--me", "Tamsin Okoye", &later], 0);
    assert_eq!(import(&got, "imported"), 5, "{got}");
    assert_eq!(desk.json(&["list"], 0)["messages"], 6);
    desk.json(&["import", "--me", "Tamsin Okoye", &first], 0);
    assert_eq!(desk.json(&["list"], 0)["messages"], 6, "back again, and nothing twice");
}

#[test]
fn a_text_export_meets_the_apps_own_store_by_the_phones_own_address_book() {
    let desk = Desk::with_diary();
    let store =
        concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/import/whatsapp-iphone/messages/input.db");
    desk.run(&["import", store]);
    let held = desk.json(&["list"], 0)["messages"].as_u64().unwrap();
    let chat = "02/03/2026, 20:15 - Sam M: I know where you are\n02/03/2026, 20:16 - Tamsin Okoye: Do not write to me\n\
        02/03/2026, 20:17 - Sam M: IMG-1.jpg (file attached)\nyour car\n\
        02/03/2026, 20:20 - Sam M: This message was deleted\n02/03/2026, 20:40 - Sam M: later\n";
    let text = desk.file("WhatsApp Chat with Sam M.txt", chat);
    let got = desk.run(&["--json", "import", "--me", "Tamsin Okoye", &text]);
    let got: Value = serde_json::from_slice(&got.stdout).unwrap();
    assert_eq!((import(&got, "imported"), import(&got, "duplicates")), (&1.into(), &4.into()), "{got}");
    assert_eq!(desk.json(&["list"], 0)["messages"], held + 1);
}

#[test]
fn json_and_pages_of_one_app_hold_one_chat() {
    let desk = Desk::with_diary();
    let row = |id: u32, second: u32, text: &str| {
        format!(
            "{{\"id\":{id},\"type\":\"message\",\"date\":\"2025-05-04T22:{id:02}:{second:02}\",\"date_unixtime\":\"{}\",\
             \"from\":\"Dan\",\"from_id\":\"user7\",\"text\":\"{text}\"}}",
            1_746_392_400 + id * 60 + second
        )
    };
    let rows = [row(1, 7, "I know where you live"), row(2, 9, "still here"), row(3, 1, "only here")];
    let json =
        format!("{{\"name\":\"Dan\",\"type\":\"personal_chat\",\"id\":7,\"messages\":[{}]}}", rows.join(","));
    let page = |id: u32, second: u32, text: &str| {
        format!(
            "<div class=\"message default clearfix\" id=\"message{id}\"><div class=\"body\">\
             <div class=\"pull_right date details\" title=\"04.05.2025 22:{id:02}:{second:02} UTC+01:00\">22:{id:02}</div>\
             <div class=\"from_name\">\nDan\n</div><div class=\"text\">\n{text}\n</div></div></div>"
        )
    };
    let html = format!(
        "<!DOCTYPE html><html><head><meta charset=\"utf-8\"/><title>Exported Data</title></head><body><div class=\"page_wrap\">\
         <div class=\"page_header\"><div class=\"content\"><div class=\"text bold\">\nDan\n</div></div></div>\
         <div class=\"page_body chat_page\"><div class=\"history\">{}{}</div></div></div></body></html>",
        page(1, 7, "I know<br>where  you live"),
        page(2, 9, "still here")
    );
    let first = desk.file("result.json", json);
    desk.json(&["import", &first], 0);
    let second = desk.file("messages.html", html);
    let got = desk.json(&["import", &second], 0);
    assert_eq!(
        (import(&got, "format"), import(&got, "imported")),
        (&"telegram-html".into(), &0.into()),
        "{got}"
    );
    assert_eq!(desk.json(&["list"], 0)["messages"], 3);
}

#[test]
fn a_download_as_pages_holds_what_the_one_as_json_held() {
    let desk = Desk::with_diary();
    let json = "{\"participants\":[{\"name\":\"Dan\"},{\"name\":\"Tamsin Okoye\"}],\"messages\":[\
        {\"sender_name\":\"Dan\",\"timestamp_ms\":1746392520000,\"content\":\"answer me\"},\
        {\"sender_name\":\"Tamsin Okoye\",\"timestamp_ms\":1746392460000,\"content\":\"stop\"},\
        {\"sender_name\":\"Dan\",\"timestamp_ms\":1746392400123,\"content\":\"found you\"}],\
        \"title\":\"Dan\",\"thread_path\":\"inbox/dan_1\"}";
    let block = |who: &str, text: &str, when: &str| {
        format!(
            "<div class=\"pam _3-95 _2ph- _a6-g uiBoxWhite noborder\"><div class=\"_2ph_ _a6-h _a6-i\">{who}</div>\
             <div class=\"_2ph_ _a6-p\"><div><div></div><div>{text}</div><div></div></div></div>\
             <div class=\"_3-94 _a6-o\">{when}</div></div>"
        )
    };
    let html = format!(
        "<!DOCTYPE html><html><head><meta charset=\"utf-8\"/><title>Dan</title></head><body class=\"_5vb_ _2yq\">\
         <div class=\"_a705\"><div class=\"_3-8y _a70e\"><div class=\"_a70d\">Participants: Dan and Tamsin Okoye</div></div>\
         <div class=\"_a706\" role=\"main\">{}{}{}</div></div></body></html>",
        block("Dan", "answer me", "4 May 2025, 22:02"),
        block("Tamsin Okoye", "stop", "4 May 2025, 22:01"),
        block("Dan", "found you", "4 May 2025, 22:00"),
    );
    let first = desk.file("message_1.json", json);
    desk.run(&["import", "--me", "Tamsin Okoye", &first]);
    let second = desk.file("message_1.html", html);
    let got = desk.run(&["--json", "import", "--me", "Tamsin Okoye", &second]);
    let got: Value = serde_json::from_slice(&got.stdout).unwrap();
    assert_eq!((import(&got, "records"), import(&got, "imported")), (&3.into(), &0.into()), "{got}");
    assert_eq!(desk.json(&["list"], 0)["messages"], 3);
}

#[test]
fn a_mail_in_a_file_of_its_own_is_the_one_in_the_mailbox() {
    let desk = Desk::with_diary();
    let mail = "From: Dan <dan@example.org>\nTo: tamsin@example.org\nSubject: you\nDate: Mon, 04 May 2026 21:01:00 +0100\n\
        Message-ID: <77@example.org>\nMIME-Version: 1.0\nContent-Type: text/plain\n\nI saw you.\n";
    let other = mail.replace("77@", "78@").replace("I saw you.", "Answer me.");
    let single = desk.file("one.eml", mail);
    desk.run(&["import", &single]);
    let both = desk.file("all.mbox", format!("From dan@example.org Mon May  4 20:01:00 2026\n{mail}\nFrom dan@example.org Mon May  4 20:01:00 2026\n{other}\n"));
    let got = desk.run(&["--json", "import", &both]);
    let got: Value = serde_json::from_slice(&got.stdout).unwrap();
    assert_eq!((import(&got, "records"), import(&got, "imported")), (&2.into(), &1.into()), "{got}");
}
