//! The open diary as pages look at it: never waiting for what is being saved, and never working out twice what one contents
//! of it shows.

use super::{
    app::{App, Stop},
    timeline::{
        filter::Filter,
        rows::{Everything, Row, Rows},
    },
};
use crate::{
    clock::Clock,
    contents::{Contents, Latest},
    failure::Outcome,
    insight,
    items::Items,
};
use daybook_core::{contact::Source, diary::Diary, rows, signal::View};
use jiff::civil::Date;
use maud::Markup;
use std::{
    collections::{BTreeMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
};

/// Narrowed timelines that are kept: a person turns pages in one, goes to a chart and back.
const KEPT: usize = 8;

/// One contents of the diary, and what was worked out from it.
pub struct Seen {
    contents: Arc<Contents>,
    clock: Clock,
    everything: OnceLock<Everything>,
    chosen: Mutex<Vec<(Filter, Arc<Vec<Row>>)>>,
    contacts: OnceLock<rows::Rows>,
    drawn: Mutex<BTreeMap<(&'static str, Date), Markup>>,
    /// What stood in exports in the contents before.
    before: Option<Arc<Rows>>,
}

impl Seen {
    fn new(contents: Arc<Contents>, clock: Clock, before: Option<Arc<Rows>>) -> Self {
        Self {
            contents,
            clock,
            everything: OnceLock::new(),
            chosen: Mutex::default(),
            contacts: OnceLock::new(),
            drawn: Mutex::default(),
            before,
        }
    }

    /// What is in the diary.
    pub fn contents(&self) -> &Contents {
        &self.contents
    }

    /// What all entries together say.
    pub fn diary(&self) -> &Diary {
        self.contents.diary()
    }

    /// The items of all archives.
    pub fn items(&self) -> &Items {
        self.contents.items()
    }

    /// The clock entries are written by.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Everything in one row of time.
    pub fn everything(&self) -> &Everything {
        self.everything.get_or_init(|| {
            let (items, zone) = (self.items(), self.clock.zone());
            let same = self.before.as_ref().filter(|rows| rows.is_of(items));
            let rows = same.map_or_else(|| Arc::new(Rows::of(items, zone)), Arc::clone);
            Everything::of(Arc::clone(&self.contents), rows)
        })
    }

    /// Rows that fit, in order of time; those without a time come last.
    pub fn chosen(&self, filter: &Filter) -> Arc<Vec<Row>> {
        let known =
            take(&self.chosen).iter().find(|(own, _)| own == filter).map(|(_, rows)| Arc::clone(rows));
        known.unwrap_or_else(|| {
            let unwanted = filter.unwanted.then(|| self.unwanted());
            let rows = Arc::new(self.everything().chosen(filter, unwanted.as_ref()));
            let mut chosen = take(&self.chosen);
            chosen.truncate(KEPT - 1);
            chosen.insert(0, (filter.clone(), Arc::clone(&rows)));
            rows
        })
    }

    /// Every contact of the diary, as everything that is counted sees it.
    fn contacts(&self) -> &rows::Rows {
        self.contacts.get_or_init(|| insight::contacts(&self.contents, &self.clock))
    }

    /// Where unwanted contact is written down.
    fn unwanted(&self) -> HashSet<Source> {
        self.contacts().all.iter().filter(|row| row.unwanted).map(|row| row.source).collect()
    }

    /// Looks at all contacts with the guidance in use.
    pub fn insight<T>(&self, look: impl FnOnce(&View<'_>) -> T) -> T {
        insight::look_at(&self.contents, self.contacts(), &self.clock, look)
    }

    /// The content of a page that rests on all contacts and on the day.
    pub fn drawn(&self, name: &'static str, draw: impl FnOnce(&View<'_>) -> Markup) -> Markup {
        let of = (name, self.clock.zoned().date());
        let known = take(&self.drawn).get(&of).cloned();
        known.unwrap_or_else(|| {
            let markup = self.insight(draw);
            take(&self.drawn).insert(of, markup.clone());
            markup
        })
    }
}

/// What is looked at while the diary is open.
pub struct Looks {
    latest: Latest,
    clock: Clock,
    newest: Mutex<Arc<Seen>>,
    /// Words that were looked for, by the number that stands in an address in their place.
    sought: Mutex<Vec<String>>,
}

/// A panic while a lock was held leaves nothing half-done behind any of these locks.
fn take<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Looks {
    /// A diary just opened.
    pub fn new(latest: Latest, clock: Clock) -> Self {
        let seen = Arc::new(Seen::new(latest.get(), clock.clone(), None));
        Self { latest, clock, newest: Mutex::new(seen), sought: Mutex::default() }
    }

    /// The newest contents.
    fn seen(&self) -> Arc<Seen> {
        let contents = self.latest.get();
        let mut newest = take(&self.newest);
        if !Arc::ptr_eq(&newest.contents, &contents) {
            let before = newest.everything.get().map(Everything::rows).or_else(|| newest.before.clone());
            *newest = Arc::new(Seen::new(contents, self.clock.clone(), before));
        }
        Arc::clone(&newest)
    }

    /// Keeps words to look for; gives their number.
    pub fn seek(&self, text: String) -> usize {
        let mut sought = take(&self.sought);
        let known = sought.iter().position(|own| *own == text);
        known.unwrap_or_else(|| {
            sought.push(text);
            sought.len() - 1
        })
    }

    /// The words of a number.
    pub fn sought(&self, number: usize) -> Option<String> {
        take(&self.sought).get(number).cloned()
    }
}

impl App {
    /// Looks at the diary as it stands. It waits for nobody: while an archive is being saved, what was there before it
    /// is shown.
    pub async fn look<T: Send + 'static>(
        &self,
        act: impl FnOnce(&Seen) -> Outcome<T> + Send + 'static,
    ) -> Result<T, Stop> {
        let looks = self.looks()?;
        let looked = tokio::task::spawn_blocking(move || act(&looks.seen())).await;
        // Locked while this looked: the door is what counts.
        if !self.is_open() {
            return Err(Stop::Locked);
        }
        looked.unwrap_or_else(|_| Err(super::app::broken())).map_err(Stop::Failed)
    }
}

#[cfg(test)]
mod tests {
    use super::{super::app::Setting, *};
    use crate::journal::Journal;
    use daybook_core::{event::Event, incident::Incident};
    use daybook_vault::{Kdf, Passphrase};
    use daybook_web::{exit::ExitTarget, session::Sessions};
    use std::{path::Path, time::Duration};

    fn clock() -> Clock {
        Clock::new(Some("2026-05-04T22:00:00Z".parse().unwrap()), None).unwrap()
    }

    fn opened(folder: &Path) -> App {
        let path = folder.join("daybook.db");
        let passphrase = Passphrase::new("seven wooden otters sail past").unwrap();
        let journal = Journal::create(&path, &passphrase, Kdf::FLOOR, clock()).unwrap();
        let setting =
            Setting { path, clock: clock(), exit: ExitTarget::default(), idle: Duration::from_secs(300) };
        let app = App::new(setting, Sessions::new(1, Box::new(|| [7; 32])));
        app.open_door(journal);
        app
    }

    fn told(what: &str) -> Event {
        Event::Incident(Incident { what: what.into(), ..Incident::default() })
    }

    async fn shown(app: &App) -> Result<usize, Stop> {
        app.look(|seen| Ok(seen.chosen(&Filter::default()).len())).await
    }

    /// The file is held from the first line to the last, as it is while an archive is saved.
    #[tokio::test]
    async fn pages_look_at_what_is_saved_while_the_file_is_busy_and_at_nothing_once_it_is_locked() {
        let folder = tempfile::tempdir().unwrap();
        let app = opened(folder.path());
        let mut held = app.hold().await.unwrap();
        assert_eq!(shown(&app).await.unwrap(), 0);
        held.journal.write(told("He rang.")).unwrap();
        assert_eq!(shown(&app).await.unwrap(), 1, "what was saved a moment ago is shown");
        let mut draft = held.journal.draft().unwrap();
        draft.event(told("Not saved yet.")).unwrap();
        assert_eq!(shown(&app).await.unwrap(), 1, "what is not saved is not");
        draft.commit().unwrap();
        assert_eq!(shown(&app).await.unwrap(), 2);
        app.lock();
        assert!(matches!(shown(&app).await, Err(Stop::Locked)));
    }

    #[tokio::test]
    async fn what_was_worked_out_holds_for_one_state_of_the_diary_alone() {
        let folder = tempfile::tempdir().unwrap();
        let app = opened(folder.path());
        let drawn = |text: &'static str| {
            app.look(move |seen| Ok(seen.drawn("page", |_| maud::PreEscaped(text.to_owned()))))
        };
        assert_eq!(drawn("first").await.unwrap().0, "first");
        assert_eq!(drawn("second").await.unwrap().0, "first", "nothing changed, so it is not drawn again");
        app.write(|opened| opened.journal.write(told("He rang."))).await.unwrap();
        assert_eq!(drawn("third").await.unwrap().0, "third");
    }
}
