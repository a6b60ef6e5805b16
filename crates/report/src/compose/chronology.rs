//! The chronology: one line for each incident, one for each group of imported contacts.

use super::{
    Composer, FactList, PLACE_KEPT_PRIVATE,
    rows::{Day, Row},
};
use crate::{
    model::{Line, Ref},
    words,
};
use daybook_core::{
    contact::Placed,
    diary::{History, Revision},
    incident::{Channel, Incident},
    item::CallOutcome,
    when::{Certainty, When},
};
use jiff::SignedDuration;
use std::collections::{BTreeMap, BTreeSet};

/// Written down later than this is said to be late.
const LATE: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Longest piece of a message quoted in a line; the schedule holds more, the entries all.
const QUOTE: usize = 160;

impl Composer<'_> {
    pub(super) fn lines(&self) -> Vec<Line> {
        let line = |(number, row): (usize, &Row)| match row {
            Row::Incident(entry) => self.incident_line(number, *entry),
            Row::Day(day) => Some(self.day_line(number, day)),
        };
        (1..).zip(&self.rows).filter_map(line).collect()
    }

    fn incident_line(&self, number: usize, entry: u64) -> Option<Line> {
        let history = self.case.diary.incidents.get(&entry)?;
        let incident = history.now();
        let mut refs = vec![Ref { text: format!("entry {entry}"), anchor: None }];
        refs.extend(incident.exhibits.iter().filter_map(|exhibit| self.exhibit_ref(*exhibit)));
        refs.extend(incident.links.iter().map(|link| self.line_ref(*link)));
        Some(Line {
            number,
            when: incident.when.to_string(),
            doubt: incident.when.doubt().map(|doubt| doubt.sentence().to_owned()),
            written: self.written(history),
            heading: self.heading(incident),
            text: self.text(&incident.what),
            facts: self.incident_facts(incident),
            refs,
        })
    }

    /// Who and how, in a few words.
    pub(super) fn heading(&self, incident: &Incident) -> String {
        let who = if incident.who.is_empty() {
            "Person not known".to_owned()
        } else {
            self.names(incident.who.iter().copied())
        };
        let kinds: Vec<String> = incident.kinds.iter().map(|kind| kind.label().to_owned()).collect();
        let channel = incident.channel.map(|channel| channel.label().to_owned());
        let parts = [Some(who), (!kinds.is_empty()).then(|| kinds.join(", ")), channel];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }

    fn written(&self, history: &History<Incident>) -> String {
        let first = history.first();
        let happened = history.now().when.instants();
        let zone = jiff::tz::TimeZone::get(&first.zone).unwrap_or_else(|_| self.case.zone.clone());
        let mut written = words::moment(first.written, &zone);
        if zone != self.case.zone {
            written.push_str(&format!(" ({})", first.zone));
        }
        if let Some((start, end)) = happened {
            let after = first.written.duration_since(end);
            let day = |at| zone.to_datetime(at).date();
            written.push_str(&match after {
                a if a > LATE => format!("\nLate entry: {} after", words::length(a)),
                a if a >= SignedDuration::from_mins(1) => format!("\n{} after", words::length(a)),
                _ if first.written.duration_since(start) <= -SignedDuration::from_mins(1) => {
                    "\nbefore the time it gives".to_owned()
                }
                _ if history.now().when.certainty == Certainty::Exact => "\nat the time".to_owned(),
                _ if day(start) == day(first.written) => "\nthe same day".to_owned(),
                _ => "\nwithin the time it gives".to_owned(),
            });
        }
        let changes = history.revisions().len() - 1;
        match changes {
            0 => {}
            1 => written.push_str("\nChanged once, see annex A"),
            n => written.push_str(&format!("\nChanged {n} times, see annex A")),
        }
        written
    }

    /// Everything an incident says besides what, when, who and how.
    pub(super) fn incident_facts(&self, incident: &Incident) -> Vec<(String, String)> {
        let mut facts = FactList::default();
        let text = |value: &Option<String>| value.as_deref().map(|value| self.text(value));
        facts.maybe("Exact words", text(&incident.exact_words).map(|words| format!("“{words}”")));
        facts.maybe("Threat", text(&incident.threat));
        facts.maybe("Weapon", text(&incident.weapon));
        facts.maybe("Injury", text(&incident.injury));
        facts.maybe("Damage", text(&incident.damage));
        facts.maybe("Cost", incident.cost.map(words::pounds));
        facts.maybe(
            "Place",
            incident.place.as_ref().map(|place| {
                if self.wall.is_private(place) { PLACE_KEPT_PRIVATE.into() } else { self.text(&place.text) }
            }),
        );
        facts.maybe("By means of", text(&incident.technology));
        facts.maybe("Vehicle", text(&incident.vehicle));
        for witness in &incident.witnesses {
            let saw = witness.saw.as_deref().map(|saw| format!(": {}", self.text(saw)));
            facts.add("Witness", format!("{}{}", self.text(&witness.name), saw.unwrap_or_default()));
        }
        facts.add(
            "Also there",
            incident.present.iter().map(|name| self.text(name)).collect::<Vec<_>>().join(", "),
        );
        facts.maybe("Felt then", text(&incident.felt_then));
        facts.maybe("Felt after", text(&incident.felt_after));
        facts.maybe(
            "Feared violence",
            incident.fear_of_violence.map(|fear| if fear { "Yes" } else { "No" }.into()),
        );
        for effect in &incident.effects {
            facts.add(&format!("Effect: {}", words::area(effect.area).to_lowercase()), self.effect(effect));
        }
        facts.add(
            "Hostility about",
            incident.strands.iter().map(|s| words::strand(*s)).collect::<Vec<_>>().join(", "),
        );
        let response = [incident.responded.map(|r| r.label().to_owned()), text(&incident.responded_text)];
        facts.add("Response", response.into_iter().flatten().collect::<Vec<_>>().join(". "));
        for report in &incident.reported {
            facts.add("Reported", self.reported(report));
        }
        facts.maybe("Written by", text(&incident.scribe));
        facts.add("Time as typed", self.said(&incident.when));
        facts.done()
    }

    pub(super) fn effect(&self, effect: &daybook_core::incident::Effect) -> String {
        let since = effect.date.map(|date| format!("from {}", daybook_core::when::day(date)));
        let cost = effect.cost.map(words::pounds);
        let more: Vec<String> = since.into_iter().chain(cost).collect();
        let more = if more.is_empty() { String::new() } else { format!(" ({})", more.join(", ")) };
        format!("{}{more}", self.text(&effect.text))
    }

    pub(super) fn reported(&self, report: &daybook_core::incident::Reported) -> String {
        let text = |label: &str, value: &Option<String>| {
            value.as_deref().map(|v| format!("{label}{}", self.text(v)))
        };
        let parts = [
            Some(self.text(&report.to)),
            text("", &report.when),
            text("reference ", &report.reference),
            text("", &report.officer),
            text("they said: ", &report.said),
        ];
        parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }

    /// The words a vague time was given in.
    fn said(&self, when: &When) -> String {
        if when.certainty == Certainty::Exact { String::new() } else { self.text(&when.said) }
    }

    fn day_line(&self, number: usize, day: &Day) -> Line {
        let items: Vec<(u64, u32)> = day.items.iter().map(|(_, item)| *item).collect();
        let placed: Vec<_> = items.iter().filter_map(|(s, i)| self.case.items.get(*s, *i)).collect();
        let counted = tally(day.items.iter().map(|(channel, _)| *channel).zip(&placed));
        let mut facts = FactList::default();
        for place in quotable(&placed) {
            let label = self.message_ref((place.segment, place.index)).map_or_else(String::new, |r| r.text);
            facts.add(&label, format!("“{}”", words::cut(&self.text(place.item.text.trim()), QUOTE)));
        }
        let mut refs: Vec<Ref> = self.message_range(&items);
        refs.extend(self.archives_of(&items));
        Line {
            number,
            when: day.span.map_or_else(|| "not known".into(), |span| words::stretch(span, &self.case.zone)),
            doubt: placed.iter().find_map(|p| p.item.at_note.map(str::to_owned)),
            written: self.imported_on(&items),
            heading: self.name(day.person),
            text: format!("{}.", words::list(&counted)),
            facts: facts.done(),
            refs,
        }
    }

    fn message_range(&self, items: &[(u64, u32)]) -> Vec<Ref> {
        let first = items.first().and_then(|item| self.message_ref(*item));
        let last = items.last().filter(|_| items.len() > 1).and_then(|item| self.message_ref(*item));
        let last = last.map(|r| Ref { text: format!("to {}", r.text), ..r });
        first.into_iter().chain(last).collect()
    }

    fn archives_of(&self, items: &[(u64, u32)]) -> Vec<Ref> {
        let segments: BTreeSet<u64> = items.iter().map(|(segment, _)| *segment).collect();
        let archives = segments.iter().filter_map(|segment| self.archive(*segment));
        let mut refs: Vec<Ref> = archives.filter_map(|exhibit| self.exhibit_ref(exhibit)).collect();
        refs.dedup();
        refs
    }

    /// The exhibit a segment was read from.
    pub(super) fn archive(&self, segment: u64) -> Option<u64> {
        let segments = &self.case.diary.segments;
        segments.iter().find(|s| s.entry == segment).map(|s| s.head.exhibit)
    }

    fn imported_on(&self, items: &[(u64, u32)]) -> String {
        let archive = items.first().and_then(|(segment, _)| self.archive(*segment));
        let written = archive.and_then(|entry| self.case.diary.exhibits.get(&entry)).map(History::written);
        written.map_or_else(String::new, |at| format!("Imported {}", words::day(at, &self.case.zone)))
    }

    /// When a version was written, and why.
    pub(super) fn version(&self, number: usize, revision: &Revision<Incident>) -> String {
        let reason = revision.reason.as_deref().map(|r| format!(" Reason: {}", self.text(r)));
        let written = words::moment(revision.written, &self.case.zone);
        format!(
            "Version {number}, written {written} (entry {}).{}",
            revision.entry,
            reason.unwrap_or_default()
        )
    }
}

/// The first and the last message with words in it.
fn quotable<'a>(placed: &[Placed<'a>]) -> Vec<Placed<'a>> {
    let spoken: Vec<Placed<'a>> =
        placed.iter().copied().filter(|p| p.item.call.is_none() && !p.item.text.trim().is_empty()).collect();
    match spoken.as_slice() {
        [first, .., last] => vec![*first, *last],
        few => few.to_vec(),
    }
}

/// Calls and messages of one day in words, by channel.
fn tally<'a>(placed: impl Iterator<Item = (Channel, &'a Placed<'a>)>) -> Vec<String> {
    let mut messages: BTreeMap<Channel, u64> = BTreeMap::new();
    let mut calls: BTreeMap<Channel, (u64, u64)> = BTreeMap::new();
    for (channel, place) in placed {
        match place.item.call {
            None => *messages.entry(channel).or_default() += 1,
            Some(call) => {
                let (all, missed) = calls.entry(channel).or_default();
                *all += 1;
                let is_missed = matches!(
                    call.outcome,
                    CallOutcome::Missed | CallOutcome::Rejected | CallOutcome::Voicemail
                );
                *missed += u64::from(is_missed);
            }
        }
    }
    let calls = calls.into_iter().map(|(channel, (all, missed))| {
        let one = if channel == Channel::Whatsapp { "WhatsApp call" } else { "call" };
        let counted = words::count(all, one);
        match missed {
            0 => counted,
            _ if missed == all => format!("{counted} (not answered)"),
            _ => format!("{counted} ({missed} not answered)"),
        }
    });
    let messages = messages.into_iter().map(|(channel, n)| match channel {
        Channel::Sms => words::count(n, "text message"),
        Channel::Whatsapp => words::count(n, "WhatsApp message"),
        Channel::Email => words::count(n, "e-mail"),
        Channel::InPerson | Channel::Phone | Channel::Social | Channel::Post | Channel::Other => {
            words::count(n, "message")
        }
    });
    calls.chain(messages).collect()
}
