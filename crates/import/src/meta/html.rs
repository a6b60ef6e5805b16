//! Threads as pages. Class names are made up anew for each download, so only the shape counts: an element that
//! ends in a date in words, with a name before it and the message between them.

use super::{
    early,
    shape::{Shape, is_file, is_sentence},
};
use crate::{
    error::ImportError,
    finding::Kind,
    html::{self, Element},
    options::Options,
    origin::{Confidence, Origin},
    prose,
    source::{self, Stream},
    talk,
    tally::Output,
};
use daybook_core::item::{Call, CallOutcome, Item, ItemKind, Reaction};
use memchr::memmem;

/// What stands before the names of those who take part.
const PARTICIPANTS: &str = "Participants:";
/// Bytes looked at for the shape of earlier years.
const LOOKED_AT: usize = 64 << 10;
/// Longest name, in bytes. A longer text before a message is no name.
const NAME: usize = 300;

/// Whether the head of a file is such a page: a title, and messages that end in dates.
pub fn looks_like(start: &[u8]) -> Option<Confidence> {
    let page = start.trim_ascii_start();
    let page = page.strip_prefix(b"\xef\xbb\xbf").unwrap_or(page);
    let is_page = page.get(..9).is_some_and(|begins| begins.eq_ignore_ascii_case(b"<!doctype"))
        || page.starts_with(b"<html");
    if !is_page {
        return None;
    }
    if early::looks_like(start) {
        return Some(Confidence::High);
    }
    let has = |mark: &[u8]| memmem::find(start, mark).is_some();
    if !has(b"class=\"") {
        // So long a style sheet that the page itself is not in sight: looking further tells.
        let styles = [&b"._a6-"[..], b"._2ph", b"._3-9"].iter().any(|mark| has(mark));
        return (styles && has(b"<style") && !has(b"</style>")).then_some(Confidence::Low);
    }
    let named = has(PARTICIPANTS.as_bytes());
    // Class names of the app's style sheets: an underscore, a few letters and digits, most with one dash.
    let styled = [&b"class=\"_a6-"[..], b"class=\"_3-9", b"class=\"_2ph", b"class=\"pam ", b" uiBoxWhite"];
    let styled = styled.iter().any(|mark| has(mark));
    let dated = || {
        String::from_utf8_lossy(start).split(['<', '>']).any(|text| prose::parse(text.trim(), None).is_some())
    };
    match (named || titled(start), styled) {
        (true, true) if named && dated() => Some(Confidence::High),
        (true, _) if dated() => Some(Confidence::Medium),
        (_, true) if under_names(start) => Some(Confidence::Medium),
        // Pages of posts look alike, and are no messages.
        _ => None,
    }
}

/// Whether blocks of name, body and date stand under names. Over posts stand sentences.
fn under_names(start: &[u8]) -> bool {
    let has = |mark: &[u8]| memmem::find(start, mark).is_some();
    let marks = [(&b" _a6-h"[..], &b"_a6-o"[..]), (b"_2lek", b"_2lem")];
    let Some((of_name, _)) = marks.iter().find(|(name, date)| has(name) && has(date)) else { return false };
    let (mut names, mut sentences) = (0, 0);
    for at in memmem::find_iter(start, of_name) {
        let rest = &start[at..];
        let text = memchr::memchr(b'>', rest).map(|end| &rest[end + 1..]).unwrap_or_default();
        let text = &text[..memchr::memchr(b'<', text).unwrap_or(0)];
        match String::from_utf8_lossy(text).trim() {
            "" => {}
            text if is_sentence(text) || text.len() > NAME => sentences += 1,
            _ => names += 1,
        }
    }
    names > sentences
}

/// Whether the title stands over the page and again over messages: a thread is called after the other one, in every
/// language.
fn titled(start: &[u8]) -> bool {
    let Some(title) = memmem::find(start, b"<title>").map(|at| &start[at + b"<title>".len()..]) else {
        return false;
    };
    let Some(title) =
        memmem::find(title, b"</title>").map(|end| &title[..end]).filter(|title| !title.is_empty())
    else {
        return false;
    };
    memmem::find_iter(start, &[b">", title, b"<"].concat()).count() > 2
}

/// Reads a page.
pub fn read(
    stream: &mut dyn Stream,
    origin: &Origin<'_>,
    options: &Options,
    output: &mut Output<'_>,
) -> Result<(), ImportError> {
    let before = output.tally.records;
    if twin(origin) {
        output.findings.whole(Kind::TwiceThere);
        output.tally.declared = output.tally.declared.or(Some(0));
        return Ok(());
    }
    let shape = Shape::of(stream, options)?;
    talk::keeper(options, None, output);
    if early::looks_like(&source::head(&mut *stream.open()?, LOOKED_AT)?) {
        early::read(stream, (origin, options), &shape, output)?;
        return finish(before, &shape, output);
    }
    if shape.is_of_posts() {
        // It is told that nothing was read.
        return Ok(());
    }
    let mut page = Page { origin, options, shape: &shape, title: None, people: Vec::new() };
    html::read(stream, &options.limits, output, |element, output| page.element(element, output))?;
    finish(before, &shape, output)
}

fn finish(before: u64, shape: &Shape, output: &mut Output<'_>) -> Result<(), ImportError> {
    if output.tally.records > before {
        shape.tell(output);
    }
    talk::close(before, output);
    Ok(())
}

/// Whether the same thread lies beside the page as JSON, which says more.
fn twin(origin: &Origin<'_>) -> bool {
    let Some((files, page)) = origin.files.zip(origin.member) else { return false };
    let Some(path) = page.strip_suffix(".html").map(|stem| format!("{stem}.json")) else { return false };
    files.find(&path).is_some_and(|file| file.member == path)
}

struct Page<'a> {
    origin: &'a Origin<'a>,
    options: &'a Options,
    shape: &'a Shape,
    title: Option<String>,
    people: Vec<String>,
}

impl Page<'_> {
    fn element(&mut self, element: Element, output: &mut Output<'_>) -> Result<Option<Element>, ImportError> {
        if element.name == "title" {
            self.title = Some(element.line()).filter(|title| !title.is_empty());
            return Ok(None);
        }
        if self.people.is_empty() && element.elements().next().is_none() {
            self.participants(&element, output);
        }
        let parts: Vec<&Element> = element.elements().collect();
        let Some(block) = self.shape.block(&element, &parts) else { return Ok(Some(element)) };
        let (place, parts) = (element.start, block.parts);
        let locator = self.origin.locator((place, element.end));
        let mut item = Item { conversation: self.chat(output), locator, ..Item::default() };
        self.shape.stamp(&block.date, &mut item, (self.options, &mut *output));
        let (name, body) = named(parts);
        item.from = name;
        self.body(body, &mut item, output);
        if is_unsent(&item.text) && item.attachments.is_empty() {
            item.kind = ItemKind::Deleted;
        }
        item.direction = output.direction(item.from.as_deref());
        if let ([one, other], Some(from)) = (&self.people[..], item.from.as_deref()) {
            item.to = [one, other].into_iter().filter(|name| *name != from).take(1).cloned().collect();
        }
        output.put(item)?;
        Ok(None)
    }

    /// Two accounts may bear one name; the folder of the thread tells them apart.
    fn chat(&self, output: &mut Output<'_>) -> Option<String> {
        self.title.as_deref().map(|title| output.chat(title, self.origin.folder()))
    }

    fn participants(&mut self, element: &Element, output: &mut Output<'_>) {
        let line = element.line();
        let Some(names) = line.strip_prefix(PARTICIPANTS) else { return };
        let names = names.split(',').flat_map(|names| names.split(" and "));
        self.people = names.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect();
        self.people.iter().for_each(|name| output.meet(name));
    }

    fn body(&self, parts: &[&Element], item: &mut Item, output: &mut Output<'_>) {
        let signs: Vec<&Element> =
            parts.iter().flat_map(|part| part.all()).filter(|part| part.name == "li").collect();
        item.reactions = signs.iter().map(|sign| reaction(&sign.line())).collect();
        for found in parts.iter().flat_map(|part| std::iter::once(*part).chain(part.all())) {
            let within = |sign: &&Element| (sign.start..sign.end).contains(&found.start);
            if !signs.iter().any(within) {
                self.leaf(found, item, output);
            }
        }
        if let Some(call) = call(&item.text) {
            (item.kind, item.call) = (ItemKind::Call, Some(call));
        }
    }

    /// Text that stands in one element directly, and files that it shows.
    fn leaf(&self, found: &Element, item: &mut Item, output: &mut Output<'_>) {
        let path = match found.name.as_str() {
            "img" | "video" | "audio" | "source" => found.attribute("src"),
            "a" => found.attribute("href"),
            _ => None,
        };
        if let Some(path) = path.filter(|path| is_file(path))
            && item.attachments.iter().all(|file| file.name.as_deref() != Some(path))
        {
            item.attachments.push(talk::file(
                path,
                item.locator.start.unwrap_or_default(),
                self.origin,
                output,
            ));
        }
        let text = found.own_text();
        if !text.is_empty() {
            item.text.push_str(if item.text.is_empty() { "" } else { "\n" });
            item.text.push_str(&text);
        }
    }
}

/// The name before a message, if the first of several parts is one, and the rest.
fn named<'e, 'p>(parts: &'p [&'e Element]) -> (Option<String>, &'p [&'e Element]) {
    match parts.split_first() {
        Some((first, rest)) if first.all().all(|part| part.name != "img") => {
            let name = first.line();
            if name.is_empty() || name.len() > NAME { (None, rest) } else { (Some(name), rest) }
        }
        _ => (None, parts),
    }
}

/// A sign and the name behind it: `😮Sam Reed`.
fn reaction(line: &str) -> Reaction {
    let at = line.find(char::is_alphanumeric).unwrap_or(line.len());
    let by = Some(line[at..].trim().to_owned()).filter(|name| !name.is_empty());
    Reaction { by, sign: line[..at].trim().to_owned(), at: None }
}

/// What stands in the place of a message that was taken back. In other languages it stays a message with the app's
/// words.
fn is_unsent(text: &str) -> bool {
    matches!(text.trim_end_matches('.'), "This message was unsent" | "You unsent a message")
        || text.trim_end_matches('.').ends_with(" unsent a message") && text.len() < NAME
}

/// Words of a call that was not taken, and of one that was made. In other languages a call stays a message with the
/// app's words.
const MISSED: &[&str] =
    &["missed a call from", "missed a video call from", "missed your call", "missed your video call"];
const CALLED: &[&str] =
    &[" called you.", " started a call.", " started a video call.", " started an audio call."];

fn call(text: &str) -> Option<Call> {
    let lower = text.to_lowercase();
    let first = lower.lines().next().unwrap_or_default();
    let missed = MISSED.iter().any(|words| first.contains(words));
    let called = first.starts_with("you called ") || CALLED.iter().any(|words| first.ends_with(words));
    if !(missed || called) {
        return None;
    }
    let seconds = lower.lines().find_map(|line| line.strip_prefix("duration: ")).and_then(spoken_seconds);
    let outcome = match seconds {
        _ if missed => CallOutcome::Missed,
        Some(1..) => CallOutcome::Answered,
        _ => CallOutcome::Unknown,
    };
    Some(Call { outcome, seconds, withheld: false, video: lower.contains("video") })
}

/// "1 hour 2 minutes", "45 seconds".
fn spoken_seconds(text: &str) -> Option<u64> {
    let mut words = text.split_whitespace();
    let mut total = None;
    while let (Some(count), Some(unit)) = (words.next(), words.next()) {
        let count: u64 = count.parse().ok()?;
        let unit = match unit.trim_end_matches(['s', ',', '.']) {
            "hour" | "hr" => 3600,
            "minute" | "min" => 60,
            "second" | "sec" => 1,
            _ => return None,
        };
        total = Some(total.unwrap_or(0) + count.checked_mul(unit)?);
    }
    total
}
