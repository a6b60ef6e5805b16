//! Sheaf as bytes. The form belongs to a cache: a later version may write another and drop this one.
//!
//! A version byte; the shared parts, calls and what few items have as JSON behind their length; the number of items; for each
//! item its numbers; then all texts. Numbers are LEB128. A value that may be missing is 0, else one more than itself.

use super::{Line, NOWHERE, Rest, Shared, Sheaf};
use crate::item::Call;
use jiff::{
    Timestamp,
    civil::{Date, DateTime},
};
use serde::{Deserialize, Serialize};

/// Another number for every change of this form or of what a reader makes of an item.
const VERSION: u8 = 3;

/// Years before this one do not exist for the clock we use.
const FIRST_YEAR: i64 = -9999;
const DAY_SECONDS: u64 = 86_400;

#[derive(Serialize)]
struct Apart<'a>(&'a [Shared], &'a [Call], &'a [Rest]);

#[derive(Deserialize)]
struct ApartOwned(Vec<Shared>, Vec<Call>, Vec<Rest>);

impl Sheaf {
    /// The sheaf as bytes, for a cache.
    pub fn to_bytes(&self) -> Vec<u8> {
        let apart = Apart(&self.shared, &self.calls, &self.rests);
        let apart = serde_json::to_vec(&apart).expect("shared parts are numbers and strings");
        let mut out = Vec::with_capacity(apart.len() + self.text.len() + 32 * self.lines.len());
        out.push(VERSION);
        put(&mut out, apart.len() as u64);
        out.extend_from_slice(&apart);
        put(&mut out, self.lines.len() as u64);
        let mut text_end = 0;
        for line in &self.lines {
            line.put(&mut out);
            put(&mut out, u64::from(line.text_end - text_end));
            text_end = line.text_end;
        }
        out.extend_from_slice(self.text.as_bytes());
        out
    }

    /// The sheaf such bytes hold; `None` when they are of another version or no sheaf at all.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (version, rest) = bytes.split_first()?;
        let mut input = (*version == VERSION).then_some(rest)?;
        let apart = usize::try_from(take(&mut input)?).ok()?;
        let (apart, rest) = input.split_at_checked(apart)?;
        let ApartOwned(shared, calls, rests) = serde_json::from_slice(apart).ok()?;
        let mut input = rest;
        // A count that is a lie must not reserve memory: no item takes less than a byte.
        let count = usize::try_from(take(&mut input)?).ok().filter(|count| *count <= input.len())?;
        let mut lines = Vec::with_capacity(count);
        let mut text_end = 0u32;
        for _ in 0..count {
            let mut line = Line::take(&mut input)?;
            text_end = text_end.checked_add(u32::try_from(take(&mut input)?).ok()?)?;
            line.text_end = text_end;
            lines.push(line);
        }
        let text = std::str::from_utf8(input).ok()?.to_owned();
        let sheaf = Self { text, lines, shared, calls, rests };
        sheaf.is_sound().then_some(sheaf)
    }

    /// Whether every number points at something, so that no item is read short.
    fn is_sound(&self) -> bool {
        let last = self.lines.last().map_or(0, |line| line.text_end);
        let sound = |line: &Line| {
            self.text.is_char_boundary(line.text_end as usize)
                && (line.shared as usize) < self.shared.len()
                && line.call as usize <= self.calls.len()
                && line.rest as usize <= self.rests.len()
        };
        last as usize == self.text.len() && self.lines.iter().all(sound)
    }
}

impl Line {
    /// Writes all but the ends, which are told as lengths.
    fn put(&self, out: &mut Vec<u8>) {
        match self.at {
            None => put(out, 0),
            Some(at) => {
                put(out, 1 + zigzag(at.as_second()));
                put(out, zigzag(at.subsec_nanosecond().into()));
            }
        }
        match self.civil {
            None => put(out, 0),
            Some(civil) => {
                put(out, 1 + civil_second(civil));
                put(out, zigzag(civil.subsec_nanosecond().into()));
            }
        }
        put(out, self.start.wrapping_add(1));
        // An end is near its start, so that what is between them is shorter to write.
        put(out, self.end.wrapping_sub(self.start).wrapping_add(1));
        put(out, self.row.wrapping_add(1));
        put(out, self.shared.into());
        put(out, self.call.into());
        put(out, self.rest.into());
    }

    fn take(input: &mut &[u8]) -> Option<Self> {
        let at = match take(input)? {
            0 => None,
            second => {
                Some(Timestamp::new(unzigzag(second - 1), i32::try_from(unzigzag(take(input)?)).ok()?).ok()?)
            }
        };
        let civil = match take(input)? {
            0 => None,
            second => Some(civil(second - 1, i32::try_from(unzigzag(take(input)?)).ok()?)?),
        };
        let start = take(input)?.wrapping_sub(1);
        let end = take(input)?.wrapping_sub(1).wrapping_add(start);
        let row = take(input)?.wrapping_sub(1);
        let shared = u32::try_from(take(input)?).ok()?;
        let call = u32::try_from(take(input)?).ok()?;
        let rest = u32::try_from(take(input)?).ok()?;
        Some(Self { at, civil, start, end, row, text_end: 0, rest, shared, call })
    }
}

/// Seconds since the first year, if every month had 31 days: no calendar is needed to read it back.
fn civil_second(civil: DateTime) -> u64 {
    let unsigned = |part: i64| u64::try_from(part).unwrap_or_default();
    let month = unsigned((i64::from(civil.year()) - FIRST_YEAR) * 12 + i64::from(civil.month()) - 1);
    let day = month * 31 + unsigned(i64::from(civil.day()) - 1);
    let clock = (civil.hour(), civil.minute(), civil.second());
    let second = (i64::from(clock.0) * 60 + i64::from(clock.1)) * 60 + i64::from(clock.2);
    day * DAY_SECONDS + unsigned(second)
}

fn civil(second: u64, nanosecond: i32) -> Option<DateTime> {
    let (day, clock) = (second / DAY_SECONDS, second % DAY_SECONDS);
    let (month, day) = (day / 31, day % 31 + 1);
    let year = i16::try_from(i64::try_from(month / 12).ok()? + FIRST_YEAR).ok()?;
    let date = Date::new(year, i8::try_from(month % 12 + 1).ok()?, i8::try_from(day).ok()?).ok()?;
    let part = |part: u64| i8::try_from(part).ok();
    let time =
        jiff::civil::Time::new(part(clock / 3600)?, part(clock / 60 % 60)?, part(clock % 60)?, nanosecond);
    Some(date.to_datetime(time.ok()?))
}

/// Small numbers of either sign as small numbers.
fn zigzag(value: i64) -> u64 {
    (value.cast_unsigned() << 1) ^ (value >> 63).cast_unsigned()
}

fn unzigzag(value: u64) -> i64 {
    (value >> 1).cast_signed() ^ -(value & 1).cast_signed()
}

fn put(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(0x80 | value.to_le_bytes()[0]);
        value >>= 7;
    }
    out.push(value.to_le_bytes()[0]);
}

fn take(input: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = input.split_first()?;
        *input = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

const _: () = assert!(NOWHERE.wrapping_add(1) == 0, "a place that is not there is written as 0");
