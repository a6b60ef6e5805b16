use super::{check::check, *};
use jiff::civil::date;

const HEAD: &str = r#"
schema = 1
pack = "xx"
version = "1"
name = "Nowhere"
reviewed = "2026-11-22"
valid_until = "2027-02-22"
note = "made up"
"#;

const FROM: &str = r#"
source = "a made-up Act, section 1"
source_date = "2020"
checked_on = "2026-11-22"
checked_by = "nobody real"
confidence = "A"
valid_from = "2020-01-01"
"#;

fn today() -> Date {
    date(2026, 11, 24)
}

fn row(table: &str, fields: &str) -> String {
    format!("[[{table}]]\n{fields}\n{FROM}")
}

fn guide(rows: &str) -> Guide {
    Guide::parse(&format!("{HEAD}{rows}")).unwrap()
}

fn faults(rows: &str) -> String {
    check(&guide(rows), today()).iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

fn wrong(text: &str) -> String {
    Guide::parse(text).unwrap_err().to_string()
}

#[test]
fn a_row_weaker_than_b_is_refused_with_its_line() {
    for weak in ["C", "U"] {
        let text = format!("{HEAD}{}", row("fact", "id = \"f\"\nsays = \"x\""))
            .replace("confidence = \"A\"", &format!("confidence = \"{weak}\""));
        let said = wrong(&text);
        assert!(said.contains(&format!("`{weak}`")) && said.contains("line 17"), "{said}");
    }
}

#[test]
fn an_unknown_word_a_missing_source_and_bad_syntax_name_file_and_line() {
    let fact = row("fact", "id = \"f\"\nsays = \"x\"");
    let unknown = fact.replace("says", "sais");
    let missing = fact.replace("source = \"a made-up Act, section 1\"\n", "");
    for (second, line, word) in [(unknown, 3, "sais"), (missing, 1, "source"), ("[[fact]\n".into(), 1, "")] {
        match Guide::read(&[("guide.toml", HEAD), ("law.toml", &second)]).unwrap_err() {
            BadGuide::Form { file, line: at, why } => {
                assert_eq!((file.as_str(), at), ("law.toml", line), "{why}");
                assert!(why.contains(word), "{why}");
            }
            BadGuide::Future(_) => panic!("not from the future"),
        }
    }
}

#[test]
fn a_pack_from_the_future_is_told_apart_from_a_broken_one() {
    let text = HEAD.replace("schema = 1", "schema = 2\nnew_word = true");
    assert_eq!(Guide::parse(&text).unwrap_err(), BadGuide::Future(2));
}

#[test]
fn a_sound_row_has_no_fault() {
    assert_eq!(faults(&row("fact", "id = \"f\"\nsays = \"x\"")), "");
}

#[test]
fn an_empty_source_is_refused() {
    let empty = row("fact", "id = \"f\"\nsays = \"x\"").replace("a made-up Act, section 1", "-");
    assert!(faults(&empty).contains("fact f: source is missing"));
}

#[test]
fn a_row_that_no_longer_holds_is_refused_and_so_is_one_that_does_not_yet() {
    let fact = row("fact", "id = \"f\"\nsays = \"x\"");
    assert!(faults(&format!("{fact}valid_to = \"2026-11-23\"\n")).contains("does not hold today"));
    assert_eq!(faults(&format!("{fact}valid_to = \"2026-11-24\"\n")), "", "the last day still holds");
    assert!(faults(&fact.replace("2020-01-01", "2026-11-25")).contains("does not hold today"));
}

#[test]
fn expired_hours_and_an_expired_pack_are_refused() {
    let service = "id = \"s\"\nname = \"S\"\nnumber = \"1\"\nuse = \"u\"\nhours = \"9 to 5\"\n";
    assert!(faults(&row("directory", service)).contains("hours without hours_until"));
    let until = |day: &str| row("directory", &format!("{service}hours_until = \"{day}\""));
    assert!(faults(&until("2026-11-23")).contains("the hours were to be checked"));
    assert_eq!(faults(&until("2026-12-31")), "");
    let open = guide(&until("2026-12-31"));
    assert_eq!(open.directory[0].hours_on(today()), Some("9 to 5"));
    assert_eq!(open.directory[0].hours_on(date(2027, 1, 1)), None, "the number stays, the hours do not");
    let late = check(&guide(""), date(2027, 2, 23));
    assert!(late[0].to_string().contains("it was to be replaced"));
}

#[test]
fn dead_references_are_refused() {
    let law = "id = \"l\"\nkind = \"course\"\nname = \"n\"\nact = \"a\"\nsays = \"s\"\nalternatives = [\"no-law\"]\n\
               clocks = [\"no-clock\"]\nelement = [{ id = \"e\", label = \"l\", says = \"s\", looks_at = { threat = { \
               phrases = \"no-words\" } }, fact = \"no-fact\" }]";
    let topic =
        "id = \"t\"\nlabel = \"l\"\nkinds = []\nfields = []\nsays = \"s\"\ndo = \"d\"\ncall = [\"no-one\"]";
    let said = faults(&format!("{}{}", row("law", law), row("topic", topic)));
    for named in ["law no-law", "clock no-clock", "parameter no-words", "fact no-fact", "directory no-one"] {
        assert!(said.contains(named), "{named}: {said}");
    }
}

#[test]
fn an_id_used_twice_and_a_disagreement_with_one_side_are_refused() {
    let fact = row("fact", "id = \"f\"\nsays = \"x\"");
    assert!(faults(&format!("{fact}{fact}")).contains("used twice"));
    let advice = "id = \"a\"\ntitle = \"t\"\nsays = \"s\"\n\
                  side = [{ by = \"b\", says = \"s\", source = \"x\", source_date = \"y\" }]";
    assert!(faults(&row("advice", advice)).contains("two sides"));
}

#[test]
fn lengths_are_calendar_lengths_only() {
    let clock = |length: &str| {
        let fields = format!(
            "id = \"c\"\nname = \"n\"\nsays = \"s\"\nanchor = \"last\"\nduration = \"{length}\"\nwarn = []"
        );
        Guide::parse(&format!("{HEAD}{}", row("clock", &fields)))
    };
    for good in ["P6M", "P6Y", "P28D", "P1Y6M"] {
        assert!(clock(good).is_ok(), "{good}");
    }
    for bad in ["PT6H", "-P6M", "six months", ""] {
        assert!(clock(bad).is_err(), "{bad}");
    }
}

#[test]
fn each_thing_a_row_must_say_of_itself_is_asked_for() {
    let fact = row("fact", "id = \"f\"\nsays = \"x\"");
    for field in ["source_date", "checked_by"] {
        let line = fact.lines().find(|line| line.starts_with(field)).unwrap();
        let empty = fact.replace(line, &format!("{field} = \"\""));
        assert!(faults(&empty).contains(&format!("fact f: {field} is missing")), "{field}");
    }
    let checked = fact.lines().find(|line| line.starts_with("checked_on")).unwrap();
    let to_come = fact.replace(checked, "checked_on = \"2026-11-25\"");
    assert!(faults(&to_come).contains("checked_on 2026-11-25 is to come"));
    let reviewed = HEAD.lines().find(|line| line.starts_with("reviewed")).unwrap();
    let head = HEAD.replace(reviewed, "reviewed = \"2026-11-25\"");
    let said = check(&Guide::parse(&head).unwrap(), today());
    assert!(said.iter().any(|fault| fault.to_string().contains("which is to come")), "{said:?}");
}

#[test]
fn a_clock_names_its_event_when_it_has_one_and_a_parameter_holds_one_thing_and_a_law_looks_at_something() {
    let clock = |anchor: &str, more: &str| {
        let fields = format!(
            "id = \"c\"\nname = \"n\"\nsays = \"s\"\nanchor = \"{anchor}\"\n{more}duration = \"P6M\""
        );
        faults(&row("clock", &fields))
    };
    assert!(clock("event", "").contains("an event is named when"));
    assert!(clock("last", "event = \"the day\"\n").contains("an event is named when"));
    assert_eq!((clock("event", "event = \"the day\"\n"), clock("last", "")), (String::new(), String::new()));
    let parameter =
        |more: &str| faults(&row("parameter", &format!("id = \"p\"\nunit = \"u\"\nsays = \"s\"\n{more}")));
    for (more, fault) in [("", true), ("value = 1.0\nphrases = [\"a\"]\n", true), ("value = 1.0\n", false)] {
        assert_eq!(parameter(more).contains("one of the two"), fault, "{more}");
    }
    let law = "id = \"l\"\nkind = \"course\"\nname = \"n\"\nact = \"a\"\nsays = \"s\"\nelement = []";
    assert!(faults(&row("law", law)).contains("it has no elements"));
}

#[test]
fn what_has_ended_is_not_shown_and_what_is_in_its_last_day_is() {
    let advice = |id: &str, last: &str| {
        let fields = format!("id = \"{id}\"\ntitle = \"t\"\nsays = \"s\"");
        format!("{}valid_to = \"{last}\"\n", row("advice", &fields))
    };
    let rows = format!("{}{}", advice("old", "2026-11-23"), advice("last", "2026-11-24"));
    let held = guide(&rows).holding_on(today());
    assert_eq!(held.advice.iter().map(|a| a.id.as_str()).collect::<Vec<_>>(), ["last"]);
}
