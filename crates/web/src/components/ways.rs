//! Ways on from a page that only leads to others.

use maud::{Markup, html};

use crate::layout::Link;

/// Links with a line about each, side by side where there is room.
pub fn ways(all: &[(Link, &str)]) -> Markup {
    html! {
        ul.ways {
            @for (link, about) in all { li { a href=(link.href) { (link.label) } p { (about) } } }
        }
    }
}
