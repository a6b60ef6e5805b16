use crate::site::{open, sessions};
use daybook_web::assets;
use daybook_web::exit::{EXIT_PATH, LOCK_PATH};
use daybook_web::layout::{Frame, Link, Page, TITLE};
use daybook_web::session::{FORM_TOKEN_FIELD, START_PATH};
use maud::html;

/// What must not stand where a browser or a passer-by keeps or sees it.
const TELLING: [&str; 12] = [
    "stalk", "harass", "abus", "police", "evidence", "victim", "refuge", "diary", "crime", "survivor",
    "violen", "incident",
];

fn assert_neutral(what: &str, text: &str) {
    let text = text.to_lowercase();
    for word in TELLING {
        assert!(!text.contains(word), "{what} says {word}: {text}");
    }
}

#[tokio::test]
async fn nothing_the_browser_keeps_tells_what_this_is() {
    let mut sessions = sessions();
    assert_neutral("the first address", &sessions.issue_start());
    assert_neutral("the cookie", sessions.end().to_str().unwrap());
    for path in [EXIT_PATH, LOCK_PATH, START_PATH, FORM_TOKEN_FIELD, TITLE] {
        assert_neutral("a name", path);
    }
    for asset in [&assets::STYLE, &assets::SCRIPT, &assets::ICON] {
        assert_neutral("an asset's address", asset.path());
        assert_neutral("an asset", asset.content());
    }
    for path in ["/", "/trouble", "/nothing", "/bare", "/file", "/x"] {
        let reply = open(path).await;
        assert_neutral(path, &reply.body);
        assert_neutral(path, &format!("{:?}", reply.headers));
    }
}

#[test]
fn there_is_one_title() {
    let title = |page: Page| {
        let text = page.render(&Frame::default()).into_string();
        let from = text.find("<title>").unwrap() + 7;
        text[from..text.find("</title>").unwrap()].to_owned()
    };
    let content = || html! { h1 { "Something private" } };
    assert_eq!(title(Page::new(content())), "Daybook");
    assert_eq!(title(Page::new(content()).back("/secret").wide().refresh(2, "/secret")), "Daybook");
}

#[test]
fn the_lock_is_there_only_when_something_is_open() {
    let frame = Frame { form_token: Some("abc".into()), ..Frame::default() };
    let lock = r#"action="/lock""#;
    let page = |frame: &Frame| Page::new(html! {}).render(frame).into_string();
    assert!(!page(&frame).contains(lock));
    let frame = Frame {
        nav: vec![Link::new("List", "/list"), Link::new("Add", "/add")],
        here: "/add".into(),
        ..frame
    };
    let page = page(&frame);
    assert!(page.contains(lock) && page.contains(r#"name="form_token" value="abc""#));
    assert!(page.contains(r#"<a href="/add" aria-current="page">"#));
    assert_eq!(page.matches("aria-current").count(), 1);
}

#[test]
fn the_language_and_the_window_are_stated() {
    let page = Page::new(html! {}).refresh(5, "/w").render(&Frame::default()).into_string();
    assert!(page.starts_with("<!DOCTYPE html><html lang=\"en-GB\">"));
    assert!(page.contains(r#"content="width=device-width, initial-scale=1""#), "zooming is not forbidden");
    assert!(page.contains(r#"<meta http-equiv="refresh" content="5; url=/w">"#));
    assert!(page.find("charset").unwrap() < page.find("<title>").unwrap());
}
