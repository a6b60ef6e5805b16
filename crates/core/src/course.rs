//! A course of conduct as counts: contacts, occasions, span, channels. Every figure keeps the sources it was counted from.
//!
//! No verdict and no score. The law looks at occasions (Protection from Harassment Act 1997 s.7(3)); how far apart two
//! contacts must be to count as two occasions is a parameter of ours, always stated, with the raw contacts beside it.

use crate::{
    contact::{Contact, Source},
    incident::Channel,
    item::{CallOutcome, Direction},
};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use std::collections::{BTreeMap, BTreeSet};

/// Contacts by one person less than this apart are one occasion, unless another gap is asked for.
pub const OCCASION_GAP: SignedDuration = SignedDuration::from_mins(60);

/// Contacts by one person that belong together in time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occasion {
    /// Who.
    pub person: u64,
    /// When the first contact began.
    pub start: Timestamp,
    /// When the last one ended.
    pub end: Timestamp,
    /// Where each contact is written down.
    pub sources: Vec<Source>,
    /// Channels used.
    pub channels: BTreeSet<Channel>,
}

/// Groups contacts into occasions. Contacts without a time are left out: they cannot be placed.
pub fn occasions<'a>(contacts: impl IntoIterator<Item = &'a Contact>, gap: SignedDuration) -> Vec<Occasion> {
    let mut timed: Vec<&Contact> = contacts.into_iter().filter(|c| c.span.is_some()).collect();
    timed.sort_by_key(|c| (c.person, c.span, c.source));
    let mut all: Vec<Occasion> = Vec::new();
    for contact in timed {
        let Some((start, end)) = contact.span else { continue };
        match all.last_mut() {
            Some(open) if open.person == contact.person && start.duration_since(open.end) < gap => {
                open.end = open.end.max(end);
                open.sources.push(contact.source);
                open.channels.insert(contact.channel);
            }
            _ => all.push(Occasion {
                person: contact.person,
                start,
                end,
                sources: vec![contact.source],
                channels: BTreeSet::from([contact.channel]),
            }),
        }
    }
    all.sort_by_key(|o| (o.start, o.person));
    all
}

/// The counts of one course of conduct.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Course {
    /// Unwanted contacts, with and without a time.
    pub contacts: Vec<Source>,
    /// Contacts among them whose time is not known.
    pub untimed: usize,
    /// How many occasions they make.
    pub occasions: usize,
    /// First and last.
    pub span: Option<(Timestamp, Timestamp)>,
    /// Days on which there was at least one contact.
    pub days: usize,
    /// The longest time without one, between two contacts.
    pub longest_gap: Option<SignedDuration>,
    /// Contacts by channel.
    pub by_channel: BTreeMap<Channel, Vec<Source>>,
    /// Contacts by identifier used, with the first and last time.
    pub by_identifier: BTreeMap<String, IdentifierUse>,
    /// Calls that were not picked up.
    pub missed_calls: Vec<Source>,
    /// Replies and answered calls: what went the other way, or was picked up, after the boundary.
    pub replies: Vec<Source>,
    /// Contacts after the boundary, when one was set.
    pub after_boundary: usize,
}

/// How an identifier was used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IdentifierUse {
    /// How many contacts.
    pub contacts: usize,
    /// First and last.
    pub span: Option<(Timestamp, Timestamp)>,
}

/// Whether a contact counts as unwanted: it came to the keeper, after the boundary when there is one.
///
/// A boundary set after the last contact makes none of them unwanted: what came before it was not yet asked to stop.
pub fn unwanted(contact: &Contact) -> bool {
    contact.direction == Direction::In && (contact.after_boundary || !contact.bounded)
}

/// The contacts that make up the course of conduct by `persons`.
///
/// With a boundary on record, contact after it counts; incidents told by the keeper count whenever they happened,
/// since telling one is saying it was unwanted.
pub fn selected<'a>(contacts: &'a [Contact], persons: &BTreeSet<u64>) -> Vec<&'a Contact> {
    let of_persons = contacts.iter().filter(|c| persons.contains(&c.person));
    let told = |c: &Contact| matches!(c.source, Source::Incident(_)) && c.direction == Direction::In;
    of_persons.filter(|c| told(c) || unwanted(c)).collect()
}

/// Counts the course of conduct by `persons`.
pub fn course(contacts: &[Contact], persons: &BTreeSet<u64>, gap: SignedDuration, zone: &TimeZone) -> Course {
    let chosen = selected(contacts, persons);
    let mut course = Course {
        contacts: chosen.iter().map(|c| c.source).collect(),
        untimed: chosen.iter().filter(|c| c.span.is_none()).count(),
        occasions: occasions(chosen.iter().copied(), gap).len(),
        after_boundary: chosen.iter().filter(|c| c.after_boundary).count(),
        ..Course::default()
    };
    for contact in &chosen {
        course.by_channel.entry(contact.channel).or_default().push(contact.source);
        if let Some(identifier) = &contact.identifier {
            course.by_identifier.entry(identifier.clone()).or_default().add(contact);
        }
        if matches!(contact.call, Some(CallOutcome::Missed | CallOutcome::Rejected | CallOutcome::Voicemail))
        {
            course.missed_calls.push(contact.source);
        }
    }
    course.replies = replies(contacts, persons);
    let mut times: Vec<Timestamp> = chosen.iter().filter_map(|c| c.at()).collect();
    times.sort_unstable();
    course.span = times.first().copied().zip(times.last().copied());
    course.days = times.iter().map(|t| zone.to_datetime(*t).date()).collect::<BTreeSet<_>>().len();
    course.longest_gap = times.windows(2).map(|w| w[1].duration_since(w[0])).max();
    course
}

fn replies(contacts: &[Contact], persons: &BTreeSet<u64>) -> Vec<Source> {
    let answered = |c: &Contact| c.direction == Direction::In && c.call == Some(CallOutcome::Answered);
    let reply = |c: &&Contact| c.direction == Direction::Out || answered(c);
    let after = contacts.iter().filter(|c| persons.contains(&c.person) && c.after_boundary);
    after.filter(reply).map(|c| c.source).collect()
}

impl IdentifierUse {
    fn add(&mut self, contact: &Contact) {
        self.contacts += 1;
        if let Some(at) = contact.at() {
            let (first, last) = self.span.unwrap_or((at, at));
            self.span = Some((first.min(at), last.max(at)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three messages from the person and, between the last two, the keeper's own "please stop".
    fn contacts(bounded: bool) -> Vec<Contact> {
        let contact = |n: u32, direction, after_boundary| {
            let at = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(i64::from(n));
            Contact {
                span: Some((at, at)),
                source: Source::Item(7, n),
                channel: Channel::Sms,
                person: 1,
                direction,
                call: None,
                identifier: None,
                after_boundary,
                bounded,
            }
        };
        vec![
            contact(0, Direction::In, false),
            contact(1, Direction::In, false),
            contact(2, Direction::Out, bounded),
            contact(3, Direction::In, bounded),
        ]
    }

    #[test]
    fn the_keepers_own_messages_are_never_counted() {
        let counted = |bounded| {
            let contacts = contacts(bounded);
            selected(&contacts, &BTreeSet::from([1])).iter().map(|c| c.source).collect::<Vec<_>>()
        };
        assert_eq!(counted(true), [Source::Item(7, 3)]);
        assert_eq!(counted(false), [Source::Item(7, 0), Source::Item(7, 1), Source::Item(7, 3)]);
        // What stands alone after the boundary is the keeper's own: that leaves nothing, and says so of itself.
        assert!(selected(&contacts(true)[..3], &BTreeSet::from([1])).is_empty());
    }
}
