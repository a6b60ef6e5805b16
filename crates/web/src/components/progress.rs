//! Work that takes a while.

use maud::{Markup, html};

/// How far a piece of work is. Show it on a page with `Page::refresh`, so that it moves without JavaScript.
pub struct Progress<'a> {
    /// What is being done, such as "Reading messages".
    pub label: &'a str,
    /// Done so far, in any unit.
    pub done: u64,
    /// The whole, in the same unit; None while it is not known.
    pub of: Option<u64>,
    /// The same in words, such as "3,120 of about 8,000 messages".
    pub words: &'a str,
    /// The page to load to look again, for people whose browser does not reload by itself.
    pub again: &'a str,
}

impl Progress<'_> {
    /// The bar, the words and the link.
    pub fn render(&self) -> Markup {
        html! {
            div.progress {
                label for="progress" { (self.label) }
                // Without a value the bar shows that work goes on, not how far it is.
                progress id="progress" max=[self.of] value=[self.of.map(|whole| self.done.min(whole))] {}
                p role="status" { (self.words) }
                p { a href=(self.again) { (say!("Look again now")) } }
            }
        }
    }
}
