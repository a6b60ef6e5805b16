use super::*;
use daybook_core::incident::{Area, Effect, Reported, Response, Strand, Witness};
use jiff::civil::date;

fn context() -> Context {
    let named = |entries: &[u64]| entries.iter().map(|entry| (*entry, format!("number {entry}"))).collect();
    Context {
        people: named(&[2, 3]),
        exhibits: named(&[5, 6]),
        incidents: named(&[7, 8, 9]),
        now: date(2026, 5, 4).at(12, 0, 0, 0).in_tz("Europe/London").unwrap(),
    }
}

fn full() -> Incident {
    let text = |words: &str| Some(words.to_owned());
    Incident {
        when: said::parse("yesterday about 9pm", &context().now).unwrap(),
        what: "He waited outside.\nTwice.".into(),
        exact_words: text("I see you"),
        kinds: vec![Kind::Watch, Kind::Threat],
        channel: Some(Channel::InPerson),
        who: vec![2, 3],
        place: Some(Place { text: "by the gate".into(), private: true }),
        technology: text("an app"),
        witnesses: vec![
            Witness { name: "Sam".into(), contact: text("07700 900111"), saw: text("the car") },
            Witness { name: "Kit".into(), contact: None, saw: None },
        ],
        present: vec!["the children".into(), "a neighbour".into()],
        felt_then: text("sick"),
        felt_after: text("tired"),
        fear_of_violence: Some(true),
        effects: vec![Effect { area: Area::Sleep, text: "none".into(), cost: Some(5), date: None }],
        injury: text("a bruise"),
        damage: text("the door"),
        cost: Some(1250),
        threat: text("to come back"),
        weapon: text("a bat"),
        vehicle: text("grey van"),
        strands: vec![Strand::Disability],
        responded: Some(Response::Blocked),
        responded_text: text("at once"),
        reported: vec![Reported { to: "work".into(), reference: text("A1"), ..Reported::default() }],
        exhibits: vec![5],
        links: vec![8, 9],
        scribe: text("a friend"),
        ..Incident::default()
    }
}

#[test]
fn every_field_comes_back_from_its_form_as_it_was() {
    let mut incident = full();
    for topic in &TOPICS {
        let mut errors = Errors::new();
        (topic.put)(&(topic.read)(&full()), &mut incident, &context(), &mut errors);
        assert!(errors.is_empty(), "{}: {errors:?}", topic.name);
        assert_eq!(incident, full(), "{}", topic.name);
    }
}

#[test]
fn every_answer_has_a_question_to_be_seen_and_changed_in() {
    for topic in &TOPICS {
        let form = (topic.ask)(&full(), &context())
            .into_iter()
            .fold(daybook_web::form::Form::new("/", ""), daybook_web::form::Form::ask);
        let shown = form.render(&(topic.read)(&full()), &Errors::new()).into_string();
        for (name, _) in (topic.read)(&full()).iter() {
            assert!(shown.contains(&format!("name=\"{name}\"")), "{}: {name}", topic.name);
        }
    }
}

#[test]
fn an_empty_form_empties_its_own_fields_and_no_others() {
    let mut incident = full();
    let place = topic("where").unwrap();
    (place.put)(&Answers::new(), &mut incident, &context(), &mut Errors::new());
    assert_eq!(incident.place, None);
    assert_eq!(incident.witnesses, full().witnesses);
}

#[test]
fn what_is_not_understood_is_said_beside_its_question() {
    let mut errors = Errors::new();
    put_what_and_when(
        &Answers::new().with("when", "blue"),
        &mut Incident::default(),
        &context(),
        &mut errors,
    );
    assert!(errors.of("what").is_some() && errors.of("when").is_some());
    let effect = topic("effect").unwrap();
    let mut errors = Errors::new();
    (effect.put)(&Answers::new().with("cost", "lots"), &mut Incident::default(), &context(), &mut errors);
    assert!(errors.of("cost").is_some());
}

#[test]
fn somebody_no_longer_on_the_list_stays_in_the_entry() {
    let mut incident = Incident { who: vec![1, 2], ..full() };
    let who = topic("who").unwrap();
    (who.put)(&Answers::new().with("who", "3"), &mut incident, &context(), &mut Errors::new());
    assert_eq!(incident.who, vec![3, 1]);
}
