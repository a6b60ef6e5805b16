//! The heading of a page.

use maud::{Markup, html};

/// The `h1`. Since all pages share one title, it alone says where one is.
pub fn heading(words: &str) -> Markup {
    html! { h1 { (words) } }
}

/// The `h1` with a line above that says what it belongs to.
pub fn heading_with_caption(words: &str, caption: &str) -> Markup {
    html! { h1 { span.caption { (caption) } " " (words) } }
}
