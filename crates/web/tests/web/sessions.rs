use axum::http::{HeaderMap, HeaderValue};

use crate::site::{PORT, open, sessions};
use daybook_web::session::{FORM_TOKEN_HEADER, Sessions};

fn query(path: &str) -> &str {
    path.split_once('?').unwrap().1
}

fn cookie(set: &HeaderValue) -> String {
    set.to_str().unwrap().split(';').next().unwrap().to_owned()
}

fn with_cookie(cookie: &str) -> HeaderMap {
    HeaderMap::from_iter([("cookie".parse().unwrap(), cookie.parse().unwrap())])
}

fn begun() -> (Sessions, HeaderMap) {
    let mut sessions = sessions();
    let path = sessions.issue_start();
    let set = sessions.exchange_start(query(&path)).unwrap();
    (sessions, with_cookie(&cookie(&set)))
}

#[test]
fn a_start_token_works_once() {
    let mut sessions = sessions();
    let path = sessions.issue_start();
    assert!(path.starts_with("/start?t="));
    assert_eq!(query(&path).len(), 2 + 64);
    assert!(sessions.exchange_start("t=").is_none());
    assert!(sessions.exchange_start("").is_none());
    assert!(sessions.exchange_start(&query(&path)[..40]).is_none());
    assert!(sessions.exchange_start(&query(&path).to_uppercase().replace("T=", "t=")).is_none());
    assert!(sessions.exchange_start(&format!("t={}", "0".repeat(64))).is_none(), "wrong token");
    assert!(sessions.exchange_start(query(&path)).is_some(), "a wrong one before does not use it up");
    assert!(sessions.exchange_start(query(&path)).is_none(), "used");
}

#[test]
fn a_new_start_token_kills_the_unused_one_and_a_new_start_ends_the_session() {
    let mut sessions = sessions();
    let first = sessions.issue_start();
    let second = sessions.issue_start();
    assert!(sessions.exchange_start(query(&first)).is_none());
    let set = sessions.exchange_start(query(&second)).unwrap();
    let headers = with_cookie(&cookie(&set));
    let third = sessions.issue_start();
    assert!(sessions.holds(&headers), "still open until the new token is used");
    sessions.exchange_start(query(&third)).unwrap();
    assert!(!sessions.holds(&headers));
}

#[test]
fn the_cookie_is_neutral_and_closed_to_scripts() {
    let mut sessions = sessions();
    let path = sessions.issue_start();
    let set = sessions.exchange_start(query(&path)).unwrap();
    let (pair, attributes) = set.to_str().unwrap().split_once("; ").unwrap();
    assert_eq!(attributes, "Path=/; HttpOnly; SameSite=Strict");
    let (name, value) = pair.split_once('=').unwrap();
    assert_eq!(name, format!("s{PORT}"));
    assert!(value.len() == 64 && value.bytes().all(|byte| byte.is_ascii_hexdigit()));
    assert_ne!(query(&path), format!("t={value}"), "the cookie is not the token from the address");
    assert_ne!(sessions.form_token().unwrap(), value, "a script may read the form token, never the cookie");
}

#[test]
fn the_cookie_is_found_among_others_and_nothing_like_it_is_taken() {
    let (sessions, headers) = begun();
    let good = headers["cookie"].to_str().unwrap();
    assert!(sessions.holds(&headers));
    assert!(sessions.holds(&with_cookie(&format!("a=1; {good}; b=2"))));
    assert!(sessions.holds(&with_cookie(&format!("s{PORT}=stale; {good}"))));
    let value = good.split_once('=').unwrap().1;
    for bad in [
        String::new(),
        "s49152".to_owned(),
        "s49152=".to_owned(),
        format!("s={value}"),
        format!("xs49152={value}"),
        format!("s49153={value}"),
        format!("{good}0"),
        good[..good.len() - 1].to_owned(),
        format!("s49152={}", "0".repeat(64)),
    ] {
        assert!(!sessions.holds(&with_cookie(&bad)), "{bad}");
    }
    assert!(!sessions.holds(&HeaderMap::new()));
}

#[test]
fn rotation_makes_old_cookie_and_old_forms_worthless() {
    let (mut sessions, old) = begun();
    let old_form = sessions.form_token().unwrap();
    let new = with_cookie(&cookie(&sessions.rotate().unwrap()));
    assert!(!sessions.holds(&old) && sessions.holds(&new));
    assert_ne!(sessions.form_token().unwrap(), old_form);
    assert!(!sessions.accepts_form(&new, Some(&old_form)));
    let again = with_cookie(&cookie(&sessions.rotate().unwrap()));
    assert!(!sessions.holds(&new) && sessions.holds(&again), "each lock changes it");
}

#[test]
fn a_form_needs_cookie_and_token_both() {
    let (sessions, mut headers) = begun();
    let token = sessions.form_token().unwrap();
    assert!(sessions.accepts_form(&headers, Some(&token)));
    assert!(!sessions.accepts_form(&headers, None));
    assert!(!sessions.accepts_form(&headers, Some("")));
    assert!(!sessions.accepts_form(&headers, Some(&token[1..])));
    assert!(!sessions.accepts_form(&HeaderMap::new(), Some(&token)));
    headers.insert(FORM_TOKEN_HEADER, token.parse().unwrap());
    assert!(sessions.accepts_form(&headers, None), "as the exit script sends it");
    assert!(!sessions.accepts_form(&headers, Some("wrong")), "the field decides where there is one");
}

#[test]
fn the_end_is_the_end() {
    let (mut sessions, headers) = begun();
    let token = sessions.form_token().unwrap();
    assert_eq!(sessions.end(), "s49152=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
    assert!(!sessions.holds(&headers) && !sessions.accepts_form(&headers, Some(&token)));
    assert!(sessions.form_token().is_none() && sessions.rotate().is_none());
    assert!(!sessions.holds(&with_cookie("s49152=")), "an ended session has no empty cookie");
}

#[test]
fn nothing_secret_is_printed() {
    let (mut sessions, headers) = begun();
    let start = sessions.issue_start();
    let shown = format!("{sessions:?}");
    for secret in [
        query(&start)[2..].to_owned(),
        sessions.form_token().unwrap(),
        headers["cookie"].to_str().unwrap()[7..].to_owned(),
    ] {
        assert!(!shown.contains(&secret[..8]), "{shown}");
    }
}

#[tokio::test]
async fn the_start_leaves_its_address_at_once() {
    let reply = open("/begin").await;
    assert_eq!((reply.status.as_u16(), reply.header("location")), (303, "/"));
    assert!(reply.header("set-cookie").starts_with("s49152="));
}
