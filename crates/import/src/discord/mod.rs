//! Discord: channels saved by DiscordChatExporter, and the package of one's own messages that the company sends.

mod channel;
mod package;

pub use channel::{looks_like as looks_like_channel, read as read_channel};
pub use package::{
    looks_like_csv as looks_like_package_csv, looks_like_json as looks_like_package,
    read_csv as read_package_csv, read_json as read_package,
};
