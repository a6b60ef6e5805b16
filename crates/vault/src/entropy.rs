//! Randomness, handed in.

use aws_lc_rs::rand::{SecureRandom, SystemRandom};

use crate::error::{Error, Result};

/// A source of random bytes fit for keys.
///
/// The vault is handed one, so tests can be repeated exactly. Production code passes [`OsEntropy`].
pub trait Entropy: Send + Sync {
    /// Fills `buf` with random bytes, or fails with [`Error::NoRandomness`].
    fn fill(&mut self, buf: &mut [u8]) -> Result<()>;
}

/// The operating system's random generator.
#[derive(Debug, Default)]
pub struct OsEntropy {
    rng: SystemRandom,
}

impl Entropy for OsEntropy {
    fn fill(&mut self, buf: &mut [u8]) -> Result<()> {
        self.rng.fill(buf).map_err(|_| Error::NoRandomness)
    }
}

/// `N` random bytes.
pub(crate) fn random<const N: usize>(entropy: &mut dyn Entropy) -> Result<[u8; N]> {
    let mut out = [0; N];
    entropy.fill(&mut out)?;
    Ok(out)
}

/// Repeatable bytes for tests: SHA-256 of a seed and a counter. Never use it for a real diary.
#[cfg(any(test, feature = "testing"))]
#[derive(Debug, Clone)]
pub struct SeededEntropy {
    seed: u64,
    counter: u64,
}

#[cfg(any(test, feature = "testing"))]
impl SeededEntropy {
    /// The stream that belongs to `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        SeededEntropy { seed, counter: 0 }
    }
}

#[cfg(any(test, feature = "testing"))]
impl Entropy for SeededEntropy {
    fn fill(&mut self, buf: &mut [u8]) -> Result<()> {
        for chunk in buf.chunks_mut(32) {
            let mut input = [0; 16];
            input[..8].copy_from_slice(&self.seed.to_le_bytes());
            input[8..].copy_from_slice(&self.counter.to_le_bytes());
            self.counter += 1;
            chunk.copy_from_slice(&crate::merkle::sha256(&[&input])[..chunk.len()]);
        }
        Ok(())
    }
}
