//! Daybook report.

pub mod pdf;
