//! The outside tools the tests use to check our work with somebody else's program.
//!
//! A test that needs a tool is never skipped: the tool is here, or it is installed, or the run stops and says how
//! to get it. Add a tool with the first test that uses it, never before.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// How a missing tool is got.
enum Source {
    /// A Debian or Ubuntu package.
    Apt(&'static str),
    /// A Python package, pinned, unpacked under the build directory so that the system is left alone.
    Python(&'static str),
    /// A package of the npm registry, pinned, unpacked likewise.
    Node(&'static str),
}

/// One outside tool.
struct Tool {
    name: &'static str,
    /// A command that exits 0 when the tool is there.
    probe: &'static [&'static str],
    source: Source,
    /// Who needs it, and for what; printed when it is missing.
    needed_by: &'static str,
}

/// Later rows may need earlier ones: `pip` comes before what it installs.
const TOOLS: &[Tool] = &[
    Tool {
        name: "git",
        probe: &["git", "--version"],
        source: Source::Apt("git"),
        needed_by: "tidy: the list of the repository's files",
    },
    Tool {
        name: "qpdf",
        probe: &["qpdf", "--version"],
        source: Source::Apt("qpdf"),
        needed_by: "report: the PDF is sound (`qpdf --check`)",
    },
    Tool {
        name: "poppler-utils",
        probe: &["pdftotext", "-v"],
        source: Source::Apt("poppler-utils"),
        needed_by: "report: text layer, page count and pictures of pages (pdftotext, pdfinfo, pdftoppm)",
    },
    Tool {
        name: "openssl",
        probe: &["openssl", "version"],
        source: Source::Apt("openssl"),
        needed_by: "vault: our signatures and hashes checked by another program",
    },
    Tool {
        name: "strace",
        probe: &["strace", "-V"],
        source: Source::Apt("strace"),
        needed_by: "vault and diary: faults put into system calls (EIO, ENOSPC, SIGKILL)",
    },
    Tool {
        name: "tesseract",
        probe: &["tesseract", "--version"],
        source: Source::Apt("tesseract-ocr"),
        needed_by: "diary: text in a screenshot is read and found",
    },
    Tool {
        name: "zip",
        probe: &["zip", "-v"],
        source: Source::Apt("zip"),
        needed_by: "import: zip exports made by another program",
    },
    Tool {
        name: "unzip",
        probe: &["unzip", "-v"],
        source: Source::Apt("unzip"),
        needed_by: "import: zip exports read by another program",
    },
    Tool {
        name: "chromium",
        probe: &["chromium", "--version"],
        source: Source::Apt("chromium"),
        needed_by: "diary: the pages driven in a real browser",
    },
    Tool {
        name: "python3",
        probe: &["python3", "--version"],
        source: Source::Apt("python3"),
        needed_by: "report: runs the bagit validator; diary: counts a pack again",
    },
    Tool {
        name: "pip",
        probe: &["python3", "-m", "pip", "--version"],
        source: Source::Apt("python3-pip"),
        needed_by: "report: installs the bagit validator",
    },
    Tool {
        name: "bagit",
        probe: &["python3", "-c", "import bagit"],
        source: Source::Python("bagit==1.9.0"),
        needed_by: "report: the pack is a valid BagIt bag (the Library of Congress's own validator)",
    },
    Tool {
        name: "npm",
        probe: &["npm", "--version"],
        source: Source::Apt("npm"),
        needed_by: "diary: installs the accessibility checker",
    },
    Tool {
        name: "axe-core",
        probe: &["node", "-e", "require.resolve('axe-core')"],
        source: Source::Node("axe-core@4.14.1"),
        needed_by: "diary: every page checked for accessibility (Deque's axe-core, in Chromium)",
    },
];

/// Where packages of the npm registry are put: beside those of Python.
fn node_packages(python_packages: &Path) -> PathBuf {
    python_packages.with_file_name("node")
}

/// Waits for another installation on the same machine instead of failing beside it.
const APT_INSTALL: &str = "apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=300";

/// Checks every tool, installs what is missing when this is root on a Debian-like system, and checks again.
///
/// # Errors
/// What is missing, who needs it and the exact command that installs it.
pub fn ensure(python_packages: &Path) -> Result<(), String> {
    let missing = missing(python_packages);
    if missing.is_empty() {
        return Ok(());
    }
    for tool in &missing {
        eprintln!("missing: {} (needed by {})", tool.name, tool.needed_by);
    }
    let may_install = runs_quietly(Command::new("apt-get").arg("--version")) && is_root();
    if !may_install {
        return Err(advice(&missing, python_packages));
    }
    install(&missing, python_packages)?;
    let still: Vec<&Tool> = self::missing(python_packages);
    if still.is_empty() { Ok(()) } else { Err(advice(&still, python_packages)) }
}

fn missing(python_packages: &Path) -> Vec<&'static Tool> {
    TOOLS.iter().filter(|tool| !is_present(tool, python_packages)).collect()
}

fn is_present(tool: &Tool, python_packages: &Path) -> bool {
    tool.probe.split_first().is_some_and(|(program, arguments)| {
        let modules = node_packages(python_packages).join("node_modules");
        let mut command = Command::new(program);
        runs_quietly(command.args(arguments).env("PYTHONPATH", python_packages).env("NODE_PATH", modules))
    })
}

/// True when the command exists and exits 0. It reads and prints nothing.
fn runs_quietly(command: &mut Command) -> bool {
    let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    quiet.status().is_ok_and(|status| status.success())
}

/// Root by what `id -u` says; a system without `id` is not one we install on.
fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

fn install(missing: &[&Tool], python_packages: &Path) -> Result<(), String> {
    for command in commands(missing, python_packages) {
        eprintln!("installing: {}", command.join(" "));
        let (program, arguments) = command.split_first().ok_or("an empty install command")?;
        let status = Command::new(program)
            .args(arguments)
            .env("DEBIAN_FRONTEND", "noninteractive")
            .env("PIP_ROOT_USER_ACTION", "ignore")
            .stdin(Stdio::null())
            .status()
            .map_err(|error| format!("`{program}` could not be started: {error}"))?;
        if !status.success() {
            return Err(format!(
                "`{}` failed ({status}).\nRun it by hand to see why, then run `cargo xtask test` again.",
                command.join(" ")
            ));
        }
    }
    Ok(())
}

/// The commands that install these tools, in order.
fn commands(missing: &[&Tool], python_packages: &Path) -> Vec<Vec<String>> {
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let mut commands = Vec::new();
    let packages: Vec<&str> = missing
        .iter()
        .filter_map(|tool| match tool.source {
            Source::Apt(package) => Some(package),
            Source::Python(_) | Source::Node(_) => None,
        })
        .collect();
    if !packages.is_empty() {
        commands.push(words("apt-get update"));
        commands.push(words(&format!("{APT_INSTALL} {}", packages.join(" "))));
    }
    for tool in missing {
        let (mut command, folder, package) = match tool.source {
            Source::Apt(_) => continue,
            Source::Python(package) => (
                words("python3 -m pip install --quiet --no-deps --target"),
                python_packages.to_owned(),
                package,
            ),
            Source::Node(package) => (
                words("npm install --silent --no-audit --no-fund --ignore-scripts --prefix"),
                node_packages(python_packages),
                package,
            ),
        };
        command.extend([folder.display().to_string(), package.to_owned()]);
        commands.push(command);
    }
    commands
}

fn advice(missing: &[&Tool], python_packages: &Path) -> String {
    let mut text =
        String::from("Some tools the tests need are missing, so no test was run.\nInstall them with:\n");
    for command in commands(missing, python_packages) {
        let needs_root = command.first().is_some_and(|program| program == "apt-get");
        text.push_str(if needs_root { "  sudo " } else { "  " });
        text.push_str(&command.join(" "));
        text.push('\n');
    }
    text.push_str("then run `cargo xtask test` again.");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const ABSENT: Tool = Tool {
        name: "absent",
        probe: &["no-such-program-as-this", "--version"],
        source: Source::Apt("absent-package"),
        needed_by: "this test",
    };
    const ABSENT_MODULE: Tool = Tool {
        name: "absent module",
        probe: &["python3", "-c", "import no_such_module_as_this"],
        source: Source::Python("absent==1"),
        needed_by: "this test",
    };

    const ABSENT_PACKAGE: Tool = Tool {
        name: "absent package",
        probe: &["node", "-e", "require.resolve('no-such-package-as-this')"],
        source: Source::Node("absent@1"),
        needed_by: "this test",
    };

    #[test]
    fn a_program_that_is_not_there_is_missing() {
        assert!(!is_present(&ABSENT_PACKAGE, Path::new("/nowhere/python")));
        assert!(!is_present(&ABSENT, Path::new("/nowhere")));
        assert!(!is_present(&ABSENT_MODULE, Path::new("/nowhere")));
    }

    #[test]
    fn the_advice_names_every_command() {
        let text = advice(&[&ABSENT, &ABSENT_MODULE, &ABSENT_PACKAGE], Path::new("/build/python"));
        assert!(text.contains("--prefix /build/node absent@1"), "{text}");
        assert!(text.contains(&format!("  sudo {APT_INSTALL} absent-package\n")), "{text}");
        assert!(
            text.contains("  python3 -m pip install --quiet --no-deps --target /build/python absent==1"),
            "{text}"
        );
    }

    #[test]
    fn nothing_missing_means_nothing_to_run() {
        assert!(commands(&[], Path::new("/build/python")).is_empty());
    }
}
