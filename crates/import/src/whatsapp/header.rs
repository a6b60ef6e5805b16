//! The start of a record: a date, a time and what stands between them and the rest, in any language.
//!
//! One small grammar reads every shape seen in exports; it goes by structure (numbers and what separates them), and
//! asks the tables of [`crate::clock`] only for words that change a value. Direction marks are skipped everywhere.

use super::{
    cursor::Cursor,
    quick,
    shape::{End, Header, Shape},
};
use crate::{
    clock::{self, Half},
    text::{is_mark, is_space},
};

/// Longest part of a line that is looked at for a header, in bytes.
const WINDOW: usize = 128;
/// Most words between a date and a time, or after a time.
const WORDS: usize = 3;

/// Whether a line can begin a header at all. Nearly every other line fails here.
fn may_begin(line: &[u8]) -> bool {
    match line {
        [b'[' | b'0'..=b'9', ..] => true,
        [b'a'..=b'z' | b'A'..=b'Z', b'0'..=b'9', ..] => true,
        [a, b, c, ..] if a.is_ascii_alphabetic() => clock::may_be_month(&[*a, *b, *c]),
        [0xe2 | 0xef | 0xd8..=0xdb | 0xe0 | 0xe1, ..] => true,
        // Era names and part-of-day words of Chinese, Japanese and Korean.
        [0xe4..=0xed, ..] => true,
        _ => false,
    }
}

/// Reads the header a line begins with.
pub fn parse(line: &[u8]) -> Option<Header> {
    if !may_begin(line) {
        return None;
    }
    quick::parse(line).or_else(|| parse_any(line))
}

/// Reads a header by the whole grammar.
fn parse_any(line: &[u8]) -> Option<Header> {
    let window = &line[..line.len().min(WINDOW)];
    let text = match str::from_utf8(window) {
        Ok(text) => text,
        Err(error) => str::from_utf8(&window[..error.valid_up_to()]).ok()?,
    };
    let mut cursor = Cursor::new(text);
    let mut header = Header::default();
    cursor.skip(is_mark);
    header.shape.bracket = cursor.eat('[');
    if header.shape.bracket {
        cursor.skip(|c| is_mark(c) || is_space(c));
    }
    stamp(&mut cursor, &mut header)?;
    end(&mut cursor, &mut header)?;
    header.body = cursor.at();
    header.plausible().then_some(header)
}

/// Date and time, in either order.
fn stamp(cursor: &mut Cursor<'_>, header: &mut Header) -> Option<()> {
    let back = *cursor;
    if date(cursor, header).is_some() {
        glue(cursor, header)?;
        return time(cursor, header);
    }
    *cursor = back;
    *header =
        Header { shape: Shape { bracket: header.shape.bracket, ..Shape::default() }, ..Header::default() };
    header.shape.time_first = true;
    glue(cursor, header)?;
    time(cursor, header)?;
    half_after(cursor, header);
    glue(cursor, header)?;
    date(cursor, header)
}

fn date(cursor: &mut Cursor<'_>, header: &mut Header) -> Option<()> {
    header.shape.year_at = 3;
    if let Some(era) = cursor.take(clock::era_before) {
        header.era = era;
        header.shape.year_at = 0;
    }
    for at in 0..3u8 {
        match cursor.number() {
            Some((value, digits)) if digits <= 4 => {
                header.date[usize::from(at)] = Some(value);
                if digits > 2 || value > 31 {
                    if header.shape.year_at < 3 && header.shape.year_at != at {
                        return None;
                    }
                    header.shape.year_at = at;
                }
            }
            None if at < 2 && header.month_at.is_none() => {
                header.date[usize::from(at)] = Some(cursor.take(clock::month)?);
                header.month_at = Some(at);
                header.shape.named_month = true;
            }
            _ => return None,
        }
        if at == 1 && year_follows_nothing(cursor, header) {
            return Some(());
        }
        if at < 2 && !date_separator(cursor, header, at) {
            return None;
        }
        if at == 1 && header.shape.named_month && year_left_out(cursor) {
            return Some(());
        }
    }
    cursor.skip(is_mark);
    if !cursor.eat('日') && !cursor.eat('일') && cursor.peek() == Some('.') {
        cursor.eat('.');
    }
    Some(())
}

/// `10:35 PM, 07 20 - `: early versions of the app wrote no year.
fn year_follows_nothing(cursor: &Cursor<'_>, header: &Header) -> bool {
    let mut ahead = *cursor;
    header.shape.time_first && header.shape.date_separator == ' ' && {
        ahead.skip(|c| is_mark(c) || is_space(c));
        ahead.peek() == Some('-')
    }
}

/// After a day and a month in words comes a time, not a year.
fn year_left_out(cursor: &Cursor<'_>) -> bool {
    let mut ahead = *cursor;
    ahead.skip(|c| is_mark(c) || is_space(c) || c == ',');
    match ahead.number() {
        Some((_, digits)) if digits <= 2 => ahead.peek() == Some(':'),
        Some(_) => false,
        None => true,
    }
}

/// What stands between two parts of a date. A comma or a space alone only right before a number, or around a month in
/// words.
fn date_separator(cursor: &mut Cursor<'_>, header: &mut Header, at: u8) -> bool {
    cursor.skip(is_mark);
    let named = header.shape.named_month || cursor.word_ahead();
    let found = match cursor.peek() {
        Some(c @ ('/' | '.' | '-' | '年' | '月' | '년' | '월' | '／' | '．' | '‐' | '‑' | '։')) => {
            cursor.bump();
            Some(c)
        }
        Some(',') if named => {
            cursor.bump();
            Some(',')
        }
        Some(c) if named && is_space(c) => Some(' '),
        Some(c @ (',' | ' ')) if cursor.digit_after_next() => {
            cursor.bump();
            Some(c)
        }
        _ => None,
    };
    let Some(found) = found else { return false };
    cursor.skip(is_mark);
    if matches!(found, '.' | ',' | ' ' | '年' | '月' | '년' | '월') {
        cursor.skip(|c| is_mark(c) || is_space(c));
        if named {
            cursor.word_of(&["de", "di", "of", "del"]);
            cursor.skip(|c| is_mark(c) || is_space(c) || c == '.');
        }
    }
    if at == 0 {
        header.shape.date_separator = found;
    }
    true
}

/// Comma, spaces and words between date and time. Words that name a half of the day or an era count.
fn glue(cursor: &mut Cursor<'_>, header: &mut Header) -> Option<()> {
    for _ in 0..=WORDS {
        loop {
            cursor.skip(|c| is_mark(c) || is_space(c));
            match cursor.peek() {
                Some(',' | '،' | '、' | '，' | '٬') => {
                    cursor.bump();
                    header.shape.comma = true;
                }
                Some('(' | ')') => _ = cursor.bump(),
                _ => break,
            }
        }
        if cursor.digit_ahead() || (header.shape.time_first && cursor.take_ahead(clock::era_before)) {
            return Some(());
        }
        let word = cursor.peek();
        if let Some(half) = cursor.take(clock::half) {
            header.half = half;
            header.shape.half = 1;
            header.shape.year_first =
                word.is_some_and(|c| matches!(c, '\u{3040}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}'));
        } else if let Some(era) = cursor.take(clock::era_after) {
            header.era = era;
        } else if !cursor.word() {
            return None;
        }
    }
    None
}

fn time(cursor: &mut Cursor<'_>, header: &mut Header) -> Option<()> {
    let (hour, digits) = cursor.number()?;
    if digits > 2 {
        return None;
    }
    header.hour = u8::try_from(hour).ok()?;
    header.shape.time_separator = time_separator(cursor)?;
    header.minute = two_digits(cursor)?;
    let back = *cursor;
    if time_separator(cursor).is_some()
        && let Some(second) = two_digits(cursor)
    {
        header.second = second;
        header.shape.seconds = true;
    } else {
        *cursor = back;
        cursor.eat('分');
        cursor.eat('분');
    }
    Some(())
}

fn time_separator(cursor: &mut Cursor<'_>) -> Option<char> {
    cursor.skip(is_mark);
    match cursor.peek()? {
        c @ (':' | '.' | '：' | '∶' | '٫' | '時' | '时' | '点' | '分' | '시' | '분') => {
            cursor.bump();
            cursor.skip(|c| is_mark(c) || (matches!(c, ' ') && !c.is_ascii()));
            // `21시 25분` and its like have a space.
            if !matches!(c, ':' | '.') {
                cursor.skip(is_space);
            }
            Some(c)
        }
        // `21h25`, `21 h 25`, `21 h 25 min 10 s` (French).
        _ => {
            let mut ahead = *cursor;
            ahead.skip(is_space);
            if !ahead.word_of(&["h", "min", "u"]) {
                return None;
            }
            ahead.skip(is_space);
            ahead.digit_ahead().then(|| {
                *cursor = ahead;
                'h'
            })
        }
    }
}

fn two_digits(cursor: &mut Cursor<'_>) -> Option<u8> {
    let (value, digits) = cursor.number()?;
    if digits == 2 { u8::try_from(value).ok() } else { None }
}

fn half_after(cursor: &mut Cursor<'_>, header: &mut Header) {
    let back = *cursor;
    cursor.skip(|c| is_mark(c) || is_space(c));
    let start = cursor.at();
    match cursor.take(clock::half) {
        // `21:25:15 a: m`: one letter with a colon after it is a name.
        Some(half) if header.shape.bracket || cursor.at() - start > 1 || cursor.peek() != Some(':') => {
            header.half = half;
            header.shape.half = 2;
        }
        _ => *cursor = back,
    }
}

/// The end of the header, with a half of the day or a word such as "Uhr" before it.
fn end(cursor: &mut Cursor<'_>, header: &mut Header) -> Option<()> {
    cursor.skip(is_mark);
    if header.shape.time_first {
        if let Some(era) = {
            let mut ahead = *cursor;
            ahead.skip(|c| is_mark(c) || is_space(c));
            ahead.take(clock::era_after).inspect(|_| *cursor = ahead)
        } {
            header.era = era;
        }
    } else if !(cursor.peek() == Some(':') && cursor.space_after_next()) {
        half_after(cursor, header);
    }
    if closing(cursor, header).is_some() {
        return Some(());
    }
    let mut ahead = *cursor;
    for _ in 0..WORDS {
        ahead.skip(|c| is_mark(c) || is_space(c));
        if !ahead.word() {
            break;
        }
        let mut attempt = ahead;
        if closing(&mut attempt, header).is_some() && matches!(header.shape.end, End::Bracket | End::Dash) {
            *cursor = attempt;
            if header.shape.half == 0 && header.hour <= 12 && !clock::is_clock_word(ahead.last_word()) {
                header.half = Half::Unknown;
                header.shape.half = 2;
            }
            return Some(());
        }
    }
    bare(cursor, header)
}

fn closing(cursor: &mut Cursor<'_>, header: &mut Header) -> Option<()> {
    cursor.skip(is_mark);
    if header.shape.bracket {
        cursor.skip(|c| is_mark(c) || is_space(c));
        if !cursor.eat(']') {
            return None;
        }
        header.shape.end = End::Bracket;
        // Some tools write a dash or a colon after the bracket as well.
        let mut ahead = *cursor;
        ahead.skip(is_space);
        if matches!(ahead.peek(), Some('-' | '–')) && ahead.space_after_next() {
            ahead.bump();
            *cursor = ahead;
        } else if cursor.peek() == Some(':') && cursor.space_after_next() {
            cursor.bump();
        }
        cursor.one(is_space);
        return Some(());
    }
    if cursor.peek() == Some(':') && cursor.space_after_next() {
        cursor.bump();
        cursor.one(is_space);
        header.shape.end = End::Colon;
        return Some(());
    }
    let mut ahead = *cursor;
    let spaced = ahead.skip(|c| is_mark(c) || is_space(c)) > 0;
    if spaced && matches!(ahead.peek(), Some('-' | '–' | '—' | '‐' | '‑' | '−')) {
        ahead.bump();
        ahead.skip(is_mark);
        if ahead.peek().is_none_or(is_space) {
            ahead.one(is_space);
            *cursor = ahead;
            header.shape.end = End::Dash;
            return Some(());
        }
    }
    None
}

/// A dash without spaces, or no separator at all: only when a sender follows soon.
fn bare(cursor: &mut Cursor<'_>, header: &mut Header) -> Option<()> {
    let spaced = cursor.one(is_space);
    let dashed = cursor.one(|c| matches!(c, '-' | '–'));
    if header.shape.bracket || !(spaced || dashed) || cursor.digit_ahead() {
        return None;
    }
    header.shape.end = End::Bare;
    let rest = cursor.rest();
    let name = rest.split(": ").next().filter(|name| name.len() < rest.len() && name.len() <= 60)?;
    (!name.is_empty()).then_some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_quick_way_finds_what_the_whole_grammar_finds(
            line in r"\[?[0-9]{1,4}[/.-][0-9]{1,2}[/.-][0-9]{1,4},? [0-9]{1,2}:[0-9]{2}(:[0-9]{2})?([ \u{202f}]([ap]m|[AP]M))?(\]| -) ?[A-C]: [a-z: ]{0,8}",
        ) {
            if let Some(quick) = quick::parse(line.as_bytes()) {
                prop_assert_eq!(Some(quick), parse_any(line.as_bytes()));
            }
        }
    }

    #[test]
    fn the_commonest_headers_are_read_the_quick_way() {
        for line in [
            "04/05/2026, 21:03 - Ann: hi",
            "[04/05/2026, 21:03:09] Ann: hi",
            "5/4/26, 9:03\u{202f}PM - Ann: hi",
            "[5/4/26, 9:03:09 PM] Ann: hi",
        ] {
            assert!(quick::parse(line.as_bytes()).is_some(), "{line}");
        }
    }

    #[test]
    fn what_only_looks_like_a_header_is_none() {
        for line in [
            "",
            "12/3 between 2 and 4",
            "1/2/2020 was a bad day",
            "10:30 see you",
            "[link] 1/2/2020",
            "999/99/2020, 10:00 - a: b",
            "13/13/2020, 25:00 - a: b",
            "31.12.2020",
        ] {
            assert_eq!(parse(line.as_bytes()), None, "{line}");
        }
    }
}
