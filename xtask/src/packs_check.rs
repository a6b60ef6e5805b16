//! `cargo xtask packs-check [DATE]`: whether the law packs may be shown to people on a day.
//!
//! The rules are those of the program itself (`daybook_core::guide::check`), so the work is done by an example of that
//! crate: this one depends on nothing.

use std::path::Path;
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::failure::Failure;

/// Checks every pack for the day given, or for today.
///
/// # Errors
/// `Found` when a pack has a fault, `Stuck` when the check could not run.
pub fn run(root: &Path, arguments: &[String]) -> Result<(), Failure> {
    let day = match arguments {
        [] => today()?,
        [day] => day.clone(),
        _ => return Err(Failure::Stuck("usage: cargo xtask packs-check [DATE]".to_owned())),
    };
    let cargo = Command::new("cargo")
        .args([
            "run",
            "--quiet",
            "--package",
            "daybook-core",
            "--example",
            "packs-check",
            "--",
            "packs",
            &day,
        ])
        .current_dir(root)
        .status();
    match cargo {
        Ok(status) if status.success() => Ok(()),
        Ok(status) if status.code() == Some(1) => Err(Failure::Found),
        Ok(_) => Err(Failure::Stuck("the check could not run".to_owned())),
        Err(error) => Err(Failure::Stuck(format!("cargo could not be started: {error}"))),
    }
}

/// Today in UTC, as `2026-11-24`.
fn today() -> Result<String, Failure> {
    #[expect(clippy::disallowed_methods, reason = "a task of the repository, not a library")]
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let seconds = now.map_err(|_| Failure::Stuck("the clock stands before 1970".to_owned()))?.as_secs();
    Ok(date_of(seconds / 86_400))
}

/// The date so many days after 1 January 1970 (the civil calendar counted in eras of 400 years).
fn date_of(days: u64) -> String {
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::date_of;

    #[test]
    fn days_are_dates() {
        for (days, date) in
            [(0, "1970-01-01"), (11_016, "2000-02-29"), (20_781, "2026-11-24"), (20_819, "2027-01-01")]
        {
            assert_eq!(date_of(days), date);
        }
    }
}
