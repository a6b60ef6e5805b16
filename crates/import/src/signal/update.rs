//! Lines of the app itself, and calls among them.

use crate::{json::Value, moment};
use daybook_core::item::{Call, CallOutcome, Direction, Item, ItemKind};

/// Longest line made of an update, in bytes.
pub(super) const LONGEST: usize = 2_000;

/// Reads what an `updateMessage` says into its item.
pub fn read(update: Value<'_>, item: &mut Item) {
    if let Some(call) = update.get("individualCall") {
        return individual(call, item);
    }
    if let Some(call) = update.get("groupCall") {
        return group(call, item);
    }
    item.kind = ItemKind::System;
    item.text = update.in_words(LONGEST);
}

fn individual(call: Value<'_>, item: &mut Item) {
    let (sort, direction, state) = (call.text_of("type"), call.text_of("direction"), call.text_of("state"));
    item.kind = ItemKind::Call;
    item.at = call.whole_of("startedCallTimestamp").and_then(moment::since_1970).or(item.at);
    item.direction = match direction.as_deref() {
        Some("INCOMING") => Direction::In,
        Some("OUTGOING") => Direction::Out,
        _ => Direction::Unknown,
    };
    let outcome = match (state.as_deref(), item.direction) {
        (Some("ACCEPTED"), _) => CallOutcome::Answered,
        (Some("NOT_ACCEPTED"), Direction::In) => CallOutcome::Rejected,
        (Some("NOT_ACCEPTED" | "MISSED" | "MISSED_NOTIFICATION_PROFILE"), _) => CallOutcome::Missed,
        _ => CallOutcome::Unknown,
    };
    item.call = Some(Call { outcome, video: sort.as_deref() == Some("VIDEO_CALL"), ..Call::default() });
}

fn group(call: Value<'_>, item: &mut Item) {
    let [started, ended] =
        ["startedCallTimestamp", "endedCallTimestamp"].map(|key| call.whole_of(key).filter(|at| *at > 0));
    let seconds = started.zip(ended).and_then(|(start, end)| u64::try_from((end - start) / 1000).ok());
    let outcome = match call.text_of("state").as_deref() {
        Some("ACCEPTED" | "JOINED") => CallOutcome::Answered,
        Some("MISSED" | "MISSED_NOTIFICATION_PROFILE") => CallOutcome::Missed,
        Some("DECLINED") => CallOutcome::Rejected,
        _ => CallOutcome::Unknown,
    };
    item.kind = ItemKind::Call;
    item.at = started.and_then(moment::since_1970).or(item.at);
    item.call = Some(Call { outcome, seconds, withheld: false, video: true });
}
