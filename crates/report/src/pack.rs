//! Makes a pack: decides, copies originals, proves entries, counts, writes the report, seals the bag.

use crate::{
    bag::{self, Bag, Finished, StreamError},
    case::{Case, Keeper},
    compose::{Basis, Composer, Disclosed, Room},
    contacts,
    figures::{Figures, Parameters},
    firewall::Firewall,
    lawful::LawTable,
    model::{Exhibit, Report},
    pdf::{self, Document, PdfError, Picture},
    police,
    proven::{ProvenEntry, ProvenPart},
    selection::{Fate, Finding, Selection, Why},
};
use daybook_core::{
    conduct::Terms,
    contact::NOT_KNOWN,
    event::{FieldKind, field_kind},
    exhibit,
};
use rayon::prelude::*;
use serde::Serialize;
use std::{
    collections::BTreeMap,
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

/// The disclosed entries, one JSON object a line.
pub const ENTRIES: &str = "data/record/entries.jsonl";
/// The signed checkpoint.
pub const CHECKPOINT: &str = "data/record/checkpoint.txt";
/// The key to check it with.
pub const KEY: &str = "data/record/key.txt";
/// The figures with their sources.
pub const FIGURES: &str = "data/figures.json";
/// What the law looks at, with the entries that bear on each part of it, and the rules by which they were chosen.
pub const LAW: &str = "data/law.json";
/// The report.
pub const REPORT: &str = "data/report.pdf";
/// The schedule of contacts for spreadsheets.
pub const CONTACTS: &str = "data/contacts.csv";
/// How to read and check the pack.
pub const README: &str = "data/README.txt";

/// Why no pack was made.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// There is something under that name.
    #[error("There is already something at that place. Choose a new name, or an empty folder.")]
    Occupied,
    /// A pack that was being made there was stopped.
    #[error(
        "A pack was started there and not finished. Delete the folder that ends in .partial, then try again."
    )]
    Unfinished,
    /// Something could not be written. Nothing half-made is left.
    #[error("The pack could not be written ({0}). Check the disk and the folder, then try again.")]
    NotWritten(#[source] io::Error),
    /// An entry could not be read from the diary.
    #[error("{what} could not be read ({error}). Check the diary to see what is damaged.")]
    NotRead {
        /// Which one.
        what: String,
        /// Why.
        #[source]
        error: io::Error,
    },
    /// The report could not be set.
    #[error("{0}")]
    Report(#[from] PdfError),
}

/// A pack that was made.
#[derive(Clone, Debug)]
pub struct Pack {
    /// Entries disclosed, and entries in the log.
    pub entries: (u64, u64),
    /// Imported items disclosed, and all there are.
    pub items: (u64, u64),
    /// The figures of page one.
    pub figures: Figures,
    /// Pages of the report.
    pub pages: u32,
    /// Entry numbers of the exhibits whose originals are in it.
    pub originals: Vec<u64>,
    /// The bag.
    pub bag: Finished,
    /// What the keeper should look at before handing it over.
    pub findings: Vec<Finding>,
}

/// Makes a pack at `target`, a folder that is not there yet (or is empty).
///
/// # Errors
/// See [`PackError`]. When it fails, nothing is left at `target` or beside it.
pub fn make(case: &Case<'_>, keeper: &dyn Keeper, target: &Path) -> Result<Pack, PackError> {
    let wall = Firewall::of(case.diary);
    let mut selection = Selection::of(case, &wall);
    let mut bag = start(target)?;
    copy_originals(case, (keeper, &wall), &mut selection, &mut bag)?;
    let figures = count(case, &selection);
    let disclosed = write_entries(case, (keeper, &wall), &mut selection, &mut bag)?;
    let basis = Basis { selection: &selection, figures: &figures, wall: &wall, disclosed: &disclosed };
    let composer = Composer::new(case, &basis);
    let table = LawTable::of(case, &selection);
    let report = report(case, &composer, &table);
    let pictures = previews(keeper, &report, &bag);
    let rendered = pdf::render(&police::document(&report, case.made_at, &pictures), case.fonts)?;
    let written = write_rest(
        case,
        &Files { report: &report, table: &table, pdf: &rendered.bytes, basis, keeper },
        &mut bag,
    );
    written.map_err(PackError::NotWritten)?;
    let bag =
        bag.finish(case.made_at, case.program, |lines| keeper.seal(lines)).map_err(PackError::NotWritten)?;
    let Disclosed { entries, items, .. } = disclosed;
    let originals = selection.exhibits.iter().filter(|(_, fate)| *fate == Fate::Included);
    let originals = originals.map(|(entry, _)| *entry).collect();
    Ok(Pack { entries, items, figures, pages: rendered.pages, originals, bag, findings: selection.findings })
}

/// The report as a pack made now would hold it, without its pictures. Nothing is written anywhere.
///
/// # Errors
/// [`PackError::NotRead`].
pub fn draft(case: &Case<'_>, keeper: &dyn Keeper) -> Result<Document, PackError> {
    let wall = Firewall::of(case.diary);
    let mut selection = Selection::of(case, &wall);
    for at in 0..selection.exhibits.len() {
        if let Some((exhibit, Some(why))) = searched(case, (keeper, &wall), selection.exhibits[at]) {
            selection.keep_back(at, &exhibit.label, why);
        }
    }
    let figures = count(case, &selection);
    let disclosed = disclose(case, (keeper, &wall), &mut selection, &mut io::sink())?;
    let basis = Basis { selection: &selection, figures: &figures, wall: &wall, disclosed: &disclosed };
    let report = report(case, &Composer::new(case, &basis), &LawTable::of(case, &selection));
    Ok(police::document(&report, case.made_at, &BTreeMap::new()))
}

/// As many pages as somebody reads who has ten minutes.
const FRONT_PAGES: usize = 2;

/// Composes the report. What comes before its contents says less, step by step, until it fits.
fn report(case: &Case<'_>, composer: &Composer<'_>, table: &LawTable) -> Report {
    let mut report = composer.report(table);
    for room in &Room::EACH[1..] {
        if police::front_pages(&report, case.made_at, case.fonts) <= FRONT_PAGES {
            break;
        }
        report.front = composer.front(room, &report.lines, table);
    }
    report
}

fn start(target: &Path) -> Result<Bag, PackError> {
    Bag::start(target).map_err(|error| {
        let unfinished = error.kind() == io::ErrorKind::AlreadyExists && !target.exists();
        match error.kind() {
            _ if unfinished => PackError::Unfinished,
            io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => PackError::Occupied,
            _ => PackError::NotWritten(error),
        }
    })
}

/// Counts the figures of a case.
pub fn count(case: &Case<'_>, selection: &Selection) -> Figures {
    let parameters = Parameters {
        persons: selection.named().into_iter().collect(),
        not_known: selection.persons.contains(&NOT_KNOWN),
        occasion_gap_minutes: Terms::of(case.guide).gap_minutes,
        zone: case.zone_name(),
        keeper: selection.keeper_in_items(case).into_iter().collect(),
    };
    Figures::count(case.diary, &selection.chosen, parameters)
}

/// Copies originals into the bag. One in which a private place is written, or that cannot be had, is kept back.
fn copy_originals(
    case: &Case<'_>,
    (keeper, wall): (&dyn Keeper, &Firewall),
    selection: &mut Selection,
    bag: &mut Bag,
) -> Result<(), PackError> {
    for at in 0..selection.exhibits.len() {
        let entry = selection.exhibits[at].0;
        let Some((exhibit, found)) = searched(case, (keeper, wall), selection.exhibits[at]) else { continue };
        let why = match found {
            None => copy(keeper, (entry, exhibit), bag).map_err(PackError::NotWritten)?,
            found => found,
        };
        if let Some(why) = why {
            selection.keep_back(at, &exhibit.label, why);
        }
    }
    Ok(())
}

/// An exhibit that is to be included, and why its original stays back after all; `None` for one that is not.
fn searched<'a>(
    case: &'a Case<'_>,
    (keeper, wall): (&dyn Keeper, &Firewall),
    (entry, fate): (u64, Fate),
) -> Option<(&'a exhibit::Exhibit, Option<Why>)> {
    let exhibit = case.diary.exhibits.get(&entry).filter(|_| fate == Fate::Included)?.now();
    if wall.is_open() || case.originals.contains(&entry) {
        return Some((exhibit, None));
    }
    Some((exhibit, search(case, (keeper, wall), (entry, exhibit)).unwrap_or(Some(Why::Damaged))))
}

/// Reads an original once before any of it is written: what may not leave is never on the disk outside the diary.
fn search(
    case: &Case<'_>,
    (keeper, wall): (&dyn Keeper, &Firewall),
    (entry, exhibit): (u64, &exhibit::Exhibit),
) -> io::Result<Option<Why>> {
    let read = case.diary.machine_text(entry).is_some_and(|read| wall.holds(&read.text));
    if wall.holds(&exhibit.name) || read {
        return Ok(Some(Why::PrivatePlace));
    }
    let mut scan = wall.scan();
    bag::each_piece(&mut keeper.exhibit(entry)?, |piece| {
        scan.push(piece);
        Ok(())
    })?;
    Ok(match () {
        () if scan.found() => Some(Why::PrivatePlace),
        () if scan.embeds() => Some(Why::NotSearched),
        () => None,
    })
}

/// Copies one original, and says why it is not there after all.
fn copy(
    keeper: &dyn Keeper,
    (entry, exhibit): (u64, &exhibit::Exhibit),
    bag: &mut Bag,
) -> io::Result<Option<Why>> {
    let Ok(mut original) = keeper.exhibit(entry) else { return Ok(Some(Why::Damaged)) };
    let path = bag::exhibit_path(exhibit);
    match bag.stream(&path, &mut original) {
        Ok(written) if written.sha256 == exhibit.sha256 => Ok(None),
        Ok(_) | Err(StreamError::Read(_)) => {
            bag.remove(&path)?;
            Ok(Some(Why::Damaged))
        }
        Err(StreamError::Write(error)) => Err(error),
    }
}

/// Writes the disclosed entries with their proofs, keeping back the parts that may not leave.
fn write_entries(
    case: &Case<'_>,
    (keeper, wall): (&dyn Keeper, &Firewall),
    selection: &mut Selection,
    bag: &mut Bag,
) -> Result<Disclosed, PackError> {
    let mut disclosed = Ok(Disclosed::default());
    let written = bag.write(ENTRIES, |out| {
        disclosed = disclose(case, (keeper, wall), selection, out);
        if disclosed.is_ok() { Ok(()) } else { Err(io::ErrorKind::Other.into()) }
    });
    let disclosed = disclosed?;
    written.map(|()| disclosed).map_err(PackError::NotWritten)
}

fn disclose(
    case: &Case<'_>,
    (keeper, wall): (&dyn Keeper, &Firewall),
    selection: &mut Selection,
    mut out: &mut dyn Write,
) -> Result<Disclosed, PackError> {
    let mut disclosed = Disclosed { entries: (0, keeper.checkpoint().size), ..Disclosed::default() };
    disclosed.items.1 = case.items.all().count() as u64;
    let all: BTreeMap<u64, Vec<u64>> = selection
        .records
        .iter()
        .map(|entry| (*entry, Vec::new()))
        .chain(selection.items.iter().map(|(segment, items)| (*segment, items.iter().copied().collect())))
        .collect();
    for (entry, items) in &all {
        let proven = keeper.prove(*entry, items);
        let proven = proven.map_err(|error| PackError::NotRead { what: format!("Entry {entry}"), error })?;
        let Some(proven) = guarded(proven, wall) else {
            disclosed.held_back.push(*entry);
            selection.findings.push(held_back(*entry));
            continue;
        };
        let shown = shown_items(&proven);
        if shown < items.len() as u64 {
            selection.findings.push(items_held_back(*entry, items.len() as u64 - shown));
        }
        disclosed.items.0 += shown;
        disclosed.entries.0 += 1;
        let line = serde_json::to_writer(&mut out, &proven).map_err(io::Error::from);
        line.and_then(|()| out.write_all(b"\n")).map_err(PackError::NotWritten)?;
    }
    Ok(disclosed)
}

fn shown_items(entry: &ProvenEntry) -> u64 {
    let shown = entry.parts.iter().map(|part| match part {
        ProvenPart::Items { shown, .. } => shown.len() as u64,
        ProvenPart::Shown(_) | ProvenPart::Withheld(_) => 0,
    });
    shown.sum()
}

fn held_back(entry: u64) -> Finding {
    Finding {
        kind: "private_place_in_entry",
        entry,
        what: format!(
            "A place you keep private is written in the words of entry {entry}. The entry is kept back; the report shows it without the place."
        ),
        todo: "Nothing needs doing. A place that was marked private once stays out of every pack.",
    }
}

fn items_held_back(entry: u64, n: u64) -> Finding {
    Finding {
        kind: "private_place_in_messages",
        entry,
        what: format!(
            "A place you keep private is written in {n} imported messages. They are kept back; the report shows them without the place."
        ),
        todo: "Nothing needs doing. A place that was marked private once stays out of every pack.",
    }
}

/// Keeps back private places, the numbers of witnesses, and whatever holds a private place. `None` when the body itself
/// does: then there is nothing left to show.
fn guarded(mut entry: ProvenEntry, wall: &Firewall) -> Option<ProvenEntry> {
    for (at, part) in entry.parts.iter_mut().enumerate() {
        match part {
            ProvenPart::Shown(sealed) => {
                let bytes = sealed.bytes.bytes().unwrap_or_default();
                let json: Option<serde_json::Value> = serde_json::from_slice(&bytes).ok();
                let private = json.as_ref().is_none_or(|json| wall.holds_json(json));
                if at == 0 && private {
                    return None;
                }
                let may_leave = at == 0
                    || match field_kind(&bytes) {
                        Ok(FieldKind::Place(place)) => !wall.is_private(&place),
                        Ok(FieldKind::Witness) => true,
                        Ok(FieldKind::WitnessContact | FieldKind::Participants) | Err(_) => false,
                    };
                if private || !may_leave {
                    *part = part.withheld();
                }
            }
            ProvenPart::Items { shown, .. } => {
                shown.retain(|item| item.sealed.bytes.json().is_some_and(|json| !wall.holds_json(&json)));
            }
            ProvenPart::Withheld(_) => {}
        }
    }
    Some(entry)
}

/// Pictures larger than this get no preview: they would have to be held in memory whole.
const MOST_PICTURE_BYTES: u64 = 128 * 1024 * 1024;

/// Previews of the picture exhibits of a report, made on all cores. A picture that cannot be read has none.
fn previews(keeper: &dyn Keeper, report: &Report, bag: &Bag) -> BTreeMap<u64, Picture> {
    let mut kept: BTreeMap<u64, Picture> = BTreeMap::new();
    let mut to_make = Vec::new();
    for exhibit in report.exhibits.iter().filter(|exhibit| exhibit.picture.is_some()) {
        match keeper.preview(exhibit.entry).and_then(|bytes| Picture::ready(bytes).ok()) {
            Some(picture) => drop(kept.insert(exhibit.entry, picture)),
            None => to_make.push((exhibit.entry, copied(exhibit, bag))),
        }
    }
    let (width, height) = police::PICTURE;
    let made = to_make.into_par_iter().filter_map(|(entry, path)| {
        let bytes = fs::read(path?).ok()?;
        Some((entry, Picture::preview(&bytes, width, height).ok()?))
    });
    kept.extend(made.collect::<Vec<_>>());
    kept
}

/// Where the copy of a picture lies in the pack, when it is not too large.
fn copied(exhibit: &Exhibit, bag: &Bag) -> Option<PathBuf> {
    let path = bag.place(exhibit.file.as_ref()?);
    (fs::metadata(&path).ok()?.len() <= MOST_PICTURE_BYTES).then_some(path)
}

/// What the last files are written from.
struct Files<'a> {
    report: &'a Report,
    table: &'a LawTable,
    pdf: &'a [u8],
    basis: Basis<'a>,
    keeper: &'a dyn Keeper,
}

/// `data/figures.json`.
#[derive(Serialize)]
struct FiguresFile<'a> {
    v: u32,
    made_at: jiff::Timestamp,
    audience: &'a str,
    entries_disclosed: u64,
    entries_in_log: u64,
    items_disclosed: u64,
    items_imported: u64,
    /// Entries a figure may rest on that are not among the disclosed.
    held_back: &'a [u64],
    items_held_back: u64,
    #[serde(flatten)]
    figures: &'a Figures,
    topics: BTreeMap<&'a str, Vec<u64>>,
    guide: [&'a str; 2],
}

fn write_rest(case: &Case<'_>, files: &Files<'_>, bag: &mut Bag) -> io::Result<()> {
    let Files { report, table, pdf, basis, keeper } = files;
    let checkpoint = keeper.checkpoint();
    bag.write(REPORT, |out| out.write_all(pdf))?;
    bag.write(CONTACTS, |out| contacts::write(&report.schedule, out))?;
    bag.write(CHECKPOINT, |out| out.write_all(checkpoint.note.as_bytes()))?;
    bag.write(KEY, |out| writeln!(out, "{}", checkpoint.key.trim_end()))?;
    let wanted: u64 = basis.selection.items.values().map(|items| items.len() as u64).sum();
    let ours =
        |entries: Vec<u64>| entries.into_iter().filter(|e| basis.selection.incidents.contains(e)).collect();
    let topics = case.guide.topics(case.diary).into_iter();
    let topics: BTreeMap<&str, Vec<u64>> =
        topics.map(|(topic, entries)| (topic.id.as_str(), ours(entries))).collect();
    let figures = FiguresFile {
        v: 1,
        made_at: case.made_at,
        audience: case.audience.word(),
        entries_disclosed: basis.disclosed.entries.0,
        entries_in_log: basis.disclosed.entries.1,
        items_disclosed: basis.disclosed.items.0,
        items_imported: basis.disclosed.items.1,
        held_back: &basis.disclosed.held_back,
        items_held_back: wanted - basis.disclosed.items.0,
        figures: basis.figures,
        topics: topics.into_iter().filter(|(_, entries)| !entries.is_empty()).collect(),
        guide: [&case.guide.pack, &case.guide.version],
    };
    // Names of figures hold numbers and addresses as archives write them.
    write_json(bag, (FIGURES, &figures), basis.wall)?;
    if !table.is_empty() {
        write_json(bag, (LAW, &table.file(case.guide)), basis.wall)?;
    }
    bag.write(README, |out| out.write_all(readme(&basis.disclosed.entries).as_bytes()))
}

/// Writes a value, with private places hidden.
fn write_json(bag: &mut Bag, (path, value): (&str, &impl Serialize), wall: &Firewall) -> io::Result<()> {
    let json = serde_json::to_value(value)?;
    bag.write(path, |out| {
        if wall.holds_json(&json) {
            serde_json::to_writer_pretty(&mut *out, &wall.clean_json(json))?;
        } else {
            serde_json::to_writer_pretty(&mut *out, value)?;
        }
        out.write_all(b"\n")
    })
}

fn readme((n, of): &(u64, u64)) -> String {
    format!(
        "This folder is a pack made with Daybook. Start with report.pdf.\n\
         \n\
         report.pdf               the report; page one is the summary\n\
         exhibits/                originals, byte for byte as they came; the report names each that is kept back\n\
         contacts.csv             every imported contact that is counted, for spreadsheets\n\
         figures.json             every figure with the entries it was counted from\n\
         law.json                 what the law looks at, with the entries that bear on it, when any do\n\
         record/entries.jsonl     {n} of {of} entries of the record, each with its proof\n\
         record/checkpoint.txt    the signed size and root hash of the record\n\
         record/key.txt           the key that signature is checked with\n\
         \n\
         To check that no file was changed, open a terminal in the folder above this one (it holds bagit.txt) and run\n\
         \n\
         \x20   sha256sum -c manifest-sha256.txt\n\
         \x20   sha256sum -c tagmanifest-sha256.txt\n\
         \n\
         On a Mac: shasum -a 256 -c manifest-sha256.txt. The folder is a BagIt bag (RFC 8493); any BagIt program checks it too.\n\
         To check the signatures and proofs as well: daybook verify FOLDER. How each is made is written down in\n\
         docs/format/pack.md of the program's source, so that anybody can write a checker.\n\
         \n\
         Work on a copy, and keep this one as it came. Some files in exhibits/ came from the person who is reported. Open pages\n\
         and mails among them with the network switched off: they can call out, and tell that they were opened.\n"
    )
}
