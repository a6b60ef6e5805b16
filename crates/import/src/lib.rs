//! Reads exports of other programs into items and findings.
//!
//! Every reader streams, holds a bounded amount, and accounts for every byte of its source: it belongs to a record or
//! to a named finding. Recognition goes by content, never by name. Nothing in an archive is fetched, run or used as a
//! path. `docs/format/import.md` says what each reader accepts.

pub mod archive;
pub mod calendar;
pub mod content_line;
pub mod error;
pub mod exhibit;
pub mod finding;
pub mod limits;
pub mod mail;
pub mod moment;
pub mod options;
pub mod origin;
pub mod outlook;
pub mod part;
pub mod read;
pub mod recognise;
pub mod report;
pub mod sms;
pub mod source;
pub mod table;
pub mod tally;
pub mod text;
pub mod vcard;
pub mod whatsapp;
pub mod wide;
