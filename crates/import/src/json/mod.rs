//! JSON read as a stream: arrays of any length, one record at a time, each with its exact range of bytes.
//!
//! A record is cut out by its structure first and looked into afterwards, so one damaged record costs that record
//! only. What programs really write is read: a byte order mark, comments, commas too many, line ends within strings,
//! half characters, bytes that are no UTF-8. Nothing of it passes unnoticed.

mod glance;
mod reader;
mod tape;
#[cfg(test)]
mod tests;
mod value;

pub use glance::{Glance, damage};
pub use reader::{Halt, Json};
pub use value::Value;
