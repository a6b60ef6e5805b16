//! Reads a source: recognises it, hands on its items, counts and gathers what was noticed.

use crate::{
    archive::Archive,
    error::ImportError,
    finding::Kind,
    options::{Format, Options, Sink},
    origin::{Beside, Confidence, Files, Origin},
    recognise::{self, Recognised},
    source::{ReadSeek, Stream, Whole, head},
    table,
    tally::{Output, Tally},
    text::shown,
};
use daybook_core::item::Finding;
use std::{
    collections::HashMap,
    io::{self, Cursor, Read, SeekFrom},
    sync::Arc,
};

/// What a reading came to.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What the source was taken for, and why.
    pub recognised: Recognised,
    /// Counts, people, first and last record.
    pub tally: Tally,
    /// The keeper of the phone, as told or as worked out from the source.
    pub me: Option<String>,
    /// What was noticed, by kind.
    pub findings: Vec<Finding>,
}

/// Reads a source that came alone. `name` is for showing: a chat without a name of its own is called after it.
pub fn read(
    source: &mut dyn ReadSeek,
    name: &str,
    options: &Options,
    sink: &mut dyn Sink,
) -> Result<Outcome, ImportError> {
    read_beside(source, (name, None), options, sink)
}

/// Reads a source that came with other files, as in a folder.
pub fn read_beside(
    source: &mut dyn ReadSeek,
    (name, files): (&str, Option<&Files>),
    options: &Options,
    sink: &mut dyn Sink,
) -> Result<Outcome, ImportError> {
    let total = source.seek(SeekFrom::End(0))?;
    let mut output = Output::new(sink, total);
    source.rewind()?;
    // "As a file" means that nothing in it is opened; any other format may come packed.
    let packed = options.format != Some(Format::File) && recognise::is_zip(&head(source, 4)?);
    let recognised = if packed {
        archive(source, (name, files), options, &mut output)?
    } else {
        whole(source, (name, files), options, &mut output)?
    };
    if total > 0 && output.tally.records == 0 && nothing_is_odd(&recognised, &output) {
        output.findings.whole(Kind::NotUnderstood);
    }
    if let Some(whose) =
        options.whose.as_deref().filter(|whose| !whose.is_empty() && output.tally.records > 0)
    {
        output.findings.told(Kind::SomebodyElses, format!("It is {}'s.", shown(whose)));
    }
    let (mut tally, findings, me) = output.finish();
    // One part of a download that says it is empty says nothing of the others.
    tally.declared = tally.declared.filter(|declared| *declared > 0 || tally.records == 0);
    Ok(Outcome { recognised, tally, me, findings: findings.list() })
}

/// Findings that already tell why there is no record.
const SAY_SO: [Kind; 2] = [Kind::TableNotMapped, Kind::MailboxUnread];

/// What the source is by its content, or what the person says it is.
fn told(seen: Recognised, options: &Options) -> Recognised {
    let Some(format) = options.format else { return seen };
    let confidence = if format == seen.format { seen.confidence } else { Confidence::Low };
    Recognised { format, packed: seen.packed, confidence, why: "You said so.".to_owned() }
}

/// A chat or backup that gives no record must say so. A backup that declares none is whole, and a table that nobody has
/// explained says so itself, as other findings do.
fn nothing_is_odd(recognised: &Recognised, output: &Output<'_>) -> bool {
    recognised.format != Format::File
        && output.tally.declared != Some(0)
        && SAY_SO.iter().all(|kind| output.findings.count(*kind) == 0)
}

/// Reads a source that is no zip, or is not to be opened.
fn whole(
    source: &mut dyn ReadSeek,
    (name, files): (&str, Option<&Files>),
    options: &Options,
    output: &mut Output<'_>,
) -> Result<Recognised, ImportError> {
    let mut seen = recognise::recognise(source, &options.limits)?;
    if seen.format == Format::File && has_mapped_columns(source, options)? {
        let why = "It has the columns you named.".to_owned();
        seen = Recognised { format: Format::Csv, packed: false, confidence: Confidence::Low, why };
    }
    let recognised = Recognised { packed: false, ..told(seen, options) };
    if source.seek(SeekFrom::End(0))? == 0 {
        // Even of a mail, the most forgiving of formats, there is nothing here.
        output.findings.whole(Kind::Empty);
    } else if let Some(reader) = recognise::reader(recognised.format) {
        output.enter(recognised.format);
        let origin = Origin { name, member: None, files, others: None };
        (reader.read)(&mut Whole::new(source)?, &origin, options, output)?;
    } else if let Some(kind) = recognise::odd(source)? {
        output.findings.whole(kind);
    }
    Ok(recognised)
}

/// Whether text has a column that the person said the meaning of: then it is a table, however odd its rows are.
fn has_mapped_columns(source: &mut dyn ReadSeek, options: &Options) -> io::Result<bool> {
    let Some(mapping) = &options.mapping else { return Ok(false) };
    source.rewind()?;
    if recognise::is_binary(&head(source, recognise::HEAD)?) {
        return Ok(false);
    }
    let columns = table::preview(source, options, 1)?.columns;
    Ok(columns.iter().any(|column| mapping.columns.contains_key(column)))
}

/// Reads every export in a zip. It is opened and looked through once: what it is follows from what is in it.
fn archive(
    source: &mut dyn ReadSeek,
    (name, others): (&str, Option<&Files>),
    options: &Options,
    output: &mut Output<'_>,
) -> Result<Recognised, ImportError> {
    let mut archive = Archive::open(source, &options.limits, &mut output.findings)?;
    let exports = recognise::exports(&mut archive, &options.limits, &mut output.findings);
    let recognised = told(recognise::zip_of(&exports), options);
    let members = if exports.is_empty() { Vec::new() } else { recognise::files(&mut archive) };
    let logs = logs(&mut archive, &exports)?;
    let files = Files::new(members, Some(Box::new(logs)));
    for (place, found) in exports {
        let Some(reader) = recognise::reader(found.format) else { continue };
        let member = archive.members[place].clone();
        let mut stream = archive.stream(place);
        output.findings.enter(Some(&shown(&member.name)));
        output.enter(found.format);
        let origin = Origin { name, member: Some(&member.name), files: Some(&files), others };
        match (reader.read)(&mut stream, &origin, options, output) {
            // One member that cannot be read costs that member only.
            Err(error @ (ImportError::Io(_) | ImportError::TooLarge)) => output.findings.whole(error.kind()),
            other => other?,
        }
        stream.tell(&mut output.findings);
        output.stream_done(stream.length());
    }
    output.findings.enter(None);
    Ok(recognised)
}

/// What stands in a second file beside a database, unpacked: two members of a zip cannot be read at the same time.
struct Logs(HashMap<String, Arc<[u8]>>);

impl Beside for Logs {
    fn open(&self, member: &str) -> io::Result<Box<dyn ReadSeek>> {
        let log = self.0.get(member).ok_or(io::ErrorKind::Unsupported)?;
        Ok(Box::new(Cursor::new(Arc::clone(log))))
    }
}

/// The logs of the databases among the exports: members of the same name with `-wal` at its end.
fn logs(archive: &mut Archive<'_>, exports: &[(usize, Recognised)]) -> io::Result<Logs> {
    let mut logs = HashMap::new();
    for (place, _) in exports {
        let name = format!("{}-wal", archive.members[*place].name);
        let Some(log) = archive.place(&name).filter(|log| archive.members[*log].readable()) else { continue };
        let mut bytes = Vec::new();
        archive.stream(log).seekable()?.read_to_end(&mut bytes)?;
        logs.insert(name, Arc::from(bytes));
    }
    Ok(Logs(logs))
}
