//! One message in its conversation: what was said before it and after it, so that it can be judged in context.

use super::{
    app::Stop,
    frame::{Reply, Shared, words},
    seen::Seen,
    timeline::called,
};
use crate::items::Items;
use axum::extract::{Path, State};
use daybook_core::{
    item::{Direction, ItemKind},
    when::moment,
};
use daybook_web::{components::tag, layout::Page, say, say_html};
use maud::{Markup, html};

/// Messages shown on each side.
const AROUND: usize = 20;

/// One message, as shown.
struct Said {
    place: (u64, u32),
    who: String,
    when: String,
    out: bool,
    text: String,
    notes: Vec<String>,
}

/// What the page shows.
struct Shown {
    name: String,
    exhibit: u64,
    label: String,
    locator: String,
    /// Where it stands too: exhibit, its label, and the place.
    also: Vec<(u64, String, String)>,
    /// Whose phone or account it is, when not the keeper's.
    whose: Option<String>,
    before: Vec<Said>,
    here: Said,
    after: Vec<Said>,
}

/// The page.
pub async fn show(State(app): Shared, Path((segment, index)): Path<(u64, u32)>) -> Reply {
    let shown = app.look(move |seen| Ok(read(seen, (segment, index)))).await?;
    let shown = shown.ok_or(Stop::Missing)?;
    Ok(app.page("/list", Page::new(view(&shown)).back("/list")))
}

fn read(seen: &Seen, (segment, index): (u64, u32)) -> Option<Shown> {
    let items = seen.items();
    let here = items.get(segment, index)?.item;
    let (name, locator) = (here.conversation.map(str::to_owned), here.locator().to_string());
    let exhibit = exhibit_of(items, segment)?;
    // Segments of one archive follow each other in the log.
    let own = |place: &(u64, u32)| {
        let item = items.get(place.0, place.1)?.item;
        (item.conversation == name.as_deref()).then_some(*place)
    };
    let places = places(items, exhibit);
    let at = places.iter().position(|place| *place == (segment, index))?;
    let before = places[..at].iter().rev().filter_map(own).take(AROUND);
    let after = places[at + 1..].iter().filter_map(own).take(AROUND);
    let diary = seen.diary();
    let whose = diary.whose(exhibit);
    let also = items.also(segment, index).into_iter().map(|(other, place)| {
        (other, diary.label(other).unwrap_or(say!("a file")).to_owned(), place.to_string())
    });
    let also = also.collect();
    let said = |place| said(seen, place, whose);
    let mut before: Vec<Said> = before.filter_map(said).collect();
    before.reverse();
    Some(Shown {
        name: name.clone().unwrap_or_else(|| say!("Messages").to_owned()),
        exhibit,
        label: seen.diary().label(exhibit).unwrap_or(say!("a file")).to_owned(),
        locator,
        also,
        whose: whose.map(str::to_owned),
        before,
        here: said((segment, index))?,
        after: after.filter_map(said).collect(),
    })
}

fn exhibit_of(items: &Items, segment: u64) -> Option<u64> {
    items.segment(segment).map(|held| held.head.exhibit)
}

/// Every place of one archive, in its order.
fn places(items: &Items, exhibit: u64) -> Vec<(u64, u32)> {
    let held = items.segments().iter().filter(|held| held.head.exhibit == exhibit);
    held.flat_map(|held| {
        let count = u32::try_from(held.sheaf.len()).unwrap_or(u32::MAX);
        (0..count).map(|index| (held.entry, index))
    })
    .collect()
}

fn said(seen: &Seen, place: (u64, u32), whose: Option<&str>) -> Option<Said> {
    let item = seen.items().get(place.0, place.1)?.item;
    let mut notes = Vec::new();
    match item.kind {
        ItemKind::Deleted => notes.push(say!("Deleted").to_owned()),
        ItemKind::Edited => notes.push(say!("Edited").to_owned()),
        ItemKind::Draft => notes.push(say!("Never sent").to_owned()),
        ItemKind::System => notes.push(say!("Written by the app").to_owned()),
        ItemKind::Reaction => notes.push(say!("A sign under a message").to_owned()),
        ItemKind::Message | ItemKind::Call | ItemKind::Event => {}
    }
    notes.extend(item.at_note.iter().map(ToString::to_string));
    let missing = item.attachments.iter().filter(|file| !file.present).count();
    let there = item.attachments.len() - missing;
    if there > 0 {
        notes.push(say!("{there} in the file", there));
    }
    if missing > 0 {
        notes.push(say!("{missing} not in the file", missing));
    }
    let out = item.direction == Direction::Out;
    Some(Said {
        place,
        who: if out {
            whose.unwrap_or(say!("You")).to_owned()
        } else {
            item.from.unwrap_or(say!("Not known")).to_owned()
        },
        when: item.at.map_or_else(|| say!("No time").to_owned(), |at| moment(at, seen.clock().zone())),
        out,
        text: item.call.map_or_else(|| item.text.to_owned(), |call| called(call.outcome).to_owned()),
        notes,
    })
}

fn view(shown: &Shown) -> Markup {
    let earlier = shown.before.first().filter(|_| shown.before.len() == AROUND);
    let later = shown.after.last().filter(|_| shown.after.len() == AROUND);
    html! {
        h1 { (words(&shown.name)) }
        p { (say_html!("From {link}. The one you chose is marked.", link = html! { a href={ "/files/" (shown.exhibit) } { (shown.label) } })) }
        @if let Some(whose) = &shown.whose { p { (say_html!("This is from {whose}. It is not counted as sent to you or by you.", whose = words(whose))) } }
        @if let Some(said) = earlier { p { a href={ "/talk/" (said.place.0) "/" (said.place.1) } { (say!("Earlier messages")) } } }
        div.talk {
            @for said in &shown.before { (line(said, false)) }
            (line(&shown.here, true))
            @for said in &shown.after { (line(said, false)) }
        }
        @if let Some(said) = later { p { a href={ "/talk/" (said.place.0) "/" (said.place.1) } { (say!("Later messages")) } } }
        p.hint { (say_html!("Where it stands in the file: {locator}.", locator = words(&shown.locator))) }
        @for (exhibit, label, place) in &shown.also {
            p.hint { (say_html!("It stands in {link} too: {place}. It counts once.", link = html! { a href={ "/files/" (exhibit) } { (label) } }, place = words(place))) }
        }
    }
}

fn line(said: &Said, here: bool) -> Markup {
    html! {
        div.line.out[said.out].here[here] id=[here.then_some("here")] {
            p.line-head {
                strong { (words(&said.who)) }
                span { (said.when) }
                @if here { (tag(say!("This one"))) }
                @for note in &said.notes { (tag(note)) }
            }
            @if !said.text.is_empty() { p.said { (words(&said.text)) } }
        }
    }
}
