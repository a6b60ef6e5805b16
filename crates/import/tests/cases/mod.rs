//! The cases in `testdata/import`, found by listing the folder: a new one needs no line of code.

use daybook_import::options::Format;
use std::{
    fs,
    io::{Cursor, Write},
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/import")
}

/// Folders with cases, by the word of their format. Every format has some.
pub fn cases() -> Vec<(String, PathBuf)> {
    let below = |path: &Path| {
        let entries = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
        entries.filter(|path| path.is_dir()).collect::<Vec<_>>()
    };
    let mut cases = Vec::new();
    for folder in below(&root()) {
        let word = folder.file_name().unwrap().to_str().unwrap().to_owned();
        cases.extend(below(&folder).into_iter().map(|case| (word.clone(), case)));
    }
    for format in Format::ALL {
        assert!(cases.iter().any(|(word, _)| word.parse() == Ok(*format)), "no cases for {}", format.word());
    }
    cases.sort();
    cases
}

/// The input of a case, with its name: a file, or a folder that is packed.
pub fn input(case: &Path) -> (String, Vec<u8>) {
    let folder = case.join("input");
    if folder.is_dir() {
        return ("input.zip".into(), packed(&folder));
    }
    let file = fs::read_dir(case).unwrap().map(|entry| entry.unwrap().path());
    let file = file.into_iter().find(|path| path.file_stem().is_some_and(|stem| stem == "input")).unwrap();
    (file.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(file).unwrap())
}

fn packed(folder: &Path) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut folders = vec![folder.to_owned()];
    let mut files = Vec::new();
    while let Some(next) = folders.pop() {
        for path in fs::read_dir(next).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    for file in files {
        let name = file.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(&fs::read(file).unwrap()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}
