//! What was said, how it felt, what it changed.

use super::{Context, chosen, owned, texts, word};
use crate::{cli, words::pounds};
use daybook_core::incident::{Area, Effect, Incident, Strand};
use daybook_web::{
    form::{Answers, Choice, Errors, Question, Width},
    key, say,
};

const STRANDS: [(Strand, &str); 5] = [
    (Strand::Race, key!("Race, or where I come from")),
    (Strand::Religion, key!("Religion")),
    (Strand::Disability, key!("Disability")),
    (Strand::SexualOrientation, key!("Who I love")),
    (Strand::Transgender, key!("Being transgender")),
];

const AREAS: [(Area, &str, &str); 8] = [
    (Area::Routes, key!("Ways you go"), key!("Such as another bus, or not going out after dark.")),
    (Area::Work, key!("Work or school"), key!("Such as days off, or a talk with your manager.")),
    (Area::Home, key!("Home"), key!("Such as new locks, or moving.")),
    (Area::Sleep, key!("Sleep"), ""),
    (Area::Health, key!("Health"), key!("Such as a visit to the doctor.")),
    (Area::Social, key!("Friends and family"), ""),
    (Area::Money, key!("Money"), ""),
    (Area::Children, key!("Children"), ""),
];

pub fn ask_words(_: &Incident, _: &Context) -> Vec<Question> {
    let strands = STRANDS.iter().map(|(strand, label)| Choice::new(word(strand), say!(label))).collect();
    vec![
        Question::paragraphs("exact", say!("The exact words"))
            .hint(say!("As near as you remember. Rude words too."))
            .rows(4)
            .optional(),
        Question::paragraphs("threat", say!("Was anything threatened?"))
            .hint(say!("What, and against whom."))
            .rows(3)
            .optional(),
        Question::line("weapon", say!("Was there a weapon, or talk of one?")).optional(),
        Question::many("strand", say!("Did it show hostility because of any of these?"), strands)
            .hint(say!("As it felt to you. You do not have to prove it."))
            .optional(),
    ]
}

pub fn read_words(incident: &Incident) -> Answers {
    let answers = texts(&[
        ("exact", &incident.exact_words),
        ("threat", &incident.threat),
        ("weapon", &incident.weapon),
    ]);
    incident.strands.iter().fold(answers, |answers, strand| answers.with("strand", word(strand)))
}

pub fn put_words(answers: &Answers, incident: &mut Incident, _: &Context, _: &mut Errors) {
    incident.exact_words = owned(answers, "exact");
    incident.threat = owned(answers, "threat");
    incident.weapon = owned(answers, "weapon");
    incident.strands = answers.all("strand").filter_map(chosen).collect();
}

pub fn ask_felt(_: &Incident, _: &Context) -> Vec<Question> {
    vec![
        Question::paragraphs("then", say!("How did it feel at the time?")).rows(3).optional(),
        Question::paragraphs("after", say!("How did it feel afterwards?")).rows(3).optional(),
        Question::one(
            "fear",
            say!("Did it make you fear violence?"),
            vec![
                Choice::new("yes", say!("Yes")),
                Choice::new("no", say!("No")),
                Choice::new("", say!("I would rather not say, or I am not sure")),
            ],
        ),
    ]
}

pub fn read_felt(incident: &Incident) -> Answers {
    let answers = texts(&[("then", &incident.felt_then), ("after", &incident.felt_after)]);
    match incident.fear_of_violence {
        Some(fear) => answers.with("fear", if fear { "yes" } else { "no" }),
        None => answers,
    }
}

pub fn put_felt(answers: &Answers, incident: &mut Incident, _: &Context, _: &mut Errors) {
    incident.felt_then = owned(answers, "then");
    incident.felt_after = owned(answers, "after");
    incident.fear_of_violence = match answers.exact("fear") {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
}

pub fn ask_effect(_: &Incident, _: &Context) -> Vec<Question> {
    let mut questions: Vec<Question> = AREAS
        .iter()
        .map(|(area, label, hint)| {
            let question = Question::line(word(area), say!(label)).optional();
            if hint.is_empty() { question } else { question.hint(say!(hint)) }
        })
        .collect();
    questions.extend([
        Question::paragraphs("injury", say!("Were you hurt?"))
            .hint(say!("And any treatment."))
            .rows(3)
            .optional(),
        Question::paragraphs("damage", say!("Was anything damaged?")).rows(3).optional(),
        Question::line("cost", say!("What did it cost, in pounds?")).width(Width::Short).optional(),
    ]);
    questions
}

pub fn read_effect(incident: &Incident) -> Answers {
    let mut answers = texts(&[("injury", &incident.injury), ("damage", &incident.damage)]);
    for (area, _, _) in &AREAS {
        let text = joined(incident, *area);
        if !text.is_empty() {
            answers.add(word(area), text);
        }
    }
    match incident.cost {
        Some(cost) => answers.with("cost", pounds(cost)),
        None => answers,
    }
}

/// All effects on one part of life, as one text.
fn joined(incident: &Incident, area: Area) -> String {
    let texts =
        incident.effects.iter().filter(|effect| effect.area == area).map(|effect| effect.text.as_str());
    texts.collect::<Vec<_>>().join("; ")
}

pub fn put_effect(answers: &Answers, incident: &mut Incident, _: &Context, errors: &mut Errors) {
    for (area, _, _) in &AREAS {
        let text = answers.text(&word(area)).unwrap_or_default();
        // What was not touched keeps its cost and date.
        if text != joined(incident, *area) {
            incident.effects.retain(|effect| effect.area != *area);
            if !text.is_empty() {
                incident.effects.push(Effect { area: *area, text: text.to_owned(), cost: None, date: None });
            }
        }
    }
    incident.injury = owned(answers, "injury");
    incident.damage = owned(answers, "damage");
    match answers.text("cost").map(cli::pence).transpose() {
        Ok(cost) => incident.cost = cost,
        Err(_) => errors.add("cost", say!("Write an amount, such as 12 or 12.50.")),
    }
}
