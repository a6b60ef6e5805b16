//! Measures a vault on this machine: `ingest FOLDER [VAULT]` stores every file of a folder as a blob, checks and
//! opens the vault again, then times single-entry commits. Prints one line per figure.

#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a measuring program prints and reads the clock"
)]

use std::error::Error;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Instant;

use daybook_vault::storage::FileStorage;
use daybook_vault::{EntryInput, Kdf, OsEntropy, Passphrase, Vault, generate_words};

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args_os().skip(1);
    let folder = PathBuf::from(args.next().ok_or("usage: ingest FOLDER [VAULT]")?);
    let path = args.next().map_or_else(|| std::env::temp_dir().join("ingest.db"), PathBuf::from);
    let passphrase = Passphrase::new(&generate_words(&mut OsEntropy::default())?)?;
    let vault =
        Vault::create(FileStorage::create(&path)?, &passphrase, Kdf::FLOOR, Box::new(OsEntropy::default()))?;

    let (vault, bytes) = ingest(vault, &folder)?;
    let (vault, _) = timed("check", bytes, || Ok(vault.check(&|_, _| {}).map(|r| (vault, r))?))?;
    vault.lock();
    let mut vault = timed("open with key derivation", 0, || {
        Ok(Vault::open(FileStorage::open(&path)?, &passphrase, Box::new(OsEntropy::default()))?)
    })?;
    timed("1,000 single-entry commits", 0, || {
        for number in 0..1000 {
            let mut batch = vault.batch()?;
            batch.append(&EntryInput::new(
                1,
                format!("incident {number}: {}", "he rang again. ".repeat(20)),
            ))?;
            batch.commit()?;
        }
        Ok(())
    })?;
    timed("50,000 entries in one commit", 0, || {
        let mut batch = vault.batch()?;
        for number in 0..50_000 {
            batch.append(&EntryInput::new(1, format!("entry {number}")))?;
        }
        Ok(batch.commit()?)
    })?;
    let vault = timed("reopening (scan only)", 0, || Ok(vault.reopen()?))?;
    timed("reading all entries", 0, || {
        Ok(vault.entries(0..vault.log_size()).collect::<Result<Vec<_>, _>>()?)
    })?;
    vault.lock();
    Ok(std::fs::remove_file(&path)?)
}

fn ingest(mut vault: Vault, folder: &Path) -> Result<(Vault, u64), Box<dyn Error>> {
    let files = files_below(folder)?;
    let start = Instant::now();
    let mut batch = vault.batch()?;
    let mut bytes = 0;
    for file in &files {
        bytes += batch.add_blob(&mut File::open(file)?)?.bytes;
    }
    let sealed = start.elapsed();
    batch.commit()?;
    let all = start.elapsed();
    let rate = bytes as f64 / 1e6 / all.as_secs_f64();
    println!(
        "ingest {} files, {} MB: {:.2} s sealed, {:.2} s durable ({rate:.0} MB/s)",
        files.len(),
        bytes / 1_000_000,
        sealed.as_secs_f64(),
        all.as_secs_f64(),
    );
    Ok((vault, bytes))
}

fn timed<T>(
    what: &str,
    bytes: u64,
    work: impl FnOnce() -> Result<T, Box<dyn Error>>,
) -> Result<T, Box<dyn Error>> {
    let start = Instant::now();
    let done = work()?;
    let seconds = start.elapsed().as_secs_f64();
    if bytes > 0 {
        println!("{what}: {seconds:.2} s ({:.0} MB/s)", bytes as f64 / 1e6 / seconds);
    } else {
        println!("{what}: {seconds:.3} s");
    }
    Ok(done)
}

fn files_below(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for item in std::fs::read_dir(folder)? {
        let item = item?;
        if item.file_type()?.is_dir() {
            files.extend(files_below(&item.path())?);
        } else {
            files.push(item.path());
        }
    }
    files.sort();
    Ok(files)
}
