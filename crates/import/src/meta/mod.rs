//! Threads of Facebook, Messenger and Instagram, as their downloads have them: JSON of both kinds, and HTML.

mod early;
mod html;
mod json;
mod older;
mod repair;
mod shape;

pub use html::{looks_like as looks_like_html, read as read_html};
pub use json::{looks_like as looks_like_json, looks_like_instagram, read as read_json};
