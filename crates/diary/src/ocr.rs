//! Text in screenshots and photos, read by tesseract where it is installed, so that pictures can be searched.
//!
//! The picture goes to the program through a pipe and the text comes back through one: no file is written. What comes back
//! is kept as machine-read beside the exhibit; the exhibit stays the evidence.

use crate::{
    failure::{Failure, Outcome},
    journal::Journal,
    shelf,
};
use daybook_core::{event::Event, exhibit::MachineText};
use std::{
    io::{Read, Write},
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

/// The program.
const TESSERACT: &str = "tesseract";
/// A picture that takes longer is given up: a screenshot takes one or two seconds.
const PATIENCE: Duration = Duration::from_secs(60);
/// Largest picture that is handed over, in bytes.
const PICTURE: u64 = 64 << 20;
/// Most text kept of one picture, in bytes.
const TEXT: u64 = 1 << 20;
/// Kinds of pictures that the program reads.
const READABLE: [&str; 6] = ["image/png", "image/jpeg", "image/webp", "image/tiff", "image/bmp", "image/gif"];

/// The program that reads, with its version.
pub struct Reader {
    by: String,
    language: String,
}

/// What reading one picture came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Text was found and kept.
    Text(String),
    /// There is no text in it; that is kept too, so that it is not read again.
    Nothing,
    /// It could not be read: why.
    Failed(String),
}

impl Reader {
    /// Looks for the program.
    pub fn find(language: &str) -> Outcome<Self> {
        let answer = Command::new(TESSERACT).arg("--version").output();
        let text = answer.ok().filter(|a| a.status.success()).map(|a| [a.stdout, a.stderr].concat());
        let line = text.and_then(|t| String::from_utf8_lossy(&t).lines().next().map(str::to_owned));
        match line {
            Some(by) => Ok(Self { by, language: language.to_owned() }),
            None => Err(Failure::refused(
                "The program that reads text in pictures (tesseract) is not on this computer.",
                "You can add it (on Debian and Ubuntu: tesseract-ocr). Everything else works without it.",
            )),
        }
    }

    /// Reads the text in one exhibit and keeps it.
    pub fn read(&self, journal: &mut Journal, exhibit: u64) -> Outcome<Found> {
        let (blob, _) = shelf::blob_of(journal, exhibit)?;
        let mut picture = Vec::new();
        let mut source = journal.vault().blob_reader(blob)?.take(PICTURE + 1);
        source.read_to_end(&mut picture).map_err(|e| {
            Failure::does_not_verify(format!("The picture could not be read: {e}."), "Run `daybook check`.")
        })?;
        drop(source);
        if picture.len() as u64 > PICTURE {
            return Ok(Found::Failed("it is too large".into()));
        }
        let text = match self.text_in(picture) {
            Ok(text) => text,
            Err(why) => return Ok(Found::Failed(why)),
        };
        let text = text.trim().to_owned();
        journal.write(Event::MachineText(MachineText {
            exhibit,
            text: text.clone(),
            by: self.by.clone(),
        }))?;
        Ok(if text.is_empty() { Found::Nothing } else { Found::Text(text) })
    }

    fn text_in(&self, picture: Vec<u8>) -> Result<String, String> {
        let mut child = Command::new(TESSERACT)
            .args(["stdin", "stdout", "-l", &self.language])
            // One thread: the diary is in use while it reads.
            .env("OMP_THREAD_LIMIT", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|e| format!("tesseract could not be started ({e})"))?;
        let (Some(mut into), Some(out)) = (child.stdin.take(), child.stdout.take()) else {
            return Err("tesseract could not be reached".into());
        };
        // A program that stops reading early has said why by its exit code.
        let feeding = thread::spawn(move || into.write_all(&picture).ok());
        let text = within(PATIENCE, out);
        let ended = end(child, text.is_some());
        feeding.join().ok();
        match text {
            None => Err("it took too long".into()),
            Some(_) if !ended => Err("tesseract could not read it".into()),
            Some(text) => Ok(String::from_utf8_lossy(&text).into_owned()),
        }
    }
}

/// What comes out of a pipe until it closes, or nothing when that takes too long.
fn within(patience: Duration, out: impl Read + Send + 'static) -> Option<Vec<u8>> {
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        let mut text = Vec::new();
        let read = out.take(TEXT).read_to_end(&mut text);
        // Nobody listens any more when it took too long.
        tell.send(read.map(|_| text)).ok();
    });
    told.recv_timeout(patience).ok()?.ok()
}

/// Waits for the program, or stops it. Whether it ended well.
fn end(mut child: Child, in_time: bool) -> bool {
    if !in_time {
        child.kill().ok();
    }
    child.wait().is_ok_and(|status| status.success())
}

/// Pictures among the exhibits that nobody has read yet.
pub fn unread(journal: &Journal) -> Vec<u64> {
    let diary = journal.diary();
    let pictures = diary.standing(&diary.exhibits).filter(|(_, e)| READABLE.contains(&e.media_type.as_str()));
    pictures.map(|(entry, _)| entry).filter(|entry| diary.machine_text(*entry).is_none()).collect()
}
