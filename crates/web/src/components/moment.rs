//! Dates and times as people in Britain write them, readable by machines too.

use jiff::civil::{Date, DateTime};
use maud::{Markup, html};

/// "Tuesday 3 March 2026".
pub fn date(date: Date) -> Markup {
    html! { time datetime=(date) { (date.strftime("%A %-d %B %Y")) } }
}

/// "Tuesday 3 March 2026 at 9:05pm", in whatever zone the caller chose; say which if it is not the reader's own.
pub fn date_time(moment: DateTime) -> Markup {
    let day = moment.date();
    html! {
        time datetime=(moment.strftime("%Y-%m-%dT%H:%M:%S")) {
            (say_html!("{month} at {clock}", month = day.strftime("%A %-d %B %Y").to_string(), clock = clock(moment)))
        }
    }
}

/// 12-hour clock; midnight and noon as words, because "12am" is misread.
fn clock(moment: DateTime) -> String {
    match (moment.hour(), moment.minute()) {
        (0, 0) => "midnight".to_owned(),
        (12, 0) => "midday".to_owned(),
        (hour, minute) => {
            let half = if hour < 12 { "am" } else { "pm" };
            let hour = if hour % 12 == 0 { 12 } else { hour % 12 };
            if minute == 0 { format!("{hour}{half}") } else { format!("{hour}:{minute:02}{half}") }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_as_people_write_them() {
        let read = |hour, minute| clock(DateTime::constant(2026, 3, 3, hour, minute, 0, 0));
        assert_eq!(read(0, 0), "midnight");
        assert_eq!(read(0, 1), "12:01am");
        assert_eq!(read(9, 0), "9am");
        assert_eq!(read(12, 0), "midday");
        assert_eq!(read(12, 30), "12:30pm");
        assert_eq!(read(21, 5), "9:05pm");
    }

    #[test]
    fn dates_carry_their_machine_form() {
        let markup = date_time(DateTime::constant(2026, 3, 3, 21, 5, 0, 0)).into_string();
        assert_eq!(markup, r#"<time datetime="2026-03-03T21:05:00">Tuesday 3 March 2026 at 9:05pm</time>"#);
        assert_eq!(
            date(Date::constant(2026, 3, 13)).into_string(),
            r#"<time datetime="2026-03-13">Friday 13 March 2026</time>"#
        );
    }
}
