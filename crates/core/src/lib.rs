//! What an incident, a person, an exhibit and a pattern are: values and pure functions.
//!
//! Nothing here reads a file, a clock, randomness or the environment.

pub mod agency;
pub mod alias;
pub mod boundary;
pub mod card;
pub mod chronology;
pub mod clock;
pub mod conduct;
pub mod contact;
pub mod conversation;
pub mod danger;
pub mod decide;
pub mod diary;
pub mod event;
pub mod exhibit;
pub mod guide;
pub mod incident;
pub mod item;
pub mod law;
pub mod ledger;
pub mod order;
pub mod person;
pub mod rows;
pub mod said;
pub mod sameness;
pub mod sheaf;
pub mod sighting;
pub mod signal;
pub mod when;
pub mod zone;
