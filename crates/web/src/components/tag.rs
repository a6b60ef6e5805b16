//! A short label.

use maud::{Markup, html};

/// One or two words that mark a thing, such as a kind or a state. It has one colour: colour carries no meaning here.
pub fn tag(words: &str) -> Markup {
    html! { span.tag { (words) } }
}
