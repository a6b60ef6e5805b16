//! Every fixture says how it was made: an `ORIGIN.md` beside it or above it.

use super::problem::Problem;
use super::tree::Tree;

/// Folders that group formats; an `ORIGIN.md` here would be too far from the fixtures to be true.
const GROUPS: &[&str] = &["testdata", "testdata/import"];

/// Checks every file under `testdata/`.
pub fn check(tree: &Tree) -> Vec<Problem> {
    let is_fixture = |path: &&str| path.starts_with("testdata/") && !path.ends_with("/ORIGIN.md");
    let mut folders: Vec<&str> = tree
        .files()
        .filter(is_fixture)
        .filter_map(|path| path.rsplit_once('/'))
        .map(|(folder, _)| folder)
        .collect();
    folders.dedup();
    let unexplained = folders.into_iter().filter(|folder| !has_origin(tree, folder));
    unexplained
        .map(|folder| {
            let to_do =
                "write how they were made, by what, under which licence, and that no real person is in them";
            Problem::of(folder, "holds fixtures without an ORIGIN.md", to_do)
        })
        .collect()
}

fn has_origin(tree: &Tree, folder: &str) -> bool {
    let mut here = folder;
    while !GROUPS.contains(&here) {
        if tree.has(&format!("{here}/ORIGIN.md")) {
            return true;
        }
        here = here.rsplit_once('/').map_or("testdata", |(above, _)| above);
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(paths: &[&str]) -> Vec<String> {
        let texts: Vec<_> = paths.iter().map(|path| (*path, "")).collect();
        check(&Tree::of(&texts)).iter().map(Problem::to_string).collect()
    }

    #[test]
    fn an_origin_beside_or_above_is_enough() {
        assert!(
            said(&["testdata/import/whatsapp/ORIGIN.md", "testdata/import/whatsapp/plain/chat.txt"])
                .is_empty()
        );
        assert!(said(&["testdata/vault/v1/ORIGIN.md", "testdata/vault/v1/small.db"]).is_empty());
    }

    #[test]
    fn none_or_one_too_far_above_is_not() {
        let said = said(&[
            "testdata/ORIGIN.md",
            "testdata/import/ORIGIN.md",
            "testdata/import/x/a/in",
            "testdata/loose",
        ]);
        assert_eq!(said.len(), 2);
        assert!(
            said[0].starts_with("testdata/import/x/a: holds fixtures without an ORIGIN.md / "),
            "{said:?}"
        );
        assert!(said[1].starts_with("testdata: "), "{said:?}");
    }
}
