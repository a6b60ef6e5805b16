//! Orders of courts and the police, and what was said to and by them and other services.

mod orders;
mod promises;

pub use orders::{orders, save_order};
pub use promises::{promises, save_contact};

use daybook_core::said;
use daybook_web::{
    form::{Answers, Errors},
    say,
};
use jiff::{ZonedDateTime, civil::Date};

/// A day as typed, if one was; what cannot be read is noted.
fn day(answers: &Answers, name: &str, now: &ZonedDateTime, errors: &mut Errors) -> Option<Date> {
    let typed = answers.text(name)?;
    match said::parse(typed, now) {
        Ok(when) => {
            let start = when.span.map(|(start, _)| start.date());
            if start.is_none() {
                errors.add(name, say!("Give a day, such as 12 March 2026, or leave it empty."));
            }
            start
        }
        Err(why) => {
            errors.add(name, format!("{} {}", say!(&why.what), say!(&why.todo)));
            None
        }
    }
}
