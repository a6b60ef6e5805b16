//! The tasks of this repository, run as `cargo xtask TASK`.
//!
//! One file per task. A task prints what it does as it does it and exits 0 when all is well, 1 when it found
//! something to mend, 2 when it could not run at all.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line program talks on its two streams"
)]

mod failure;
mod packs_check;
mod scramble;
mod test;
mod tidy;
mod tools;
mod words;

use std::path::Path;
use std::process::ExitCode;

use failure::Failure;

const USAGE: &str = "\
usage: cargo xtask TASK

  test [CARGO TEST ARGUMENTS]  every test, after checking (and as root installing) the outside tools they use
  packs-check [DATE]           whether the law packs may be shown: sources, dates, references
  tidy                         the rules of the house: edges, sizes, documents, dependencies, licences, words
  words [LANGUAGE]             the English of the pages, gathered into words/en.toml; or what a language still lacks
  scramble FROM TO [SEED]      a real export made into one of the same shape that tells of nobody";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."));
    let outcome = match arguments.split_first() {
        Some((task, rest)) if task == "test" => test::run(root, rest),
        Some((task, rest)) if task == "packs-check" => packs_check::run(root, rest),
        Some((task, [])) if task == "tidy" => tidy::run(root),
        Some((task, language)) if task == "words" && language.len() < 2 => {
            words::run(root, language.first().map(String::as_str))
        }
        Some((task, [from, to, seed @ ..])) if task == "scramble" && seed.len() < 2 => {
            let seed = seed.first().map_or("daybook", String::as_str);
            scramble::run(Path::new(from), Path::new(to), seed)
        }
        _ => Err(Failure::Stuck(USAGE.to_owned())),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Found) => ExitCode::FAILURE,
        Err(Failure::Stuck(message)) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}
