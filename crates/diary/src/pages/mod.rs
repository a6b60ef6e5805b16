//! The local pages: thin handlers over the open diary, one file an action.
//!
//! Every page works without JavaScript; every change is a POST that ends in a redirect; no path or title says what
//! the program is about.

mod add;
mod app;
mod boundary;
mod draft;
mod entry;
mod fields;
mod files;
mod find;
mod form;
mod frame;
mod help;
mod home;
mod insight;
mod keep;
mod kept;
mod leave;
mod list;
mod marks;
mod more;
mod official;
mod original;
mod own;
mod pack;
mod people;
mod person;
mod reading;
mod see;
mod seen;
mod start;
mod talk;
mod things;
mod timeline;
mod upload;
mod work;

pub use app::{App, Setting};

use axum::{Router, middleware::from_fn_with_state, routing::get};
use daybook_web::{
    assets,
    exit::{EXIT_PATH, LOCK_PATH},
    security::{Guard, protect, upload_limit},
    session::START_PATH,
};
use std::sync::Arc;

/// All pages of one server at `port`.
pub fn router(app: &Arc<App>, port: u16) -> Router {
    let known = Router::new()
        .route("/", get(start::index))
        .route("/before", get(start::know))
        .route("/new", get(start::new).post(start::create))
        .route("/open", get(start::back_again).post(start::unlock))
        .route(LOCK_PATH, get(start::index).post(leave::lock))
        .route("/close", get(start::index).post(leave::close))
        .route("/help", get(help::show))
        .route("/lost", get(keep::lost).post(keep::recover))
        .route("/back", get(keep::back).post(keep::bring_back))
        .merge(diary())
        .fallback(frame::nowhere)
        .layer(from_fn_with_state(Arc::clone(app), frame::admit));
    let router = Router::new()
        .route(START_PATH, get(start::begin))
        .route(EXIT_PATH, get(leave::exit))
        .route("/blank", get(leave::blank))
        .merge(known)
        .merge(assets::router())
        .with_state(Arc::clone(app));
    protect(router, Guard::loopback(port))
}

/// The pages of the open diary.
fn diary() -> Router<Arc<App>> {
    let files = get(files::show).post(upload::receive).layer(upload_limit(upload::LIMIT));
    Router::new()
        .route("/ready", get(start::ready))
        .route("/add", get(add::show).post(add::save))
        .route("/add/discard", get(add::show).post(add::throw_away))
        .route("/list", get(timeline::show).post(timeline::narrow))
        .route("/see", get(see::show))
        .route("/weigh", get(insight::weigh))
        .route("/limits", get(insight::limits))
        .route("/shows", get(insight::shows))
        .route("/topics", get(insight::topics))
        .route("/since", get(insight::since))
        .route("/papers", get(official::orders).post(official::save_order))
        .route("/spoke", get(official::promises).post(official::save_contact))
        .route("/talk/{segment}/{index}", get(talk::show))
        .route("/entry/{entry}", get(entry::show))
        .route("/entry/{entry}/strike", get(entry::ask_strike).post(entry::strike))
        .route("/entry/{entry}/more", get(more::overview))
        .route("/entry/{entry}/more/{topic}", get(more::ask).post(more::keep))
        .route("/entry/{entry}/save", get(more::overview).post(more::save))
        .route("/entry/{entry}/discard", get(more::overview).post(more::throw_away))
        .route("/kept", get(kept::show).post(kept::throw_away))
        .route("/keep", get(keep::show))
        .route("/keep/copy", get(keep::copy).post(keep::make_copy))
        .route("/keep/try", get(keep::back).post(keep::try_copy))
        .route("/keep/passphrase", get(keep::passphrase).post(keep::change))
        .route("/keep/code", get(keep::code_form).post(keep::code))
        .route("/keep/leave", get(keep::leave_form).post(keep::go))
        .route("/people", get(people::show).post(people::add))
        .route("/people/{entry}", get(person::show))
        .route("/people/{entry}/card", get(person::show).post(person::join))
        .route("/people/link", get(people::show).post(people::link))
        .route("/boundary", get(boundary::show).post(boundary::save))
        .route("/files", files)
        .route("/files/progress", get(work::progress))
        .route("/files/{entry}", get(files::one))
        .route("/files/{entry}/marks", get(files::one).post(marks::save))
        .route("/files/{entry}/original", get(files::original))
        .route("/files/{entry}/reading", get(reading::show).post(reading::read))
        .route("/files/{entry}/view", get(files::look))
        .route("/things", get(things::show).post(things::add))
        .route("/things/{entry}", get(things::one).post(things::moved))
        .route("/things/{entry}/label", get(things::label))
        .route("/own", get(own::show))
        .route("/own/plan", get(own::show).post(own::plan))
        .route("/own/supporters", get(own::show).post(own::add_supporter))
        .route("/own/notes", get(own::show).post(own::add_note))
        .route("/own/{list}/{id}/erase", get(own::show).post(own::take_out))
        .route("/search", get(find::show).post(find::find))
        .route("/pack", get(pack::show).post(pack::make))
        .route("/pack/look", get(pack::show).post(pack::look))
        .route("/pack/handed", get(pack::show).post(pack::hand))
        .route("/pack/read", get(pack::read))
        .route("/pack/{entry}", get(pack::made))
}
