//! Storage that fails on purpose, and forgets what was not synced. For tests.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use super::Storage;
use super::memory::{range, write_into};

/// Disks write whole sectors; a cut never tears one.
const SECTOR: u64 = 512;

/// What goes wrong at the chosen call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// An I/O error; the call had no effect.
    Io,
    /// An I/O error is reported although the call took full effect.
    IoButPersisted,
    /// The disk is full; the call had no effect.
    Full,
    /// Half of the data was written, then the disk was full.
    ShortWrite,
    /// A sync failed and what was to be synced stays readable, but no later sync writes it: Linux marks the pages of a
    /// failed `fsync` clean. Other calls fail as with [`Fault::Io`].
    Dropped,
}

#[derive(Debug, Clone)]
enum Effect {
    Write(u64, Vec<u8>),
    Truncate(u64),
}

#[derive(Debug, Default)]
struct State {
    /// What this handle sees.
    view: Vec<u8>,
    /// What a power cut is sure to leave.
    durable: Vec<u8>,
    /// What happened since the last sync, in order.
    unsynced: Vec<Effect>,
    /// Calls that change something, so far.
    calls: u64,
    plan: Option<(u64, Fault)>,
}

/// An in-memory storage with a fault plan and a power switch. Clones share the same bytes.
#[derive(Debug, Clone, Default)]
pub struct FaultyStorage {
    state: Arc<Mutex<State>>,
}

impl FaultyStorage {
    /// An empty storage without any fault planned.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A storage that durably holds `bytes`.
    #[must_use]
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        let state = State { view: bytes.clone(), durable: bytes, ..State::default() };
        FaultyStorage { state: Arc::new(Mutex::new(state)) }
    }

    /// Plans `fault` for the `n`-th changing call (write, truncate, sync) from now, counted from 0.
    pub fn fail_at(&self, n: u64, fault: Fault) {
        self.with(|s| s.plan = Some((s.calls + n, fault)));
    }

    /// Takes back a planned fault that has not happened yet.
    pub fn heal(&self) {
        self.with(|s| s.plan = None);
    }

    /// How many changing calls were made.
    #[must_use]
    pub fn calls(&self) -> u64 {
        self.with(|s| s.calls)
    }

    /// The bytes as a program would read them now.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.with(|s| s.view.clone())
    }

    /// The bytes a disk might hold after the power fails now.
    ///
    /// `survives` is asked once for every unsynced sector and every unsynced change of length.
    #[must_use]
    pub fn power_cut(&self, mut survives: impl FnMut() -> bool) -> Vec<u8> {
        self.with(|s| {
            let mut disk = s.durable.clone();
            for effect in &s.unsynced {
                apply_in_part(&mut disk, effect, &mut survives);
            }
            disk
        })
    }

    fn with<T>(&self, f: impl FnOnce(&mut State) -> T) -> T {
        f(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn change(&self, effect: Option<Effect>) -> io::Result<()> {
        self.with(|s| {
            let now = s.calls;
            s.calls += 1;
            let fault = s.plan.filter(|(at, _)| *at == now).map(|(_, fault)| fault);
            match fault {
                None => s.perform(effect),
                Some(Fault::Io) => Err(io::Error::other("injected")),
                Some(Fault::Dropped) => {
                    if effect.is_none() {
                        s.unsynced.retain(|effect| matches!(effect, Effect::Truncate(_)));
                    }
                    Err(io::Error::other("injected"))
                }
                Some(Fault::Full) => Err(io::ErrorKind::StorageFull.into()),
                Some(Fault::IoButPersisted) => s.perform(effect).and(Err(io::Error::other("injected"))),
                Some(Fault::ShortWrite) => {
                    if let Some(Effect::Write(offset, mut data)) = effect {
                        data.truncate(data.len() / 2);
                        s.perform(Some(Effect::Write(offset, data)))?;
                    }
                    Err(io::ErrorKind::StorageFull.into())
                }
            }
        })
    }
}

impl State {
    /// `None` is a sync.
    fn perform(&mut self, effect: Option<Effect>) -> io::Result<()> {
        match effect {
            None => {
                for effect in std::mem::take(&mut self.unsynced) {
                    apply_in_part(&mut self.durable, &effect, &mut || true);
                }
                return Ok(());
            }
            Some(Effect::Write(offset, ref data)) => write_into(&mut self.view, offset, data)?,
            Some(Effect::Truncate(len)) => self.view.truncate(usize::try_from(len).unwrap_or(usize::MAX)),
        }
        self.unsynced.extend(effect);
        Ok(())
    }
}

fn apply_in_part(disk: &mut Vec<u8>, effect: &Effect, survives: &mut impl FnMut() -> bool) {
    match effect {
        Effect::Truncate(len) => {
            if survives() {
                disk.truncate(usize::try_from(*len).unwrap_or(usize::MAX));
            }
        }
        Effect::Write(offset, data) => {
            let mut done = 0;
            while done < data.len() {
                let at = offset + done as u64;
                let to_boundary = usize::try_from(SECTOR - at % SECTOR).unwrap_or(usize::MAX);
                let end = data.len().min(done + to_boundary);
                if survives() {
                    // Offsets here were already written once through `perform`, so this cannot fail.
                    write_into(disk, at, &data[done..end]).unwrap_or_default();
                }
                done = end;
            }
        }
    }
}

impl Storage for FaultyStorage {
    fn size(&self) -> io::Result<u64> {
        Ok(self.with(|s| s.view.len() as u64))
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<()> {
        let span = range(offset, buf.len())?;
        self.with(|s| {
            buf.copy_from_slice(s.view.get(span).ok_or(io::ErrorKind::UnexpectedEof)?);
            Ok(())
        })
    }

    fn write_at(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.change(Some(Effect::Write(offset, data.to_vec())))
    }

    fn truncate(&self, len: u64) -> io::Result<()> {
        self.change(Some(Effect::Truncate(len)))
    }

    fn sync(&self) -> io::Result<()> {
        self.change(None)
    }

    fn is_read_only(&self) -> bool {
        false
    }
}
