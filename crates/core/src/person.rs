//! Persons and the identifiers (numbers, handles, addresses, vehicles) linked to them.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What part a person plays in the record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Did it, alone or with others, known or not.
    #[default]
    Suspect,
    /// Acts for or with a suspect.
    Helper,
    /// Saw or heard something, or was contacted instead.
    ThirdParty,
    /// Somebody else worth naming.
    Other,
}

/// Somebody in the record: named or not yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Name, or the words used for somebody unnamed ("the man in the grey van").
    pub name: String,
    /// Their part.
    #[serde(default)]
    pub role: Role,
    /// False when nobody knows yet who this is.
    #[serde(default)]
    pub known: bool,
    /// How the keeper knows them ("ex-partner", "worked together").
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relation: Option<String>,
    /// What they look like, and anything that helps to find them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Entry number of the person they act with, when they are a group or a helper (1997 Act s.7(3A)).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acts_with: Option<u64>,
}

/// What sort of identifier.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentifierKind {
    /// Telephone number.
    Phone,
    /// The name or number a WhatsApp export shows.
    Whatsapp,
    /// E-mail address.
    Email,
    /// Account name on a platform.
    Handle,
    /// Vehicle registration.
    Vehicle,
    /// Postal address.
    Address,
    /// A name as it stands in an archive.
    Name,
    /// Something else.
    #[default]
    Other,
}

impl IdentifierKind {
    /// What a value looks like, where nobody says what it is.
    pub fn of_value(value: &str) -> Self {
        if phone(value).is_some_and(|number| number.starts_with('+')) {
            Self::Phone
        } else if value.contains('@') && value.contains('.') {
            Self::Email
        } else if value.starts_with('@') {
            Self::Handle
        } else {
            Self::Name
        }
    }
}

/// A number, handle, address or registration, and whose it is said to be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identifier {
    /// What sort it is.
    pub kind: IdentifierKind,
    /// As it was given.
    pub value: String,
    /// Entry number of the person, when linked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<u64>,
    /// Why it is linked to the person: the stated basis.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub basis: String,
    /// First day it is known to be theirs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Date>,
}

/// The form two spellings of one identifier share.
///
/// Telephone numbers become E.164 where the digits allow it (ITU-T E.164; `0` and `00` prefixes are read as dialled in
/// the United Kingdom); everything else is compared without letter case and outer spaces.
pub fn normalise(value: &str) -> String {
    phone(value).unwrap_or_else(|| value.trim().trim_start_matches('@').to_lowercase())
}

fn phone(value: &str) -> Option<String> {
    let mut digits = String::new();
    for (at, c) in value.chars().filter(|c| !is_mark(*c)).enumerate() {
        match c {
            '0'..='9' => digits.push(c),
            '+' if at == 0 => digits.push('+'),
            ' ' | '-' | '(' | ')' | '.' | '\u{a0}' | '\u{202f}' => {}
            _ => return None,
        }
    }
    let digits = digits.replace("+440", "+44");
    let number = if let Some(rest) = digits.strip_prefix("00") {
        format!("+{rest}")
    } else if let Some(rest) = digits.strip_prefix('0') {
        format!("+44{rest}")
    } else {
        digits
    };
    let count = number.trim_start_matches('+').len();
    // Short codes ("84433") stay as they are: they are senders too.
    (3..=15).contains(&count).then_some(number)
}

/// Marks that change nothing about what is seen: direction marks and joiners.
pub fn is_mark(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::normalise;

    #[test]
    fn spellings_of_one_number_meet() {
        for spelling in
            ["07700 900123", "+44 7700 900123", "00447700900123", "\u{202a}+44 7700 900123\u{202c}"]
        {
            assert_eq!(normalise(spelling), "+447700900123", "{spelling}");
        }
        assert_eq!(normalise("+44 (0)7700 900123"), "+447700900123");
    }

    #[test]
    fn names_short_codes_and_handles_stay_what_they_are() {
        assert_eq!(normalise("84433"), "84433");
        assert_eq!(normalise(" Dan W "), "dan w");
        assert_eq!(normalise("@Dan_W"), "dan_w");
    }
}
