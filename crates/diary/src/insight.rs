//! What the open diary shows when it is looked at as a whole: signals, the law table, clocks.

use crate::{clock::Clock, contents::Contents, guide, journal::Journal};
use daybook_core::{rows::Rows, signal::View};

/// Every contact of the diary in rows.
pub fn contacts(contents: &Contents, clock: &Clock) -> Rows {
    Rows::of(contents.diary(), || contents.items().iter(), clock.zone())
}

/// Looks at contacts that are laid out already with the guidance in use.
pub fn look_at<T>(contents: &Contents, rows: &Rows, clock: &Clock, look: impl FnOnce(&View<'_>) -> T) -> T {
    let (diary, items) = (contents.diary(), contents.items());
    let item = |segment, index| items.get(segment, index).map(|placed| placed.item);
    let guide = guide::in_use();
    look(&View { diary, rows, guide, item: &item, now: clock.now(), zone: clock.zone() })
}

/// Lays every contact out in rows and looks at them with the guidance in use.
pub fn look<T>(journal: &Journal, look: impl FnOnce(&View<'_>) -> T) -> T {
    let (contents, clock) = (journal.contents(), journal.clock());
    look_at(contents, &contacts(contents, clock), clock, look)
}
