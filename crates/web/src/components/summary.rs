//! Names and values, one under the other.

use maud::{Markup, html};

use crate::layout::Link;

/// One line of a summary list.
pub struct Row {
    key: String,
    value: Markup,
    change: Option<Link>,
}

impl Row {
    /// A value in plain words; line ends are kept.
    pub fn text(key: impl Into<String>, value: &str) -> Self {
        Self::markup(key, html! { span.own-words { (value) } })
    }

    /// A value that is markup already, such as a date or a link.
    pub fn markup(key: impl Into<String>, value: Markup) -> Self {
        Self { key: key.into(), value, change: None }
    }

    /// A link to change the value. Screen readers hear "Change" with the name of the row.
    pub fn change(mut self, href: impl Into<String>) -> Self {
        self.change = Some(Link::new(say!("Change"), href));
        self
    }
}

/// A list of names and values.
pub fn summary_list(rows: &[Row]) -> Markup {
    html! {
        dl.summary {
            @for row in rows {
                div {
                    dt { (row.key) }
                    dd { (row.value) }
                    @if let Some(change) = &row.change {
                        dd.change { a href=(change.href) { (change.label) span.unseen { " " (row.key) } } }
                    }
                }
            }
        }
    }
}
