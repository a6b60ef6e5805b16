//! The commands: one file each where they are more than a few lines.

pub mod cards;
pub mod copies;
pub mod entries;
pub mod help;
pub mod import;
pub mod incident;
pub mod look;
pub mod order;
pub mod pattern;
pub mod people;
pub mod proof;
pub mod report;
pub mod show;
