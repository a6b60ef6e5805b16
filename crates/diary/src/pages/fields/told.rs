//! What the person did, whom they told, which files and entries belong to it.

use super::{Context, chosen, entries, numbers, owned, texts, ticked, word};
use daybook_core::incident::{Incident, Reported, Response};
use daybook_web::{
    form::{Answers, Choice, Errors, Question, Width},
    say,
};

/// How many other incidents are offered to be joined; the latest, and those joined already.
const OFFERED: usize = 30;

const RESPONSES: [Response; 5] =
    [Response::None, Response::Replied, Response::Answered, Response::Blocked, Response::AskedToStop];

pub fn ask_did(_: &Incident, _: &Context) -> Vec<Question> {
    let choices = RESPONSES.iter().map(|kind| Choice::new(word(kind), say!(kind.label()))).collect();
    vec![
        Question::one("did", say!("What did you do?"), choices)
            .hint(say!("There is no right answer."))
            .optional(),
        Question::paragraphs("about", say!("More about that")).rows(3).optional(),
    ]
}

pub fn read_did(incident: &Incident) -> Answers {
    let answers = texts(&[("about", &incident.responded_text)]);
    match &incident.responded {
        Some(kind) => answers.with("did", word(kind)),
        None => answers,
    }
}

pub fn put_did(answers: &Answers, incident: &mut Incident, _: &Context, _: &mut Errors) {
    incident.responded = answers.text("did").and_then(chosen);
    incident.responded_text = owned(answers, "about");
}

pub fn ask_told(incident: &Incident, _: &Context) -> Vec<Question> {
    let count = incident.reported.len();
    (0..=count)
        .flat_map(|at| {
            let who = if at == count && count > 0 {
                say!("Who else did you tell?")
            } else {
                say!("Who did you tell?")
            };
            [
                Question::line(format!("to-{at}"), who)
                    .hint(say!("Such as a police force, work, a school, a site."))
                    .optional(),
                Question::line(format!("when-{at}"), say!("When?")).width(Width::Medium).optional(),
                Question::line(format!("reference-{at}"), say!("Reference number"))
                    .width(Width::Medium)
                    .optional(),
                Question::line(format!("officer-{at}"), say!("Who you spoke to"))
                    .hint(say!("A name and number, if you have them."))
                    .optional(),
                Question::paragraphs(format!("said-{at}"), say!("What they said")).rows(3).optional(),
            ]
        })
        .collect()
}

pub fn read_told(incident: &Incident) -> Answers {
    let mut answers = Answers::new();
    for (at, told) in incident.reported.iter().enumerate() {
        answers.add(format!("to-{at}"), told.to.as_str());
        let more = [
            ("when", &told.when),
            ("reference", &told.reference),
            ("officer", &told.officer),
            ("said", &told.said),
        ];
        for (name, value) in more {
            answers.add(format!("{name}-{at}"), value.as_deref().unwrap_or_default());
        }
    }
    answers
}

pub fn put_told(answers: &Answers, incident: &mut Incident, _: &Context, errors: &mut Errors) {
    let mut reported = Vec::new();
    for at in 0..=incident.reported.len() {
        let field = |name: &str| owned(answers, &format!("{name}-{at}"));
        let told = Reported {
            to: field("to").unwrap_or_default(),
            when: field("when"),
            reference: field("reference"),
            officer: field("officer"),
            said: field("said"),
        };
        if told == Reported::default() {
            continue;
        }
        if told.to.is_empty() {
            errors.add(format!("to-{at}"), say!("Say who you told. “The police” is enough."));
        }
        reported.push(told);
    }
    if errors.is_empty() {
        incident.reported = reported;
    }
}

pub fn ask_things(incident: &Incident, context: &Context) -> Vec<Question> {
    let linked = |entry: &u64| incident.links.contains(entry);
    let latest = context.incidents.len().saturating_sub(OFFERED);
    let offered: Vec<(u64, String)> = context
        .incidents
        .iter()
        .enumerate()
        .filter(|(at, (entry, _))| *at >= latest || linked(entry))
        .map(|(_, named)| named.clone())
        .collect();
    let mut questions = Vec::new();
    if !context.exhibits.is_empty() {
        questions.push(
            Question::many(
                "exhibit",
                say!("Which files or things belong to it?"),
                entries(&context.exhibits),
            )
            .optional(),
        );
    }
    if offered.len() > 1 {
        questions.push(
            Question::many("link", say!("Which other entries belong with it?"), entries(&offered)).optional(),
        );
    }
    questions
}

pub fn read_things(incident: &Incident) -> Answers {
    let exhibits = ticked("exhibit", &incident.exhibits);
    exhibits.iter().chain(ticked("link", &incident.links).iter()).collect()
}

pub fn put_things(answers: &Answers, incident: &mut Incident, context: &Context, _: &mut Errors) {
    let stands = |named: &[(u64, String)], entry: u64| named.iter().any(|(own, _)| *own == entry);
    let kept = |old: &[u64], named: &[(u64, String)], ticked: Vec<u64>| {
        // What no longer stands in the lists was not offered, so it was not taken out either.
        let gone = old.iter().copied().filter(|entry| !stands(named, *entry));
        ticked.into_iter().filter(|entry| stands(named, *entry)).chain(gone).collect::<Vec<u64>>()
    };
    incident.exhibits = kept(&incident.exhibits, &context.exhibits, numbers(answers, "exhibit"));
    incident.links = kept(&incident.links, &context.incidents, numbers(answers, "link"));
}
