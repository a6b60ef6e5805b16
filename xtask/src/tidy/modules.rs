//! Module edges: inside a crate, a module uses only modules listed before it in `xtask/tidy.toml`.
//!
//! Nearly every large crate measured without such a check is one dependency cycle inside. A total order is
//! stricter than "no cycle" and easier to read: the list is the reading order.

use std::collections::{BTreeMap, BTreeSet};

use super::problem::Problem;
use super::rules::{RULES, Rules};
use super::source::{ModulePath, Start};
use super::sources::Sources;

/// Checks every crate. `folders` is the package name and folder of each.
pub fn check(rules: &Rules, folders: &[(String, String)], sources: &Sources) -> Vec<Problem> {
    let mut problems = empty_names(&rules.empty_names, sources);
    for (package, folder) in folders {
        let listed = rules.crates.get(package).map_or(&[][..], |rule| &rule.modules);
        let inside = Modules::read(folder, sources);
        problems.extend(inside.listing(package, listed));
        problems.extend(inside.order(package, listed));
        problems.extend(inside.strays);
    }
    problems
}

/// A file called `utils` will hold anything; the glossary has a noun for what it really is.
fn empty_names(names: &[String], sources: &Sources) -> Vec<Problem> {
    let stem = |path: &str| path.rsplit('/').next().map(|file| file.trim_end_matches(".rs").to_owned());
    let empty = sources.all().filter(|(path, _)| stem(path).is_some_and(|stem| names.contains(&stem)));
    empty
        .map(|(path, _)| {
            Problem::of(path, "the name says nothing about what is inside", "name it after what it holds")
        })
        .collect()
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    path: String,
    line: usize,
}

/// The top-level modules of one crate and which of them use which.
#[derive(Debug, Default)]
struct Modules {
    declared: BTreeMap<String, Place>,
    /// (user, used) and the first place where it happens.
    edges: BTreeMap<(String, String), Place>,
    /// Paths that name the crate's root, where an edge would be hidden behind a re-export.
    strays: Vec<Problem>,
}

impl Modules {
    fn read(folder: &str, sources: &Sources) -> Self {
        let inside = format!("{folder}/src/");
        let files: Vec<_> = sources
            .product()
            .filter_map(|(path, source)| Some((module_of(path.strip_prefix(&inside)?)?, path, source)))
            .collect();
        let mut modules = Self::default();
        for (_, path, source) in files.iter().filter(|(module, ..)| module.is_empty()) {
            for module in source.modules.iter().filter(|module| !module.test) {
                let place = Place { path: (*path).to_owned(), line: module.line };
                modules.declared.insert(module.name.clone(), place);
            }
        }
        for (module, path, source) in &files {
            if let Some(top) = module.first() {
                let leaving = source.paths.iter().filter(|named| leaves(named, module.len()));
                leaving.for_each(|named| modules.edge(top, path, named));
            }
        }
        modules
    }

    fn edge(&mut self, user: &str, path: &str, named: &ModulePath) {
        if !self.declared.contains_key(&named.first) {
            self.strays.push(Problem::at(
                path,
                named.line,
                format!(
                    "`{}` is taken from the crate's root, which hides the module it lives in",
                    named.first
                ),
                "name the module",
            ));
        } else if named.first != user {
            let place = Place { path: path.to_owned(), line: named.line };
            self.edges.entry((user.to_owned(), named.first.clone())).or_insert(place);
        }
    }

    /// The table and the crate name the same modules.
    fn listing(&self, package: &str, listed: &[String]) -> Vec<Problem> {
        let mut problems = Vec::new();
        let unlisted: Vec<_> = self.declared.iter().filter(|(name, _)| !listed.contains(name)).collect();
        if let Some((_, place)) = unlisted.first() {
            let names: Vec<&str> = unlisted.iter().map(|(name, _)| name.as_str()).collect();
            let what = format!("{package} has modules that are not in the table: {}", names.join(", "));
            let to_do = match self.fitting_order() {
                Ok(order) => format!("add them to {RULES}; an order that fits: {order:?}"),
                Err(circle) => {
                    format!("first undo the circle {}, then add them to {RULES}", circle.join(" > "))
                }
            };
            problems.push(Problem::at(&place.path, place.line, what, to_do));
        }
        let gone = listed.iter().filter(|name| !self.declared.contains_key(*name));
        problems.extend(gone.map(|name| {
            Problem::of(RULES, format!("lists module `{name}` of {package}, which is not there"), "remove it")
        }));
        problems
    }

    /// Every edge goes to a module listed before the one that uses it.
    fn order(&self, package: &str, listed: &[String]) -> Vec<Problem> {
        let position = |name: &String| listed.iter().position(|other| other == name);
        let upward = self.edges.iter().filter(|((user, used), _)| match (position(user), position(used)) {
            (Some(user), Some(used)) => used > user,
            _ => false,
        });
        upward
            .map(|((user, used), place)| {
                let circle =
                    if self.reaches(used, user) { "; it is also used the other way, a circle" } else { "" };
                let what = format!("`{user}` uses `{used}`, which {package} lists after it{circle}");
                let to_do = format!("move what is shared below both, or change the order in {RULES}");
                Problem::at(&place.path, place.line, what, to_do)
            })
            .collect()
    }

    fn used_by<'a>(&'a self, user: &'a str) -> impl Iterator<Item = &'a str> {
        self.edges.keys().filter(move |(from, _)| from == user).map(|(_, used)| used.as_str())
    }

    fn reaches(&self, from: &str, to: &str) -> bool {
        let mut seen = BTreeSet::new();
        let mut open = vec![from];
        while let Some(module) = open.pop() {
            if module == to {
                return true;
            }
            if seen.insert(module) {
                open.extend(self.used_by(module));
            }
        }
        false
    }

    /// Lowest first, by name where the edges leave a choice.
    ///
    /// # Errors
    /// A circle, its first module repeated at the end.
    fn fitting_order(&self) -> Result<Vec<&str>, Vec<&str>> {
        let mut order: Vec<&str> = Vec::new();
        let mut waiting: BTreeSet<&str> = self.declared.keys().map(String::as_str).collect();
        while !waiting.is_empty() {
            let is_ready = |module: &&str| self.used_by(module).all(|used| order.contains(&used));
            let Some(ready) = waiting.iter().copied().find(is_ready) else {
                return Err(self.circle(&waiting));
            };
            waiting.remove(ready);
            order.push(ready);
        }
        Ok(order)
    }

    /// A circle among modules each of which uses another of them: walk until one comes round again.
    fn circle<'a>(&'a self, waiting: &BTreeSet<&'a str>) -> Vec<&'a str> {
        let mut walk: Vec<&str> = waiting.first().copied().into_iter().collect();
        while let Some(next) =
            walk.last().and_then(|last| self.used_by(last).find(|used| waiting.contains(used)))
        {
            let met = walk.iter().position(|module| *module == next);
            walk.push(next);
            if let Some(start) = met {
                return walk.split_off(start);
            }
        }
        walk
    }
}

/// The module a file under `src/` is: empty for the crate's root, none for further binaries, which are crates apart.
fn module_of(path: &str) -> Option<Vec<&str>> {
    let stem = path.strip_suffix(".rs")?;
    if stem == "lib" || stem == "main" {
        return Some(Vec::new());
    }
    let parts: Vec<&str> = stem.strip_suffix("/mod").unwrap_or(stem).split('/').collect();
    (parts[0] != "bin").then_some(parts)
}

/// True when a path in a module this deep starts at the crate's root.
fn leaves(named: &ModulePath, depth: usize) -> bool {
    match named.start {
        Start::Root => true,
        Start::Above(levels) => levels == depth,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tree::Tree;
    use super::*;

    const ROOT: (&str, &str) = ("a/src/lib.rs", "mod high;\nmod low;\n#[cfg(test)]\nmod tests;");

    fn said(listed: &[&str], texts: &[(&str, &str)]) -> Vec<String> {
        let modules = format!("{listed:?}");
        let rules = format!("empty_names = [\"utils\"]\n[crate.a]\nuses = []\nmodules = {modules}");
        let rules: Rules = toml::from_str(&rules).unwrap();
        let (sources, _) = Sources::read(&Tree::of(texts));
        let problems = check(&rules, &[("a".to_owned(), "a".to_owned())], &sources);
        problems.iter().map(Problem::to_string).collect()
    }

    #[test]
    fn using_what_is_below_is_fine() {
        let files = [
            ROOT,
            ("a/src/high.rs", "mod part;\nuse crate::low::X;\nuse super::low;"),
            ("a/src/high/part.rs", "use super::Y;\nuse super::super::low::X;"),
            ("a/src/low.rs", "use crate::low::Z;"),
        ];
        assert_eq!(said(&["low", "high"], &files), Vec::<String>::new());
    }

    #[test]
    fn using_what_is_above_is_named_with_its_place() {
        let files = [ROOT, ("a/src/high.rs", ""), ("a/src/low/mod.rs", "\nuse crate::{high::X};")];
        let said = said(&["low", "high"], &files);
        assert_eq!(said.len(), 1);
        assert!(
            said[0].starts_with("a/src/low/mod.rs:2: `low` uses `high`, which a lists after it / "),
            "{said:?}"
        );
    }

    #[test]
    fn a_circle_is_called_one() {
        let files =
            [ROOT, ("a/src/high.rs", "use crate::low;"), ("a/src/low.rs", "fn f() { crate::high::g() }")];
        assert!(said(&["low", "high"], &files)[0].contains("a circle"));
        assert!(said(&[], &files)[0].contains("first undo the circle high > low > high"));
    }

    #[test]
    fn an_unlisted_module_is_named_with_an_order_that_fits() {
        let files = [ROOT, ("a/src/high.rs", "use crate::low;"), ("a/src/low.rs", "")];
        let said = said(&["low", "gone"], &files);
        assert_eq!(said.len(), 2);
        assert!(
            said[0].contains("not in the table: high /") && said[0].contains("[\"low\", \"high\"]"),
            "{said:?}"
        );
        assert!(said[1].contains("lists module `gone`"), "{said:?}");
    }

    #[test]
    fn a_name_taken_from_the_root_hides_its_edge() {
        let files = [ROOT, ("a/src/high.rs", "use crate::Thing;\nuse super::*;"), ("a/src/low.rs", "")];
        assert_eq!(said(&["low", "high"], &files).len(), 2);
    }

    #[test]
    fn tests_may_use_anything() {
        let files = [
            ROOT,
            ("a/src/low.rs", "#[cfg(test)]\nmod t { use crate::high; }"),
            ("a/src/tests.rs", "use crate::*;"),
        ];
        assert_eq!(said(&["low", "high"], &files), Vec::<String>::new());
    }

    #[test]
    fn an_empty_name_is_refused() {
        let files = [ROOT, ("a/src/low/utils.rs", "")];
        assert!(said(&["low", "high"], &files)[0].starts_with("a/src/low/utils.rs: the name says nothing"));
    }
}
