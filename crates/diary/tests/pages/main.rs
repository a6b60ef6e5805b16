//! The pages of the real program, asked over HTTP as a browser asks, and driven in Chromium.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test that cannot go on fails, and waits by the real clock"
)]

mod bad_input;
mod browser;
mod chromium;
mod client;
mod copies;
mod doors;
mod every;
mod journey;
mod keeping;
mod mapping;
mod marks;
mod memory;
mod probes;
mod program;
mod routes;
mod second_look;
mod seeing;
mod silence;
mod spoken;
mod traces;
mod words;
