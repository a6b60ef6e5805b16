//! Discord: channels saved by DiscordChatExporter, and the package of one's own messages that the company sends.

mod channel;
mod package;

pub use channel::{looks_like as looks_like_channel, read as read_channel};
pub use package::{looks_like as looks_like_package, read as read_package};
