//! Every address the program answers at, taken from the router's own list: a new page is probed without being named here.

/// The source of the router.
const ROUTER: &str = include_str!("../../src/pages/mod.rs");

/// Addresses that the router names by a constant of the page kit.
const NAMED: [(&str, &str); 3] = [("START_PATH", "/start"), ("EXIT_PATH", "/x"), ("LOCK_PATH", "/lock")];

/// One address and what it answers to.
#[derive(Clone, Debug)]
pub struct Route {
    /// The address, with something in place of each part that varies.
    pub path: String,
    /// A form can be sent there.
    pub takes_forms: bool,
}

/// All of them.
pub fn all() -> Vec<Route> {
    let lines = ROUTER.lines().map(str::trim).filter_map(|line| line.strip_prefix(".route("));
    lines
        .map(|line| {
            let (path, handlers) = line.split_once(", ").expect("an address and its handlers");
            Route {
                path: filled(path),
                takes_forms: handlers.contains("post(") || handlers.starts_with("files"),
            }
        })
        .collect()
}

fn filled(path: &str) -> String {
    if let Some((_, named)) = NAMED.iter().find(|(name, _)| *name == path) {
        return (*named).to_owned();
    }
    let path = path.strip_prefix('"').and_then(|path| path.strip_suffix('"'));
    let path =
        path.unwrap_or_else(|| panic!("the router names an address this list does not know: {path:?}"));
    let parts =
        [("{segment}", "1"), ("{index}", "0"), ("{topic}", "where"), ("{list}", "notes"), ("{id}", "1")];
    let path =
        parts.iter().fold(path.replace("{entry}", "1"), |path, (part, value)| path.replace(part, value));
    assert!(!path.contains('{'), "a part of {path} has no value here");
    path
}
