use super::scramble;

const CHAT: &str = "13/06/2018, 21:00 - Rosa Vane: meet me at the gate\n13/06/2018, 21:01 - +44 7700 123456: IMG-20180613-WA0001.jpg (file attached)\n13/06/2018, 21:02 - Rosa Vane: <Media omitted>\n";

#[test]
fn the_shape_stays_and_what_tells_of_people_goes() {
    let out = scramble(CHAT, "seed");
    assert_eq!(out.len(), CHAT.len());
    for gone in ["Rosa", "Vane", "meet", "gate", "123456"] {
        assert!(!out.contains(gone), "{gone} in {out}");
    }
    for kept in ["13/06/2018, 21:00 - ", "(file attached)", "<Media omitted>", ".jpg", "+44 7700 900"] {
        assert!(out.contains(kept), "{kept} not in {out}");
    }
    let sender =
        |line: &str| line.split(" - ").nth(1).unwrap_or_default().split(": ").next().map(str::to_owned);
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(sender(lines[0]), sender(lines[2]), "a sender stays one sender");
}

#[test]
fn the_same_seed_gives_the_same_and_another_seed_gives_another() {
    assert_eq!(scramble(CHAT, "a"), scramble(CHAT, "a"));
    assert_ne!(scramble(CHAT, "a"), scramble(CHAT, "b"));
}

#[test]
fn json_keeps_its_keys_and_stays_json() {
    let json = r#"{"sender_name": "Zo\u00c3\u00ab", "content": "call \"Bo\"\n\ud83d\ude00", "timestamp_ms": 1577186580000}"#;
    let out = scramble(json, "seed");
    let value: serde_json::Value = serde_json::from_str(&out).unwrap_or_default();
    let keys: Vec<&String> = value.as_object().map(|o| o.keys().collect()).unwrap_or_default();
    assert_eq!(keys, ["content", "sender_name", "timestamp_ms"]);
    assert!(out.contains(r"\ud83d\ude00") && out.contains(r"\u00c3"), "emoji and script stay: {out}");
    assert!(!out.contains("Bo") && !out.contains("Zo") && !out.contains("1577186580000"));
}

#[test]
fn markup_keeps_its_names_and_replaces_what_is_in_quotes_and_between() {
    let out = scramble(
        r#"<smses count="2"><sms address="+447700123456" body="Rosa &amp; me" type="1" /></smses>"#,
        "s",
    );
    assert!(out.starts_with(r#"<smses count="2"><sms address="+447700900"#), "{out}");
    assert!(
        out.contains("&amp;") && out.contains(r#"type="1" /></smses>"#) && !out.contains("Rosa"),
        "{out}"
    );
}

#[test]
fn scripts_stay_what_they_are() {
    let (from, marks) = ("Привет مرحبا 日本語 é", "\u{200e}\u{202a}x\u{202c}");
    let out = scramble(&format!("{from}{marks}"), "s");
    assert_eq!(out.chars().count(), format!("{from}{marks}").chars().count());
    let cyrillic = out.chars().take(6).all(|c| ('\u{400}'..'\u{500}').contains(&c));
    assert!(cyrillic && !out.contains("Привет") && out.contains('\u{202a}'), "{out}");
}

#[test]
fn one_number_written_two_ways_stays_one_number() {
    let out = scramble("+44 7700 123456 and 07700 123456 and 07700123456", "s");
    let tails: Vec<&str> = out.split(" and ").map(|n| &n[n.len() - 3..]).collect();
    assert!(tails.windows(2).all(|pair| pair[0] == pair[1]), "{out}");
}
