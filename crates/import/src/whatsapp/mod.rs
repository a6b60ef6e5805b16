//! Chats exported by WhatsApp as text, by Android and iOS, in any language.

mod body;
mod clock;
mod cursor;
mod header;
mod lines;
mod names;
mod order;
mod quick;
mod reader;
mod survey;
mod suspicion;
mod words;

pub use reader::{Chat, read};
pub use survey::{LooksLike, looks_like};
