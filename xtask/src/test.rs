//! `cargo xtask test`: the outside tools, then every test of every crate.
//!
//! The tests of the `daybook` program find it with `env!("CARGO_BIN_EXE_daybook")`, so cargo builds it for them
//! and no second build is made here.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use crate::failure::Failure;
use crate::tools;

/// Runs the tests; `arguments` go to `cargo test` as they are, so `cargo xtask test -p daybook-core` works.
///
/// # Errors
/// `Stuck` when a tool is missing or cargo cannot start, `Found` when a test fails.
pub fn run(root: &Path, arguments: &[String]) -> Result<(), Failure> {
    let mut clock = StepClock::default();
    let python_packages = build_directory(root).join("test-tools").join("python");

    let tools = clock.time("tools", || tools::ensure(&python_packages));
    tools.map_err(Failure::Stuck)?;

    let status = clock.time("tests", || {
        Command::new("cargo")
            .args(cargo_arguments(arguments))
            .current_dir(root)
            .env("PYTHONPATH", &python_packages)
            .status()
    });
    clock.print();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(Failure::Found),
        Err(error) => Err(Failure::Stuck(format!("`cargo test` could not be started: {error}"))),
    }
}

/// `cargo test` over the whole workspace, unless the caller chose packages.
fn cargo_arguments(arguments: &[String]) -> Vec<String> {
    let of_cargo = arguments.iter().take_while(|argument| *argument != "--");
    let chosen = of_cargo.into_iter().any(|argument| {
        argument.starts_with("-p") || argument.starts_with("--package") || argument == "--manifest-path"
    });
    let mut all = vec!["test".to_owned()];
    if !chosen {
        all.push("--workspace".to_owned());
    }
    all.extend_from_slice(arguments);
    all
}

/// Where cargo builds: `CARGO_TARGET_DIR` when set, else `target`.
fn build_directory(root: &Path) -> PathBuf {
    #[expect(
        clippy::disallowed_methods,
        reason = "a task is a program; only libraries are handed their environment"
    )]
    let chosen = std::env::var_os("CARGO_TARGET_DIR");
    chosen.map_or_else(|| root.join("target"), |directory| root.join(directory))
}

/// How long each step took, in the order they ran.
#[derive(Default)]
struct StepClock {
    steps: Vec<(&'static str, Duration)>,
}

impl StepClock {
    #[expect(clippy::disallowed_methods, reason = "a task is a program and prints how long its steps took")]
    fn time<T>(&mut self, step: &'static str, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let result = work();
        self.steps.push((step, start.elapsed()));
        result
    }

    fn print(&self) {
        for (step, took) in &self.steps {
            eprintln!("{step}: {:.1} s", took.as_secs_f64());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(given: &[&str]) -> Vec<String> {
        cargo_arguments(&given.iter().map(|&word| word.to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn with_no_choice_every_crate_is_tested() {
        assert_eq!(arguments(&[]), ["test", "--workspace"]);
        assert_eq!(arguments(&["--", "-p"]), ["test", "--workspace", "--", "-p"]);
    }

    #[test]
    fn a_chosen_package_is_tested_alone() {
        assert_eq!(arguments(&["-p", "daybook-core"]), ["test", "-p", "daybook-core"]);
        assert_eq!(arguments(&["--package=daybook-core"]), ["test", "--package=daybook-core"]);
    }

    #[test]
    fn steps_are_kept_in_order() {
        let mut clock = StepClock::default();
        let answer = clock.time("first", || 7);
        clock.time("second", || ());
        assert_eq!(answer, 7);
        assert_eq!(clock.steps.iter().map(|(step, _)| *step).collect::<Vec<_>>(), ["first", "second"]);
    }
}
