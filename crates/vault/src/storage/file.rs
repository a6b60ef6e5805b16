//! A file on disk, locked while it is open.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;

use super::Storage;
use crate::error::{Error, Result};

/// A file opened for the vault, holding the operating system's lock on it until dropped.
#[derive(Debug)]
pub struct FileStorage {
    file: File,
    read_only: bool,
}

impl FileStorage {
    /// Makes a new, empty, locked file readable by its owner only.
    ///
    /// Fails with [`Error::AlreadyExists`] when something has that name already.
    pub fn create(path: &Path) -> Result<Self> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path).map_err(|e| match e.kind() {
            io::ErrorKind::AlreadyExists => Error::AlreadyExists,
            _ => Error::Unsaved(e),
        })?;
        lock(file.try_lock())?;
        sync_folder_of(path).map_err(Error::Unsaved)?;
        Ok(FileStorage { file, read_only: false })
    }

    /// Opens an existing file for reading and writing, with an exclusive lock.
    ///
    /// Fails with [`Error::LockedElsewhere`] when another program has it, [`Error::ReadOnly`] when the file or
    /// its disk is write-protected, [`Error::Read`] otherwise.
    pub fn open(path: &Path) -> Result<Self> {
        let opened = OpenOptions::new().read(true).write(true).open(path);
        let file = opened.map_err(|e| match e.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Error::ReadOnly,
            _ => Error::Read(e),
        })?;
        lock(file.try_lock())?;
        Ok(FileStorage { file, read_only: false })
    }

    /// Opens an existing file for reading only, with a shared lock: several readers may, a writer may not.
    pub fn open_read_only(path: &Path) -> Result<Self> {
        let file = File::open(path).map_err(Error::Read)?;
        lock(file.try_lock_shared())?;
        Ok(FileStorage { file, read_only: true })
    }
}

fn lock(outcome: std::result::Result<(), TryLockError>) -> Result<()> {
    outcome.map_err(|e| match e {
        TryLockError::WouldBlock => Error::LockedElsewhere,
        TryLockError::Error(e) => Error::Read(e),
    })
}

/// A new file's name is durable only once its folder is synced. Windows has no such call and needs none.
fn sync_folder_of(path: &Path) -> io::Result<()> {
    if cfg!(unix) {
        let parent = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(parent)?.sync_all()?;
    }
    Ok(())
}

impl Storage for FileStorage {
    fn size(&self) -> io::Result<u64> {
        Ok(self.file.metadata()?.len())
    }

    #[cfg(unix)]
    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<()> {
        std::os::unix::fs::FileExt::read_exact_at(&self.file, buf, offset)
    }

    #[cfg(windows)]
    fn read_at(&self, mut offset: u64, mut buf: &mut [u8]) -> io::Result<()> {
        while !buf.is_empty() {
            match std::os::windows::fs::FileExt::seek_read(&self.file, buf, offset)? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                n => {
                    buf = &mut buf[n..];
                    offset += n as u64;
                }
            }
        }
        Ok(())
    }

    #[cfg(unix)]
    fn write_at(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        std::os::unix::fs::FileExt::write_all_at(&self.file, data, offset)
    }

    #[cfg(windows)]
    fn write_at(&self, mut offset: u64, mut data: &[u8]) -> io::Result<()> {
        while !data.is_empty() {
            match std::os::windows::fs::FileExt::seek_write(&self.file, data, offset)? {
                0 => return Err(io::ErrorKind::WriteZero.into()),
                n => {
                    data = &data[n..];
                    offset += n as u64;
                }
            }
        }
        Ok(())
    }

    fn truncate(&self, len: u64) -> io::Result<()> {
        self.file.set_len(len)
    }

    /// `fdatasync`: the data and the length, not the times.
    fn sync(&self) -> io::Result<()> {
        self.file.sync_data()
    }

    fn is_read_only(&self) -> bool {
        self.read_only
    }
}
