//! `import`: taking in exports, photos and other files, or saying what they hold.

use crate::{
    cli::{Cli, ImportArgs},
    clock::Clock,
    earlier::{self, Joined},
    failure::{Failure, Outcome, unreadable},
    gather::{self, Gathered, Named},
    intake::{self, Taken},
    journal::Journal,
    mapping,
    ocr::{self, Found, Reader},
    output::Output,
    secret,
    shelf::{self, About, Stored},
};
use daybook_core::{
    card::Card,
    item::{Item, Place},
};
use daybook_import::{
    options::{DateOrder, Format, Options, Sink, SinkError},
    read,
    report::{self, CardLine, FileReport, ItemLine},
    table,
};
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    fs::File,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

/// What every export of some formats leaves open, and what the person asked for. Told each time, but no reason to end with
/// "done with findings".
const ASSUMPTIONS: [&str; 5] =
    ["zone_assumed", "me_unknown", "somebody_elses", "also_in_other_archive", "read_anew"];

/// Whether a finding is one to act on.
fn counts(kind: &str) -> bool {
    !ASSUMPTIONS.contains(&kind)
}

/// What was asked for, resolved.
pub fn options(args: &ImportArgs, clock: &Clock) -> Outcome<Options> {
    let mut options = Options::new(clock.zone().clone());
    options.me.clone_from(&args.me);
    options.whose = args.whose.as_deref().map(|whose| owner(whose).to_owned());
    options.now = Some(clock.now());
    if let Some(word) = &args.format {
        options.format = Some(format(word)?);
    }
    if let Some(order) = &args.date_order {
        options.date_order = Some(date_order(order)?);
    }
    if let Some(map) = &args.map {
        options.mapping = mapping::written(map, options.date_order)?;
    }
    options.password = args.password_file.as_deref().map(secret::of_archive).transpose()?;
    Ok(options)
}

/// Whose it is as the record keeps it: empty for the keeper's own.
fn owner(whose: &str) -> &str {
    let whose = whose.trim();
    if ["me", "mine"].contains(&whose.to_lowercase().as_str()) { "" } else { whose }
}

/// The mapping that was kept, where one was named; or the one that is to be kept from now on.
fn settle_mapping(journal: &mut Journal, args: &ImportArgs, options: &mut Options) -> Outcome<()> {
    if let (Some(name), None) = (&args.map, &options.mapping) {
        options.mapping = Some(mapping::kept(journal, name)?);
    }
    if let (Some(name), Some(mapping)) = (&args.keep_map, &options.mapping) {
        mapping::keep(journal, name, mapping.clone())?;
    }
    Ok(())
}

fn format(word: &str) -> Outcome<Format> {
    word.parse().map_err(|_| {
        let all: Vec<&str> = Format::ALL.iter().map(|format| format.word()).collect();
        let all = all.join(", ");
        Failure::refused(format!("\"{word}\" is not a format."), format!("Use one of: {all}."))
    })
}

fn date_order(word: &str) -> Outcome<DateOrder> {
    match word.to_lowercase().as_str() {
        "dmy" | "day-first" => Ok(DateOrder::DayFirst),
        "mdy" | "month-first" => Ok(DateOrder::MonthFirst),
        "ymd" | "year-first" => Ok(DateOrder::YearFirst),
        _ => Err(Failure::refused(format!("\"{word}\" is not an order of dates."), "Use dmy, mdy or ymd.")),
    }
}

/// Says what files hold. Needs no diary and no passphrase; nothing is written.
pub fn dry_run(cli: &Cli, args: &ImportArgs, clock: &Clock) -> Outcome<Output> {
    let options = options(args, clock)?;
    if args.items {
        return print_items(args, &options);
    }
    let mut out = Output::default();
    let mut rows = Vec::new();
    let mut findings = false;
    let Gathered { files: named, passed_by } = gather::files(&args.files)?;
    let together = gather::together(&named);
    for Named { path, member } in gather::of_use(named, together.as_ref(), options.password.as_deref()) {
        let mut file = File::open(&path).map_err(|e| unreadable(&path, &e))?;
        let mut report = report::dry_run(&mut file, &member, &options, together.as_ref());
        report.path = path.display().to_string();
        out.line(format!("{}: {}", path.display(), summary(&report)));
        if report.format == Format::Csv.word() {
            preview(&mut out, &mut file, &options);
        }
        findings |= report.findings.iter().any(|f| counts(&f.kind));
        report.findings.iter().for_each(|f| tell(&mut out, &f.place, (&f.what, &f.todo)));
        rows.push(json!(report));
    }
    for path in &passed_by {
        findings = true;
        rows.push(json!(not_looked_into(&mut out, path)));
    }
    if !cli.json {
        out.line("Nothing was taken in. Leave out --dry-run to do it.");
    }
    Ok(out.json(json!({ "files": rows })).with_findings(findings))
}

/// Tells of something in a folder that could not be looked into.
fn not_looked_into(out: &mut Output, path: &Path) -> FileReport {
    let report = FileReport::passed_by(&path.display().to_string());
    out.line(format!("{}:", path.display()));
    report.findings.iter().for_each(|f| tell(out, &f.place, (&f.what, &f.todo)));
    report
}

/// The first rows of a table, and what its columns may mean.
fn preview(out: &mut Output, file: &mut File, options: &Options) {
    // What cannot be read was told a line before.
    let Ok(seen) = table::preview(file, options, PREVIEW_ROWS) else { return };
    out.line(format!("  Columns: {}", seen.columns.join(" | ")));
    seen.rows.iter().for_each(|row| out.line(format!("    {}", row.join(" | "))));
    if options.mapping.is_none() {
        seen.suggestion.evidence.iter().for_each(|why| out.line(format!("  {why}")));
        let columns = seen.suggestion.mapping.columns.iter();
        let words =
            columns.filter_map(|(name, meaning)| Some(format!("{name}={}", json!(meaning).as_str()?)));
        out.line(format!("  If that is right: --map \"{}\"", words.collect::<Vec<_>>().join(",")));
    }
}

/// Rows of a table that are shown before it is taken in.
const PREVIEW_ROWS: usize = 5;

fn summary(report: &FileReport) -> String {
    if report.records == 0 {
        return format!("{}; no messages in it", report.title);
    }
    format!(
        "{}, {} records ({} messages, {} calls, {} system lines)",
        report.title, report.records, report.messages, report.calls, report.system
    )
}

/// Prints each item as one line of JSON while it is read.
fn print_items(args: &ImportArgs, options: &Options) -> Outcome<Output> {
    let Gathered { files: named, passed_by } = gather::files(&args.files)?;
    let mut findings = !passed_by.is_empty();
    let together = gather::together(&named);
    for Named { path, member } in gather::of_use(named, together.as_ref(), options.password.as_deref()) {
        let mut file = File::open(&path).map_err(|e| unreadable(&path, &e))?;
        let mut printer = Printer { out: BufWriter::new(io::stdout().lock()) };
        let reading = read::read_beside(&mut file, (&member, together.as_ref()), options, &mut printer)
            .map_err(|e| Failure::refused(e.what(), e.todo()))?;
        findings |= reading.findings.iter().any(|f| counts(&f.kind));
        printer.out.flush().map_err(|e| cannot_print(&e))?;
    }
    Ok(Output::silent().with_findings(findings))
}

fn cannot_print(error: &io::Error) -> Failure {
    Failure::not_saved(
        format!("The items could not be printed: {error}."),
        "Try again with more room on the disk.",
    )
}

struct Printer<'a> {
    out: BufWriter<io::StdoutLock<'a>>,
}

impl Printer<'_> {
    fn line(&mut self, value: &impl serde::Serialize) -> Result<(), SinkError> {
        serde_json::to_writer(&mut self.out, value).map_err(|_| SinkError)?;
        self.out.write_all(b"\n").map_err(|_| SinkError)
    }
}

impl Sink for Printer<'_> {
    fn item(&mut self, item: Item) -> Result<(), SinkError> {
        self.line(&ItemLine::from(&item))
    }

    fn card(&mut self, card: Card) -> Result<(), SinkError> {
        self.line(&CardLine::from(&card))
    }
}

/// Takes files in: all originals first, then what the archives among them hold.
pub fn import(journal: &mut Journal, args: &ImportArgs) -> Outcome<Output> {
    let mut options = options(args, journal.clock())?;
    settle_mapping(journal, args, &mut options)?;
    let Gathered { files: named, passed_by } = gather::files(&args.files)?;
    let together = gather::together(&named);
    let named = gather::of_use(named, together.as_ref(), options.password.as_deref());
    let sources: HashMap<&Path, &Named> = named.iter().map(|named| (named.path.as_path(), named)).collect();
    let mut out = Output::default();
    let mut rows = Vec::new();
    let mut findings = !passed_by.is_empty();
    for path in &passed_by {
        rows.push(json!({ "path": path.display().to_string(), "findings": not_looked_into(&mut out, path).findings }));
    }
    let about = |path: &Path| About {
        name: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        description: args.description.clone(),
        private: args.private,
        source: sources.get(path).and_then(|named| named.in_folder()).map(str::to_owned),
    };
    let paths: Vec<PathBuf> = named.iter().map(|named| named.path.clone()).collect();
    let stored = shelf::store_all(journal, &paths, about)?;
    let mut unsettled = false;
    for (Named { path, member }, stored) in named.iter().zip(stored) {
        // Whoever says what a file is has it read as that, however it begins.
        let taken = if stored.may_be_export || options.format.is_some() || options.mapping.is_some() {
            let beside = together.as_ref().map(|files| (member.as_str(), files));
            intake::read_archive(journal, (stored.exhibit, beside), &options, &|_, _| {})
        } else {
            Ok(None)
        };
        let mut row = json!({ "path": path.display().to_string(), "exhibit": stored.exhibit, "label": stored.label,
                              "known": stored.known });
        match taken {
            Ok(taken) => {
                out.line(format!(
                    "{}: kept as {}{}.",
                    path.display(),
                    stored.label,
                    told(&stored, taken.as_ref())
                ));
                let taken = taken.unwrap_or_default();
                unsettled |= taken.unsettled;
                findings |= taken.findings.iter().any(|f| counts(&f.kind));
                taken.findings.iter().for_each(|f| tell(&mut out, &f.place, (&f.what, &f.todo)));
                row["import"] = json!({ "format": taken.format, "records": taken.records, "imported": taken.imported,
                    "duplicates": taken.duplicates, "declared": taken.declared, "findings": taken.findings });
            }
            // The original is kept; that it could not be read is told and the other files go on.
            Err(failure) if failure.exit_code() == 2 => {
                findings = true;
                out.line(format!(
                    "{}: kept as {}, but not read.\n  {}\n  {}",
                    path.display(),
                    stored.label,
                    failure.what,
                    failure.todo
                ));
                row["error"] = failure.to_json();
            }
            Err(failure) => return Err(failure),
        }
        rows.push(row);
    }
    let joined = if unsettled { earlier::join(journal)? } else { Vec::new() };
    joined.iter().for_each(|joined| out.line(joined.to_string()));
    let joined: Vec<Value> = joined.iter().map(Joined::to_json).collect();
    Ok(out.json(json!({ "files": rows, "joined": joined })).with_findings(findings))
}

/// Reads the text in pictures.
pub fn read_text(journal: &mut Journal, named: &[u64], language: &str) -> Outcome<Output> {
    let reader = Reader::find(language)?;
    let exhibits = if named.is_empty() { ocr::unread(journal) } else { named.to_vec() };
    let mut out = Output::new(format!("{} pictures to read.", exhibits.len()));
    let mut rows = Vec::new();
    let mut failed = false;
    for exhibit in exhibits {
        let found = reader.read(journal, exhibit)?;
        let label = journal.diary().label(exhibit).unwrap_or_default().to_owned();
        let (text, told) = match &found {
            Found::Text(text) => (Some(text), format!("{} words", text.split_whitespace().count())),
            Found::Nothing => (None, "no text in it".to_owned()),
            Found::Failed(why) => (None, format!("not read: {why}")),
        };
        failed |= matches!(found, Found::Failed(_));
        out.line(format!("{label}: {told}."));
        rows.push(json!({ "exhibit": exhibit, "label": label, "text": text }));
    }
    out.line("What a machine reads may be wrong. Look at the picture before you rely on it.");
    Ok(out.json(json!({ "read": rows })).with_findings(failed))
}

fn told(stored: &Stored, taken: Option<&Taken>) -> String {
    let known = if stored.known { " (it was kept already)" } else { "" };
    match taken {
        None => known.to_owned(),
        Some(taken) => format!(
            "{known}: {} records, {} new, {} known already",
            taken.records, taken.imported, taken.duplicates
        ),
    }
}

fn tell(out: &mut Output, place: &Place, (what, todo): (&str, &str)) {
    let place = match (&place.member, place.line, place.offset) {
        (Some(member), Some(line), _) => format!(" [{member}, line {line}]"),
        (None, Some(line), _) => format!(" [line {line}]"),
        (Some(member), None, Some(offset)) => format!(" [{member}, byte {offset}]"),
        (None, None, Some(offset)) => format!(" [byte {offset}]"),
        (Some(member), None, None) => format!(" [{member}]"),
        (None, None, None) => String::new(),
    };
    out.line(format!("  {what}{place}\n  {todo}"));
}
