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

/// Every field of a record that is not read elsewhere: those with a name a person understands, and those of no known sort.
pub fn read(record: Value<'_>, read_by_service: &[&str]) -> (Vec<Detail>, Vec<Detail>) {
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for (key, value) in record.fields().filter(|(_, value)| !value.is_null()) {
        let key = String::from_utf8_lossy(key);
        match NAMED.iter().find(|(field, _)| *field == key) {
            Some((_, name)) => known.push(Detail { name: (*name).to_owned(), value: words(value) }),
            None if READ.contains(&&*key) || read_by_service.contains(&&*key) => {}
            None => unknown.push(Detail { name: key.into_owned(), value: words(value) }),
        }
    }
    (known, unknown)
}

/// A value as it stands; of one with parts, their names and values.
fn words(value: Value<'_>) -> String {
    value.word().map_or_else(|| value.in_words(LONGEST), std::borrow::Cow::into_owned).trim().to_owned()
}
