//! From a diary to what is handed over: the view model, the report's pages, the pack and its check.
//!
//! [`pack::make`] is the way in; [`bag::check`] and [`figures::Figures::count`] are the way back.

pub mod bag;
pub mod case;
mod compose;
mod contacts;
pub mod figures;
pub mod firewall;
pub mod html;
mod lawful;
pub mod model;
pub mod pack;
pub mod pdf;
mod police;
pub mod proven;
pub mod selection;
pub mod words;
