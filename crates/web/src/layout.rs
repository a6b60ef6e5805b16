//! The frame around every page: one neutral title, skip links, the exit, navigation.

use maud::{DOCTYPE, Markup, html};

use crate::assets;
use crate::exit::{self, ExitTarget, LOCK_PATH};
use crate::session::FORM_TOKEN_FIELD;
use crate::words;

/// The title of every page. Browsers keep titles in their history and show them on tabs and in the task bar; this
/// outweighs the usual advice to name the topic, and to begin with "Error" when a form needs another look. Each page's `h1` says where one is.
pub const TITLE: &str = "Daybook";

/// A link with its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The words.
    pub label: String,
    /// A path of our own.
    pub href: String,
}

impl Link {
    /// A link reading `label` that leads to `href`.
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { label: label.into(), href: href.into() }
    }
}

/// What is the same on each page of one session.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// The sections of the program; empty while it is locked. The lock button is shown with them.
    pub nav: Vec<Link>,
    /// The path of the section now shown, to mark it in the navigation.
    pub here: String,
    /// Where the exit leads.
    pub exit: ExitTarget,
    /// The session's form token; None before there is a session.
    pub form_token: Option<String>,
}

/// Whom to call in danger. The words and numbers come from dated guidance, never from this kit.
#[derive(Clone, Debug)]
pub struct Emergency {
    /// Such as "In danger now?".
    pub question: String,
    /// What to do.
    pub answer: String,
}

/// One page, before it is put into its frame.
pub struct Page {
    content: Markup,
    back: Option<Link>,
    emergency: Option<Emergency>,
    refresh: Option<(u32, String)>,
    wide: bool,
}

impl Page {
    /// A page with this content, which begins with its `h1` (or with an error summary and then its `h1`).
    pub fn new(content: Markup) -> Self {
        Self { content, back: None, emergency: None, refresh: None, wide: false }
    }

    /// A link back to the page before, above the content.
    pub fn back(mut self, href: impl Into<String>) -> Self {
        self.back = Some(Link::new(say!("Back"), href));
        self
    }

    /// The line that says whom to call in danger.
    pub fn emergency(mut self, emergency: Emergency) -> Self {
        self.emergency = Some(emergency);
        self
    }

    /// Loads `to` after this many seconds, also without JavaScript. Only for a page that waits for work to be
    /// finished; give it a link for people who stop such reloads.
    pub fn refresh(mut self, seconds: u32, to: impl Into<String>) -> Self {
        self.refresh = Some((seconds, to.into()));
        self
    }

    /// Lets the content be as wide as the window allows, for tables.
    pub fn wide(mut self) -> Self {
        self.wide = true;
        self
    }

    /// The whole document.
    pub fn render(&self, frame: &Frame) -> Markup {
        html! {
            (DOCTYPE)
            html lang=(words::language()) {
                (self.head(frame))
                body {
                    a.skip href="#main" { (say!("Skip to main content")) }
                    (exit::bar(&frame.exit))
                    (self.masthead(frame))
                    div.inner {
                        @if let Some(back) = &self.back {
                            nav aria-label=(say!("Back")) { a.back href=(back.href) { (back.label) } }
                        }
                        main.wide[self.wide] id="main" tabindex="-1" { (self.content) }
                    }
                }
            }
        }
    }

    fn masthead(&self, frame: &Frame) -> Markup {
        html! {
            header.masthead {
                div.inner {
                    a.name href="/" { (TITLE) }
                    @if !frame.nav.is_empty() { (sections(frame)) }
                }
                @if let Some(emergency) = &self.emergency {
                    p.emergency { span.inner { strong { (emergency.question) } " " (emergency.answer) } }
                }
            }
        }
    }

    fn head(&self, frame: &Frame) -> Markup {
        html! {
            head {
                meta charset="utf-8";
                title { (TITLE) }
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                // Telephone numbers and dates in somebody's own words stay words.
                meta name="format-detection" content="telephone=no, date=no, address=no, email=no";
                @if let Some(token) = &frame.form_token { meta name="form-token" content=(token); }
                @if let Some((seconds, to)) = &self.refresh {
                    meta http-equiv="refresh" content={ (seconds) "; url=" (to) };
                }
                link rel="icon" type="image/svg+xml" href=(assets::ICON.path());
                link rel="stylesheet" href=(assets::STYLE.path());
                script src=(assets::SCRIPT.path()) defer {}
            }
        }
    }
}

/// The sections, and the lock as the last of them.
fn sections(frame: &Frame) -> Markup {
    html! {
        nav aria-label=(say!("Sections")) {
            ul {
                @for link in &frame.nav {
                    @let here = link.href == frame.here;
                    li { a href=(link.href) aria-current=[here.then_some("page")] { (link.label) } }
                }
                @if let Some(token) = &frame.form_token {
                    li.lock {
                        form method="post" action=(LOCK_PATH) {
                            input type="hidden" name=(FORM_TOKEN_FIELD) value=(token);
                            button type="submit" { (say!("Lock")) }
                        }
                    }
                }
            }
        }
    }
}
