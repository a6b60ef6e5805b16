//! The start token and the one session of a loopback server.
//!
//! The program opens the browser at an address with a start token. An address stays in the browser's history, so
//! the token works once: it is exchanged for a cookie that scripts cannot read, and the address is left at once.
//! Every unlock and every lock changes the cookie. That is what makes a browser drop pages it kept in memory for
//! the Back button: measured with Chromium, `no-store` alone does not, a changed HttpOnly cookie does.
//!
//! A cookie is sent to every port of an address. Its name therefore carries the port, so that two programs on one
//! machine do not overwrite each other's.

use std::fmt;
use std::hint::black_box;

use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;

use crate::respond;

/// Where the start token is exchanged.
pub const START_PATH: &str = "/start";
/// The hidden form field that carries the form token.
pub const FORM_TOKEN_FIELD: &str = "form_token";
/// The request header that carries the form token when the exit script sends it.
pub const FORM_TOKEN_HEADER: &str = "x-form-token";

/// Gives 32 fresh random bytes at each call, from the operating system or an equal source. It must not return when
/// there is no randomness to be had: a guessable token is worse than a program that stops.
pub type Random = Box<dyn FnMut() -> [u8; 32] + Send>;

/// A 256-bit secret, written as 64 hexadecimal digits.
#[derive(Clone)]
struct Token([u8; 32]);

impl Token {
    fn text(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Compares without stopping at the first difference, so that the time taken tells nothing.
    fn matches(&self, given: &str) -> bool {
        let own = self.text();
        if own.len() != given.len() {
            return false;
        }
        let difference = own.bytes().zip(given.bytes()).fold(0, |seen, (a, b)| black_box(seen | (a ^ b)));
        difference == 0
    }
}

struct Session {
    cookie: Token,
    form: Token,
}

/// The start token not yet used and the session now open, at most one of each.
pub struct Sessions {
    cookie_name: String,
    random: Random,
    start: Option<Token>,
    current: Option<Session>,
}

impl fmt::Debug for Sessions {
    /// Shows no secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (start, session) = (self.start.is_some(), self.current.is_some());
        f.debug_struct("Sessions").field("start", &start).field("session", &session).finish_non_exhaustive()
    }
}

impl Sessions {
    /// No token and no session yet, for the server at `port`.
    pub fn new(port: u16, random: Random) -> Self {
        Self { cookie_name: format!("s{port}"), random, start: None, current: None }
    }

    /// Makes a new start token (an unused older one dies) and returns the path to open in the browser.
    pub fn issue_start(&mut self) -> String {
        let token = self.token();
        let path = format!("{START_PATH}?t={}", token.text());
        self.start = Some(token);
        path
    }

    /// Exchanges a start token, as the query of the request (`t=…`), for a session: the `Set-Cookie` value to answer
    /// with. None when the token is wrong or used. A session that was open before ends.
    pub fn exchange_start(&mut self, query: &str) -> Option<HeaderValue> {
        let given = query.split('&').find_map(|pair| pair.strip_prefix("t="))?;
        self.start.take_if(|token| token.matches(given))?;
        Some(self.open())
    }

    /// Whether a request belongs to the open session.
    pub fn holds(&self, headers: &HeaderMap) -> bool {
        self.current.as_ref().is_some_and(|session| {
            cookie_values(headers, &self.cookie_name).any(|value| session.cookie.matches(value))
        })
    }

    /// The token to put into each form of a page; None without a session.
    pub fn form_token(&self) -> Option<String> {
        self.current.as_ref().map(|session| session.form.text())
    }

    /// Whether a form was sent from a page of the open session: its cookie, and the form token from the hidden field
    /// (`given`) or else from the header [`FORM_TOKEN_HEADER`].
    pub fn accepts_form(&self, headers: &HeaderMap, given: Option<&str>) -> bool {
        let from_header = || headers.get(FORM_TOKEN_HEADER).and_then(|value| value.to_str().ok());
        let token = given.or_else(from_header);
        let matches = |session: &Session| token.is_some_and(|text| session.form.matches(text));
        self.holds(headers) && self.current.as_ref().is_some_and(matches)
    }

    /// Gives the open session new secrets: call it at every unlock and every lock, and answer with the `Set-Cookie`
    /// value. The old cookie and old form tokens are worthless from here on. None without a session.
    pub fn rotate(&mut self) -> Option<HeaderValue> {
        self.current.is_some().then(|| self.open())
    }

    /// Ends the session; the `Set-Cookie` value makes the browser forget its cookie.
    pub fn end(&mut self) -> HeaderValue {
        self.current = None;
        cookie_header(&self.cookie_name, "", "; Max-Age=0")
    }

    fn open(&mut self) -> HeaderValue {
        let session = Session { cookie: self.token(), form: self.token() };
        let header = cookie_header(&self.cookie_name, &session.cookie.text(), "");
        self.current = Some(session);
        header
    }

    fn token(&mut self) -> Token {
        Token((self.random)())
    }
}

/// No `Secure` and no `__Host-` prefix: a loopback server speaks plain HTTP and Safari would drop the cookie.
/// No lifetime: the browser forgets it when it closes.
fn cookie_header(name: &str, value: &str, more: &str) -> HeaderValue {
    HeaderValue::try_from(format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict{more}"))
        .expect("a name and hexadecimal digits are plain ASCII")
}

fn cookie_values<'a>(headers: &'a HeaderMap, name: &'a str) -> impl Iterator<Item = &'a str> {
    let lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.filter(move |(key, _)| *key == name).map(|(_, value)| value)
}

/// Adds a `Set-Cookie` value to a response.
pub fn with_cookie(mut response: Response, cookie: HeaderValue) -> Response {
    response.headers_mut().append(SET_COOKIE, cookie);
    response
}

/// The answer to a good start token: the cookie, and away from the address that holds the token.
pub fn started(cookie: HeaderValue) -> Response {
    with_cookie(respond::see_other("/"), cookie)
}
