//! What the caller knows about a source, and where the items go.

use crate::limits::Limits;
use daybook_core::{
    card::Card,
    item::{Item, ItemKind},
};
use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

macro_rules! formats {
    ($($(#[doc = $doc:expr])* $name:ident $word:literal $title:literal;)*) => {
        /// What a file, or a member of a zip, is read as.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Format {
            $($(#[doc = $doc])* $name,)*
            /// Any other file: an exhibit.
            #[default]
            File,
        }

        impl Format {
            /// Every format, for offering a choice.
            pub const ALL: &[Self] = &[$(Self::$name,)* Self::File];

            /// The stable word for programs and for `--as`.
            pub fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)* Self::File => "file" }
            }

            /// The format in words a person knows.
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* Self::File => "File" }
            }
        }
    };
}

formats! {
    /// A chat exported by WhatsApp as text.
    Whatsapp "whatsapp" "WhatsApp chat";
    /// Messages or calls saved by SMS Backup & Restore, as XML.
    SmsBackupRestore "sms-backup-restore" "SMS Backup & Restore";
    /// One mail.
    Eml "email-eml" "E-mail";
    /// Many mails in one file.
    Mbox "email-mbox" "Mailbox (mbox)";
    /// One mail as Apple Mail keeps it.
    Emlx "email-emlx" "E-mail from Apple Mail";
    /// Messages of an iPhone or Mac: `sms.db` or `chat.db`.
    Imessage "imessage" "iPhone or Mac messages";
    /// Calls of an iPhone or Mac.
    IphoneCalls "iphone-calls" "iPhone call history";
    /// A backup of an iPhone that is locked with a password, by its `Manifest.plist`.
    IphoneBackup "iphone-backup" "iPhone backup";
    /// WhatsApp's own database of an iPhone.
    WhatsappIphone "whatsapp-iphone" "WhatsApp of an iPhone";
    /// Contacts of an iPhone or Mac.
    IphoneContacts "iphone-contacts" "iPhone or Mac contacts";
    /// Voicemail of an iPhone.
    IphoneVoicemail "iphone-voicemail" "iPhone voicemail";
    /// One message saved by Outlook.
    Msg "outlook-msg" "Outlook message";
    /// A mailbox of Outlook.
    Pst "outlook-pst" "Outlook mailbox";
    /// Contact cards.
    Vcard "vcard" "Contact cards (vCard)";
    /// Entries of a calendar.
    Ics "ics" "Calendar";
    /// A thread of Instagram, as JSON.
    Instagram "instagram" "Instagram";
    /// A thread of Facebook, Messenger or Instagram, as JSON.
    Messenger "facebook-messenger" "Facebook, Messenger or Instagram";
    /// The same, as a page.
    MessengerHtml "facebook-messenger-html" "Facebook, Messenger or Instagram";
    /// Chats of Telegram, as JSON.
    Telegram "telegram" "Telegram";
    /// The same, as pages.
    TelegramHtml "telegram-html" "Telegram";
    /// Texts, calls and voicemail of Google Voice.
    GoogleVoice "google-voice" "Google Voice";
    /// Signal's own plain export.
    Signal "signal" "Signal";
    /// Text of Signal chats by the script `sigexport`.
    SignalText "signal-text" "Signal";
    /// The archive of X, formerly Twitter.
    X "x-twitter" "X (Twitter)";
    /// Chats, snaps and calls of Snapchat.
    Snapchat "snapchat" "Snapchat";
    /// Direct messages of TikTok.
    Tiktok "tiktok" "TikTok";
    /// A channel of Discord, saved by DiscordChatExporter.
    Discord "discord" "Discord";
    /// One's own messages, as Discord sends them.
    DiscordPackage "discord-package" "Discord";
    /// The same, as a table.
    DiscordPackageCsv "discord-package-csv" "Discord";
    /// A chat of Google Chat.
    GoogleChat "google-chat" "Google Chat";
    /// Location history or Timeline of Google.
    GoogleLocation "google-location" "Google location history";
    /// Google's log of what was done with the account.
    GoogleTakeout "google-takeout" "Google activity";
    /// The same, as a page.
    GoogleTakeoutHtml "google-takeout-html" "Google activity";
    /// JSON that is damaged before it can be known what it is.
    Broken "broken-json" "Damaged file";
    /// A table of columns: a phone bill, the log of a doorbell or tracker.
    Csv "csv" "Table (CSV)";
}

impl std::str::FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(word: &str) -> Result<Self, UnknownFormat> {
        // People say "sms" for the whole of it, and need not know whether it is packed.
        let word = if word == "sms" { "sms-backup-restore" } else { word };
        let word = word.strip_suffix(PACKED).unwrap_or(word);
        Self::ALL.iter().copied().find(|format| format.word() == word).ok_or(UnknownFormat)
    }
}

/// What the word of a format ends with when the format came in a zip.
pub const PACKED: &str = "-zip";

/// A word that names no format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("This is not a format we know.")]
pub struct UnknownFormat;

/// Which part of a written date comes first, when the person says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateOrder {
    /// 4/5/2026 is the fourth of May.
    DayFirst,
    /// 4/5/2026 is the fifth of April.
    MonthFirst,
    /// 26/5/4 is the fourth of May.
    YearFirst,
}

/// What a column of a table holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Meaning {
    /// Date and time together.
    When,
    /// The date alone.
    Date,
    /// The time of day alone.
    Time,
    /// Who it came from.
    From,
    /// Who it went to.
    To,
    /// The other side, whichever way it went: the one number on a phone bill.
    With,
    /// The name of the other side.
    Name,
    /// What was written, or what happened.
    Text,
    /// How long it took.
    Duration,
    /// Which way it went, in words: incoming, sent.
    Direction,
    /// What sort of record it is, in words: call, text, missed.
    Kind,
    /// Where it was.
    Place,
    /// Nothing that is wanted.
    Skip,
}

/// What the columns of a table mean, as the person says. Can be kept and used for the next table of that kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mapping {
    /// What a column holds, by its heading, or by its number from 1 where it has none. Columns that are not named here
    /// are kept with the record as they are.
    pub columns: BTreeMap<String, Meaning>,
    /// What separates columns; worked out from the file when not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<char>,
    /// Which line holds the headings, from 1; 0 when none does. Worked out from the file when not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heading: Option<u64>,
    /// The order of day and month.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_order: Option<DateOrder>,
    /// The zone of its clock readings, by its IANA name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// What sort of record a row is, when no column says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<ItemKind>,
}

/// What is known about a source beforehand.
#[derive(Clone, Debug)]
pub struct Options {
    /// The keeper's own name or number as the archive writes it.
    pub me: Option<String>,
    /// Whose phone or account it is, when the person says so. Empty: the diary keeper's after all.
    pub whose: Option<String>,
    /// The zone of clock readings without one.
    pub zone: TimeZone,
    /// The order of day and month, when the person has said so.
    pub date_order: Option<DateOrder>,
    /// Read as this, whatever the content looks like.
    pub format: Option<Format>,
    /// Now, when dates in the future are to be pointed out.
    pub now: Option<Timestamp>,
    /// The password of an archive that is locked, when the person has given it.
    pub password: Option<String>,
    /// What the columns of a table mean, when the person has said so.
    pub mapping: Option<Mapping>,
    /// How much a source may ask for.
    pub limits: Limits,
}

impl Options {
    /// Nothing known but the zone.
    pub fn new(zone: TimeZone) -> Self {
        Self {
            me: None,
            whose: None,
            zone,
            date_order: None,
            format: None,
            now: None,
            password: None,
            mapping: None,
            limits: Limits::default(),
        }
    }
}

/// The sink did not take an item. The sink knows why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("An item could not be taken in.")]
pub struct SinkError;

/// Takes what a reader finds.
pub trait Sink {
    /// The items that follow are of this format: an archive may hold several.
    fn entering(&mut self, _format: Format) {}

    /// Takes one item, in the order of the source.
    fn item(&mut self, item: Item) -> Result<(), SinkError>;

    /// Takes one contact card, in the order of the source.
    fn card(&mut self, _card: Card) -> Result<(), SinkError> {
        Ok(())
    }

    /// Told now and then how far the reading has come.
    fn progress(&mut self, _bytes_done: u64, _bytes_total: u64) {}

    /// Whether items are wanted at all. A reading that only counts is several times faster without them.
    fn wants_items(&self) -> bool {
        true
    }
}

/// A sink that only lets the reading count.
#[derive(Clone, Copy, Debug, Default)]
pub struct CountOnly;

impl Sink for CountOnly {
    fn item(&mut self, _item: Item) -> Result<(), SinkError> {
        Ok(())
    }

    fn wants_items(&self) -> bool {
        false
    }
}

/// A sink that keeps every item in memory.
impl Sink for Vec<Item> {
    fn item(&mut self, item: Item) -> Result<(), SinkError> {
        self.push(item);
        Ok(())
    }
}
