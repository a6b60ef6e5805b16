//! `main.jsonl`: one frame a line (or a list of frames), as libsignal writes its backup in JSON. Whole numbers are strings, enums are names.

use super::update;
use crate::{
    error::ImportError,
    finding::Kind,
    json::{Glance, Json, Value},
    moment::{self, Moment},
    options::Options,
    origin::{Confidence, Origin},
    source::Stream,
    talk,
    tally::Output,
};
use daybook_core::item::{
    Attachment, Call, CallOutcome, Detail, Direction, Item, ItemKind, Reaction, Version,
};
use std::collections::HashMap;

/// Fields that open something: nobody else may ever have them.
const SECRETS: &[&str] = &["mediaRootBackupKey", "profileKey", "masterKey", "localMetadata"];
/// Frames about the app, not about what was said.
const OTHER_FRAMES: &[&[u8]] = &[b"stickerPack", b"notificationProfile", b"chatFolder"];
/// Parts of a message that are read elsewhere or say only how it went.
const OF_ITEM: &[&[u8]] = &[b"incoming", b"outgoing", b"directionless", b"pinDetails"];
/// What the keeper is called when the account has no name.
const ME: &str = "Me";

/// Whether the head of a file is such an export.
pub fn looks_like(start: &[u8]) -> Option<Confidence> {
    let seen = Glance::of(start)?;
    let info = seen.top("version") && seen.top("backupTimeMs");
    let items = seen.top("chatItem") && seen.has("dateSent");
    let people = seen.top("recipient") && seen.has_any(&["contact", "self", "group"]);
    (info || items || people).then_some(Confidence::High)
}

/// Reads an export.
pub fn read(
    stream: &mut dyn Stream,
    origin: &Origin<'_>,
    options: &Options,
    output: &mut Output<'_>,
) -> Result<(), ImportError> {
    let mut store = Store { origin, told: options.me.clone(), ..Store::new(origin) };
    output.set_me(options.me.clone());
    Json::read(stream, output, options.limits.json_record_bytes, |json, output| {
        if json.peek()? == Some(b'[') {
            return json.records(output, |frame, output| store.frame(frame, output));
        }
        while json.peek()?.is_some() {
            json.record(output, |frame, output| store.frame(frame, output))?;
        }
        Ok(())
    })?;
    output.set_me(Some(store.me));
    Ok(())
}

/// What the frames before a message said.
struct Store<'a> {
    origin: &'a Origin<'a>,
    told: Option<String>,
    me: String,
    recipients: HashMap<String, Recipient>,
    /// Recipients by the number of their chat.
    chats: HashMap<String, String>,
}

#[derive(Clone, Debug, Default)]
struct Recipient {
    name: String,
    /// Their number, with its plus.
    number: Option<String>,
    /// The keeper has blocked them.
    blocked: bool,
    /// One person, not a group.
    single: bool,
}

impl<'a> Store<'a> {
    fn new(origin: &'a Origin<'a>) -> Self {
        Self { origin, told: None, me: ME.to_owned(), recipients: HashMap::new(), chats: HashMap::new() }
    }

    fn frame(&mut self, frame: Value<'_>, output: &mut Output<'_>) -> Result<(), ImportError> {
        let place = frame.range().0;
        for (key, value) in frame.fields() {
            let secret = |value: Value<'_>| SECRETS.iter().any(|key| value.get(key).is_some());
            if secret(frame) || secret(value) || value.get("contact").is_some_and(secret) {
                output.findings.at(Kind::Secrets, place, 0);
            }
            match key {
                b"account" => self.account(value),
                b"recipient" => self.recipient(value),
                b"chat" => {
                    let pair = value.word_of("id").zip(value.word_of("recipientId"));
                    self.chats.extend(pair);
                }
                b"chatItem" => {
                    let item = self.item(value, place, output);
                    self.put(item, frame, output)?;
                }
                b"adHocCall" => {
                    let item = self.link_call(value);
                    self.put(item, frame, output)?;
                }
                // The first line has the version, and these frames hold nothing that was said.
                key if OTHER_FRAMES.contains(&key) || !value.is_object() => {}
                _ => output.findings.at(Kind::UnknownElement, place, 0),
            }
        }
        Ok(())
    }

    fn put(&self, mut item: Item, frame: Value<'_>, output: &mut Output<'_>) -> Result<(), ImportError> {
        let place = frame.range().0;
        if item.at.is_none() {
            Moment::unknown(place, output).stamp(&mut item);
        }
        item.locator = self.origin.locator(frame.range());
        output.put(item)?;
        Ok(())
    }

    fn account(&mut self, account: Value<'_>) {
        let names = ["givenName", "familyName"].map(|key| account.string_of(key));
        let name = names.into_iter().flatten().collect::<Vec<_>>().join(" ");
        let shown = Some(name).filter(|name| !name.is_empty()).or_else(|| account.string_of("username"));
        self.me = self.told.clone().or(shown).unwrap_or_else(|| ME.to_owned());
    }

    fn recipient(&mut self, recipient: Value<'_>) {
        let Some(id) = recipient.word_of("id") else { return };
        let found = if let Some(contact) = recipient.get("contact") {
            Recipient {
                name: contact_name(contact),
                number: number(contact),
                blocked: contact.is_true("blocked"),
                single: true,
            }
        } else if recipient.get("self").is_some() {
            Recipient { name: self.me.clone(), single: true, ..Recipient::default() }
        } else if let Some(group) = recipient.get("group") {
            let title =
                group.get("snapshot").and_then(|s| s.get("title")).and_then(|title| title.string_of("title"));
            Recipient { name: title.unwrap_or_else(|| format!("group {id}")), ..Recipient::default() }
        } else {
            let sorts = ["distributionList", "releaseNotes", "callLink"];
            let found = sorts.into_iter().find_map(|key| Some((key, recipient.get(key)?)));
            let name = found.map_or_else(
                || "unknown".to_owned(),
                |(key, value)| {
                    let inner = value.get("distributionList").unwrap_or(value);
                    inner.string_of("name").unwrap_or_else(|| key.to_owned())
                },
            );
            Recipient { name, ..Recipient::default() }
        };
        let name = if found.name.is_empty() { format!("recipient {id}") } else { found.name };
        self.recipients.insert(id, Recipient { name, ..found });
    }

    fn name(&self, id: &str) -> String {
        self.recipients.get(id).map_or_else(|| format!("recipient {id}"), |recipient| recipient.name.clone())
    }

    fn item(&self, chat_item: Value<'_>, place: u64, output: &mut Output<'_>) -> Item {
        let chat = chat_item.word_of("chatId").unwrap_or_default();
        let recipient = self.chats.get(&chat).and_then(|id| self.recipients.get(id));
        let author = chat_item.word_of("authorId");
        let mut item = Item {
            at: chat_item.whole_of("dateSent").and_then(moment::since_1970),
            from: author.as_deref().map(|id| self.name(id)),
            conversation: Some(
                recipient.map_or_else(|| format!("chat {chat}"), |recipient| recipient.name.clone()),
            ),
            ..Item::default()
        };
        item.direction = if chat_item.get("outgoing").is_some() {
            Direction::Out
        } else if chat_item.get("incoming").is_some() {
            Direction::In
        } else {
            Direction::Unknown
        };
        self.content(chat_item, place, &mut item, output);
        self.identify(author.as_deref(), &mut item);
        item.to = match (item.direction, recipient) {
            (Direction::Out, Some(recipient)) if recipient.single => {
                let known = recipient.number.as_ref().filter(|number| **number != recipient.name);
                item.contact_name = known.map(|_| recipient.name.clone());
                vec![recipient.number.clone().unwrap_or_else(|| recipient.name.clone())]
            }
            (Direction::In, _) if item.kind != ItemKind::System => vec![self.me.clone()],
            _ => Vec::new(),
        };
        let revisions = chat_item.items_of("revisions");
        item.earlier = revisions
            .map(|version| Version {
                at: version.whole_of("dateSent").and_then(moment::since_1970),
                text: version.get("standardMessage").and_then(body).unwrap_or_default(),
            })
            .collect();
        if !item.earlier.is_empty() && item.kind == ItemKind::Message {
            item.kind = ItemKind::Edited;
        }
        item
    }

    /// The number stands for a person where it is known, as in texts and calls, and the name beside it.
    fn identify(&self, author: Option<&str>, item: &mut Item) {
        let Some(author) = author.and_then(|id| self.recipients.get(id)) else { return };
        if let Some(number) = author.number.as_ref().filter(|number| **number != author.name) {
            item.contact_name = item.from.replace(number.clone());
        }
        if author.blocked {
            item.details.push(Detail { name: "Blocked in the app".to_owned(), value: "yes".to_owned() });
        }
    }

    fn content(&self, chat_item: Value<'_>, place: u64, item: &mut Item, output: &mut Output<'_>) {
        for (key, value) in chat_item.fields() {
            match key {
                b"standardMessage" | b"directStoryReplyMessage" => {
                    item.text = body(value).or_else(|| value.string_of("emoji")).unwrap_or_default();
                    let files = value.items_of("attachments");
                    item.attachments.extend(
                        files.chain(value.get("longText")).map(|file| self.file(file, place, output)),
                    );
                }
                b"remoteDeletedMessage" | b"adminDeletedMessage" => item.kind = ItemKind::Deleted,
                b"viewOnceMessage" => {
                    output.findings.at(Kind::ViewOnce, place, 0);
                    item.attachments
                        .extend(value.get("attachment").map(|file| self.file(file, place, output)));
                }
                b"updateMessage" => update::read(value, item),
                b"stickerMessage" => {
                    let sticker = value.get("sticker");
                    item.text = sticker.and_then(|sticker| sticker.string_of("emoji")).unwrap_or_default();
                    item.attachments.extend(
                        sticker.and_then(|s| s.get("data")).map(|file| self.file(file, place, output)),
                    );
                }
                b"contactMessage" | b"paymentNotification" | b"giftBadge" | b"poll" => {
                    item.text = value.in_words(update::LONGEST);
                }
                key if OF_ITEM.contains(&key) || !value.is_object() => continue,
                key => {
                    output.findings.at(Kind::UnknownType, place, 0);
                    item.text =
                        format!("{}: {}", String::from_utf8_lossy(key), value.in_words(update::LONGEST));
                }
            }
            item.details.extend(quoted(value));
            let reactions = value.items_of("reactions");
            item.reactions.extend(reactions.map(|reaction| Reaction {
                by: reaction.word_of("authorId").map(|id| self.name(&id)),
                sign: reaction.string_of("emoji").unwrap_or_default(),
                at: reaction.whole_of("sentTimestamp").and_then(moment::since_1970),
            }));
        }
    }

    fn file(&self, file: Value<'_>, place: u64, output: &mut Output<'_>) -> Attachment {
        let pointer = file.get("pointer").unwrap_or(file);
        let declared = pointer.string_of("contentType");
        let name = pointer.string_of("fileName").or_else(|| file.string_of("clientUuid"));
        let mut attachment = match &name {
            Some(name) => talk::file(name, place, self.origin, output),
            None => Attachment::default(),
        };
        attachment.media_type = attachment.media_type.or(declared);
        attachment
    }

    /// A call by link: among anybody, outside of chats.
    fn link_call(&self, call: Value<'_>) -> Item {
        let other = call.word_of("recipientId").map(|id| self.name(&id));
        Item {
            at: call.whole_of("callTimestamp").and_then(moment::since_1970),
            kind: ItemKind::Call,
            conversation: other,
            call: Some(Call { outcome: CallOutcome::Unknown, video: true, ..Call::default() }),
            ..Item::default()
        }
    }
}

/// The text of a message, or of an answer to a story.
fn body(message: Value<'_>) -> Option<String> {
    let reply = message.get("textReply").unwrap_or(message);
    reply.get("text").and_then(|text| text.string_of("body"))
}

/// What a message quotes, often the only trace of one that was deleted, and the links it shows.
fn quoted(message: Value<'_>) -> Vec<Detail> {
    let words = message.get("quote").map(|quote| {
        let text = quote.get("text").and_then(|text| text.string_of("body"));
        text.unwrap_or_else(|| quote.in_words(update::LONGEST))
    });
    let links = message.items_of("linkPreview").map(|link| link.in_words(update::LONGEST));
    let detail = |name: &str, value| Detail { name: name.to_owned(), value };
    let quote = words.map(|words| detail("Quoted", words));
    quote.into_iter().chain(links.map(|link| detail("Link", link))).collect()
}

fn number(contact: Value<'_>) -> Option<String> {
    contact.word_of("e164").map(|number| format!("+{}", number.trim_start_matches('+')))
}

/// The name the keeper gave, else the one the other has, else the number.
fn contact_name(contact: Value<'_>) -> String {
    let pairs = [("systemGivenName", "systemFamilyName"), ("profileGivenName", "profileFamilyName")];
    let nickname = contact.get("nickname").map(|name| full_name(name, ("given", "family")));
    let mut names = nickname.into_iter().chain(pairs.map(|keys| full_name(contact, keys)));
    names
        .find(|name| !name.is_empty())
        .or_else(|| number(contact))
        .or_else(|| contact.string_of("username"))
        .unwrap_or_default()
}

fn full_name(value: Value<'_>, (given, family): (&str, &str)) -> String {
    [given, family].iter().filter_map(|key| value.string_of(key)).collect::<Vec<_>>().join(" ")
}
