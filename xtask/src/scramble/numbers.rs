//! Numbers: those of people are replaced, those of clocks and counts stay.

use super::letters::draw;

/// Digits of a telephone number, at least and at most.
const PHONE: std::ops::RangeInclusive<usize> = 9..=15;
/// A run of digits shorter than this is a part of a date, a time or a count.
const LONG: usize = 5;
/// The range that Ofcom keeps for invented mobile numbers, without the 0 before and the last three digits.
const INVENTED: &str = "7700900";

/// What the text begins with, as bytes taken and what is written instead.
pub fn replace(text: &str, before: Option<char>, seed: &str) -> (usize, String) {
    if let Some(written) = phone(text) {
        return (written.len(), invented(written, seed));
    }
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    if end == 0 {
        return (1, text[..1].to_owned());
    }
    let digits = &text[..end];
    // A number that goes on from letters or dots is a part of a name or a fraction, and of no clock.
    let bound = before.is_some_and(|c| c.is_alphanumeric() || c == '.');
    (end, run(digits, bound, seed))
}

fn run(digits: &str, bound: bool, seed: &str) -> String {
    if digits.len() < LONG && !bound {
        return digits.to_owned();
    }
    if matches!(digits.len(), 10 | 13) && digits.starts_with('1') {
        return moved(digits, seed);
    }
    if PHONE.contains(&digits.len()) {
        return invented(digits, seed);
    }
    each(digits, digits, seed)
}

/// Seconds or milliseconds since 1970, moved by the same number of whole weeks throughout.
fn moved(digits: &str, seed: &str) -> String {
    let unit = if digits.len() == 13 { 1000 } else { 1 };
    let weeks = u64::from(draw(&[seed, "weeks"]) % 40 + 1);
    let at: u64 = digits.parse().unwrap_or_default();
    format!("{:0width$}", at - weeks * 7 * 86_400 * unit, width = digits.len())
}

/// A telephone number as people write it: a plus or a nought before, groups with spaces, dashes or brackets.
fn phone(text: &str) -> Option<&str> {
    let first: usize = text.bytes().take_while(u8::is_ascii_digit).count();
    if !(text.starts_with('+') || text.starts_with('0') && first >= 3) {
        return None;
    }
    let fits = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '-' | '(' | ')' | '\u{a0}');
    let body = text.strip_prefix('+').unwrap_or(text);
    let end = body.find(|c: char| !fits(c)).unwrap_or(body.len());
    let written = &text[..text.len() - body.len() + end];
    let written = written.trim_end_matches(|c: char| !c.is_ascii_digit());
    let digits = written.bytes().filter(u8::is_ascii_digit).count();
    PHONE.contains(&digits).then_some(written)
}

/// The number with its last ten digits from the invented range; the three that tell it apart depend on its own digits.
fn invented(written: &str, seed: &str) -> String {
    let own: String = written.chars().filter(char::is_ascii_digit).collect();
    // The same number with and without its country's code stays the same number.
    let tail = &own[own.len() - own.len().min(9)..];
    let digits = format!("{INVENTED}{:03}", draw(&[seed, tail]) % 1000);
    let keep = own.len().saturating_sub(digits.len());
    let mut from = own[..keep].chars().chain(digits.chars().skip(digits.len().saturating_sub(own.len())));
    written.chars().map(|c| if c.is_ascii_digit() { from.next().unwrap_or('0') } else { c }).collect()
}

fn each(digits: &str, key: &str, seed: &str) -> String {
    let place = |(at, _): (usize, char)| draw(&[seed, key, &at.to_string()]) % 10;
    digits.chars().enumerate().map(place).map(|digit| digit.to_string()).collect()
}
