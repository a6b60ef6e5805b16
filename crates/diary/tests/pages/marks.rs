//! Marks of a file: changed after the fact, never without a trace, and they hold for every pack made from then on.

use crate::{
    journey::finished,
    program::{Program, opened},
};
use std::{fs, path::Path};

/// Adds a letter; gives the address of its page.
fn letter(program: &mut Program) -> String {
    let token = program.client.get("/files").input("action=\"/files\"", "form_token").unwrap();
    program.client.upload(&token, &[("letter.txt", b"I know where you go on Tuesdays.")]);
    finished(program);
    let list = program.client.get("/files").text();
    let entry = list.split("/files/").skip(1).find_map(|rest| rest.split('"').next()?.parse::<u64>().ok());
    format!("/files/{}", entry.unwrap())
}

/// Makes a pack; gives the text of its list of exhibits and whether the letter's bytes are in it.
fn pack(program: &mut Program, folder: &Path) -> (String, bool) {
    let look = program.client.fill("/pack", "/pack/look", &[]);
    let made = program.client.send(&look, "/pack", &[("folder", folder.to_str().unwrap())]);
    assert_eq!(made.status, 303, "{}", made.words());
    let entries = fs::read_to_string(folder.join("data/record/entries.jsonl")).unwrap();
    let files = fs::read_dir(folder.join("data/exhibits")).map_or(0, Iterator::count);
    (entries, files > 0)
}

#[test]
fn a_file_marked_private_later_stays_out_of_every_pack_made_from_then_on() {
    let (folder, mut program) = opened();
    let page = letter(&mut program);
    let (entries, whole) = pack(&mut program, &folder.path().join("one"));
    assert!(whole && entries.contains("letter.txt"), "{entries}");

    let marks = format!("{page}/marks");
    let refused = program.client.fill(&page, &marks, &[("marks", "private"), ("reason", " ")]);
    assert!(
        refused.status == 422 && refused.words().contains("A change needs a reason."),
        "{}",
        refused.words()
    );
    let sent = [("marks", "private"), ("marks", "distressing"), ("reason", "It names my street.")];
    let reply = program.client.send(&refused, &marks, &sent);
    let shown = program.client.follow(&reply).words();
    assert!(shown.contains("Kept out of every pack. Hard to look at"), "{shown}");
    assert!(
        shown.contains("It was not always kept out")
            && shown.contains("A pack you made before stays as it is")
    );
    assert!(shown.contains("How it was marked before") && shown.contains("It names my street."), "{shown}");

    let (entries, whole) = pack(&mut program, &folder.path().join("two"));
    assert!(
        !whole && !entries.contains("letter.txt") && !entries.contains("It names my street."),
        "{entries}"
    );
    let missing = program.client.get("/files/999/marks");
    assert_eq!(missing.status, 404);
}
