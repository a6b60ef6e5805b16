//! Contact cards (vCard 2.1, 3.0 and 4.0; RFC 2426, RFC 6350): they put names to numbers.

use crate::{
    content_line::{Line, Lines},
    error::ImportError,
    finding::Kind,
    options::Options,
    origin::{Confidence, Origin},
    source::Stream,
    tally::Output,
    wide,
};
use daybook_core::{
    card::{Card, CardIdentifier},
    item::{Detail, Locator},
    person::IdentifierKind,
};

/// Deepest card within a card (`AGENT` of version 2.1).
const DEPTH: usize = 8;
/// Most lines kept of one card, and most bytes of one value.
const LINES: usize = 1000;
const VALUE: usize = 4 << 10;

/// Whether the head of a file is contact cards.
pub fn looks_like(head: &[u8]) -> Option<Confidence> {
    let text = wide::narrow(head);
    let start = text.trim_ascii_start().get(..11)?;
    start.eq_ignore_ascii_case(b"BEGIN:VCARD").then_some(Confidence::High)
}

/// Reads contact cards.
pub fn read(
    stream: &mut dyn Stream,
    origin: &Origin<'_>,
    _options: &Options,
    output: &mut Output<'_>,
) -> Result<(), ImportError> {
    let text = wide::open(stream)?;
    let mut reader = Reader { origin, exact: text.exact, output, open: Vec::new(), row: 0 };
    let mut lines = Lines::new(text);
    let mut end = 0;
    while let Some(line) = lines.next_line()? {
        end = line.end;
        reader.line(line)?;
    }
    if !reader.open.is_empty() {
        reader.output.findings.at(Kind::Truncated, end, 0);
    }
    while let Some(open) = reader.open.pop() {
        reader.hand_on(open, end)?;
    }
    Ok(())
}

struct Reader<'a, 'o> {
    origin: &'a Origin<'a>,
    exact: bool,
    output: &'a mut Output<'o>,
    open: Vec<Open>,
    row: u64,
}

/// A card being read.
struct Open {
    start: u64,
    lines: Vec<Line>,
}

impl Reader<'_, '_> {
    fn line(&mut self, line: Line) -> Result<(), ImportError> {
        let findings = &mut self.output.findings;
        if line.odd_bytes {
            findings.at(Kind::NotUtf8, line.start, line.number);
        }
        let is = |name: &str| line.name == name && line.value.trim().eq_ignore_ascii_case("VCARD");
        let within = self.open.len();
        match self.open.last_mut() {
            _ if is("BEGIN") && within < DEPTH => {
                self.open.push(Open { start: line.start, lines: Vec::new() });
            }
            Some(_) if is("END") => {
                if let Some(open) = self.open.pop() {
                    self.hand_on(open, line.end)?;
                }
            }
            Some(open) if !line.name.is_empty() && open.lines.len() < LINES => open.lines.push(line),
            _ => findings.at(Kind::UnreadableLine, line.start, line.number),
        }
        Ok(())
    }

    fn hand_on(&mut self, open: Open, end: u64) -> Result<(), ImportError> {
        self.row += 1;
        let member = self.origin.member.map(str::to_owned);
        let (start, end) = if self.exact { (Some(open.start), Some(end)) } else { (None, None) };
        let card = card(&open.lines, Locator { member, start, end, row: Some(self.row) });
        self.output.card(card)?;
        Ok(())
    }
}

fn card(lines: &[Line], locator: Locator) -> Card {
    let mut card = Card { locator, ..Card::default() };
    for line in lines {
        let value = cut(&line.text());
        match line.name.as_str() {
            _ if value.is_empty() || line.is_base64() => {}
            "VERSION" | "PRODID" | "REV" | "UID" | "N" | "FN" | "PHOTO" | "LOGO" | "SOUND" | "KEY"
            | "X-ABLABEL" | "CLIENTPIDMAP" | "XML" => {}
            _ => match identifier(line) {
                Some((kind, value)) => {
                    let label = label(line, lines);
                    card.identifiers.push(CardIdentifier { kind, value: cut(&value), label });
                }
                None => {
                    let parts = line.parts().into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
                    let value = if line.name == "ORG" { parts.join(", ") } else { value };
                    card.details.push(Detail { name: line.name.clone(), value });
                }
            },
        }
    }
    card.name =
        name(lines).or_else(|| card.identifiers.first().map(|first| first.value.clone())).unwrap_or_default();
    card
}

/// The name a card is shown under: as formatted, else of its parts, else of the organisation.
fn name(lines: &[Line]) -> Option<String> {
    let filled = |text: String| (!text.trim().is_empty()).then(|| cut(text.trim()));
    let find = |name: &str| lines.iter().find(|line| line.name == name);
    let formatted = find("FN").and_then(|line| filled(line.text()));
    let parts = || {
        let parts = find("N")?.parts();
        // Family, given, additional, prefix, suffix (RFC 6350 section 6.2.2); said in the order people say them.
        let order =
            [3, 1, 2, 0, 4].into_iter().filter_map(|at| parts.get(at)).filter(|part| !part.is_empty());
        filled(order.cloned().collect::<Vec<_>>().join(" "))
    };
    let organisation = || filled(find("ORG")?.parts().join(" "));
    formatted.or_else(parts).or_else(organisation).or_else(|| filled(find("NICKNAME")?.text()))
}

/// The number, address or handle a line gives.
fn identifier(line: &Line) -> Option<(IdentifierKind, String)> {
    let text = line.text().trim().to_owned();
    let without = |scheme: &str| match text.get(..scheme.len()) {
        Some(start) if start.eq_ignore_ascii_case(scheme) => text[scheme.len()..].to_owned(),
        _ => text.clone(),
    };
    Some(match line.name.as_str() {
        "TEL" => (IdentifierKind::Phone, without("tel:")),
        "EMAIL" => (IdentifierKind::Email, without("mailto:")),
        "IMPP" | "SOCIALPROFILE" | "X-SOCIALPROFILE" => {
            let user = line
                .parameter("USERNAME")
                .or_else(|| line.parameter("X-USER"))
                .filter(|user| !user.is_empty());
            (IdentifierKind::Handle, user.map_or(text, str::to_owned))
        }
        "X-AIM" | "X-ICQ" | "X-JABBER" | "X-MSN" | "X-YAHOO" | "X-SKYPE" | "X-SKYPE-USERNAME"
        | "X-GOOGLE-TALK" | "X-QQ" | "X-TWITTER" | "X-WHATSAPP" | "X-TELEGRAM" => {
            (IdentifierKind::Handle, text)
        }
        "ADR" => {
            let parts: Vec<String> = line.parts().into_iter().filter(|part| !part.is_empty()).collect();
            (IdentifierKind::Address, parts.join(", "))
        }
        "NICKNAME" => (IdentifierKind::Name, text),
        _ => return None,
    })
    .filter(|(_, value)| !value.is_empty())
}

/// What a card calls a number: a label of its own, or the kind it is of.
fn label(line: &Line, lines: &[Line]) -> Option<String> {
    let own = line.group.as_ref().and_then(|group| {
        let of_group = |held: &&Line| held.name == "X-ABLABEL" && held.group.as_ref() == Some(group);
        lines.iter().find(of_group)
    });
    if let Some(own) = own {
        // Apple writes its own words so: _$!<Home>!$_
        return Some(own.text().trim_start_matches("_$!<").trim_end_matches(">!$_").to_owned());
    }
    let service = line.parameter("X-SERVICE-TYPE").or_else(|| line.parameter("SERVICE-TYPE"));
    let kinds = line
        .all("TYPE")
        .map(str::to_lowercase)
        .filter(|kind| !matches!(kind.as_str(), "internet" | "pref" | ""));
    let all: Vec<String> = service.map(str::to_owned).into_iter().chain(kinds).collect();
    (!all.is_empty()).then(|| all.join(", "))
}

/// A value no longer than is kept.
fn cut(text: &str) -> String {
    text[..text.floor_char_boundary(VALUE)].to_owned()
}
