//! The response headers every answer carries, whatever made it.

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

/// A response extension: this body is somebody's file, so the browser must treat it as inert.
///
/// A marker rather than a header set by the handler, so that no handler can *weaken* the policy of a page.
#[derive(Clone, Copy, Debug)]
pub struct Sandboxed;

/// Nothing inline, nothing from elsewhere. `connect-src` is for the exit script's one request.
const PAGE_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
     media-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// For files: no script, no plug-in, no form, an origin of its own.
const FILE_POLICY: &str = "sandbox; default-src 'none'; base-uri 'none'; frame-ancestors 'none'";

/// Every feature that can tell where somebody is, record them or reach a device, switched off. The names are those
/// Chromium 156 knows; a name it does not know would be a warning in its console on each page.
const FEATURES_OFF: &str = "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), clipboard-read=(), \
     clipboard-write=(), compute-pressure=(), display-capture=(), encrypted-media=(), fullscreen=(), gamepad=(), \
     geolocation=(), gyroscope=(), hid=(), identity-credentials-get=(), idle-detection=(), keyboard-map=(), \
     local-fonts=(), magnetometer=(), microphone=(), midi=(), otp-credentials=(), payment=(), picture-in-picture=(), \
     publickey-credentials-create=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), \
     storage-access=(), sync-xhr=(), usb=(), window-management=(), xr-spatial-tracking=()";

const FIXED: [(&str, &str); 9] = [
    ("cache-control", "no-store"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", FEATURES_OFF),
    ("x-robots-tag", "noindex, nofollow, noarchive, nosnippet"),
    ("x-frame-options", "DENY"),
    // A host name in a page must not be looked up before somebody follows the link.
    ("x-dns-prefetch-control", "off"),
];

/// Middleware: sets the headers, replacing whatever a handler set under the same names.
pub(super) async fn set(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let sandboxed = response.extensions().get::<Sandboxed>().is_some();
    let policy = if sandboxed { FILE_POLICY } else { PAGE_POLICY };
    let headers = response.headers_mut();
    for (name, value) in FIXED {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    headers.insert("content-security-policy", HeaderValue::from_static(policy));
    response
}
