//! "My Activity": what was searched, watched and opened with the account. As JSON or as a page.

use crate::{
    error::ImportError,
    html::{self, Element},
    json::{Glance, Json, Value},
    moment::{self, Moment},
    options::Options,
    origin::{Confidence, Origin},
    prose,
    source::Stream,
    tally::Output,
};
use daybook_core::item::{Item, ItemKind};
use memchr::memmem;

/// Whether the head of a file is such a list.
pub fn looks_like_json(start: &[u8]) -> Option<Confidence> {
    let seen = Glance::of(start)?;
    if !seen.is_list {
        return (seen.top("Browser History") && seen.has("time_usec")).then_some(Confidence::High);
    }
    let keys = ["header", "title", "time"].iter().all(|key| seen.top(key));
    (keys && seen.top_any(&["products", "titleUrl", "activityControls"])).then_some(Confidence::High)
}

/// Whether the head of a file is such a page.
pub fn looks_like_html(start: &[u8]) -> Option<Confidence> {
    let has = |mark: &str| memmem::find(start, mark.as_bytes()).is_some();
    (has("class=\"outer-cell") && has("content-cell")).then_some(Confidence::High)
}

/// Reads a list.
pub fn read_json(
    stream: &mut dyn Stream,
    origin: &Origin<'_>,
    options: &Options,
    output: &mut Output<'_>,
) -> Result<(), ImportError> {
    let take = |record: Value<'_>, output: &mut Output<'_>| {
        let at = ["time", "time_usec"].iter().find_map(|key| record.word_of(key));
        let at = at.and_then(|written| moment::written(&written));
        let moment = at.map_or_else(|| Moment::unknown(record.range().0, output), Moment::sure);
        let conversation = record
            .string_of("header")
            .or_else(|| record.string_of("page_transition").map(|_| "Chrome".into()));
        output.put(Item {
            conversation,
            locator: origin.locator(record.range()),
            ..item(words(record), moment)
        })?;
        Ok(())
    };
    Json::read(stream, output, options.limits.json_record_bytes, |json, output| {
        if json.peek()? == Some(b'[') {
            return json.records(output, take);
        }
        json.object(|json, key| match key {
            "Browser History" => json.records(output, take),
            _ => json.skip(),
        })
    })
}

fn words(record: Value<'_>) -> String {
    let details = record.items_of("subtitles").filter_map(|detail| detail.string_of("name"));
    let fields =
        ["title", "titleUrl", "url", "description"].into_iter().filter_map(|key| record.string_of(key));
    fields.chain(details).collect::<Vec<_>>().join("\n")
}

fn item(text: String, moment: Moment) -> Item {
    let mut item = Item { kind: ItemKind::System, text, ..Item::default() };
    moment.stamp(&mut item);
    item
}

/// Reads a page: each box has a head with the product, and a line that ends in the date.
pub fn read_html(
    stream: &mut dyn Stream,
    origin: &Origin<'_>,
    options: &Options,
    output: &mut Output<'_>,
) -> Result<(), ImportError> {
    html::read(stream, &options.limits, output, |element, output| {
        if !element.is("outer-cell") {
            return Ok(Some(element));
        }
        let content =
            element.all().find(|part| part.is("content-cell")).map(Element::text).unwrap_or_default();
        let (text, date) = content.rsplit_once('\n').unwrap_or(("", content.as_str()));
        let moment = match prose::parse(date, options.date_order) {
            Some(date) => match date.offset.and_then(|offset| offset.to_timestamp(date.civil).ok()) {
                Some(at) => Moment::sure(at),
                None => Moment::local(date.civil, element.start, options, output),
            },
            None => Moment::unknown(element.start, output),
        };
        let header = element.of_class("header-cell").map(Element::line).filter(|line| !line.is_empty());
        let link = element.all().find(|part| part.name == "a").and_then(|link| link.attribute("href"));
        let text = link
            .filter(|link| !text.contains(link))
            .map_or_else(|| text.to_owned(), |link| format!("{text}\n{link}"));
        let locator = origin.locator((element.start, element.end));
        output.put(Item { conversation: header, locator, ..item(text, moment) })?;
        Ok(None)
    })
}
