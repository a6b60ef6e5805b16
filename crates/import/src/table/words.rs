//! Words in headings and cells, in the ways phone bills and logs write them.

use crate::options::Meaning;
use daybook_core::item::{CallOutcome, Direction, ItemKind};

/// Words of headings and what such a column holds. The first that fits counts, so the narrower stand first.
pub const HEADINGS: &[(&[&str], Meaning)] = &[
    (
        &[
            "date time",
            "date/time",
            "datetime",
            "date & time",
            "date and time",
            "timestamp",
            "time stamp",
            "when",
            "start time",
            "created at",
            "event time",
        ],
        Meaning::When,
    ),
    (&["duration", "length", "seconds", "minutes"], Meaning::Duration),
    (&["direction", "in/out", "incoming/outgoing"], Meaning::Direction),
    (&["from", "caller", "calling number", "sender", "originating", "a number"], Meaning::From),
    (
        &[
            "number called",
            "number dialled",
            "called number",
            "dialled number",
            "destination",
            "recipient",
            "to",
            "b number",
        ],
        Meaning::To,
    ),
    (&["phone number", "other party", "telephone", "number", "phone", "msisdn"], Meaning::With),
    (&["contact", "name"], Meaning::Name),
    (
        &["message", "text", "body", "description", "event", "details", "note", "alert", "activity"],
        Meaning::Text,
    ),
    (&["type", "kind", "call type", "category", "service"], Meaning::Kind),
    (&["location", "place", "address", "site"], Meaning::Place),
    (&["date", "day"], Meaning::Date),
    (&["time"], Meaning::Time),
];

/// What a heading says its column holds.
pub fn heading(text: &str) -> Option<Meaning> {
    let text = text.trim().to_lowercase().replace(['_', '-', '.'], " ");
    let exact = HEADINGS.iter().find(|(words, _)| words.contains(&text.as_str()));
    let within = |word: &str| {
        let padded = format!(" {text} ");
        padded.contains(&format!(" {word} ")) || padded.contains(&format!(" {word}s "))
    };
    exact
        .or_else(|| HEADINGS.iter().find(|(words, _)| words.iter().any(|word| within(word))))
        .map(|(_, meaning)| *meaning)
}

/// Which way a cell says it went.
pub fn direction(text: &str) -> Option<Direction> {
    let text = text.to_lowercase();
    let any = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let bare = text.trim();
    if any(&["incoming", "inbound", "received", "missed", "terminat"]) || bare == "in" {
        return Some(Direction::In);
    }
    (any(&["outgoing", "outbound", "sent", "dialled", "dialed", "made", "originat"]) || bare == "out")
        .then_some(Direction::Out)
}

/// What sort of record a cell says it is.
pub fn kind(text: &str) -> Option<ItemKind> {
    let text = text.to_lowercase();
    let any = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if any(&["sms", "mms", "text", "message", "imessage"]) {
        return Some(ItemKind::Message);
    }
    if any(&["call", "voice", "missed", "rejected", "declined", "facetime", "landline", "mobile"]) {
        return Some(ItemKind::Call);
    }
    any(&["motion", "ring", "press", "person", "alarm", "event", "door", "location", "geofence", "data"])
        .then_some(ItemKind::Event)
}

/// How a cell says a call ended.
pub fn outcome(text: &str) -> Option<CallOutcome> {
    let text = text.to_lowercase();
    let table = [
        ("voicemail", CallOutcome::Voicemail),
        ("missed", CallOutcome::Missed),
        ("no answer", CallOutcome::Missed),
        ("unanswered", CallOutcome::Missed),
        ("not answered", CallOutcome::Missed),
        ("reject", CallOutcome::Rejected),
        ("declin", CallOutcome::Rejected),
        ("block", CallOutcome::Blocked),
        ("answered", CallOutcome::Answered),
    ];
    table.into_iter().find(|(word, _)| text.contains(word)).map(|(_, outcome)| outcome)
}

/// Whether a number was withheld.
pub fn is_withheld(text: &str) -> bool {
    let text = text.trim().to_lowercase();
    ["withheld", "private", "private number", "anonymous", "no caller id", "unknown", "blocked"]
        .contains(&text.as_str())
}

/// Whether a spreadsheet would run a cell (OWASP, CSV injection). Numbers with a sign are no formula.
pub fn is_formula(text: &str) -> bool {
    let mut chars = text.chars();
    let sign = match chars.next() {
        Some('=' | '@' | '\t' | '\r') => return text.len() > 1,
        Some('+' | '-') => true,
        _ => false,
    };
    sign && !chars.all(|c| c.is_ascii_digit() || matches!(c, ' ' | '.' | ',' | '(' | ')' | '-' | ':' | '%'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_understood() {
        for (text, meaning) in [
            ("Date/Time", Some(Meaning::When)),
            ("created_at", Some(Meaning::When)),
            ("Call duration (secs)", Some(Meaning::Duration)),
            ("Number dialled", Some(Meaning::To)),
            ("Phone Number", Some(Meaning::With)),
            ("Event type", Some(Meaning::Text)),
            ("DATE", Some(Meaning::Date)),
            ("Cost (£)", None),
            ("Total", None),
        ] {
            assert_eq!(heading(text), meaning, "{text}");
        }
    }

    #[test]
    fn cells_are_understood() {
        assert_eq!(
            (direction("Outgoing call"), direction("IN"), direction("Inn")),
            (Some(Direction::Out), Some(Direction::In), None)
        );
        assert_eq!(
            (kind("Voice UK"), kind("SMS"), kind("Motion"), kind("x")),
            (Some(ItemKind::Call), Some(ItemKind::Message), Some(ItemKind::Event), None)
        );
        assert_eq!(
            (outcome("Missed call"), outcome("Unanswered"), outcome("ok")),
            (Some(CallOutcome::Missed), Some(CallOutcome::Missed), None)
        );
        assert!(is_withheld(" Private number ") && !is_withheld("07700 900101"));
    }

    #[test]
    fn formulas_are_told_from_numbers() {
        for text in ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3=x"] {
            assert!(is_formula(text), "{text}");
        }
        for text in ["+44 7700 900101", "-0.1397", "=", "07700 900101", "", "a=b"] {
            assert!(!is_formula(text), "{text}");
        }
    }
}
