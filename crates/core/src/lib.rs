//! What an incident, a person, an exhibit and a pattern are: values and pure functions.
//!
//! Nothing here reads a file, a clock, randomness or the environment.

pub mod item;
pub mod when;
pub mod zone;
