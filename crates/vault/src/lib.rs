//! Daybook vault.
