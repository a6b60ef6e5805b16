//! A browser's side of HTTP/1.1, as small as it can be: one connection a request, one cookie, forms.

use std::{
    io::{Read, Write},
    net::TcpStream,
};

/// A form of a page.
#[derive(Clone, Debug)]
pub struct Form {
    /// Where it is sent.
    pub action: String,
    /// It takes files.
    pub takes_files: bool,
    /// What a person fills in.
    pub fields: Vec<Field>,
}

/// A field of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    pub name: String,
    /// Its type, or `textarea` or `select`.
    pub kind: String,
}

/// An answer.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The text of the page without its tags, and with its character references undone.
    pub fn words(&self) -> String {
        let (mut out, mut inside) = (String::new(), false);
        for c in self.text().chars() {
            match c {
                '<' => inside = true,
                '>' => {
                    inside = false;
                    out.push(' ');
                }
                c if !inside => out.push(c),
                _ => {}
            }
        }
        out.replace("&amp;", "&").replace("&quot;", "\"").split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The forms of the page that are sent as POST.
    pub fn forms(&self) -> Vec<Form> {
        let text = self.text();
        let of = |tag: &str, name: &str| {
            let value = tag.split(&format!(" {name}=\"")).nth(1)?;
            Some(value.split('"').next()?.replace("&amp;", "&"))
        };
        let forms = text.split("<form ").skip(1).filter_map(|rest| rest.split_once('>'));
        forms
            .filter_map(|(head, rest)| {
                let head = format!(" {head}");
                let body = rest.split("</form>").next()?;
                let mut fields: Vec<Field> = Vec::new();
                for tag in body.split('<').skip(1) {
                    let sort = tag.split([' ', '>']).next()?;
                    let Some(name) = of(tag.split('>').next()?, "name") else { continue };
                    let kind =
                        if sort == "input" { of(tag, "type").unwrap_or_default() } else { sort.to_owned() };
                    if kind != "hidden" && sort != "button" && fields.iter().all(|field| field.name != name) {
                        fields.push(Field { name, kind });
                    }
                }
                let takes_files = head.contains("multipart/form-data");
                Some(Form { action: of(&head, "action")?, takes_files, fields })
            })
            .collect()
    }

    /// The value of the first input called `name` after `from`.
    pub fn input(&self, from: &str, name: &str) -> Option<String> {
        let text = self.text();
        let form = &text[text.find(from)?..];
        let own = &form[form.find(&format!("name=\"{name}\""))?..];
        let value = &own[own.find("value=\"")? + 7..];
        Some(value[..value.find('"')?].to_owned())
    }
}

/// One browser.
#[derive(Clone, Debug)]
pub struct Client {
    pub port: u16,
    pub cookie: Option<String>,
}

impl Client {
    pub fn new(port: u16) -> Self {
        Self { port, cookie: None }
    }

    /// Sends these bytes and reads all that comes.
    pub fn raw(&self, request: &[u8]) -> Reply {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("the program listens");
        // A refused upload may be answered, and the connection closed, before all of it is sent.
        stream.write_all(request).ok();
        let mut all = Vec::new();
        stream.read_to_end(&mut all).ok();
        parse(&all)
    }

    /// A request with these headers beside Host and cookie.
    pub fn ask(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
        let mut head = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        if !headers.iter().any(|(name, _)| *name == "Host") {
            head += &format!("Host: 127.0.0.1:{}\r\n", self.port);
        }
        if let Some(cookie) = &self.cookie {
            head += &format!("Cookie: {cookie}\r\n");
        }
        for (name, value) in headers {
            head += &format!("{name}: {value}\r\n");
        }
        if method == "POST" {
            head += &format!("Content-Length: {}\r\n", body.len());
        }
        let reply = self.raw(&[head.as_bytes(), b"\r\n", body].concat());
        for (_, value) in reply.headers.iter().filter(|(name, _)| name == "set-cookie") {
            let pair = value.split(';').next().unwrap_or_default().to_owned();
            self.cookie = (!pair.ends_with('=')).then_some(pair);
        }
        reply
    }

    /// What a browser sends for a page.
    pub fn get(&mut self, path: &str) -> Reply {
        self.ask("GET", path, &[("Sec-Fetch-Site", "same-origin")], b"")
    }

    /// What a browser sends for a form of a page that carries `Referrer-Policy: no-referrer`.
    pub fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let pairs: Vec<String> =
            fields.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value))).collect();
        let headers = [
            ("Sec-Fetch-Site", "same-origin"),
            ("Origin", "null"),
            ("Content-Type", "application/x-www-form-urlencoded"),
        ];
        self.ask("POST", path, &headers, pairs.join("&").as_bytes())
    }

    /// Opens `page`, fills in its form for `action` and sends it. Gives the answer, without following it.
    pub fn fill(&mut self, page: &str, action: &str, fields: &[(&str, &str)]) -> Reply {
        let shown = self.get(page);
        self.send(&shown, action, fields)
    }

    /// Sends a form of a page already here, with its hidden answers.
    pub fn send(&mut self, shown: &Reply, action: &str, fields: &[(&str, &str)]) -> Reply {
        let from = format!("action=\"{action}\"");
        let token = shown
            .input(&from, "form_token")
            .unwrap_or_else(|| panic!("no form {action} in {}", shown.text()));
        let number = shown.input(&from, "once").unwrap_or_default();
        let mut all = vec![("form_token", token.as_str()), ("once", number.as_str())];
        let carried = ["seen", "ahead"].map(|name| (name, shown.input(&from, name).unwrap_or_default()));
        all.extend(
            carried
                .iter()
                .filter(|(_, value)| !value.is_empty())
                .map(|(name, value)| (*name, value.as_str())),
        );
        all.extend_from_slice(fields);
        self.post(action, &all)
    }

    /// The page a form led to.
    pub fn follow(&mut self, reply: &Reply) -> Reply {
        assert_eq!(reply.status, 303, "{}", reply.words());
        let to = reply.header("location").to_owned();
        self.get(to.split('#').next().unwrap_or_default())
    }

    /// Sends files with the form of the files page.
    pub fn upload(&mut self, token: &str, files: &[(&str, &[u8])]) -> Reply {
        self.upload_with(token, &[("description", "from my phone")], files)
    }

    /// Sends files with these answers before them.
    pub fn upload_with(&mut self, token: &str, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Reply {
        const MARK: &str = "----mark0123456789";
        let mut body = Vec::new();
        let mut field = |head: &str, content: &[u8]| {
            body.extend_from_slice(
                format!("--{MARK}\r\nContent-Disposition: form-data; {head}\r\n\r\n").as_bytes(),
            );
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        };
        field("name=\"form_token\"", token.as_bytes());
        for (name, value) in fields {
            field(&format!("name=\"{name}\""), value.as_bytes());
        }
        for (name, content) in files {
            // As browsers write a name (HTML, "Multipart form data").
            let name = name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A");
            field(&format!("name=\"file\"; filename=\"{name}\""), content);
        }
        body.extend_from_slice(format!("--{MARK}--\r\n").as_bytes());
        let kind = format!("multipart/form-data; boundary={MARK}");
        let headers =
            [("Sec-Fetch-Site", "same-origin"), ("Origin", "null"), ("Content-Type", kind.as_str())];
        self.ask("POST", "/files", &headers, &body)
    }
}

fn parse(all: &[u8]) -> Reply {
    let split = all.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or_else(|| {
        panic!("no answer: {:?}", String::from_utf8_lossy(all));
    });
    let head = String::from_utf8_lossy(&all[..split]).into_owned();
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse().ok());
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    let chunked = headers.iter().any(|(name, value)| name == "transfer-encoding" && value == "chunked");
    let body = &all[split + 4..];
    Reply {
        status: status.expect("a status"),
        headers,
        body: if chunked { unchunked(body) } else { body.to_vec() },
    }
}

fn unchunked(mut rest: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    while let Some(end) = rest.windows(2).position(|two| two == b"\r\n") {
        let size = usize::from_str_radix(&String::from_utf8_lossy(&rest[..end]), 16).expect("a chunk's size");
        if size == 0 {
            break;
        }
        out.extend_from_slice(&rest[end + 2..end + 2 + size]);
        rest = &rest[end + 4 + size..];
    }
    out
}

fn escaped(text: &str) -> String {
    text.bytes()
        .map(
            |byte| {
                if byte.is_ascii_alphanumeric() {
                    char::from(byte).to_string()
                } else {
                    format!("%{byte:02X}")
                }
            },
        )
        .collect()
}
