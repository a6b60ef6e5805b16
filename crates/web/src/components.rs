//! The parts pages are made of. Each is a function or a small value from plain data to markup.

pub mod chart;
mod details;
mod heading;
mod moment;
mod notice;
mod pager;
mod progress;
mod summary;
mod table;
mod tag;
mod veil;
mod ways;

pub use details::details;
pub use heading::{heading, heading_with_caption};
pub use moment::{date, date_time};
pub use notice::{Tone, notice};
pub use pager::Pager;
pub use progress::Progress;
pub use summary::{Row, summary_list};
pub use table::{Align, Table};
pub use tag::tag;
pub use veil::{Shown, Veil};
pub use ways::ways;
