//! Where the bytes of a vault live.

mod file;
mod memory;

#[cfg(any(test, feature = "testing"))]
mod faulty;

pub use file::FileStorage;
pub use memory::MemStorage;

#[cfg(any(test, feature = "testing"))]
pub use faulty::{Fault, FaultyStorage};

use std::io;

/// One file's worth of bytes, addressed by offset.
///
/// # Durability contract
///
/// - When [`sync`](Storage::sync) returns `Ok`, the effect of every `write_at` and `truncate` that returned `Ok`
///   before it survives power loss, including the file's length.
/// - Before that, any subset of those effects may survive, in any order, and a write may survive in part (disks
///   write whole 512-byte sectors). The vault is built to bear exactly this.
/// - After any method fails, nothing is known about that call's effect. The vault then stops writing.
/// - `read_at` sees all earlier writes of this handle, synced or not.
/// - While a writable storage is open no other program can open the same bytes for writing. Backends see to
///   that when they are opened.
pub trait Storage: Send + Sync {
    /// Length in bytes.
    fn size(&self) -> io::Result<u64>;

    /// Fills `buf` from `offset`; an error (`UnexpectedEof`) when the storage ends before `buf` does.
    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<()>;

    /// Writes all of `data` at `offset`, growing the storage where needed.
    fn write_at(&self, offset: u64, data: &[u8]) -> io::Result<()>;

    /// Cuts the storage to `len` bytes, which is never more than its length.
    fn truncate(&self, len: u64) -> io::Result<()>;

    /// Makes everything written so far durable.
    fn sync(&self) -> io::Result<()>;

    /// Whether writing is allowed at all.
    fn is_read_only(&self) -> bool;
}
