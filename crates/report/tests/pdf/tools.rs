//! Runs the programs that judge a PDF. They are requirements of these tests: without them the tests fail.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A PDF on disk for other programs to read.
pub struct File {
    path: PathBuf,
    _dir: TempDir,
}

impl File {
    pub fn new(bytes: &[u8]) -> Self {
        let dir = TempDir::new().expect("a temporary folder");
        let path = dir.path().join("test.pdf");
        std::fs::write(&path, bytes).expect("the PDF can be written");
        Self { path, _dir: dir }
    }

    /// `pdftotext` in reading order, without the direction marks that it adds itself.
    pub fn text(&self) -> String {
        let text = self.run("pdftotext", &["-enc", "UTF-8"], &["-"]);
        text.chars().filter(|c| !matches!(u32::from(*c), 0x202a..=0x202e | 0x200e | 0x200f)).collect()
    }

    /// The text of one page, counted from 1.
    pub fn page(&self, number: u32) -> String {
        let n = number.to_string();
        self.run("pdftotext", &["-enc", "UTF-8", "-f", &n, "-l", &n], &["-"])
    }

    pub fn info(&self) -> String {
        self.run("pdfinfo", &[], &[])
    }

    /// Fails unless qpdf finds the file well formed.
    pub fn check(&self) {
        self.run("qpdf", &["--check"], &[]);
    }

    /// The whole file as JSON (qpdf's format 2).
    pub fn json(&self) -> serde_json::Value {
        let text = self.run("qpdf", &["--json=2"], &[]);
        serde_json::from_str(&text).expect("qpdf writes JSON")
    }

    /// Every object that is a dictionary, without qpdf's wrapping.
    pub fn dictionaries(&self) -> Vec<serde_json::Value> {
        let json = self.json();
        let objects = json["qpdf"][1].as_object().expect("qpdf lists objects").values();
        objects.map(|object| object["value"].clone()).filter(serde_json::Value::is_object).collect()
    }

    /// The file with its streams unpacked, one operator to a line.
    pub fn unpacked(&self) -> String {
        let out = run(
            "qpdf",
            [
                OsStr::new("--qdf"),
                OsStr::new("--object-streams=disable"),
                self.path.as_os_str(),
                OsStr::new("-"),
            ],
        );
        String::from_utf8_lossy(&out.stdout).into_owned()
    }

    fn run(&self, program: &str, before: &[&str], after: &[&str]) -> String {
        let before = before.iter().map(OsStr::new);
        let args = before.chain([self.path.as_os_str()]).chain(after.iter().map(OsStr::new));
        let out = run(program, args);
        assert!(out.status.success(), "{program} is not content: {}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8(out.stdout).expect("UTF-8 from a tool")
    }
}

fn run<'a>(program: &str, args: impl IntoIterator<Item = &'a OsStr>) -> Output {
    Command::new(program).args(args).output().unwrap_or_else(|error| {
        panic!("{program} is needed for these tests ({error}): apt-get install qpdf poppler-utils")
    })
}

/// Runs the example `specimen`, as a process of its own, and returns the bytes it wrote.
pub fn specimen() -> Vec<u8> {
    let dir = TempDir::new().expect("a temporary folder");
    let path = dir.path().join("specimen.pdf");
    let status = Command::new(example("specimen")).arg(&path).status().expect("the example starts");
    assert!(status.success(), "the specimen renders");
    std::fs::read(path).expect("the specimen was written")
}

fn example(name: &str) -> PathBuf {
    let this = std::env::current_exe().expect("the test knows where it is");
    let profile = this.parent().and_then(Path::parent).expect("tests lie in target/<profile>/deps");
    let path = profile.join("examples").join(name);
    assert!(path.exists(), "build the examples first: cargo build -p daybook-report --examples");
    path
}
