//! A box for what must not be missed.

use maud::{Markup, html};

/// What a notice is for. None of them is an alarm: the person has had enough of those.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Good to know.
    Note,
    /// Something was done, such as a save.
    Done,
    /// Think about this before going on.
    Care,
}

/// A notice with a heading. `Done` is announced by screen readers, because it answers what the person just did.
pub fn notice(tone: Tone, heading: &str, content: &Markup) -> Markup {
    let (class, role) = match tone {
        Tone::Note => ("note", None),
        Tone::Done => ("done", Some("status")),
        Tone::Care => ("care", None),
    };
    html! {
        div.notice.(class) role=[role] {
            p.notice-heading { (heading) }
            (content)
        }
    }
}
