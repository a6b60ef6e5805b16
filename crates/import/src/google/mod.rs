//! What Google Takeout has besides Google Voice: chats, places, and the log of what was done with the account.

mod activity;
mod chat;
mod geo;
mod places;

pub use activity::{
    looks_like_html as looks_like_activity_html, looks_like_json as looks_like_activity_json,
    read_html as read_activity_html, read_json as read_activity_json,
};
pub use chat::{looks_like as looks_like_chat, read as read_chat};
pub use places::{looks_like as looks_like_places, read as read_places};
