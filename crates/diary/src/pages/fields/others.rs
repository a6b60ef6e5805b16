//! Who did it, who saw it.

use super::{Context, entries, numbers, owned, texts, ticked};
use daybook_core::incident::{Incident, Witness};
use daybook_web::{
    form::{Answers, Errors, Question},
    say,
};

pub fn ask_who(_: &Incident, context: &Context) -> Vec<Question> {
    let mut questions = Vec::new();
    if !context.people.is_empty() {
        questions
            .push(Question::many("who", say!("People in your diary"), entries(&context.people)).optional());
    }
    questions.extend([
        Question::line("someone", say!("Somebody else"))
            .hint(say!("A name, or words such as “the man in the grey van”. They are added to People."))
            .optional(),
        Question::line("vehicle", say!("A vehicle")).hint(say!("Make, colour, registration.")).optional(),
        Question::line("scribe", say!("Who is writing this down?"))
            .hint(say!("Only if it is not you."))
            .optional(),
    ]);
    questions
}

pub fn read_who(incident: &Incident) -> Answers {
    let answers = texts(&[("vehicle", &incident.vehicle), ("scribe", &incident.scribe)]);
    answers.iter().chain(ticked("who", &incident.who).iter()).collect()
}

pub fn put_who(answers: &Answers, incident: &mut Incident, context: &Context, _: &mut Errors) {
    let known = |entry: &u64| context.people.iter().any(|(own, _)| own == entry);
    // Somebody taken out of the list of people since then stays in this entry.
    let gone = incident.who.iter().copied().filter(|entry| !known(entry));
    incident.who =
        numbers(answers, "who").into_iter().filter(known).chain(gone.collect::<Vec<_>>()).collect();
    incident.vehicle = owned(answers, "vehicle");
    incident.scribe = owned(answers, "scribe");
}

pub fn ask_saw(incident: &Incident, _: &Context) -> Vec<Question> {
    let count = incident.witnesses.len();
    let mut questions: Vec<Question> = (0..=count)
        .flat_map(|at| {
            let asks = if at == count && count > 0 {
                say!("Another person who saw or heard it?")
            } else {
                say!("Who saw or heard it?")
            };
            [
                Question::line(format!("name-{at}"), asks).optional(),
                Question::line(format!("contact-{at}"), say!("How to reach them"))
                    .hint(say!("This stays out of packs."))
                    .optional(),
                Question::paragraphs(format!("saw-{at}"), say!("What they saw or heard")).rows(3).optional(),
            ]
        })
        .collect();
    questions.push(
        Question::paragraphs("present", say!("Who else was there?"))
            .hint(say!("One on each line."))
            .rows(3)
            .optional(),
    );
    questions
}

pub fn read_saw(incident: &Incident) -> Answers {
    let mut answers = Answers::new();
    for (at, witness) in incident.witnesses.iter().enumerate() {
        answers.add(format!("name-{at}"), witness.name.as_str());
        answers.add(format!("contact-{at}"), witness.contact.as_deref().unwrap_or_default());
        answers.add(format!("saw-{at}"), witness.saw.as_deref().unwrap_or_default());
    }
    if incident.present.is_empty() { answers } else { answers.with("present", incident.present.join("\n")) }
}

pub fn put_saw(answers: &Answers, incident: &mut Incident, _: &Context, _: &mut Errors) {
    let asked = 0..=incident.witnesses.len();
    let witness = |at: usize| {
        let [name, contact, saw] =
            ["name", "contact", "saw"].map(|field| owned(answers, &format!("{field}-{at}")));
        let nothing = name.is_none() && contact.is_none() && saw.is_none();
        (!nothing).then(|| Witness { name: name.unwrap_or_default(), contact, saw })
    };
    incident.witnesses = asked.filter_map(witness).collect();
    let present = answers.exact("present").lines().map(str::trim).filter(|line| !line.is_empty());
    incident.present = present.map(str::to_owned).collect();
}
