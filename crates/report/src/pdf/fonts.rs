//! The fonts that come with the program, and whether the system's may help out.

use std::borrow::Cow;
use std::sync::Arc;

use parley::FontContext;
use parley::fontique::{Blob, Collection, CollectionOptions, SourceCache};
use parley::style::{FontFamily, FontFamilyName};

/// Where glyphs may come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FontSource {
    /// The shipped fonts first; the system's for characters these lack (Chinese, Japanese, Korean and
    /// other scripts). The same document may then look different on another machine.
    #[default]
    ShippedThenSystem,
    /// The shipped fonts alone: the same bytes on every machine.
    ShippedOnly,
}

/// A set of loaded fonts. Making one takes a moment, so keep it for several documents.
#[derive(Clone)]
pub struct Fonts {
    context: FontContext,
    source: FontSource,
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fonts").field("source", &self.source).finish_non_exhaustive()
    }
}

impl Fonts {
    /// Loads the shipped fonts and, if allowed, the list of the system's.
    pub fn new(source: FontSource) -> Self {
        let system_fonts = source == FontSource::ShippedThenSystem;
        let mut collection = Collection::new(CollectionOptions { shared: false, system_fonts });
        for data in SHIPPED {
            collection.register_fonts(Blob::new(Arc::new(*data)), None);
        }
        Self { context: FontContext { collection, source_cache: SourceCache::default() }, source }
    }

    /// Where glyphs may come from.
    pub fn source(&self) -> FontSource {
        self.source
    }

    pub(crate) fn context(&self) -> FontContext {
        self.context.clone()
    }
}

/// The order in which families are tried for each character.
pub(crate) fn families() -> FontFamily<'static> {
    FontFamily::List(Cow::Borrowed(FAMILIES))
}

const FAMILIES: &[FontFamilyName<'static>] = &[
    FontFamilyName::named("Noto Sans"),
    // One glyph to a letter, so that copying and searching work in every viewer; Noto Sans Arabic draws dots
    // as glyphs of their own and serves for the rarer letters only.
    FontFamilyName::named("Vazirmatn"),
    FontFamilyName::named("Noto Sans Arabic"),
    FontFamilyName::named("Noto Sans Hebrew"),
    FontFamilyName::named("Noto Sans Bengali"),
    FontFamilyName::named("Noto Sans Gurmukhi"),
    FontFamilyName::named("Noto Sans Gujarati"),
    FontFamilyName::named("Noto Sans Tamil"),
    FontFamilyName::named("Noto Sans Thai"),
    FontFamilyName::named("Noto Sans Math"),
    FontFamilyName::named("Noto Emoji"),
    FontFamilyName::named("Noto Sans Symbols"),
    FontFamilyName::named("Noto Sans Symbols 2"),
];

macro_rules! shipped {
    ($($name:literal),* $(,)?) => {
        &[$(include_bytes!(concat!("../../fonts/", $name, ".ttf"))),*]
    };
}

/// Versions, sources and licence: `fonts/ORIGIN.md`, `fonts/OFL.txt`.
const SHIPPED: &[&[u8]] = shipped![
    "NotoSans-Regular",
    "NotoSans-Bold",
    "NotoSans-Italic",
    "Vazirmatn-Regular",
    "Vazirmatn-Bold",
    "NotoSansArabic-Regular",
    "NotoSansHebrew-Regular",
    "NotoSansHebrew-Bold",
    "NotoSansBengali-Regular",
    "NotoSansGurmukhi-Regular",
    "NotoSansGujarati-Regular",
    "NotoSansTamil-Regular",
    "NotoSansThai-Regular",
    "NotoSansThai-Bold",
    "NotoSansMath-Subset",
    "NotoEmoji-Regular",
    "NotoSansSymbols-Regular",
    "NotoSansSymbols2-Subset",
];
