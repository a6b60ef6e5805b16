//! A file read by another thread, for a library that wants to keep its reader for ever.
//!
//! The thread asks for bytes; who has the file gives them. If the library panics or never ends, this file is given up
//! and nothing else.

use crate::source::ReadSeek;
use std::{
    io::{self, Read, Seek, SeekFrom},
    sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, channel, sync_channel},
    thread,
    time::Duration,
};

/// Bytes asked for at a time.
const PIECE: u64 = 64 << 10;
/// What waits to be taken from the thread before it waits itself.
const WAITING: usize = 16;
/// Longest time between two signs of life.
const PATIENCE: Duration = Duration::from_secs(30);
/// A mailbox is given up when so many times its size has been read: its tables lead in a circle.
const TIMES_READ: u64 = 256;

/// What the thread says.
enum Said<T> {
    /// Give me bytes from here on.
    Read(u64),
    /// Here is something that was found.
    Found(T),
    /// That was all.
    Done,
}

/// How the reading ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// To the end.
    Well,
    /// Stopped by damage, or given up.
    Badly,
}

/// The end of the channel that things found go into.
pub struct Finds<T>(SyncSender<Said<T>>);

impl<T> Finds<T> {
    /// Hands on something that was found. An error: nobody wants more.
    pub fn put(&self, found: T) -> io::Result<()> {
        self.0.send(Said::Found(found)).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}

/// The file, as the thread sees it.
pub struct Remote<T> {
    asked: SyncSender<Said<T>>,
    given: Receiver<io::Result<Vec<u8>>>,
    length: u64,
    at: u64,
    /// The bytes last given, and where they begin.
    held: (u64, Vec<u8>),
}

impl<T> Read for Remote<T> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let (start, held) = &self.held;
        let within =
            self.at.checked_sub(*start).and_then(|at| usize::try_from(at).ok()).filter(|at| *at < held.len());
        let within = match within {
            Some(within) => within,
            None if self.at >= self.length => return Ok(0),
            None => {
                self.asked.send(Said::Read(self.at)).map_err(|_| io::ErrorKind::BrokenPipe)?;
                let bytes = self.given.recv().map_err(|_| io::ErrorKind::BrokenPipe)??;
                self.held = (self.at, bytes);
                0
            }
        };
        let rest = &self.held.1[within..];
        let count = rest.len().min(into.len());
        into[..count].copy_from_slice(&rest[..count]);
        self.at += count as u64;
        Ok(count)
    }
}

impl<T> Seek for Remote<T> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

/// Lets `work` read a file in a thread of its own, and takes what it finds.
pub fn read<T: Send + 'static, E: From<io::Error>>(
    file: &mut dyn ReadSeek,
    work: impl FnOnce(Remote<T>, &Finds<T>) -> io::Result<()> + Send + 'static,
    mut take: impl FnMut(T) -> Result<(), E>,
) -> Result<Ended, E> {
    let length = file.seek(SeekFrom::End(0))?;
    let (asked, said) = sync_channel(WAITING);
    let (give, given) = channel();
    let remote = Remote { asked: asked.clone(), given, length, at: 0, held: (0, Vec::new()) };
    let thread = move || {
        let finds = Finds(asked);
        // A reading that fails says nothing more, and so does one that panics: the channel closes either way.
        if work(remote, &finds).is_ok() {
            finds.0.send(Said::Done).unwrap_or_default();
        }
    };
    thread::Builder::new().name("mailbox".into()).spawn(thread)?;
    let mut left = length.saturating_mul(TIMES_READ).saturating_add(PIECE * 1024);
    loop {
        match said.recv_timeout(PATIENCE) {
            Ok(Said::Found(found)) => take(found)?,
            Ok(Said::Done) => return Ok(Ended::Well),
            Ok(Said::Read(at)) => {
                left = left.saturating_sub(PIECE);
                if left == 0 || give.send(piece(file, at)).is_err() {
                    return Ok(Ended::Badly);
                }
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return Ok(Ended::Badly),
        }
    }
}

fn piece(file: &mut dyn ReadSeek, at: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(at))?;
    file.take(PIECE).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    #[test]
    fn a_thread_reads_and_what_it_finds_arrives_in_order() {
        let bytes: Vec<u8> = (0..200_000u32).flat_map(u32::to_le_bytes).collect();
        let mut found = Vec::new();
        let work = |mut remote: Remote<Vec<u8>>, finds: &Finds<Vec<u8>>| {
            for at in [0i64, -8, 400_000] {
                remote.seek(if at < 0 { SeekFrom::End(at) } else { SeekFrom::Start(at.unsigned_abs()) })?;
                let mut four = vec![0; 4];
                remote.read_exact(&mut four)?;
                finds.put(four)?;
            }
            Ok(())
        };
        let ended = read::<_, io::Error>(&mut Cursor::new(&bytes), work, |four| {
            found.push(u32::from_le_bytes(four.try_into().unwrap()));
            Ok(())
        });
        assert_eq!((ended.unwrap(), found), (Ended::Well, vec![0, 199_998, 100_000]));
    }

    #[test]
    fn a_reading_that_fails_or_panics_ends_badly_and_keeps_what_was_found() {
        for panics in [true, false] {
            let mut found = Vec::new();
            let work = move |_: Remote<u8>, finds: &Finds<u8>| {
                finds.put(1)?;
                assert!(!panics, "on purpose");
                Err(io::ErrorKind::InvalidData.into())
            };
            let ended = read::<_, io::Error>(&mut Cursor::new(b"x"), work, |one| {
                found.push(one);
                Ok(())
            });
            assert_eq!((ended.unwrap(), found), (Ended::Badly, vec![1]));
        }
    }

    #[test]
    fn a_reading_in_circles_is_given_up() {
        let work = |mut remote: Remote<u8>, _: &Finds<u8>| loop {
            remote.held.1.clear();
            remote.seek(SeekFrom::Start(0))?;
            remote.read_exact(&mut [0])?;
        };
        let ended = read::<_, io::Error>(&mut Cursor::new(b"x"), work, |_| Ok(()));
        assert_eq!(ended.unwrap(), Ended::Badly);
    }
}
