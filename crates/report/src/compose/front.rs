//! The first page: who, what pattern, what was asked, what is asked for.

use super::{Composer, first_of, rows::Row};
use crate::{
    figures::{Parameters, person_word},
    lawful::LawTable,
    model::{About, Asked, Front, Latest, Line, Quote, Ref},
    words,
};
use daybook_core::{
    agency::AgencyContact,
    boundary::Boundary,
    contact::{NOT_KNOWN, People, principal},
    incident::{Area, Channel, Reported, Response},
    item::Direction,
    order,
    person::{self, Person},
};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// How much of each sort the first pages say: an officer has ten minutes. The rest of the report has every word.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Room {
    /// Longest quote, in characters.
    quote: usize,
    /// Longest words of a boundary, of what is known of a person, and of a report, in characters.
    words: usize,
    persons: usize,
    boundaries: usize,
    /// New numbers and names.
    moved: usize,
    /// References of one topic, identifiers of one person.
    refs: usize,
    /// Parts of life.
    effects: usize,
    /// Earlier reports.
    reports: usize,
}

impl Room {
    /// From the most to the least.
    pub const EACH: [Self; 4] = [
        Self { quote: 140, words: 280, persons: 4, boundaries: 4, moved: 6, refs: 8, effects: 4, reports: 3 },
        Self { quote: 120, words: 220, persons: 3, boundaries: 3, moved: 4, refs: 6, effects: 3, reports: 2 },
        Self { quote: 100, words: 160, persons: 3, boundaries: 2, moved: 3, refs: 5, effects: 3, reports: 2 },
        Self { quote: 70, words: 90, persons: 2, boundaries: 1, moved: 2, refs: 3, effects: 2, reports: 1 },
    ];
}

/// When an identifier was first used.
struct First<'a> {
    at: Timestamp,
    /// As an archive shows it.
    shown: &'a str,
    /// First local day of the records it stands in, in days since 1970.
    kept_since: Option<i32>,
}

impl Composer<'_> {
    /// What comes before the contents.
    pub(crate) fn front(&self, room: &Room, lines: &[Line], table: &LawTable) -> Front {
        let mut topics = self.within_orders(table);
        topics.extend(self.topics(room));
        Front {
            keeper: self.keeper(),
            about: self.about(room),
            headline: self.headline(),
            beside: self.beside(room),
            channels: self.channels(),
            asked: self.asked(room),
            moved: self.moved(room),
            latest: self.latest(room, lines),
            topics,
            effects: self.effects(room),
            cost: self.cost(),
            reported: self.reported_before(room),
            wanted: self.wanted(),
            proof: self.proof(),
        }
    }

    fn about(&self, room: &Room) -> Vec<About> {
        let named = self.selection.named();
        let mut about: Vec<About> =
            named.iter().take(room.persons).map(|person| self.about_one(*person, room)).collect();
        if named.len() > room.persons {
            let more = words::count((named.len() - room.persons) as u64, "more person");
            about.push(About { name: more, facts: "See People and identifiers.".into(), ..About::default() });
        }
        if about.is_empty() {
            let facts = "The record does not name who did it.".into();
            about.push(About { name: "A person not known".into(), facts, ..About::default() });
        }
        about
    }

    fn about_one(&self, entry: u64, room: &Room) -> About {
        let diary = self.case.diary;
        let helpers: Vec<String> = diary
            .suspects()
            .filter(|(helper, _)| *helper != entry && principal(diary, *helper) == entry)
            .map(|(_, person)| self.text(&person.name))
            .collect();
        let person = diary.people.get(&entry).map(|h| h.now().clone()).unwrap_or_default();
        let mut facts = self.person_facts(&person);
        if !helpers.is_empty() {
            facts.push(format!("counted with {}", words::list(&helpers)));
        }
        let linked = diary
            .standing(&diary.identifiers)
            .filter(|(_, i)| i.person.map(|p| principal(diary, p)) == Some(entry));
        // Two spellings of one number are one identifier here; People and identifiers has both.
        let mut seen = BTreeSet::new();
        let linked = linked.filter(|(_, i)| seen.insert(person::normalise(&i.value)));
        let identifiers: Vec<String> = linked.map(|(_, i)| self.text(&i.value)).collect();
        let more = |more| format!("and {} more", words::number(more as u64));
        let identifiers = first_of(identifiers.into_iter(), room.refs, more);
        let facts = words::cut(&facts.join("; "), room.words);
        About { name: self.name(entry), facts, identifiers: identifiers.join(", ") }
    }

    fn person_facts(&self, person: &Person) -> Vec<String> {
        let who = (!person.known).then(|| "not identified yet".to_owned());
        let text = |value: &Option<String>| value.as_deref().map(|v| self.text(v));
        let facts = [text(&person.relation), who, text(&person.description)].into_iter().flatten();
        facts.map(|fact| fact.trim_end_matches('.').to_owned()).collect()
    }

    fn headline(&self) -> String {
        let figures = self.figures;
        let contacts = figures.value("contacts");
        if contacts == 0 {
            return "No unwanted contact is on record yet.".into();
        }
        let on = format!(
            "{} on {}",
            words::count(contacts, "unwanted contact"),
            words::count(figures.value("occasions"), "separate occasion")
        );
        let Some((first, last)) = figures.span else {
            return format!("{}. The times are not known.", words::count(contacts, "unwanted contact"));
        };
        let zone = &self.case.zone;
        let days = (zone.to_datetime(last).date() - zone.to_datetime(first).date()).get_days().unsigned_abs();
        if days == 0 {
            return format!("{on}, on {}.", words::day(first, zone));
        }
        format!(
            "{on}, from {} to {}: over {}, on {} different days.",
            words::day(first, zone),
            words::day(last, zone),
            words::count(u64::from(days) + 1, "day"),
            words::number(figures.value("days"))
        )
    }

    fn beside(&self, room: &Room) -> Vec<String> {
        let figures = self.figures;
        let mut beside = Vec::new();
        let (imported, told) = (figures.value("imported"), figures.value("told"));
        if imported > 0 && told > 0 {
            beside.push(format!(
                "{} from exported messages and call records, {} told as incidents. An incident may tell of messages that are counted too.",
                words::number(imported),
                words::number(told)
            ));
        }
        self.beside_boundary(room, &mut beside);
        let missed = figures.value("calls_not_answered");
        if missed > 0 {
            beside.push(format!("{} not answered.", words::count(missed, "call")));
        }
        self.beside_by_person(room, &mut beside);
        let untimed = figures.value("untimed");
        if untimed > 0 {
            beside.push(format!("Time not known: {}.", words::number(untimed)));
        }
        beside
    }

    /// What came after each was asked to stop, what came before, and what was answered.
    fn beside_boundary(&self, room: &Room, beside: &mut Vec<String>) {
        let chosen = &self.selection.chosen;
        let people = People::of(self.case.diary);
        let since = self.selection.named().into_iter().filter_map(|person| self.since_asked(&people, person));
        let since: Vec<String> = since.collect();
        beside.extend(first_of(since.into_iter(), room.persons, |more| {
            format!("For {} see People and identifiers.", words::count(more as u64, "other person"))
        }));
        let before = chosen.all().filter(|row| row.came_before()).count() as u64;
        if before > 0 {
            beside
                .push(format!("Not counted: {} from before that.", words::count(before, "received contact")));
        }
        let unsure =
            chosen.all_where(|row| row.way == Direction::In && row.perhaps_after && !row.unwanted).count();
        if unsure > 0 {
            beside.push(format!(
                "Not counted: {} of which it is not known whether they came before it or after.",
                words::number(unsure as u64)
            ));
        }
        if self.boundaries().any(|(_, boundary)| boundary.when.instants().is_some()) {
            beside.push(match self.figures.value("replies") {
                0 => "After that, no reply and no answered call is on record.".into(),
                n => format!(
                    "After that, {} on record: replies sent and calls answered.",
                    words::count(n, "response")
                ),
            });
        }
    }

    /// How much of what counts came after a person was first asked to stop.
    pub(super) fn since_asked(&self, people: &People, person: u64) -> Option<String> {
        let asked = people.first_asked(person)?;
        let chosen = &self.selection.chosen;
        let theirs = chosen.counted().filter(|row| chosen.person(row) == person);
        let (all, after) = (theirs.clone().count(), theirs.filter(|row| row.after_boundary).count());
        let by = format!("{} by {}", words::count(all as u64, "contact"), self.name(person));
        let one = format!("The one contact by {}", self.name(person));
        let since =
            format!("{}, when contact was first asked to stop", words::day(asked.from, &self.case.zone));
        match (all, after) {
            (0, _) => None,
            (1, 0) => Some(format!("{one} did not come after {since}.")),
            (1, _) => Some(format!("{one} came after {since}.")),
            (_, 0) => Some(format!("None of the {by} came after {since}.")),
            (all, after) if all == after => Some(format!("All {by} came after {since}.")),
            (_, after) => Some(format!("{} of the {by} came after {since}.", words::number(after as u64))),
        }
    }

    /// How often somebody is counted.
    pub(super) fn counted_of(&self, person: u64) -> (u64, String) {
        let value = |what| self.figures.value(&format!("person.{}.{what}", person_word(person)));
        let contacts = value("contacts");
        let number = words::number(contacts);
        match value("occasions") {
            0 => (contacts, number),
            n => (contacts, format!("{number} on {}", words::count(n, "occasion"))),
        }
    }

    fn beside_by_person(&self, room: &Room, beside: &mut Vec<String>) {
        let chosen = &self.selection.chosen;
        let counted: BTreeSet<u64> = chosen.counted().map(|row| chosen.person(row)).collect();
        if counted.len() < 2 {
            return;
        }
        let each = counted.into_iter().map(|person| {
            let (contacts, counted) = self.counted_of(person);
            (contacts, format!("{} {counted}", self.name(person)))
        });
        let mut each: Vec<(u64, String)> = each.collect();
        each.sort_by_key(|(contacts, _)| std::cmp::Reverse(*contacts));
        let each = each.into_iter().map(|(_, counted)| counted);
        let each = first_of(each, room.persons, |more| words::count(more as u64, "other"));
        beside.push(format!("By person: {}.", each.join("; ")));
    }

    fn channels(&self) -> Vec<(String, u64)> {
        let value = |channel: &Channel| self.figures.value(&format!("channel.{}", channel.word()));
        let used = Channel::ALL.iter().map(|channel| (channel.label().to_owned(), value(channel)));
        let mut used: Vec<_> = used.filter(|(_, n)| *n > 0).collect();
        used.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
        used
    }

    pub(super) fn boundaries(&self) -> impl Iterator<Item = (u64, &Boundary)> {
        let diary = self.case.diary;
        let ours = |to: &[u64]| {
            to.is_empty() || to.iter().any(|p| self.selection.persons.contains(&principal(diary, *p)))
        };
        diary.standing(&diary.boundaries).filter(move |(_, b)| ours(&b.to))
    }

    fn asked(&self, room: &Room) -> Vec<Asked> {
        let asked = self.boundaries().map(|(_, boundary)| {
            let to = if boundary.to.is_empty() {
                String::new()
            } else {
                format!(", to {}", self.names(boundary.to.iter().copied()))
            };
            let how = if boundary.how.is_empty() {
                String::new()
            } else {
                format!(", {}", self.text(&boundary.how))
            };
            Asked {
                sentence: format!("{}{how}{to}", boundary.when),
                words: words::cut(&self.text(&boundary.words), room.words),
            }
        });
        let asked: Vec<Asked> = asked.collect();
        // The first is where what is unwanted begins.
        first_of(asked.into_iter(), room.boundaries, |more| Asked {
            sentence: format!("And {} more: see Asked to stop.", words::number(more as u64)),
            words: String::new(),
        })
    }

    /// Identifiers that first came into use after a block or a boundary, while another was in use before it. Only where the
    /// export in which one first appears was kept before that: an export that begins later shows nothing.
    fn moved(&self, room: &Room) -> Vec<String> {
        let blocks = self.incidents().filter(|(_, i)| i.responded == Some(Response::Blocked));
        let blocks = blocks.filter_map(|(entry, i)| {
            let line = self.line_ref(entry);
            Some((i.when.instants()?.1, format!("after the block in {}", line.text)))
        });
        let boundaries = self
            .boundaries()
            .filter_map(|(_, b)| Some((b.when.instants()?.0, "after contact was asked to stop".to_owned())));
        let marks: Vec<(Timestamp, String)> = blocks.chain(boundaries).collect();
        let chosen = &self.selection.chosen;
        let mut first: BTreeMap<(u64, &str), First<'_>> = BTreeMap::new();
        for row in chosen.all().filter(|row| row.way == Direction::In) {
            let identifier = chosen.rows.identifiers.get(row.identifier as usize);
            if let (Some(at), Some(identifier)) = (row.instant(), identifier) {
                let kept_since =
                    chosen.rows.streams.get(usize::from(row.stream)).and_then(|stream| stream.days);
                let found = First { at, shown: &identifier.shown, kept_since: kept_since.map(|days| days.0) };
                first.entry((chosen.person(row), &identifier.value)).or_insert(found);
            }
        }
        let zone = &self.case.zone;
        let moved = first.iter().filter_map(|((person, _), found)| {
            let used_before = |mark: &Timestamp| first.iter().any(|((p, _), f)| p == person && f.at < *mark);
            let was_kept = |mark: &Timestamp| {
                let began = found.kept_since.and_then(order::date_of);
                began.is_some_and(|began| began < zone.to_datetime(*mark).date())
            };
            let before =
                marks.iter().filter(|(mark, _)| *mark < found.at && used_before(mark) && was_kept(mark));
            let (mark, what) = before.max_by_key(|(mark, _)| *mark)?;
            let day = words::moment(found.at, zone);
            let after = words::length(found.at.duration_since(*mark));
            Some(format!("{}: first used {day}, {after} {what}.", self.spelled(found.shown)))
        });
        let moved: Vec<String> = moved.collect();
        first_of(moved.into_iter(), room.moved, |more| {
            format!("And {} more: see People and identifiers.", words::number(more as u64))
        })
    }

    /// An identifier as the keeper wrote it, or as the archive does when they did not.
    fn spelled(&self, identifier: &str) -> String {
        let normal = person::normalise(identifier);
        let mut known = self.case.diary.standing(&self.case.diary.identifiers);
        let known = known.find(|(_, i)| person::normalise(&i.value) == normal);
        self.text(known.map_or(identifier, |(_, i)| i.value.as_str()))
    }

    fn latest(&self, room: &Room, lines: &[Line]) -> Option<Latest> {
        let time = |row: &Row| match row {
            Row::Incident(entry) => self.case.diary.incidents.get(entry)?.now().when.instants().map(|s| s.1),
            Row::Day(day) => day.span.map(|span| span.1),
        };
        let dated = (1..).zip(&self.rows).filter_map(|(number, row)| Some((time(row)?, number)));
        let (_, number) = dated.max()?;
        let line = lines.iter().find(|line| line.number == number)?;
        let what = format!("{}: {}", line.heading, words::cut(&line.text, room.quote));
        Some(Latest { when: line.when.clone(), what, at: Line::reference(number) })
    }

    fn topics(&self, room: &Room) -> Vec<(String, Vec<Ref>)> {
        let ours = |entries: Vec<u64>| -> Vec<Ref> {
            let mut lines: Vec<usize> = entries.iter().filter_map(|e| self.line_of.get(e)).copied().collect();
            lines.sort_unstable();
            first_of(lines.into_iter().map(Line::reference), room.refs, |more| Ref {
                text: format!("and {more} more"),
                anchor: None,
            })
        };
        let present = self.case.guide.topics(self.case.diary).into_iter();
        let named = present.map(|(topic, entries)| (topic.label.clone(), ours(entries)));
        named.filter(|(_, refs)| !refs.is_empty()).collect()
    }

    /// Fear first, then the latest words for each part of life, then money.
    fn effects(&self, room: &Room) -> Vec<(String, Quote)> {
        let mut effects = Vec::new();
        let quote = |entry, text: &str| Quote {
            words: words::cut(&self.text(text), room.quote),
            at: self.line_ref(entry),
        };
        let feared: Vec<_> = self.incidents().filter(|(_, i)| i.fear_of_violence == Some(true)).collect();
        let said = feared
            .iter()
            .rev()
            .find_map(|(entry, i)| Some((*entry, i.felt_then.as_ref().or(i.felt_after.as_ref())?)));
        if let Some((entry, text)) = said {
            let times = words::count(feared.len() as u64, "incident");
            effects.push((format!("Fear of violence, in {times}"), quote(entry, text)));
        }
        let mut latest: BTreeMap<Area, (u64, &str)> = BTreeMap::new();
        for (entry, incident) in self.incidents() {
            latest.extend(incident.effects.iter().map(|effect| (effect.area, (entry, effect.text.as_str()))));
        }
        let areas = latest
            .into_iter()
            .map(|(area, (entry, text))| (words::area(area).to_owned(), quote(entry, text)));
        effects.extend(areas.take(room.effects));
        effects
    }

    /// What it cost in all: a sum of ours, so not among the words of the person.
    fn cost(&self) -> Option<(String, Ref)> {
        let cost = |i: &daybook_core::incident::Incident| {
            i.effects.iter().filter_map(|e| e.cost).chain(i.cost).fold(0u64, u64::saturating_add)
        };
        let costs: Vec<(u64, u64)> =
            self.incidents().map(|(e, i)| (e, cost(i))).filter(|(_, c)| *c > 0).collect();
        let (last, _) = costs.last()?;
        let total = costs.iter().fold(0u64, |sum, (_, c)| sum.saturating_add(*c));
        let incidents = words::count(costs.len() as u64, "incident");
        let sum = format!("{} in all, as recorded in {incidents}, the last of them", words::pounds(total));
        Some((sum, self.line_ref(*last)))
    }

    /// The newest reports, each told once: what stands under Reports to agencies, and what incidents tell besides.
    fn reported_before(&self, room: &Room) -> Vec<String> {
        let diary = self.case.diary;
        let agencies =
            diary.standing(&diary.agency).map(|(_, told)| told).filter(|_| self.selection.agencies);
        let agencies: Vec<&AgencyContact> = agencies.collect();
        let references = agencies.iter().filter_map(|told| told.reference.as_deref().map(order::plain));
        let references: BTreeSet<String> = references.collect();
        let again = |report: &Reported| {
            report.reference.as_deref().is_some_and(|reference| references.contains(&order::plain(reference)))
        };
        let told = self.incidents().flat_map(|(entry, i)| i.reported.iter().map(move |r| (entry, i, r)));
        let told = told.filter(|(_, _, report)| !again(report)).map(|(entry, incident, report)| {
            // When it was reported is in the person's own words; it was not before it happened.
            let at = incident.when.instants().map(|span| span.0);
            (at, format!("{} ({})", self.reported(report), self.line_ref(entry).text))
        });
        let agencies =
            agencies.into_iter().map(|told| (told.when.instants().map(|span| span.0), self.agency(told)));
        let mut all: Vec<(Option<Timestamp>, String)> = agencies.chain(told).collect();
        all.sort_by_key(|(at, _)| *at);
        let more = all.len().saturating_sub(room.reports);
        // The newest are the ones to act on.
        let mut newest: Vec<String> =
            all.drain(more..).map(|(_, report)| words::cut(&report, room.words)).collect();
        if more > 0 {
            newest.push(format!("And {more} earlier; see Reports to agencies and the chronology."));
        }
        newest
    }

    fn agency(&self, told: &AgencyContact) -> String {
        let text = |label: &str, value: &Option<String>| {
            value.as_deref().map(|value| format!("{label}{}", self.text(value)))
        };
        let due = text(" by ", &told.due).unwrap_or_default();
        let promise = text("promised: ", &told.promise).map(|promise| format!("{promise}{due}"));
        let who = (!told.who.is_empty()).then(|| self.text(&told.who));
        let reference = text("reference ", &told.reference);
        let parts = [Some(told.when.to_string()), Some(self.text(&told.force)), who, reference, promise];
        parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }

    fn wanted(&self) -> String {
        let subject = self.case.diary.subject.as_ref().and_then(|s| s.wanted.as_deref());
        let wanted = self.case.wanted.as_deref().or(subject).map(str::trim).filter(|w| !w.is_empty());
        wanted.map_or_else(|| "Not stated.".into(), |wanted| self.text(wanted))
    }

    fn proof(&self) -> Vec<String> {
        let ((n, of), (items, all)) = (self.disclosed.entries, self.disclosed.items);
        let mut disclosed = format!("{} of {} entries disclosed", words::number(n), words::number(of));
        if all > 0 {
            disclosed.push_str(&format!(
                ", with {} of {} imported messages and calls",
                words::number(items),
                words::number(all)
            ));
        }
        vec![
            format!("{disclosed}. What is kept back is named in the method note."),
            "Each disclosed entry can be checked against the signed checkpoint in this pack: that it is unchanged since the \
             checkpoint was signed, and its place in the order of writing. No independent party has confirmed a date. When \
             things were written rests on the clock of the keeper's own device."
                .into(),
        ]
    }

    /// The parameters in words, for the method note.
    pub(super) fn counted_how(parameters: &Parameters) -> String {
        format!(
            "Contacts by one person less than {} apart are one occasion. Days are counted in {} time.",
            words::count(parameters.occasion_gap_minutes.unsigned_abs(), "minute"),
            parameters.zone
        )
    }
}

/// Whether somebody not known is among the persons of a report and nobody else is.
pub(super) fn nobody_named(persons: &BTreeSet<u64>) -> bool {
    persons.iter().all(|p| *p == NOT_KNOWN)
}
