//! Why a source was not read.

use crate::{finding::Kind, options::SinkError};
use std::io;

/// Why a source was not read.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The source could not be read.
    #[error("the source could not be read: {0}")]
    Io(#[from] io::Error),
    /// The archive holds more than the limits allow.
    #[error("the archive holds more than is taken in at once")]
    TooLarge,
    /// The sink did not take an item.
    #[error(transparent)]
    Sink(#[from] SinkError),
}

impl ImportError {
    /// The finding that says the same.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => Kind::ZipTooLarge,
            Self::Io(_) | Self::Sink(_) => Kind::CannotRead,
            Self::TooLarge => Kind::ZipTooLarge,
        }
    }

    /// What happened, in plain words.
    pub fn what(&self) -> &'static str {
        match self {
            Self::Sink(_) => "What was read could not be put into the diary.",
            other => other.kind().pair().0,
        }
    }

    /// What the person can do.
    pub fn todo(&self) -> &'static str {
        match self {
            Self::Sink(_) => {
                "Nothing of this file was added. Try again; if it happens again, check the free space on this computer."
            }
            other => other.kind().pair().1,
        }
    }
}
