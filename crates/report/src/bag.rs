//! The pack as a folder: BagIt 1.0 (RFC 8493), written so that a half-written one never stands under its name.

mod check;

pub use check::{Found, Problem, check};

use crate::proven::hex;
use daybook_core::exhibit::Exhibit;
use jiff::{Timestamp, tz::TimeZone};
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, BufWriter, Read, Write},
    path::{Path, PathBuf},
};

/// The bag declaration, byte for byte as RFC 8493 section 2.1.1 asks.
pub const DECLARATION: &str = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
/// The list of payload files.
pub const MANIFEST: &str = "manifest-sha256.txt";
/// The list of tag files.
pub const TAG_MANIFEST: &str = "tagmanifest-sha256.txt";
/// The signed note over both lists.
pub const SEAL: &str = "seal.txt";
/// First extension line of a seal: what it seals, and the version of the form.
pub const SEAL_FORM: &str = "daybook-pack 1";

/// How much is read at once.
const PIECE: usize = 256 * 1024;

/// A bag in the making. Dropped before [`finish`](Self::finish), it leaves nothing behind.
pub struct Bag {
    partial: PathBuf,
    target: PathBuf,
    payload: BTreeMap<String, (String, u64)>,
    finished: bool,
}

/// What is known of a payload file once it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// SHA-256 in hex.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
}

/// Why a stream did not become a payload file.
#[derive(Debug, thiserror::Error)]
pub enum StreamError {
    /// The stream could not be read to its end.
    #[error("the file could not be read: {0}")]
    Read(#[source] io::Error),
    /// The file could not be written.
    #[error("the file could not be written: {0}")]
    Write(#[source] io::Error),
}

/// A finished bag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finished {
    /// SHA-256 of the manifest, in hex: names every byte of the payload.
    pub manifest: String,
    /// Number of payload files.
    pub files: u64,
    /// Payload bytes.
    pub bytes: u64,
}

impl Bag {
    /// Starts a bag that will stand at `target`. Until it is finished it is beside it, under the name with `.partial`.
    ///
    /// # Errors
    /// When `target` is there and not an empty folder ([`io::ErrorKind::AlreadyExists`]), or nothing can be written.
    pub fn start(target: &Path) -> io::Result<Self> {
        let occupied = match fs::read_dir(target) {
            Ok(mut entries) => entries.next().is_some(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => false,
            Err(error) => return Err(error),
        };
        if occupied {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        let mut name = target.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_owned();
        name.push(".partial");
        let partial = target.with_file_name(name);
        // A folder left by a program that was stopped is not ours to delete unasked.
        fs::create_dir(&partial)?;
        Ok(Self { partial, target: target.to_owned(), payload: BTreeMap::new(), finished: false })
    }

    /// Writes a payload file from a stream, hashing as it goes.
    ///
    /// # Errors
    /// When the stream cannot be read or the file not written. What was written of it stays until it is
    /// [removed](Self::remove) or the bag is dropped.
    pub fn stream(&mut self, path: &str, from: &mut dyn Read) -> Result<Written, StreamError> {
        let mut file = self.create(path).map_err(StreamError::Write)?;
        let mut hasher = Sha256::new();
        let mut not_written = None;
        let read = each_piece(from, |piece| {
            hasher.update(piece);
            file.write_all(piece).map_err(|error| {
                let kind = error.kind();
                not_written = Some(error);
                kind.into()
            })
        });
        let bytes = match (read, not_written) {
            (_, Some(error)) => return Err(StreamError::Write(error)),
            (Err(error), None) => return Err(StreamError::Read(error)),
            (Ok(bytes), None) => bytes,
        };
        file.sync_all().map_err(StreamError::Write)?;
        let written = Written { sha256: hex(&hasher.finalize()), bytes };
        self.payload.insert(path.to_owned(), (written.sha256.clone(), bytes));
        Ok(written)
    }

    /// Writes a payload file through `fill`.
    ///
    /// # Errors
    /// Those of `fill`, or when the file cannot be written.
    pub fn write(
        &mut self,
        path: &str,
        fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut hashing =
            Hashing { file: BufWriter::new(self.create(path)?), hasher: Sha256::new(), bytes: 0 };
        fill(&mut hashing)?;
        let Hashing { file, hasher, bytes } = hashing;
        file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        self.payload.insert(path.to_owned(), (hex(&hasher.finalize()), bytes));
        Ok(())
    }

    /// Takes a payload file out again.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub fn remove(&mut self, path: &str) -> io::Result<()> {
        self.payload.remove(path);
        fs::remove_file(self.partial.join(path))
    }

    /// Where a payload file stands until the bag is finished.
    pub fn place(&self, path: &str) -> PathBuf {
        self.partial.join(path)
    }

    /// Writes the tag files and the seal, makes everything durable and puts the bag in its place.
    ///
    /// `seal` signs the lines that bind both manifests.
    ///
    /// # Errors
    /// When the seal fails or something cannot be written.
    pub fn finish(
        mut self,
        made_at: Timestamp,
        program: &str,
        seal: impl FnOnce(&[String]) -> io::Result<String>,
    ) -> io::Result<Finished> {
        let files = self.payload.len() as u64;
        let bytes: u64 = self.payload.values().map(|(_, bytes)| bytes).sum();
        let mut manifest = String::new();
        for (path, (sha256, _)) in &self.payload {
            manifest.push_str(&format!("{sha256}  {path}\n"));
        }
        let info = info(made_at, program, (bytes, files));
        let tags =
            [("bag-info.txt", info.as_str()), ("bagit.txt", DECLARATION), (MANIFEST, manifest.as_str())];
        let mut tag_manifest = String::new();
        for (name, text) in tags {
            self.put(name, text)?;
            tag_manifest.push_str(&format!("{}  {name}\n", digest(text)));
        }
        self.put(TAG_MANIFEST, &tag_manifest)?;
        let note = seal(&seal_lines(&digest(&manifest), &digest(&tag_manifest)))?;
        self.put(SEAL, &note)?;
        self.settle()?;
        Ok(Finished { manifest: digest(&manifest), files, bytes })
    }

    fn settle(&mut self) -> io::Result<()> {
        sync_folders(&self.partial)?;
        if self.target.exists() {
            // Empty, as `start` saw; if something came in since, this refuses.
            fs::remove_dir(&self.target)?;
        }
        fs::rename(&self.partial, &self.target)?;
        self.finished = true;
        let parent = self.target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        sync_folder(parent)
    }

    fn create(&self, path: &str) -> io::Result<File> {
        let place = self.partial.join(path);
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder)?;
        }
        File::create_new(place)
    }

    fn put(&self, name: &str, text: &str) -> io::Result<()> {
        let mut file = self.create(name)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    }
}

impl Drop for Bag {
    fn drop(&mut self) {
        if !self.finished {
            // Nothing can be done about a folder that cannot be removed, and the error that led here is told already.
            let _gone = fs::remove_dir_all(&self.partial);
        }
    }
}

struct Hashing {
    file: BufWriter<File>,
    hasher: Sha256,
    bytes: u64,
}

impl Write for Hashing {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        let n = self.file.write(piece)?;
        self.hasher.update(&piece[..n]);
        self.bytes += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Hands a stream on in pieces, and counts its bytes.
pub(crate) fn each_piece(
    from: &mut dyn Read,
    mut each: impl FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<u64> {
    let mut piece = vec![0; PIECE];
    let mut bytes = 0;
    loop {
        match from.read(&mut piece) {
            Ok(0) => return Ok(bytes),
            Ok(n) => {
                each(&piece[..n])?;
                bytes += n as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// The extension lines of a seal.
pub fn seal_lines(manifest: &str, tag_manifest: &str) -> [String; 3] {
    [SEAL_FORM.to_owned(), format!("{MANIFEST} {manifest}"), format!("{TAG_MANIFEST} {tag_manifest}")]
}

fn info(made_at: Timestamp, program: &str, (bytes, files): (u64, u64)) -> String {
    let date = TimeZone::UTC.to_datetime(made_at).date();
    format!("Bagging-Date: {date}\nBag-Software-Agent: {program}\nPayload-Oxum: {bytes}.{files}\n")
}

fn digest(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

fn sync_folders(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync_folders(&entry.path())?;
        }
    }
    sync_folder(folder)
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Elsewhere a folder cannot be opened as a file; renames are made durable by the system.
#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

/// The path of an exhibit's original in a pack: its label, never the name it came with, and an ending by its type.
pub fn exhibit_path(exhibit: &Exhibit) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    let label: String = exhibit.label.chars().map(safe).collect();
    format!("data/exhibits/{label}.{}", ending(&exhibit.media_type))
}

fn ending(media_type: &str) -> &'static str {
    match media_type {
        "image/jpeg" => "jpg",
        "image/png" => "png",
        "image/webp" => "webp",
        "image/gif" => "gif",
        "image/heif" | "image/heic" => "heic",
        "image/tiff" => "tif",
        "application/pdf" => "pdf",
        "application/zip" => "zip",
        "text/plain" => "txt",
        "text/csv" => "csv",
        "text/html" => "html",
        "text/xml" | "application/xml" => "xml",
        "application/json" => "json",
        "message/rfc822" => "eml",
        "audio/mpeg" => "mp3",
        "audio/mp4" | "audio/m4a" | "audio/x-m4a" => "m4a",
        "audio/ogg" | "audio/opus" => "ogg",
        "audio/wav" | "audio/x-wav" => "wav",
        "audio/amr" => "amr",
        "video/mp4" => "mp4",
        "video/quicktime" => "mov",
        "video/3gpp" => "3gp",
        "video/webm" => "webm",
        _ => "bin",
    }
}
