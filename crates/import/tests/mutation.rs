//! Every case in `testdata/import`, damaged in hundreds of ways: never a panic, never more records than bytes, never
//! for long. The damage is the same each time, and new cases join by lying in their folder.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod cases;

use cases::{cases, input};
use daybook_import::{
    options::{CountOnly, Format, Options},
    read::read,
};
use jiff::tz::TimeZone;
use std::{
    io::Cursor,
    panic::{AssertUnwindSafe, catch_unwind},
};

/// Damaged versions of each case.
const VERSIONS: usize = 200;
/// Largest input that is damaged so often; of larger ones there are fewer versions, so that the test stays quick.
const SMALL: usize = 16 << 10;

/// Numbers that look random and are the same each time (Marsaglia, "Xorshift RNGs", 2003).
struct Dice(u64);

impl Dice {
    /// Begins from a name.
    fn of(name: &str) -> Self {
        Self(
            name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
            }),
        )
    }

    /// A number below `end`, which is at least 1.
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap() % end
    }

    fn range(&mut self, length: usize) -> std::ops::Range<usize> {
        let from = self.below(length + 1);
        let most = (length - from).min(1 << (1 + self.below(12)));
        from..from + self.below(most + 1)
    }
}

/// What lengths, counts and places are set to: nothing, the ends of a sign, all ones.
const NUMBERS: [&[u8]; 9] = [
    b"\0",
    b"\x7f",
    b"\x80",
    b"\xff",
    b"\0\0",
    b"\xff\xff",
    b"\0\0\0\0",
    b"\x7f\xff\xff\xff",
    b"\xff\xff\xff\xff\xff\xff\xff\xff",
];

/// Damages bytes in one of the ways files are damaged: changed, cut, doubled, mixed with another.
fn damage(bytes: &mut Vec<u8>, other: &[u8], dice: &mut Dice) {
    let range = dice.range(bytes.len());
    match dice.below(9) {
        0 => bytes[range].iter_mut().for_each(|byte| *byte = 0),
        1 => bytes.truncate(range.start),
        2 => drop(bytes.drain(range)),
        3 => {
            let copy = bytes[range.clone()].to_vec();
            bytes.splice(range.start..range.start, copy);
        }
        4 => {
            let from = dice.range(other.len());
            bytes.splice(range, other[from].iter().copied());
        }
        5 | 6 => {
            let number = NUMBERS[dice.below(NUMBERS.len())];
            let end = bytes.len().min(range.start + number.len());
            bytes.splice(range.start..end, number.iter().copied());
        }
        _ => {
            for _ in 0..=dice.below(8) {
                let at = dice.below(bytes.len().max(1));
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << dice.below(8);
                }
            }
        }
    }
}

fn survives(bytes: &[u8], format: Option<Format>, name: &str) -> Result<(), String> {
    let options = Options { format, now: None, ..Options::new(TimeZone::UTC) };
    let outcome =
        catch_unwind(AssertUnwindSafe(|| read(&mut Cursor::new(bytes), name, &options, &mut CountOnly)));
    match outcome {
        Err(_) => Err("panicked".to_owned()),
        Ok(Ok(outcome)) if outcome.tally.records > bytes.len() as u64 && !outcome.recognised.packed => {
            Err(format!("{} records of {} bytes", outcome.tally.records, bytes.len()))
        }
        Ok(_) => Ok(()),
    }
}

#[test]
fn every_case_can_be_damaged_in_any_way() {
    let cases = cases();
    let inputs: Vec<(String, Vec<u8>)> = cases.iter().map(|(_, case)| input(case)).collect();
    let mut wrong = Vec::new();
    for ((word, case), (name, whole)) in cases.iter().zip(&inputs) {
        let title = format!("{word}/{}", case.file_name().unwrap().to_str().unwrap());
        let mut dice = Dice::of(&title);
        let format = word.parse().ok().filter(|format| *format != Format::File);
        for version in 0..VERSIONS * SMALL / whole.len().max(SMALL) {
            let mut bytes = whole.clone();
            let other = &inputs[dice.below(inputs.len())].1;
            for _ in 0..=dice.below(3) {
                damage(&mut bytes, other, &mut dice);
            }
            // Read as what it was, and as what it now seems to be.
            for format in [format, None] {
                if let Err(what) = survives(&bytes, format, name) {
                    wrong.push(format!("{title}, version {version}: {what}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_damage_is_the_same_each_time() {
    let damaged = || {
        let (mut bytes, mut dice) = (vec![7; 500], Dice::of("x"));
        (0..50).for_each(|_| damage(&mut bytes, b"another", &mut dice));
        bytes
    };
    assert_eq!(damaged(), damaged());
    assert_ne!(damaged(), vec![7; 500]);
}
