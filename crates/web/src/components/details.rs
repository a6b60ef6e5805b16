//! Words that open on request.

use maud::{Markup, html};

/// `summary` is always there; `content` shows when it is opened. Works without JavaScript.
pub fn details(summary: &str, content: &Markup) -> Markup {
    html! {
        details { summary { (summary) } div.details-body { (content) } }
    }
}
