//! What can go wrong, said twice: what happened, and what the person can do.

use std::fmt;
use std::io;

/// The result of every vault call.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Something the vault could not do. The text of the error is [`Error::what_happened`].
///
/// No variant carries the person's data, a path or a name, so an error may be logged.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file does not start the way a diary file starts, or is empty.
    #[error("This file is not a diary.")]
    NotADiary,
    /// The file was written by a later release; `found` is its format version.
    #[error("This diary was made by a newer version of the program (format {found}).")]
    NewerVersion {
        /// Format version written in the file.
        found: u32,
    },
    /// The key derivation settings in the file are weaker or heavier than this program accepts.
    #[error("This diary has lock settings that are not safe to use.")]
    UnsafeLockSettings,
    /// No key slot opened. Nothing more is said on purpose.
    #[error("That passphrase did not open this diary.")]
    WrongPassphrase,
    /// The recovery code opened no slot: it is of another diary, or was replaced by a newer one.
    #[error("That recovery code did not open this diary.")]
    WrongRecoveryCode,
    /// The recovery code as typed cannot be one: a letter is wrong, missing or too many.
    #[error("That recovery code is not typed as it was printed.")]
    RecoveryCodeMistyped,
    /// The passphrase offered for locking a diary is not acceptable.
    #[error("{0}")]
    PassphraseRefused(PassphraseRefusal),
    /// Another program (or another window) holds the diary's lock.
    #[error("This diary is already open somewhere else.")]
    LockedElsewhere,
    /// The diary was opened for reading only, or its end is damaged, so nothing may be written.
    #[error("This diary is open for reading only.")]
    ReadOnly,
    /// A file is already there; creating never overwrites.
    #[error("There is already a file with that name.")]
    AlreadyExists,
    /// There is no such entry, blob or proof.
    #[error("There is no {0} in this diary.")]
    NotFound(Place),
    /// A single entry, private value or name is larger than the format allows. `limit` is in bytes.
    #[error("That is too big to keep in one piece (the limit is {limit} bytes).")]
    TooLarge {
        /// Largest size in bytes.
        limit: u64,
    },
    /// The bytes to be added (a photo, an export) could not be read from where they came from.
    #[error("The file to be added could not be read.")]
    Source(#[source] io::Error),
    /// The storage could not be read.
    #[error("The diary file could not be read.")]
    Read(#[source] io::Error),
    /// The storage could not be written or synced: **nothing of this batch counts as saved**.
    #[error("Your last change could not be saved.")]
    Unsaved(#[source] io::Error),
    /// An earlier write failed, so this handle refuses to write more. See [`crate::Vault::reopen`].
    #[error("This was not saved, because saving failed a moment ago.")]
    Poisoned,
    /// Extension lines of a checkpoint that could not be read back.
    #[error("This text cannot be signed: it has an empty line or a line break.")]
    Malformed,
    /// The operating system gave no random bytes; nothing was written.
    #[error("This computer could not make a random key.")]
    NoRandomness,
    /// Stored bytes are not what was written.
    #[error("The {0} is damaged.")]
    Damaged(Place),
}

/// Coarse classes of [`Error`], enough to choose an exit code or a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The request was refused: bad input, no such thing, too large.
    Refused,
    /// Nothing was saved.
    CannotBeSaved,
    /// Stored bytes are damaged or cannot be read.
    Damaged,
    /// Another program has the diary open.
    LockedElsewhere,
    /// The file is not a diary.
    NotADiary,
    /// The file was written by a newer release.
    NewerVersion,
    /// The passphrase did not fit.
    WrongPassphrase,
}

impl Error {
    /// The class of this error.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match self {
            Error::NotADiary => ErrorKind::NotADiary,
            Error::NewerVersion { .. } => ErrorKind::NewerVersion,
            Error::WrongPassphrase | Error::WrongRecoveryCode => ErrorKind::WrongPassphrase,
            Error::LockedElsewhere => ErrorKind::LockedElsewhere,
            Error::ReadOnly | Error::Unsaved(_) | Error::Poisoned | Error::NoRandomness => {
                ErrorKind::CannotBeSaved
            }
            Error::Read(_) | Error::Damaged(_) => ErrorKind::Damaged,
            Error::UnsafeLockSettings
            | Error::PassphraseRefused(_)
            | Error::RecoveryCodeMistyped
            | Error::AlreadyExists
            | Error::Malformed
            | Error::NotFound(_)
            | Error::TooLarge { .. }
            | Error::Source(_) => ErrorKind::Refused,
        }
    }

    /// One plain sentence: what happened.
    #[must_use]
    pub fn what_happened(&self) -> String {
        match self {
            Error::Unsaved(e) if e.kind() == io::ErrorKind::StorageFull => {
                "The disk is full, so your last change could not be saved.".to_owned()
            }
            other => other.to_string(),
        }
    }

    /// One or two plain sentences: what the person can do now.
    #[must_use]
    pub fn what_to_do(&self) -> &'static str {
        match self {
            Error::NotADiary => {
                "Check that you picked the right file. If it came from a copy, try copying it again."
            }
            Error::NewerVersion { .. } => "Use the newest version of the program to open it.",
            Error::UnsafeLockSettings => {
                "Somebody may have changed the file. Use a copy you made earlier, if you have one."
            }
            Error::WrongPassphrase => "Check the spelling and the Caps Lock key, then try again.",
            Error::WrongRecoveryCode => {
                "Check that the code belongs to this diary and is the newest you printed, then try again."
            }
            Error::RecoveryCodeMistyped => {
                "Type all 30 letters and numbers, six groups of five. Look for one that is missing or mistaken."
            }
            Error::PassphraseRefused(why) => why.what_to_do(),
            Error::LockedElsewhere => "Close the other window or program that has it open, then try again.",
            Error::ReadOnly => {
                "You can read it and copy things out. To write, open a copy that is not write-protected or damaged."
            }
            Error::AlreadyExists => "Choose another name, or open the diary that is there.",
            Error::Malformed => "Take the line break out and try again.",
            Error::NotFound(_) => "Go back to the list and choose again.",
            Error::TooLarge { .. } => "Add it as a file instead, or split it into smaller pieces.",
            Error::Source(_) => {
                "Check that the file is still there and that you can open it, then add it again."
            }
            Error::Read(_) => {
                "Check that the disk or stick is plugged in, then open the diary again. Use a copy if it keeps failing."
            }
            Error::Unsaved(e) if e.kind() == io::ErrorKind::StorageFull => {
                "Keep your text. Free some space on the disk, open the diary again and save once more."
            }
            Error::Unsaved(_) => {
                "Keep your text. Check that the disk or stick is plugged in, open the diary again and save once more."
            }
            Error::Poisoned => "Keep your text. Close the diary, open it again and save once more.",
            Error::NoRandomness => "Restart the computer and try again.",
            Error::Damaged(_) => {
                "Everything else can still be read. Run a check, and look for this part in a copy you made earlier."
            }
        }
    }
}

/// Why a passphrase is not accepted for locking a diary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PassphraseRefusal {
    /// Fewer than 15 characters.
    TooShort,
    /// More than 1,024 bytes.
    TooLong,
    /// It repeats, counts or walks along the keyboard.
    Pattern,
    /// It is on the list of passphrases that people try first.
    Common,
}

impl fmt::Display for PassphraseRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            PassphraseRefusal::TooShort => "That passphrase is too short.",
            PassphraseRefusal::TooLong => "That passphrase is too long.",
            PassphraseRefusal::Pattern => "That passphrase is a pattern that is easy to guess.",
            PassphraseRefusal::Common => "That passphrase is one that many people use.",
        })
    }
}

impl PassphraseRefusal {
    pub(crate) fn what_to_do(self) -> &'static str {
        match self {
            PassphraseRefusal::TooShort => {
                "Use at least 15 letters, numbers or spaces. Six random words work well."
            }
            PassphraseRefusal::TooLong => "Use fewer than 1,000 letters.",
            PassphraseRefusal::Pattern | PassphraseRefusal::Common => {
                "Choose words that do not belong together, or use the six words we offer."
            }
        }
    }
}

/// A named place inside a vault, for errors and findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// One of the two header copies (0 or 1).
    Header(u8),
    /// One of the two head records (0 or 1).
    HeadRecord(u8),
    /// The log entry with this sequence number.
    Entry(u64),
    /// The blob with this number.
    Blob(u64),
    /// A value in the private compartment; `0` is its ordinal, never its name.
    Private(u64),
    /// A rebuildable cache.
    Cache(u64),
    /// The record that erases private values.
    Erasure(u64),
    /// The commit with this number.
    Commit(u64),
    /// A byte range that could not be attributed to anything; the offset where it starts.
    Unknown(u64),
    /// The end of the file.
    End,
    /// The hash tree of the log.
    Tree,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Header(n) => write!(f, "copy {} of the lock page", n + 1),
            Place::HeadRecord(n) => write!(f, "copy {} of the length record", n + 1),
            Place::Entry(seq) => write!(f, "entry {seq}"),
            Place::Blob(id) => write!(f, "stored file {id}"),
            Place::Private(id) => write!(f, "private note {id}"),
            Place::Cache(id) => write!(f, "rebuildable part {id}"),
            Place::Erasure(id) => write!(f, "erasing record {id}"),
            Place::Commit(n) => write!(f, "save record {n}"),
            Place::Unknown(at) => write!(f, "part at byte {at}"),
            Place::End => f.write_str("end of the file"),
            Place::Tree => f.write_str("hash tree"),
        }
    }
}
