//! `try`: the whole road with a made-up case, from exports to a pack that verifies.

use crate::{
    cli::{ImportArgs, TryArgs},
    clock::Clock,
    commands::{import, proof, report},
    failure::{Failure, Outcome},
    gather,
    journal::Journal,
    output::Output,
    packing::{self, Request},
    sample::{self, Script},
    serve,
};
use daybook_report::{case::Audience, pack::REPORT};
use daybook_vault::{Kdf, Passphrase};
use daybook_web::exit::ExitTarget;
use serde_json::json;
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    time::Duration,
};

/// The made-up diary's passphrase. It keeps nothing secret.
const PASSPHRASE: &str = "lantern gravel teapot orbit meadow";
/// Archives of the sample case are the files with these endings.
const ARCHIVES: [&str; 2] = ["zip", "xml"];
/// How long the sample's pages stay open without being used.
const IDLE: Duration = Duration::from_secs(30 * 60);

/// Loads the sample case, makes and checks a pack, and opens the pages unless told not to.
pub fn run(args: &TryArgs, clock: &Clock, as_json: bool) -> Outcome<Output> {
    let place = Places::prepare(args)?;
    let mut journal = load(&place, clock)?;
    let exhibits = journal.diary().exhibits.len();
    let exports = journal.diary().imports.len();
    let (incidents, items) = (journal.diary().incidents.len(), journal.items().len());
    let request = Request {
        audience: Audience::Police,
        out: place.pack.clone(),
        about: BTreeSet::new(),
        wanted: None,
        originals: BTreeSet::new(),
        left_out: BTreeSet::new(),
    };
    let pack = packing::make(&mut journal, &request)?;
    journal.lock();
    let verdict = proof::check_pack(&place.pack)?;
    let mut out = Output::new("A made-up case, from exports to a pack. Nobody in it is real.");
    out.line(format!(
        "  Taken in:  {items} messages and calls from {exports} exports, {exhibits} files, {incidents} incidents"
    ));
    out.line(format!(
        "  The pack:  {} pages, {} of {} entries, {} files",
        pack.pages, pack.entries.0, pack.entries.1, pack.bag.files
    ));
    out.line(format!("  Verified:  {}", verdict.sentence));
    out.line("");
    out.line(format!("  Report     {}", place.pack.join(REPORT).display()));
    out.line(format!("  Pack       {}", place.pack.display()));
    out.line(format!("  Diary      {}", place.diary.display()));
    out.line(format!("  Passphrase {PASSPHRASE}"));
    out.line("");
    out.line(format!(
        "Check the pack yourself:  cd {} && sha256sum -c manifest-sha256.txt",
        place.pack.display()
    ));
    let json = json!({ "diary": place.diary.display().to_string(), "items": items, "exhibits": exhibits,
        "incidents": incidents, "pack": report::json(&place.pack, &pack), "verified": proof::verdict_json(&verdict) });
    let sound = verdict.problems.is_empty();
    if !sound {
        return Err(
            Failure::does_not_verify(out.text(), "This should not happen. Please tell us.").with_json(json)
        );
    }
    let out = out.json(json);
    if args.no_open {
        return Ok(out);
    }
    open_pages(out, place, clock, as_json)
}

fn open_pages(out: Output, place: Places, clock: &Clock, as_json: bool) -> Outcome<Output> {
    out.print(as_json)
        .map_err(|e| Failure::not_saved(format!("The answer could not be printed: {e}."), "Try again."))?;
    let options =
        serve::Options { open: true, idle: IDLE, announce: None, exit_target: ExitTarget::default() };
    serve::run(place.diary, clock.clone(), &options)?;
    Ok(Output::silent())
}

/// Makes the throw-away diary: exports first, then the diary's own entries.
fn load(place: &Places, clock: &Clock) -> Outcome<Journal> {
    let script = Script::read(&place.case.join("diary.toml"))?;
    let passphrase = Passphrase::new(PASSPHRASE)?;
    let mut journal = Journal::create(&place.diary, &passphrase, Kdf::DEFAULT, clock.clone())?;
    sample::play(&script, &place.case, &mut journal)?;
    let (whole, read): (Vec<_>, Vec<_>) =
        place.archives()?.into_iter().partition(|archive| script.keeps_whole(archive));
    let me = Some(script.keeper().to_owned());
    import::import(&mut journal, &ImportArgs { files: read, me, ..ImportArgs::default() })?;
    let format = Some("file".to_owned());
    import::import(&mut journal, &ImportArgs { files: whole, format, ..ImportArgs::default() })?;
    Ok(journal)
}

/// Where everything of a trial lies.
struct Places {
    case: PathBuf,
    diary: PathBuf,
    pack: PathBuf,
}

impl Places {
    /// A folder of its own for each run, so that a second run never touches the first.
    fn prepare(args: &TryArgs) -> Outcome<Self> {
        let case = case_folder()?;
        let base = args.dir.clone().unwrap_or_else(|| PathBuf::from("target/try"));
        let folder = (1..).map(|n| base.join(format!("run-{n}"))).find(|p| !p.exists()).unwrap_or(base);
        std::fs::create_dir_all(&folder).map_err(|e| {
            Failure::not_saved(
                format!("The folder {} could not be made: {e}.", folder.display()),
                "Choose another with --dir.",
            )
        })?;
        Ok(Self { case, diary: folder.join("daybook.db"), pack: folder.join("pack") })
    }

    fn archives(&self) -> Outcome<Vec<PathBuf>> {
        let all = gather::files(std::slice::from_ref(&self.case))?;
        let is_archive = |p: &PathBuf| p.extension().is_some_and(|e| ARCHIVES.iter().any(|a| e == *a));
        Ok(all.files.into_iter().map(|file| file.path).filter(is_archive).collect())
    }
}

/// The sample case: beside the sources, or in the folder the program is run from.
fn case_folder() -> Outcome<PathBuf> {
    let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/case");
    let here = PathBuf::from("examples/case");
    [here, built].into_iter().find(|p| p.join("diary.toml").is_file()).ok_or_else(|| {
        Failure::refused(
            "The sample case was not found.",
            "Run this from the folder of the project, where examples/case is.",
        )
    })
}
