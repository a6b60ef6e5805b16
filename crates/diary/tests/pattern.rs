//! `pattern`, `law`, `clocks`, `help-now`, `order` and `--pack`, as a person runs them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use serde_json::Value;
use std::{
    fs,
    path::PathBuf,
    process::{Command, Output},
};
use tempfile::TempDir;

/// Wednesday 20 May 2026, 18:40 in London.
const NOW: &str = "2026-05-20T17:40:00Z";

struct Desk {
    folder: TempDir,
}

impl Desk {
    fn empty() -> Self {
        let desk = Self { folder: tempfile::tempdir().unwrap() };
        fs::write(desk.path("pass"), "quiet harbour violet stamp").unwrap();
        desk
    }

    fn with_diary() -> Self {
        let desk = Self::empty();
        desk.json(&["new", "--name", "Tamsin Okoye"], 0);
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn file(&self, name: &str, text: &str) -> String {
        fs::write(self.path(name), text).unwrap();
        self.path(name).display().to_string()
    }

    fn run(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_daybook"))
            .args(["--diary", self.path("daybook.db").to_str().unwrap()])
            .args(["--passphrase-file", self.path("pass").to_str().unwrap()])
            .args(args)
            .env("DAYBOOK_CLOCK", NOW)
            .output()
            .unwrap()
    }

    /// Writes an incident down; the words after `add`.
    fn told(&self, what: &str, more: &[&str]) {
        self.json(&[&["add", what], more].concat(), 0);
    }

    fn course(&self, name: &str) -> Value {
        let got = self.json(&["pattern"], 0);
        let named = got["conduct"].as_array().unwrap().iter().find(|c| c["name"] == name);
        named.unwrap_or_else(|| panic!("{name}: {}", got["conduct"])).clone()
    }

    fn json(&self, args: &[&str], code: i32) -> Value {
        let done = self.run(&[&["--json"], args].concat());
        assert_eq!(done.status.code(), Some(code), "{args:?}: {}", said(&done));
        serde_json::from_slice(&done.stdout).unwrap_or_else(|e| panic!("{args:?}: {e}: {}", said(&done)))
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr[..]].concat()).into_owned()
}

const CALLS: &str = r#"<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>
<calls count="3">
  <call number="07700900201" duration="0" date="1778605200000" type="3" presentation="1" contact_name="(Unknown)" />
  <call number="07700900201" duration="0" date="1778605500000" type="3" presentation="1" contact_name="(Unknown)" />
  <call number="07700900201" duration="60" date="1778605800000" type="1" presentation="1" contact_name="(Unknown)" />
</calls>
"#;

/// Dan, his number, a boundary, three calls (the third answered) and a visit with fear.
fn record() -> Desk {
    let desk = Desk::with_diary();
    desk.json(&["people", "--add", "Dan Wirrall", "--relation", "ex-partner"], 0);
    desk.json(&["link", "07700 900201", "--person", "dan", "--basis", "he gave it to me"], 0);
    desk.json(&["boundary", "Do not contact me again.", "--when", "1 May at 9am", "--to", "dan"], 0);
    desk.json(&["import", &desk.file("calls.xml", CALLS)], 0);
    let told = ["add", "He stood outside.", "--when", "15 May at 9pm", "--who", "dan", "--kind", "turn_up"];
    desk.json(&[&told[..], &["--fear", "yes", "--place", "The gym", "--felt", "frightened"]].concat(), 0);
    desk
}

#[test]
fn the_pattern_gives_every_figure_with_its_entries() {
    let desk = record();
    let got = desk.json(&["pattern"], 0);
    assert_eq!((&got["format"], &got["pack"]["id"]), (&1.into(), &"gb-eaw".into()));
    let conduct = &got["conduct"][0];
    assert_eq!(conduct["name"], "Dan Wirrall");
    assert_eq!((conduct["contacts"].as_array().unwrap().len(), conduct["twice"].as_bool()), (4, Some(true)));
    for finding in got["findings"].as_array().unwrap() {
        for figure in finding["figures"].as_array().unwrap() {
            let from = figure["from"].as_array().unwrap();
            assert!(
                figure["value"] == 0
                    || !from.is_empty()
                    || figure["id"].as_str().unwrap().starts_with("days_"),
                "{finding}"
            );
        }
    }
    let reply = &got["ledger"][0]["replies"][0];
    assert_eq!(
        (reply["how"].as_str(), reply["unanswered_before"].as_array().unwrap().len()),
        (Some("answered"), 2)
    );
    let signals = got["signals"].as_array().unwrap();
    assert!(signals.len() >= 17 && signals.iter().all(|s| s["ran"] == true), "{signals:?}");
    assert!(got["topics"].as_array().unwrap().iter().any(|t| t["topic"] == "fear"));
}

#[test]
fn the_law_table_has_entries_and_no_verdict() {
    let desk = record();
    let got = desk.json(&["law"], 0);
    let laws = got["tables"][0]["laws"].as_array().unwrap();
    let stalking = laws.iter().find(|l| l["id"] == "pha.s2A").unwrap();
    let course = &stalking["elements"][0];
    assert_eq!((&course["count"], &course["asks"]), (&2.into(), &2.into()));
    let words = said(&desk.run(&["law"]));
    for verdict in ["not enough", "is stalking", "guilty", "too late"] {
        assert!(!words.to_lowercase().contains(verdict), "{verdict}");
    }
    assert!(words.contains("You can report now"), "{words}");
}

#[test]
fn clocks_are_counted_from_the_last_contact_and_name_their_entry() {
    let desk = record();
    let got = desk.json(&["clocks"], 0);
    let clocks = got["clocks"].as_array().unwrap();
    let summary = clocks.iter().find(|c| c["rule"] == "s2").unwrap();
    assert_eq!((&summary["until"], &summary["from"]), (&"2026-11-15".into(), &"2026-05-15".into()));
    assert!(summary["anchor"].is_string() && summary["resets"] == true);
    assert_eq!(clocks.iter().filter(|c| c["rule"] == "cctv").count(), 1);
}

#[test]
fn an_order_is_written_shown_and_held_against_the_record() {
    let desk = record();
    let base =
        ["order", "Restraining order", "--against", "dan", "--from", "2026-05-12", "--forbids", "contact"];
    let got = desk.json(&base, 0);
    assert_eq!(got["held"]["within"].as_array().unwrap().len(), 3, "{got}");
    let shown = desk.json(&["show", &got["entry"].to_string()], 0);
    assert_eq!(shown["value"]["forbids"], serde_json::json!(["contact"]));
    for (more, word) in [
        (["--until", "2026-05-01"], "ends before"),
        (["--forbids", "places"], "names none"),
        (["--forbids", "shouting"], "shouting"),
        (["--against", "nobody"], "nobody"),
    ] {
        let refused = desk.json(&[&base[..], &more].concat(), 2);
        assert!(refused["error"].to_string().contains(word), "{refused}");
    }
}

#[test]
fn help_needs_no_diary_and_can_be_narrowed_but_danger_stays() {
    let desk = Desk::empty();
    let all = desk.json(&["help-now"], 0);
    let some = desk.json(&["help-now", "--area", "sussex", "--need", "advocate"], 0);
    assert!(some["directory"].as_array().unwrap().len() < all["directory"].as_array().unwrap().len());
    assert!(some["directory"].to_string().contains("Veritas"));
    assert!(some["danger"].to_string().contains("Press 55 when you are asked to"));
    let block = all["advice"].as_array().unwrap().iter().find(|a| a["id"] == "block").unwrap();
    assert!(block["side"].as_array().unwrap().len() >= 2, "{block}");
    assert!(!desk.path("daybook.db").exists());
}

#[test]
fn hours_are_hidden_once_they_are_old_and_numbers_are_kept() {
    let desk = Desk::empty();
    let hours = |clock: &str| {
        let got = desk.json(&["--clock", clock, "help-now"], 0);
        let police = got["directory"].as_array().unwrap().iter().find(|s| s["id"] == "999").unwrap().clone();
        (police["hours"].is_string(), police["number"] == "999", got["pack"]["expired"] == true)
    };
    assert_eq!(hours("2026-12-01T12:00:00Z"), (true, true, false));
    assert_eq!(hours("2027-06-01T12:00:00Z"), (false, true, true));
}

#[test]
fn a_broken_pack_names_its_line_and_the_old_one_stays_in_use() {
    let desk = Desk::empty();
    let shipped = include_str!("../../../packs/scotland/guide.toml");
    let broken = desk.file("broken.toml", &shipped.replacen("number = \"999\"", "numbre = \"999\"", 1));
    let got = desk.json(&["--pack", &broken, "help-now"], 1);
    let refused = got["refused"]["error"]["what"].as_str().unwrap();
    let line = 1 + shipped.lines().position(|l| l == "number = \"999\"").unwrap();
    assert!(refused.contains(&format!("line {line}")) && refused.contains("numbre"), "{refused}");
    assert_eq!(got["pack"]["id"], "gb-eaw");
    assert!(got["directory"].as_array().unwrap().len() > 10);
}

#[test]
fn a_broken_catalogue_names_its_line_and_the_answer_is_given_all_the_same() {
    let desk = Desk::empty();
    let broken = desk.file("broken.toml", "language = \"cy\"\n[sentences]\n\"Save\" = 3\n");
    let got = desk.json(&["--catalogue", &broken, "help-now"], 1);
    let refused = got["refused"]["error"]["what"].as_str().unwrap();
    assert!(refused.contains("line 3"), "{refused}");
    assert!(got["directory"].as_array().unwrap().len() > 10);
    let got = desk.json(&["--catalogue", "/no/such/cy.toml", "help-now"], 1);
    assert!(got["refused"]["error"]["what"].as_str().unwrap().contains("/no/such/cy.toml"), "{got}");
    desk.json(&["--catalogue", &desk.file("cy.toml", "language = \"cy\"\n[sentences]\n"), "help-now"], 0);
}

#[test]
fn a_pack_from_the_future_is_refused_as_such_and_a_missing_one_by_its_name() {
    let desk = Desk::empty();
    let future = include_str!("../../../packs/scotland/guide.toml").replace("schema = 1", "schema = 7");
    let future = desk.file("future.toml", &future);
    let got = desk.json(&["--pack", &future, "help-now"], 1);
    assert!(got["refused"]["error"]["what"].as_str().unwrap().contains("newer version"), "{got}");
    let got = desk.json(&["--pack", "/no/such/pack.toml", "help-now"], 1);
    assert!(got["refused"]["error"]["what"].as_str().unwrap().contains("/no/such/pack.toml"), "{got}");
}

#[test]
fn another_pack_as_a_folder_changes_law_and_clocks_and_says_so() {
    let desk = record();
    let scotland = concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs/scotland");
    let law = desk.json(&["--pack", scotland, "law"], 0);
    assert_eq!(law["pack"]["id"], "gb-sct");
    assert!(law["tables"][0]["laws"].to_string().contains("cjl.s39"));
    let clocks = desk.json(&["--pack", scotland, "clocks"], 0);
    assert!(clocks["clocks"].to_string().contains("2029-05-15"), "three years from the last: {clocks}");
}

#[test]
fn an_empty_diary_is_told_what_to_do_and_nothing_breaks() {
    let desk = Desk::with_diary();
    let got = desk.json(&["pattern"], 0);
    assert_eq!((got["conduct"].as_array().unwrap().len(), got["findings"].as_array().unwrap().len()), (0, 0));
    assert!(said(&desk.run(&["pattern"])).contains("daybook people --add"));
    assert!(desk.json(&["law"], 0)["tables"].as_array().unwrap().is_empty());
    assert!(desk.json(&["clocks"], 0)["clocks"].as_array().unwrap().iter().all(|c| c["until"].is_null()));
}

#[test]
fn a_second_program_counts_every_figure_of_a_pack_again_and_notices_a_missing_entry() {
    let desk = record();
    let pack = desk.path("pack");
    desk.json(&["report", "--for", "police", "--out", pack.to_str().unwrap()], 0);
    let recount = || {
        let program = concat!(env!("CARGO_MANIFEST_DIR"), "/../../bench/recount/recount.py");
        Command::new("python3").args([program, pack.to_str().unwrap()]).output().unwrap()
    };
    let done = recount();
    assert!(done.status.success() && said(&done).contains("all agree"), "{}", said(&done));
    let entries = pack.join("data/record/entries.jsonl");
    let whole = fs::read_to_string(&entries).unwrap();
    let without: Vec<&str> = whole.lines().filter(|line| !line.contains("He stood outside")).collect();
    fs::write(&entries, without.join("\n")).unwrap();
    let done = recount();
    assert!(
        !done.status.success() && said(&done).contains("contacts: stated 4, counted 3"),
        "{}",
        said(&done)
    );
}

#[test]
fn a_row_of_a_loaded_pack_that_has_ended_is_not_shown() {
    let desk = record();
    let folder = desk.path("newer");
    fs::create_dir(&folder).unwrap();
    for part in ["guide", "law", "clocks", "orders", "advice", "signals"] {
        let text = fs::read_to_string(format!(
            "{}/../../packs/england-and-wales/{part}.toml",
            env!("CARGO_MANIFEST_DIR")
        ));
        let mut text = text.unwrap().replace("version = \"0.3.0\"", "version = \"9.9.9\"");
        if part == "law" {
            let law = text.find("[[law]]\nid = \"mca\"").unwrap();
            let from = law + text[law..].find("valid_from").unwrap();
            text.insert_str(from, "valid_to = \"2026-05-01\"\n");
        }
        fs::write(folder.join(format!("{part}.toml")), text).unwrap();
    }
    let laws =
        |got: &Value| got["tables"][0]["laws"].to_string() + &got["tables"][0]["nothing_yet"].to_string();
    let (shipped, newer) =
        (desk.json(&["law"], 0), desk.json(&["--pack", folder.to_str().unwrap(), "law"], 0));
    assert_eq!(newer["pack"]["version"], "9.9.9");
    assert!(laws(&shipped).contains("\"mca\"") && !laws(&newer).contains("\"id\":\"mca\""), "{newer}");
    assert!(said(&desk.run(&["--pack", folder.to_str().unwrap(), "law"])).contains("9.9.9"));
}

#[test]
fn a_pack_for_a_solicitor_has_the_claim_and_counts_again() {
    let desk = record();
    let pack = desk.path("pack");
    desk.json(&["report", "--for", "solicitor", "--out", pack.to_str().unwrap()], 0);
    let law = fs::read_to_string(pack.join("data/law.json")).unwrap();
    assert!(law.contains("pha.s3") && law.contains("looks_at"), "{law}");
    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/../../bench/recount/recount.py");
    let recount = || Command::new("python3").args([program, pack.to_str().unwrap()]).output().unwrap();
    let done = recount();
    assert!(done.status.success(), "{}", said(&done));
    // A threat nobody told: the second program notices.
    let forged = law.replacen("\"from\": [", "\"from\": [\n\"1\",", 1);
    fs::write(pack.join("data/law.json"), forged).unwrap();
    let done = recount();
    assert!(!done.status.success() && said(&done).contains("law."), "{}", said(&done));
    let refused = desk.json(&["report", "--for", "the press", "--out", "x"], 2);
    assert!(refused["error"].to_string().contains("--for solicitor"), "{refused}");
}

#[test]
fn what_matters_for_safety_comes_before_what_is_counted_and_one_is_one() {
    let desk = record();
    let words = said(&desk.run(&["pattern"]));
    let place = |what: &str| words.find(what).unwrap_or_else(|| panic!("{what}: {words}"));
    assert!(place("Fear of violence, in the person's own words") < place("This can be wrong"));
    assert!(place("You answered. Many people do") < place("People decide that."));
    for wrong in ["1 occasions", "1 days", "1 unwanted contacts", "1 entries", "after 0 "] {
        assert!(!words.contains(wrong), "{wrong}: {words}");
    }
}

#[test]
fn one_incident_by_nobody_known_and_one_without_a_time_are_looked_at_and_never_too_little() {
    let desk = Desk::with_diary();
    desk.told("A man followed me from the station.", &["--when", "15 May at 9pm", "--kind", "follow"]);
    desk.told("Somebody shouted at me.", &["--when", "not sure"]);
    let law = desk.json(&["law"], 0);
    let table = &law["tables"][0];
    assert_eq!((&table["person"], &table["name"]), (&Value::Null, &"Somebody not known".into()));
    let stalking = table["laws"].as_array().unwrap().iter().find(|l| l["id"] == "pha.s2A").unwrap();
    let acts = stalking["elements"].as_array().unwrap().iter().find(|e| e["id"] == "acts").unwrap();
    assert_eq!(acts["bears"], serde_json::json!(["1"]));
    let words = said(&desk.run(&["law"]));
    assert!(words.starts_with("You can report now") && words.contains("One act can be enough"), "{words}");
    for never in ["not enough", "too few", "too late", "is not stalking", "is stalking", "score"] {
        assert!(!words.to_lowercase().contains(never), "{never}");
    }
    let clocks = desk.json(&["clocks"], 0);
    let six_months = clocks["clocks"].as_array().unwrap().iter().find(|c| c["rule"] == "s2").unwrap();
    assert_eq!((&six_months["until"], &six_months["anchor"]), (&"2026-11-15".into(), &"1".into()));
}

#[test]
fn a_helper_counts_as_the_one_they_act_with_and_other_people_are_shown_apart() {
    let desk = Desk::with_diary();
    desk.json(&["people", "--add", "Dan Wirrall"], 0);
    desk.json(&["people", "--add", "Kev Orme", "--role", "helper", "--acts-with", "dan"], 0);
    let at = |day: &str| format!("{day} May at 9pm");
    desk.told("He rang.", &["--when", &at("1"), "--who", "dan", "--kind", "contact_call"]);
    desk.told("Kev rang for him.", &["--when", &at("3"), "--who", "kev", "--kind", "contact_call"]);
    desk.told(
        "He wrote to my mother.",
        &["--when", &at("5"), "--who", "dan", "--kind", "contact_third_party"],
    );
    let course = desk.course("Dan Wirrall");
    assert_eq!(course["contacts"], serde_json::json!(["3", "4", "5"]));
    assert_eq!(course["other_victims"], serde_json::json!(["5"]));
    assert_eq!((&course["twice"], &course["days"]), (&true.into(), &3.into()));
}

#[test]
fn an_order_without_end_goes_on_and_is_no_clock_and_two_contacts_far_apart_are_said_to_be() {
    let desk = Desk::with_diary();
    desk.json(&["people", "--add", "Dan Wirrall"], 0);
    desk.told("He rang.", &["--when", "1 January at 9pm", "--who", "dan", "--kind", "contact_call"]);
    desk.told("He rang.", &["--when", "15 May at 9pm", "--who", "dan", "--kind", "contact_call"]);
    let order =
        ["order", "Restraining order", "--against", "dan", "--from", "2026-02-01", "--forbids", "contact"];
    desk.json(&order, 0);
    let got = desk.json(&["pattern"], 0);
    let within: Vec<&str> = got["orders"][0]["within"]
        .as_array()
        .unwrap()
        .iter()
        .map(|w| w["source"].as_str().unwrap())
        .collect();
    assert_eq!((within.as_slice(), &got["orders"][0]["until"]), (&["3"][..], &Value::Null));
    let thin = &desk.course("Dan Wirrall")["thin"];
    assert!(thin.to_string().contains("two_far_apart") && thin.to_string().contains("134 days"), "{thin}");
    let clocks = desk.json(&["clocks"], 0);
    assert!(clocks["clocks"].as_array().unwrap().iter().all(|c| c["rule"] != "order"), "{clocks}");
}

#[test]
fn ten_thousand_messages_on_one_day_are_one_day_and_every_document_is_whole() {
    let desk = Desk::with_diary();
    desk.json(&["people", "--add", "Dan Wirrall"], 0);
    desk.json(&["link", "07700 900201", "--person", "dan", "--basis", "his"], 0);
    let lines: String = (0..10_000)
        .map(|n| {
            let date = 1_778_605_200_000_u64 + n * 2_000;
            format!("  <sms protocol=\"0\" address=\"07700900201\" date=\"{date}\" type=\"1\" body=\"hi {n}\" read=\"1\" status=\"-1\" />\n")
        })
        .collect();
    let export = format!(
        "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n<smses count=\"10000\">\n{lines}</smses>\n"
    );
    desk.json(&["import", &desk.file("sms.xml", &export)], 0);
    let course = desk.course("Dan Wirrall");
    let count = |what: &str| course[what].as_array().unwrap().len();
    assert_eq!((count("contacts"), count("occasions"), course["days"].as_u64()), (10_000, 1, Some(1)));
    let clocks = desk.json(&["clocks"], 0);
    assert_eq!(clocks["clocks"].as_array().unwrap().iter().filter(|c| c["rule"] == "civil6").count(), 1);
    desk.json(&["law"], 0);
}
