//! Properties of Outlook's messages (MS-OXPROPS), whichever kind of file they lie in.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// Property identifiers, by the names MS-OXPROPS gives them (section 2).
pub mod id {
    pub const MESSAGE_CLASS: u16 = 0x001a;
    pub const SUBJECT: u16 = 0x0037;
    pub const CLIENT_SUBMIT_TIME: u16 = 0x0039;
    pub const START_DATE: u16 = 0x0060;
    pub const CONVERSATION_TOPIC: u16 = 0x0070;
    pub const TRANSPORT_HEADERS: u16 = 0x007d;
    pub const SENDER_NAME: u16 = 0x0c1a;
    pub const SENDER_ADDRESS: u16 = 0x0c1f;
    pub const DISPLAY_TO: u16 = 0x0e04;
    pub const DELIVERY_TIME: u16 = 0x0e06;
    pub const MESSAGE_FLAGS: u16 = 0x0e07;
    pub const ATTACH_SIZE: u16 = 0x0e20;
    pub const BODY: u16 = 0x1000;
    pub const RTF: u16 = 0x1009;
    pub const HTML: u16 = 0x1013;
    pub const INTERNET_MESSAGE_ID: u16 = 0x1035;
    pub const DISPLAY_NAME: u16 = 0x3001;
    pub const EMAIL_ADDRESS: u16 = 0x3003;
    pub const CREATION_TIME: u16 = 0x3007;
    pub const ATTACH_DATA: u16 = 0x3701;
    pub const ATTACH_FILENAME: u16 = 0x3704;
    pub const ATTACH_METHOD: u16 = 0x3705;
    pub const ATTACH_LONG_FILENAME: u16 = 0x3707;
    pub const ATTACH_MIME_TAG: u16 = 0x370e;
    pub const SMTP_ADDRESS: u16 = 0x39fe;
    pub const INTERNET_CODEPAGE: u16 = 0x3fde;
    pub const MESSAGE_CODEPAGE: u16 = 0x3ffd;
    pub const SENDER_SMTP_ADDRESS: u16 = 0x5d01;
}

/// Seconds from 1 January 1601, where Windows begins to count, to 1970.
const TO_1970: i64 = 11_644_473_600;

/// One value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Text.
    Text(String),
    /// Text in the code page of the message.
    Narrow(Vec<u8>),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A number, or a truth as 0 or 1.
    Number(i64),
    /// A time in tenths of microseconds since 1601.
    Time(i64),
}

/// Properties of a message, a recipient or a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Properties {
    values: BTreeMap<u16, Value>,
}

impl Properties {
    /// Keeps a value.
    pub fn insert(&mut self, id: u16, value: Value) {
        self.values.insert(id, value);
    }

    /// The text of a property, if it is there and says anything.
    pub fn text(&self, id: u16) -> Option<String> {
        let text = match self.values.get(&id)? {
            Value::Text(text) => text.clone(),
            Value::Narrow(bytes) => {
                let page = self.number(id::MESSAGE_CODEPAGE).or_else(|| self.number(id::INTERNET_CODEPAGE));
                encoding(page).decode_without_bom_handling(bytes).0.into_owned()
            }
            _ => return None,
        };
        let text = text.trim_end_matches('\0');
        (!text.trim().is_empty()).then(|| text.to_owned())
    }

    /// Bytes of a property that is not text by itself, with text in them decoded.
    pub fn page(&self, id: u16) -> Option<String> {
        match self.values.get(&id)? {
            Value::Bytes(bytes) => {
                let encoding = encoding(self.number(id::INTERNET_CODEPAGE));
                Some(encoding.decode_without_bom_handling(bytes).0.into_owned())
            }
            _ => self.text(id),
        }
    }

    /// The bytes of a property.
    pub fn bytes(&self, id: u16) -> Option<&[u8]> {
        match self.values.get(&id)? {
            Value::Bytes(bytes) | Value::Narrow(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// The number of a property.
    pub fn number(&self, id: u16) -> Option<i64> {
        match self.values.get(&id)? {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The time of a property.
    pub fn time(&self, id: u16) -> Option<Timestamp> {
        match self.values.get(&id)? {
            Value::Time(0) => None,
            Value::Time(ticks) => {
                let seconds = ticks.div_euclid(10_000_000) - TO_1970;
                let nanoseconds = i32::try_from(ticks.rem_euclid(10_000_000) * 100).ok()?;
                Timestamp::new(seconds, nanoseconds).ok()
            }
            _ => None,
        }
    }
}

/// The character set of a Windows code page.
fn encoding(page: Option<i64>) -> &'static Encoding {
    let label = match page {
        Some(65001) => return UTF_8,
        Some(932) => "shift_jis".to_owned(),
        Some(936) => "gbk".to_owned(),
        Some(949) => "euc-kr".to_owned(),
        Some(950) => "big5".to_owned(),
        Some(20866) => "koi8-r".to_owned(),
        Some(50220..=50222) => "iso-2022-jp".to_owned(),
        Some(page @ 28591..=28606) => format!("iso-8859-{}", page - 28590),
        Some(page) => format!("windows-{page}"),
        None => return WINDOWS_1252,
    };
    Encoding::for_label(label.as_bytes()).unwrap_or(WINDOWS_1252)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_by_their_kinds() {
        let mut properties = Properties::default();
        properties.insert(id::MESSAGE_CODEPAGE, Value::Number(1251));
        properties.insert(id::SUBJECT, Value::Narrow(b"\xcf\xf0\0".to_vec()));
        properties.insert(id::BODY, Value::Text(" \0".into()));
        properties.insert(id::CLIENT_SUBMIT_TIME, Value::Time(133_877_688_000_000_000));
        properties.insert(id::DELIVERY_TIME, Value::Time(0));
        assert_eq!(properties.text(id::SUBJECT).as_deref(), Some("Пр"));
        assert_eq!(properties.text(id::BODY), None);
        assert_eq!(properties.time(id::CLIENT_SUBMIT_TIME).unwrap().to_string(), "2025-03-30T00:40:00Z");
        assert_eq!((properties.time(id::DELIVERY_TIME), properties.number(id::SUBJECT)), (None, None));
    }

    #[test]
    fn code_pages_have_their_character_sets() {
        for (page, name) in [
            (1252, "windows-1252"),
            (932, "Shift_JIS"),
            (28605, "ISO-8859-15"),
            (65001, "UTF-8"),
            (1, "windows-1252"),
        ] {
            assert_eq!(encoding(Some(page)).name(), name);
        }
    }
}
