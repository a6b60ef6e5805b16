//! The kit as a program meets it: a whole router in process, asked over and over.
#![allow(clippy::unwrap_used, reason = "this is a test, helpers included")]

mod escaping;
mod exits;
mod forms;
mod guard;
mod headers;
mod sessions;
mod site;
mod uploads;
mod words;
