//! Pages of Facebook downloads before 2018: a head with name and date, and the words in the paragraph behind it.

use super::shape;
use crate::{
    error::ImportError,
    html::{self, Element},
    options::Options,
    origin::Origin,
    source::Stream,
    talk,
    tally::Output,
};
use daybook_core::item::Item;
use memchr::memmem;

/// Messages held until their thread ends and its name is known. Beyond that they go on under the title of the page.
const HELD: usize = 100_000;

/// Whether the head of a file is such a page.
pub fn looks_like(start: &[u8]) -> bool {
    [&b"class=\"message_header\""[..], b"class=\"user\"", b"class=\"meta\""]
        .iter()
        .all(|mark| memmem::find(start, mark).is_some())
}

/// Reads a page. `order` knows how its dates are written.
pub fn read(
    stream: &mut dyn Stream,
    (origin, options): (&Origin<'_>, &Options),
    order: &shape::Shape,
    output: &mut Output<'_>,
) -> Result<(), ImportError> {
    let mut page = Page { origin, options, order, title: None, held: Vec::new(), open: false };
    html::read(stream, &options.limits, output, |element, output| page.element(element, output))?;
    page.hand_on(None, output)
}

struct Page<'a> {
    origin: &'a Origin<'a>,
    options: &'a Options,
    order: &'a shape::Shape,
    title: Option<String>,
    held: Vec<Item>,
    /// The last message held has had no words yet.
    open: bool,
}

impl Page<'_> {
    fn element(&mut self, element: Element, output: &mut Output<'_>) -> Result<Option<Element>, ImportError> {
        if element.name == "title" {
            self.title = Some(element.line()).filter(|title| !title.is_empty());
        } else if element.is("message") {
            let item = self.head(&element, output);
            self.held.push(item);
            self.open = true;
            if self.held.len() >= HELD {
                self.hand_on(None, output)?;
            }
        } else if element.name == "p" && self.open {
            self.words(&element, output);
        } else if element.is("thread") {
            let names = element.own_text();
            let heading = element.all().find(|part| part.name == "h3").map(Element::line);
            let line = names.lines().next().unwrap_or_default().trim().to_owned();
            self.hand_on(heading.or(Some(line)).filter(|name| !name.is_empty()), output)?;
        } else {
            return Ok(Some(element));
        }
        Ok(None)
    }

    fn head(&self, element: &Element, output: &mut Output<'_>) -> Item {
        let mut item = Item { locator: self.origin.locator((element.start, element.end)), ..Item::default() };
        item.from = element.of_class("user").map(Element::line).filter(|name| !name.is_empty());
        let date = element.of_class("meta").map(Element::line).unwrap_or_default();
        self.order.stamp(&date, &mut item, (self.options, &mut *output));
        item.direction = output.direction(item.from.as_deref());
        item
    }

    /// A paragraph behind a head. Others that follow belong to the same message: its files.
    fn words(&mut self, paragraph: &Element, output: &mut Output<'_>) {
        let Some(item) = self.held.last_mut() else { return };
        let text = paragraph.text();
        item.text.push_str(if item.text.is_empty() || text.is_empty() { "" } else { "\n" });
        item.text.push_str(&text);
        item.locator.end = Some(paragraph.end);
        for part in paragraph.all() {
            let path = ["src", "href"].iter().find_map(|name| part.attribute(name));
            if let Some(path) = path.filter(|path| shape::is_file(path)) {
                let place = item.locator.start.unwrap_or_default();
                item.attachments.push(talk::file(path, place, self.origin, output));
            }
        }
    }

    fn hand_on(&mut self, chat: Option<String>, output: &mut Output<'_>) -> Result<(), ImportError> {
        self.open = false;
        let chat = chat.or_else(|| self.title.clone());
        for mut item in self.held.drain(..) {
            item.conversation.clone_from(&chat);
            output.put(item)?;
        }
        Ok(())
    }
}
