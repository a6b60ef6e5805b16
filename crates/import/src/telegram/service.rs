//! Lines of the app itself: calls, members, settings. Facts: `export_output_json.cpp` of Telegram Desktop.

use crate::json::Value;
use daybook_core::item::{Call, CallOutcome, Item, ItemKind};

/// Fields of a service record that say what happened, apart from its name.
pub const DETAILS: &[&str] = &[
    "members",
    "title",
    "inviter",
    "information_text",
    "new_title",
    "new_icon_emoji_id",
    "messages",
    "period",
    "duration",
    "emoticon",
    "schedule_date",
    "amount",
    "currency",
    "reason_domain",
    "values",
    "distance",
    "to",
    "score",
    "game_message_id",
    "boosts",
    "stars",
    "months",
    "discard_reason",
    "is_video",
    "is_missed",
    "is_active",
];
/// Of these, fields that are read of calls only.
const OF_CALLS: &[&str] = &["discard_reason", "is_video", "is_missed", "is_active"];

/// Reads what a service record says into its item: a call, or a line with the action and its details as written.
pub fn read(record: Value<'_>, action: &str, item: &mut Item) {
    item.kind = ItemKind::System;
    if let Some(call) = call(record, action) {
        (item.kind, item.call) = (ItemKind::Call, Some(call));
        return;
    }
    let mut words = Vec::new();
    for value in DETAILS.iter().filter(|key| !OF_CALLS.contains(key)).filter_map(|key| record.get(key)) {
        words.extend(value.word().map(std::borrow::Cow::into_owned));
        words.extend(value.items().filter_map(|value| Some(value.word()?.into_owned())));
    }
    let text = if words.is_empty() { action.to_owned() } else { format!("{action}: {}", words.join(", ")) };
    if item.text.is_empty() {
        item.text = text;
    }
}

/// One call between two people, or a conference among more.
fn call(record: Value<'_>, action: &str) -> Option<Call> {
    let seconds =
        record.any(&["duration_seconds", "duration"]).and_then(|value| value.whole()?.try_into().ok());
    let outcome = match action {
        "phone_call" => match record.text_of("discard_reason").as_deref() {
            Some("missed") => CallOutcome::Missed,
            Some("busy") => CallOutcome::Rejected,
            // Hung up: after talking, or before anybody answered.
            _ if seconds.is_some_and(|seconds| seconds > 0) => CallOutcome::Answered,
            _ => CallOutcome::Unknown,
        },
        "conference_call" if record.is_true("is_missed") => CallOutcome::Missed,
        "conference_call" if seconds.is_some() => CallOutcome::Answered,
        "conference_call" => CallOutcome::Unknown,
        _ => return None,
    };
    Some(Call { outcome, seconds, withheld: false, video: record.is_true("is_video") })
}
