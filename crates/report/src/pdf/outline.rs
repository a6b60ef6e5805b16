//! Bookmarks: the headings as a tree, each with its page number as the courts ask.

use krilla::destination::XyzDestination;
use krilla::geom::Point;
use krilla::outline::{Outline, OutlineNode};

use super::flow::{Bookmark, Place};

/// A place as krilla wants it, a little above the text so that it is not cut at the window's edge.
pub(crate) fn destination(place: Place) -> XyzDestination {
    XyzDestination::new(place.page, Point::from_xy(0.0, (place.y - 12.0).max(0.0)))
}

/// Nests bookmarks by level. A level that is skipped hangs under the nearest one above.
pub(crate) fn outline(bookmarks: &[Bookmark]) -> Outline {
    let mut outline = Outline::new();
    let mut open: Vec<(u8, OutlineNode)> = Vec::new();
    for bookmark in bookmarks {
        close(&mut outline, &mut open, bookmark.level);
        let label = format!("{}, page {}", one_line(&bookmark.text), bookmark.place.page + 1);
        let node = OutlineNode::new(label, destination(bookmark.place)).with_open(bookmark.level == 1);
        open.push((bookmark.level, node));
    }
    close(&mut outline, &mut open, 0);
    outline
}

/// Attaches open nodes of this level and deeper to their parents.
fn close(outline: &mut Outline, open: &mut Vec<(u8, OutlineNode)>, level: u8) {
    while let Some((_, node)) = open.pop_if(|(inner, _)| *inner >= level) {
        match open.last_mut() {
            Some((_, parent)) => parent.push_child(node),
            None => outline.push_child(node),
        }
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
