//! What the pages share: the diary's door, the one session, and how a request reaches the open diary.
//!
//! All of it is in one value that is handed around, so one server could host several diaries.

use super::{draft::Draft, pack::Drafted, seen::Looks, work::Work};
use crate::{
    clock::Clock,
    failure::{Failure, Outcome},
    journal::Journal,
};
use axum::http::{HeaderMap, HeaderValue};
use daybook_report::proven::hex;
use daybook_vault::{Entropy, OsEntropy};
use daybook_web::{exit::ExitTarget, say, session::Sessions};
use jiff::Timestamp;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::{Notify, OwnedMutexGuard},
    time::{Instant, sleep, timeout},
};

/// How long a page waits for the diary while other work has it, before it says so.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long a form that was sent waits for it.
const LONG_PATIENCE: Duration = Duration::from_secs(60);
/// How many finished forms are remembered, so that sending one again does nothing twice.
const REMEMBERED: usize = 4096;

/// A pack made since the diary was opened.
#[derive(Clone)]
pub struct Made {
    /// Its folder.
    pub folder: PathBuf,
    /// What is in it.
    pub pack: daybook_report::pack::Pack,
}

/// An open diary, and which forms it has already taken in.
pub struct Opened {
    /// The diary.
    pub journal: Journal,
    /// The packs made, in order.
    pub made: Vec<Made>,
    /// The report that was last read before it was made.
    pub drafted: Option<Arc<Drafted>>,
    /// Where each finished form led, by the number that was on it.
    done: BTreeMap<String, String>,
}

impl Opened {
    /// An open diary from which nothing was asked yet.
    fn new(journal: Journal) -> Self {
        Self { journal, made: Vec::new(), drafted: None, done: BTreeMap::new() }
    }

    /// Does what a form asks, once: a form that was sent before (a double press, the Back button) leads where it led
    /// the first time. `act` gives the address to go to.
    pub fn once(&mut self, form: &str, act: impl FnOnce(&mut Journal) -> Outcome<String>) -> Outcome<String> {
        if let Some(to) = self.done.get(form) {
            return Ok(to.clone());
        }
        let to = act(&mut self.journal)?;
        if !form.is_empty() && self.done.len() < REMEMBERED {
            self.done.insert(form.to_owned(), to.clone());
        }
        Ok(to)
    }
}

/// Whether the diary can be read just now.
enum Door {
    /// Nobody can read it.
    Locked(Tries),
    /// It is open. Work that takes long holds the inner lock, never the door's; what is looked at needs neither.
    Open(Arc<tokio::sync::Mutex<Opened>>, Arc<Looks>),
}

/// Wrong passphrases so far, and when the next one is looked at.
#[derive(Clone, Copy, Debug, Default)]
struct Tries {
    failed: u32,
    not_before: Option<Instant>,
}

/// Why a page could not be made.
#[derive(Clone, Debug)]
pub enum Stop {
    /// The diary is locked.
    Locked,
    /// There is no such thing in the diary.
    Missing,
    /// A form came from a page that is not of this unlocking, or from no page of ours.
    Stale,
    /// Something was refused or failed: what happened, and what can be done.
    Failed(Failure),
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// What a server of the pages is made with.
pub struct Setting {
    /// The diary file, which may not exist yet.
    pub path: PathBuf,
    /// The clock entries are written by.
    pub clock: Clock,
    /// Where the exit leads.
    pub exit: ExitTarget,
    /// How long nothing may happen before the diary locks itself.
    pub idle: Duration,
}

/// The state of the pages.
pub struct App {
    setting: Setting,
    /// The clock of the diary, once it was open: in the zone its keeper lives in.
    clock: OnceLock<Clock>,
    sessions: Mutex<Sessions>,
    door: Mutex<Door>,
    /// The diary that was locked last, while work still holds it.
    closing: Mutex<Weak<tokio::sync::Mutex<Opened>>>,
    /// What is being read in, or was last.
    work: Mutex<Option<Arc<Work>>>,
    /// Words that arrived when the diary had just locked itself; they are sealed at the next unlock.
    held: Mutex<Vec<(String, Draft)>>,
    seen: Mutex<(Instant, Timestamp)>,
    /// One passphrase at a time, so that guesses sent side by side gain nothing.
    turn: tokio::sync::Mutex<()>,
    stop: Notify,
    /// The person left in a hurry; until they come back themselves the start shows nothing of what this is.
    left: AtomicBool,
}

/// A panic while a lock was held leaves nothing half-done behind any of these locks.
fn take<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl App {
    /// A locked door, no session yet.
    pub fn new(setting: Setting, sessions: Sessions) -> Self {
        let seen = (Instant::now(), setting.clock.now());
        Self {
            setting,
            clock: OnceLock::new(),
            sessions: Mutex::new(sessions),
            door: Mutex::new(Door::Locked(Tries::default())),
            closing: Mutex::new(Weak::new()),
            work: Mutex::new(None),
            held: Mutex::new(Vec::new()),
            seen: Mutex::new(seen),
            turn: tokio::sync::Mutex::new(()),
            stop: Notify::new(),
            left: AtomicBool::new(false),
        }
    }

    /// The diary file.
    pub fn path(&self) -> &Path {
        &self.setting.path
    }

    /// The clock.
    pub fn clock(&self) -> &Clock {
        self.clock.get().unwrap_or(&self.setting.clock)
    }

    /// Where the exit leads.
    pub fn exit_target(&self) -> &ExitTarget {
        &self.setting.exit
    }

    /// The one session.
    pub fn sessions(&self) -> MutexGuard<'_, Sessions> {
        take(&self.sessions)
    }

    /// A number for one form, so that it counts once however often it is sent.
    pub fn form_number(&self) -> String {
        let mut bytes = [0_u8; 16];
        // Without randomness the form has no number: it can still be saved, only not recognised when sent twice.
        match OsEntropy::default().fill(&mut bytes) {
            Ok(()) => hex(&bytes),
            Err(_) => String::new(),
        }
    }

    /// Whether there is a diary file to unlock.
    pub fn has_diary(&self) -> bool {
        self.setting.path.exists()
    }

    /// Whether the diary is open.
    pub fn is_open(&self) -> bool {
        matches!(*take(&self.door), Door::Open(..))
    }

    /// Whether these headers come from the one browser that was let in.
    pub fn knows(&self, headers: &HeaderMap) -> bool {
        self.sessions().holds(headers)
    }

    /// Reads from the open diary's file, on a thread that may wait for the disk. What is held in memory is better looked
    /// at with [`App::look`].
    ///
    /// While long work has the file (an archive is being saved) this soon gives up and says so.
    pub async fn with<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut Opened) -> Outcome<T> + Send + 'static,
    ) -> Result<T, Stop> {
        self.within(PATIENCE, act).await
    }

    /// Writes what the person sent. It waits longer than [`App::with`], because giving up would give words back.
    pub async fn write<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut Opened) -> Outcome<T> + Send + 'static,
    ) -> Result<T, Stop> {
        // A file that was moved or deleted takes writes as before, on some systems, and keeps none of them.
        if self.is_open() && !self.has_diary() {
            return Err(Stop::Failed(gone()));
        }
        self.within(LONG_PATIENCE, act).await
    }

    async fn within<T: Send + 'static>(
        &self,
        patience: Duration,
        act: impl FnOnce(&mut Opened) -> Outcome<T> + Send + 'static,
    ) -> Result<T, Stop> {
        let waiting = timeout(patience, self.opened()?.lock_owned());
        let mut opened = waiting.await.map_err(|_| Stop::Failed(busy()))?;
        // Locked while this waited: the door is what counts.
        if !self.is_open() {
            return Err(Stop::Locked);
        }
        match tokio::task::spawn_blocking(move || act(&mut opened)).await {
            Ok(done) => Ok(done?),
            Err(_) => {
                self.lock();
                Err(Stop::Failed(broken()))
            }
        }
    }

    /// The open diary, for work that holds it longer than one page.
    pub fn opened(&self) -> Result<Arc<tokio::sync::Mutex<Opened>>, Stop> {
        match &*take(&self.door) {
            Door::Open(opened, _) => Ok(Arc::clone(opened)),
            Door::Locked(_) => Err(Stop::Locked),
        }
    }

    /// What is looked at while the diary is open.
    pub fn looks(&self) -> Result<Arc<Looks>, Stop> {
        match &*take(&self.door) {
            Door::Open(_, looks) => Ok(Arc::clone(looks)),
            Door::Locked(_) => Err(Stop::Locked),
        }
    }

    /// The open diary for long work, once no page is using it.
    pub async fn hold(&self) -> Result<OwnedMutexGuard<Opened>, Stop> {
        timeout(PATIENCE, self.opened()?.lock_owned()).await.map_err(|_| Stop::Failed(busy()))
    }

    /// Opens the door with a diary. Gives the changed cookie.
    pub fn open_door(&self, journal: Journal) -> Option<HeaderValue> {
        self.set_left(false);
        let clock = self.clock.get_or_init(|| journal.clock().clone()).clone();
        let looks = Arc::new(Looks::new(journal.latest(), clock));
        *take(&self.door) = Door::Open(Arc::new(tokio::sync::Mutex::new(Opened::new(journal))), looks);
        self.touch();
        self.sessions().rotate()
    }

    /// Tries a passphrase: `open` runs on a thread of its own, one try at a time. After wrong ones there is a wait.
    ///
    /// # Errors
    /// What `open` says, or that it is too early.
    pub async fn unlock(
        &self,
        open: impl FnOnce() -> Outcome<Journal> + Send + 'static,
    ) -> Outcome<Option<HeaderValue>> {
        let _one_at_a_time = self.turn.lock().await;
        if !self.wait().is_zero() {
            return Err(wrong());
        }
        self.let_go().await;
        match tokio::task::spawn_blocking(open).await.map_err(|_| broken())? {
            Ok(mut journal) => {
                // They are let go only once they are on disk: a full disk must not cost them.
                let kept = take(&self.held).clone();
                for (key, draft) in kept {
                    draft.join(&mut journal, &key)?;
                }
                take(&self.held).clear();
                Ok(self.open_door(journal))
            }
            Err(failure) => {
                if failure.what == wrong().what {
                    self.count_failure();
                }
                Err(failure)
            }
        }
    }

    /// Waits until work that was told to stop has let go of the diary; after a while the file's own lock speaks.
    async fn let_go(&self) {
        for _ in 0..100 {
            if take(&self.closing).strong_count() == 0 {
                return;
            }
            sleep(Duration::from_millis(100)).await;
        }
    }

    fn count_failure(&self) {
        if let Door::Locked(tries) = &mut *take(&self.door) {
            tries.failed += 1;
            tries.not_before = Some(Instant::now() + daybook_vault::attempt_delay(tries.failed));
        }
    }

    /// How long until a passphrase is looked at again.
    pub fn wait(&self) -> Duration {
        match &*take(&self.door) {
            Door::Locked(Tries { not_before: Some(then), .. }) => {
                then.saturating_duration_since(Instant::now())
            }
            _ => Duration::ZERO,
        }
    }

    /// Locks: from here on no page can reach the diary.
    ///
    /// The keys are wiped at once, or, if a page or an import is using the diary this moment, as soon as it lets go: an
    /// import is told to stop and does so at its next record; a save that has begun is finished first.
    pub fn lock(&self) {
        let mut door = take(&self.door);
        // A door that is locked keeps its count of wrong passphrases.
        if let Door::Open(opened, _) = &*door {
            *take(&self.closing) = Arc::downgrade(opened);
            // Letting go of the vault wipes its keys; nothing acknowledged depends on how it is closed.
            *door = Door::Locked(Tries::default());
        }
        drop(door);
        if let Some(work) = take(&self.work).take() {
            work.stop();
        }
    }

    /// Locks when nothing happened for too long, by the steady clock or, after the computer slept, by the calendar.
    pub fn lock_if_idle(&self) {
        let (steady, calendar) = *take(&self.seen);
        let slept = self.clock().now().duration_since(calendar).unsigned_abs();
        if (steady.elapsed() >= self.setting.idle || slept >= self.setting.idle) && self.is_open() {
            self.lock();
        }
    }

    /// Notes that the person is here, or that work they asked for goes on.
    pub fn touch(&self) {
        *take(&self.seen) = (Instant::now(), self.clock().now());
    }

    /// Keeps words that came in while the diary was locked, until it is opened again.
    pub fn hold_words(&self, key: &str, draft: Draft) {
        let (mut held, words) = (take(&self.held), (key.to_owned(), draft));
        // The same page sent twice is the same words.
        if !held.contains(&words) {
            held.push(words);
        }
    }

    /// Whether such words are waiting.
    pub fn holds_words(&self) -> bool {
        !take(&self.held).is_empty()
    }

    /// What is being read in, or was last.
    pub fn work(&self) -> Option<Arc<Work>> {
        take(&self.work).clone()
    }

    /// Shows new work.
    pub fn set_work(&self, work: Arc<Work>) {
        *take(&self.work) = Some(work);
    }

    /// Notes that the person left in a hurry, or that they are back.
    pub fn set_left(&self, left: bool) {
        self.left.store(left, Ordering::Relaxed);
    }

    /// Whether the person left in a hurry and is not back.
    pub fn has_left(&self) -> bool {
        self.left.load(Ordering::Relaxed)
    }

    /// Asks the server to stop.
    pub fn close(&self) {
        self.lock();
        self.stop.notify_one();
    }

    /// Waits until the server is asked to stop.
    pub async fn closed(&self) {
        self.stop.notified().await;
    }
}

fn busy() -> Failure {
    Failure::refused(
        say!("Daybook is still reading your files."),
        say!("Nothing was changed. Wait until it is done, then try again."),
    )
}

fn gone() -> Failure {
    Failure::not_saved(
        say!("The diary file is no longer where it was."),
        say!(
            "Keep your text. Go to “Look after your diary” and make a copy now: what is open can still be copied."
        ),
    )
}

/// What a fault of ours is told as.
pub fn broken() -> Failure {
    Failure::not_saved(
        say!("Something went wrong inside the program."),
        say!("Unlock the diary again and look at what is there."),
    )
}

/// What every wrong passphrase is answered with, and every one that comes too early.
pub fn wrong() -> Failure {
    daybook_vault::Error::WrongPassphrase.into()
}
