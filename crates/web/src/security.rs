//! What stands around every page: response headers, the guard of a loopback server, neutral refusals.

mod guard;
mod headers;
mod refusal;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};

pub use guard::{Guard, Refusal};
pub use headers::Sandboxed;
pub use refusal::{in_words, is_bare_error};

/// Most bytes an ordinary form may send. A long account of a bad day is some tens of kilobytes; somebody who pastes a chat
/// of years must not lose it.
pub const FORM_LIMIT: usize = 16 * 1024 * 1024;

/// Puts the protection around a finished router. Call it last: only routes and fallbacks already added are covered.
///
/// From the outside in: headers on every response, the guard, neutral pages in place of bare errors, the size limit
/// of [`FORM_LIMIT`] (a route that takes files raises it for itself with [`upload_limit`]).
pub fn protect<S: Clone + Send + Sync + 'static>(router: Router<S>, guard: Guard) -> Router<S> {
    router
        .layer(DefaultBodyLimit::max(FORM_LIMIT))
        .layer(from_fn(refusal::replace_bare_errors))
        .layer(from_fn_with_state(Arc::new(guard), guard::admit))
        .layer(from_fn(headers::set))
}

/// The layer for one route that takes files: at most `bytes` in one request.
pub fn upload_limit(bytes: usize) -> DefaultBodyLimit {
    DefaultBodyLimit::max(bytes)
}
