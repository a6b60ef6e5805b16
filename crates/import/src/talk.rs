//! What the readers of chats do alike: files, people, and what is said at the end.

use crate::{
    finding::Kind,
    options::Options,
    origin::{Found, Origin},
    tally::Output,
};
use daybook_core::item::Attachment;

/// A file that a record names. When others came with the archive and this one did not, or when several have its name,
/// that is told.
pub fn file(path: &str, place: u64, origin: &Origin<'_>, output: &mut Output<'_>) -> Attachment {
    let attachment = origin.attachment(path);
    if !attachment.present && origin.files.is_some() {
        output.findings.at(absent(path, origin), place, 0);
    }
    attachment
}

/// Why a file that a record names is not shown with it.
pub fn absent(path: &str, origin: &Origin<'_>) -> Kind {
    match origin.find(path) {
        Found::Several => Kind::MediaUnclear,
        Found::File(_) | Found::None => Kind::MissingMedia,
    }
}

/// The keeper is who the person says; else whom the archive names.
pub fn keeper(options: &Options, shown: Option<String>, output: &mut Output<'_>) {
    output.set_me(options.me.clone().or(shown));
}

/// Says at the end of a chat with records that nobody is known as its keeper.
pub fn close(records_before: u64, output: &mut Output<'_>) {
    let told = output.findings.count(Kind::MeUnknown) > 0;
    if output.me().is_none() && output.tally.records > records_before && !told {
        output.findings.whole(Kind::MeUnknown);
    }
}
