use super::*;
use crate::{
    alias::Aliases,
    card::{Card, CardIdentifier},
    diary::Diary,
    event::Subject,
    item::{Attachment, Call, CallOutcome, Detail, Direction, Item, ItemKind},
};
use jiff::{Timestamp, civil::DateTime};

/// A message as a store with instants keeps it.
fn stored(at: &str, from: &str, text: &str) -> Item {
    Item {
        at: Some(format!("2026-05-04T{at}Z").parse().unwrap()),
        from: Some(from.into()),
        direction: Direction::In,
        text: text.into(),
        conversation: Some(from.into()),
        ..Item::default()
    }
}

/// The same as an export without zone or seconds has it.
fn exported(at: &str, from: &str, text: &str) -> Item {
    let at: Timestamp = format!("2026-05-04T{at}:00Z").parse().unwrap();
    let civil: DateTime = at.to_zoned_datetime(jiff::tz::TimeZone::UTC).datetime();
    Item {
        at: Some(at),
        civil: Some(civil),
        conversation: Some("Chat".into()),
        ..stored("00:00:00", from, text)
    }
}

fn sent(item: Item, to: &[&str]) -> Item {
    let to = to.iter().map(|to| (*to).to_owned()).collect();
    Item { direction: Direction::Out, from: None, to, conversation: None, ..item }
}

fn dan() -> Card {
    let number = CardIdentifier { value: "07700 900201".into(), ..CardIdentifier::default() };
    Card { name: "Dan W".into(), identifiers: vec![number], ..Card::default() }
}

/// Compares a new archive with an earlier one: which new items are known, and what differs and is missing.
fn compare(earlier: (&str, &[Item]), new: (&str, &[Item]), cards: &[Card]) -> (Vec<bool>, Option<Met>) {
    let aliases = Aliases::new(&Diary::default(), cards);
    let subject = Subject { name: "Tamsin".into(), ..Subject::default() };
    let knows = (&aliases, Some(&subject));
    let [old, fresh] = [earlier.1, new.1].map(|items| items.iter().map(ItemView::from).collect::<Vec<_>>());
    let side = Side::of(new.0, fresh.iter().copied(), knows);
    let mut comparison = Comparison::new(side, fresh.iter().copied());
    let other = Side::of(earlier.0, old.iter().copied(), knows);
    let met = comparison.with(other, || (0..).zip(old.iter().copied()).map(|(n, item)| ((7, n), item)));
    (comparison.same_as().iter().map(Option::is_some).collect(), met)
}

#[test]
fn a_message_is_one_in_a_text_export_and_in_the_apps_own_store() {
    let store = [
        stored("21:01:12", "+447700900201", "where are you?"),
        sent(stored("21:01:40", "", "leave me alone"), &["+447700900201"]),
        stored("21:02:03", "+447700900201", "caf\u{e9}, 8"),
        stored("21:02:51", "+447700900201", "answer me"),
    ];
    let mine = Item { direction: Direction::Out, ..exported("21:01", "Tamsin", "leave me alone") };
    let text = [
        exported("21:01", "Dan W", "\u{200e}where are you?"),
        mine,
        exported("21:02", "Dan W", "cafe\u{301}, 8"),
        exported("21:02", "Dan W", "answer me"),
        exported("21:03", "Dan W", "ANSWER"),
    ];
    let (known, met) = compare(("whatsapp-iphone", &store), ("whatsapp", &text), &[dan()]);
    assert_eq!(known, [true, true, true, true, false]);
    let met = met.unwrap();
    assert_eq!((met.same[0], met.differing.len(), met.missing.len()), ((0, (7, 0)), 0, 0));
    let (known, _) = compare(("whatsapp", &text), ("whatsapp-iphone", &store), &[dan()]);
    assert_eq!(known, [true; 4], "and the other way round");
}

#[test]
fn without_a_card_or_a_link_a_name_is_never_taken_for_a_number() {
    let store =
        [stored("21:01:12", "+447700900201", "where are you?"), stored("21:02:03", "+447700900201", "hi")];
    let text = [exported("21:01", "Dan W", "where are you?"), exported("21:02", "Dan W", "hi")];
    assert_eq!(compare(("whatsapp-iphone", &store), ("whatsapp", &text), &[]).0, [false, false]);
}

#[test]
fn seconds_count_where_both_archives_have_them() {
    let first = [stored("21:01:12", "07700900201", "ok"), stored("21:02:00", "07700900201", "and?")];
    let second = [stored("21:01:13", "+44 7700 900201", "ok"), stored("21:02:00", "+44 7700 900201", "and?")];
    let (known, _) = compare(("sms-backup-restore", &first), ("imessage", &second), &[]);
    assert_eq!(known, [false, true]);
}

#[test]
fn each_message_counts_as_often_as_each_archive_holds_it() {
    let hi = exported("21:01", "Dan", "hi");
    let (known, met) =
        compare(("whatsapp", &[hi.clone(), hi.clone()]), ("whatsapp", &[hi.clone(), hi.clone(), hi]), &[]);
    assert_eq!(known, [true, true, false]);
    assert_eq!(met.unwrap().same, [(0, (7, 0)), (1, (7, 1))], "in order");
}

#[test]
fn the_same_words_to_two_people_are_two_messages() {
    let ok = |to| sent(stored("21:01:12", "", "ok"), &[to]);
    let (known, _) = compare(
        ("sms-backup-restore", &[ok("07700 900201")]),
        ("imessage", &[ok("07700 900202"), ok("07700 900201")]),
        &[],
    );
    assert_eq!(known, [false, true]);
}

#[test]
fn two_group_chats_that_share_a_few_words_stay_apart() {
    let chat = |title: &str, seed: i32| -> Vec<Item> {
        let titled = |item: Item| Item { conversation: Some(title.into()), ..item };
        let own = (0..20).map(|n| exported(&format!("20:{n:02}"), "Jo", &format!("{seed} {n}")));
        let wishes = (0..5).map(|n| exported(&format!("22:{n:02}"), "Jo", "Happy new year"));
        own.chain(wishes).chain([exported("22:30", "Priya", &format!("thanks {seed}"))]).map(titled).collect()
    };
    let (known, met) = compare(("whatsapp", &chat("Family", 1)), ("whatsapp", &chat("Work", 2)), &[]);
    assert!(met.is_none() && known.iter().all(|known| !known), "{known:?}");
}

#[test]
fn a_renamed_export_of_the_same_chat_is_recognised() {
    let chat = |title: &str| -> Vec<Item> {
        let line = |n: i32| exported(&format!("20:{n:02}"), ["Jo", "Priya"][n as usize % 2], &format!("{n}"));
        (0..10).map(|n| Item { conversation: Some(title.into()), ..line(n) }).collect()
    };
    assert_eq!(
        compare(("whatsapp", &chat("Friends")), ("whatsapp", &chat("Friends (1)")), &[]).0,
        [true; 10]
    );
}

#[test]
fn a_small_export_inside_a_large_one_is_recognised() {
    let all: Vec<Item> =
        (0..50).map(|n| stored(&format!("20:{n:02}:07"), "07700900201", &format!("no. {n}"))).collect();
    let (known, _) = compare(("sms-backup-restore", &all[20..21]), ("sms-backup-restore", &all), &[]);
    assert_eq!(known.iter().filter(|known| **known).count(), 1);
}

#[test]
fn what_was_reworded_taken_back_or_lost_is_told_and_both_stand() {
    let line = |minute: &str, text: &str| exported(minute, "Dan", text);
    let old = [
        line("21:00", "hi"),
        line("21:01", "I will find you"),
        line("21:02", "soon"),
        line("21:03", "gone"),
        line("21:09", "x"),
    ];
    let deleted = Item { kind: ItemKind::Deleted, ..line("21:02", "This message was deleted") };
    let new = [line("21:00", "hi"), line("21:01", "hope you are well"), deleted, line("21:09", "x")];
    let (known, met) = compare(("whatsapp", &old), ("whatsapp", &new), &[]);
    assert_eq!(known, [true, false, false, true]);
    let met = met.unwrap();
    assert_eq!(
        (met.differing, met.missing),
        (vec![1, 2], vec![(7, 3)]),
        "a message is differing or missing, not both"
    );
}

#[test]
fn other_chats_of_a_backup_are_not_missing_from_an_export_of_one() {
    let mut store: Vec<Item> =
        (0..9).map(|n| stored(&format!("21:0{n}:30"), "+447700900201", &format!("no. {n}"))).collect();
    let text: Vec<Item> =
        (0..9).map(|n| exported(&format!("21:0{n}"), "Dan W", &format!("no. {n}"))).collect();
    store.push(stored("21:05:00", "+447700900777", "the room is ready"));
    let (known, met) = compare(("whatsapp-iphone", &store), ("whatsapp", &text), &[dan()]);
    assert_eq!((known, met.unwrap().missing), (vec![true; 9], vec![]));
}

#[test]
fn a_mail_is_known_by_its_number_wherever_it_lies() {
    let mail = |at: &str, text: &str| Item {
        details: vec![Detail { name: "Message-ID".into(), value: "<1@example.org>".into() }],
        ..stored(at, "dan@example.org", text)
    };
    let other = stored("09:00:00", "news@example.org", "offers");
    let box_of = [other.clone(), other.clone(), other.clone(), mail("21:01:00", "I  saw\nyou")];
    assert_eq!(
        compare(("email-eml", &[mail("21:01:59", "I saw you ")]), ("email-mbox", &box_of), &[]).0,
        [false, false, false, true]
    );
    let changed = compare(
        ("email-eml", &[mail("21:01:00", "I saw you.")]),
        ("outlook-pst", &[mail("21:01:00", "Hello"), other]),
        &[],
    );
    assert_eq!(changed.0, [false, false], "other words under the same number stay apart");
    assert_eq!(changed.1.unwrap().differing, [0], "and that is told");
}

#[test]
fn a_picture_is_one_whatever_each_archive_calls_it_and_two_of_one_kind_are_told_by_name() {
    let file = |name: &str| vec![Attachment { name: Some(name.into()), ..Attachment::default() }];
    let text = |name: &str| Item {
        attachments: file(name),
        ..exported("21:01", "Dan W", &format!("{name} (file attached)\nlook at this"))
    };
    let store = Item { attachments: file("a6f.jpg"), ..stored("21:01:30", "+447700900201", "look at this") };
    assert_eq!(
        compare(("whatsapp-iphone", &[store]), ("whatsapp", &[text("IMG-1.jpg")]), &[dan()]).0,
        [true]
    );
    assert_eq!(
        compare(("whatsapp", &[text("IMG-1.jpg")]), ("whatsapp", &[text("IMG-2.jpg")]), &[]).0,
        [false]
    );
}

#[test]
fn a_call_is_compared_by_how_it_ended() {
    let call = |outcome| Item {
        kind: ItemKind::Call,
        call: Some(Call { outcome, ..Call::default() }),
        ..stored("21:01:00", "07700900201", "")
    };
    let (missed, turned_away) = (call(CallOutcome::Missed), call(CallOutcome::Rejected));
    let compare = |one: &Item, other: &Item| {
        compare(
            ("sms-backup-restore", std::slice::from_ref(one)),
            ("iphone-calls", std::slice::from_ref(other)),
            &[],
        )
        .0
    };
    assert_eq!(compare(&missed, &turned_away), [true], "neither was picked up");
    assert_eq!(compare(&missed, &call(CallOutcome::Answered)), [false]);
}

#[test]
fn families_hold_the_formats_of_one_app() {
    for (one, other, same) in [
        ("whatsapp-zip", "whatsapp-iphone", true),
        ("sms-backup-restore-zip", "imessage", true),
        ("telegram", "telegram-html", true),
        ("facebook-messenger-html", "instagram", true),
        ("email-mbox", "outlook-pst", true),
        ("csv-zip", "csv", true),
        ("whatsapp", "telegram", false),
        ("google-voice", "google-chat", false),
    ] {
        assert_eq!(family(one) == family(other), same, "{one} {other}");
    }
}

/// Looked through one by one for each, these would take hours.
#[test]
fn a_hundred_thousand_equal_messages_are_told_apart_by_their_order() {
    let all = vec![Item { at: None, ..stored("21:01:00", "07700900201", "x") }; 100_000];
    let (_, met) = compare(("imessage", &all), ("imessage", &all), &[]);
    let same = met.unwrap().same;
    assert!(same.len() == all.len() && same.iter().all(|(new, (_, held))| new == held));
}
