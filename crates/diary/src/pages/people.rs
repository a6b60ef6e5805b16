//! People, and the numbers, names and registrations that are theirs.

use super::{
    app::{App, Stop},
    form::{Genuine, NUMBER},
    frame::{Reply, Shared, failed, words},
};
use crate::{book, failure::Failure};
use axum::extract::State;
use daybook_core::{
    diary::Diary,
    person::{Identifier, IdentifierKind, Person, Role},
};
use daybook_web::{
    components::{Row, details, summary_list},
    form::{Answers, Choice, Errors, Question},
    key,
    layout::Page,
    respond, say, say_html,
};
use maud::{Markup, html};

/// What part somebody may play, with its word and label.
pub const ROLES: [(Role, &str, &str); 4] = [
    (Role::Suspect, "suspect", key!("They did it, alone or with others")),
    (Role::Helper, "helper", key!("They help the one who did it")),
    (Role::ThirdParty, "third_party", key!("They saw something, or were contacted in my place")),
    (Role::Other, "other", key!("Somebody else")),
];

/// Sorts of identifiers, with their words and labels.
pub const KINDS: [(IdentifierKind, &str, &str); 8] = [
    (IdentifierKind::Phone, "phone", key!("Telephone number")),
    (IdentifierKind::Whatsapp, "whatsapp", key!("Name or number in WhatsApp")),
    (IdentifierKind::Email, "email", key!("E-mail address")),
    (IdentifierKind::Handle, "handle", key!("Account name on a site or app")),
    (IdentifierKind::Vehicle, "vehicle", key!("Vehicle registration")),
    (IdentifierKind::Address, "address", key!("Postal address")),
    (IdentifierKind::Name, "name", key!("A name as it stands in an export")),
    (IdentifierKind::Other, "other", key!("Something else")),
];

/// Somebody, as shown.
struct Shown {
    entry: u64,
    name: String,
    role: &'static str,
    relation: Option<String>,
    description: Option<String>,
    theirs: Vec<(String, String)>,
}

fn read(diary: &Diary) -> Vec<Shown> {
    let shown = |(entry, person): (u64, &Person)| {
        let own = diary.standing(&diary.identifiers).filter(move |(_, i)| i.person == Some(entry));
        Shown {
            entry,
            name: person.name.clone(),
            role: ROLES
                .iter()
                .find(|(role, ..)| *role == person.role)
                .map_or("", |(_, _, label)| say!(label)),
            relation: person.relation.clone(),
            description: person.description.clone(),
            theirs: own.map(|(_, i)| (i.value.clone(), i.basis.clone())).collect(),
        }
    };
    diary.standing(&diary.people).map(shown).collect()
}

/// The forms of the page as sent, so that nothing typed is lost.
#[derive(Default)]
struct Sent {
    person: Answers,
    identifier: Answers,
    failure: Option<Failure>,
}

/// The list, and the forms that add to it.
pub async fn show(State(app): Shared) -> Reply {
    page(&app, Sent::default()).await
}

async fn page(app: &App, sent: Sent) -> Reply {
    let people = app.look(|seen| Ok(read(seen.diary()))).await?;
    let content = html! {
        h1 { (say!("People")) }
        @if let Some(failure) = &sent.failure { (failed(failure)) }
        @if people.is_empty() { p { (say!("Nobody yet. A person does not need a name: “the man in the grey van” is enough.")) } }
        @for person in &people { (view(person)) }
        h2 { (say!("Add somebody")) }
        (person_form(app, sent.person))
        @if !people.is_empty() {
            h2 { (say!("Add a number, name or registration")) }
            p { (say!("Messages in your exports count as theirs once their number or name is here.")) }
            (identifier_form(app, &people, sent.identifier))
        }
    };
    let page = Page::new(content);
    Ok(if sent.failure.is_some() { app.again("/people", page) } else { app.page("/people", page) })
}

fn view(person: &Shown) -> Markup {
    let mut rows = vec![Row::text(say!("Their part"), person.role)];
    let texts =
        [(say!("How you know them"), &person.relation), (say!("What they look like"), &person.description)];
    rows.extend(texts.into_iter().filter_map(|(name, text)| Some(Row::markup(name, words(text.as_ref()?)))));
    rows.extend(person.theirs.iter().map(|(value, basis)| {
        Row::markup(
            crate::output::visible(value),
            html! { (say_html!("How you know: {basis}", basis = words(basis))) },
        )
    }));
    html! {
        h2 id={ "p" (person.entry) } { a href={ "/people/" (person.entry) } { (words(&person.name)) } }
        (summary_list(&rows))
    }
}

fn person_form(app: &App, answers: Answers) -> Markup {
    let roles = ROLES.map(|(_, word, label)| Choice::new(word, say!(label))).into();
    let form = app
        .form("/people")
        .ask(Question::line("name", say!("Name, or words to tell them by")))
        .ask(Question::one("role", say!("Their part"), roles))
        .ask(
            Question::line("relation", say!("How you know them"))
                .hint(say!("Such as: we worked together."))
                .optional(),
        )
        .ask(
            Question::paragraphs("description", say!("What they look like"))
                .hint(say!("And anything else that helps to find them."))
                .rows(3)
                .optional(),
        )
        .ask(
            Question::many(
                "unknown",
                say!("Do you know who it is?"),
                vec![Choice::new("yes", say!("No, not yet"))],
            )
            .optional(),
        )
        .button(say!("Add"));
    let answers = if answers.text("role").is_none() { answers.with("role", "suspect") } else { answers };
    html! { (form.render(&app.number(answers), &Errors::new())) }
}

fn identifier_form(app: &App, people: &[Shown], answers: Answers) -> Markup {
    let who =
        people.iter().map(|p| Choice::new(p.entry.to_string(), crate::output::visible(&p.name))).collect();
    let kinds = KINDS.map(|(_, word, label)| Choice::new(word, say!(label))).into();
    let form = app
        .form("/people/link")
        .ask(Question::line("value", say!("The number, name or registration")))
        .ask(Question::pick("kind", say!("What it is"), kinds))
        .ask(Question::pick("person", say!("Whose it is"), who))
        .ask(
            Question::line("basis", say!("How do you know it is theirs?"))
                .hint(say!("Such as: she gave it to me, or he signed the message.")),
        )
        .button(say!("Add"));
    html! {
        (form.render(&app.number(answers), &Errors::new()))
        (details(say!("Why am I asked how I know?"), &html! {
            p { (say!("Somebody may say that it was not them. Your reason is shown beside the number.")) }
        }))
    }
}

/// Adds somebody.
pub async fn add(State(app): Shared, Genuine(answers): Genuine) -> Reply {
    let role =
        ROLES.iter().find(|(_, word, _)| answers.has("role", word)).map_or(Role::Other, |(role, ..)| *role);
    let text = |name: &str| answers.text(name).map(str::to_owned);
    let person = Person {
        name: text("name").unwrap_or_default(),
        role,
        known: !answers.has("unknown", "yes"),
        relation: text("relation"),
        description: text("description"),
        acts_with: None,
    };
    let number = answers.exact(NUMBER).to_owned();
    let saved = app
        .write(move |opened| {
            opened.once(&number, |journal| {
                let event = journal.diary().introduce(person)?;
                Ok(format!("/people#p{}", journal.write(event)?))
            })
        })
        .await;
    answer(&app, saved, |failure| Sent { person: answers, failure: Some(failure), ..Sent::default() }).await
}

/// Adds an identifier.
pub async fn link(State(app): Shared, Genuine(answers): Genuine) -> Reply {
    let kind = KINDS
        .iter()
        .find(|(_, word, _)| answers.has("kind", word))
        .map_or(IdentifierKind::Other, |(kind, ..)| *kind);
    let person: Option<u64> = answers.text("person").and_then(|entry| entry.parse().ok());
    let identifier = Identifier {
        kind,
        value: answers.text("value").unwrap_or_default().to_owned(),
        person,
        basis: answers.text("basis").unwrap_or_default().to_owned(),
        since: None,
    };
    let number = answers.exact(NUMBER).to_owned();
    let saved = app
        .write(move |opened| {
            opened.once(&number, |journal| {
                book::link(journal, identifier)?;
                Ok(person.map_or("/people".to_owned(), |entry| format!("/people#p{entry}")))
            })
        })
        .await;
    answer(&app, saved, |failure| Sent { identifier: answers, failure: Some(failure), ..Sent::default() })
        .await
}

async fn answer(app: &App, saved: Result<String, Stop>, again: impl FnOnce(Failure) -> Sent) -> Reply {
    match saved {
        Ok(to) => Ok(respond::see_other(&to)),
        Err(Stop::Failed(failure)) => page(app, again(failure)).await,
        Err(stop) => Err(stop),
    }
}
