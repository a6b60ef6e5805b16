//! What the open diary shows when it is looked at as a whole: signals, the law table, clocks.

use crate::{guide, journal::Journal};
use daybook_core::{rows::Rows, signal::View};

/// Lays every contact out in rows and looks at them with the guidance in use.
pub fn look<T>(journal: &Journal, look: impl FnOnce(&View) -> T) -> T {
    let (diary, items, clock) = (journal.diary(), journal.items(), journal.clock());
    let rows = Rows::of(diary, || items.iter(), clock.zone());
    let item = |segment, index| items.get(segment, index).map(|placed| placed.item);
    let guide = guide::in_use();
    look(&View { diary, rows: &rows, guide, item: &item, now: clock.now(), zone: clock.zone() })
}
