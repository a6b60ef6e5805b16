//! Answers: a page, a redirect, a file to keep, a file to look at.

use axum::body::Body;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use maud::Markup;

use crate::security::Sandboxed;

/// A page, status 200.
pub fn page(markup: Markup) -> Response {
    page_with_status(StatusCode::OK, markup)
}

/// A page with another status, such as 422 for a form that needs another look.
pub fn page_with_status(status: StatusCode, markup: Markup) -> Response {
    (status, Html(markup.into_string())).into_response()
}

/// 303 See Other: after a form, so that going back or reloading does not send it twice.
///
/// An address that cannot stand in a header becomes the start page.
pub fn see_other(to: &str) -> Response {
    let location = HeaderValue::try_from(to).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response()
}

/// A file to keep. It leaves as an attachment of no particular type, under a neutral name.
pub struct Download {
    name: String,
    length: Option<u64>,
}

impl Download {
    /// A download called `name`. Letters, digits, full stop, hyphen and underscore stay, all else becomes a hyphen;
    /// leading dots go; at most 60 characters.
    pub fn new(name: &str) -> Self {
        let keep = |c: char| if c.is_ascii_alphanumeric() || ".-_".contains(c) { c } else { '-' };
        let safe: String = name.trim_start_matches('.').chars().map(keep).take(60).collect();
        let usable = safe.contains(|c: char| c.is_ascii_alphanumeric());
        Self { name: if usable { safe } else { "file".to_owned() }, length: None }
    }

    /// States the length in bytes, so that the browser can show how much is left.
    pub fn length(mut self, bytes: u64) -> Self {
        self.length = Some(bytes);
        self
    }

    /// The answer with `body`.
    pub fn send(self, body: impl Into<Body>) -> Response {
        let mut response = file("application/octet-stream", self.length, body.into());
        let disposition = HeaderValue::try_from(format!("attachment; filename=\"{}\"", self.name))
            .expect("only letters, digits and .-_ are left in the name");
        response.headers_mut().insert(CONTENT_DISPOSITION, disposition);
        response
    }
}

/// The kinds of file a browser may show inside a page. There is no SVG, HTML or PDF: those can act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaType {
    /// A JPEG picture.
    Jpeg,
    /// A PNG picture.
    Png,
    /// A GIF picture.
    Gif,
    /// A WebP picture.
    Webp,
    /// MP3 sound.
    Mp3,
    /// MP4 sound (m4a).
    M4a,
    /// Ogg sound, such as voice messages.
    Ogg,
    /// WAV sound.
    Wav,
    /// MP4 video.
    Mp4,
    /// WebM video.
    Webm,
}

impl MediaType {
    /// The media type as a browser names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Gif => "image/gif",
            Self::Webp => "image/webp",
            Self::Mp3 => "audio/mpeg",
            Self::M4a => "audio/mp4",
            Self::Ogg => "audio/ogg",
            Self::Wav => "audio/wav",
            Self::Mp4 => "video/mp4",
            Self::Webm => "video/webm",
        }
    }

    /// The type with that name, if it is on the list.
    pub fn from_name(name: &str) -> Option<Self> {
        use MediaType::{Gif, Jpeg, M4a, Mp3, Mp4, Ogg, Png, Wav, Webm, Webp};
        [Jpeg, Png, Gif, Webp, Mp3, M4a, Ogg, Wav, Mp4, Webm].into_iter().find(|kind| kind.name() == name)
    }
}

/// A file shown inside a page, inert.
pub fn media(kind: MediaType, length: Option<u64>, body: impl Into<Body>) -> Response {
    file(kind.name(), length, body.into())
}

fn file(content_type: &'static str, length: Option<u64>, body: Body) -> Response {
    let mut response = ([(CONTENT_TYPE, content_type)], body).into_response();
    if let Some(length) = length {
        response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(length));
    }
    response.extensions_mut().insert(Sandboxed);
    response
}
