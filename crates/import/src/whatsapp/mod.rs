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
mod shape;
mod survey;
mod suspicion;
mod words;

pub use reader::{Chat, Files, MemberFile, read};
pub use survey::{LooksLike, looks_like, resembles_chat};
