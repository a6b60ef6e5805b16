//! Daybook import.
