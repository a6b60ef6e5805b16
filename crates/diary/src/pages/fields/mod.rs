//! The questions about an incident, by topic, and how their answers become fields.
//!
//! One topic is one row of [`TOPICS`]: what it asks, how the fields read as answers, how answers change the fields.

mod effect;
mod others;
mod told;

use crate::{clock::Clock, contents::Contents};
use daybook_core::{
    incident::{Channel, Incident, Kind, Place},
    said,
    when::When,
};
use daybook_web::{
    form::{Answers, Choice, Errors, Question},
    key, say,
};
use jiff::{Timestamp, ZonedDateTime};
use serde::{Serialize, de::DeserializeOwned};

/// What the questions need to know of the diary.
pub struct Context {
    /// People by entry number.
    pub people: Vec<(u64, String)>,
    /// Exhibits and physical items by entry number, with label and name.
    pub exhibits: Vec<(u64, String)>,
    /// Incidents by entry number.
    pub incidents: Vec<(u64, String)>,
    /// The time now, in the keeper's zone.
    pub now: ZonedDateTime,
}

impl Context {
    /// What stands in the diary.
    pub fn of(contents: &Contents, clock: &Clock) -> Self {
        let diary = contents.diary();
        let digital = diary.standing(&diary.exhibits).map(|(e, x)| (e, format!("{}: {}", x.label, x.name)));
        let physical =
            diary.standing(&diary.items).map(|(e, x)| (e, format!("{}: {}", x.label, x.description)));
        let told = diary.standing(&diary.incidents);
        Self {
            people: diary.standing(&diary.people).map(|(entry, p)| (entry, p.name.clone())).collect(),
            exhibits: digital.chain(physical).collect(),
            incidents: told
                .map(|(entry, i)| (entry, format!("{}: {}", i.when, super::list::short(&i.what))))
                .collect(),
            now: clock.zoned(),
        }
    }

    /// The same, with the present moved to when the words were typed, if that is known.
    pub fn typed_at(mut self, at: Option<Timestamp>) -> Self {
        if let Some(at) = at {
            self.now = at.to_zoned_datetime(self.now.time_zone().clone());
        }
        self
    }
}

/// A topic: one page of questions.
pub struct Topic {
    /// Its word in addresses and drafts.
    pub name: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// What it asks about this incident.
    pub ask: fn(&Incident, &Context) -> Vec<Question>,
    /// The fields as answers.
    pub read: fn(&Incident) -> Answers,
    /// Changes the fields as answered.
    pub put: fn(&Answers, &mut Incident, &Context, &mut Errors),
}

/// The topics in the order they are offered: what can be told freely comes first, lists to tick come last, so that no list
/// puts words into a memory.
pub const TOPICS: [Topic; 11] = [
    Topic {
        name: super::draft::FIRST,
        title: key!("What happened and when"),
        ask: |_, _| what_and_when(),
        read: |incident| {
            Answers::new().with("what", incident.what.as_str()).with("when", typed(&incident.when))
        },
        put: put_what_and_when,
    },
    Topic {
        name: "where",
        title: key!("Where it happened"),
        ask: ask_place,
        read: read_place,
        put: put_place,
    },
    Topic {
        name: "who",
        title: key!("Who did it"),
        ask: others::ask_who,
        read: others::read_who,
        put: others::put_who,
    },
    Topic {
        name: "felt",
        title: key!("How it felt"),
        ask: effect::ask_felt,
        read: effect::read_felt,
        put: effect::put_felt,
    },
    Topic {
        name: "effect",
        title: key!("What it changed"),
        ask: effect::ask_effect,
        read: effect::read_effect,
        put: effect::put_effect,
    },
    Topic {
        name: "saw",
        title: key!("Who saw it"),
        ask: others::ask_saw,
        read: others::read_saw,
        put: others::put_saw,
    },
    Topic {
        name: "words",
        title: key!("What was said"),
        ask: effect::ask_words,
        read: effect::read_words,
        put: effect::put_words,
    },
    Topic {
        name: "did",
        title: key!("What you did"),
        ask: told::ask_did,
        read: told::read_did,
        put: told::put_did,
    },
    Topic {
        name: "things",
        title: key!("Files and other entries"),
        ask: told::ask_things,
        read: told::read_things,
        put: told::put_things,
    },
    Topic {
        name: "told",
        title: key!("Who you told"),
        ask: told::ask_told,
        read: told::read_told,
        put: told::put_told,
    },
    Topic {
        name: "kind",
        title: key!("What sort of thing it was"),
        ask: ask_kind,
        read: read_kind,
        put: put_kind,
    },
];

/// The topic of that name.
pub fn topic(name: &str) -> Option<&'static Topic> {
    TOPICS.iter().find(|topic| topic.name == name)
}

/// The topic after that one.
pub fn after(name: &str) -> Option<&'static Topic> {
    TOPICS.iter().skip_while(|topic| topic.name != name).nth(1)
}

/// The two questions that are needed.
pub fn what_and_when() -> Vec<Question> {
    vec![
        Question::paragraphs("what", say!("What happened?"))
            .hint(say!("In your own words. A few are enough. The person you write about may read this one day, so leave out your new address and your plans.")),
        Question::line("when", say!("When did it happen?"))
            .hint(say!("For example: yesterday about 9pm, 12 March between 2 and 4, or sometime last week. “Not sure” is fine.")),
        Question::carried(AHEAD),
    ]
}

/// The hidden answer that says which time still to come was asked about.
pub const AHEAD: &str = "ahead";

/// The answers of a form that is shown again: what was asked about once is not asked again.
pub fn asked(answers: &Answers) -> Answers {
    let others = answers.iter().filter(|(name, _)| *name != AHEAD);
    others.collect::<Answers>().with(AHEAD, answers.exact("when"))
}

/// Reads a time as typed. One that is still to come is mostly a slip in the year, so it is asked about once.
///
/// # Errors
/// What is wrong with it, or the question.
pub fn read_when(answers: &Answers, now: &ZonedDateTime) -> Result<When, String> {
    let text = answers.text("when").unwrap_or_default();
    let when = said::parse(text, now).map_err(|why| format!("{} {}", say!(&why.what), say!(&why.todo)))?;
    if said::is_future(&when, now) && answers.text(AHEAD) != Some(text) {
        return Err(say!(
            "That time is still to come: {when}. Check the year. If it is right, press the button again.",
            when
        ));
    }
    Ok(when)
}

/// Reads what and when.
pub fn put_what_and_when(answers: &Answers, incident: &mut Incident, context: &Context, errors: &mut Errors) {
    match answers.text("what") {
        Some(what) => incident.what = what.to_owned(),
        None => {
            errors.add("what", say!("Say what happened. A few words are enough. You can add more later."));
        }
    }
    let when = answers.text("when").unwrap_or_default();
    // A time that was not touched stays as it is; words such as "yesterday" mean another day by now.
    if incident.when.span.is_some() && when == typed(&incident.when) {
        return;
    }
    match read_when(answers, &context.now) {
        Ok(read) => incident.when = read,
        Err(why) => errors.add("when", why),
    }
}

/// The time as the person typed it, or as it is shown.
fn typed(when: &When) -> String {
    if when.said.is_empty() { when.to_string() } else { when.said.clone() }
}

fn ask_kind(_: &Incident, _: &Context) -> Vec<Question> {
    let kinds = Kind::ALL.map(|kind| Choice::new(kind.word(), say!(kind.label())));
    let channels = Channel::ALL.map(|channel| Choice::new(channel.word(), say!(channel.label())));
    vec![
        Question::many("kind", say!("What did they do?"), kinds.into())
            .hint(say!("Tick all that fit."))
            .optional(),
        Question::one("channel", say!("How?"), channels.into()).optional(),
    ]
}

fn read_kind(incident: &Incident) -> Answers {
    let kinds = incident.kinds.iter().map(|kind| ("kind", kind.word()));
    kinds.chain(incident.channel.iter().map(|channel| ("channel", channel.word()))).collect()
}

fn put_kind(answers: &Answers, incident: &mut Incident, _: &Context, _: &mut Errors) {
    incident.kinds = answers.all("kind").filter_map(chosen).collect();
    incident.channel = answers.text("channel").and_then(chosen);
}

fn ask_place(_: &Incident, _: &Context) -> Vec<Question> {
    vec![
        Question::line("place", say!("Where did it happen?"))
            .hint(say!("An address, or words such as “outside work”. For things online, the site."))
            .optional(),
        Question::many(
            "private",
            say!("Who may know the place?"),
            vec![
                Choice::new("yes", say!("Keep this place out of every pack"))
                    .hint(say!("Tick this for a new address, a refuge or a school.")),
            ],
        ),
        Question::line("technology", say!("Site, app or device")).optional(),
    ]
}

fn read_place(incident: &Incident) -> Answers {
    let answers = texts(&[("technology", &incident.technology)]);
    match &incident.place {
        Some(place) if place.private => answers.with("place", place.text.as_str()).with("private", "yes"),
        Some(place) => answers.with("place", place.text.as_str()),
        None => answers,
    }
}

fn put_place(answers: &Answers, incident: &mut Incident, _: &Context, errors: &mut Errors) {
    let private = answers.has("private", "yes");
    if private && answers.text("place").is_none() && incident.place.is_none() {
        errors.add(
            "place",
            say!("Say where it was, so that it can be kept out of packs. Or take the tick away."),
        );
    }
    incident.place = answers.text("place").map(|text| Place { text: text.to_owned(), private });
    incident.technology = owned(answers, "technology");
}

/// Optional texts as answers.
fn texts(fields: &[(&str, &Option<String>)]) -> Answers {
    fields.iter().filter_map(|(name, value)| Some((*name, value.as_deref()?))).collect()
}

/// An answer as an optional text.
fn owned(answers: &Answers, name: &str) -> Option<String> {
    answers.text(name).map(str::to_owned)
}

/// A fixed word, as the value it stands for.
fn chosen<T: DeserializeOwned>(word: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).ok()
}

/// The fixed word of a value.
fn word<T: Serialize>(value: &T) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Entry numbers as ticked.
fn numbers(answers: &Answers, name: &str) -> Vec<u64> {
    answers.all(name).filter_map(|value| value.parse().ok()).collect()
}

/// Entry numbers as answers.
fn ticked(name: &str, entries: &[u64]) -> Answers {
    entries.iter().map(|entry| (name, entry.to_string())).collect()
}

/// Choices of entries.
fn entries(named: &[(u64, String)]) -> Vec<Choice> {
    named.iter().map(|(entry, name)| Choice::new(entry.to_string(), crate::output::visible(name))).collect()
}

#[cfg(test)]
mod tests;
