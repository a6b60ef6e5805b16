//! Pattern, law and clocks over made-up records whose truth is known.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod clocks;
mod conduct;
mod danger;
mod law;
mod ledger;
mod links;
mod packs;
mod rates;
mod rows;
mod scene;
mod signals;
mod told;
