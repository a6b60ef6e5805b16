//! What the pages say, in the language of the program.
//!
//! English stands in the code, where it is read, and is the key: `say!("Save")` gives "Save", or what the catalogue in use
//! has for it. A sentence is one string with named places, so that another language can put them in another order.
//! `cargo xtask words` gathers the English; `docs/adr/0006-words.md` says why it is done so.

use maud::{Markup, PreEscaped, Render};
use serde::Deserialize;
use std::{collections::BTreeMap, fmt::Display, sync::OnceLock};

/// The sentences of a language other than English.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    /// Its tag (BCP 47), such as `cy`.
    pub language: String,
    /// By their English.
    pub sentences: BTreeMap<String, Sentence>,
}

/// A sentence in that language.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Sentence {
    /// The same whatever is counted.
    Plain(String),
    /// By the number counted (`1`, `2`), and `other` for the rest.
    Counted(BTreeMap<String, String>),
}

/// Chosen once, before the first page: the language belongs to the program, as the guidance does, not to a session.
static SPOKEN: OnceLock<Catalogue> = OnceLock::new();

/// Speaks that language from now on; false when one was chosen before.
pub fn speak(catalogue: Catalogue) -> bool {
    SPOKEN.set(catalogue).is_ok()
}

/// The tag of the language spoken.
pub fn language() -> &'static str {
    SPOKEN.get().map_or("en-GB", |catalogue| &catalogue.language)
}

/// The sentence as it is spoken. What the catalogue does not have stays English.
pub fn say(english: &str) -> &str {
    SPOKEN.get().and_then(|catalogue| catalogue.plain(english)).unwrap_or(english)
}

/// The sentence for so many, as it is spoken.
pub fn counted(one: &'static str, many: &'static str, count: impl TryInto<u64>) -> &'static str {
    let count = count.try_into().unwrap_or(u64::MAX);
    let spoken = SPOKEN.get().and_then(|catalogue| catalogue.counted(many, count));
    spoken.unwrap_or(if count == 1 { one } else { many })
}

impl Catalogue {
    fn plain(&self, english: &str) -> Option<&str> {
        match self.sentences.get(english)? {
            Sentence::Plain(said) => Some(said),
            Sentence::Counted(_) => None,
        }
    }

    fn counted(&self, many: &str, count: u64) -> Option<&str> {
        match self.sentences.get(many)? {
            Sentence::Plain(said) => Some(said),
            Sentence::Counted(forms) => {
                forms.get(&count.to_string()).or_else(|| forms.get("other")).map(String::as_str)
            }
        }
    }
}

/// Puts values into the places of a sentence.
pub fn fill(sentence: &str, values: &[(&str, &dyn Display)]) -> String {
    put(sentence, values, |text, out| out.push_str(text), |value, out| out.push_str(&value.to_string()))
}

/// Puts markup into the places of a sentence; the sentence itself is plain text.
pub fn fill_html(sentence: &str, values: &[(&str, &dyn Render)]) -> Markup {
    PreEscaped(put(sentence, values, str::render_to, |value, out| value.render_to(out)))
}

/// Writes the text of a sentence and, for each `{place}`, its value.
fn put<V: ?Sized>(
    sentence: &str,
    values: &[(&str, &V)],
    text: impl Fn(&str, &mut String),
    write: impl Fn(&V, &mut String),
) -> String {
    let (mut out, mut rest) = (String::new(), sentence);
    while let Some((before, (place, after))) =
        rest.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
    {
        text(before, &mut out);
        if let Some((_, value)) = values.iter().find(|(name, _)| *name == place) {
            write(value, &mut out);
        }
        rest = after;
    }
    text(rest, &mut out);
    out
}

/// A sentence in the language of the program.
///
/// - `say!("Save")` and `say!(kind.label())` give a `&str`. Of the second the catalogue knows because `xtask/tidy.toml`
///   lists `label`, or because the words were marked with [`key!`](crate::key).
/// - `say!("{done} of {all} files", done, all = files.len())` gives a `String`.
/// - `say!(one: "{count} file", many: "{count} files", count = files.len())` gives the form for the number.
#[macro_export]
macro_rules! say {
    (@value $place:ident) => { &$place };
    (@value $place:ident = $value:expr) => { &$value };
    (one: $one:literal, many: $many:literal, $count:ident $(= $n:expr)? $(, $place:ident $(= $value:expr)?)* $(,)?) => {{
        let count = *$crate::say!(@value $count $(= $n)?);
        $crate::words::fill(
            $crate::words::counted($one, $many, count),
            &[(stringify!($count), &count) $(, (stringify!($place), $crate::say!(@value $place $(= $value)?)))*],
        )
    }};
    ($english:literal, $($place:ident $(= $value:expr)?),+ $(,)?) => {{
        // Never run: the compiler holds the values against the places.
        if false { ::std::format_args!($english $(, $place = "")+); }
        $crate::words::fill(
            $crate::words::say($english),
            &[$((stringify!($place), $crate::say!(@value $place $(= $value)?))),+],
        )
    }};
    ($english:expr $(,)?) => { $crate::words::say($english) };
}

/// As [`say!`], with markup in the places (a link, a name, a date): gives `Markup`.
#[macro_export]
macro_rules! say_html {
    ($english:literal, $($place:ident $(= $value:expr)?),+ $(,)?) => {{
        if false { ::std::format_args!($english $(, $place = "")+); }
        $crate::words::fill_html(
            $crate::words::say($english),
            &[$((stringify!($place), $crate::say!(@value $place $(= $value)?))),+],
        )
    }};
}

/// Marks English that stands in a constant and is handed to [`say!`] where it is shown.
#[macro_export]
macro_rules! key {
    ($english:literal) => {
        $english
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use maud::html;

    fn catalogue() -> Catalogue {
        let forms = [("1", "un ffeil"), ("2", "dwy ffeil"), ("other", "{count} ffeil")];
        let forms = forms.map(|(number, form)| (number.to_owned(), form.to_owned())).into();
        Catalogue {
            language: "cy".to_owned(),
            sentences: BTreeMap::from([
                ("{size} of {count}".to_owned(), Sentence::Plain("{count}: {size}".to_owned())),
                ("{count} files".to_owned(), Sentence::Counted(forms)),
            ]),
        }
    }

    #[test]
    fn english_is_said_while_no_language_is_chosen() {
        assert_eq!((say!("Save"), language()), ("Save", "en-GB"));
        assert_eq!(say!("{done} of {all}", done = 3, all = 4), "3 of 4");
        let files = |n: usize| say!(one: "{n} file", many: "{n} files in {place}", n, place = "x");
        assert_eq!([files(0), files(1), files(2)], ["0 files in x", "1 file", "2 files in x"]);
        let two = say!(one: "A file", many: "{shown} files", count = 1_u64 + 1, shown = "two");
        assert_eq!(two, "two files");
    }

    #[test]
    fn another_language_may_put_the_places_in_another_order() {
        let catalogue = catalogue();
        let said = catalogue.plain("{size} of {count}").unwrap();
        assert_eq!(fill(said, &[("size", &"2 KB"), ("count", &7)]), "7: 2 KB");
        assert_eq!(catalogue.plain("Save"), None, "what it has not is left to English");
    }

    #[test]
    fn a_language_has_its_own_forms_by_number() {
        let catalogue = catalogue();
        let forms = [0, 1, 2, 3].map(|count| catalogue.counted("{count} files", count).unwrap());
        assert_eq!(forms, ["{count} ffeil", "un ffeil", "dwy ffeil", "{count} ffeil"]);
        assert_eq!(catalogue.counted("{count} pages", 2), None);
    }

    #[test]
    fn only_what_is_markup_already_is_markup() {
        let link = html! { a href="/people" { "<People>" } };
        let said = say_html!("Under {link} & \"{name}\".", link, name = "<b>").into_string();
        assert_eq!(said, "Under <a href=\"/people\">&lt;People&gt;</a> &amp; &quot;&lt;b&gt;&quot;.");
    }

    #[test]
    fn a_value_that_looks_like_a_place_stays_as_it_is() {
        assert_eq!(say!("{a} and {b}", a = "{b}", b = "{"), "{b} and {");
        assert_eq!(fill("an open { brace", &[]), "an open { brace");
    }
}
