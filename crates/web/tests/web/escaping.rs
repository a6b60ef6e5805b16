use daybook_web::components::{
    Align, Pager, Progress, Row, Shown, Table, Tone, Veil, details, heading, heading_with_caption, notice,
    summary_list, tag,
};
use daybook_web::exit::ExitTarget;
use daybook_web::form::{Answers, Choice, Errors, Form, Question};
use daybook_web::layout::{Emergency, Frame, Link, Page};
use maud::{Markup, html};

const HOSTILE: [&str; 6] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onfocus='alert(1)' autofocus='",
    "</textarea><script>x</script>",
    "</title><svg onload=alert(1)>",
    "&lt;b&gt; & \u{202e}txt.exe",
];

fn everything(text: &str) -> Vec<(&'static str, Markup)> {
    let plain = html! { (text) };
    let mut table = Table::new(text).column(text, Align::Left).column(text, Align::Right);
    table.row(vec![plain.clone(), plain.clone(), plain.clone()]);
    let veil = |shown| Veil { shown, src: text, about: text }.render();
    vec![
        ("heading", heading(text)),
        ("caption", heading_with_caption(text, text)),
        ("details", details(text, &plain)),
        ("notice", notice(Tone::Care, text, &plain)),
        ("summary", summary_list(&[Row::text(text, text).change(text), Row::markup(text, plain.clone())])),
        ("table", table.render()),
        ("empty table", Table::new(text).render()),
        ("tag", tag(text)),
        ("pager", Pager { page: 2, pages: 3, to: text }.render()),
        ("progress", Progress { label: text, done: 5, of: Some(3), words: text, again: text }.render()),
        ("picture", veil(Shown::Picture)),
        ("sound", veil(Shown::Sound)),
        ("video", veil(Shown::Video)),
        ("form", hostile_form(text)),
        ("page", hostile_page(text)),
    ]
}

fn hostile_form(text: &str) -> Markup {
    let choices = || vec![Choice::new(text, text).hint(text)];
    let form = Form::new(text, text)
        .ask(Question::line(text, text).hint(text))
        .ask(Question::paragraphs("p", text))
        .ask(Question::secret("s", text))
        .ask(Question::one("o", text, choices()))
        .ask(Question::many("m", text, choices()))
        .ask(Question::pick("k", text, choices()))
        .ask(Question::files("f", text).accept(text))
        .ask(Question::carried("c"))
        .button(text)
        .second_button(text, text);
    let answers: Answers =
        [text, "p", "s", "o", "m", "k", "f", "c"].into_iter().map(|name| (name, text)).collect();
    let mut errors = Errors::new();
    for name in [text, "p", "o", "none"] {
        errors.add(name, text);
    }
    form.page(&html! { h1 { (text) } }, &answers, &errors)
}

fn hostile_page(text: &str) -> Markup {
    let frame = Frame {
        nav: vec![Link::new(text, text)],
        here: text.to_owned(),
        exit: ExitTarget::default(),
        form_token: Some(text.to_owned()),
    };
    let emergency = Emergency { question: text.to_owned(), answer: text.to_owned() };
    Page::new(html! { (text) }).back(text).emergency(emergency).refresh(3, text).render(&frame)
}

/// Reads markup as a browser does and returns every tag's name with its attribute names. Fails on markup that is not
/// well quoted, which is what a hostile string would have to bring about.
fn tags(markup: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let mut rest = markup;
    while let Some(at) = rest.find('<') {
        let (words, after) = first_tag(&rest[at + 1..]);
        found.push(words);
        rest = after;
    }
    found
}

/// The name and the attribute names of the tag `text` begins with, and what comes after its `>`.
fn first_tag(text: &str) -> (Vec<String>, &str) {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for (index, letter) in text.char_indices() {
        match letter {
            '"' => quoted = !quoted,
            _ if quoted => {}
            '>' => return (words, &text[index + 1..]),
            ' ' => words.push(String::new()),
            '<' | '\'' | '`' => panic!("{letter} inside a tag: {text}"),
            _ => words.last_mut().unwrap().push(letter),
        }
    }
    panic!("a tag does not end: {text}");
}

#[test]
fn hostile_strings_add_no_tag_and_no_attribute() {
    let harmless = everything("plain");
    for text in HOSTILE {
        for ((what, expected), (_, markup)) in harmless.iter().zip(everything(text)) {
            let markup = markup.into_string();
            assert_eq!(tags(&markup), tags(&expected.clone().into_string()), "{what} with {text}");
            assert!(markup.matches("plain").count() == 0, "{what} shows what it is given");
        }
    }
}

#[test]
fn every_component_shows_its_text() {
    for (what, markup) in everything("canary & co") {
        assert!(markup.into_string().contains("canary &amp; co"), "{what}");
    }
}

#[test]
fn the_reader_of_tags_would_notice() {
    assert_eq!(tags(r#"<a href="x" b>t</a>"#), [vec!["a", "href=", "b"], vec!["/a"]]);
    assert_ne!(tags(r#"<p>x</p>"#), tags(r#"<p><b>x</b></p>"#));
    assert_ne!(tags(r#"<p a="x">"#), tags(r#"<p a="x" onfocus="x">"#));
}

#[test]
fn distressing_media_waits_to_be_asked_for() {
    for shown in [Shown::Picture, Shown::Sound, Shown::Video] {
        let markup = Veil { shown, src: "/m/1", about: "A note" }.render().into_string();
        assert!(markup.find("<details>").unwrap() < markup.find(r#"src="/m/1""#).unwrap());
        assert!(!markup.contains("autoplay") && !markup.contains("<details open"));
        assert!(markup.contains(r#"loading="lazy""#) || markup.contains(r#"preload="none""#));
    }
}

#[test]
fn edges_of_lists_and_bars() {
    assert_eq!(Pager { page: 1, pages: 1, to: "/" }.render().into_string(), "");
    let first = Pager { page: 1, pages: 2, to: "/?p=" }.render().into_string();
    assert!(!first.contains("Previous") && first.contains(r#"href="/?p=2""#));
    let last = Pager { page: 2, pages: 2, to: "/?p=" }.render().into_string();
    assert!(last.contains(r#"href="/?p=1""#) && !last.contains("Next"));
    let bar = |of| Progress { label: "l", done: 9, of, words: "w", again: "/" }.render().into_string();
    assert!(bar(Some(4)).contains(r#"max="4" value="4""#), "never more than the whole");
    assert!(!bar(None).contains("value"), "unknown is not nought");
    assert!(Table::new("Calls").render().into_string().contains("None yet."));
}
