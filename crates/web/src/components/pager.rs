//! Moving through a long list.

use maud::{Markup, html};

/// Where one is in a list that is shown in pages.
pub struct Pager<'a> {
    /// The page now shown, counted from 1.
    pub page: usize,
    /// How many pages there are.
    pub pages: usize,
    /// The address of the list up to the page number, such as `/list?page=`.
    pub to: &'a str,
}

impl Pager<'_> {
    /// Links to the pages before and after; nothing when all fits on one.
    pub fn render(&self) -> Markup {
        html! {
            @if self.pages > 1 {
                nav.pager aria-label=(say!("Pages")) {
                    @if self.page > 1 { a rel="prev" href={ (self.to) (self.page - 1) } { (say!("Previous")) } }
                    span { (say_html!("Page {page} of {pages}", page = self.page, pages = self.pages)) }
                    @if self.page < self.pages { a rel="next" href={ (self.to) (self.page + 1) } { (say!("Next")) } }
                }
            }
        }
    }
}
