//! One message of Outlook as an item, or as a contact card.

use super::{
    properties::{Properties, id},
    rtf,
};
use crate::{
    finding::{Findings, Kind},
    limits::Limits,
    mail::{date::date, headers, page},
    moment,
    options::Options,
};
use daybook_core::{
    card::{Card, CardIdentifier},
    item::{Attachment, Detail, Direction, Item, ItemKind, Locator},
    person::IdentifierKind,
};
use jiff::Timestamp;
use mail_parser::{HeaderName, MessageParser};

/// The message was not sent yet (MS-OXCMSG section 2.2.1.6, `mfUnsent`).
const UNSENT: i64 = 8;

/// A message with its recipients and files.
#[derive(Debug, Default)]
pub struct Letter {
    /// Its own properties.
    pub properties: Properties,
    /// Those of each recipient.
    pub recipients: Vec<Properties>,
    /// Its files.
    pub files: Vec<Attachment>,
    /// Messages within it.
    pub within: Vec<Letter>,
    /// How many messages lie in it as files and were not opened.
    pub unopened: usize,
    /// The folder it lies in.
    pub folder: Option<String>,
}

impl Letter {
    /// What class of thing it is: `IPM.Note` is a mail (MS-OXOMSG section 2.2.2.1).
    fn class(&self) -> String {
        self.properties.text(id::MESSAGE_CLASS).unwrap_or_default().to_uppercase()
    }

    /// Whether it is an entry of the address book.
    pub fn is_card(&self) -> bool {
        self.class().starts_with("IPM.CONTACT") || self.class().starts_with("IPM.DISTLIST")
    }

    /// The message as an item.
    pub fn item(self, locator: Locator, options: &Options, findings: &mut Findings) -> Item {
        let place = (locator.start.unwrap_or(0), locator.row.unwrap_or(0));
        let class = self.class();
        let fields = self.properties.text(id::TRANSPORT_HEADERS).unwrap_or_default();
        let parser = MessageParser::new().default_header_ignore().with_date_headers().with_address_headers();
        let parsed = parser.parse_headers(fields.as_bytes());
        let field = |name| {
            let message = parsed.as_ref()?;
            Some(headers::raw(message, headers::first(message, &name)?))
        };
        let written = field(HeaderName::Date).and_then(|text| date(&text)?.at());
        let (at, at_note) = self.time(written, options, (findings, place));
        let sender = parsed
            .as_ref()
            .and_then(|message| message.from())
            .and_then(|from| from.first())
            .and_then(|from| from.address());
        let from = self.sender(sender);
        let to: Vec<String> = self.receivers();
        let unsent = self.properties.number(id::MESSAGE_FLAGS).is_some_and(|flags| flags & UNSENT != 0);
        let kind = match class.as_str() {
            class
                if ["IPM.APPOINTMENT", "IPM.TASK", "IPM.STICKYNOTE", "IPM.ACTIVITY"]
                    .iter()
                    .any(|start| class.starts_with(start)) =>
            {
                ItemKind::Event
            }
            _ if unsent => ItemKind::Draft,
            _ => ItemKind::Message,
        };
        let is_me = |name: &String| options.me.as_ref().is_some_and(|me| me.eq_ignore_ascii_case(name));
        let direction = match () {
            () if kind == ItemKind::Event => Direction::Unknown,
            () if unsent || from.as_ref().is_some_and(is_me) => Direction::Out,
            () if options.me.is_some() => Direction::In,
            () => Direction::Unknown,
        };
        let mut details = parsed.as_ref().map(headers::kept).unwrap_or_default();
        let known = |name: &str| details.iter().any(|detail: &Detail| detail.name == name);
        let id =
            self.properties.text(id::INTERNET_MESSAGE_ID).filter(|_| !known(HeaderName::MessageId.as_str()));
        details.extend(id.map(|value| Detail { name: HeaderName::MessageId.as_str().to_owned(), value }));
        details.extend(self.folder.clone().map(|value| Detail { name: "Folder".to_owned(), value }));
        let name = self.properties.text(id::SENDER_NAME).filter(|name| from.as_ref() != Some(name));
        let (text, cut) = self.text(&options.limits);
        if cut {
            findings.at(Kind::TextCut, place.0, place.1);
        }
        let conversation = self.properties.text(id::CONVERSATION_TOPIC);
        let attachments = files(self);
        Item {
            at,
            at_note,
            from,
            to,
            contact_name: name,
            direction,
            kind,
            text,
            conversation,
            attachments,
            details,
            locator,
            ..Item::default()
        }
    }

    fn time(
        &self,
        written: Option<Timestamp>,
        options: &Options,
        (findings, place): (&mut Findings, (u64, u64)),
    ) -> (Option<Timestamp>, Option<String>) {
        let event = self.properties.time(id::START_DATE);
        let own = event.or_else(|| self.properties.time(id::CLIENT_SUBMIT_TIME)).or(written);
        if let Some(at) = own {
            if event.is_none() {
                moment::check(at, options, findings, place);
            }
            return (own, None);
        }
        if let Some(delivered) = self.properties.time(id::DELIVERY_TIME) {
            findings.at(Kind::DateOfDelivery, place.0, place.1);
            return (Some(delivered), Some("It is the time of delivery.".to_owned()));
        }
        match self.properties.time(id::CREATION_TIME) {
            Some(made) => (Some(made), Some("It is the time it was written down.".to_owned())),
            None => {
                findings.at(Kind::BadTime, place.0, place.1);
                (None, None)
            }
        }
    }

    /// Who sent it: an address if there is one. Inside organisations Outlook keeps a name of its directory instead.
    fn sender(&self, in_fields: Option<&str>) -> Option<String> {
        let address = self.properties.text(id::SENDER_ADDRESS).filter(|address| address.contains('@'));
        let own = self.properties.text(id::SENDER_SMTP_ADDRESS).or(address);
        own.or_else(|| in_fields.map(str::to_owned)).or_else(|| self.properties.text(id::SENDER_NAME))
    }

    /// Who it went to.
    fn receivers(&self) -> Vec<String> {
        let address = |who: &Properties| {
            let plain = who.text(id::EMAIL_ADDRESS).filter(|address| address.contains('@'));
            who.text(id::SMTP_ADDRESS).or(plain).or_else(|| who.text(id::DISPLAY_NAME))
        };
        let to: Vec<String> = self.recipients.iter().filter_map(address).collect();
        if !to.is_empty() {
            return to;
        }
        let shown = self.properties.text(id::DISPLAY_TO).unwrap_or_default();
        shown.split(';').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
    }

    /// Subject and text, those of messages within behind them; whether it was cut.
    fn text(&self, limits: &Limits) -> (String, bool) {
        let mut text = String::new();
        let mut left = vec![(self, 0)];
        while let Some((letter, depth)) = left.pop() {
            if depth > 0 {
                text.push_str("\n\n[Mail within this mail]\n");
                let from = letter.sender(None).map(|from| format!("From: {from}\n"));
                text.push_str(&from.unwrap_or_default());
            }
            let subject = letter.properties.text(id::SUBJECT).unwrap_or_default();
            let body = letter.body().replace("\r\n", "\n");
            text.push_str(subject.trim());
            if !subject.is_empty() && !body.is_empty() {
                text.push('\n');
            }
            text.push_str(&body);
            if text.len() > limits.record_text_bytes {
                text.truncate(text.floor_char_boundary(limits.record_text_bytes));
                return (text, true);
            }
            left.extend(letter.within.iter().rev().map(|within| (within, depth + 1)));
        }
        (text, false)
    }

    /// The text as it was written, else out of the page, else out of the rich text.
    fn body(&self) -> String {
        let plain = self.properties.text(id::BODY);
        let page = || self.properties.page(id::HTML).map(|page| page::words(&page));
        let rich = || self.properties.bytes(id::RTF).and_then(rtf::unpacked).map(|rich| rtf::words(&rich));
        plain.or_else(page).or_else(rich).unwrap_or_default()
    }

    /// The entry of an address book as a contact card.
    pub fn card(&self, emails: Vec<String>, locator: Locator) -> Card {
        let text = |id| self.properties.text(id);
        let phones =
            PHONES.iter().filter_map(|(id, label)| Some((IdentifierKind::Phone, text(*id)?, Some(*label))));
        let mails = emails.into_iter().map(|mail| (IdentifierKind::Email, mail, None));
        let address = ADDRESS.iter().filter_map(|id| text(*id)).collect::<Vec<_>>().join(", ");
        let address = (!address.is_empty()).then_some((IdentifierKind::Address, address, None));
        let all = phones.chain(mails).chain(address);
        let identifiers =
            all.map(|(kind, value, label)| CardIdentifier { kind, value, label: label.map(str::to_owned) });
        let details = DETAILS
            .iter()
            .filter_map(|(id, name)| Some(Detail { name: (*name).to_owned(), value: text(*id)? }));
        Card {
            name: text(id::DISPLAY_NAME).or_else(|| text(id::SUBJECT)).unwrap_or_default().trim().to_owned(),
            identifiers: identifiers.collect(),
            details: details.collect(),
            locator,
        }
    }
}

/// Telephone numbers of a card (MS-OXOCNTC section 2.2.1.4).
const PHONES: &[(u16, &str)] = &[
    (0x3a1c, "mobile"),
    (0x3a08, "work"),
    (0x3a1b, "work"),
    (0x3a09, "home"),
    (0x3a2f, "home"),
    (0x3a1a, "primary"),
    (0x3a1e, "car"),
    (0x3a1f, "other"),
    (0x3a24, "work fax"),
];
/// The work address: street, town, county, postcode, country.
const ADDRESS: &[u16] = &[0x3a29, 0x3a27, 0x3a28, 0x3a2a, 0x3a26];
/// What else is kept of a card.
const DETAILS: &[(u16, &str)] = &[
    (0x3a16, "Company"),
    (0x3a17, "Title"),
    (0x3a18, "Department"),
    (0x3a4f, "Nickname"),
    (id::BODY, "Note"),
];

/// The files of a message and of those within it.
fn files(letter: Letter) -> Vec<Attachment> {
    let mut files = Vec::new();
    let mut left = vec![letter];
    while let Some(mut letter) = left.pop() {
        files.append(&mut letter.files);
        letter.within.reverse();
        left.append(&mut letter.within);
    }
    files
}
