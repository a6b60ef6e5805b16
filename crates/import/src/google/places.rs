//! Location history: `Records.json`, months of "semantic" history, and the Timeline that phones keep themselves since
//! 2024, in the shapes of Android and of the iPhone. Each place with a time is an item.

use super::geo;
use crate::{
    error::ImportError,
    finding::Kind,
    json::{Glance, Halt, Json, Value},
    moment::{self, Moment},
    options::Options,
    origin::{Confidence, Origin},
    source::Stream,
    tally::Output,
};
use daybook_core::item::{Item, ItemKind, Spot};
use jiff::{SignedDuration, Timestamp};
use std::io::Read;

/// Whether the head of a file is one of these.
pub fn looks_like(start: &[u8]) -> Option<Confidence> {
    let seen = Glance::of(start)?;
    if seen.is_list {
        let segment = seen.top("startTime") && seen.top("endTime");
        return (segment && seen.top_any(&["visit", "activity", "timelinePath", "timelineMemory"]))
            .then_some(Confidence::High);
    }
    let records = seen.top("locations") && seen.has("latitudeE7");
    let own = seen.top_any(&["timelineObjects", "semanticSegments", "rawSignals"]);
    (records || own).then_some(Confidence::High)
}

/// Reads one of them.
pub fn read(
    stream: &mut dyn Stream,
    origin: &Origin<'_>,
    options: &Options,
    output: &mut Output<'_>,
) -> Result<(), ImportError> {
    let places = Places { origin };
    Json::read(stream, output, options.limits.json_record_bytes, |json, output| places.document(json, output))
}

struct Places<'a> {
    origin: &'a Origin<'a>,
}

/// One place of a record.
struct Found<'t> {
    spot: Option<Spot>,
    at: Option<Timestamp>,
    text: &'t str,
}

impl Places<'_> {
    fn document<R: Read>(&self, json: &mut Json<R>, output: &mut Output<'_>) -> Result<(), Halt> {
        if json.peek()? == Some(b'[') {
            return json.records(output, |record, output| self.segment(record, output));
        }
        json.object(|json, key| match key {
            "locations" => json.records(output, |record, output| self.point(record, output)),
            "timelineObjects" => json.records(output, |record, output| self.object(record, output)),
            "semanticSegments" => json.records(output, |record, output| self.segment(record, output)),
            "rawSignals" => json.records(output, |record, output| self.signal(record, output)),
            _ => json.skip(),
        })
    }

    /// A measured point of `Records.json`.
    fn point(&self, record: Value<'_>, output: &mut Output<'_>) -> Result<(), ImportError> {
        let text = record.word_of("accuracy").map(|metres| format!("within {metres} m")).unwrap_or_default();
        let found =
            Found { spot: geo::spot(record), at: time(record, &["timestamp", "timestampMs"]), text: &text };
        self.put(found, record, output)
    }

    /// A visit or a way of the older semantic history.
    fn object(&self, record: Value<'_>, output: &mut Output<'_>) -> Result<(), ImportError> {
        if let Some(visit) = record.get("placeVisit") {
            // Without a place of its own, a visit has guesses.
            let place = visit.get("location").filter(|place| geo::spot(*place).is_some());
            let place =
                place.or_else(|| visit.items_of("otherCandidateLocations").next()).or(visit.get("location"));
            let named = ["name", "address", "semanticType"].iter().filter_map(|key| place?.string_of(key));
            let text = named.collect::<Vec<_>>().join(", ");
            let spot = place.and_then(geo::spot);
            return self.put(Found { spot, at: edge(visit, "start"), text: &text }, record, output);
        }
        let Some(way) = record.get("activitySegment") else { return self.unknown(record, output) };
        let points = way.get("waypointPath").into_iter().flat_map(|path| path.items_of("waypoints"));
        let mut points =
            points.chain(way.get("simplifiedRawPath").into_iter().flat_map(|path| path.items_of("points")));
        let spot = way.get("startLocation").and_then(geo::spot).or_else(|| points.find_map(geo::spot));
        let text = journey(way.string_of("activityType"), way.get("endLocation").and_then(geo::spot));
        self.put(Found { spot, at: edge(way, "start"), text: &text }, record, output)
    }

    /// A visit, a way, or a path of the Timeline kept on phones.
    fn segment(&self, record: Value<'_>, output: &mut Output<'_>) -> Result<(), ImportError> {
        let from = time(record, &["startTime"]);
        let before = output.tally.records;
        if let Some(top) = record.get("visit").map(|visit| visit.get("topCandidate").unwrap_or(visit)) {
            let text = top.string_of("semanticType").unwrap_or_default();
            self.put(Found { spot: geo::spot(top), at: from, text: &text }, record, output)?;
        }
        if let Some(way) = record.get("activity") {
            let sort = way.get("topCandidate").and_then(|top| top.string_of("type"));
            let text = journey(sort, way.get("end").and_then(geo::spot));
            let spot = way.get("start").and_then(geo::spot);
            self.put(Found { spot, at: from, text: &text }, record, output)?;
        }
        for point in record.items_of("timelinePath") {
            let minutes = point.whole_of("durationMinutesOffsetFromStartTime").map(SignedDuration::from_mins);
            let at = time(point, &["time"]).or_else(|| from?.checked_add(minutes?).ok());
            self.put(Found { spot: geo::spot(point), at, text: "" }, point, output)?;
        }
        if output.tally.records == before { self.unknown(record, output) } else { Ok(()) }
    }

    /// A signal of a phone's sensors. Only positions are places.
    fn signal(&self, record: Value<'_>, output: &mut Output<'_>) -> Result<(), ImportError> {
        let Some(position) = record.get("position") else { return Ok(()) };
        let text =
            position.word_of("accuracyMeters").map(|metres| format!("within {metres} m")).unwrap_or_default();
        let found = Found { spot: geo::spot(position), at: time(position, &["timestamp"]), text: &text };
        self.put(found, record, output)
    }

    /// A record of a sort that has no place, such as a memory of a trip. Kept, so that nothing is lost.
    fn unknown(&self, record: Value<'_>, output: &mut Output<'_>) -> Result<(), ImportError> {
        output.findings.at(Kind::UnknownType, record.range().0, 0);
        let text = record.in_words(1000);
        self.put(Found { spot: None, at: time(record, &["startTime"]), text: &text }, record, output)
    }

    fn put(&self, found: Found<'_>, record: Value<'_>, output: &mut Output<'_>) -> Result<(), ImportError> {
        let mut item = Item { kind: ItemKind::System, spot: found.spot, ..Item::default() };
        match found.at {
            Some(at) => Moment::sure(at),
            None => Moment::unknown(record.range().0, output),
        }
        .stamp(&mut item);
        item.text = match (found.spot, found.text) {
            (None, text) => text.to_owned(),
            (Some(spot), "") => spot.to_string(),
            (Some(spot), text) => format!("{spot}: {text}"),
        };
        item.locator = self.origin.locator(record.range());
        output.put(item)?;
        Ok(())
    }
}

/// How somebody went, and where to.
fn journey(sort: Option<String>, end: Option<Spot>) -> String {
    let end = end.map(|spot| format!("to {spot}"));
    [sort, end].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// The first of several fields that holds a time: RFC 3339, or a count since 1970.
fn time(value: Value<'_>, keys: &[&str]) -> Option<Timestamp> {
    keys.iter().filter_map(|key| value.word_of(key)).find_map(|written| moment::written(&written))
}

/// Start or end of the `duration` of a visit or way.
fn edge(value: Value<'_>, side: &str) -> Option<Timestamp> {
    let names = [format!("{side}Timestamp"), format!("{side}TimestampMs")];
    time(value.get("duration")?, &[&names[0], &names[1]])
}
