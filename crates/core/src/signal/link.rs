//! One hand behind several numbers: which numbers and names linked to nobody may be the same person.
//!
//! A suggestion with its reasons. A link is only ever made by the keeper.

use super::{
    DAY, Figure, Finding, HOUR, Signal, View, counted,
    identifiers::{Ending, incoming},
    style::{Corpus, Likeness},
};
use crate::{
    contact::{NOT_KNOWN, Source},
    incident::Channel,
    item::Direction,
    person,
    rows::{Identifier, NONE, Row, Sort},
};
use std::collections::BTreeMap;

pub(super) const SIGNAL: Signal = Signal {
    id: "link",
    version: 1,
    says: "A number, name or handle linked to nobody that may be used by a person in the record.",
    wrong_when: "A delivery firm, a wrong number or a friend's new phone begins to call at the same time; somebody copies the words.",
    needs: "One number of the person already linked, and messages or calls from others to compare with.",
    parameters: &[
        "link.suggest",
        "link.days",
        "link.two_way",
        "identifier.contacts",
        "night.from",
        "night.until",
    ],
    find,
};

/// At most this many messages of one writer are compared: enough to know a style, few enough for any diary.
const SAMPLE: usize = 1_500;
/// At most this many messages of a candidate.
const CANDIDATE_SAMPLE: usize = 200;
/// At most this many messages of everybody else.
const OTHERS_SAMPLE: usize = 6_000;
/// A number found by way of another suggested one may lead to a third. More rounds found nothing new on made-up cases.
const ROUNDS: usize = 4;

struct Rule<'v, 'a> {
    view: &'v View<'a>,
    suggest: i64,
    soon: i64,
    two_way: f64,
    least: usize,
    night: (usize, usize),
}

/// A point of evidence: what it weighs, what it says, what it was seen in.
struct Point {
    weight: i64,
    /// It ties the number to this person. Without such a point, bursts at night could be anybody's.
    ties: bool,
    says: String,
    from: Vec<Source>,
}

fn find(view: &View) -> Option<Vec<Finding>> {
    #[expect(clippy::cast_possible_truncation, reason = "a few points")]
    let rule = Rule {
        view,
        suggest: view.number("link.suggest")? as i64,
        soon: view.seconds("link.days", DAY)?,
        two_way: view.number("link.two_way")?,
        least: view.count("identifier.contacts")?,
        night: (view.count("night.from")?, view.count("night.until")?),
    };
    let persons = view.rows.each_person().filter(|at| view.rows.persons[*at] != NOT_KNOWN);
    let candidates: Vec<u32> =
        (0u32..).zip(&view.rows.identifiers).filter(|(_, i)| open(view, i)).map(|(at, _)| at).collect();
    if candidates.is_empty() {
        return Some(Vec::new());
    }
    let others = Corpus::of(others(view));
    let suspects: Vec<Suspect> = persons.filter_map(|at| Suspect::of(view, at)).collect();
    // The best suspect for each candidate, if any has enough.
    let mut best: BTreeMap<u32, (i64, Finding)> = BTreeMap::new();
    for suspect in &suspects {
        let held = candidates.iter().map(|at| Candidate::of(view, suspect, *at, &others));
        let held: Vec<Candidate> = held.collect();
        for (candidate, score, finding) in rule.rounds(suspect, &held) {
            match best.get(&candidate) {
                Some((held, _)) if *held >= score => {}
                _ => drop(best.insert(candidate, (score, finding))),
            }
        }
    }
    Some(best.into_values().map(|(_, finding)| finding).collect())
}

/// Linked to nobody, and not somebody the keeper's address book knows.
fn open(view: &View, identifier: &Identifier) -> bool {
    let free = identifier.person == NONE && !identifier.taken;
    free && identifier.name.is_none() && !is_saved_name(view, identifier) && !is_firm(identifier)
}

/// `WhatsApp` shows a saved name where it has one, and a number where it has none.
fn is_saved_name(view: &View, identifier: &Identifier) -> bool {
    let whatsapp = identifier.rows.iter().any(|at| view.rows.row(*at).channel == Channel::Whatsapp);
    whatsapp && !is_number(&identifier.value)
}

/// Text messages from a word or a short code are sent by firms.
fn is_firm(identifier: &Identifier) -> bool {
    let letters = identifier.value.bytes().filter(u8::is_ascii_digit).count();
    is_number(&identifier.value) && letters < 7
}

fn is_number(value: &str) -> bool {
    value.trim_start_matches('+').bytes().all(|b| b.is_ascii_digit()) && !value.is_empty()
}

/// Evenly spread, so that a sample covers the whole time.
fn spread<T: Copy>(all: &[T], most: usize) -> impl Iterator<Item = T> + '_ {
    let step = all.len().div_ceil(most.max(1)).max(1);
    all.iter().step_by(step).copied()
}

fn texts<'v>(view: &'v View, rows: &[u32], most: usize) -> Vec<&'v str> {
    let messages =
        |at: &u32| view.rows.row(*at).sort == Sort::Message && view.rows.row(*at).way == Direction::In;
    let messages: Vec<u32> = rows.iter().copied().filter(messages).collect();
    spread(&messages, most).filter_map(|at| view.text(view.rows.row(at).source)).collect()
}

fn others<'v>(view: &'v View) -> Vec<&'v str> {
    let strangers = view.rows.identifiers.iter().filter(|i| i.person == NONE);
    let rows: Vec<u32> = strangers.flat_map(|i| spread(&i.rows, OTHERS_SAMPLE / 10)).collect();
    texts(view, &rows, OTHERS_SAMPLE)
}

/// Somebody in the record, as far as numbers can be held against them.
struct Suspect<'v> {
    person: u64,
    since: i64,
    writes: Corpus,
    at_night: bool,
    names: Vec<String>,
    identifiers: Vec<(u32, &'v Identifier)>,
    told: Vec<Told>,
}

/// What an incident told of somebody says, in the two forms in which a number or handle may stand in it.
struct Told {
    source: Source,
    digits: String,
    plain: String,
}

impl Told {
    fn of(view: &View, row: &Row) -> Option<Self> {
        let what = &view.incident(row.source)?.what;
        Some(Self { source: row.source, digits: digits(what), plain: person::normalise(what) })
    }

    fn names(&self, value: &str) -> bool {
        let number = digits(value);
        let end = number.len().checked_sub(9).map(|at| &number[at..]);
        end.is_some_and(|end| self.digits.contains(end)) || (value.len() >= 6 && self.plain.contains(value))
    }
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

impl<'v> Suspect<'v> {
    fn of(view: &'v View, at: usize) -> Option<Self> {
        let place = u32::try_from(at).ok()?;
        let identifiers: Vec<_> =
            (0u32..).zip(&view.rows.identifiers).filter(|(_, i)| i.person == place).collect();
        let since =
            identifiers.iter().filter_map(|(_, i)| incoming(view, i).next()).map(|row| row.at).min()?;
        let entry = view.rows.persons[at];
        let named =
            identifiers.iter().flat_map(|(_, i)| [Some(i.value.as_str()), i.name.as_deref()]).flatten();
        let names = std::iter::once(view.name(entry)).chain(named).flat_map(name_parts).collect();
        let unwanted = &view.rows.unwanted[at];
        let at_night = unwanted.iter().any(|at| view.rows.row(*at).minute < 5 * 60);
        Some(Self {
            person: entry,
            since,
            writes: Corpus::of(texts(view, unwanted, SAMPLE)),
            at_night,
            names,
            identifiers,
            told: unwanted.iter().filter_map(|at| Told::of(view, view.rows.row(*at))).collect(),
        })
    }
}

/// A number or name linked to nobody, held against one suspect.
struct Candidate<'v> {
    at: u32,
    identifier: &'v Identifier,
    rows: Vec<&'v Row>,
    sent: usize,
    alike: Likeness,
}

impl<'v> Candidate<'v> {
    fn of(view: &'v View, suspect: &Suspect, at: u32, others: &Corpus) -> Self {
        let identifier = &view.rows.identifiers[at as usize];
        let sent = identifier.rows.iter().filter(|at| view.rows.row(**at).way == Direction::Out).count();
        let writes = Corpus::of(texts(view, &identifier.rows, CANDIDATE_SAMPLE));
        let alike = suspect.writes.likeness(&writes, others);
        Self { at, identifier, rows: incoming(view, identifier).collect(), sent, alike }
    }

    /// Messages, as the entries a likeness was seen in.
    fn messages(&self) -> Vec<Source> {
        self.rows.iter().filter(|row| row.sort == Sort::Message).map(|row| row.source).collect()
    }
}

/// The parts of a name or handle that could tell whose it is: words of three letters or more.
fn name_parts(name: &str) -> Vec<String> {
    let local = name.split('@').find(|part| !part.is_empty()).unwrap_or_default();
    let parts = local.split(|c: char| !c.is_alphabetic()).filter(|part| part.chars().count() >= 3);
    parts.map(str::to_lowercase).collect()
}

impl Rule<'_, '_> {
    /// Suggestions for one suspect. A suggested number may be the one that fell silent before the next began.
    fn rounds(&self, suspect: &Suspect, candidates: &[Candidate]) -> Vec<(u32, i64, Finding)> {
        let mut hand: Vec<(u32, &Identifier)> = suspect.identifiers.clone();
        let mut found: Vec<(u32, i64, Finding)> = Vec::new();
        for _ in 0..ROUNDS {
            let before = found.len();
            for candidate in candidates {
                if found.iter().any(|(known, ..)| *known == candidate.at) {
                    continue;
                }
                let points = self.evidence(suspect, &hand, candidate);
                let score = points.iter().map(|p| p.weight).sum();
                if score >= self.suggest && points.iter().any(|p| p.ties) {
                    found.push((candidate.at, score, finding(self.view, suspect, candidate, points)));
                }
            }
            let new = found[before..].iter().map(|(at, ..)| (*at, &self.view.rows.identifiers[*at as usize]));
            hand.extend(new);
            if found.len() == before {
                break;
            }
        }
        found
    }

    fn evidence(&self, suspect: &Suspect, hand: &[(u32, &Identifier)], candidate: &Candidate) -> Vec<Point> {
        let Some(first) = candidate.rows.first() else { return Vec::new() };
        let told = told(suspect, candidate.identifier);
        // Somebody the keeper writes with as with a friend, or who was there before, is not a new hand.
        let share = candidate.sent as f64 / candidate.identifier.rows.len() as f64;
        let friend = candidate.sent >= 3 && share >= self.two_way;
        if first.at < suspect.since || (friend && told.is_none()) {
            return told.into_iter().collect();
        }
        let ended = hand.iter().filter_map(|old| Ending::of(self.view, *old, first, self.least));
        let ended = ended.filter(|e| first.at - e.at <= self.soon).max_by_key(|e| (e.blocked, e.at));
        let after = ended.map(|e| Point {
            weight: 1,
            ties: true,
            says: format!("First seen {}.", e.says(first)),
            from: vec![e.source, first.source],
        });
        let name = named(suspect, candidate.identifier, first);
        let points = [told, style(candidate), same(candidate), name, after];
        let calls = [burst(&candidate.rows), self.at_night(suspect, &candidate.rows), one_way(candidate)];
        points.into_iter().chain(calls).flatten().collect()
    }

    fn at_night(&self, suspect: &Suspect, rows: &[&Row]) -> Option<Point> {
        let hour = |row: &Row| usize::from(row.minute / 60);
        let dark = rows.iter().filter(|row| (self.night.0..self.night.1).contains(&hour(row)));
        let dark: Vec<Source> = dark.map(|row| row.source).collect();
        let enough = dark.len() >= 3 && dark.len() * 10 >= rows.len() && suspect.at_night;
        let says = format!("{} came at night.", counted(dark.len(), "contact", "contacts"));
        enough.then_some(Point { weight: 1, ties: false, says, from: dark })
    }
}

fn style(candidate: &Candidate) -> Option<Point> {
    let Likeness { alike, of, strong, .. } = candidate.alike;
    let says = format!("{alike} of {of} messages use the person's own words.");
    let weight = if strong { 3 } else { 2 };
    candidate.alike.style.then(|| Point { weight, ties: true, says, from: candidate.messages() })
}

fn same(candidate: &Candidate) -> Option<Point> {
    let same = candidate.alike.same;
    let says = format!(
        "{} sent from the person's number as well, word for word, and by nobody else.",
        counted(same, "message was", "messages were")
    );
    let weight = if same >= 3 { 3 } else { 1 };
    (same >= 1).then(|| Point { weight, ties: true, says, from: candidate.messages() })
}

/// The handle or address holds a part of the person's name.
fn named(suspect: &Suspect, candidate: &Identifier, first: &Row) -> Option<Point> {
    let part = name_parts(&candidate.value).into_iter().find(|part| suspect.names.contains(part))?;
    let says = format!("It holds \"{part}\", as their name does.");
    // Many people have the same first name.
    Some(Point { weight: 2, ties: false, says, from: vec![first.source] })
}

/// An incident told of this person names the number.
fn told(suspect: &Suspect, candidate: &Identifier) -> Option<Point> {
    let source = suspect.told.iter().find(|told| told.names(&candidate.value))?.source;
    Some(Point {
        weight: 3,
        ties: true,
        says: "You named it in an incident with them.".into(),
        from: vec![source],
    })
}

fn burst(rows: &[&Row]) -> Option<Point> {
    let calls: Vec<&&Row> = rows.iter().filter(|row| row.sort == Sort::Unanswered).collect();
    let burst = calls.windows(5).find(|w| w[4].at - w[0].at <= HOUR)?;
    let says = "Five calls or more within an hour, none answered.".to_owned();
    Some(Point { weight: 1, ties: false, says, from: burst.iter().map(|row| row.source).collect() })
}

/// Again and again over many days, and never an answer.
fn one_way(candidate: &Candidate) -> Option<Point> {
    let rows = &candidate.rows;
    let mut days: Vec<i32> = rows.iter().map(|row| row.day).collect();
    days.dedup();
    let alone = candidate.sent == 0 && !rows.iter().any(|row| row.group);
    let often = rows.len() >= 20 && days.len() >= 5 && alone;
    let says = format!("{} contacts on {} days, and you never wrote or called.", rows.len(), days.len());
    often.then(|| Point { weight: 1, ties: false, says, from: rows.iter().map(|row| row.source).collect() })
}

fn finding(view: &View, suspect: &Suspect, candidate: &Candidate, points: Vec<Point>) -> Finding {
    let (name, rows) = (view.name(suspect.person), &candidate.rows);
    let says = format!("{} may be {name}. Link it if you think so too.", candidate.identifier.shown);
    let mut finding = Finding::new("suggest", says).about(suspect.person);
    finding.identifier = Some(candidate.identifier.value.clone());
    if let (Some(first), Some(last)) = (rows.first(), rows.last()) {
        finding = finding.between(first, last);
    }
    let mut evidence: Vec<Source> = points.iter().flat_map(|p| p.from.iter().copied()).collect();
    evidence.sort_unstable();
    evidence.dedup();
    finding.reasons = points.into_iter().map(|p| p.says).collect();
    let contacts = rows.iter().map(|row| row.source).collect();
    finding.with(Figure::count("contacts", "contacts from it", contacts)).with(Figure::count(
        "evidence",
        "entries the reasons were seen in",
        evidence,
    ))
}
