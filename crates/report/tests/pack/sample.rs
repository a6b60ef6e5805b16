//! An invented case: eight months, messages and calls, incidents, a block and a new number. All names and numbers are
//! made up; telephone numbers are from the range Ofcom keeps for drama (07700 900000 to 900999).

use crate::log::Log;
use daybook_core::{
    agency::AgencyContact,
    boundary::Boundary,
    event::{Event, Import, Subject},
    exhibit::{Custody, Exhibit, PhysicalItem},
    incident::{Area, Channel, Effect, Incident, Kind, Place, Reported, Response, Witness},
    item::{Call, CallOutcome, Direction, Item, ItemKind, Locator},
    person::{Identifier, IdentifierKind, Person, Role},
    when::{Certainty, When},
};
use jiff::{
    Timestamp, ToSpan,
    civil::{Date, date},
};
use std::io::Cursor;

/// A place that must not be in any pack.
pub const SECRET: &str = "Flat 2, 14 Larkspur Mews, Leeds LS1 4AB";
/// The words of the boundary.
pub const BOUNDARY: &str = "Please do not contact me again, in any way. I will not reply to this number. 🌧";
/// How to reach a witness.
pub const WITNESS_NUMBER: &str = "07700 900888";
/// His two numbers.
pub const FIRST: &str = "+44 7700 900123";
pub const SECOND: &str = "+44 7700 900456";

const ZONE: &str = "Europe/London";

/// A picture of a plain colour with a stripe, as JPEG.
pub fn photo(seed: u8, (width, height): (u32, u32)) -> Vec<u8> {
    let mut picture = image::RgbImage::new(width, height);
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        let shade = u8::try_from((x / 4 + y / 3) % 200).unwrap();
        *pixel = image::Rgb([shade, shade.wrapping_add(seed), 160]);
    }
    let mut bytes = Vec::new();
    image::codecs::jpeg::JpegEncoder::new(&mut bytes).encode_image(&picture).unwrap();
    bytes
}

/// The bytes of a small PNG.
pub fn png() -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image::RgbImage::new(40, 30).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

fn message(at: Timestamp, from: &str, text: &str, row: u64) -> Item {
    Item {
        at: Some(at),
        from: Some(from.into()),
        direction: Direction::In,
        text: text.into(),
        conversation: Some(from.into()),
        locator: Locator { row: Some(row), ..Locator::default() },
        ..Item::default()
    }
}

fn missed(at: Timestamp, from: &str, row: u64) -> Item {
    let call = Some(Call { outcome: CallOutcome::Missed, ..Call::default() });
    Item { kind: ItemKind::Call, call, ..message(at, from, "", row) }
}

const TEXTS: [&str; 8] = [
    "why wont you answer",
    "I saw your car outside Priya's. Who is he",
    "im sorry ok. I just want 5 minutes. I left £40 under the door for the gas",
    "You can't just ignore me 😡😡",
    "answer the phone",
    "I know what time you finish on thursday",
    "ok. your choice. dont say I didnt warn you",
    "happy birthday sweetheart 🎂 see you later whether you like it or not",
];

/// Messages and calls of one number: `days` days from a date, some a day, more in the evening.
fn exports(from: &str, start: Date, days: i64, per_day: u64) -> Vec<Item> {
    let mut items = Vec::new();
    for day in 0..days {
        let date = start + day.days();
        for n in 0..(per_day + day.unsigned_abs() % 3) {
            let minute = i8::try_from((n * 7 + day.unsigned_abs() * 11) % 60).unwrap();
            let hour = i8::try_from(17 + n % 6).unwrap();
            let at = date.at(hour, minute, 0, 0).in_tz(ZONE).unwrap().timestamp();
            let row = items.len() as u64 + 1;
            let text = TEXTS[usize::try_from((day.unsigned_abs() + n) % 8).unwrap()];
            items.push(if n % 3 == 2 { missed(at, from, row) } else { message(at, from, text, row) });
        }
    }
    items.sort_by_key(|item| item.at);
    items
}

fn exact(day: Date, hour: i8, minute: i8) -> When {
    When::exact(day.at(hour, minute, 0, 0), ZONE)
}

/// The whole case.
pub fn case() -> Log {
    let mut log = Log::default();
    let wanted = "An appointment at a time when I am not at work, with somebody who will read this first. Specific safety advice about the car park at my work. Please ring before 3 pm and do not leave a voicemail.";
    log.write(
        "2026-03-20T19:00:00Z",
        Event::Subject(Subject {
            name: "Jo Sample".into(),
            initials: "JS".into(),
            zone: ZONE.into(),
            me: vec!["07700 900999".into()],
            wanted: Some(wanted.into()),
        }),
    );
    let dan = person(&mut log);
    boundary_and_numbers(&mut log, dan);
    archives(&mut log);
    incidents(&mut log, dan);
    log
}

fn person(log: &mut Log) -> u64 {
    let dan = log.write(
        "2026-03-20T19:05:00Z",
        Event::Person(Person {
            name: "Dan Example".into(),
            role: Role::Suspect,
            known: true,
            relation: Some("former partner, separated January 2026".into()),
            description: Some("6 ft, shaved head, grey Vauxhall van".into()),
            acts_with: None,
        }),
    );
    log.write(
        "2026-03-20T19:06:00Z",
        Event::Person(Person {
            name: "his brother Lee".into(),
            role: Role::Helper,
            known: true,
            acts_with: Some(dan),
            ..Person::default()
        }),
    );
    dan
}

fn boundary_and_numbers(log: &mut Log, dan: u64) {
    let link = |kind, value: &str, basis: &str| {
        let person = Some(dan);
        Event::Identifier(Identifier { kind, value: value.into(), person, basis: basis.into(), since: None })
    };
    log.write(
        "2026-03-20T19:10:00Z",
        link(IdentifierKind::Phone, FIRST, "his number since 2021, saved in my phone"),
    );
    log.write("2026-03-20T19:11:00Z", link(IdentifierKind::Vehicle, "AB12 XYZ", "his work van; seen 11 May"));
    log.write(
        "2026-07-02T20:00:00Z",
        link(IdentifierKind::Phone, SECOND, "signs as Dan; same words and nickname"),
    );
    log.write(
        "2026-03-20T19:15:00Z",
        Event::Boundary(Boundary {
            when: exact(date(2026, 3, 16), 18, 30),
            how: "by text message".into(),
            words: BOUNDARY.into(),
            to: vec![dan],
        }),
    );
}

fn archives(log: &mut Log) {
    for (at, number, start, days, per_day) in [
        ("2026-06-14T19:30:00Z", FIRST, date(2026, 3, 18), 85, 2),
        ("2026-10-30T19:30:00Z", SECOND, date(2026, 6, 29), 60, 1),
    ] {
        let items = exports(number, start, days, per_day);
        let records = items.len() as u64;
        let file = format!("messages with {number}\n").repeat(20);
        let exhibit = Exhibit {
            name: format!("chat {number}.txt"),
            media_type: "text/plain".into(),
            source: Some("exported from my phone".into()),
            ..Exhibit::default()
        };
        let exhibit = log.exhibit(at, file.as_bytes(), exhibit);
        let import = Import {
            exhibit,
            format: "sms_backup".into(),
            records,
            imported: records,
            declared: Some(records),
            zone: ZONE.into(),
            ..Import::default()
        };
        log.write(at, Event::Import(import));
        log.segment(exhibit, "sms_backup", items);
    }
}

fn incidents(log: &mut Log, dan: u64) {
    let photo_of_van = log.exhibit(
        "2026-05-11T21:30:00Z",
        &photo(40, (1200, 900)),
        Exhibit {
            name: "IMG_2041.jpg".into(),
            media_type: "image/jpeg".into(),
            description: Some("His van opposite my work, from the first floor".into()),
            source: Some("my phone".into()),
            facts: vec![
                ("DateTimeOriginal".into(), "2026:05:11 17:42:10".into()),
                ("GPSLatitude".into(), "53.79".into()),
            ],
            holds_place: true,
            ..Exhibit::default()
        },
    );
    let note = log.exhibit(
        "2026-08-20T21:30:00Z",
        &png(),
        Exhibit {
            name: "note.png".into(),
            media_type: "image/png".into(),
            description: Some("Photo of the card that came with the flowers".into()),
            ..Exhibit::default()
        },
    );
    log.exhibit(
        "2026-08-20T21:31:00Z",
        b"my new tenancy",
        Exhibit {
            name: format!("{SECRET}.txt"),
            media_type: "text/plain".into(),
            private: true,
            ..Exhibit::default()
        },
    );
    let flowers = log.write(
        "2026-08-20T21:35:00Z",
        Event::PhysicalItem(PhysicalItem {
            label: "JS/6".into(),
            description: "Card from a florist, unopened envelope".into(),
            received: exact(date(2026, 8, 20), 9, 15),
            received_how: Some("left on the doorstep".into()),
            handled_by: Some("only me, with gloves".into()),
            wrapped: Some("clean paper envelope".into()),
            stored: Some("locked drawer".into()),
            photos: vec![note],
        }),
    );
    log.write(
        "2026-09-02T10:00:00Z",
        Event::Custody(Custody {
            item: flowers,
            when: exact(date(2026, 9, 2), 10, 0),
            by: "Jo Sample".into(),
            to: "PC 4410 at the front desk".into(),
            receipt: Some("PR/2210/26".into()),
        }),
    );
    told(log, dan, [photo_of_van, note, flowers]);
}

fn told(log: &mut Log, dan: u64, [van, card, flowers]: [u64; 3]) {
    let base = Incident { who: vec![dan], direction: Direction::In, ..Incident::default() };
    let door = log.write(
        "2026-04-03T06:50:00Z",
        Event::Incident(Incident {
            when: exact(date(2026, 4, 2), 23, 40),
            what: "He banged on the door for ten minutes and shouted my name through the letter box. I sat on the bathroom floor with the light off.".into(),
            exact_words: Some("I know you're in there. I'm not going anywhere.".into()),
            kinds: vec![Kind::TurnUp, Kind::Threat],
            channel: Some(Channel::InPerson),
            place: Some(Place { text: SECRET.into(), private: true }),
            witnesses: vec![Witness {
                name: "Mrs Okafor, flat 3".into(),
                contact: Some(WITNESS_NUMBER.into()),
                saw: Some("heard the shouting and saw him leave".into()),
            }],
            felt_then: Some("I thought he was going to break the door. I had my phone in my hand with 999 typed in.".into()),
            fear_of_violence: Some(true),
            effects: vec![Effect { area: Area::Sleep, text: "I sleep at my sister's three nights a week.".into(), cost: None, date: Some(date(2026, 4, 3)) }],
            reported: vec![Reported {
                to: "West Yorkshire Police".into(),
                when: Some("3 April 2026".into()),
                reference: Some("INV/0413/26".into()),
                officer: Some("PC 2207 Marsh".into()),
                said: None,
            }],
            ..base.clone()
        }),
    );
    log.write(
        "2026-05-11T21:20:00Z",
        Event::Incident(Incident {
            when: When { certainty: Certainty::About, said: "about quarter to six".into(), ..exact(date(2026, 5, 11), 17, 45) },
            what: "His van was parked opposite the entrance when I finished work. He watched me walk to the bus stop and drove past twice.".into(),
            kinds: vec![Kind::Watch, Kind::Follow],
            channel: Some(Channel::InPerson),
            place: Some(Place { text: "Car park at my work, Kirkstall Road".into(), private: false }),
            vehicle: Some("grey Vauxhall Vivaro, AB12 XYZ".into()),
            felt_after: Some("I don't walk to the bus alone now.".into()),
            effects: vec![
                Effect { area: Area::Routes, text: "A colleague drives me home, or I take a taxi.".into(), cost: Some(18_450), date: Some(date(2026, 5, 12)) },
                Effect { area: Area::Work, text: "I swapped my Thursday shift so he does not know my hours.".into(), cost: None, date: None },
            ],
            exhibits: vec![van],
            ..base.clone()
        }),
    );
    log.write(
        "2026-06-21T12:00:00Z",
        Event::Incident(Incident {
            when: When::day(date(2026, 6, 20), ZONE),
            what: "After the hundredth message I blocked his number on everything.".into(),
            kinds: vec![Kind::ContactMessage],
            channel: Some(Channel::Sms),
            responded: Some(Response::Blocked),
            ..base.clone()
        }),
    );
    log.write(
        "2026-07-30T18:00:00Z",
        Event::Incident(Incident {
            when: When {
                span: Some((date(2026, 7, 6).at(0, 0, 0, 0), date(2026, 7, 12).at(23, 59, 0, 0))),
                certainty: Certainty::Day,
                zone: ZONE.into(),
                said: "some time in the second week of July".into(),
            },
            what: "His brother Lee came to my mum's house and asked where I live now. She did not tell him."
                .into(),
            kinds: vec![Kind::ContactThirdParty],
            channel: Some(Channel::InPerson),
            who: vec![dan + 1],
            ..base.clone()
        }),
    );
    log.write(
        "2026-08-20T21:40:00Z",
        Event::Incident(Incident {
            when: exact(date(2026, 8, 20), 9, 15),
            what: "Flowers on my step with a card. Nobody should know I live here.".into(),
            exact_words: Some("Found you x".into()),
            kinds: vec![Kind::Gift, Kind::Track],
            felt_then: Some("Sick. I moved here so that he could not find me.".into()),
            fear_of_violence: Some(true),
            effects: vec![Effect {
                area: Area::Home,
                text: "I have had the locks changed and a camera put in.".into(),
                cost: Some(31_000),
                date: Some(date(2026, 8, 22)),
            }],
            exhibits: vec![card, flowers],
            links: vec![door],
            ..base.clone()
        }),
    );
    let stranger = Incident {
        who: Vec::new(),
        what: "Somebody let down both front tyres.".into(),
        kinds: vec![Kind::Damage],
        damage: Some("two tyres".into()),
        cost: Some(9_000),
        when: When::not_sure(ZONE),
        ..base.clone()
    };
    log.write("2026-09-28T08:00:00Z", Event::Incident(stranger));
    aftermath(log, dan, door);
}

fn aftermath(log: &mut Log, dan: u64, door: u64) {
    let mut revised = log.diary.incidents[&door].now().clone();
    revised.when = exact(date(2026, 4, 2), 23, 10);
    let reason = "I checked the time against my call to my sister.".into();
    log.write("2026-04-05T09:00:00Z", Event::Amend { incident: door, reason, revised });
    let mistaken = Incident {
        who: vec![dan],
        what: "A silent call. It was the dentist.".into(),
        kinds: vec![Kind::ContactCall],
        when: exact(date(2026, 9, 1), 12, 0),
        ..Incident::default()
    };
    let mistaken = log.write("2026-09-01T12:10:00Z", Event::Incident(mistaken));
    log.write(
        "2026-09-02T12:10:00Z",
        Event::Strike { entry: mistaken, reason: "It was not him: the dentist rang back.".into() },
    );
    log.write(
        "2026-09-02T12:30:00Z",
        Event::Agency(AgencyContact {
            when: exact(date(2026, 9, 2), 10, 0),
            who: "PC 4410 Iqbal".into(),
            force: "West Yorkshire Police".into(),
            reference: Some("13260482210".into()),
            told: Some("the flowers, the new number, the van".into()),
            advice: Some("do not answer, keep everything".into()),
            promise: Some("a call back from the stalking team".into()),
            due: Some("9 September 2026".into()),
        }),
    );
    let last = Incident {
        who: vec![dan],
        when: exact(date(2026, 10, 25), 1, 30),
        what: "He stood across the road from 14 Larkspur Mews and filmed my window. Left when a taxi came."
            .into(),
        kinds: vec![Kind::Watch, Kind::Loiter],
        channel: Some(Channel::InPerson),
        place: Some(Place { text: SECRET.into(), private: true }),
        fear_of_violence: Some(true),
        felt_then: Some("He knows which window is mine.".into()),
        ..Incident::default()
    };
    log.write("2026-10-25T02:05:00Z", Event::Incident(last));
}
