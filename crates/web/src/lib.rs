//! The page kit both programs share: layout, components, forms, security headers, exit.
//!
//! It knows how a page looks and how it is kept safe, never what it is about. Pages are rendered on the
//! server and work without JavaScript; the one script adds only a faster way out.
//!
//! Invariants: no clock, no randomness, no environment, no files. HTML is escaped by `maud`, and the kit
//! never marks a caller's text as trusted; content of a page is handed in as `maud::Markup`. No inline script or style, because the content policy forbids both.

#[macro_use]
pub mod words;

pub mod assets;
pub mod components;
pub mod exit;
pub mod form;
pub mod layout;
pub mod respond;
pub mod security;
pub mod session;
pub mod trouble;
