//! Words that change the value of a date or a time: halves of the day, eras, months. Facts from the Unicode CLDR.

use crate::text::{is_mark, is_space};

/// Which half of the day an hour is in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Half {
    /// 24-hour time.
    #[default]
    None,
    /// Before noon.
    Am,
    /// After noon.
    Pm,
    /// Around noon: 11 is 11, 12 to 3 are 12 to 15.
    Noon,
    /// Evening and night: 6 to 11 are 18 to 23, 12 to 5 are 0 to 5.
    Night,
    /// A word we do not know.
    Unknown,
}

impl Half {
    /// The hour of 24 for an hour as written. `00:08 am` and `12:08 am` are both eight past midnight.
    pub fn hour(self, written: u8) -> u8 {
        match (self, written) {
            (Self::Am, 12) => 0,
            (Self::Pm, 1..=11) | (Self::Noon, 1..=4) | (Self::Night, 6..=11) => written + 12,
            (Self::Night, 12) => 0,
            _ => written,
        }
    }
}

/// The calendar a header names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Era {
    /// None named.
    #[default]
    Unnamed,
    /// Years to be added to the number written (Buddhist -543, Reiwa +2018, Minguo +1911).
    Offset(i16),
    /// Solar Hijri, as in Iran.
    SolarHijri,
    /// Islamic: no exact rule without tables of the moon.
    Islamic,
}

use Half::{Am, Night, Noon, Pm};

/// Halves of the day, lower case, without dots and spaces. Longer ones are looked at first.
const HALVES: &[(&str, Half)] = &[
    ("am", Am),
    ("pm", Pm),
    ("a", Am),
    ("p", Pm),
    // Chinese, Japanese, Korean
    ("上午", Am),
    ("下午", Pm),
    ("凌晨", Am),
    ("清晨", Am),
    ("早上", Am),
    ("中午", Noon),
    ("傍晚", Pm),
    ("晚上", Night),
    ("午夜", Night),
    ("午前", Am),
    ("午後", Pm),
    ("오전", Am),
    ("오후", Pm),
    ("새벽", Am),
    ("아침", Am),
    ("저녁", Pm),
    ("밤", Night),
    // Turkish, Greek, Hungarian, Czech, Finnish, Swedish, Danish, Dutch, Afrikaans, Albanian
    ("öö", Am),
    ("ös", Pm),
    ("πμ", Am),
    ("μμ", Pm),
    ("de", Am),
    ("du", Pm),
    ("dop", Am),
    ("odp", Pm),
    ("ap", Am),
    ("ip", Pm),
    ("fm", Am),
    ("em", Pm),
    ("vm", Am),
    ("nm", Pm),
    ("vorm", Am),
    ("nachm", Pm),
    ("eparadites", Am),
    ("epasdites", Pm),
    ("pd", Am),
    ("md", Pm),
    // Russian, Ukrainian, Bulgarian, Serbian, Macedonian
    ("дп", Am),
    ("пп", Pm),
    ("пробяд", Am),
    ("слобяд", Pm),
    ("проб", Am),
    ("слоб", Pm),
    ("препподне", Am),
    ("преподне", Am),
    ("поподне", Pm),
    ("претпладне", Am),
    ("попладне", Pm),
    // Arabic, Persian, Urdu, Hebrew
    ("صباحا", Am),
    ("صباحًا", Am),
    ("مساء", Pm),
    ("مساءً", Pm),
    ("ص", Am),
    ("م", Pm),
    ("قظ", Am),
    ("بظ", Pm),
    ("قبلازظهر", Am),
    ("بعدازظهر", Pm),
    ("قبل‌ازظهر", Am),
    ("بعد‌ازظهر", Pm),
    ("قبلدوپہر", Am),
    ("بعددوپہر", Pm),
    ("صبح", Am),
    ("دوپہر", Noon),
    ("شام", Pm),
    ("رات", Night),
    ("לפנה״צ", Am),
    ("אחה״צ", Pm),
    ("לפנה\"צ", Am),
    ("אחה\"צ", Pm),
    ("בבוקר", Am),
    ("בצהריים", Noon),
    ("בערב", Night),
    ("בלילה", Night),
    // Hindi, Marathi, Bengali, Gujarati, Punjabi, Tamil, Telugu, Kannada, Malayalam, Nepali
    ("पूर्वाह्न", Am),
    ("अपराह्न", Pm),
    ("पूर्व", Am),
    ("अपर", Pm),
    ("मपू", Am),
    ("मउ", Pm),
    ("सुबह", Am),
    ("दोपहर", Noon),
    ("शाम", Pm),
    ("रात", Night),
    ("सकाळी", Am),
    ("सकाळ", Am),
    ("दुपारी", Noon),
    ("दुपार", Noon),
    ("संध्याकाळी", Pm),
    ("सायंकाळी", Pm),
    ("रात्री", Night),
    ("रात्र", Night),
    ("পূর্বাহ্ণ", Am),
    ("পূর্বাহ্ন", Am),
    ("অপরাহ্ণ", Pm),
    ("অপরাহ্ন", Pm),
    ("ভোর", Am),
    ("সকাল", Am),
    ("দুপুর", Noon),
    ("বিকাল", Pm),
    ("সন্ধ্যা", Pm),
    ("রাত", Night),
    ("ਪੂਦੁ", Am),
    ("ਬਾਦੁ", Pm),
    ("முற்பகல்", Am),
    ("பிற்பகல்", Pm),
    ("పూర్వాహ్నం", Am),
    ("అపరాహ్నం", Pm),
    ("ಪೂರ್ವಾಹ್ನ", Am),
    ("ಅಪರಾಹ್ನ", Pm),
    // Vietnamese, Thai, Malay, Indonesian, Filipino, Amharic, Swahili
    ("sa", Am),
    ("ch", Pm),
    ("sáng", Am),
    ("chiều", Pm),
    ("tối", Night),
    ("ก่อนเที่ยง", Am),
    ("หลังเที่ยง", Pm),
    ("pg", Am),
    ("ptg", Pm),
    ("ጥዋት", Am),
    ("ከሰዓት", Pm),
    // Portuguese, Spanish, French in words
    ("damanhã", Am),
    ("datarde", Pm),
    ("danoite", Night),
    ("delamañana", Am),
    ("delamadrugada", Am),
    ("delatarde", Pm),
    ("delanoche", Night),
    ("dumatin", Am),
    ("dusoir", Pm),
    ("tk", Am),
    ("пд", Am),
    ("tő", Pm),
];

/// Words beside a time that say nothing about the half: "Uhr", "o'clock", "hours".
const CLOCK_WORDS: &[&str] =
    &["uhr", "h", "hs", "hrs", "ч", "год", "น", "kl", "klo", "uur", "s", "г", "val", "ora", "hod", "óra"];

/// Whether a word beside a time says nothing about the half of the day.
pub fn is_clock_word(word: &str) -> bool {
    CLOCK_WORDS.contains(&word.trim_matches('.').to_lowercase().as_str())
}

/// The half of the day a text begins with, and its length in bytes.
///
/// The longest one the table knows is taken; a letter may not follow, a digit may.
pub fn half(text: &str) -> Option<(Half, usize)> {
    let mut folded = String::new();
    let mut found = None;
    let mut chars = text.char_indices().take(20).peekable();
    while let Some((at, c)) = chars.next() {
        if is_space(c) || is_mark(c) || c == '.' {
            // A dot belongs to the abbreviation it ends.
            if c == '.' && found.is_some_and(|(_, end)| end == at) {
                found = found.map(|(half, _)| (half, at + 1));
            }
            continue;
        }
        if c.is_numeric() || matches!(c, ']' | '[' | '-' | '–' | ':' | ',') {
            break;
        }
        folded.extend(c.to_lowercase());
        let end = at + c.len_utf8();
        let bounded =
            chars.peek().is_none_or(|(_, next)| !next.is_alphabetic() || !c.is_ascii() && next.is_ascii());
        if bounded && let Some((_, half)) = HALVES.iter().find(|(word, _)| *word == folded) {
            found = Some((*half, end));
        }
    }
    found
}

/// Era names before a year.
const ERAS_BEFORE: &[(&str, i16)] = &[
    ("令和", 2018),
    ("平成", 1988),
    ("昭和", 1925),
    ("民國", 1911),
    ("民国", 1911),
    ("R", 2018),
    ("H", 1988),
    ("พ.ศ. ", -543),
    ("พ.ศ.", -543),
];

/// The era a year begins with, and its length.
pub fn era_before(text: &str) -> Option<(Era, usize)> {
    let (name, years) = ERAS_BEFORE.iter().find(|(name, _)| {
        text.strip_prefix(name).is_some_and(|rest| rest.chars().next().and_then(crate::text::digit).is_some())
    })?;
    Some((Era::Offset(*years), name.len()))
}

/// Era names after a date.
const ERAS_AFTER: &[(&str, Era)] = &[
    ("BE", Era::Offset(-543)),
    ("B.E.", Era::Offset(-543)),
    ("พ.ศ.", Era::Offset(-543)),
    ("พุทธศักราช", Era::Offset(-543)),
    ("R", Era::Offset(2018)),
    ("Minguo", Era::Offset(1911)),
    ("AP", Era::SolarHijri),
    ("AH", Era::Islamic),
    ("هـ", Era::Islamic),
    ("ه‍.ش.", Era::SolarHijri),
    ("ه.ش.", Era::SolarHijri),
    ("AD", Era::Offset(0)),
    ("CE", Era::Offset(0)),
    ("г.", Era::Offset(0)),
    ("г", Era::Offset(0)),
    ("ค.ศ.", Era::Offset(0)),
];

/// The era after a date, and its length.
pub fn era_after(text: &str) -> Option<(Era, usize)> {
    let (name, era) = ERAS_AFTER.iter().find(|(name, _)| {
        text.strip_prefix(name).is_some_and(|rest| rest.chars().next().is_none_or(|c| !c.is_alphabetic()))
    })?;
    Some((*era, name.len()))
}

/// Months by the letters they begin with in the languages old Android exports wrote them in.
const MONTHS: [&[&str]; 12] = [
    &["jan", "ene", "gen", "oca", "янв", "janv", "ian", "sty", "led"],
    &["feb", "fev", "fév", "şub", "фев", "lut", "úno", "helm"],
    &["mar", "mär", "maa", "maart", "mrt", "мар", "března"],
    &["apr", "abr", "avr", "nis", "апр", "kwi", "huht"],
    &["may", "mai", "mei", "maj", "mag", "maio", "мая", "май", "touko", "máj"],
    &["jun", "jui", "giu", "haz", "июн", "cze", "iun", "kes"],
    &["jul", "juil", "lug", "tem", "июл", "lip", "iul", "hein"],
    &["aug", "ago", "aoû", "aou", "ağu", "авг", "sie", "agt", "elo"],
    &["sep", "set", "eyl", "сен", "wrz", "syys", "sept"],
    &["oct", "okt", "ott", "out", "eki", "окт", "paź", "loka"],
    &["nov", "kas", "ноя", "lis", "noi", "marr"],
    &["dec", "dez", "dic", "déc", "des", "ara", "дек", "gru", "joulu"],
];

/// Whether three letters may begin a month.
pub fn may_be_month(letters: &[u8; 3]) -> bool {
    let lower = letters.map(|b| b.to_ascii_lowercase());
    MONTHS.iter().flat_map(|names| names.iter()).any(|name| name.as_bytes().starts_with(&lower))
}

/// The month a word names, and the length of the word.
pub fn month(text: &str) -> Option<(u16, usize)> {
    let word = text
        .split(|c: char| !c.is_alphabetic())
        .next()
        .filter(|word| !word.is_empty() && word.len() <= 24)?;
    let lower = word.to_lowercase();
    // `juil` is July, `jui(n)` is June: the longest beginning wins.
    let named = (1u16..).zip(MONTHS).filter_map(|(number, names)| {
        let length = names.iter().filter(|name| lower.starts_with(**name)).map(|name| name.len()).max()?;
        Some((length, number))
    });
    let (_, number) = named.max()?;
    Some((number, word.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_found_with_dots_spaces_and_marks() {
        for (text, half_, length) in [
            ("p. m.]", Pm, 5),
            ("p.\u{a0}m. - a", Pm, 6),
            ("PM - a", Pm, 2),
            ("a.m. - x", Am, 4),
            ("下午3:05", Pm, 6),
            ("오후 9:25", Pm, 6),
            ("ÖS - a", Pm, 3),
            ("μ.μ. - a", Pm, 6),
            ("م - x", Pm, 2),
        ] {
            assert_eq!(half(text), Some((half_, length)), "{text}");
        }
        for text in ["Peter: hi", "Uhr - a", "amy: hi", "- a: am"] {
            assert_eq!(half(text), None, "{text}");
        }
    }

    #[test]
    fn midnight_is_written_two_ways() {
        assert_eq!([Am.hour(12), Am.hour(0), Pm.hour(12), Pm.hour(1), Pm.hour(13)], [0, 0, 12, 13, 13]);
    }

    #[test]
    fn months_are_found_by_their_longest_beginning() {
        assert_eq!(
            [month("juil. 2015"), month("juin"), month("Maart"), month("Marraskuuta")]
                .map(|m| m.map(|m| m.0)),
            [Some(7), Some(6), Some(3), Some(11)]
        );
    }
}
