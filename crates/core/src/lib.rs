//! Daybook core.
