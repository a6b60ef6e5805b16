//! Copies of the diary file: making one, trying one out, bringing one back, and leaving a device.

use crate::failure::{Failure, Outcome};
use daybook_report::proven::hex;
use daybook_vault::{Head, Opener, OsEntropy, Vault, storage::FileStorage};
use sha2::{Digest, Sha256};
use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

/// What a copy of a diary file was found to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tried {
    /// Entries in it.
    pub entries: u64,
    /// Bytes read.
    pub bytes: u64,
    /// Where its log stands.
    pub head: Head,
}

/// How a copy stands to the diary it was made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The same entries.
    Same,
    /// An earlier state: so many entries are missing in it.
    Behind(u64),
    /// A later state: so many entries are only in it.
    Ahead(u64),
    /// Another diary, or one that went another way.
    Other,
}

/// Copies an open diary to a file that is not there yet, or into a folder. When this returns, the copy is on its disk
/// and was read back.
pub fn back_up(vault: &Vault, to: &Path, progress: &dyn Fn(u64, u64)) -> Outcome<PathBuf> {
    let to = if to.is_dir() { to.join("daybook.db") } else { to.to_owned() };
    let written = write_new(&to, |into| {
        let mut into = Hashing { into, hash: Sha256::new() };
        vault.copy_to(&mut into, progress)?;
        Ok(hex(&into.hash.finalize()))
    })?;
    if file_hash(&to).map_err(|e| unreadable_copy(&e))? != written {
        remove_quietly(&to);
        return Err(Failure::not_saved(
            "The copy was read back and is not what was written, so it was taken away again.",
            "Use another disk or stick.",
        ));
    }
    Ok(to)
}

/// Opens a copy for reading only, and reads every byte of it.
pub fn try_out(copy: &Path, opener: Opener<'_>) -> Outcome<Tried> {
    let vault = Vault::open_with(FileStorage::open_read_only(copy)?, opener, Box::new(OsEntropy::default()))?;
    let report = vault.check(&|_, _| {})?;
    if report.has_losses() {
        return Err(Failure::does_not_verify(
            "Parts of this copy are damaged.",
            "Use another copy, or open this one to see what can still be read.",
        ));
    }
    Ok(Tried { entries: report.entries, bytes: report.bytes, head: vault.head() })
}

/// How a copy stands to the open diary.
pub fn standing(vault: &Vault, copy: &Head) -> Standing {
    let here = vault.head();
    let holds = |size: u64| vault.root_hash(size).ok();
    if copy.size <= here.size && holds(copy.size) == Some(copy.root) {
        return if copy.size == here.size { Standing::Same } else { Standing::Behind(here.size - copy.size) };
    }
    if copy.size > here.size { Standing::Ahead(copy.size - here.size) } else { Standing::Other }
}

/// Brings a copy back as a diary file that is not there yet, after trying it out.
pub fn restore(copy: &Path, to: &Path, opener: Opener<'_>) -> Outcome<Tried> {
    try_out(copy, opener)?;
    let mut from = File::open(copy).map_err(|e| unreadable_copy(&e))?;
    write_new(to, |into| io::copy(&mut from, into).map_err(|e| not_written(&e)))?;
    try_out(to, opener)
}

/// Makes the diary on this device unreadable and takes the file away.
pub fn leave(vault: Vault, file: &Path) -> Outcome<()> {
    vault.destroy()?;
    fs::remove_file(file).map_err(|e| {
        Failure::not_saved(
            format!("The diary can no longer be read by anyone, but its file could not be removed: {e}."),
            "Delete the file yourself.",
        )
    })
}

/// Writes a file beside its final name, waits for the disk, and only then gives it its name.
fn write_new<T>(to: &Path, write: impl FnOnce(&mut File) -> Outcome<T>) -> Outcome<T> {
    if to.exists() {
        return Err(Failure::refused(
            "There is already a file with that name.",
            "Choose another name. Nothing was changed.",
        ));
    }
    let name = to.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let unfinished = to.with_file_name(format!("{name}.part"));
    let written = create_private(&unfinished).map_err(|e| not_written(&e)).and_then(|mut file| {
        let done = write(&mut file)?;
        file.sync_all().and_then(|()| fs::rename(&unfinished, to)).map_err(|e| not_written(&e))?;
        sync_folder_of(to).map_err(|e| not_written(&e))?;
        Ok(done)
    });
    if written.is_err() {
        remove_quietly(&unfinished);
    }
    written
}

/// A new file that only its owner may read.
fn create_private(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// A name is durable once its folder is. Windows has no such call and needs none.
fn sync_folder_of(path: &Path) -> io::Result<()> {
    if cfg!(unix) {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// Takes away what is of no use to anyone; that it is left is no harm either.
fn remove_quietly(path: &Path) {
    fs::remove_file(path).ok();
}

/// SHA-256 of a file, in hex.
pub fn file_hash(path: &Path) -> io::Result<String> {
    let (mut file, mut hash) = (File::open(path)?, Sha256::new());
    let mut piece = vec![0; 1 << 20];
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(hex(&hash.finalize())),
            n => hash.update(&piece[..n]),
        }
    }
}

/// Passes bytes on and hashes them.
struct Hashing<W> {
    into: W,
    hash: Sha256,
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.into.write(bytes)?;
        self.hash.update(&bytes[..n]);
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.into.flush()
    }
}

fn not_written(error: &io::Error) -> Failure {
    Failure::not_saved(
        format!("The copy could not be written: {error}."),
        "Make room there, or choose another place. The diary itself is as it was.",
    )
}

fn unreadable_copy(error: &io::Error) -> Failure {
    Failure::refused(
        format!("The copy could not be read: {error}."),
        "Check that the stick is in and try again.",
    )
}
