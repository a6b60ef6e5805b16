//! Counts as pictures: a calendar, the hours of a week, columns over time. Each stands in a [`figure`] with the same in
//! words and as a table, and each mark leads to what it was counted from.
//!
//! Drawn as SVG on the server, coloured by the style sheet alone. A count is written into its mark wherever there is room,
//! so that no colour has to be told from another.

use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};
use maud::{Markup, html};

use super::{Table, details};

/// One count, what it counts in words, and where it leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// How many.
    pub count: u64,
    /// What is counted, such as "Tuesday 3 March 2026".
    pub about: String,
    /// A path of our own that shows what was counted.
    pub to: String,
}

/// A chart with its heading, the same in words, and the same as a table.
pub fn figure(heading: &str, said: &str, picture: &Markup, table: &Table) -> Markup {
    html! {
        figure.chart {
            figcaption { h2 { (heading) } p { (said) } }
            (picture)
            (details(say!("The same as a table"), &table.render()))
        }
    }
}

/// The steps of the shading: from so many on, a mark is one shade darker.
const STEPS: [u64; 4] = [1, 3, 10, 30];

/// What the shades mean, in words and marks.
pub fn legend() -> Markup {
    html! {
        p.legend {
            @for (shade, words) in [(1, say!("1 or 2")), (2, say!("3 to 9")), (3, say!("10 to 29")), (4, say!("30 or more"))] {
                span { svg.swatch viewBox="0 0 16 16" aria-hidden="true" { rect class={ "heat-" (shade) } width="16" height="16" rx="3" {} } (words) }
            }
        }
    }
}

fn shade(count: u64) -> usize {
    STEPS.iter().filter(|step| count >= **step).count()
}

/// Widths and heights of the marks, in the units of the drawing.
const CELL: usize = 26;
const GAP: usize = 2;

/// One cell at a place, with a text in it, as a link when there is something to see.
fn cell((x, y): (usize, usize), (width, height): (usize, usize), text: &str, mark: &Mark) -> Markup {
    let inside = html! {
        rect class={ "heat-" (shade(mark.count)) } x=(x) y=(y) width=(width - GAP) height=(height - GAP) rx="3" {}
        text class={ "on-" (shade(mark.count)) } x=(x + (width - GAP) / 2) y=(y + (height - GAP) / 2 + 4) text-anchor="middle" { (text) }
    };
    if mark.count == 0 {
        return inside;
    }
    html! { a href=(mark.to) aria-label={ (mark.about) ": " (mark.count) } { (inside) } }
}

/// A calendar from month to month. `day` gives the count of a day.
pub fn calendar(first: Date, last: Date, day: &dyn Fn(Date) -> Mark) -> Markup {
    let mut months = Vec::new();
    let mut at = first.first_of_month();
    while at <= last {
        months.push(at);
        match at.checked_add(1.month()) {
            Ok(next) => at = next,
            Err(_) => break,
        }
    }
    html! { div.months { @for first in months { (month(first, day)) } } }
}

fn month(first: Date, day: &dyn Fn(Date) -> Mark) -> Markup {
    let lead = usize::try_from(first.weekday().to_monday_zero_offset()).unwrap_or(0);
    let days = usize::try_from(first.days_in_month()).unwrap_or(31);
    let rows = (lead + days).div_ceil(7);
    let name = first.strftime("%B %Y").to_string();
    let dates: Vec<Date> = first.series(1.day()).take(days).collect();
    html! {
        div.month {
            h3 { (name) }
            svg viewBox={ "0 0 " (7 * CELL) " " (rows * CELL + 14) } role="group" aria-label=(name) {
                @for (column, letter) in ["M", "T", "W", "T", "F", "S", "S"].iter().enumerate() {
                    text.axis aria-hidden="true" x=(column * CELL + 12) y="10" text-anchor="middle" { (letter) }
                }
                @for (index, date) in dates.iter().enumerate() {
                    @let place = lead + index;
                    (cell((place % 7 * CELL, place / 7 * CELL + 14), (CELL, CELL), &date.day().to_string(), &day(*date)))
                }
            }
        }
    }
}

/// The days of a week as they are shown, Monday first.
pub const DAYS: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];

/// The name of a day.
pub fn day_name(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

/// Hours down, days across. `hour` gives the count of one hour of one day.
pub fn week(hour: &dyn Fn(Weekday, u8) -> Mark) -> Markup {
    const WIDE: usize = 36;
    const SIDE: usize = 36;
    html! {
        svg.week viewBox={ "0 0 " (SIDE + 7 * WIDE) " " (24 * CELL + 16) } role="group" aria-label=(say!("Hours of the week")) {
            @for (column, day) in DAYS.iter().enumerate() {
                text.axis aria-hidden="true" x=(SIDE + column * WIDE + 17) y="11" text-anchor="middle" { (day_name(*day)[..3]) }
            }
            @for (row, at) in (0_u8..24).enumerate() {
                text.axis aria-hidden="true" x=(SIDE - 4) y=(row * CELL + 32) text-anchor="end" { (format!("{at:02}:00")) }
                @for (column, day) in DAYS.iter().enumerate() {
                    @let mark = hour(*day, at);
                    @let text = if mark.count == 0 { String::new() } else { short(mark.count) };
                    (cell((SIDE + column * WIDE, row * CELL + 16), (WIDE, CELL), &text, &mark))
                }
            }
        }
    }
}

/// A count in at most four letters.
fn short(count: u64) -> String {
    match count {
        0..1000 => count.to_string(),
        1000..100_000 => format!("{}k", count / 1000),
        _ => "99k+".to_owned(),
    }
}

/// Columns side by side, one for each step of time, the highest as high as the drawing.
pub fn columns(name: &str, marks: &[Mark]) -> Markup {
    const STEP: usize = 26;
    const HIGH: u64 = 72;
    let most = marks.iter().map(|mark| mark.count).max().unwrap_or(0).max(1);
    html! {
        div.columns role="region" tabindex="0" aria-label=(name) {
            svg width=(marks.len() * STEP) height="96" viewBox={ "0 0 " (marks.len() * STEP) " 96" } role="group" aria-label=(name) {
                @for (index, mark) in marks.iter().enumerate() {
                    @let (x, high) = (index * STEP, (mark.count * HIGH).div_ceil(most));
                    @if mark.count == 0 {
                        rect.heat-0 x=(x) y="94" width=(STEP - GAP) height="2" {}
                    } @else {
                        a href=(mark.to) aria-label={ (mark.about) ": " (mark.count) } {
                            rect.catch x=(x) y="0" width=(STEP - GAP) height="96" {}
                            rect.bar x=(x) y=(96 - high) width=(STEP - GAP) height=(high) rx="2" {}
                            text.axis x=(x + (STEP - GAP) / 2) y=(96 - high - 5) text-anchor="middle" { (short(mark.count)) }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn mark(count: u64) -> Mark {
        Mark { count, about: "Some day".to_owned(), to: "/list?d=1".to_owned() }
    }

    #[test]
    fn a_calendar_shows_every_day_once_and_links_only_where_something_is() {
        let day = |at: Date| mark(u64::from(at == date(2026, 2, 3)));
        let drawn = calendar(date(2026, 1, 20), date(2026, 3, 1), &day).into_string();
        assert_eq!(drawn.matches("<rect").count(), 31 + 28 + 31);
        assert_eq!(drawn.matches("<a href=\"/list?d=1\" aria-label=\"Some day: 1\"").count(), 1);
        assert!(drawn.contains("January 2026") && drawn.contains("March 2026"));
    }

    #[test]
    fn a_week_has_its_168_hours_and_shades_by_count() {
        let drawn =
            week(&|day, hour| mark(if day == Weekday::Sunday { u64::from(hour) } else { 0 })).into_string();
        assert_eq!(drawn.matches("<rect").count(), 168);
        assert_eq!(drawn.matches("<a ").count(), 23);
        assert_eq!(drawn.matches("heat-2").count(), 7, "3 to 9 o'clock");
    }

    #[test]
    fn the_highest_column_fills_the_drawing_and_none_is_lost_beside_it() {
        let drawn = columns("Calls", &[mark(0), mark(1), mark(100_000)]).into_string();
        assert!(drawn.contains("height=\"72\"") && drawn.contains("height=\"1\""), "{drawn}");
        assert!(drawn.contains("99k+") && !drawn.contains("style="), "{drawn}");
        assert_eq!(columns("None", &[]).into_string().matches("<rect").count(), 0);
    }
}
