//! What a person wants to see of the row of time. Addresses hold numbers and days, never words: they stay in the
//! browser's history.

use super::rows::Row;
use daybook_core::incident::{Channel, Kind};
use jiff::civil::{Date, Weekday};
use serde::Deserialize;
use std::fmt::Write;

/// What to show, as it stands in an address. Kinds and channels are places in their lists.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Asked {
    /// Entry number of a person.
    pub p: Option<u64>,
    /// Channel.
    pub c: Option<usize>,
    /// Kind.
    pub k: Option<usize>,
    /// Entry number of an incident at the place.
    pub at: Option<u64>,
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
    /// Day of the week, Monday is 1.
    pub w: Option<i8>,
    /// Hour of the day.
    pub h: Option<u8>,
    /// Number of the words looked for, kept beside the open diary.
    pub q: Option<usize>,
    /// 1: only what was unwanted.
    pub s: Option<u8>,
    /// 1: messages and calls with anybody.
    pub a: Option<u8>,
    /// 1: the oldest first.
    pub o: Option<u8>,
    /// Page, counted from 1.
    pub page: Option<usize>,
}

impl Asked {
    /// The address that shows it, without the page number.
    pub fn link(&self) -> String {
        let mut link = "/list?".to_owned();
        let mut put = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                write!(link, "{name}={value}&").expect("a String takes all that is written");
            }
        };
        put("p", self.p.map(|n| n.to_string()));
        put("c", self.c.map(|n| n.to_string()));
        put("k", self.k.map(|n| n.to_string()));
        put("at", self.at.map(|n| n.to_string()));
        put("from", self.from.map(|day| day.to_string()));
        put("to", self.to.map(|day| day.to_string()));
        put("w", self.w.map(|n| n.to_string()));
        put("h", self.h.map(|n| n.to_string()));
        put("q", self.q.map(|n| n.to_string()));
        put("s", self.s.map(|n| n.to_string()));
        put("a", self.a.map(|n| n.to_string()));
        put("o", self.o.map(|n| n.to_string()));
        link.truncate(link.len() - 1);
        link
    }

    /// One day of what was unwanted.
    pub fn days(from: Date, to: Date, person: Option<u64>) -> Self {
        Self { p: person, from: Some(from), to: Some(to), s: Some(1), ..Self::default() }
    }

    /// Whether anything is left out.
    pub fn is_narrow(&self) -> bool {
        *self != Self { a: self.a, o: self.o, page: self.page, ..Self::default() }
    }
}

/// What to show, resolved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub person: Option<u64>,
    pub channel: Option<Channel>,
    pub kind: Option<Kind>,
    /// Entry number of an incident at the place.
    pub place: Option<u64>,
    from: Option<Date>,
    to: Option<Date>,
    day: Option<Weekday>,
    hour: Option<u8>,
    pub text: Option<String>,
    pub unwanted: bool,
    /// Also messages and calls with people who did nothing.
    pub anybody: bool,
}

impl Filter {
    /// What was asked, with the words looked for. Places in lists that are not there ask for nothing.
    pub fn of(asked: &Asked, text: Option<String>) -> Self {
        Self {
            person: asked.p,
            channel: asked.c.and_then(|at| Channel::ALL.get(at).copied()),
            kind: asked.k.and_then(|at| Kind::ALL.get(at).copied()),
            place: asked.at,
            from: asked.from,
            to: asked.to,
            day: asked.w.and_then(|day| Weekday::from_monday_one_offset(day).ok()),
            hour: asked.h,
            text,
            unwanted: asked.s == Some(1),
            anybody: asked.a == Some(1) || asked.p.is_some(),
        }
    }

    /// Whether a row is in the days and hours asked for. What has no time is in none.
    pub fn fits_time(&self, row: &Row) -> bool {
        let bounded = self.from.is_some() || self.to.is_some() || self.day.is_some() || self.hour.is_some();
        let Some(day) = row.day else { return !bounded };
        self.from.is_none_or(|from| from <= day)
            && self.to.is_none_or(|to| day <= to)
            && self.day.is_none_or(|wanted| day.weekday() == wanted)
            && self.hour.is_none_or(|wanted| row.hour == Some(wanted))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn an_address_holds_numbers_and_days_and_nothing_else() {
        let asked = Asked {
            p: Some(3),
            c: Some(0),
            k: Some(9),
            from: Some(date(2026, 5, 4)),
            h: Some(21),
            ..Asked::default()
        };
        assert_eq!(asked.link(), "/list?p=3&c=0&k=9&from=2026-05-04&h=21");
        assert_eq!(Asked::default().link(), "/list");
        assert!(asked.is_narrow() && !Asked { o: Some(1), page: Some(2), ..Asked::default() }.is_narrow());
    }

    #[test]
    fn what_is_in_no_list_asks_for_nothing() {
        let filter = Filter::of(&Asked { c: Some(99), k: Some(99), w: Some(9), ..Asked::default() }, None);
        assert!(filter.channel.is_none() && filter.kind.is_none() && filter.day.is_none());
    }
}
