//! What is there, seen from further away: a calendar, the hours of a week, each way of contact over time, places.
//!
//! Counted is what [`Asked::s`](super::timeline::filter::Asked) shows: incidents that stand, and what came from people
//! who did it. Every mark leads to the rows it was counted from.

use super::{
    app::Stop,
    frame::{Reply, Shared, words},
    seen::Seen,
    timeline::{
        filter::{Asked, Filter},
        rows::{self, Row},
    },
};
use axum::extract::{Query, State};
use daybook_core::incident::Channel;
use daybook_report::words::number;
use daybook_web::{
    components::{
        Align, Table, Tone,
        chart::{self, Mark},
        notice, tag,
    },
    layout::Page,
    say, say_html,
};
use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The longest time that is drawn: what lies before is in the timeline.
const MONTHS: i32 = 36;
/// Weeks drawn as columns.
const WEEKS: i32 = 52;

/// Whose contact to count.
#[derive(Debug, Default, Deserialize)]
pub struct Whose {
    p: Option<u64>,
}

/// What the page shows.
struct Shown {
    person: Option<(u64, String)>,
    others: Vec<(u64, String)>,
    counts: Counts,
    undated: usize,
    earlier: usize,
    places: Vec<PlaceLine>,
}

/// Counts by day, by hour of the week, by channel and month.
#[derive(Default)]
struct Counts {
    days: BTreeMap<Date, u64>,
    hours: BTreeMap<(i8, u8), u64>,
    months: BTreeMap<Channel, BTreeMap<Date, u64>>,
}

/// A place and what happened there.
struct PlaceLine {
    name: String,
    private: bool,
    to: String,
    count: u64,
    first: String,
    last: String,
}

/// The page.
pub async fn show(State(app): Shared, Query(whose): Query<Whose>) -> Reply {
    let today = app.clock().zoned().date();
    let shown = app.look(move |seen| Ok(read(seen, whose.p, today))).await?;
    let shown = shown.ok_or(Stop::Missing)?;
    Ok(app.page("/see", Page::new(view(&shown, today)).wide()))
}

fn read(seen: &Seen, person: Option<u64>, today: Date) -> Option<Shown> {
    let asked = Asked { p: person, s: Some(1), ..Asked::default() };
    let diary = seen.diary();
    let named = |(entry, person): (u64, &daybook_core::person::Person)| (entry, person.name.clone());
    let others: Vec<(u64, String)> = diary.suspects().map(named).collect();
    let person = match person {
        Some(entry) => Some((entry, diary.people.get(&entry)?.now().name.clone())),
        None => None,
    };
    let rows = seen.chosen(&Filter::of(&asked, None));
    let newest = rows.iter().filter_map(|row| row.day).filter(|day| *day <= today).max();
    let start = newest.unwrap_or(today).first_of_month().saturating_sub((MONTHS - 1).months());
    let drawn = |row: &&Row| row.day.is_some_and(|day| day >= start);
    let mut counts = Counts::default();
    rows.iter().filter(drawn).for_each(|row| counts.count(row));
    Some(Shown {
        person,
        others,
        counts,
        undated: rows.iter().filter(|row| row.day.is_none()).count(),
        earlier: rows.iter().filter(|row| row.day.is_some_and(|day| day < start)).count(),
        places: places(seen, asked.p),
    })
}

impl Counts {
    fn count(&mut self, row: &Row) {
        let Some(day) = row.day else { return };
        *self.days.entry(day).or_default() += 1;
        if let Some(hour) = row.hour {
            *self.hours.entry((day.weekday().to_monday_one_offset(), hour)).or_default() += 1;
        }
        *self.months.entry(row.channel).or_default().entry(day.first_of_month()).or_default() += 1;
    }

    fn total(&self) -> u64 {
        self.days.values().sum()
    }

    /// Counts by the Monday a week begins with.
    fn weeks(&self) -> BTreeMap<Date, u64> {
        let mut weeks = BTreeMap::new();
        for (day, count) in &self.days {
            let monday = day.saturating_sub(i32::from(day.weekday().to_monday_zero_offset()).days());
            *weeks.entry(monday).or_default() += count;
        }
        weeks
    }
}

fn places(seen: &Seen, person: Option<u64>) -> Vec<PlaceLine> {
    let diary = seen.diary();
    let mut places: BTreeMap<String, PlaceLine> = BTreeMap::new();
    let mut told: Vec<_> = diary.standing(&diary.incidents).collect();
    told.sort_by_key(|(_, incident)| (incident.when.span.is_none(), incident.when.span));
    for (entry, incident) in told {
        let Some(place) = &incident.place else { continue };
        if person.is_some_and(|person| !incident.who.contains(&person)) {
            continue;
        }
        let when = incident.when.to_string();
        let line = places.entry(rows::named(&place.text)).or_insert_with(|| PlaceLine {
            name: place.text.clone(),
            private: false,
            to: Asked { at: Some(entry), p: person, ..Asked::default() }.link(),
            count: 0,
            first: when.clone(),
            last: String::new(),
        });
        line.count += 1;
        line.private |= place.private;
        line.last = when;
    }
    let mut places: Vec<PlaceLine> = places.into_values().collect();
    places.sort_by_key(|place| std::cmp::Reverse(place.count));
    places
}

fn view(shown: &Shown, today: Date) -> Markup {
    let counts = &shown.counts;
    let person = shown.person.as_ref().map(|(entry, _)| *entry);
    html! {
        h1 { @if let Some((_, name)) = &shown.person { (say_html!("What is there from {name}", name = words(name))) } @else { (say!("What is there")) } }
        p { (say!("Counted are your entries, and messages and calls from the people who did it: those that came after you asked them to stop, if you did. Things you did not write down are not counted, so a gap here may be no gap.")) }
        (whose(shown))
        @if counts.total() == 0 {
            (notice(Tone::Note, say!("Nothing to draw yet"), &html! {
                p { (say_html!("Messages count once the number or name they came from is under {link}. One thing is enough to report.", link = html! { a href="/people" { (say!("People")) } })) }
            }))
        } @else {
            (calendar(counts, person))
            (week(counts, person))
            (by_week(counts, person, today))
            (channels(counts, person))
        }
        @if shown.undated > 0 { p { (say_html!("{undated} with no day are not drawn. {link}.", undated = number(shown.undated as u64), link = html! { a href=(Asked { p: person, s: Some(1), ..Asked::default() }.link()) { (say!("They stand last in the timeline")) } })) } }
        @if shown.earlier > 0 { p { (say_html!("{earlier} from before that time are not drawn. They are in the timeline.", earlier = number(shown.earlier as u64))) } }
        (place_table(&shown.places))
    }
}

/// Links to the same page about one person.
fn whose(shown: &Shown) -> Markup {
    html! {
        @if shown.others.len() > 1 {
            p {
                (say!("Show:")) " "
                @if shown.person.is_none() { strong { (say!("everybody")) } } @else { a href="/see" { (say!("everybody")) } }
                @for (entry, name) in &shown.others {
                    " · "
                    @if shown.person.as_ref().is_some_and(|(own, _)| own == entry) { strong { (words(name)) } }
                    @else { a href={ "/see?p=" (entry) } { (words(name)) } }
                }
            }
        }
    }
}

/// "3 March 2026".
fn long(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

fn day_mark(count: u64, day: Date, person: Option<u64>) -> Mark {
    Mark { count, about: long(day), to: Asked::days(day, day, person).link() }
}

fn linked(mark: &Mark) -> Markup {
    html! { a href=(mark.to) { (mark.about) } }
}

/// A table of marks.
fn table(caption: &str, what: &str, marks: impl IntoIterator<Item = Mark>) -> Table {
    let mut table = Table::new(caption).column(what, Align::Left).column(say!("How many"), Align::Right);
    for mark in marks.into_iter().filter(|mark| mark.count > 0) {
        table.row(vec![linked(&mark), html! { (number(mark.count)) }]);
    }
    table
}

fn calendar(counts: &Counts, person: Option<u64>) -> Markup {
    let (Some((first, _)), Some((last, _))) = (counts.days.first_key_value(), counts.days.last_key_value())
    else {
        return html! {};
    };
    let count = |day: Date| counts.days.get(&day).copied().unwrap_or(0);
    let most = counts.days.iter().max_by_key(|(_, count)| **count);
    let said = say!(
        "{total} on {days} days, from {first} to {last}. {most}",
        total = number(counts.total()),
        days = number(counts.days.len() as u64),
        first = long(*first),
        last = long(*last),
        most = most.map_or_else(String::new, |(day, count)| say!(
            "The most on one day: {count} on {day}.",
            count = number(*count),
            day = long(*day)
        ))
    );
    let picture = html! {
        (chart::legend())
        (chart::calendar(*first, *last, &|day| day_mark(count(day), day, person)))
    };
    let rows = counts.days.iter().map(|(day, count)| day_mark(*count, *day, person));
    chart::figure(say!("Day by day"), &said, &picture, &table(say!("Each day"), say!("Day"), rows))
}

fn week(counts: &Counts, person: Option<u64>) -> Markup {
    let mark = |day: Weekday, hour: u8| {
        let at = day.to_monday_one_offset();
        let asked = Asked { p: person, s: Some(1), w: Some(at), h: Some(hour), ..Asked::default() };
        let count = counts.hours.get(&(at, hour)).copied().unwrap_or(0);
        Mark {
            count,
            about: say!(
                "{day}, {hour}:00 to {hour}:59",
                day = chart::day_name(day),
                hour = format!("{:02}", hour)
            ),
            to: asked.link(),
        }
    };
    let night: u64 = counts.hours.iter().filter(|((_, hour), _)| *hour < 6).map(|(_, count)| count).sum();
    let timed: u64 = counts.hours.values().sum();
    let said = say!(
        "{timed} have a known hour. {night} of them came between midnight and 6 in the morning.",
        timed = number(timed),
        night = number(night)
    );
    let all = chart::DAYS.iter().flat_map(|day| (0..24).map(|hour| mark(*day, hour)));
    chart::figure(
        say!("The hours of the week"),
        &said,
        &chart::week(&mark),
        &table(say!("Each hour"), say!("Hour"), all),
    )
}

fn by_week(counts: &Counts, person: Option<u64>, today: Date) -> Markup {
    let weeks = counts.weeks();
    let Some((last, _)) = weeks.range(..=today).next_back() else { return html! {} };
    let first = weeks.first_key_value().map_or(*last, |(first, _)| *first);
    let first = first.max(last.saturating_sub((WEEKS - 1).weeks()));
    let mark = |monday: Date| Mark {
        count: weeks.get(&monday).copied().unwrap_or(0),
        about: say!("Week of {monday}", monday = long(monday)),
        to: Asked::days(monday, monday.saturating_add(6.days()), person).link(),
    };
    let marks: Vec<Mark> = first.series(1.week()).take_while(|monday| monday <= last).map(mark).collect();
    let empty = marks.iter().filter(|mark| mark.count == 0).count();
    let most = weeks.range(first..=*last).max_by_key(|(_, count)| **count);
    let said = say!(
        "{weeks} weeks, {empty} of them with nothing written. {most}",
        weeks = marks.len(),
        empty,
        most = most.map_or_else(String::new, |(monday, count)| say!(
            "The most: {count} in the week of {monday}.",
            count = number(*count),
            monday = long(*monday)
        ))
    );
    let picture = chart::columns(say!("Week by week"), &marks);
    chart::figure(say!("Week by week"), &said, &picture, &table(say!("Each week"), say!("Week"), marks))
}

fn channels(counts: &Counts, person: Option<u64>) -> Markup {
    let ends = || counts.months.values().flat_map(|months| months.keys());
    let (Some(first), Some(last)) = (ends().min(), ends().max()) else { return html! {} };
    let mark = |channel: Channel, month: Date, count: u64| {
        let at = Channel::ALL.iter().position(|own| *own == channel);
        let asked = Asked { c: at, ..Asked::days(month, month.last_of_month(), person) };
        Mark {
            count,
            about: format!("{}, {}", say!(channel.label()), month.strftime("%B %Y")),
            to: asked.link(),
        }
    };
    let months: Vec<Date> = first.series(1.month()).take_while(|month| month <= last).collect();
    let each = |channel: Channel, counted: &BTreeMap<Date, u64>| -> Vec<Mark> {
        months.iter().map(|month| mark(channel, *month, counted.get(month).copied().unwrap_or(0))).collect()
    };
    let said: Vec<String> = counts
        .months
        .iter()
        .map(|(channel, counted)| {
            let first = counted.first_key_value().map(|(month, _)| month.strftime("%B %Y").to_string());
            let total = number(counted.values().sum());
            say!(
                "{label}: {total}, the first in {first}.",
                label = say!(channel.label()),
                total,
                first = first.unwrap_or_default()
            )
        })
        .collect();
    let picture = html! {
        @for (channel, counted) in &counts.months {
            h3 { (say!(channel.label())) }
            (chart::columns(say!(channel.label()), &each(*channel, counted)))
        }
        p.hint { (say_html!("One column is one month, from {first} to {last}.", first = first.strftime("%B %Y").to_string(), last = last.strftime("%B %Y").to_string())) }
    };
    let all = counts.months.iter().flat_map(|(channel, counted)| each(*channel, counted));
    chart::figure(
        say!("Each way of contact"),
        &said.join(" "),
        &picture,
        &table(say!("Each month"), say!("How and when"), all),
    )
}

fn place_table(places: &[PlaceLine]) -> Markup {
    let mut table = Table::new(say!("Places"))
        .column(say!("Where"), Align::Left)
        .column(say!("Entries"), Align::Right)
        .column(say!("First"), Align::Left)
        .column(say!("Last"), Align::Left);
    for place in places {
        table.row(vec![
            html! { a href=(place.to) { (words(&place.name)) } @if place.private { " " (tag(say!("Kept out of packs"))) } },
            html! { (number(place.count)) },
            html! { (place.first) },
            html! { (place.last) },
        ]);
    }
    html! { h2 { (say!("Where it happened")) } p { (say!("There is no map: a map would have to be fetched from the internet.")) } (table.render()) }
}
