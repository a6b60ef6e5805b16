//! The vault: one sealed, append-only file that keeps opaque bytes and can prove that they were kept.
//!
//! It knows nothing of diaries. It offers a *log* of entries whose hashes form an RFC 6962 tree, *blobs*
//! (large originals, streamed in and out), a *private* compartment that is outside the tree and can really be
//! erased, and *caches* that can be rebuilt. The file format is normative in `docs/format/vault.md`.
//!
//! Three rules hold throughout:
//! - what [`Batch::commit`] acknowledged is on disk and survives power loss;
//! - every byte of the file is authenticated, so any change to it is found by [`Vault::check`], except that the whole file, or
//!   its lock page, is replaced by what stood there at an earlier time: compare [`Vault::head`] with one kept elsewhere;
//! - the clock, randomness, the environment and the passphrase prompt are the caller's business.

mod appender;
mod batch;
mod blob;
mod bytes;
mod cache;
mod check;
mod copy;
mod deflate;
mod entropy;
mod entry;
mod error;
mod frame;
mod header;
mod keys;
mod merkle;
mod note;
mod passphrase;
mod private;
pub mod proof;
mod recovery;
mod scan;
pub mod storage;
mod vault;

pub use batch::{Batch, Committed};
pub use blob::{BlobReader, BlobRef, Hashed};
pub use check::{CheckReport, Progress};
pub use copy::Trail;
pub use entropy::{Entropy, OsEntropy};
pub use entry::{Entry, EntryInput, ItemsPart, Part, Show};
pub use error::{Error, ErrorKind, PassphraseRefusal, Place, Result};
pub use header::Opener;
pub use keys::Kdf;
pub use passphrase::{Passphrase, WORD_COUNT, attempt_delay, generate_words};
pub use recovery::RecoveryCode;
pub use scan::{Finding, Severity};
pub use vault::{Head, Vault};

#[cfg(any(test, feature = "testing"))]
pub use entropy::SeededEntropy;
