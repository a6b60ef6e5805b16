//! What a source is, by its content. Names are never looked at.

use crate::{
    archive::Archive,
    finding::{Findings, Kind},
    limits::Limits,
    options::Format,
    sms,
    source::{ReadSeek, Stream, head},
    whatsapp::{self, Files, LooksLike, MemberFile},
};
use serde::{Deserialize, Serialize};
use std::io;

/// Bytes looked at for a first opinion.
pub const HEAD: usize = 64 << 10;
/// Bytes that tell a picture or recording.
const GLANCE: usize = 512;
/// Most members of a zip whose content is looked at. Chats and backups are few; media is told by its first bytes.
const MEMBERS_LOOKED_AT: usize = 10_000;

/// How sure a recognition is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// It may be something else.
    #[default]
    Low,
    /// It is likely.
    Medium,
    /// Nothing else looks like this.
    High,
}

/// What a source was taken for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recognised {
    /// The format.
    pub format: Format,
    /// How sure.
    pub confidence: Confidence,
    /// Why, in plain words.
    pub why: String,
}

impl Recognised {
    fn new(format: Format, confidence: Confidence, why: &str) -> Self {
        Self { format, confidence, why: why.to_owned() }
    }
}

/// Looks at a source. Afterwards it stands anywhere.
pub fn recognise(source: &mut dyn ReadSeek, limits: &Limits) -> io::Result<Recognised> {
    source.rewind()?;
    let start = head(source, HEAD)?;
    if is_zip(&start) {
        return in_zip(source, limits);
    }
    Ok(text(&start).unwrap_or_else(|| {
        Recognised::new(Format::File, Confidence::High, "It is none of the exports we read.")
    }))
}

/// What the head of a file or member is, if it is an export.
pub fn text(start: &[u8]) -> Option<Recognised> {
    match sms::looks_like(start) {
        Some(true) => {
            let why = "It begins as backups by SMS Backup & Restore do.";
            return Some(Recognised::new(Format::SmsBackupRestore, Confidence::High, why));
        }
        Some(false) => {
            let why = "It has records as SMS Backup & Restore writes them, without the usual beginning.";
            return Some(Recognised::new(Format::SmsBackupRestore, Confidence::Medium, why));
        }
        None => {}
    }
    let confidence = chat(&whatsapp::looks_like(start))?;
    Some(Recognised::new(
        Format::Whatsapp,
        confidence,
        "Its lines begin with a date, a time and a name, as in a chat that was exported.",
    ))
}

/// How much the head of a file is a chat. Messages may have many lines, so the share of headers may be small.
fn chat(seen: &LooksLike) -> Option<Confidence> {
    if seen.headers == 0 {
        return None;
    }
    let often = seen.headers * 4 >= seen.lines;
    match (seen.firm > 0, seen.first == 1, often) {
        (true, true, true) if seen.senders > 0 => Some(Confidence::High),
        (true, true, _) | (true, _, true) => Some(Confidence::Medium),
        (true, false, false) => (seen.headers >= 3 && seen.senders > 0).then_some(Confidence::Low),
        (false, true, true) if seen.senders > 0 => Some(Confidence::Medium),
        (false, ..) => (seen.senders > 0 && often).then_some(Confidence::Low),
    }
}

fn in_zip(source: &mut dyn ReadSeek, limits: &Limits) -> io::Result<Recognised> {
    let Ok(mut archive) = Archive::open(source, limits, &mut Findings::default()) else {
        return Ok(Recognised::new(
            Format::File,
            Confidence::Medium,
            "It is a zip file that was not opened.",
        ));
    };
    let mut best: Option<Recognised> = None;
    for place in exports(&mut archive) {
        let Some(found) = member(&mut archive, place)? else { continue };
        if best.as_ref().is_none_or(|best| best.confidence < found.confidence) {
            best = Some(found);
        }
    }
    Ok(match best {
        Some(Recognised { format: Format::Whatsapp, confidence, .. }) => {
            Recognised::new(Format::WhatsappZip, confidence, "It is a zip file with a chat in it.")
        }
        Some(Recognised { confidence, .. }) => Recognised::new(
            Format::SmsBackupRestoreZip,
            confidence,
            "It is a zip file with a backup of messages or calls in it.",
        ),
        None => Recognised::new(
            Format::File,
            Confidence::High,
            "It is a zip file, but no export we read is in it.",
        ),
    })
}

/// Places of the members of an archive that are exports we read.
pub fn exports(archive: &mut Archive<'_>) -> Vec<usize> {
    let likely = |place: &usize| {
        let member = &archive.members[*place];
        member.readable() && !member.is_clutter() && member.bytes > 0
    };
    let places: Vec<usize> = (0..archive.members.len()).filter(likely).take(MEMBERS_LOOKED_AT).collect();
    places.into_iter().filter(|place| member(archive, *place).is_ok_and(|found| found.is_some())).collect()
}

/// Whether bytes begin as a zip does: with a member, or with the end of an empty one (APPNOTE 4.3.7 and 4.3.16).
pub fn is_zip(start: &[u8]) -> bool {
    start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06")
}

/// What one member of an archive is, if it is an export.
pub fn member(archive: &mut Archive<'_>, place: usize) -> io::Result<Option<Recognised>> {
    let mut stream = archive.stream(place);
    let mut reader = stream.open()?;
    let mut start = head(&mut *reader, GLANCE)?;
    // Pictures and recordings are told by their first bytes; unpacking more of thousands of them takes long.
    if infer::get(&start).is_some_and(|found| !found.mime_type().starts_with("text/")) {
        return Ok(None);
    }
    start.extend(head(&mut *reader, HEAD - GLANCE)?);
    Ok(text(&start))
}

/// Files of an archive by their last name, for finding those that messages name. The first of a name counts.
pub fn files(archive: &mut Archive<'_>) -> Files {
    let mut files = Files::new();
    for place in 0..archive.members.len() {
        let member = archive.members[place].clone();
        if !member.readable() || member.is_clutter() || files.contains_key(member.last_name()) {
            continue;
        }
        let mut stream = archive.stream(place);
        let start = stream.open().and_then(|mut reader| head(&mut *reader, GLANCE)).unwrap_or_default();
        let media_type = infer::get(&start).map(|found| found.mime_type());
        let file = MemberFile { member: member.name.clone(), bytes: member.bytes, media_type };
        files.insert(member.last_name().to_owned(), file);
    }
    files
}

/// Text that is no export we read, but should have been: said, so that nobody thinks it was empty.
pub fn odd_text(source: &mut dyn ReadSeek) -> io::Result<Option<Kind>> {
    source.rewind()?;
    let start = head(source, HEAD)?;
    if start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff") {
        return Ok(Some(Kind::WideText));
    }
    let binary = start.contains(&0) || infer::get(&start).is_some();
    Ok((!binary && whatsapp::resembles_chat(&start)).then_some(Kind::NotUnderstood))
}
