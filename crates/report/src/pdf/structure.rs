//! The logical structure: what each mark on a page *is* (PDF 1.7, 14.8), in reading order.
//!
//! It is built while laying out, before anything is drawn. A [`Slot`] keeps the place of a piece of content
//! until drawing hands over its identifier.

use krilla::tagging::{Identifier, Node, TagGroup, TagKind, TagTree};

/// An element of the structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Element(usize);

/// A place for drawn content inside an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Slot(usize);

enum Child {
    Element(Element),
    Slot(Slot),
}

struct Entry {
    tag: TagKind,
    children: Vec<Child>,
}

#[derive(Default)]
pub(crate) struct Structure {
    entries: Vec<Entry>,
    top: Vec<Element>,
    slots: Vec<Option<Identifier>>,
}

impl Structure {
    /// Adds an element directly under the document.
    pub fn top(&mut self, tag: impl Into<TagKind>) -> Element {
        let element = self.entry(tag);
        self.top.push(element);
        element
    }

    /// Adds an element at the end of another.
    pub fn child(&mut self, parent: Element, tag: impl Into<TagKind>) -> Element {
        let element = self.entry(tag);
        self.entries[parent.0].children.push(Child::Element(element));
        element
    }

    fn entry(&mut self, tag: impl Into<TagKind>) -> Element {
        self.entries.push(Entry { tag: tag.into(), children: Vec::new() });
        Element(self.entries.len() - 1)
    }

    /// Reserves a place for content at the end of an element.
    pub fn slot(&mut self, element: Element) -> Slot {
        let slot = Slot(self.slots.len());
        self.slots.push(None);
        self.entries[element.0].children.push(Child::Slot(slot));
        slot
    }

    /// Replaces what an element is, for example when a figure's place becomes known.
    pub fn retag(&mut self, element: Element, tag: impl Into<TagKind>) {
        self.entries[element.0].tag = tag.into();
    }

    /// Puts drawn content in its place.
    pub fn fill(&mut self, slot: Slot, content: Identifier) {
        self.slots[slot.0] = Some(content);
    }

    /// The finished tree. Slots that nothing was drawn for are left out.
    pub fn into_tree(self) -> TagTree {
        let Self { entries, top, slots } = self;
        let mut entries: Vec<_> = entries.into_iter().map(Some).collect();
        let mut tree = TagTree::new().with_lang(None);
        for element in top {
            if let Some(group) = group(element, &mut entries, &slots) {
                tree.push(group);
            }
        }
        tree
    }
}

/// Each element has one parent, so it is taken out of the list exactly once.
fn group(element: Element, entries: &mut [Option<Entry>], slots: &[Option<Identifier>]) -> Option<TagGroup> {
    let Entry { tag, children } = entries[element.0].take()?;
    let nodes = children.into_iter().filter_map(|child| match child {
        Child::Element(inner) => group(inner, entries, slots).map(Node::Group),
        Child::Slot(slot) => slots[slot.0].map(Node::Leaf),
    });
    Some(TagGroup::with_children(tag, nodes.collect()))
}
