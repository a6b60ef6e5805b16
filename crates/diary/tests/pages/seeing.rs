//! The timeline, the charts and a conversation: every count leads to exactly what it was counted from.

use crate::{client::Reply, program::sample};

/// The number of rows a page says it found.
fn total(page: &Reply) -> usize {
    let text = page.text();
    let said = text.split("<p role=\"status\"><strong>").nth(1).expect("a count").split(' ').next().unwrap();
    said.replace(',', "").parse().expect("a number")
}

#[test]
fn each_mark_of_a_chart_leads_to_as_many_rows_as_it_says() {
    let (_folder, mut program) = sample();
    let charts = program.client.get("/see").text();
    let marks: Vec<(String, usize)> = charts
        .split("<a href=\"")
        .skip(1)
        .filter_map(|rest| {
            let (to, rest) = rest.split_once('"')?;
            let about = rest.strip_prefix(" aria-label=\"")?.split('"').next()?;
            Some((to.replace("&amp;", "&"), about.rsplit(": ").next()?.parse().ok()?))
        })
        .collect();
    assert!(marks.len() > 150, "{}", marks.len());
    for (to, count) in marks.iter().step_by(marks.len() / 25) {
        assert_eq!(total(&program.client.get(to)), *count, "{to}");
    }
    assert!(!charts.contains("style=\""));
    // 110 messages came in the week of Monday 21 September: a month keeps its capital letter.
    assert!(charts.contains("The most: 110 in the week of 21 September 2026."), "{charts}");
}

#[test]
fn the_timeline_is_narrowed_by_person_way_place_day_and_words() {
    let (_folder, mut program) = sample();
    let all = total(&program.client.get("/list"));
    let anybody = total(&program.client.get("/list?a=1"));
    assert!(anybody > all, "{anybody} {all}");
    let calls = total(&program.client.get("/list?c=1"));
    assert!(calls > 0 && calls < all);
    let narrowed = program.client.fill(
        "/list",
        "/list",
        &[("text", "flowers"), ("from", "1 May 2026"), ("to", "31 May 2026")],
    );
    let to = narrowed.header("location").to_owned();
    assert!(!to.contains("flowers") && to.contains("from=2026-05-01"), "{to}");
    let shown = program.client.get(&to);
    assert!(total(&shown) >= 1 && shown.words().contains("Flowers had been left"), "{}", shown.words());
    let refused = program.client.fill("/list", "/list", &[("from", "blue o'clock")]);
    assert_eq!(refused.status, 422);
    let newest = program.client.get("/list").words();
    let oldest = program.client.get("/list?o=1").words();
    assert_ne!(newest[newest.len() / 2..], oldest[oldest.len() / 2..]);
}

#[test]
fn a_message_stands_in_its_conversation_and_a_picture_behind_its_veil() {
    let (_folder, mut program) = sample();
    let list = program.client.get("/list").text();
    let talk = list.split("href=\"/talk/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let shown = program.client.get(&format!("/talk/{talk}"));
    assert!(
        shown.words().contains("This one") && shown.text().matches("class=\"line").count() > 10,
        "{}",
        shown.words()
    );
    let files = program.client.get("/files").text();
    let row = files.split("<tr>").find(|row| row.contains("image/jpeg")).unwrap();
    let entry = row.split("/files/").nth(1).unwrap().split('"').next().unwrap();
    let page = program.client.get(&format!("/files/{entry}"));
    assert!(page.text().contains("<details") && page.text().contains("loading=\"lazy\""));
    let picture = program.client.get(&format!("/files/{entry}/view"));
    assert_eq!((picture.status, picture.header("content-type")), (200, "image/jpeg"));
    assert!(
        picture.header("content-security-policy").starts_with("sandbox")
            && picture.body.starts_with(b"\xff\xd8")
    );
}
