//! What a record says besides its text: whom it was forwarded from, what it answers, and content of sorts to come.

use crate::json::Value;
use daybook_core::item::Detail;

/// Longest words made of one field, in bytes.
const LONGEST: usize = 2_000;

/// Fields with a name a person understands.
const NAMED: &[(&str, &str)] = &[
    ("forwarded_from", "Forwarded from"),
    ("forwarded_from_id", "Account it was forwarded from"),
    ("saved_from", "Saved from"),
    ("reply_to_message_id", "Answer to message"),
    ("reply_to_peer_id", "Answer to a message of chat"),
    ("via_bot", "By way of"),
    ("self_destruct_period_seconds", "Deletes itself after seconds"),
    ("live_location_period_seconds", "Place shared live for seconds"),
    ("from_id", "Account"),
    ("actor_id", "Account"),
];

/// Fields that are read elsewhere, or say only how a file is to be shown.
const READ: &[&str] = &[
    "id",
    "type",
    "date",
    "date_unixtime",
    "edited",
    "edited_unixtime",
    "from",
    "actor",
    "text",
    "text_entities",
    "reactions",
    "photo",
    "photo_file_size",
    "file",
    "file_name",
    "file_size",
    "thumbnail",
    "thumbnail_file_size",
    "mime_type",
    "media_type",
    "media_spoiler",
    "duration_seconds",
    "width",
    "height",
    "sticker_emoji",
    "performer",
    "title",
    "contact_information",
    "contact_vcard",
    "contact_vcard_file_size",
    "poll",
    "location_information",
    "place_name",
    "address",
    "game_title",
    "game_description",
    "game_link",
    "author",
    "signature",
    "action",
];

/// Every field of a record that is not read elsewhere. The second part tells whether one of them is of no known sort.
pub fn read(record: Value<'_>, read_by_service: &[&str]) -> (Vec<Detail>, bool) {
    let (mut details, mut unknown) = (Vec::new(), false);
    for (key, value) in record.fields().filter(|(_, value)| !value.is_null()) {
        let Ok(key) = str::from_utf8(key) else { continue };
        let named = NAMED.iter().find(|(field, _)| *field == key);
        if named.is_none() && (READ.contains(&key) || read_by_service.contains(&key)) {
            continue;
        }
        unknown |= named.is_none();
        let name = named.map_or(key, |(_, name)| name).to_owned();
        details.push(Detail { name, value: words(value) });
    }
    (details, unknown)
}

/// A value as it stands; of one with parts, their names and values.
fn words(value: Value<'_>) -> String {
    value.word().map_or_else(|| value.in_words(LONGEST), std::borrow::Cow::into_owned).trim().to_owned()
}
