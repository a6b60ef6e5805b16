//! Files as they arrive: from the browser straight into the sealed file, never a copy on the disk.

use super::{
    app::{App, Opened, Stop},
    frame::{Reply, Shared},
    work::{self, FileState, How, Work},
};
use crate::{
    failure::{Failure, Outcome},
    shelf::{self, About, Stored},
};
use axum::{
    body::Bytes,
    extract::{Multipart, State},
    http::HeaderMap,
};
use daybook_web::{
    form::{Part, Upload, UploadError, UploadedFile},
    respond, say,
};
use std::{
    io::{self, Read},
    sync::Arc,
};
use tokio::sync::{OwnedMutexGuard, mpsc};

/// Most bytes in one sending: 20 GiB. A phone's whole export fits.
pub const LIMIT: usize = 20 << 30;
/// Pieces on the way between the browser and the vault. A piece is some tens of kilobytes.
const ON_THE_WAY: usize = 8;

/// What comes through the channel of one file.
enum Piece {
    Bytes(Bytes),
    /// The file is whole. A channel that ends without it was cut off.
    End,
}

/// Takes in the files of a form, then reads those that are exports.
pub async fn receive(State(app): Shared, headers: HeaderMap, multipart: Multipart) -> Reply {
    let mut upload = Upload::new(multipart);
    let work = Arc::new(Work::default());
    let mut any = false;
    let broken = loop {
        match upload.next().await {
            Ok(Some(Part::File(file))) => {
                if !app.sessions().accepts_form(&headers, file.answers().form_token()) {
                    return Err(Stop::Stale);
                }
                any = true;
                take(&app, &work, file).await?;
            }
            Ok(Some(Part::Answer)) => {}
            Ok(None) => break None,
            Err(error) => break Some(error),
        }
    };
    if let Some(error) = broken {
        if !any {
            return Err(Stop::Failed(failure(error)));
        }
        work.add(say!("The rest of the files").to_owned(), FileState::Failed(failure(error)));
    } else if !app.sessions().accepts_form(&headers, upload.into_answers().form_token()) {
        return Err(Stop::Stale);
    }
    if !any {
        return Ok(respond::see_other("/files?done=none"));
    }
    app.set_work(Arc::clone(&work));
    work::start(&app, &work);
    Ok(respond::see_other("/files/progress"))
}

fn failure(error: UploadError) -> Failure {
    match error {
        UploadError::TooBig => Failure::refused(
            say!("The files are too big to send in one go."),
            say!("Send fewer files at once."),
        ),
        UploadError::Broken => Failure::refused(
            say!("The files did not arrive whole."),
            say!("Choose them again and send them again."),
        ),
    }
}

/// One file. What goes wrong with it is noted beside its name; only a locked or busy diary ends the sending.
async fn take(app: &Arc<App>, work: &Arc<Work>, mut file: UploadedFile<'_>) -> Result<(), Stop> {
    let answers = file.answers();
    let about = About {
        name: file.name().to_owned(),
        description: answers.text("description").map(str::to_owned),
        private: answers.has("private", "yes"),
        source: None,
    };
    // What is left empty is the keeper's own, as it was before anybody asked.
    let whose = answers.text("whose").map(str::to_owned);
    work.read_as(How { whose, ..How::default() });
    let name = about.name.clone();
    let opened = app.hold().await?;
    let (sender, receiver) = mpsc::channel(ON_THE_WAY);
    let storing = tokio::task::spawn_blocking(move || store(opened, receiver, &about));
    let arrived = pass_on(app, &mut file, sender).await;
    let stored = storing.await.unwrap_or_else(|_| {
        Err(Failure::not_saved(
            say!("This file could not be kept."),
            say!("Send it again. The other files are not affected."),
        ))
    });
    work.add(
        name,
        match (arrived, stored) {
            (Ok(()), Ok(stored)) => FileState::Waiting { exhibit: stored.exhibit, known: stored.known },
            (Err(error), _) => FileState::Failed(failure(error)),
            (_, Err(failure)) => FileState::Failed(failure),
        },
    );
    Ok(())
}

/// Hands the pieces of a file on as they come.
async fn pass_on(
    app: &App,
    file: &mut UploadedFile<'_>,
    sender: mpsc::Sender<Piece>,
) -> Result<(), UploadError> {
    while let Some(bytes) = file.chunk().await? {
        // Locked in between: the rest is not wanted, and without its end the file is not kept.
        if !app.is_open() {
            return Err(UploadError::Broken);
        }
        app.touch();
        // A vault that takes no more has failed and says why itself; the rest is read and dropped.
        sender.send(Piece::Bytes(bytes)).await.unwrap_or_default();
    }
    sender.send(Piece::End).await.unwrap_or_default();
    Ok(())
}

fn store(
    mut opened: OwnedMutexGuard<Opened>,
    receiver: mpsc::Receiver<Piece>,
    about: &About,
) -> Outcome<Stored> {
    let mut reader = Arriving { receiver, piece: Bytes::new(), whole: false };
    shelf::store(&mut opened.journal, &mut reader, about)
}

/// The channel as something to read from.
struct Arriving {
    receiver: mpsc::Receiver<Piece>,
    piece: Bytes,
    whole: bool,
}

impl Read for Arriving {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        while self.piece.is_empty() && !self.whole {
            match self.receiver.blocking_recv() {
                Some(Piece::Bytes(bytes)) => self.piece = bytes,
                Some(Piece::End) => self.whole = true,
                None => return Err(io::ErrorKind::UnexpectedEof.into()),
            }
        }
        let count = self.piece.len().min(buf.len());
        buf[..count].copy_from_slice(&self.piece.split_to(count));
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pieces: Vec<Piece>) -> io::Result<Vec<u8>> {
        let (sender, receiver) = mpsc::channel(8);
        pieces.into_iter().for_each(|piece| sender.try_send(piece).map_err(|_| ()).unwrap());
        drop(sender);
        let mut all = Vec::new();
        Arriving { receiver, piece: Bytes::new(), whole: false }.read_to_end(&mut all)?;
        Ok(all)
    }

    #[test]
    fn a_file_is_whole_only_when_its_end_was_said() {
        let bytes = |text: &'static str| Piece::Bytes(Bytes::from_static(text.as_bytes()));
        assert_eq!(read(vec![bytes("ab"), bytes(""), bytes("c"), Piece::End]).unwrap(), b"abc");
        assert_eq!(read(vec![bytes("ab")]).unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
    }
}
