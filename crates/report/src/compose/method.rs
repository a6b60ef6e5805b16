//! The method note: how the report was made, what is kept back, and how to check it without our program.

use super::{Composer, FactList, front};
use crate::{
    model::Facts,
    selection::{Fate, Why},
    words,
};
use daybook_core::event::{BODY_VERSION, Import};

impl Composer<'_> {
    pub(super) fn method(&self) -> Vec<Facts> {
        let mut sections = vec![self.counting(), self.times()];
        sections.extend(self.imports());
        sections.push(self.kept_back());
        sections.push(self.versions());
        sections.push(checking());
        sections
    }

    fn counting(&self) -> Facts {
        let mut facts = FactList::default();
        facts.add("What is a contact", "Every message, call, visit or thing that came from these persons. An incident told by the keeper is one contact for each person named in it. An imported message or call is one contact. An incident that tells of an imported message counts beside it; the summary gives both numbers.");
        facts.add("Which are counted", "Incidents told by the keeper. Imported contacts: those that began after contact was first asked to stop; all of them if nothing was asked, or if nothing came after it. Where the time of asking is known by the day alone, only what began after that day counts as after it. System lines and drafts are never counted.");
        facts.add("Occasions", Self::counted_how(&self.figures.parameters));
        facts.add("Who", "An imported contact belongs to a person when its number or name is linked to them in the record; the basis is under People and identifiers. Somebody who acts for another is counted as that person.");
        if front::nobody_named(&self.selection.persons) {
            facts.add(
                "Not known",
                "Incidents that name nobody are counted together. They may be by more than one person.",
            );
        }
        let also = self.case.items.every().count() > self.case.items.all().count();
        if also {
            facts.add("Twice on record", "A message that stands in two archives counts once, and the schedule names both places. Two are taken for one when time, sender, words and conversation agree, as often as each archive holds them; a name is taken for a number only where a contact card or the keeper says so.");
        }
        let elsewhere: Vec<String> = self.somebody_elses();
        if !elsewhere.is_empty() {
            facts.add(
                "From another phone",
                format!("{}. Nothing in it is counted as sent to or by the keeper.", words::list(&elsewhere)),
            );
        }
        facts
            .add("Gaps", "Days without a contact are days without one on record. Nothing follows from them.");
        facts.add(
            "No conclusion",
            "This report counts and quotes. It does not say what any of it amounts to.",
        );
        facts.under("How the figures were counted")
    }

    /// Archives that came from somebody else's phone or account and have to do with these persons, as far as they may be
    /// named.
    fn somebody_elses(&self) -> Vec<String> {
        let diary = self.case.diary;
        let shown = self.selection.exhibits.iter().filter(|(_, fate)| *fate != Fate::Withheld(Why::Private));
        let named = shown.filter_map(|(entry, _)| Some((diary.label(*entry)?, diary.whose(*entry)?)));
        named.map(|(label, whose)| format!("{label} came from {}", self.text(whose))).collect()
    }

    fn times(&self) -> Facts {
        let mut facts = FactList::default();
        facts.add(
            "Zone",
            format!("Times are shown in {}, unless another zone stands beside them.", self.case.zone_name()),
        );
        facts.add(
            "When it happened",
            "As the keeper gave it, with how sure they are. Imported times are those of the archive.",
        );
        facts.add(
            "When it was written",
            "The clock of the keeper's device. More than seven days after is marked as a late entry.",
        );
        let doubts = self.incidents().filter(|(_, i)| i.when.doubt().is_some()).count();
        if doubts > 0 {
            facts.add(
                "Clock changes",
                format!(
                    "{} on a night the clocks changed; each is marked.",
                    words::count(doubts as u64, "incident")
                ),
            );
        }
        facts.under("Times")
    }

    /// One section for each archive whose contacts are counted.
    fn imports(&self) -> Vec<Facts> {
        let diary = self.case.diary;
        let shown = |fate: &Fate| *fate != Fate::Withheld(Why::Private);
        let ours = |import: &Import| {
            self.selection.exhibits.iter().any(|(entry, fate)| *entry == import.exhibit && shown(fate))
        };
        let imports = diary.standing(&diary.imports).filter(|(_, import)| ours(import));
        imports.map(|(entry, import)| self.import(entry, import)).collect()
    }

    fn import(&self, entry: u64, import: &Import) -> Facts {
        let mut facts = FactList::default();
        facts.add("Read as", import.format.clone());
        facts.add(
            "Records",
            format!(
                "{} in the file, {} taken in, {} known already",
                words::number(import.records),
                words::number(import.imported),
                words::number(import.duplicates)
            ),
        );
        if let Some(declared) = import.declared {
            let found = if declared == import.records {
                "the same number was found"
            } else {
                "another number was found"
            };
            facts.add("The file's own count", format!("{}; {found}", words::number(declared)));
        }
        facts.add("Zone assumed", import.zone.clone());
        for finding in &import.findings {
            let times = if finding.count > 1 {
                format!(" ({} times)", words::number(finding.count))
            } else {
                String::new()
            };
            facts.add("Noticed", format!("{}{times}", self.text(&finding.what)));
        }
        facts.add("Entry", entry.to_string());
        let label = self.case.diary.label(import.exhibit).unwrap_or("an archive");
        facts.under(format!("Archive {label}"))
    }

    fn kept_back(&self) -> Facts {
        let mut facts = FactList::default();
        let ((n, of), (items, all)) = (self.disclosed.entries, self.disclosed.items);
        facts.add(
            "Disclosed",
            format!(
                "{} of {} entries disclosed, and {} of {} imported messages and calls. The others are about other people, other persons' messages, the keeper's own settings, or were chosen to be kept back. Each has its number in the order.",
                words::number(n), words::number(of), words::number(items), words::number(all)
            ),
        );
        let held = &self.disclosed.held_back;
        if !held.is_empty() {
            let numbers: Vec<String> = held.iter().map(u64::to_string).collect();
            facts.add("Held back whole", format!("Entries {}: a place that is kept private is written in their text. Their lines stand in this report without it.", words::list(&numbers)));
        }
        facts.add("Places", "A place the keeper marked private is left out and shown as kept private. It is looked for as it was written, in parts, and by its postcode, in words and in the originals. Written in other ways it is not known to be that place. Other words are never changed.");
        facts.add("Witnesses", "Witnesses are named. How to reach them is kept back.");
        let withheld = self.selection.exhibits.iter().filter_map(|(entry, fate)| match fate {
            Fate::Withheld(why) => Some(format!("{}: {}", self.case.diary.label(*entry)?, why.sentence())),
            Fate::Included => None,
        });
        facts.add("Originals", withheld.collect::<Vec<_>>().join("\n"));
        facts.add("Limits", "What can be seen in a picture or heard in a recording is not searched for places. Videos, zip files, PDF, DOCX and other files that cannot be searched are kept back while any place is private, unless the keeper chose them. Where a photo was taken cannot be told from this report unless the file says so.");
        facts.add("Struck entries", "An entry the keeper took back is not counted. It is listed with the reason and not hidden: a record from which things vanish could not be relied on.");
        facts.under("What is kept back")
    }

    fn versions(&self) -> Facts {
        let guide = self.case.guide;
        let mut facts = FactList::default();
        facts.add("Program", self.case.program);
        facts.add(
            "Guidance",
            format!(
                "{} ({}), version {}, last read against its sources on {}",
                guide.name,
                guide.pack,
                guide.version,
                daybook_core::when::day(guide.reviewed)
            ),
        );
        facts.add("Topics", "The topics in the summary come from that guidance. They are named when an incident brings them up. They are no grade and no forecast.");
        facts.add(
            "Formats",
            format!("Pack 1, entry body {BODY_VERSION}, BagIt 1.0 (RFC 8493), log proofs as RFC 6962"),
        );
        facts.under("Versions")
    }
}

fn checking() -> Facts {
    let mut facts = FactList::default();
    facts.add("That no file changed", "In the pack's folder run: sha256sum -c manifest-sha256.txt\nand: sha256sum -c tagmanifest-sha256.txt");
    facts.add("That the record is whole", "data/record holds the disclosed entries, the signed checkpoint and the key. The file docs/format/pack.md of the program's source says how each is hashed, so that anybody can write a checker. Our own is: daybook verify FOLDER");
    facts.add(
        "That the figures are right",
        "data/figures.json lists for every figure the entries and messages it was counted from.",
    );
    facts.add("What it proves", "That the disclosed entries stand in the log in this order and are unchanged since the checkpoint was signed. Not when they were written: for that, somebody else must have seen the checkpoint at the time.");
    facts.under("How to check this pack")
}
