//! The recovery code: a random key on paper, for the day the passphrase is lost. (vault.md section 4.)

use std::fmt;

use zeroize::Zeroizing;

use crate::entropy::{Entropy, random};
use crate::error::{Error, Result};
use crate::merkle::sha256;

/// Letters of the code: no I, L, O or U, so that nothing is mistaken for a number or spells a word (Crockford's base 32).
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Bytes of the secret: 128 bits.
const SECRET: usize = 16;
/// Letters of a code: 128 bits of secret and 22 bits of its SHA-256.
const LENGTH: usize = 30;
/// Letters between two dashes.
const GROUP: usize = 5;

/// A recovery code, wiped from memory when dropped.
pub struct RecoveryCode(Zeroizing<[u8; SECRET]>);

impl RecoveryCode {
    /// A new code.
    pub fn generate(entropy: &mut dyn Entropy) -> Result<Self> {
        Ok(RecoveryCode(Zeroizing::new(random(entropy)?)))
    }

    /// A code as typed from paper: small letters, spaces and dashes do not matter, nor O for 0 and I or L for 1.
    ///
    /// # Errors
    /// [`Error::RecoveryCodeMistyped`] when letters are missing, too many or wrong. Nothing slow is tried then.
    pub fn parse(typed: &str) -> Result<Self> {
        let mut letters = Zeroizing::new(Vec::with_capacity(LENGTH));
        for c in typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}')) {
            letters.push(value(c).ok_or(Error::RecoveryCodeMistyped)?);
            if letters.len() > LENGTH {
                break;
            }
        }
        if letters.len() != LENGTH {
            return Err(Error::RecoveryCodeMistyped);
        }
        let mut secret = Zeroizing::new([0; SECRET]);
        for (at, byte) in secret.iter_mut().enumerate() {
            *byte = (0..8).fold(0, |byte, bit| byte << 1 | bit_of(&letters, at * 8 + bit));
        }
        let code = RecoveryCode(secret);
        if *code.letters() == **letters { Ok(code) } else { Err(Error::RecoveryCodeMistyped) }
    }

    /// The code in six groups of five letters, for paper.
    #[must_use]
    pub fn written(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(LENGTH + LENGTH / GROUP));
        for (at, letter) in self.letters().iter().enumerate() {
            if at > 0 && at % GROUP == 0 {
                text.push('-');
            }
            text.push(char::from(LETTERS[usize::from(*letter)]));
        }
        text
    }

    /// What the key of the slot is derived from.
    pub(crate) fn digest(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(sha256(&[self.0.as_ref()]))
    }

    /// The secret and its check as numbers below 32.
    fn letters(&self) -> Zeroizing<[u8; LENGTH]> {
        let mut bytes = Zeroizing::new([0; SECRET + 3]);
        bytes[..SECRET].copy_from_slice(self.0.as_ref());
        bytes[SECRET..].copy_from_slice(&self.digest()[..3]);
        let mut letters = Zeroizing::new([0; LENGTH]);
        for (at, letter) in letters.iter_mut().enumerate() {
            *letter = (0..5).fold(0, |number, bit| {
                let place = at * 5 + bit;
                number << 1 | (bytes[place / 8] >> (7 - place % 8) & 1)
            });
        }
        letters
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(..)")
    }
}

/// One bit of a row of numbers below 32, the highest first.
fn bit_of(letters: &[u8], bit: usize) -> u8 {
    letters[bit / 5] >> (4 - bit % 5) & 1
}

/// The number a letter stands for.
fn value(c: char) -> Option<u8> {
    let letter = match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let at = LETTERS.iter().position(|l| char::from(*l) == letter)?;
    u8::try_from(at).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn code(secret: [u8; SECRET]) -> RecoveryCode {
        RecoveryCode(Zeroizing::new(secret))
    }

    /// The value printed in `docs/format/vault.md`, section 14.
    #[test]
    fn a_code_is_written_as_documented() {
        let counting = code(std::array::from_fn(|at| u8::try_from(at).unwrap()));
        assert_eq!(counting.written().as_str(), DOCUMENTED);
    }

    const DOCUMENTED: &str = "000G4-0R40M-30E20-9185G-R38E1-YZ4BJ";

    #[test]
    fn what_is_not_a_code_is_mistyped() {
        for typed in ["", "000G4", &"0".repeat(30), &"U".repeat(30), &format!("{DOCUMENTED}0"), "ünï"] {
            assert!(matches!(RecoveryCode::parse(typed), Err(Error::RecoveryCodeMistyped)), "{typed}");
        }
    }

    proptest! {
        #[test]
        fn a_code_is_read_back_however_it_is_typed(secret: [u8; SECRET], lower: bool, spaced: bool) {
            let mut typed = code(secret).written().to_string();
            if lower { typed = typed.to_lowercase().replace('0', "o").replace('1', "l"); }
            if spaced { typed = typed.replace('-', "  "); }
            prop_assert_eq!(*RecoveryCode::parse(&typed).unwrap().0, secret);
        }

        #[test]
        fn one_wrong_letter_is_noticed(secret: [u8; SECRET], at in 0..LENGTH, by in 1u8..32) {
            let mut letters = *code(secret).letters();
            letters[at] ^= by;
            let typed: String = letters.iter().map(|l| char::from(LETTERS[usize::from(*l)])).collect();
            // 22 bits of check: one in four million would pass.
            prop_assert!(RecoveryCode::parse(&typed).is_err());
        }
    }
}
