//! The loopback server: one random port of 127.0.0.1, one start address, until the person closes the program.

use crate::{
    clock::Clock,
    failure::{Failure, Outcome},
    pages::{self, App, Setting},
};
use axum::Router;
use daybook_vault::{Entropy, OsEntropy};
use daybook_web::{
    exit::ExitTarget,
    session::{Random, Sessions},
};
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use std::{net::Ipv4Addr, path::PathBuf, pin::pin, sync::Arc, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    runtime::Runtime,
    sync::watch,
    task::JoinSet,
    time::{sleep, timeout},
};

/// How often the idle lock looks at the clock.
const LOOK: Duration = Duration::from_millis(500);
/// How long the head of a request may take, and how long a connection may lie idle: other programs of this computer can
/// open as many as they like, and each costs one of the few files a program may have open.
const HEAD: Duration = Duration::from_secs(20);
/// Rest after the system gave no connection, as when too many files are open.
const REST: Duration = Duration::from_millis(100);
/// How long open connections may take to end when the program closes.
const PARTING: Duration = Duration::from_secs(3);

/// How the pages are served.
pub struct Options<'a> {
    /// Open the browser at the start address.
    pub open: bool,
    /// How long nothing may happen before the diary locks itself.
    pub idle: Duration,
    /// Told the start address, once; printed when there is nobody to tell.
    pub announce: Option<&'a dyn Fn(&str)>,
    /// Where the exit leads.
    pub exit_target: ExitTarget,
}

/// Serves the pages of one diary until they are closed or the program is told to end (SIGINT, SIGTERM).
///
/// # Errors
/// When no address of this computer can be listened on.
pub fn run(path: PathBuf, clock: Clock, options: &Options<'_>) -> Outcome<()> {
    let runtime = Runtime::new().map_err(|_| cannot_serve())?;
    let setting = Setting { path, clock, exit: options.exit_target.clone(), idle: options.idle };
    let served = runtime.block_on(serve(setting, options));
    // An import that was told to stop may be in the middle of a save; it is given the time to finish that.
    runtime.shutdown_timeout(PARTING);
    served
}

async fn serve(setting: Setting, options: &Options<'_>) -> Outcome<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(|_| cannot_serve())?;
    let port = listener.local_addr().map_err(|_| cannot_serve())?.port();
    let app = Arc::new(App::new(setting, Sessions::new(port, random()?)));
    let address = format!("http://127.0.0.1:{port}{}", app.sessions().issue_start());
    announce(&address, options);
    let watch = tokio::spawn(lock_when_idle(Arc::clone(&app)));
    let (stop, stopped) = watch::channel(false);
    let answering = tokio::spawn(answer(listener, pages::router(&app, port), stopped));
    until_closed(&app).await;
    app.lock();
    watch.abort();
    // Nobody listens any more when the answering broke down.
    stop.send(true).unwrap_or_default();
    answering.await.map_err(|_| cannot_serve())
}

/// Answers until it is told to stop; what is being answered then is finished, for a while.
async fn answer(listener: TcpListener, router: Router, mut stop: watch::Receiver<bool>) {
    let mut talks = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => { talks.spawn(talk(stream, router.clone(), stop.clone())); }
                Err(_) => sleep(REST).await,
            },
            _ = stop.changed() => break,
            Some(_) = talks.join_next() => {}
        }
    }
    drop(listener);
    let all_done = async { while talks.join_next().await.is_some() {} };
    // Who has not finished by then is cut off.
    timeout(PARTING, all_done).await.unwrap_or_default();
}

/// One connection.
async fn talk(stream: TcpStream, router: Router, mut stop: watch::Receiver<bool>) {
    let mut server = http1::Builder::new();
    server.timer(TokioTimer::new()).header_read_timeout(HEAD);
    let mut connection =
        pin!(server.serve_connection(TokioIo::new(stream), TowerToHyperService::new(router)));
    let told = tokio::select! {
        _ = connection.as_mut() => false,
        _ = stop.changed() => true,
    };
    if told {
        connection.as_mut().graceful_shutdown();
        // A connection that broke off has nobody to be told.
        connection.await.unwrap_or_default();
    }
}

fn announce(address: &str, options: &Options<'_>) {
    match options.announce {
        Some(announce) => announce(address),
        None => print(address),
    }
    if options.open && webbrowser::open(address).is_err() {
        print_plainly("The browser could not be opened. Copy the address above into it.");
    }
}

fn print(address: &str) {
    print_plainly(&format!("Open this address in your browser (it works once):\n{address}"));
}

#[expect(clippy::print_stdout, reason = "this is the program's edge")]
fn print_plainly(line: &str) {
    println!("{line}");
}

/// Random bytes for the session's secrets. Asked for once here, so that a computer without randomness is found out
/// before anything is served.
fn random() -> Outcome<Random> {
    let mut first = [0; 32];
    OsEntropy::default().fill(&mut first)?;
    Ok(Box::new(|| {
        let mut bytes = [0; 32];
        OsEntropy::default()
            .fill(&mut bytes)
            .expect("the system gave random bytes at the start; a guessable secret is worse than an end");
        bytes
    }))
}

async fn lock_when_idle(app: Arc<App>) {
    loop {
        sleep(LOOK).await;
        app.lock_if_idle();
    }
}

async fn until_closed(app: &App) {
    tokio::select! {
        () = app.closed() => {}
        () = told_to_end() => app.lock(),
    }
}

#[cfg(unix)]
async fn told_to_end() {
    use tokio::signal::unix::{SignalKind, signal};
    // Without the handler the signal ends the program by itself.
    let Ok(mut terminate) = signal(SignalKind::terminate()) else { return std::future::pending().await };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

#[cfg(not(unix))]
async fn told_to_end() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

fn cannot_serve() -> Failure {
    Failure::refused(
        "Daybook could not open its pages on this computer.",
        "Restart the computer and try again. You can use the command line meanwhile: daybook --help.",
    )
}
