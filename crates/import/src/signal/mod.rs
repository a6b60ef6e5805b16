//! Chats of Signal: its own plain export, and the text that a widely used script writes from the desktop program.

mod frames;
mod text;
mod update;

pub use frames::{looks_like as looks_like_json, read as read_json};
pub use text::{looks_like as looks_like_text, read as read_text};
