//! JSON that breaks off or breaks down before it can be known what it is: told, so that it is not taken for nothing.

use crate::{
    error::ImportError,
    json::{Json, damage},
    options::Options,
    origin::{Confidence, Origin},
    source::Stream,
    tally::Output,
};

/// Whether the head of a file begins as JSON and stops being JSON.
pub fn looks_like(start: &[u8]) -> Option<Confidence> {
    damage(start).map(|_| Confidence::Low)
}

/// Tells where it breaks. Nothing is read: nobody knows what it was to be.
pub fn read(
    stream: &mut dyn Stream,
    _origin: &Origin<'_>,
    options: &Options,
    output: &mut Output<'_>,
) -> Result<(), ImportError> {
    Json::read(stream, output, options.limits.json_record_bytes, |json, _| json.value().map(|_| ()))
}
