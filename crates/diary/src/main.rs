//! The daybook program: a private, sealed diary of unwanted contact, and packs that others can check.

mod book;
mod cli;
mod clock;
mod commands;
mod contents;
mod copies;
mod earlier;
mod failure;
mod gather;
mod guide;
mod insight;
mod intake;
mod items;
mod journal;
mod language;
mod lookup;
mod mapping;
mod ocr;
mod output;
mod packing;
mod pages;
mod sample;
mod search;
mod secret;
mod serve;
mod shelf;
mod trial;
mod verify;
mod words;

use clap::Parser;
use cli::{Cli, Command};
use clock::Clock;
use commands::{
    cards, copies as keeping, entries, help, import, look, order, pattern, people, proof, report, show,
};
use daybook_core::diary::Diary;
use daybook_web::exit::ExitTarget;
use failure::{Failure, Outcome};
use journal::Journal;
use output::Output;
use std::{alloc::System, path::PathBuf, process::ExitCode};
use zeroizing_alloc::ZeroAlloc;

/// Memory is wiped when it is given back: after a lock, nothing of the diary is left in it.
#[global_allocator]
static MEMORY: ZeroAlloc<System> = ZeroAlloc(System);

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let usage = error.use_stderr();
            // Nothing can be done when the terminal is gone.
            error.print().ok();
            return ExitCode::from(if usage { 2 } else { 0 });
        }
    };
    keep_out_of_memory_dumps();
    let as_json = cli.json;
    let done = run(&cli).and_then(|output| match output.print(as_json) {
        // Whoever reads the answer has read enough of it (`daybook list | head`).
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::not_saved(format!("The answer could not be printed: {error}."), "Try again."))
        }
        _ => Ok(output.exit_code()),
    });
    match done {
        Ok(code) => ExitCode::from(code),
        Err(failure) => {
            complain(&failure, as_json);
            ExitCode::from(failure.exit_code())
        }
    }
}

#[expect(clippy::print_stdout, clippy::print_stderr, reason = "this is the program's edge")]
fn complain(failure: &Failure, as_json: bool) {
    if as_json {
        println!("{}", failure.to_json());
    }
    eprintln!("{}", output::visible(&failure.to_string()));
}

/// A crash must not leave keys or entries in a core file, and other programs must not read our memory.
fn keep_out_of_memory_dumps() {
    use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};
    // Both can only fail on systems that do not have them; then there is nothing to switch off.
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) }).ok();
    set_dumpable_behavior(DumpableBehavior::NotDumpable).ok();
}

/// Does the command. A pack or a language that cannot be used is told and the command goes on with what came with the
/// program: somebody who asks whom to call gets an answer.
fn run(cli: &Cli) -> Outcome<Output> {
    let pack = cli.pack.as_deref().and_then(|path| guide::load(path).err());
    let words = cli.catalogue.as_deref().and_then(|path| language::load(path).err());
    let output = command(cli)?;
    Ok(pack.iter().chain(&words).fold(output, Output::with_refusal))
}

fn command(cli: &Cli) -> Outcome<Output> {
    let clock = Clock::new(cli.clock, cli.zone.as_deref())?;
    guide::started_on(clock.zoned().date());
    match &cli.command {
        Some(Command::New(args)) => {
            let path = diary_path(cli)?;
            let subject = entries::subject(args, clock.zone_name())?;
            let passphrase = secret::new_for(&Diary::of(&subject), cli.passphrase_file.as_deref())?;
            entries::create(&path, clock, subject, &passphrase)
        }
        Some(Command::HelpNow(args)) => Ok(help::now(args, &clock)),
        Some(Command::Try(args)) => trial::run(args, &clock, cli.json),
        Some(Command::Verify { folder }) => proof::verify(folder),
        Some(Command::Import(args)) if args.dry_run => import::dry_run(cli, args, &clock),
        Some(Command::Check) => {
            let path = diary_path(cli)?;
            proof::check(&path, &secret::existing(cli.passphrase_file.as_deref())?)
        }
        Some(Command::Recover(args)) if !(args.make_kit || args.forget_kit) => {
            keeping::recover(&diary_path(cli)?, args, clock)
        }
        Some(Command::Restore(args)) => keeping::restore(cli, args, &diary_path(cli)?),
        Some(Command::Leave(args)) => keeping::leave(cli, args, &diary_path(cli)?, clock),
        Some(command) => with_diary(cli, clock, command),
        None => serve_pages(cli, clock),
    }
}

/// Opens the diary, does what the command says, and wipes the keys.
fn with_diary(cli: &Cli, clock: Clock, command: &Command) -> Outcome<Output> {
    let path = diary_path(cli)?;
    let passphrase = secret::existing(cli.passphrase_file.as_deref())?;
    let mut journal = Journal::open(&path, &passphrase, clock)?;
    let output = act(&mut journal, command)?;
    journal.lock();
    Ok(output)
}

fn act(journal: &mut Journal, command: &Command) -> Outcome<Output> {
    match command {
        Command::Add(args) => entries::add(journal, args),
        Command::List => Ok(look::list(journal)),
        Command::Show { at } => show::show(journal, *at),
        Command::Amend(args) => entries::amend(journal, args),
        Command::Strike { entry, reason } => entries::strike(journal, *entry, reason),
        Command::Mark(args) => entries::mark(journal, args),
        Command::People(args) => people::people(journal, args),
        Command::Link(args) => people::link(journal, args),
        Command::Cards(args) => cards::cards(journal, args),
        Command::Boundary(args) => entries::boundary(journal, args),
        Command::Order(args) => order::order(journal, args),
        Command::Pattern => Ok(pattern::pattern(journal)),
        Command::Law => Ok(pattern::law(journal)),
        Command::Clocks => Ok(pattern::clocks(journal)),
        Command::Search { text, limit } => look::search(journal, text, *limit),
        Command::Timeline => Ok(look::timeline(journal)),
        Command::Import(args) => import::import(journal, args),
        Command::ReadText { exhibits, language } => import::read_text(journal, exhibits, language),
        Command::Report(args) => report::report(journal, args),
        Command::Passphrase { new_passphrase_file } => {
            keeping::change_passphrase(journal, new_passphrase_file.as_deref())
        }
        Command::Recover(args) => keeping::recovery_kit(journal, args),
        Command::Backup { to } => keeping::back_up(journal, to),
        Command::New(_)
        | Command::HelpNow(_)
        | Command::Check
        | Command::Restore(_)
        | Command::Leave(_)
        | Command::Verify { .. }
        | Command::Try(_) => {
            unreachable!("these open the diary themselves, or need none, and were done before")
        }
    }
}

/// Serves the pages until they are closed.
fn serve_pages(cli: &Cli, clock: Clock) -> Outcome<Output> {
    let options = serve::Options {
        open: !flag("DAYBOOK_NO_BROWSER"),
        idle: idle(),
        announce: None,
        exit_target: exit_target(),
    };
    serve::run(diary_path(cli)?, clock, &options)?;
    Ok(Output::default())
}

/// For tests: a variable of the environment that is set to anything.
#[expect(clippy::disallowed_methods, reason = "the program's edge")]
fn flag(name: &str) -> bool {
    std::env::var_os(name).is_some()
}

/// Where the exit leads: the weather, or another page when one is set.
#[expect(clippy::disallowed_methods, reason = "the program's edge")]
fn exit_target() -> ExitTarget {
    let given = std::env::var("DAYBOOK_EXIT_TO").ok();
    given.and_then(|text| ExitTarget::parse(&text)).unwrap_or_default()
}

/// How long nothing may happen before the diary locks itself: five minutes, or as many milliseconds as a test says.
#[expect(clippy::disallowed_methods, reason = "the program's edge")]
fn idle() -> std::time::Duration {
    let given = std::env::var("DAYBOOK_IDLE_MS").ok().and_then(|text| text.parse().ok());
    std::time::Duration::from_millis(given.unwrap_or(5 * 60 * 1000))
}

/// The diary file: as given, or `daybook.db` in the home folder.
fn diary_path(cli: &Cli) -> Outcome<PathBuf> {
    if let Some(path) = &cli.diary {
        return Ok(path.clone());
    }
    #[expect(clippy::disallowed_methods, reason = "the program's edge decides where the diary lies")]
    let home = std::env::home_dir();
    home.map(|home| home.join("daybook.db")).ok_or_else(|| {
        Failure::refused("Your home folder was not found.", "Say where the diary is with --diary FILE.")
    })
}
