//! `user_data.json` of TikTok: direct messages, under the names they had over the years.

use crate::{
    error::ImportError,
    finding::Kind,
    json::{Glance, Halt, Json, Value},
    moment::Moment,
    options::Options,
    origin::{Confidence, Origin},
    prose,
    source::Stream,
    talk,
    tally::Output,
};
use daybook_core::item::{Attachment, Item};
use jiff::tz::Offset;
use std::io::Read;

/// What the section is called, from 2020 on.
const SECTIONS: &[&str] =
    &["Direct Message(s)", "Direct Messages", "Direct Message", "Chat History", "ChatHistory"];
/// Sections that only this app's download has, to know one that begins with other things.
const NEIGHBOURS: &[&str] = &[
    "Activity",
    "App Settings",
    "Profile",
    "Comment",
    "Video",
    "Your Activity",
    "Tiktok Live",
    "TikTok Live",
    "Ads and data",
];
/// Of these, names that no other app has.
const FIRST: &[&str] = &["App Settings", "Tiktok Live", "TikTok Live", "Ads and data"];
/// What stands before the name of the other in the key of a chat.
const CHAT: &str = "Chat History with ";
/// Most levels between the section and its chats. Three have been seen.
const LEVELS: usize = 6;

/// Whether the head of a file is such a download.
pub fn looks_like(start: &[u8]) -> Option<Confidence> {
    let seen = Glance::of(start).filter(|seen| !seen.is_list)?;
    let neighbours = NEIGHBOURS.iter().filter(|name| seen.top(name)).count();
    let own = seen.has_any(&[
        "Video Browsing History",
        "Favorite Videos",
        "VideoList",
        "TikTokShopping",
        "Watch History",
        "ProfileMap",
    ]);
    if seen.top_any(SECTIONS) && (neighbours > 0 || seen.has_any(&["Chat History", "ChatHistory"])) {
        return Some(Confidence::High);
    }
    if neighbours > 0 && own {
        return Some(Confidence::Medium);
    }
    // Long sections may stand before the messages, and fill all that is looked at.
    seen.top_any(FIRST).then_some(Confidence::Low)
}

/// Reads the messages. The rest of the download is about the keeper alone.
pub fn read(
    stream: &mut dyn Stream,
    origin: &Origin<'_>,
    options: &Options,
    output: &mut Output<'_>,
) -> Result<(), ImportError> {
    let limit = options.limits.json_record_bytes;
    output.set_me(options.me.clone());
    // The keeper's name stands behind the messages. What is odd in the file is told by the second look.
    let mut me = None;
    let mut quiet = Json::new(stream.open()?, limit);
    if let Err(Halt::Import(error)) = quiet.begin().and_then(|()| keeper(&mut quiet, 0, &mut me)) {
        return Err(error);
    }
    drop(quiet);
    output.set_me(me);
    let before = output.tally.records;
    let mut chats = Chats { origin, other: String::new(), single: false, unknown: false };
    Json::read(stream, output, limit, |json, output| {
        json.object(
            |json, key| if SECTIONS.contains(&key) { chats.section(json, 0, output) } else { json.skip() },
        )
    })?;
    if output.tally.records == before && !chats.unknown {
        // Downloads without messages are whole: many people never wrote one.
        output.tally.declared = output.tally.declared.or(Some(0));
    }
    talk::close(before, output);
    Ok(())
}

/// Looks for the keeper's name in the profile.
fn keeper<R: Read>(json: &mut Json<R>, level: usize, me: &mut Option<String>) -> Result<(), Halt> {
    json.object(|json, key| match key {
        "Profile" | "Profile Info" | "Profile Information" | "ProfileMap" | "Profile And Settings"
            if level < LEVELS =>
        {
            keeper(json, level + 1, me)
        }
        "userName" => {
            *me = json.value()?.text().map(std::borrow::Cow::into_owned).filter(|name| !name.is_empty());
            Ok(())
        }
        _ => json.skip(),
    })
}

struct Chats<'a> {
    origin: &'a Origin<'a>,
    other: String,
    /// A chat of two, called after the other one.
    single: bool,
    /// Something stood where chats stand that is none.
    unknown: bool,
}

impl Chats<'_> {
    /// Goes down to the lists of messages, whatever is between.
    fn section<R: Read>(
        &mut self,
        json: &mut Json<R>,
        level: usize,
        output: &mut Output<'_>,
    ) -> Result<(), Halt> {
        if level > LEVELS {
            self.unknown = true;
            output.findings.at(Kind::TooDeep, json.offset(), 0);
            return json.skip();
        }
        json.object(|json, key| {
            let place = json.offset();
            match json.peek()? {
                // Groups, and chats of years to come, have keys of other words; a list within this section is a chat.
                Some(b'[') => {
                    let other = key.split_once(" with ").map_or(key, |(_, other)| other);
                    self.other = other.trim_end_matches(':').trim().to_owned();
                    self.single = key.starts_with(CHAT);
                    json.records(output, |record, output| self.message(record, output))
                }
                Some(b'{') => self.section(json, level + 1, output),
                Some(b'n') => json.skip(),
                _ => {
                    self.unknown = true;
                    output.findings.at(Kind::UnknownElement, place, 0);
                    json.skip()
                }
            }
        })
    }

    fn message(&mut self, record: Value<'_>, output: &mut Output<'_>) -> Result<(), ImportError> {
        let place = record.range().0;
        if record.any(&["Date", "date", "Content", "content"]).is_none() {
            self.unknown = true;
            output.findings.at(Kind::UnknownElement, place, 0);
            return Ok(());
        }
        let mut item = Item { locator: self.origin.locator(record.range()), ..Item::default() };
        // Dates are in UTC and do not say so.
        let date = record.any(&["Date", "date"]).and_then(|date| prose::parse(&date.text()?, None));
        match date.and_then(|date| date.offset.unwrap_or(Offset::UTC).to_timestamp(date.civil).ok()) {
            Some(at) => Moment::sure(at),
            None => Moment::unknown(place, output),
        }
        .stamp(&mut item);
        item.from = ["From", "from"].iter().find_map(|key| record.string_of(key));
        item.text = ["Content", "content"].iter().find_map(|key| record.string_of(key)).unwrap_or_default();
        item.attachments.extend(["Link", "ImageUrl", "VideoUrl"].iter().filter_map(|key| {
            Some(Attachment { name: Some(record.string_of(key)?), ..Attachment::default() })
        }));
        item.conversation = Some(self.other.clone());
        item.direction = output.direction(item.from.as_deref());
        item.to = match item.from.as_deref() {
            _ if !self.single => Vec::new(),
            Some(from) if from == self.other => output.me().map(str::to_owned).into_iter().collect(),
            _ => vec![self.other.clone()],
        };
        output.put(item)?;
        Ok(())
    }
}
