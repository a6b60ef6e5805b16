use crate::site::{open, post_form};
use daybook_web::assets::SCRIPT;
use daybook_web::exit;
use daybook_web::exit::{EXIT_PATH, ExitTarget, LOCK_PATH};
use daybook_web::layout::{Frame, Page};
use maud::html;

#[tokio::test]
async fn the_plain_link_forgets_everything_and_leaves() {
    let reply = open("/x").await;
    assert_eq!((reply.status.as_u16(), reply.header("location")), (303, "https://www.bbc.co.uk/weather"));
    assert_eq!(reply.header("clear-site-data"), r#""cache", "cookies", "storage""#);
    assert!(reply.header("set-cookie").ends_with("Max-Age=0"));
}

#[tokio::test]
async fn the_lock_changes_the_cookie_and_keeps_the_session() {
    let reply = post_form("/lock", "application/x-www-form-urlencoded", "").await;
    assert_eq!((reply.status.as_u16(), reply.header("location")), (303, "/"));
    assert_eq!(reply.header("clear-site-data"), r#""cache", "storage""#);
    let cookie = reply.header("set-cookie");
    assert!(cookie.len() > 64 && !cookie.contains("Max-Age"), "{cookie}");
}

#[test]
fn the_target_is_a_plain_address() {
    for good in ["https://www.bbc.co.uk/weather", "https://example.org/a?b=c&d=%20", "/blank"] {
        assert_eq!(ExitTarget::parse(good).unwrap().as_str(), good);
    }
    for bad in [
        "",
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "http://example.org",
        "//example.org",
        "/\\example.org",
        "data:text/html,x",
        "https://",
        "https:///x",
        "https://a@example.org/",
        "https://example.org/\r\nSet-Cookie: a=b",
        "https://example.org/a b",
        "https://example.org/\"x",
        "https://example.org/<x>",
        " https://example.org",
        "ftp://x",
        "example.org",
        "https:example.org",
    ] {
        assert_eq!(ExitTarget::parse(bad), None, "{bad}");
    }
}

#[test]
fn every_page_has_the_way_out_first() {
    let frame = Frame { exit: ExitTarget::parse("https://example.org/news").unwrap(), ..Frame::default() };
    let page = Page::new(html! { h1 { "Hello" } }).render(&frame).into_string();
    let place = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text} not in {page}"));
    let (skip, exit_skip, exit) = (place("#main"), place(r#"id="exit-skip""#), place(r#"id="exit""#));
    assert!(skip < exit_skip && exit_skip < exit && exit < place("<main"));
    assert_eq!(page.matches(r#"href="/x""#).count(), 2, "both are plain links");
    assert_eq!(page.matches(r#"data-to="https://example.org/news""#).count(), 2);
    assert_eq!(page.matches(r#"rel="nofollow noreferrer""#).count(), 2);
    assert!(page.contains(r#"role="status""#));
}

#[test]
fn the_script_and_the_server_speak_of_the_same_things() {
    let script = SCRIPT.content();
    assert_eq!((EXIT_PATH, LOCK_PATH), ("/x", "/lock"));
    for part in ["fetch('/lock'", "keepalive: true", "location.replace(", "'X-Form-Token'", "event.persisted"]
    {
        assert!(script.contains(part), "{part}");
    }
    let code: String = script.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    for storing in [
        "localStorage",
        "sessionStorage",
        "indexedDB",
        "document.cookie",
        "serviceWorker",
        "innerHTML",
        "eval(",
    ] {
        assert!(!code.contains(storing), "{storing}");
    }
    let cover = code.find("cover();").unwrap();
    let lock = code.find("fetch(").unwrap();
    assert!(cover < lock && lock < code.find("location.replace").unwrap(), "cover, lock, leave");
}

#[test]
fn the_offline_page_is_empty() {
    let blank = exit::blank();
    assert_eq!(blank.status().as_u16(), 200);
}
