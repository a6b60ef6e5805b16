use axum::http::StatusCode;

use crate::site::{HOST, Reply, bare, open, post_form, send};
use daybook_web::assets;
use daybook_web::security::FORM_LIMIT;

fn assert_protected(what: &str, reply: &Reply) {
    let expected = [
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("x-frame-options", "DENY"),
    ];
    for (name, value) in expected {
        let all: Vec<_> = reply.headers.get_all(name).iter().collect();
        assert_eq!(all, [value], "{name} of {what}");
    }
    assert!(reply.header("x-robots-tag").starts_with("noindex"), "{what}");
    assert!(reply.header("permissions-policy").contains("camera=(), "), "{what}");
    assert!(!reply.header("permissions-policy").contains("self"), "{what}");
    let policy = reply.header("content-security-policy");
    for part in ["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"] {
        assert!(policy.contains(part), "{part} of {what}: {policy}");
    }
    for loose in ["unsafe", "*", "http:", "https:", "data:"] {
        assert!(!policy.contains(loose), "{loose} in {what}: {policy}");
    }
    assert_eq!(reply.headers.get_all("content-security-policy").iter().count(), 1, "{what}");
}

#[tokio::test]
async fn every_kind_of_answer_is_protected() {
    let paths = [
        ("/", 200),
        ("/to", 303),
        ("/file", 200),
        ("/picture", 200),
        ("/trouble", 409),
        ("/bare", 500),
        ("/loose", 200),
        ("/nothing/here", 404),
        ("/form", 405),
        ("/x", 303),
        ("/favicon.ico", 200),
        (assets::STYLE.path(), 200),
        (assets::SCRIPT.path(), 200),
        (assets::ICON.path(), 200),
    ];
    for (path, status) in paths {
        let reply = open(path).await;
        assert_eq!(reply.status.as_u16(), status, "{path}");
        assert_protected(path, &reply);
    }
    let refused = send(bare("GET", "/", &[("host", "example.org")])).await;
    assert_protected("a refusal", &refused);
    let method = send(bare("DELETE", "/", &[("host", HOST)])).await;
    assert_protected("a wrong method", &method);
    assert_protected("a broken body", &post_form("/form", "text/plain", "x").await);
    assert_protected(
        "a large body",
        &post_form("/form", "application/x-www-form-urlencoded", "x".repeat(2 << 20)).await,
    );
    assert_protected("a lock", &post_form("/lock", "application/x-www-form-urlencoded", "").await);
}

#[tokio::test]
async fn pages_may_use_our_assets_and_nothing_else() {
    let policy = open("/").await.header("content-security-policy").to_owned();
    for part in [
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
    ] {
        assert!(policy.contains(part), "{part}");
    }
    let page = open("/").await.body;
    assert!(!page.contains(" style="), "{page}");
    assert!(
        !page.contains(" onclick") && !page.contains("<style") && !page.contains("javascript:"),
        "{page}"
    );
    assert_eq!(page.matches("<script").count(), 1);
    for asset in [&assets::STYLE, &assets::SCRIPT, &assets::ICON] {
        assert!(page.contains(asset.path()), "{}", asset.path());
        assert_eq!(open(asset.path()).await.body, asset.content());
    }
}

#[tokio::test]
async fn files_are_inert_and_neutrally_named() {
    let file = open("/file").await;
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"-..-a-b---.pdf\"");
    assert_eq!(file.header("content-type"), "application/octet-stream");
    assert_eq!(file.header("content-length"), "3");
    for reply in [file, open("/picture").await] {
        assert!(reply.header("content-security-policy").starts_with("sandbox; "));
        assert!(!reply.header("content-security-policy").contains("script-src"));
    }
}

#[tokio::test]
async fn bare_errors_become_neutral_pages() {
    let reply = open("/bare").await;
    assert_eq!(reply.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(!reply.body.contains("secret-detail"));
    assert!(reply.body.contains("Something went wrong here."));
    let large = post_form("/form", "application/x-www-form-urlencoded", "x".repeat(FORM_LIMIT + 1)).await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(large.body.contains("too big"), "{}", large.body);
    let method = open("/form").await;
    assert_eq!(method.header("allow"), "POST");
    let own = open("/trouble").await;
    assert!(own.body.contains("That did not work.") && own.body.contains("Go to the start"));
    assert!(own.body.contains("<title>Daybook</title>"));
}

#[tokio::test]
async fn a_head_request_is_answered_like_a_get_without_body() {
    let reply = send(bare("HEAD", "/", &[("host", HOST)])).await;
    assert_eq!((reply.status, reply.body.as_str()), (StatusCode::OK, ""));
    assert_protected("HEAD", &reply);
}
