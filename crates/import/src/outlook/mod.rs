//! Outlook: one message in a file (`.msg`), and whole mailboxes (`.pst`, `.ost`).

mod letter;
pub mod msg;
mod properties;
pub mod pst;
mod remote;
mod rtf;
