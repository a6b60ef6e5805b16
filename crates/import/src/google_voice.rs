//! Pages of Google Voice in a Takeout: threads of texts, calls, voicemail with its transcript.

use crate::{
    error::ImportError,
    finding::Kind,
    html::{self, Element},
    moment::Moment,
    options::Options,
    origin::{Confidence, Origin},
    source::Stream,
    talk,
    tally::Output,
};
use daybook_core::item::{Call, CallOutcome, Direction, Item, ItemKind};
use jiff::{SignedDuration, Timestamp};
use memchr::memmem;
use std::collections::HashMap;

/// The keeper, as these pages call them.
const ME: &str = "Me";

/// Whether the head of a file is such a page.
pub fn looks_like(start: &[u8]) -> Option<Confidence> {
    let has = |mark: &str| memmem::find(start, mark.as_bytes()).is_some();
    let page = has("class=\"hChatLog") || (has("class=\"haudio\"") && has("class=\"contributor"));
    page.then_some(Confidence::High)
}

/// Reads a page.
pub fn read(
    stream: &mut dyn Stream,
    origin: &Origin<'_>,
    options: &Options,
    output: &mut Output<'_>,
) -> Result<(), ImportError> {
    talk::keeper(options, Some(ME.to_owned()), output);
    let mut page =
        Page { origin, title: String::new(), members: Vec::new(), names: HashMap::new(), held: Vec::new() };
    html::read(stream, &options.limits, output, |element, output| page.element(element, output))?;
    page.thread(output)
}

struct Page<'a> {
    origin: &'a Origin<'a>,
    title: String,
    /// Those who take part besides the keeper.
    members: Vec<Member>,
    /// Names by number: some texts have only the number.
    names: HashMap<String, String>,
    /// Texts of the thread: whom they went to is known when all are seen.
    held: Vec<Item>,
}

/// One who takes part: the number where it is known, else the name, and the name.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Member {
    id: String,
    name: String,
}

impl Member {
    fn of(cite: &Element) -> Self {
        let (name, number) = person(cite);
        Self { id: number.unwrap_or_else(|| name.clone()), name }
    }
}

/// Texts held until their thread ends. Pages have a few hundred; far more would be no page of this app.
const HELD: usize = 100_000;

impl Page<'_> {
    fn element(&mut self, element: Element, output: &mut Output<'_>) -> Result<Option<Element>, ImportError> {
        match element.name.as_str() {
            "title" => self.title = element.line(),
            "div" if element.is("participants") => {
                self.members = element.all().filter(|part| part.name == "cite").map(Member::of).collect();
            }
            "div" if element.is("message") => {
                let item = self.text(&element, output);
                self.held.push(item);
                if self.held.len() >= HELD {
                    self.thread(output)?;
                }
            }
            "div" if element.is("haudio") => {
                let item = self.call(&element, output);
                output.put(item)?;
            }
            _ => return Ok(Some(element)),
        }
        Ok(None)
    }

    fn text(&mut self, element: &Element, output: &mut Output<'_>) -> Item {
        let mut item = self.item(element, "dt", output);
        if let Some(cite) = element.all().find(|part| part.name == "cite") {
            let Member { id, name } = Member::of(cite);
            if name == ME {
                item.from = Some(name);
            } else {
                if id != name {
                    self.names.insert(id.clone(), name.clone());
                    item.contact_name = Some(name);
                }
                item.from = Some(id);
            }
        }
        item.text = element.all().find(|part| part.name == "q").map(Element::text).unwrap_or_default();
        self.files(element, &mut item, output);
        item.direction = if item.from.as_deref() == Some(ME) { Direction::Out } else { Direction::In };
        item
    }

    fn item(&self, element: &Element, date: &str, output: &mut Output<'_>) -> Item {
        let range = (element.start, element.end);
        let mut item = Item { locator: self.origin.locator(range), ..Item::default() };
        let written = element.of_class(date).and_then(|date| date.attribute("title"));
        match written.and_then(|written| written.parse::<Timestamp>().ok()) {
            Some(at) => Moment::sure(at),
            None => Moment::unknown(element.start, output),
        }
        .stamp(&mut item);
        item
    }

    fn files(&self, element: &Element, item: &mut Item, output: &mut Output<'_>) {
        for part in element.all() {
            let path = match part.name.as_str() {
                "img" | "audio" | "video" => part.attribute("src"),
                "a" if !part.is("tel") => part.attribute("href").filter(|path| !path.contains("://")),
                _ => None,
            };
            let Some(path) = path.filter(|path| !path.is_empty() && !path.starts_with("tel:")) else {
                continue;
            };
            if item.attachments.iter().all(|file| file.name.as_deref() != Some(path)) {
                item.attachments.push(self.file(path, element.start, output));
            }
        }
    }

    /// The page names its pictures without their ending.
    fn file(&self, path: &str, place: u64, output: &mut Output<'_>) -> daybook_core::item::Attachment {
        let endings = ["", ".jpg", ".png", ".gif", ".mp4", ".3gp", ".amr", ".mp3", ".vcf"];
        let found = endings
            .iter()
            .map(|ending| self.origin.attachment(&format!("{path}{ending}")))
            .find(|file| file.present);
        let mut file = found.unwrap_or_else(|| talk::file(path, place, self.origin, output));
        file.name = Some(path.to_owned());
        file
    }

    /// A call or voicemail. What sort, the label says: it is an address in every language.
    fn call(&self, element: &Element, output: &mut Output<'_>) -> Item {
        let mut item = self.item(element, "published", output);
        let label = |name: &str| {
            element
                .all()
                .filter(|part| part.attribute("rel") == Some("tag"))
                .any(|part| part.attribute("href").is_some_and(|href| href.ends_with(name)))
        };
        let (direction, outcome) = if label("#missed") {
            (Direction::In, CallOutcome::Missed)
        } else if label("#voicemail") {
            (Direction::In, CallOutcome::Voicemail)
        } else if label("#placed") {
            (Direction::Out, CallOutcome::Answered)
        } else if label("#received") || label("#recorded") {
            (Direction::In, CallOutcome::Answered)
        } else {
            output.findings.at(Kind::UnknownType, element.start, 0);
            (Direction::Unknown, CallOutcome::Unknown)
        };
        let seconds =
            element.of_class("duration").and_then(|length| length.attribute("title")).and_then(seconds);
        let other = element.of_class("contributor").map(person);
        item.kind = ItemKind::Call;
        item.direction = direction;
        item.text = element.of_class("full-text").map(Element::text).unwrap_or_default();
        self.files(element, &mut item, output);
        let known = other.filter(|(name, _)| !name.is_empty());
        item.call = Some(Call { outcome, seconds, withheld: known.is_none(), video: false });
        if let Some((name, number)) = known {
            item.conversation = Some(name.clone());
            item.contact_name = number.as_ref().is_some_and(|number| *number != name).then(|| name.clone());
            let other = number.unwrap_or(name);
            match direction {
                Direction::Out => (item.from, item.to) = (Some(ME.to_owned()), vec![other]),
                _ => item.from = Some(other),
            }
        }
        item
    }

    /// Hands on the texts of the thread.
    fn thread(&mut self, output: &mut Output<'_>) -> Result<(), ImportError> {
        let mut others = std::mem::take(&mut self.members);
        for item in self.held.iter_mut().filter(|item| item.direction != Direction::Out) {
            let Some(id) = &item.from else { continue };
            item.contact_name = item.contact_name.take().or_else(|| self.names.get(id).cloned());
            if !others.iter().any(|other| other.id == *id) {
                let name = item.contact_name.as_ref().unwrap_or(id).clone();
                others.push(Member { id: id.clone(), name });
            }
        }
        // A thread in which only the keeper wrote names the other in its title: "Me to Sam".
        if let (true, Some(name)) = (others.is_empty(), self.title.strip_prefix("Me to ")) {
            others.push(Member { id: name.to_owned(), name: name.to_owned() });
        }
        let names: Vec<&str> = others.iter().map(|other| other.name.as_str()).collect();
        let chat = if names.is_empty() { self.title.clone() } else { names.join(", ") };
        for mut item in self.held.drain(..) {
            item.conversation = Some(chat.clone()).filter(|chat| !chat.is_empty());
            item.to = match item.direction {
                Direction::Out => others.iter().map(|other| other.id.clone()).collect(),
                _ => vec![ME.to_owned()],
            };
            output.put(item)?;
        }
        self.members = others;
        Ok(())
    }
}

/// The name and the number within: without a name, the number stands for it.
fn person(element: &Element) -> (String, Option<String>) {
    let link = element.all().find(|part| part.is("tel"));
    let number = link.and_then(|link| link.attribute("href")).and_then(|href| href.strip_prefix("tel:"));
    let number = number.filter(|number| !number.is_empty()).map(str::to_owned);
    let name = element.of_class("fn").map(Element::line).filter(|name| !name.is_empty());
    (name.or_else(|| number.clone()).unwrap_or_default(), number)
}

/// Seconds of an ISO 8601 duration: `PT1M23S`.
fn seconds(written: &str) -> Option<u64> {
    let length: SignedDuration = written.parse().ok()?;
    length.as_secs().try_into().ok()
}
