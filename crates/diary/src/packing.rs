//! Making a pack from an open diary: originals and proofs out of the vault, content by the report crate.

use crate::{
    failure::{Failure, Outcome},
    guide,
    items::Items,
    journal::Journal,
    shelf,
};
use daybook_core::{agency::Disclosure, contact::Placed, item::Locator};
use daybook_report::{
    case::{Audience, Case, Checkpoint, ItemSource, Keeper},
    html,
    pack::{self, Pack, PackError},
    pdf::{FontSource, Fonts},
    proven::{Content, Hex, ProvenEntry, ProvenItem, ProvenPart, Sealed},
    selection::Finding,
};
use daybook_vault::{
    Part, Show,
    proof::{DisclosedEntry, DisclosedPart},
};
use maud::Markup;
use std::{
    collections::BTreeSet,
    io,
    path::{Path, PathBuf},
};

/// Name and version, as a pack states them.
pub const PROGRAM: &str = concat!("Daybook ", env!("CARGO_PKG_VERSION"));

/// What pack to make.
#[derive(Clone, Debug)]
pub struct Request {
    /// For whom.
    pub audience: Audience,
    /// Folder to make.
    pub out: PathBuf,
    /// About these people only, by entry number. Empty: every suspect.
    pub about: BTreeSet<u64>,
    /// What is asked for, in place of what the diary says.
    pub wanted: Option<String>,
    /// Exhibits handed over whole although they hold a place or other people's messages.
    pub originals: BTreeSet<u64>,
    /// Incidents left out, by entry number.
    pub left_out: BTreeSet<u64>,
}

/// What a pack is made from.
pub fn case<'a>(journal: &'a Journal, request: &Request, fonts: &'a Fonts) -> Case<'a> {
    Case {
        diary: journal.diary(),
        guide: guide::in_use(),
        items: journal.items(),
        made_at: journal.clock().now(),
        zone: journal.clock().zone().clone(),
        program: PROGRAM,
        persons: request.about.clone(),
        audience: request.audience,
        wanted: request.wanted.clone(),
        originals: request.originals.clone(),
        left_out: request.left_out.clone(),
        fonts,
    }
}

/// Makes a pack and notes in the diary that it was made. A diary that cannot be written still gives its pack; that it
/// was not noted is then one of the findings.
pub fn make(journal: &mut Journal, request: &Request) -> Outcome<Pack> {
    let fonts = Fonts::new(FontSource::ShippedThenSystem);
    let case = case(journal, request, &fonts);
    let mut pack =
        pack::make(&case, &Holder { journal }, &request.out).map_err(|e| failure(e, &request.out))?;
    if let Err(why) = note(journal, request, &pack) {
        pack.findings.push(Finding {
            kind: "not_noted",
            // The note would have stood after the last entry the pack rests on.
            entry: journal.vault().log_size().saturating_sub(1),
            what: format!("The pack is made and whole. The diary could not note that: {}", why.what),
            todo: "Write down yourself when you made it and whom it is for.",
        });
    }
    Ok(pack)
}

/// The report of a pack, a leaf at a time, with nothing written anywhere.
pub fn draft(journal: &Journal, request: &Request) -> Outcome<Vec<Markup>> {
    let fonts = Fonts::new(FontSource::ShippedOnly);
    let case = case(journal, request, &fonts);
    let document = pack::draft(&case, &Holder { journal }).map_err(|e| failure(e, &request.out))?;
    Ok(html::leaves(&document))
}

/// Keeps in the private compartment that the pack was made: whom the person turned to is nobody else's business, and a
/// pack must come out the same when it is made again.
fn note(journal: &mut Journal, request: &Request, pack: &Pack) -> Outcome<()> {
    let disclosure = Disclosure {
        made: journal.clock().now(),
        to: request.audience.word().to_owned(),
        disclosed: pack.entries.0,
        of: pack.entries.1,
        manifest: pack.bag.manifest.clone(),
        originals: Some(pack.originals.clone()),
    };
    journal.set_private(&format!("disclosure/{}", pack.bag.manifest), &disclosure)
}

fn failure(error: PackError, out: &Path) -> Failure {
    let what = format!("No pack was made at {}.", out.display());
    let todo = error.to_string();
    match error {
        PackError::Occupied | PackError::Unfinished => Failure::refused(what, todo),
        PackError::NotWritten(_) | PackError::Report(_) => Failure::not_saved(what, todo),
        PackError::NotRead { .. } => Failure::does_not_verify(what, todo),
    }
}

impl ItemSource for Items {
    fn all(&self) -> Box<dyn Iterator<Item = Placed<'_>> + '_> {
        Box::new(self.iter())
    }

    fn every(&self) -> Box<dyn Iterator<Item = Placed<'_>> + '_> {
        Box::new(Self::all(self))
    }

    fn also(&self, segment: u64, index: u32) -> Vec<(u64, Locator)> {
        Self::also(self, segment, index)
    }

    fn get(&self, segment: u64, index: u32) -> Option<Placed<'_>> {
        Self::get(self, segment, index)
    }
}

/// The open diary as the one who holds originals and proofs.
struct Holder<'a> {
    journal: &'a Journal,
}

impl Keeper for Holder<'_> {
    fn exhibit(&self, entry: u64) -> io::Result<Box<dyn io::Read + '_>> {
        let (blob, _) = shelf::blob_of(self.journal, entry).map_err(|f| io::Error::other(f.what))?;
        let reader = self.journal.vault().blob_reader(blob).map_err(io::Error::other)?;
        Ok(Box::new(reader))
    }

    fn checkpoint(&self) -> Checkpoint {
        let vault = self.journal.vault();
        Checkpoint { size: vault.log_size(), note: vault.checkpoint(), key: vault.verifier_key() }
    }

    fn prove(&self, entry: u64, items: &[u64]) -> io::Result<ProvenEntry> {
        let vault = self.journal.vault();
        let read = vault.entry(entry).map_err(io::Error::other)?;
        let show = |part| match part {
            Some(Part::Items(_)) => Show::Items(items.to_vec()),
            _ => Show::All,
        };
        let show: Vec<Show> = (0..read.part_count()).map(|index| show(read.part(index))).collect();
        let disclosed = vault.disclose(entry, vault.log_size(), &show).map_err(io::Error::other)?;
        Ok(proven(disclosed))
    }

    fn seal(&self, lines: &[String]) -> io::Result<String> {
        self.journal.vault().checkpoint_with(lines).map_err(io::Error::other)
    }
}

fn proven(entry: DisclosedEntry) -> ProvenEntry {
    let DisclosedEntry { index, kind, parts, path } = entry;
    let parts = parts.into_iter().map(proven_part).collect();
    ProvenEntry { index, kind, parts, path: path.into_iter().map(Hex).collect() }
}

fn proven_part(part: DisclosedPart) -> ProvenPart {
    match part {
        DisclosedPart::Disclosed { salt, bytes } => {
            ProvenPart::Shown(Sealed { salt: Hex(salt), bytes: Content::of(bytes) })
        }
        DisclosedPart::Withheld { commitment } => ProvenPart::Withheld(Hex(commitment)),
        DisclosedPart::Items { root, count, disclosed } => {
            let shown = disclosed.into_iter().map(|item| ProvenItem {
                index: item.index,
                sealed: Sealed { salt: Hex(item.salt), bytes: Content::of(item.bytes) },
                path: item.path.into_iter().map(Hex).collect(),
            });
            ProvenPart::Items { root: Hex(root), count, shown: shown.collect() }
        }
    }
}
