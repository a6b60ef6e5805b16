//! Reads exports of other programs into items and findings.
//!
//! Every reader streams, holds a bounded amount, and accounts for every byte of its source: it belongs to a record or
//! to a named finding. Recognition goes by content, never by name. Nothing in an archive is fetched, run or used as a
//! path. `docs/format/import.md` says what each reader accepts.

pub mod apple;
pub mod archive;
pub mod broken;
pub mod calendar;
pub mod clock;
pub mod content_line;
pub mod discord;
pub mod error;
pub mod exhibit;
pub mod finding;
pub mod google;
pub mod google_voice;
pub mod html;
pub mod json;
pub mod limits;
pub mod mail;
pub mod meta;
pub mod moment;
pub mod options;
pub mod origin;
pub mod outlook;
pub mod part;
pub mod prose;
pub mod read;
pub mod recognise;
pub mod report;
pub mod signal;
pub mod sms;
pub mod snapchat;
pub mod source;
pub mod sqlite;
pub mod table;
pub mod talk;
pub mod tally;
pub mod telegram;
pub mod text;
pub mod tiktok;
pub mod vcard;
pub mod whatsapp;
pub mod wide;
pub mod x;
