//! The list of exhibits: digital originals and physical items in one row of labels.

use super::{Composer, FactList};
use crate::{
    bag,
    model::{Exhibit, Ref},
    selection::{Fate, Why},
    words,
};
use daybook_core::exhibit::{self, PhysicalItem};

impl Composer<'_> {
    pub(super) fn exhibits(&self) -> Vec<Exhibit> {
        let digital = self.selection.exhibits.iter().filter_map(|(entry, fate)| self.digital(*entry, *fate));
        let diary = self.case.diary;
        let physical =
            diary.standing(&diary.items).filter(|(entry, _)| self.selection.things.contains(entry));
        let physical = physical.map(|(entry, item)| self.physical(entry, item));
        let mut all: Vec<Exhibit> = digital.chain(physical).collect();
        all.sort_by_key(|exhibit| (label_number(&exhibit.label), exhibit.entry));
        all
    }

    fn digital(&self, entry: u64, fate: Fate) -> Option<Exhibit> {
        let history = self.case.diary.exhibits.get(&entry)?;
        let exhibit = history.now();
        let mut facts = FactList::default();
        let mut shown = Exhibit {
            entry,
            label: exhibit.label.clone(),
            lines: self.lines_with(entry),
            ..Exhibit::default()
        };
        if let Fate::Withheld(why) = fate {
            facts.add("Original", why.sentence());
        }
        if fate == Fate::Withheld(Why::Private) {
            // Its name or description could tell what the file would.
            shown.facts = facts.done();
            return Some(shown);
        }
        let name = Some(exhibit.name.as_str()).filter(|name| !name.is_empty());
        shown.description = exhibit.description.as_deref().or(name).map(|t| self.text(t)).unwrap_or_default();
        if fate == Fate::Included {
            let file = bag::exhibit_path(exhibit);
            facts.add("File in this pack", file.clone());
            shown.file = Some(file);
        }
        facts.add("Name", self.text(&exhibit.name));
        facts.add("Type", exhibit.media_type.clone());
        facts.add("Size", words::size(exhibit.bytes));
        facts.add("SHA-256", exhibit.sha256.clone());
        facts.maybe("Source", exhibit.source.as_deref().map(|t| self.text(t)));
        facts.add(
            "Added to the record",
            format!("{} (entry {entry})", words::moment(history.written(), &self.case.zone)),
        );
        let hides_place =
            fate == Fate::Withheld(Why::HoldsPlace) || fate != Fate::Included && exhibit.holds_place;
        for (name, value) in &exhibit.facts {
            if !(hides_place && names_place(name)) {
                facts.add(&format!("In the file: {}", self.text(name)), words::cut(&self.text(value), 300));
            }
        }
        if hides_place && exhibit.holds_place {
            facts.add("In the file: place", "Kept private");
        }
        if exhibit.distressing {
            facts.add("Take care", "The keeper finds it hard to look at. It is not printed here.");
        } else if fate == Fate::Included && is_picture(&exhibit.media_type) {
            // What is kept back is not shown: the picture of a door is the address.
            shown.picture = Some(self.alt(exhibit));
        }
        shown.facts = facts.done();
        Some(shown)
    }

    fn alt(&self, exhibit: &exhibit::Exhibit) -> String {
        let what = exhibit.description.as_deref().map(|t| self.text(t));
        format!(
            "Exhibit {}: {}",
            exhibit.label,
            what.unwrap_or_else(|| "a picture without a description".into())
        )
    }

    fn physical(&self, entry: u64, item: &PhysicalItem) -> Exhibit {
        let text = |value: &Option<String>| value.as_deref().map(|t| self.text(t));
        let mut facts = FactList::default();
        facts.add("Received", item.received.to_string());
        facts.maybe("How it came", text(&item.received_how));
        facts.maybe("Handled by", text(&item.handled_by));
        facts.maybe("Wrapped", text(&item.wrapped));
        facts.maybe("Kept", text(&item.stored));
        let photos = item.photos.iter().filter_map(|photo| self.case.diary.label(*photo));
        facts.add("Photos of it", photos.collect::<Vec<_>>().join(", "));
        let diary = self.case.diary;
        for (number, custody) in diary.standing(&diary.custody).filter(|(_, c)| c.item == entry) {
            let receipt = custody.receipt.as_deref().map(|r| format!(", receipt {}", self.text(r)));
            let moved = format!(
                "{}: {} to {}{} (entry {number})",
                custody.when,
                self.text(&custody.by),
                self.text(&custody.to),
                receipt.unwrap_or_default()
            );
            facts.add("Handed over", moved);
        }
        facts.add("Entry", entry.to_string());
        Exhibit {
            entry,
            label: item.label.clone(),
            description: format!("Physical item: {}", self.text(&item.description)),
            facts: facts.done(),
            lines: self.lines_with(entry),
            ..Exhibit::default()
        }
    }

    fn lines_with(&self, exhibit: u64) -> Vec<Ref> {
        let mut lines: Vec<usize> = Vec::new();
        for (entry, incident) in self.incidents().filter(|(_, i)| i.exhibits.contains(&exhibit)) {
            lines.extend(incident.exhibits.first().and(self.line_of.get(&entry)));
        }
        lines.into_iter().map(crate::model::Line::reference).collect()
    }
}

/// Whether a fact's name says that it is about a place. EXIF calls them GPS; QuickTime says location.
fn names_place(name: &str) -> bool {
    let name = name.to_lowercase();
    ["gps", "latitude", "longitude", "altitude", "location", "place"].iter().any(|word| name.contains(word))
}

/// Whether a preview can be drawn of it.
pub(crate) fn is_picture(media_type: &str) -> bool {
    matches!(media_type, "image/jpeg" | "image/png" | "image/webp" | "image/gif")
}

/// The running number of a label, for putting `JS/10` after `JS/9`.
fn label_number(label: &str) -> u64 {
    label.rsplit('/').next().and_then(|n| n.parse().ok()).unwrap_or(u64::MAX)
}
