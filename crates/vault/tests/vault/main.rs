//! The vault seen from outside, in one test program.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails should say where")]
#![allow(clippy::cast_possible_truncation, reason = "test vaults are small")]

mod basics;
mod copies;
mod damage;
mod durability;
mod fixtures;
mod proofs;
mod storage;
mod support;
