//! Chats exported by Telegram Desktop: one chat or all of them as JSON, or pages of HTML.

mod details;
mod html;
mod json;
mod service;

pub use html::{looks_like as looks_like_html, read as read_html};
pub use json::{looks_like as looks_like_json, read as read_json};
