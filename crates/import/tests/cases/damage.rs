//! Damage that looks random and is the same each time.

/// Numbers that look random and are the same each time (Marsaglia, "Xorshift RNGs", 2003).
pub struct Dice(u64);

impl Dice {
    /// Begins from a name.
    pub fn of(name: &str) -> Self {
        Self(
            name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
            }),
        )
    }

    /// A number below `end`, which is at least 1.
    pub fn below(&mut self, end: usize) -> usize {
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
pub fn damage(bytes: &mut Vec<u8>, other: &[u8], dice: &mut Dice) {
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
