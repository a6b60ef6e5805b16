//! Chromium, driven over its DevTools protocol: a WebSocket (RFC 6455) with JSON messages.

use serde_json::{Value, json};
use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// How long anything may take, on a machine that is busy with all the other tests.
const PATIENCE: Duration = Duration::from_secs(120);

/// A running browser with one tab.
pub struct Browser {
    child: Child,
    profile: Option<TempDir>,
    socket: TcpStream,
    count: u64,
}

impl Browser {
    /// Starts Chromium without a window, with or without JavaScript, at this size.
    pub fn start(scripts: bool, (width, height): (u32, u32)) -> Self {
        let profile = TempDir::new().expect("a folder");
        let mut child = Command::new("chromium")
            .args([
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--remote-debugging-port=0",
                "--no-first-run",
            ])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("about:blank")
            // Whatever it writes outside its profile is looked at too.
            .env("HOME", profile.path())
            .env("TMPDIR", profile.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromium is installed: these tests drive the pages in a real browser");
        let Some(socket) = connect(profile.path()) else {
            child.kill().ok();
            panic!("chromium started but opened no tab within {PATIENCE:?}");
        };
        let mut browser = Self { child, profile: Some(profile), socket, count: 0 };
        browser.call("Page.enable", json!({}));
        browser.become_another(scripts, (width, height));
        browser
    }

    /// From the next page on: with or without JavaScript, at this size.
    pub fn become_another(&mut self, scripts: bool, (width, height): (u32, u32)) {
        self.call("Emulation.setScriptExecutionDisabled", json!({ "value": !scripts }));
        let metrics =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.call("Emulation.setDeviceMetricsOverride", metrics);
    }

    /// Light or dark, as the person has set the device.
    pub fn darken(&mut self, dark: bool) {
        let value = if dark { "dark" } else { "light" };
        let features = json!([{ "name": "prefers-color-scheme", "value": value }]);
        self.call("Emulation.setEmulatedMedia", json!({ "features": features }));
    }

    /// Closes the browser as a person does, and gives the folder with all it left behind.
    pub fn close(mut self) -> TempDir {
        self.call("Browser.close", json!({}));
        let since = Instant::now();
        while self.child.try_wait().expect("it can be asked").is_none() && since.elapsed() < PATIENCE {
            sleep(Duration::from_millis(50));
        }
        self.profile.take().expect("it is there until the browser is closed")
    }

    /// Calls a method and gives its result.
    pub fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.ask(method, parameters).unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// Calls a method that may fail, as one does while a page goes.
    fn ask(&mut self, method: &str, parameters: Value) -> Result<Value, Value> {
        self.count += 1;
        let message = json!({ "id": self.count, "method": method, "params": parameters }).to_string();
        send(&mut self.socket, message.as_bytes());
        loop {
            let answer: Value = serde_json::from_slice(&receive(&mut self.socket)).expect("JSON");
            if answer["id"] == self.count {
                return if answer["error"].is_null() { Ok(answer["result"].clone()) } else { Err(answer) };
            }
        }
    }

    /// The value of an expression in the page, as the tester sees it: it works with the page's own scripts off.
    pub fn value(&mut self, expression: &str) -> Value {
        let result =
            self.call("Runtime.evaluate", json!({ "expression": expression, "returnByValue": true }));
        assert!(result["exceptionDetails"].is_null(), "{expression}: {result}");
        result["result"]["value"].clone()
    }

    /// Takes over the session of a client, as if this browser had come in with it.
    pub fn adopt(&mut self, client: &crate::client::Client) {
        let (name, value) =
            client.cookie.as_ref().and_then(|cookie| cookie.split_once('=')).expect("a session");
        let cookie = json!({ "name": name, "value": value, "url": format!("http://127.0.0.1:{}/", client.port), "httpOnly": true });
        self.call("Network.setCookie", cookie);
    }

    /// Opens an address as a person types it.
    pub fn open(&mut self, address: &str) {
        self.call("Page.navigate", json!({ "url": address, "transitionType": "typed" }));
        self.settle();
    }

    /// Waits until a page is whole and stays so.
    pub fn settle(&mut self) {
        sleep(Duration::from_millis(250));
        self.until("document.readyState === 'complete'");
    }

    /// Waits until an expression is true.
    pub fn until(&mut self, expression: &str) {
        let since = Instant::now();
        loop {
            // Between two pages there is nothing to ask.
            let asked =
                self.ask("Runtime.evaluate", json!({ "expression": expression, "returnByValue": true }));
            if asked.is_ok_and(|result| result["result"]["value"] == true) {
                return;
            }
            assert!(since.elapsed() < PATIENCE, "never true: {expression}\n{}", self.text());
            sleep(Duration::from_millis(50));
        }
    }

    /// The words of the page.
    pub fn text(&mut self) -> String {
        self.value("document.body ? document.body.innerText : ''").as_str().unwrap_or_default().to_owned()
    }

    /// Types into a field.
    pub fn fill(&mut self, name: &str, text: &str) {
        self.value(&format!("document.querySelector('[name={name}]').focus()"));
        self.call("Input.insertText", json!({ "text": text }));
    }

    /// Clicks on the middle of an element, as a finger does.
    pub fn click(&mut self, selector: &str) {
        let at = self.value(&format!(
            "(() => {{ const e = document.querySelector({}); e.scrollIntoView({{block: 'center'}});
               const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; }})()",
            json!(selector)
        ));
        for kind in ["mousePressed", "mouseReleased"] {
            let event = json!({ "type": kind, "x": at[0], "y": at[1], "button": "left", "clickCount": 1 });
            self.call("Input.dispatchMouseEvent", event);
        }
        self.settle();
    }

    /// The Back or Forward button, `by` steps; false when there is nowhere to go.
    pub fn go(&mut self, by: i64) -> bool {
        let history = self.call("Page.getNavigationHistory", json!({}));
        let to = history["currentIndex"].as_i64().expect("an index") + by;
        let Some(entry) = usize::try_from(to).ok().and_then(|at| history["entries"].get(at)) else {
            return false;
        };
        self.call("Page.navigateToHistoryEntry", json!({ "entryId": entry["id"] }));
        self.settle();
        true
    }

    /// Writes a picture of the whole page beside the build, to be looked at.
    pub fn picture(&mut self, name: &str) {
        let folder = crate::program::beside_build("pictures");
        fs::create_dir_all(&folder).expect("a folder for pictures");
        let shot = self.call("Page.captureScreenshot", json!({ "captureBeyondViewport": true }));
        let bytes = base64(shot["data"].as_str().expect("a picture"));
        fs::write(folder.join(format!("{name}.png")), bytes).expect("the picture can be written");
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// Waits for the browser's port and its tab, and shakes hands.
fn connect(profile: &Path) -> Option<TcpStream> {
    let since = Instant::now();
    while since.elapsed() < PATIENCE {
        if let Some(socket) = tab(profile) {
            return Some(socket);
        }
        sleep(Duration::from_millis(100));
    }
    None
}

fn tab(profile: &Path) -> Option<TcpStream> {
    let written = fs::read_to_string(profile.join("DevToolsActivePort")).ok()?;
    let port: u16 = written.lines().next()?.parse().ok()?;
    let mut list = TcpStream::connect(("127.0.0.1", port)).ok()?;
    write!(list, "GET /json/list HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n").ok()?;
    list.set_read_timeout(Some(Duration::from_secs(1))).ok()?;
    let mut text = String::new();
    list.read_to_string(&mut text).ok();
    let tabs: Value = serde_json::from_str(text.split_once("\r\n\r\n")?.1.trim()).ok()?;
    let tab = tabs.as_array()?.iter().find(|tab| tab["type"] == "page")?;
    let path = tab["webSocketDebuggerUrl"].as_str()?.split_once(&format!(":{port}"))?.1.to_owned();
    let mut socket = TcpStream::connect(("127.0.0.1", port)).ok()?;
    socket.set_read_timeout(Some(PATIENCE)).ok()?;
    write!(
        socket,
        "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    .ok()?;
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        socket.read_exact(&mut byte).ok()?;
        head.push(byte[0]);
    }
    head.starts_with(b"HTTP/1.1 101").then_some(socket)
}

/// One masked text frame; the mask is zero, which leaves the bytes as they are.
fn send(socket: &mut TcpStream, payload: &[u8]) {
    let mut frame = vec![0x81];
    match u16::try_from(payload.len()) {
        Ok(short @ 0..126) => frame.push(0x80 | u8::try_from(short).expect("below 126")),
        Ok(length) => {
            frame.push(0x80 | 126);
            frame.extend_from_slice(&length.to_be_bytes());
        }
        Err(_) => {
            frame.push(0x80 | 127);
            frame.extend_from_slice(&(payload.len() as u64).to_be_bytes());
        }
    }
    frame.extend_from_slice(&[0; 4]);
    frame.extend_from_slice(payload);
    socket.write_all(&frame).expect("chromium listens");
}

/// The next whole text message.
fn receive(socket: &mut TcpStream) -> Vec<u8> {
    let mut message = Vec::new();
    loop {
        let mut head = [0; 2];
        socket.read_exact(&mut head).expect("chromium answers");
        let length = match head[1] & 0x7f {
            126 => {
                let mut bytes = [0; 2];
                socket.read_exact(&mut bytes).expect("a length");
                u64::from(u16::from_be_bytes(bytes))
            }
            127 => {
                let mut bytes = [0; 8];
                socket.read_exact(&mut bytes).expect("a length");
                u64::from_be_bytes(bytes)
            }
            short => u64::from(short),
        };
        let mut payload = vec![0; usize::try_from(length).expect("it fits")];
        socket.read_exact(&mut payload).expect("a payload");
        // Pings need no answer over the loopback address in the time a test takes.
        if head[0] & 0x0f < 3 {
            message.extend_from_slice(&payload);
            if head[0] & 0x80 != 0 {
                return message;
            }
        }
    }
}

/// RFC 4648 section 4.
fn base64(text: &str) -> Vec<u8> {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digits = text.bytes().filter_map(|byte| LETTERS.iter().position(|own| *own == byte));
    let (mut out, mut bits, mut held) = (Vec::new(), 0_u32, 0_u32);
    for digit in digits {
        bits = bits << 6 | u32::try_from(digit).expect("below 64");
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push(u8::try_from(bits >> held & 0xff).expect("one byte"));
        }
    }
    out
}
