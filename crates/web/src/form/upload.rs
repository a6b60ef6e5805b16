//! A form with files, read as it arrives.

use std::fmt;

use axum::body::Bytes;
use axum::extract::Multipart;
use axum::extract::multipart::{Field, MultipartError};

use super::Answers;

/// Most bytes one answer beside the files may have.
const ANSWER_LIMIT: usize = 1024 * 1024;
/// Most answers and files in one form.
const PARTS_LIMIT: usize = 10_000;

/// Why a form with files could not be read. Holds nothing of what was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UploadError {
    /// More than the route allows, in bytes or in number of answers.
    TooBig,
    /// The connection broke or the form is not well made.
    Broken,
}

impl fmt::Display for UploadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooBig => say!("The files are too big to send in one go. Send fewer or smaller files."),
            Self::Broken => say!("The files did not arrive whole. Choose them again and send them again."),
        })
    }
}

impl std::error::Error for UploadError {}

impl From<MultipartError> for UploadError {
    fn from(error: MultipartError) -> Self {
        if error.status().as_u16() == 413 { Self::TooBig } else { Self::Broken }
    }
}

/// A form with files. Files come in the order they were chosen and are never held in memory whole.
///
/// [`super::Form`] writes the form token first, so it is known at the first file: check it before a byte of the file
/// is kept. Loop on [`Upload::next`] until it gives None; then [`Upload::into_answers`] has the rest of the form.
pub struct Upload {
    multipart: Multipart,
    answers: Answers,
    count: usize,
}

/// What came next in a form with files.
#[expect(
    clippy::large_enum_variant,
    reason = "lives for one turn of a loop; a box would only add a line to each caller"
)]
pub enum Part<'a> {
    /// An ordinary answer, or a file question left empty; it has been dealt with.
    Answer,
    /// A file, to be read now.
    File(UploadedFile<'a>),
}

impl Upload {
    /// Starts reading. Give the route a size with `security::upload_limit`.
    pub fn new(multipart: Multipart) -> Self {
        Self { multipart, answers: Answers::new(), count: 0 }
    }

    /// The next part; None at the end of the form. A file that was not read to its end is passed over.
    ///
    /// # Errors
    /// [`UploadError`], after which the rest of the form cannot be read.
    pub async fn next(&mut self) -> Result<Option<Part<'_>>, UploadError> {
        let Some(field) = self.multipart.next_field().await? else {
            return Ok(None);
        };
        self.count += 1;
        if self.count > PARTS_LIMIT {
            return Err(UploadError::TooBig);
        }
        match field.file_name() {
            // HTML sends a file question without a file as one with an empty name.
            Some("") => Ok(Some(Part::Answer)),
            Some(_) => Ok(Some(Part::File(UploadedFile { field, answers: &self.answers }))),
            None => {
                let name = field.name().unwrap_or_default().to_owned();
                self.answers.add(name, short_text(field).await?);
                Ok(Some(Part::Answer))
            }
        }
    }

    /// All answers beside the files.
    pub fn into_answers(self) -> Answers {
        self.answers
    }
}

async fn short_text(mut field: Field<'_>) -> Result<String, UploadError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await? {
        if bytes.len() + chunk.len() > ANSWER_LIMIT {
            return Err(UploadError::TooBig);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// One file as it arrives.
pub struct UploadedFile<'a> {
    field: Field<'a>,
    answers: &'a Answers,
}

impl UploadedFile<'_> {
    /// The question the file answers.
    pub fn question(&self) -> &str {
        self.field.name().unwrap_or_default()
    }

    /// The name the sender gave it. To be shown and kept as words; never to be used as a path.
    pub fn name(&self) -> &str {
        self.field.file_name().unwrap_or_default()
    }

    /// The answers that came before this file, the form token among them.
    pub fn answers(&self) -> &Answers {
        self.answers
    }

    /// The next piece; None at the end of the file.
    ///
    /// # Errors
    /// [`UploadError`]; what was read so far is then not the whole file and must not be kept as if it were.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, UploadError> {
        Ok(self.field.chunk().await?)
    }
}
