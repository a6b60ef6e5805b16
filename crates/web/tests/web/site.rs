//! A small site built from the kit, and how to ask it for something.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Multipart;
use axum::http::{HeaderMap, Request, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use daybook_web::assets;
use daybook_web::exit::{self, ExitTarget};
use daybook_web::form::{Answers, Part, Upload};
use daybook_web::layout::{Frame, Page};
use daybook_web::respond::{self, Download, MediaType};
use daybook_web::security::{Guard, protect, upload_limit};
use daybook_web::session::{self, Sessions};
use daybook_web::trouble::{Trouble, trouble as trouble_page};
use maud::html;
use tower::ServiceExt;

pub const PORT: u16 = 49_152;
pub const HOST: &str = "127.0.0.1:49152";

/// Different bytes at each call, the same in each run.
pub fn sessions() -> Sessions {
    let mut count = 0_u8;
    let random = move || {
        count += 1;
        let mut bytes = [count; 32];
        bytes[0] = count.wrapping_mul(31);
        bytes
    };
    Sessions::new(PORT, Box::new(random))
}

pub fn site() -> Router {
    let router = Router::new()
        .route(
            "/",
            get(|| async { respond::page(Page::new(html! { h1 { "Hello" } }).render(&Frame::default())) }),
        )
        .route("/to", get(|| async { respond::see_other("/") }))
        .route("/file", get(|| async { Download::new("../../a b\"\r\n.pdf").length(3).send("abc") }))
        .route("/picture", get(|| async { respond::media(MediaType::Png, None, "abc") }))
        .route("/trouble", get(failing))
        .route("/bare", get(|| async { (StatusCode::INTERNAL_SERVER_ERROR, "secret-detail at /home/x") }))
        .route("/loose", get(loose))
        .route("/form", post(|answers: Answers| async move { answers.exact("what").to_owned() }))
        .route("/files", post(files).layer(upload_limit(3 * 1024 * 1024)))
        .route("/lock", post(|| async { exit::locked(sessions_open().rotate()) }))
        .route("/x", get(|| async { exit::leave(&ExitTarget::default(), sessions_open().end()) }))
        .route("/begin", get(|| async { session::started(sessions_open().rotate().unwrap()) }))
        .merge(assets::router());
    protect(router, Guard::loopback(PORT))
}

fn sessions_open() -> Sessions {
    let mut sessions = sessions();
    let path = sessions.issue_start();
    sessions.exchange_start(path.split_once('?').unwrap().1).unwrap();
    sessions
}

async fn failing() -> Response {
    let (happened, todo) = ("That did not work.", "Try again.");
    let trouble = Trouble { status: StatusCode::CONFLICT, happened, todo, ways: &[], emergency: None };
    trouble_page(&Frame::default(), trouble)
}

/// A handler that tries to loosen what the kit sets.
async fn loose() -> Response {
    let headers = [
        ("cache-control", "public, max-age=9999"),
        ("content-security-policy", "default-src *"),
        ("referrer-policy", "unsafe-url"),
        ("x-frame-options", "ALLOWALL"),
    ];
    (headers, "text").into_response()
}

/// Answers with "question|name|bytes;" for each file, then the answers in order.
async fn files(multipart: Multipart) -> Response {
    let mut upload = Upload::new(multipart);
    let mut report = String::new();
    loop {
        match upload.next().await {
            Ok(Some(Part::File(mut file))) => {
                report += &format!("{}|{}|{:?}|", file.question(), file.name(), file.answers().form_token());
                let mut size = 0;
                loop {
                    match file.chunk().await {
                        Ok(Some(chunk)) => size += chunk.len(),
                        Ok(None) => break,
                        Err(error) => return (StatusCode::OK, format!("{error:?}")).into_response(),
                    }
                }
                report += &format!("{size};");
            }
            Ok(Some(Part::Answer)) => {}
            Ok(None) => break,
            Err(error) => return (StatusCode::OK, format!("{error:?}")).into_response(),
        }
    }
    for (name, value) in upload.into_answers().iter() {
        report += &format!("{name}={value};");
    }
    report.into_response()
}

pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Reply {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

pub async fn send(request: Request<Body>) -> Reply {
    let response = site().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, 1 << 24).await.unwrap();
    Reply { status: parts.status, headers: parts.headers, body: String::from_utf8(body.to_vec()).unwrap() }
}

/// A request with these headers, and no others.
pub fn bare(method: &str, path: &str, headers: &[(&str, &str)]) -> Request<Body> {
    let builder = Request::builder().method(method).uri(path);
    headers
        .iter()
        .fold(builder, |builder, (name, value)| builder.header(*name, *value))
        .body(Body::empty())
        .unwrap()
}

/// What a browser sends for a page the person opened.
pub async fn open(path: &str) -> Reply {
    send(bare("GET", path, &[("host", HOST), ("sec-fetch-site", "none")])).await
}

/// What a browser sends for a form of our own page, which carries `Referrer-Policy: no-referrer`.
pub async fn post_form(path: &str, content_type: &str, body: impl Into<Body>) -> Reply {
    let request = Request::builder()
        .method("POST")
        .uri(path)
        .header("host", HOST)
        .header("origin", "null")
        .header("sec-fetch-site", "same-origin")
        .header("content-type", content_type);
    send(request.body(body.into()).unwrap()).await
}
