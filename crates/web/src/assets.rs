//! The style sheet, the script and the icon, served from memory.
//!
//! Paths carry a hash of the content and nothing else, so a browser's history or a proxy's log learns no word
//! about the program, and a new version can never be mixed with an old file.

use std::sync::LazyLock;

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use sha2::{Digest, Sha256};

/// One file the pages refer to.
pub struct Asset {
    path: String,
    content_type: &'static str,
    content: &'static str,
}

impl Asset {
    fn new(content: &'static str, extension: &str, content_type: &'static str) -> Self {
        let digest = Sha256::digest(content.as_bytes());
        let short: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        Self { path: format!("/a/{short}.{extension}"), content_type, content }
    }

    /// Where the asset is served: `/a/`, 16 hexadecimal digits of its SHA-256, and an extension.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The file itself.
    pub fn content(&self) -> &'static str {
        self.content
    }
}

/// The style sheet.
pub static STYLE: LazyLock<Asset> =
    LazyLock::new(|| Asset::new(include_str!("../assets/style.css"), "css", "text/css; charset=utf-8"));

/// The script behind the exit link.
pub static SCRIPT: LazyLock<Asset> =
    LazyLock::new(|| Asset::new(include_str!("../assets/exit.js"), "js", "text/javascript; charset=utf-8"));

/// The icon in the browser's tab.
pub static ICON: LazyLock<Asset> =
    LazyLock::new(|| Asset::new(include_str!("../assets/icon.svg"), "svg", "image/svg+xml"));

/// Where a browser looks for an icon when a document, such as a picture, names none.
const FALLBACK_ICON_PATH: &str = "/favicon.ico";

/// Routes for the three assets; needs no session, because an asset says nothing about a person.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    let routes =
        [(STYLE.path(), &STYLE), (SCRIPT.path(), &SCRIPT), (ICON.path(), &ICON), (FALLBACK_ICON_PATH, &ICON)];
    routes.into_iter().fold(Router::new(), |router, (path, asset)| {
        let reply = ([(CONTENT_TYPE, asset.content_type)], asset.content);
        router.route(path, get(move || async move { reply }))
    })
}
