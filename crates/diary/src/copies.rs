//! Copies of the diary file: making one, trying one out, bringing one back, and leaving a device.

use crate::failure::{Failure, Outcome};
use daybook_report::proven::hex;
use daybook_vault::{Error, Opener, OsEntropy, Trail, Vault, storage::FileStorage};
use sha2::{Digest, Sha256};
use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

/// What a copy of a diary file was found to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// Entries in it.
    pub entries: u64,
    /// Bytes read.
    pub bytes: u64,
    /// Whether it is as it was written. If not, everything can be read all the same: a spare copy is damaged, say.
    pub sound: bool,
    /// Which commits it holds.
    pub head: Trail,
}

/// How a copy stands to the diary it was made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Everything is in it.
    Same,
    /// An earlier state: so many entries and private values are missing in it.
    Behind(u64),
    /// A later state of the same diary: so many entries are only in it.
    Ahead(u64),
    /// Another diary, or a copy that went on by itself while this one did too.
    Other,
}

/// Name of the private value that says when the last copy was made. No copy holds the note of its own making.
pub const COPY_NOTE: &str = "keep/last-copy";

/// Copies an open diary to a file that is not there yet, or into a folder. When this returns, the copy is on its disk
/// and was read back.
pub fn back_up(vault: &Vault, to: &Path, progress: &dyn Fn(u64, u64)) -> Outcome<PathBuf> {
    let to = if to.is_dir() { to.join("daybook.db") } else { to.to_owned() };
    let written = write_new(&to, |into| {
        let mut into = Hashing { into, hash: Sha256::new() };
        vault.copy_to(&mut into, progress).map_err(|e| match e {
            Error::Unsaved(e) => not_written(&e),
            other => other.into(),
        })?;
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
    Ok(Tried { entries: report.entries, bytes: report.bytes, sound: report.is_sound(), head: vault.trail() })
}

/// How a copy stands to the open diary: by the commits both hold, private values included.
pub fn standing(vault: &Vault, copy: &Trail) -> Standing {
    match vault.saved_since(copy, &[COPY_NOTE]) {
        Some(0) => return Standing::Same,
        Some(missing) => return Standing::Behind(missing),
        None if !copy.continues(&vault.trail()) => return Standing::Other,
        None => {}
    }
    match copy.size() - vault.head().size {
        0 => Standing::Same,
        more => Standing::Ahead(more),
    }
}

/// Whether a copy that is to be kept instead of the diary holds all of it, and opens with the same passphrase.
///
/// # Errors
/// What stands in the way. Nothing is removed then.
pub fn holds_all(vault: &Vault, copy: &Path, opener: Opener<'_>) -> Outcome<()> {
    let tried = try_out(copy, opener).map_err(|failure| match failure.what == wrong_passphrase().what {
        true => Failure::refused(
            "Nothing was removed: the passphrase opens the diary here, but not the copy. The copy was made before you changed it.",
            NEW_COPY,
        ),
        false => failure,
    })?;
    let what = match standing(vault, &tried.head) {
        Standing::Same | Standing::Ahead(_) => return Ok(()),
        Standing::Behind(1) => "Nothing was removed: the copy lacks the last thing you saved.".to_owned(),
        Standing::Behind(missing) => {
            format!("Nothing was removed: the copy lacks the last {missing} things you saved.")
        }
        Standing::Other => {
            "Nothing was removed: that is a copy of another diary, or one that was written in by itself."
                .to_owned()
        }
    };
    Err(Failure::refused(what, NEW_COPY))
}

const NEW_COPY: &str =
    "Make a new copy first: “Look after your diary”, “Make a copy”, or daybook backup COPY.";

/// What a passphrase that does not fit is answered with.
fn wrong_passphrase() -> Failure {
    Error::WrongPassphrase.into()
}

/// Brings a copy back as a diary file that is not there yet, after trying it out.
pub fn restore(copy: &Path, to: &Path, opener: Opener<'_>) -> Outcome<Tried> {
    try_out(copy, opener)?;
    let mut from = File::open(copy).map_err(|e| unreadable_copy(&e))?;
    write_new(to, |into| pour(&mut from, into))?;
    try_out(to, opener)
}

/// Copies to the end, and says which side failed.
fn pour(from: &mut impl Read, into: &mut impl Write) -> Outcome<()> {
    let mut piece = vec![0; 1 << 20];
    loop {
        match from.read(&mut piece) {
            Ok(0) => return Ok(()),
            Ok(n) => into.write_all(&piece[..n]).map_err(|e| not_written(&e))?,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(unreadable_copy(&e)),
        }
    }
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

/// Writes a file beside its final name, waits for the disk, and only then gives it its name. Nothing that is there already
/// is touched, under either name.
fn write_new<T>(to: &Path, write: impl FnOnce(&mut File) -> Outcome<T>) -> Outcome<T> {
    if to.exists() {
        return Err(name_taken());
    }
    let name = to.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let unfinished = to.with_file_name(format!("{name}.part"));
    let mut file = create_private(&unfinished).map_err(|e| match e.kind() {
        io::ErrorKind::AlreadyExists => Failure::refused(
            format!("There is an unfinished copy already: {}.", unfinished.display()),
            "If no copy is being made right now, delete it and try again. Nothing was changed.",
        ),
        _ => not_written(&e),
    })?;
    let written = write(&mut file).and_then(|done| {
        file.sync_all().map_err(|e| not_written(&e))?;
        give_name(&unfinished, to)?;
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
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Gives a finished file its name, which something else may have taken meanwhile.
fn give_name(unfinished: &Path, to: &Path) -> Outcome<()> {
    let named = match fs::hard_link(unfinished, to) {
        Ok(()) => fs::remove_file(unfinished),
        Err(_) if to.exists() => return Err(name_taken()),
        // Many sticks know no second name for a file (FAT). There a name taken at this very moment would be replaced.
        Err(_) => fs::rename(unfinished, to),
    };
    named.map_err(|e| not_written(&e))
}

fn name_taken() -> Failure {
    Failure::refused("There is already a file with that name.", "Choose another name. Nothing was changed.")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_in_the_making_of_somebody_else_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let (to, part) = (folder.path().join("copy.db"), folder.path().join("copy.db.part"));
        fs::write(&part, "half of theirs").unwrap();
        let refused = write_new(&to, |_| Ok(())).unwrap_err();
        assert!(refused.what.contains("unfinished copy"), "{refused}");
        assert_eq!(fs::read(&part).unwrap(), b"half of theirs");
        assert!(!to.exists());
    }

    #[test]
    fn a_name_taken_while_the_copy_was_written_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let to = folder.path().join("copy.db");
        let refused = write_new(&to, |_| {
            fs::write(&to, "theirs").unwrap();
            Ok(())
        });
        assert!(refused.unwrap_err().what.contains("already a file"));
        assert_eq!(fs::read(&to).unwrap(), b"theirs");
        let names: Vec<_> =
            fs::read_dir(folder.path()).unwrap().map(|item| item.unwrap().file_name()).collect();
        assert_eq!(names, ["copy.db"], "nothing unfinished is left");
    }

    /// A side of a copy that fails.
    struct Broken;

    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("bad sector"))
        }
    }

    impl Write for Broken {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn the_side_that_failed_is_named() {
        let read = pour(&mut Broken, &mut Vec::new()).unwrap_err();
        assert!(read.what.contains("could not be read: bad sector"), "{read}");
        let written = pour(&mut &b"bytes"[..], &mut Broken).unwrap_err();
        assert!(written.what.contains("could not be written"), "{written}");
    }
}
