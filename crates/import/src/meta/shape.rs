//! How a page is built, found by a first look at the whole of it: which elements hold messages, and whether the day or
//! the month stands first in its dates.

use crate::{
    error::ImportError,
    finding::Kind,
    html::{self, Element},
    moment::Moment,
    options::{CountOnly, DateOrder, Options},
    prose::{self, Basis, Evidence},
    source::Stream,
    tally::Output,
};
use daybook_core::item::{Detail, Item};
use std::collections::BTreeSet;

/// Classes of the name, and of the date, in the app's style sheets of all years.
const NAME: &[&str] = &["_a6-h", "_2lek"];
const DATE: &[&str] = &["_a6-o", "_2lem"];
/// Most parts of a message.
const PARTS: usize = 12;

/// How a page is built.
#[derive(Debug, Default)]
pub struct Shape {
    /// Classes of elements that hold a message, with those of the element that holds its date.
    messages: BTreeSet<(String, String)>,
    /// Blocks under a heading that is a sentence, as over posts, and under one that is a name.
    posts: u64,
    names: u64,
    dates: Evidence,
    order: Option<prose::Order>,
}

/// A message as it stands in a page.
pub struct Block<'e, 'p> {
    /// Its date as written.
    pub date: String,
    /// Name and body.
    pub parts: &'p [&'e Element],
}

impl Shape {
    /// Looks through a page.
    pub fn of(stream: &mut dyn Stream, options: &Options) -> Result<Self, ImportError> {
        let mut shape = Self::default();
        let mut sink = CountOnly;
        // What is odd in the page is told by the second look.
        let mut quiet = Output::new(&mut sink, 0);
        html::read(stream, &options.limits, &mut quiet, |element, _| {
            Ok(if shape.see(&element) { None } else { Some(element) })
        })?;
        shape.order = Some(shape.dates.decide(options.date_order));
        Ok(shape)
    }

    fn see(&mut self, element: &Element) -> bool {
        let parts: Vec<&Element> = element.elements().collect();
        let Some((date, rest)) = parts.split_last().filter(|(_, rest)| fits(rest)) else { return false };
        let line = date.line();
        let dated = [DateOrder::DayFirst, DateOrder::MonthFirst]
            .iter()
            .any(|order| prose::parse(&line, Some(*order)).is_some());
        if !(dated || marked(rest, date)) {
            return false;
        }
        let classes = element.attribute("class").zip(date.attribute("class"));
        // A date somebody typed as a message stands in an element without a class.
        if dated && (classes.is_some() || self.messages.is_empty()) {
            self.dates.see(&line);
        }
        self.messages.extend(classes.map(|(class, of_date)| (class.to_owned(), of_date.to_owned())));
        let name = rest.first().map(|name| name.line()).unwrap_or_default();
        if is_sentence(&name) {
            self.posts += 1;
        } else {
            self.names += 1;
        }
        true
    }

    /// Whether the page is one of posts: built alike, but under sentences.
    pub fn is_of_posts(&self) -> bool {
        self.posts > self.names
    }

    /// A message, if the element is one. Once the page has shown how it is built, the date need not be readable.
    pub fn block<'e, 'p>(&self, element: &Element, parts: &'p [&'e Element]) -> Option<Block<'e, 'p>> {
        let (date, rest) = parts.split_last().filter(|(_, rest)| fits(rest))?;
        let classes = element.attribute("class").zip(date.attribute("class"));
        let known =
            classes.is_some_and(|(one, other)| self.messages.contains(&(one.to_owned(), other.to_owned())));
        let line = date.line();
        let may_be = || self.messages.is_empty() || element.attribute("class").is_some();
        let is = known || may_be() && prose::parse(&line, self.wish()).is_some();
        is.then_some(Block { date: line, parts: rest })
    }

    fn wish(&self) -> Option<DateOrder> {
        self.order.as_ref().map(|order| order.order)
    }

    /// Gives an item its time. A date that cannot be read stays with it as it is written.
    pub fn stamp(&self, written: &str, item: &mut Item, (options, output): (&Options, &mut Output<'_>)) {
        let place = item.locator.start.unwrap_or_default();
        let date = prose::parse(written, self.wish());
        match date.and_then(|date| date.offset?.to_timestamp(date.civil).ok()) {
            Some(at) => Moment::sure(at),
            None => match date {
                Some(date) => Moment::local(date.civil, place, options, output),
                None => {
                    item.details.push(Detail { name: "Date".to_owned(), value: written.to_owned() });
                    Moment::unknown(place, output)
                }
            },
        }
        .stamp(item);
    }

    /// Says how the order of the dates was found, where that is in doubt.
    pub fn tell(&self, output: &mut Output<'_>) {
        let Some(order) = &self.order else { return };
        match order.basis {
            Basis::Certain => {}
            Basis::TimeRuns => {
                let first = if order.order == DateOrder::MonthFirst { "month" } else { "day" };
                let detail = format!("The {first} comes first, because messages follow each other in time.");
                output.findings.told(Kind::DateOrderFound, detail);
            }
            Basis::Undecided => output.findings.whole(Kind::DateOrderUnknown),
        }
    }
}

/// Whether these may be the parts of a message before its date.
fn fits(parts: &[&Element]) -> bool {
    !parts.is_empty() && parts.len() <= PARTS
}

/// Whether a heading is a sentence, as over posts ("Zoë Hill updated her status."), and no name ("J. Hill Jr.").
pub fn is_sentence(heading: &str) -> bool {
    heading.ends_with(['。', '।']) || heading.ends_with('.') && heading.split_whitespace().count() > 3
}

/// Whether name and date have the classes that the app gives them.
fn marked(parts: &[&Element], date: &Element) -> bool {
    let is = |element: &Element, marks: &[&str]| marks.iter().any(|mark| element.is(mark));
    is(date, DATE) && parts.first().is_some_and(|name| is(name, NAME))
}

/// Whether a link leads to a file of the download. Links to the web were sent by somebody.
pub fn is_file(path: &str) -> bool {
    !path.is_empty()
        && !path.contains("://")
        && !path.starts_with(['#', '/'])
        && !path.starts_with("data:")
        && !path.starts_with("mailto:")
}
