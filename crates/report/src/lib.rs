//! Daybook report.
