//! Size budgets. What is over today stands in `xtask/ratchet.toml` and may only shrink.

use super::problem::Problem;
use super::rules::{Excess, RATCHET, Ratchet};
use super::sources::Sources;

/// No file is longer.
const FILE_LINES: usize = 1_000;
/// No function is longer, signature to closing brace.
const FUNCTION_LINES: usize = 70;
/// `.unwrap()` and `.expect()` in each 1,000 lines of product.
const PANICS_PER_1000: f64 = 2.0;

/// The measured sizes of the product, printed with every run.
#[derive(Debug, PartialEq)]
pub struct Figures {
    product_lines: usize,
    test_lines: usize,
    files: Spread,
    functions: Spread,
    panics: usize,
}

/// Median, ninth decile and maximum.
#[derive(Debug, PartialEq, Eq)]
struct Spread {
    p50: usize,
    p90: usize,
    most: usize,
}

/// Something of a length at a place.
struct Sized<'a> {
    path: &'a str,
    name: &'a str,
    line: usize,
    lines: usize,
}

/// Checks every file and function, tests too, against the hard limits and the ratchet.
pub fn check(ratchet: &Ratchet, sources: &Sources) -> Vec<Problem> {
    let files: Vec<_> =
        sources.all().map(|(path, source)| Sized { path, name: "", line: 0, lines: source.lines }).collect();
    let functions: Vec<_> = sources
        .all()
        .flat_map(|(path, source)| source.functions.iter().map(move |function| (path, function)))
        .map(|(path, function)| Sized {
            path,
            name: &function.name,
            line: function.line,
            lines: function.lines,
        })
        .collect();
    let mut problems = over(&files, FILE_LINES, &ratchet.files);
    problems.extend(over(&functions, FUNCTION_LINES, &ratchet.functions));
    problems.extend(too_many_panics(sources));
    problems
}

fn over(things: &[Sized], limit: usize, recorded: &[Excess]) -> Vec<Problem> {
    let is_about = |excess: &Excess, thing: &Sized| excess.path == thing.path && excess.name == thing.name;
    let mut problems = Vec::new();
    for thing in things.iter().filter(|thing| thing.lines > limit) {
        let allowed = recorded.iter().find(|excess| is_about(excess, thing)).map(|excess| excess.lines);
        let Sized { path, name, line, lines } = *thing;
        let subject = if name.is_empty() { "the file".to_owned() } else { format!("`{name}`") };
        match allowed {
            None => {
                let what = format!("{subject} is {lines} lines, the limit is {limit}");
                problems.push(Problem::at(
                    path,
                    line,
                    what,
                    "split it where its parts have names of their own",
                ));
            }
            Some(allowed) if lines > allowed => {
                let what =
                    format!("{subject} grew from {allowed} to {lines} lines, and was too long already");
                problems.push(Problem::at(path, line, what, "take something out of it first"));
            }
            Some(allowed) if lines < allowed => {
                let what =
                    format!("{subject} of {path} is recorded with {allowed} lines and now has {lines}");
                problems.push(Problem::of(RATCHET, what, format!("write {lines}")));
            }
            Some(_) => {}
        }
    }
    let is_needed =
        |excess: &&Excess| !things.iter().any(|thing| is_about(excess, thing) && thing.lines > limit);
    problems.extend(recorded.iter().filter(is_needed).map(|excess| {
        let what = format!("{} {} is no longer over its limit", excess.path, excess.name);
        Problem::of(RATCHET, what, "remove its entry")
    }));
    problems
}

fn too_many_panics(sources: &Sources) -> Option<Problem> {
    let figures = figures(sources);
    let (worst, source) = sources.product().max_by_key(|(_, source)| source.panics.len())?;
    (figures.panics_per_1000() > PANICS_PER_1000).then(|| {
        let what = format!(
            "{:.1} unwrap and expect in each 1,000 lines of product, the limit is {PANICS_PER_1000}; most are here, {}",
            figures.panics_per_1000(),
            source.panics.len()
        );
        Problem::at(worst, source.panics.first().copied().unwrap_or(0), what, "return an error instead")
    })
}

/// Measures the product.
pub fn figures(sources: &Sources) -> Figures {
    let product = || sources.product().map(|(_, source)| source);
    let functions = product().flat_map(|source| &source.functions).filter(|function| !function.test);
    let product_lines = product().map(|source| source.lines - source.test_lines).sum();
    let all_lines: usize = sources.all().map(|(_, source)| source.lines).sum();
    Figures {
        product_lines,
        test_lines: all_lines - product_lines,
        files: Spread::of(product().map(|source| source.lines - source.test_lines)),
        functions: Spread::of(functions.map(|function| function.lines)),
        panics: product().map(|source| source.panics.len()).sum(),
    }
}

impl Spread {
    fn of(sizes: impl Iterator<Item = usize>) -> Self {
        let mut sizes: Vec<usize> = sizes.collect();
        sizes.sort_unstable();
        // The nearest-rank definition: the smallest size that so many percent do not exceed.
        let rank = |percent: usize| (sizes.len() * percent).div_ceil(100).saturating_sub(1);
        let at = |percent| sizes.get(rank(percent)).copied().unwrap_or(0);
        Self { p50: at(50), p90: at(90), most: at(100) }
    }
}

impl Figures {
    fn panics_per_1000(&self) -> f64 {
        per(self.panics * 1_000, self.product_lines)
    }
}

impl std::fmt::Display for Figures {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { product_lines, test_lines, files, functions, .. } = self;
        writeln!(
            out,
            "product {product_lines} lines, tests {test_lines} ({:.2} a line)",
            per(*test_lines, *product_lines)
        )?;
        writeln!(
            out,
            "files     p50 {} (aim 150)  p90 {} (aim 450)  most {}",
            files.p50, files.p90, files.most
        )?;
        writeln!(
            out,
            "functions p50 {} (aim 8)    p90 {} (aim 35)   most {}",
            functions.p50, functions.p90, functions.most
        )?;
        write!(
            out,
            "unwrap and expect per 1,000 lines {:.1} (limit {PANICS_PER_1000})",
            self.panics_per_1000()
        )
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of lines are far below 2^52")]
fn per(count: usize, lines: usize) -> f64 {
    count as f64 / lines.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::super::tree::Tree;
    use super::*;

    fn function(lines: usize) -> String {
        format!("fn long() {{{}}}\n", "\n".repeat(lines - 1))
    }

    fn said(text: &str, ratchet: &str) -> Vec<String> {
        let (sources, _) = Sources::read(&Tree::of(&[("a.rs", text)]));
        let ratchet: Ratchet = toml::from_str(ratchet).unwrap();
        check(&ratchet, &sources).iter().map(Problem::to_string).collect()
    }

    fn recorded(lines: usize) -> String {
        format!("[[function]]\npath = \"a.rs\"\nname = \"long\"\nlines = {lines}")
    }

    #[test]
    fn the_limit_itself_is_allowed_and_one_more_is_not() {
        assert!(said(&function(70), "").is_empty());
        assert!(said(&function(71), "")[0].starts_with("a.rs:1: `long` is 71 lines, the limit is 70 / "));
        assert!(said(&"\n".repeat(1_000), "").is_empty());
        assert!(said(&"\n".repeat(1_001), "")[0].starts_with("a.rs: the file is 1001 lines"));
    }

    #[test]
    fn a_recorded_excess_may_stay_but_not_grow() {
        assert!(said(&function(80), &recorded(80)).is_empty());
        assert!(said(&function(81), &recorded(80))[0].contains("grew from 80 to 81"));
    }

    #[test]
    fn the_record_follows_when_it_shrinks() {
        assert!(said(&function(75), &recorded(80))[0].ends_with("/ write 75"));
        assert!(said(&function(60), &recorded(80))[0].ends_with("/ remove its entry"));
    }

    #[test]
    fn too_many_panics_are_a_problem_in_product_only() {
        let lines = "\n".repeat(400);
        assert!(
            said(&format!("fn f() {{ a.unwrap(); b.expect(\"\") }}{lines}"), "")[0].contains("5.0 unwrap")
        );
        assert!(said(&format!("#[cfg(test)] mod t {{ fn f() {{ a.unwrap() }} }}{lines}"), "").is_empty());
    }

    #[test]
    fn percentiles_are_nearest_rank() {
        assert_eq!(Spread::of(1..=10), Spread { p50: 5, p90: 9, most: 10 });
        assert_eq!(Spread::of([7].into_iter()), Spread { p50: 7, p90: 7, most: 7 });
        assert_eq!(Spread::of([].into_iter()), Spread { p50: 0, p90: 0, most: 0 });
    }
}
