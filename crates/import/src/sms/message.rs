//! Messages: text messages and multimedia messages with their parts.

use super::{field, xml::Base64};
use base64::Engine;
use daybook_core::item::{Attachment, Direction, ItemKind, Locator};

/// Which way a message went and what sort it is, by the box it lies in. `None` in the third: the box is unknown.
///
/// Failed and queued messages were written and never sent, as far as the phone knows: drafts.
pub fn boxed(number: &str) -> (Direction, ItemKind, Option<()>) {
    match number.trim() {
        "1" => (Direction::In, ItemKind::Message, Some(())),
        "2" | "4" => (Direction::Out, ItemKind::Message, Some(())),
        "3" | "5" | "6" => (Direction::Out, ItemKind::Draft, Some(())),
        _ => (Direction::Unknown, ItemKind::Message, None),
    }
}

/// One part of a multimedia message.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// Media type as declared.
    pub media_type: String,
    /// Name, in the three fields that may hold one.
    pub names: [String; 3],
    /// Text.
    pub text: Option<String>,
    /// Bytes, as base64.
    pub data: Option<Base64>,
}

impl Part {
    /// Layout for slides: says nothing that a person wrote.
    pub fn is_layout(&self) -> bool {
        self.media_type.starts_with("application/smil")
    }

    /// The part as text, if it is text.
    pub fn text(&self) -> Option<&str> {
        self.text.as_deref().filter(|_| self.data.is_none() && !self.is_layout())
    }

    /// The part as a file. True: its bytes are damaged.
    pub fn attachment(&self, member: Option<&str>) -> (Attachment, bool) {
        let name = self.names.iter().find(|name| !name.is_empty() && *name != "null").cloned();
        let declared = Some(self.media_type.clone()).filter(|t| !t.is_empty() && t != "null");
        let Some(data) = self.data.as_ref().filter(|data| data.bytes > 0 || !data.sound) else {
            return (Attachment { name, media_type: declared, ..Attachment::default() }, false);
        };
        let locator = Locator {
            member: member.map(str::to_owned),
            start: Some(data.range.0),
            end: Some(data.range.1),
            row: None,
        };
        let media_type = sniff(&data.head).or(declared);
        let bytes = data.sound.then_some(data.bytes);
        (
            Attachment {
                name,
                media_type,
                bytes,
                present: data.sound,
                locator: Some(locator),
                ..Attachment::default()
            },
            !data.sound,
        )
    }
}

/// The media type of the bytes some base64 begins with.
fn sniff(head: &[u8]) -> Option<String> {
    let whole = &head[..head.len() / 4 * 4];
    let bytes = base64::engine::general_purpose::STANDARD.decode(whole).ok()?;
    infer::get(&bytes).map(|found| found.mime_type().to_owned())
}

/// Who a multimedia message is from and to.
#[derive(Clone, Debug, Default)]
pub struct Envelope {
    /// The addresses of the thread, as the message itself names them.
    pub thread: Vec<String>,
    /// Addresses with their role (137 from, 151 to, 130 copy, 129 blind copy).
    pub roles: Vec<(String, String)>,
}

impl Envelope {
    /// From whom and to whom. The box decides the direction: phones write wrong and repeated roles.
    pub fn ends(&self, direction: Direction) -> (Option<String>, Vec<String>) {
        let people: Vec<&String> = self.thread.iter().filter(|address| !is_group_token(address)).collect();
        if direction == Direction::Out {
            let to = if people.is_empty() {
                self.with_role(|role| role != "137")
            } else {
                people.into_iter().cloned().collect()
            };
            return (None, to);
        }
        let named = self.with_role(|role| role == "137").into_iter().next();
        let from = match people[..] {
            [one] => Some(one.clone()),
            _ => named,
        };
        let to = if people.len() > 1 || people.is_empty() {
            self.with_role(|role| role != "137")
        } else {
            Vec::new()
        };
        (from.clone(), to.into_iter().filter(|address| Some(address) != from.as_ref()).collect())
    }

    fn with_role(&self, wanted: impl Fn(&str) -> bool) -> Vec<String> {
        let mut found = Vec::new();
        for (address, role) in &self.roles {
            if wanted(role) && !is_group_token(address) && !found.contains(address) {
                found.push(address.clone());
            }
        }
        found
    }

    /// The name of the thread.
    pub fn conversation(&self) -> Option<String> {
        field::thread(&self.thread)
    }
}

/// Addresses that stand for a group and not for a person.
fn is_group_token(address: &str) -> bool {
    address.contains("rcs.google.com")
}
