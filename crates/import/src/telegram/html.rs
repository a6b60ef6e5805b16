//! `messages.html` and the pages after it.

use crate::{
    error::ImportError,
    finding::Kind,
    html::{self, Element},
    moment::Moment,
    options::Options,
    origin::{Confidence, Origin},
    prose,
    source::Stream,
    talk,
    tally::Output,
};
use daybook_core::item::{Attachment, Call, CallOutcome, Detail, Item, ItemKind, Spot};
use memchr::memmem;

/// Whether the head of a file is such a page.
pub fn looks_like(start: &[u8]) -> Option<Confidence> {
    let has = |mark: &str| memmem::find(start, mark.as_bytes()).is_some();
    let message = has("<div class=\"message ")
        && (has("class=\"pull_right date details\"") || has("class=\"body details\""));
    (message || (has("<div class=\"page_wrap") && has("class=\"history\""))).then_some(Confidence::High)
}

/// Reads a page.
pub fn read(
    stream: &mut dyn Stream,
    origin: &Origin<'_>,
    options: &Options,
    output: &mut Output<'_>,
) -> Result<(), ImportError> {
    let before = output.tally.records;
    let mut page = Page { origin, options, chat: None, sender: None };
    talk::keeper(options, None, output);
    html::read(stream, &options.limits, output, |element, output| page.element(element, output))?;
    talk::close(before, output);
    Ok(())
}

struct Page<'a> {
    origin: &'a Origin<'a>,
    options: &'a Options,
    chat: Option<String>,
    /// Who wrote last: messages that follow each other name their sender once.
    sender: Option<String>,
}

impl Page<'_> {
    fn element(&mut self, element: Element, output: &mut Output<'_>) -> Result<Option<Element>, ImportError> {
        if element.is("page_header") {
            self.chat = element.of_class("text").map(Element::line).filter(|name| !name.is_empty());
            return Ok(None);
        }
        if !element.is("message") {
            return Ok(Some(element));
        }
        let mut item = Item { conversation: self.chat.clone(), ..Item::default() };
        item.locator = self.origin.locator((element.start, element.end));
        if element.is("service") {
            // Lines with the day have numbers below zero. They are layout.
            if element.attribute("id").is_some_and(|id| id.starts_with("message-")) {
                return Ok(None);
            }
            item.kind = ItemKind::System;
            item.text = element.of_class("details").map(Element::text).unwrap_or_default();
            self.dates(&element, &mut item, output);
        } else {
            self.message(&element, &mut item, output);
        }
        output.put(item)?;
        Ok(None)
    }

    fn message(&mut self, element: &Element, item: &mut Item, output: &mut Output<'_>) {
        let place = element.start;
        let Some(body) = element.elements().find(|part| part.is("body")) else {
            return output.findings.at(Kind::UnknownElement, place, 0);
        };
        if let Some(name) = body.elements().find(|part| part.is("from_name")) {
            self.sender = Some(name.line()).filter(|name| !name.is_empty());
        }
        // "Alex via @gif": the bot is not who wrote.
        let sent = self.sender.as_deref().map(|name| name.split_once(" via @").unwrap_or((name, "")));
        item.from = sent.map(|(name, _)| name.to_owned());
        let bot = sent.filter(|(_, bot)| !bot.is_empty()).map(|(_, bot)| format!("@{bot}"));
        item.details.extend(bot.map(|bot| detail("By way of", bot)));
        item.details.extend(body.elements().find(|part| part.is("forwarded")).and_then(forwarded));
        let answers =
            body.of_class("reply_to").and_then(|reply| reply.all().find_map(|a| a.attribute("href")));
        let answered = answers.and_then(|link| link.rsplit_once("go_to_message"));
        item.details.extend(answered.map(|(_, id)| detail("Answer to message", id.to_owned())));
        self.dates(body, item, output);
        item.text = body.of_class("text").map(Element::text).unwrap_or_default();
        for poll in body.all().filter(|part| part.is("media_poll")) {
            for line in poll.all().filter(|part| part.is("question") || part.is("answer")) {
                add_line(item, &counted(line));
            }
        }
        for media in body.all().filter(|part| part.name == "a" || part.is("media")) {
            self.media(media, place, item, output);
        }
        let reactions =
            body.all().filter(|part| part.is("reaction")).filter_map(|part| part.of_class("emoji"));
        item.reactions = reactions
            .map(|sign| daybook_core::item::Reaction { sign: sign.line(), ..Default::default() })
            .collect();
        item.direction = output.direction(item.from.as_deref());
    }

    fn dates(&self, element: &Element, item: &mut Item, output: &mut Output<'_>) {
        let place = item.locator.start.unwrap_or_default();
        let written = element.of_class("date").and_then(|date| date.attribute("title"));
        match written.and_then(|written| prose::parse(written, self.options.date_order)) {
            Some(prose::Written { civil, offset: Some(offset) }) if offset.to_timestamp(civil).is_ok() => {
                let sure = offset.to_timestamp(civil).map(Moment::sure).unwrap_or_default();
                sure.stamp(item);
            }
            Some(date) => Moment::local(date.civil, place, self.options, output).stamp(item),
            // Lines of the app have only the day before them.
            None if item.kind == ItemKind::System => {}
            None => Moment::unknown(place, output).stamp(item),
        }
    }

    fn media(&self, media: &Element, place: u64, item: &mut Item, output: &mut Output<'_>) {
        if media.is("media_call") {
            let status = media.of_class("status").map(Element::line).unwrap_or_default();
            (item.kind, item.call) = (ItemKind::Call, Some(call(&status)));
            item.text = status;
            return;
        }
        if media.is("media_location") || media.is("media_contact") || media.is("media_venue") {
            place_or_card(media, item);
            return;
        }
        let wraps =
            media.attribute("class").is_some_and(|class| class.contains("wrap") || class.contains("media"));
        match media.attribute("href").filter(|path| !path.contains("://") && !path.starts_with('#')) {
            Some(path) if wraps => item.attachments.push(talk::file(path, place, self.origin, output)),
            None if media.is("media") && media.name == "div" && !media.is("media_poll") => {
                // A box without a link stands for what was not exported.
                output.findings.at(Kind::MediaOmitted, place, 0);
                let name = media.of_class("title").map(Element::line);
                item.attachments.push(Attachment { name, ..Attachment::default() });
            }
            _ => {}
        }
    }
}

fn detail(name: &str, value: String) -> Detail {
    Detail { name: name.to_owned(), value }
}

fn add_line(item: &mut Item, line: &str) {
    if !line.is_empty() {
        item.text.push_str(if item.text.is_empty() { "" } else { "\n" });
        item.text.push_str(line);
    }
}

/// A line of a poll, with how many chose it in brackets.
fn counted(line: &Element) -> String {
    let whole = line.line();
    let votes = line.of_class("details").map(Element::line).filter(|votes| !votes.is_empty());
    match votes.as_deref().and_then(|votes| Some((whole.strip_suffix(votes)?, votes))) {
        Some((answer, votes)) => format!("{} ({votes})", answer.trim()),
        None => whole,
    }
}

/// Whom a message was forwarded from, and when that one was written.
fn forwarded(body: &Element) -> Option<Detail> {
    let name = body.of_class("from_name")?;
    let line = name.line();
    let beside = name.of_class("date");
    let from = beside.and_then(|date| line.strip_suffix(&date.line())).unwrap_or(&line).trim().to_owned();
    let date = beside.and_then(|date| date.attribute("title"));
    Some(detail("Forwarded from", date.map_or(from.clone(), |date| format!("{from}, {date}"))))
}

/// A place on a map, or the card of a person: title and the line below, and the place of the link.
fn place_or_card(media: &Element, item: &mut Item) {
    for class in ["title", "status"] {
        add_line(item, &media.of_class(class).map(Element::line).unwrap_or_default());
    }
    let degrees = media.attribute("href").and_then(|link| {
        let (_, query) = link.split_once("q=")?;
        let (north, east) = query.split('&').next()?.split_once(',')?;
        Spot::from_degrees(north.trim().parse().ok()?, east.trim().parse().ok()?)
    });
    item.spot = item.spot.or(degrees);
}

/// "Outgoing (25 seconds)", "Missed", "Cancelled", "Declined".
fn call(status: &str) -> Call {
    let lower = status.to_lowercase();
    let inner = lower.split_once('(').map(|(_, rest)| rest.trim_end_matches(')'));
    let seconds = inner.and_then(|length| {
        let (count, unit) = length.split_once(' ')?;
        let unit = if unit.starts_with("sec") {
            1
        } else if unit.starts_with("min") {
            60
        } else {
            return None;
        };
        count.parse::<u64>().ok()?.checked_mul(unit)
    });
    let outcome = match seconds {
        Some(1..) => CallOutcome::Answered,
        _ if lower.contains("missed") || lower.contains("cancel") => CallOutcome::Missed,
        _ if lower.contains("declined") || lower.contains("busy") => CallOutcome::Rejected,
        _ => CallOutcome::Unknown,
    };
    Call { outcome, seconds, withheld: false, video: false }
}
