//! The real program with its pages, and a diary to open with it.

use crate::client::{Client, Reply};
use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::OnceLock,
};
use tempfile::TempDir;

pub const PASSPHRASE: &str = "marble otter lantern quiet plum basket";

/// What opens the sample case.
pub const SAMPLE_PASSPHRASE: &str = "lantern gravel teapot orbit meadow";

/// A folder beside the build.
pub fn beside_build(name: &str) -> PathBuf {
    let target = Path::new(env!("CARGO_BIN_EXE_daybook")).ancestors().nth(2).expect("target/debug/daybook");
    target.join(name)
}

/// The program, running. It is killed when dropped.
pub struct Program {
    child: Child,
    /// The start address, without the host.
    pub start: String,
    pub client: Client,
}

impl Program {
    /// Starts it on a diary file that may not exist yet.
    pub fn start(diary: &Path, more: &[(&str, &str)]) -> Self {
        Self::run(Command::new(env!("CARGO_BIN_EXE_daybook")), diary, more)
    }

    /// Starts it under another program that watches it.
    pub fn start_under(watcher: &[&str], diary: &Path) -> Self {
        let mut command = Command::new(watcher[0]);
        command.args(&watcher[1..]).arg(env!("CARGO_BIN_EXE_daybook"));
        Self::run(command, diary, &[])
    }

    fn run(mut command: Command, diary: &Path, more: &[(&str, &str)]) -> Self {
        command.arg("--diary").arg(diary).env("DAYBOOK_NO_BROWSER", "1").stdout(Stdio::piped());
        command.env("DAYBOOK_EXIT_TO", "/blank").envs(more.iter().copied());
        let mut child = command.spawn().expect("the program starts");
        let lines = BufReader::new(child.stdout.take().expect("its output is ours")).lines();
        let address = lines
            .map_while(Result::ok)
            .find_map(|line| Some(line.trim().strip_prefix("http://127.0.0.1:")?.to_owned()))
            .expect("it prints where its pages are");
        let (port, path) = address.split_once('/').expect("the address has a path");
        let client = Client::new(port.parse().expect("a port"));
        Self { child, start: format!("/{path}"), client }
    }

    /// Goes through the start address.
    pub fn enter(&mut self) -> Reply {
        let start = self.start.clone();
        let reply = self.client.ask("GET", &start, &[("Sec-Fetch-Site", "none")], b"");
        self.client.follow(&reply)
    }

    /// Unlocks with the passphrase; gives the page after it.
    pub fn unlock(&mut self) -> Reply {
        let reply = self.client.fill("/", "/open", &[("passphrase", PASSPHRASE)]);
        self.client.follow(&reply)
    }

    /// Its number.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Kills it at once, as a crash would.
    pub fn kill(&mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ends");
    }

    /// Waits for it to end by itself.
    pub fn ended(&mut self) -> bool {
        for _ in 0..100 {
            if self.child.try_wait().expect("it can be asked").is_some() {
                return true;
            }
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        false
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // One that watches lets go, when it is killed, of what it watches, and that would run on.
        let id = self.child.id();
        let watched = fs::read_to_string(format!("/proc/{id}/task/{id}/children")).unwrap_or_default();
        self.child.kill().ok();
        self.child.wait().ok();
        for id in watched.split_whitespace() {
            Command::new("kill").arg(id).status().ok();
        }
    }
}

/// A folder with a copy of an empty diary that was made through the pages, once for all tests: the lock is slow on
/// purpose.
pub fn diary() -> (TempDir, PathBuf) {
    static MADE: OnceLock<Vec<u8>> = OnceLock::new();
    let bytes = MADE.get_or_init(|| {
        let folder = TempDir::new().expect("a folder");
        let path = folder.path().join("daybook.db");
        let mut program = Program::start(&path, &[]);
        program.enter();
        let sent =
            [("passphrase", PASSPHRASE), ("again", PASSPHRASE), ("written", "yes"), ("name", "Jo Sample")];
        let reply = program.client.fill("/new", "/new", &sent);
        program.client.follow(&reply);
        program.client.fill("/", "/lock", &[]);
        fs::read(&path).expect("the diary is there")
    });
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("daybook.db");
    fs::write(&path, bytes).expect("it can be copied");
    (folder, path)
}

/// The program with an open diary.
pub fn opened() -> (TempDir, Program) {
    opened_with(&[])
}

/// The same, with more in its environment.
pub fn opened_with(more: &[(&str, &str)]) -> (TempDir, Program) {
    let (folder, path) = diary();
    let mut program = Program::start(&path, more);
    program.enter();
    program.unlock();
    (folder, program)
}

/// The program with the sample case of `daybook try`, open.
pub fn sample() -> (TempDir, Program) {
    sample_with(&[])
}

/// The same, with more in its environment.
pub fn sample_with(more: &[(&str, &str)]) -> (TempDir, Program) {
    let folder = TempDir::new().expect("a folder");
    let tried = Command::new(env!("CARGO_BIN_EXE_daybook"))
        .args(["try", "--no-open", "--json", "--dir"])
        .arg(folder.path())
        .output()
        .expect("the sample case can be made");
    assert!(tried.status.success(), "{}", String::from_utf8_lossy(&tried.stderr));
    let mut program = Program::start(&folder.path().join("run-1").join("daybook.db"), more);
    program.enter();
    let sent = [("passphrase", SAMPLE_PASSPHRASE)];
    let reply = program.client.fill("/", "/open", &sent);
    program.client.follow(&reply);
    (folder, program)
}
