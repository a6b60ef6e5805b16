//! The guard of a server on the loopback address: other pages in the same browser must not reach it.
//!
//! A server on 127.0.0.1 can be addressed by every page the person has open. Three tricks matter: a name that
//! resolves to 127.0.0.1 (DNS rebinding; caught by the Host list), a form or link on another page (caught by
//! `Sec-Fetch-Site` and `Origin`), and a WebSocket (which no origin rule of the browser covers; refused whole).

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{ALLOW, CONNECTION, HOST, ORIGIN, UPGRADE};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;

use super::refusal;

/// Headers only a proxy adds. Nothing honest comes to a loopback server through one.
const PROXY_HEADERS: [&str; 8] = [
    "forwarded",
    "via",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-forwarded-server",
    "x-original-url",
    "x-rewrite-url",
];

const SEC_FETCH_SITE: &str = "sec-fetch-site";

/// Why a request was refused. For tests and counts: the person only ever sees a neutral page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Not addressed to this server by one of its own names (RFC 9110 section 15.5.20).
    Host,
    /// A method other than GET, HEAD and POST.
    Method,
    /// A request to switch protocols, such as a WebSocket.
    Upgrade,
    /// Came through a proxy.
    Proxy,
    /// Sent by, or followed from, a page that is not ours; or loaded before anybody asked for it.
    Site,
}

impl Refusal {
    /// The status the refusal is answered with.
    pub fn status(self) -> StatusCode {
        match self {
            Self::Host => StatusCode::MISDIRECTED_REQUEST,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Upgrade | Self::Proxy | Self::Site => StatusCode::FORBIDDEN,
        }
    }
}

/// Decides which requests may come in.
#[derive(Clone, Debug)]
pub struct Guard {
    hosts: Vec<String>,
}

impl Guard {
    /// For a server that listens on the loopback address at `port`: exactly `127.0.0.1:port`, `localhost:port`
    /// and `[::1]:port` are its names. (On port 80 a browser leaves the port out; do not use port 80.)
    pub fn loopback(port: u16) -> Self {
        Self { hosts: ["127.0.0.1", "localhost", "[::1]"].map(|name| format!("{name}:{port}")).into() }
    }

    /// Lets a request in or says why not.
    ///
    /// # Errors
    /// The first [`Refusal`] that applies.
    pub fn check(&self, request: &Request) -> Result<(), Refusal> {
        let headers = request.headers();
        let host = self.known_host(request).ok_or(Refusal::Host)?;
        if PROXY_HEADERS.iter().any(|name| headers.contains_key(*name)) {
            return Err(Refusal::Proxy);
        }
        if wants_upgrade(headers) {
            return Err(Refusal::Upgrade);
        }
        let ours = match *request.method() {
            Method::GET | Method::HEAD => may_read(headers, host),
            Method::POST => may_change(headers, host),
            _ => return Err(Refusal::Method),
        };
        if ours { Ok(()) } else { Err(Refusal::Site) }
    }

    /// The one Host header, if it is one of our names and no absolute address in the request line says otherwise.
    fn known_host<'a>(&self, request: &'a Request) -> Option<&'a str> {
        let host = sole(request.headers(), HOST.as_str())?;
        let agrees = request.uri().authority().is_none_or(|authority| authority.as_str() == host);
        (agrees && self.hosts.iter().any(|name| name == host)).then_some(host)
    }
}

/// The value of a header that occurs exactly once and is plain text.
fn sole<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().ok(),
        _ => None,
    }
}

fn wants_upgrade(headers: &HeaderMap) -> bool {
    let names_upgrade = |value: &HeaderValue| {
        value.to_str().map_or(true, |text| text.to_ascii_lowercase().contains("upgrade"))
    };
    headers.contains_key(UPGRADE)
        || headers.contains_key("sec-websocket-key")
        || headers.get_all(CONNECTION).iter().any(names_upgrade)
}

/// Reading: typed or opened by the person (`none`, which is how the first opening arrives) or from our own page.
///
/// `same-site` is refused: other ports of 127.0.0.1 are the same site. A browser from before 2023 may send neither
/// header; then the session cookie alone decides.
fn may_read(headers: &HeaderMap, host: &str) -> bool {
    let asked_for = !headers.contains_key("sec-purpose") && !headers.contains_key("purpose");
    let site = match (headers.contains_key(SEC_FETCH_SITE), sole(headers, SEC_FETCH_SITE)) {
        (false, _) => true,
        (true, site) => matches!(site, Some("none" | "same-origin")),
    };
    let origin = !headers.contains_key(ORIGIN) || is_own_origin(headers, host);
    asked_for && site && origin
}

/// Changing: from our own page, shown by a header that only the browser can set.
///
/// Under `Referrer-Policy: no-referrer`, which our pages carry, the Fetch standard makes a browser send
/// `Origin: null` with our own forms. So a null or missing origin is accepted when, and only when, the browser
/// itself says `Sec-Fetch-Site: same-origin`; a sandboxed frame or a foreign page cannot get that said.
fn may_change(headers: &HeaderMap, host: &str) -> bool {
    let own_origin = is_own_origin(headers, host);
    if headers.contains_key(SEC_FETCH_SITE) {
        let no_origin = !headers.contains_key(ORIGIN) || sole(headers, ORIGIN.as_str()) == Some("null");
        return sole(headers, SEC_FETCH_SITE) == Some("same-origin") && (own_origin || no_origin);
    }
    own_origin
}

/// Whether the Origin header is exactly the origin the request is addressed to.
fn is_own_origin(headers: &HeaderMap, host: &str) -> bool {
    sole(headers, ORIGIN.as_str()).and_then(|origin| origin.strip_prefix("http://")) == Some(host)
}

/// Middleware: lets a request pass or answers it with a neutral page.
pub(super) async fn admit(State(guard): State<Arc<Guard>>, request: Request, next: Next) -> Response {
    let Err(refusal) = guard.check(&request) else {
        return next.run(request).await;
    };
    let mut response = refusal::neutral(refusal.status());
    if refusal == Refusal::Method {
        response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD, POST"));
    }
    response
}
