//! Pictures, sound and video that may upset, hidden until asked for.

use maud::{Markup, html};

/// What is behind the veil.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// A picture.
    Picture,
    /// Sound. It never starts by itself.
    Sound,
    /// A video. It never starts by itself.
    Video,
}

/// One such thing. Nothing of it is loaded before somebody opens the veil; without JavaScript too.
pub struct Veil<'a> {
    /// What it is.
    pub shown: Shown,
    /// Where it is served.
    pub src: &'a str,
    /// What it is in words, for people who would rather not look and for those who cannot.
    pub about: &'a str,
}

impl Veil<'_> {
    /// The veil with the thing behind it.
    pub fn render(&self) -> Markup {
        let verb = match self.shown {
            Shown::Picture => say!("Show the picture"),
            Shown::Sound => say!("Show the sound player"),
            Shown::Video => say!("Show the video"),
        };
        html! {
            figure.veil {
                figcaption { (self.about) }
                details {
                    summary { (verb) span.unseen { ": " (self.about) } span.veil-why { (say!("It may be upsetting.")) } }
                    @match self.shown {
                        Shown::Picture => img src=(self.src) alt=(self.about) loading="lazy";,
                        Shown::Sound => audio src=(self.src) controls preload="none" {},
                        Shown::Video => video src=(self.src) controls preload="none" playsinline {},
                    }
                }
            }
        }
    }
}
