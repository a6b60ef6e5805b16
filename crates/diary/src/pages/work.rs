//! Files being taken in and read: what the progress page shows, and the thread that reads.

use super::{
    app::{App, Stop},
    frame::{Reply, Shared, failed, words},
    original::Borrowed,
};
use crate::{
    clock::Clock,
    earlier,
    failure::{Failure, Outcome},
    intake::{self, Gathered, Taken},
    shelf,
};
use axum::extract::State;
use daybook_core::{
    card::Card,
    event::Subject,
    item::{Finding, Item},
};
use daybook_import::{
    options::{Format, Mapping, Options, Sink, SinkError},
    read,
};
use daybook_report::words::{number, rounded_size};
use daybook_web::{
    components::{Progress, Row, Tone, notice, summary_list},
    layout::Page,
    say, say_html,
};
use jiff::tz::TimeZone;
use maud::{Markup, html};
use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicBool, Ordering},
};

/// Seconds between two looks at the progress.
const AGAIN: u32 = 2;

/// How the person says files are to be read. What they leave open is worked out.
#[derive(Clone, Debug, Default)]
pub struct How {
    /// Who they are, as the file names them.
    pub me: Option<String>,
    /// Whose phone or account it came from; empty for their own.
    pub whose: Option<String>,
    /// The zone of clock readings without one.
    pub zone: Option<TimeZone>,
    /// What the columns of a table mean.
    pub mapping: Option<Mapping>,
}

impl How {
    /// For the importer. Only what is the keeper's own is looked through for the names they gave.
    fn options(self, subject: Option<&Subject>, clock: &Clock) -> Options {
        let is_own = self.whose.as_deref().is_none_or(str::is_empty);
        let known = || subject.and_then(|subject| subject.me.first().cloned()).filter(|_| is_own);
        Options {
            me: self.me.or_else(known),
            whose: self.whose,
            format: self.mapping.is_some().then_some(Format::Csv),
            mapping: self.mapping,
            now: Some(clock.now()),
            ..Options::new(self.zone.unwrap_or_else(|| clock.zone().clone()))
        }
    }
}

/// Files taken in together.
#[derive(Default)]
pub struct Work {
    how: Mutex<How>,
    files: Mutex<Vec<File>>,
    stopped: AtomicBool,
    finished: AtomicBool,
}

/// One of the files.
#[derive(Clone)]
pub struct File {
    /// The name it came with.
    pub name: String,
    /// How far it is.
    pub state: FileState,
}

/// How far a file is.
#[derive(Clone)]
pub enum FileState {
    /// Kept; still to be looked at.
    Waiting {
        /// Entry number of the exhibit.
        exhibit: u64,
        /// The same bytes were kept before.
        known: bool,
    },
    /// Being read: bytes done, and of how many.
    Reading(u64, u64),
    /// Kept as a file; it is no export that can be read.
    Kept {
        /// Entry number of the exhibit.
        exhibit: u64,
        /// The same bytes were kept before.
        known: bool,
    },
    /// An export, read.
    Read(Taken),
    /// Not kept, or kept and not read.
    Failed(Failure),
}

impl Work {
    /// Adds a file.
    pub fn add(&self, name: String, state: FileState) {
        self.files().push(File { name, state });
    }

    /// Says how the files are to be read.
    pub fn read_as(&self, how: How) {
        *self.how.lock().unwrap_or_else(PoisonError::into_inner) = how;
    }

    fn how(&self) -> How {
        self.how.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Tells the reading thread to stop.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::SeqCst);
    }

    /// Whether it was told to.
    pub fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::SeqCst)
    }

    fn files(&self) -> MutexGuard<'_, Vec<File>> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Place, exhibit and whether it was kept before, of each file not read yet.
    fn waiting(&self) -> Vec<(usize, u64, bool)> {
        let at = |(at, file): (usize, &File)| match file.state {
            FileState::Waiting { exhibit, known } => Some((at, exhibit, known)),
            _ => None,
        };
        self.files().iter().enumerate().filter_map(at).collect()
    }

    fn set(&self, at: usize, state: FileState) {
        if let Some(file) = self.files().get_mut(at) {
            file.state = state;
        }
    }
}

/// Reads what was kept, on a thread of its own. The diary is held only while a piece of a file is fetched and while what
/// was found is saved, so that pages answer in between.
pub fn start(app: &Arc<App>, work: &Arc<Work>) {
    let (app, work) = (Arc::clone(app), Arc::clone(work));
    tokio::task::spawn_blocking(move || {
        let mut unsettled = false;
        for (at, exhibit, known) in work.waiting() {
            // Locked: nothing is shown any more, and what was not read can be read again.
            let Some(read) = read_one(&app, &work, at, exhibit) else { return };
            let state = match read {
                Ok(Some(taken)) => {
                    unsettled |= taken.unsettled;
                    FileState::Read(taken)
                }
                Ok(None) => FileState::Kept { exhibit, known },
                Err(failure) => FileState::Failed(failure),
            };
            work.set(at, state);
        }
        if unsettled {
            settle(&app, &work);
        }
        work.finished.store(true, Ordering::SeqCst);
    });
}

/// Finds what stands in several archives, once all are read. What fails here is found the next time.
fn settle(app: &Arc<App>, work: &Work) {
    let Ok(opened) = app.opened() else { return };
    let mut opened = opened.blocking_lock_owned();
    if !work.is_stopped()
        && let Err(failure) = earlier::join(&mut opened.journal)
    {
        work.add(say!("Messages that stand in two files").to_owned(), FileState::Failed(failure));
    }
}

/// Reads one file; `None` when the diary was locked meanwhile.
fn read_one(app: &Arc<App>, work: &Work, at: usize, exhibit: u64) -> Option<Outcome<Option<Taken>>> {
    let found = {
        let opened = app.opened().ok()?.blocking_lock_owned();
        let subject = opened.journal.diary().subject.as_ref();
        let options = work.how().options(subject, app.clock());
        shelf::blob_of(&opened.journal, exhibit).map(|(blob, name)| {
            let bytes = opened.journal.diary().exhibits.get(&exhibit).map_or(0, |held| held.now().bytes);
            (blob, bytes, name, options)
        })
    };
    let (blob, bytes, name, options) = match found {
        Ok(found) => found,
        Err(failure) => return Some(Err(failure)),
    };
    let mut found = Found { gathered: Gathered::default(), app, work, at };
    let reading = read::read(&mut Borrowed::new(app, blob, bytes), &name, &options, &mut found);
    if work.is_stopped() {
        return None;
    }
    let reading = match reading {
        Ok(reading) => reading,
        Err(error) => return Some(Err(Failure::refused(error.what(), error.todo()))),
    };
    if reading.recognised.format == Format::File {
        return Some(Ok(None));
    }
    let gathered = found.gathered;
    let mut opened = app.opened().ok()?.blocking_lock_owned();
    if work.is_stopped() {
        return None;
    }
    Some(intake::write(&mut opened.journal, exhibit, reading, (gathered, &options)).map(Some))
}

/// What a reading finds. It takes nothing more once the diary is locked.
struct Found<'a> {
    gathered: Gathered,
    app: &'a App,
    work: &'a Work,
    at: usize,
}

impl Sink for Found<'_> {
    fn entering(&mut self, format: Format) {
        self.gathered.enter(format);
    }

    fn card(&mut self, card: Card) -> Result<(), SinkError> {
        self.item(card.to_item())
    }

    fn item(&mut self, item: Item) -> Result<(), SinkError> {
        if self.work.is_stopped() {
            return Err(SinkError);
        }
        self.gathered.push(item);
        Ok(())
    }

    fn progress(&mut self, bytes_done: u64, bytes_total: u64) {
        if !self.work.is_stopped() {
            self.app.touch();
            self.work.set(self.at, FileState::Reading(bytes_done, bytes_total));
        }
    }
}

/// How far it is; when all is done, what was found. Needs only what is kept beside the diary, which is busy.
pub async fn progress(State(app): Shared) -> Reply {
    if !app.is_open() {
        return Err(Stop::Locked);
    }
    let Some(work) = app.work() else { return Ok(daybook_web::respond::see_other("/files")) };
    let files = work.files().clone();
    if work.finished.load(Ordering::SeqCst) {
        return Ok(app.page("/files", Page::new(results(&files)).back("/files")));
    }
    Ok(app.page("/files", Page::new(waiting(&files)).refresh(AGAIN, "/files/progress")))
}

fn waiting(files: &[File]) -> Markup {
    let through =
        files.iter().filter(|file| !matches!(file.state, FileState::Waiting { .. } | FileState::Reading(..)));
    let words = say!("{done} of {all} files", done = through.count(), all = files.len());
    let reading = files.iter().find_map(|file| match file.state {
        FileState::Reading(done, of) if of > 0 => Some((done, of)),
        _ => None,
    });
    let (done, of) = reading.map_or((0, None), |(done, of)| (done, Some(of)));
    let words = match reading {
        Some((done, of)) => {
            say!("{words}. This one: {done} of {of}", words, done = rounded_size(done), of = rounded_size(of))
        }
        None => words,
    };
    html! {
        h1 { (say!("Reading your files")) }
        p { (say!("The files themselves are safe in your diary already. You can leave this page; it goes on.")) }
        (Progress { label: say!("Reading"), done, of, words: &words, again: "/files/progress" }.render())
    }
}

fn results(files: &[File]) -> Markup {
    html! {
        h1 { (say!("Your files are in the diary")) }
        @for file in files {
            h2 { (words(&file.name)) }
            @match &file.state {
                FileState::Read(taken) => { (read(taken)) },
                FileState::Kept { exhibit, known } => {
                    p { @if *known { (say!("This file was here already. Nothing was added.")) } @else { (say!("Kept as it is.")) }
                        " " a href={ "/files/" (exhibit) } { (say!("Look at it")) } }
                },
                FileState::Failed(failure) => { (failed(failure)) },
                FileState::Waiting { .. } | FileState::Reading(..) => { p { (say!("Not read yet.")) } },
            }
        }
        p { a.button href="/files" { (say!("All files")) } }
    }
}

fn read(taken: &Taken) -> Markup {
    let count = |name: &str, n: u64| Row::text(name, &number(n));
    let mut rows = vec![
        count(say!("Found in the file"), taken.records),
        count(say!("New in your diary"), taken.imported),
        count(say!("Here already"), taken.duplicates),
    ];
    rows.extend(taken.declared.map(|declared| count(say!("The file itself says"), declared)));
    let unexplained = taken.findings.iter().any(|finding| finding.kind == UNEXPLAINED);
    html! {
        (summary_list(&rows))
        (findings(&taken.findings))
        @if unexplained { p { a.button href={ "/files/" (taken.exhibit) "/reading" } { (say!("Say what its columns are")) } } }
        p { a href={ "/files/" (taken.exhibit) } { (say!("Look at this file")) } " " a href={ "/files/" (taken.exhibit) "/reading" } { (say!("Change how it is read")) } }
        @if taken.imported > 0 {
            p { (say_html!("Messages count as somebody’s once their number or name is under {link}.", link = html! { a href="/people" { (say!("People")) } })) }
        }
    }
}

/// The finding of a table of which nobody has said what its columns are.
pub const UNEXPLAINED: &str = "table_not_mapped";

/// What an importer noticed: what, how often, where first, what can be done.
pub fn findings(findings: &[Finding]) -> Markup {
    html! {
        @for finding in findings {
            (notice(Tone::Care, &crate::output::visible(say!(&finding.what)), &html! {
                p { (words(say!(&finding.todo))) }
                @if let Some(place) = place(finding) { p.hint { (words(&place)) } }
            }))
        }
    }
}

fn place(finding: &Finding) -> Option<String> {
    let place = &finding.place;
    let line = place.line.map(|line| say!("line {line}", line));
    let at = line.or_else(|| place.offset.map(|offset| say!("byte {offset}", offset)));
    let parts: Vec<String> = place.member.iter().cloned().chain(at).collect();
    let times = if finding.count > 1 {
        say!("{count} times, first at ", count = number(finding.count))
    } else {
        "At ".to_owned()
    };
    (!parts.is_empty()).then(|| format!("{times}{}", parts.join(", ")))
}
