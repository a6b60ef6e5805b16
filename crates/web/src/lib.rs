//! Daybook web.
