use axum::http::StatusCode;

use crate::site::{HOST, bare, send};

const MISDIRECTED: StatusCode = StatusCode::MISDIRECTED_REQUEST;
const FORBIDDEN: StatusCode = StatusCode::FORBIDDEN;

async fn status(method: &str, path: &str, headers: &[(&str, &str)]) -> StatusCode {
    send(bare(method, path, headers)).await.status
}

#[tokio::test]
async fn only_our_own_names_are_answered() {
    for host in [HOST, "localhost:49152", "[::1]:49152"] {
        assert_eq!(status("GET", "/", &[("host", host)]).await, StatusCode::OK, "{host}");
    }
    let strangers = [
        "127.0.0.1",
        "127.0.0.1:",
        "127.0.0.1:49153",
        "127.0.0.1:80",
        "127.0.0.1:049152",
        "127.0.0.1:49152.",
        " 127.0.0.1:49152x",
        "127.0.0.1.:49152",
        "127.1:49152",
        "127.0.0.2:49152",
        "0.0.0.0:49152",
        "0:49152",
        "2130706433:49152",
        "0x7f000001:49152",
        "0177.0.0.1:49152",
        "127.0.0.1.example.org:49152",
        "127.0.0.1:49152@example.org",
        "example.org@127.0.0.1:49152",
        "example.org",
        "example.org:49152",
        "rebind.example.org:49152",
        "localhost",
        "localhost.:49152",
        "localhost:49153",
        "LOCALHOST:49152",
        "Localhost:49152",
        "localhost.localdomain:49152",
        "sub.localhost:49152",
        "localhost.example.org:49152",
        "::1:49152",
        "[::1]",
        "[::1]:49153",
        "[::1%25lo]:49152",
        "[0:0:0:0:0:0:0:1]:49152",
        "[::ffff:127.0.0.1]:49152",
        "[::]:49152",
        "[::1].:49152",
        "127.0.0.1:49152,example.org",
        "127.0.0.1:49152 example.org",
        "",
        "null",
    ];
    for host in strangers {
        assert_eq!(status("GET", "/", &[("host", host)]).await, MISDIRECTED, "{host:?}");
    }
}

#[tokio::test]
async fn the_name_must_be_given_once_and_agree() {
    assert_eq!(status("GET", "/", &[]).await, MISDIRECTED, "no Host");
    assert_eq!(status("GET", "/", &[("host", HOST), ("host", HOST)]).await, MISDIRECTED, "two Hosts");
    assert_eq!(status("GET", "/", &[("host", HOST), ("host", "example.org")]).await, MISDIRECTED);
    assert_eq!(status("GET", "http://example.org/", &[("host", HOST)]).await, MISDIRECTED, "absolute form");
    assert_eq!(status("GET", "http://127.0.0.1:49152/", &[("host", "example.org")]).await, MISDIRECTED);
    assert_eq!(status("GET", "http://x@127.0.0.1:49152/", &[("host", HOST)]).await, MISDIRECTED, "user name");
    assert_eq!(status("GET", "http://127.0.0.1:49152/", &[("host", HOST)]).await, StatusCode::OK);
}

#[tokio::test]
async fn nothing_comes_through_a_proxy() {
    let headers =
        ["x-forwarded-host", "x-forwarded-for", "x-forwarded-proto", "forwarded", "via", "x-original-url"];
    for name in headers {
        for value in ["example.org", HOST, ""] {
            assert_eq!(
                status("GET", "/", &[("host", HOST), (name, value)]).await,
                FORBIDDEN,
                "{name}: {value}"
            );
        }
    }
}

#[tokio::test]
async fn no_protocol_but_http() {
    let probes: [&[(&str, &str)]; 5] = [
        &[
            ("upgrade", "websocket"),
            ("connection", "Upgrade"),
            ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
        ],
        &[("upgrade", "h2c")],
        &[("connection", "keep-alive, uPgRaDe")],
        &[("sec-websocket-key", "x")],
        &[("upgrade", "websocket"), ("origin", "http://127.0.0.1:49152"), ("sec-fetch-site", "same-origin")],
    ];
    for probe in probes {
        let headers = [&[("host", HOST)], probe].concat();
        for path in ["/", "/nothing"] {
            assert_eq!(status("GET", path, &headers).await, FORBIDDEN, "{probe:?}");
        }
    }
    assert_eq!(status("GET", "/", &[("host", HOST), ("connection", "keep-alive")]).await, StatusCode::OK);
}

#[tokio::test]
async fn reading_needs_the_person_or_our_own_page() {
    let own = "http://127.0.0.1:49152";
    let welcome: [&[(&str, &str)]; 5] = [
        &[],
        &[("sec-fetch-site", "none")],
        &[("sec-fetch-site", "same-origin")],
        &[("sec-fetch-site", "same-origin"), ("origin", own)],
        &[("origin", own)],
    ];
    for headers in welcome {
        let headers = [&[("host", HOST)], headers].concat();
        assert_eq!(status("GET", "/", &headers).await, StatusCode::OK, "{headers:?}");
    }
    let refused: [&[(&str, &str)]; 14] = [
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate"), ("sec-fetch-user", "?1")],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "")],
        &[("sec-fetch-site", "None")],
        &[("sec-fetch-site", "none"), ("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "none"), ("sec-purpose", "prefetch;prerender")],
        &[("purpose", "prefetch")],
        &[("origin", "null")],
        &[("origin", "https://example.org")],
        &[("origin", "http://127.0.0.1:49153")],
        &[("origin", "https://127.0.0.1:49152")],
        &[("origin", "http://localhost:49152")],
        &[("sec-fetch-site", "same-origin"), ("origin", "https://example.org")],
    ];
    for headers in refused {
        let headers = [&[("host", HOST)], headers].concat();
        for method in ["GET", "HEAD"] {
            assert_eq!(status(method, "/", &headers).await, FORBIDDEN, "{method} {headers:?}");
        }
    }
}

#[tokio::test]
async fn changing_needs_our_own_page() {
    let own = "http://127.0.0.1:49152";
    let welcome: [&[(&str, &str)]; 4] = [
        &[("origin", own)],
        &[("origin", own), ("sec-fetch-site", "same-origin")],
        // What Chromium sends for our forms, whose page has Referrer-Policy: no-referrer.
        &[("origin", "null"), ("sec-fetch-site", "same-origin")],
        &[("sec-fetch-site", "same-origin")],
    ];
    for headers in welcome {
        let headers = [&[("host", HOST)], headers].concat();
        assert_eq!(status("POST", "/lock", &headers).await, StatusCode::SEE_OTHER, "{headers:?}");
    }
    let refused: [&[(&str, &str)]; 17] = [
        &[],
        &[("origin", "null")],
        &[("origin", "")],
        &[("origin", "https://example.org")],
        &[("origin", "http://127.0.0.1:49153")],
        &[("origin", "http://127.0.0.1")],
        &[("origin", "https://127.0.0.1:49152")],
        &[("origin", "http://localhost:49152")],
        &[("origin", "http://127.0.0.1:49152.example.org")],
        &[("origin", "http://127.0.0.1:49152/")],
        &[("origin", own), ("origin", "https://example.org")],
        &[("sec-fetch-site", "none")],
        &[("origin", own), ("sec-fetch-site", "none")],
        &[("origin", own), ("sec-fetch-site", "same-site")],
        &[("origin", "null"), ("sec-fetch-site", "cross-site")],
        &[("origin", own), ("sec-fetch-site", "cross-site")],
        &[("origin", "https://example.org"), ("sec-fetch-site", "same-origin")],
    ];
    for headers in refused {
        let headers = [&[("host", HOST)], headers].concat();
        assert_eq!(status("POST", "/lock", &headers).await, FORBIDDEN, "{headers:?}");
    }
}

#[tokio::test]
async fn three_methods_and_no_more() {
    for method in ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "POSTS"] {
        let path = if method == "CONNECT" { HOST } else { "/" };
        let headers =
            [("host", HOST), ("origin", "http://127.0.0.1:49152"), ("sec-fetch-site", "same-origin")];
        let reply = send(bare(method, path, &headers)).await;
        assert_eq!(reply.status, StatusCode::METHOD_NOT_ALLOWED, "{method}");
        assert_eq!(reply.header("allow"), "GET, HEAD, POST");
        assert!(!reply.headers.contains_key("access-control-allow-origin"));
    }
}

#[tokio::test]
async fn a_refusal_says_nothing_about_what_runs_here() {
    let probes: [(&str, &[(&str, &str)]); 4] = [
        ("GET", &[("host", "example.org")]),
        ("GET", &[("host", HOST), ("sec-fetch-site", "cross-site")]),
        ("POST", &[("host", HOST), ("origin", "null")]),
        ("DELETE", &[("host", HOST)]),
    ];
    for (method, headers) in probes {
        let real = send(bare(method, "/lock", headers)).await;
        let made_up = send(bare(method, "/no/such/page", headers)).await;
        assert_eq!(real.body, made_up.body, "a refusal must not show which pages there are");
        let page = real.body.to_lowercase();
        assert!(page.contains("this could not be opened."));
        for word in ["daybook", "server", "rust", "/a/", "lock", "host", "origin"] {
            assert!(!page.contains(word), "{word}");
        }
    }
}
