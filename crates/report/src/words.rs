//! Times, lengths, sizes and sums in plain words.

use daybook_core::{
    incident::{Area, Strand},
    item::Direction,
    person::{IdentifierKind, Role},
    when,
};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};

// To the minute, as clocks are read. Where seconds matter, `moment_with_offset` has them.
pub use daybook_core::when::moment;

/// `Mon 4 May 2026`.
pub fn day(at: Timestamp, zone: &TimeZone) -> String {
    when::day(zone.to_datetime(at).date())
}

/// A moment to the second with its distance from UTC, over two lines: `Sun 25 Oct 2026`, `01:30 UTC+01:00`.
pub fn moment_with_offset(at: Timestamp, zone: &TimeZone) -> String {
    let seconds = zone.to_offset(at).seconds();
    let (sign, minutes) = (if seconds < 0 { '-' } else { '+' }, seconds.abs() / 60);
    let time = when::clock(zone.to_datetime(at).time());
    format!("{}\n{time} UTC{sign}{:02}:{:02}", day(at, zone), minutes / 60, minutes % 60)
}

/// From one moment to another, the day named once if it is the same.
pub fn stretch((start, end): (Timestamp, Timestamp), zone: &TimeZone) -> String {
    let (first, last) = (moment(start, zone), moment(end, zone));
    let same_day = zone.to_datetime(start).date() == zone.to_datetime(end).date();
    match () {
        () if first == last => first,
        () if same_day => format!("{first} to {}", zone.to_datetime(end).strftime("%H:%M")),
        () => format!("{first} to {last}"),
    }
}

/// A length of time, in its largest unit: `3 hours`, `1 day`.
pub fn length(time: SignedDuration) -> String {
    let minutes = time.as_mins().abs();
    match minutes {
        0..60 => count(minutes.unsigned_abs(), "minute"),
        60..2880 => count((minutes / 60).unsigned_abs(), "hour"),
        _ => count((minutes / 1440).unsigned_abs(), "day"),
    }
}

/// `1 call`, `2 calls`.
pub fn count(n: u64, one: &str) -> String {
    match (n, one.strip_suffix('y')) {
        (1, _) => format!("1 {one}"),
        // Days and ways, but entries and replies.
        (_, Some(stem)) if !stem.ends_with('a') => format!("{} {stem}ies", number(n)),
        _ => format!("{} {one}s", number(n)),
    }
}

/// `12,345`.
pub fn number(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Pence as pounds: `£1,250.50`.
pub fn pounds(pence: u64) -> String {
    format!("£{}.{:02}", number(pence / 100), pence % 100)
}

/// A size with its exact number of bytes.
pub fn size(bytes: u64) -> String {
    if bytes < 1_000 {
        return count(bytes, "byte");
    }
    format!("{} ({} bytes)", rounded_size(bytes), number(bytes))
}

/// A size to a tenth of its unit, in steps of a thousand.
pub fn rounded_size(bytes: u64) -> String {
    let rounded = |unit: u64, name: &str| {
        let tenths = (bytes.saturating_mul(10).saturating_add(unit / 2)) / unit;
        format!("{}.{} {name}", tenths / 10, tenths % 10)
    };
    match bytes {
        0..1_000 => count(bytes, "byte"),
        1_000..1_000_000 => rounded(1_000, "kB"),
        1_000_000..1_000_000_000 => rounded(1_000_000, "MB"),
        _ => rounded(1_000_000_000, "GB"),
    }
}

/// At most this many characters, with `…` where something was cut: between words, so that no date or number loses its
/// end, unless one word takes most of it.
pub fn cut(text: &str, most: usize) -> String {
    let Some((at, next)) = text.char_indices().nth(most) else { return text.to_owned() };
    let head = &text[..at];
    let whole = head.rfind(char::is_whitespace).filter(|end| !next.is_whitespace() && *end > at / 2);
    format!("{}…", whole.map_or(head, |end| &head[..end]).trim_end())
}

/// A list as said aloud: `a`, `a and b`, `a, b and c`.
pub fn list(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// The part of life an effect touches.
pub fn area(area: Area) -> &'static str {
    match area {
        Area::Routes => "Getting around",
        Area::Work => "Work or study",
        Area::Home => "Home",
        Area::Sleep => "Sleep",
        Area::Health => "Health",
        Area::Social => "Friends and family",
        Area::Money => "Money",
        Area::Children => "Children",
    }
}

/// A strand of hostility.
pub fn strand(strand: Strand) -> &'static str {
    match strand {
        Strand::Race => "race",
        Strand::Religion => "religion",
        Strand::Disability => "disability",
        Strand::SexualOrientation => "sexual orientation",
        Strand::Transgender => "transgender identity",
    }
}

/// What part a person plays.
pub fn role(role: Role) -> &'static str {
    match role {
        Role::Suspect => "Said to have done it",
        Role::Helper => "Said to act for or with them",
        Role::ThirdParty => "Third party",
        Role::Other => "Other",
    }
}

/// What sort of identifier.
pub fn identifier(kind: IdentifierKind) -> &'static str {
    match kind {
        IdentifierKind::Phone => "Telephone",
        IdentifierKind::Whatsapp => "WhatsApp",
        IdentifierKind::Email => "E-mail",
        IdentifierKind::Handle => "Account",
        IdentifierKind::Vehicle => "Vehicle",
        IdentifierKind::Address => "Address",
        IdentifierKind::Name => "Name shown",
        IdentifierKind::Other => "Other",
    }
}

/// Which way a contact went.
pub fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::In => "received",
        Direction::Out => "sent",
        Direction::Unknown => "not known",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_sums_read_as_said() {
        assert_eq!(count(1, "day"), "1 day");
        assert_eq!(count(2, "day"), "2 days");
        assert_eq!(count(1_234, "entry"), "1,234 entries");
        assert_eq!(pounds(125_050), "£1,250.50");
        assert_eq!(size(999), "999 bytes");
        assert_eq!(size(1_250_000), "1.3 MB (1,250,000 bytes)");
        assert_eq!(list(&["a".into(), "b".into(), "c".into()]), "a, b and c");
    }

    #[test]
    fn lengths_use_their_largest_unit() {
        assert_eq!(length(SignedDuration::from_mins(59)), "59 minutes");
        assert_eq!(length(SignedDuration::from_hours(3)), "3 hours");
        assert_eq!(length(SignedDuration::from_hours(72)), "3 days");
    }

    #[test]
    fn a_cut_never_splits_a_character() {
        assert_eq!(cut("£££", 2), "££…");
        assert_eq!(cut("££", 2), "££");
        assert_eq!(cut("a meeting by 2026-11-03", 17), "a meeting by…");
        assert_eq!(cut("a meeting by 2026", 12), "a meeting by…");
    }

    #[test]
    fn a_moment_in_the_fold_names_its_offset() {
        let zone = TimeZone::get("Europe/London").unwrap();
        let at: Timestamp = "2026-10-25T00:30:00Z".parse().unwrap();
        assert_eq!(moment_with_offset(at, &zone), "Sun 25 Oct 2026\n01:30 UTC+01:00");
    }
}
