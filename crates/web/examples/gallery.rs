//! Writes a page with every component to a folder, with the assets beside it, to be looked at in a browser:
//! `cargo run -p daybook-web --example gallery -- FOLDER`.

use std::path::Path;
use std::{env, fs, io};

use daybook_web::assets::{Asset, ICON, SCRIPT, STYLE};
use daybook_web::components::{
    Align, Pager, Progress, Row, Shown, Table, Tone, Veil, date_time, details, heading_with_caption, notice,
    summary_list, tag,
};
use daybook_web::form::{Answers, Choice, Errors, Form, Question, Width};
use daybook_web::layout::{Emergency, Frame, Link, Page};
use maud::{Markup, html};

fn main() -> io::Result<()> {
    let folder = env::args().nth(1).ok_or_else(|| io::Error::other("say which folder to write to"))?;
    let folder = Path::new(&folder);
    fs::create_dir_all(folder)?;
    for (name, page) in
        [("parts", parts()), ("form", form(false)), ("errors", form(true)), ("start", start())]
    {
        let mut document = page.into_string();
        for asset in [&*STYLE, &*SCRIPT, &*ICON] {
            document = document.replace(asset.path(), &beside(asset));
            fs::write(folder.join(beside(asset)), asset.content())?;
        }
        fs::write(folder.join(format!("{name}.html")), document)?;
    }
    Ok(())
}

fn beside(asset: &Asset) -> String {
    asset.path().replace("/a/", "")
}

fn frame() -> Frame {
    Frame {
        nav: [
            ("Entries", "/entries"),
            ("Add", "/add"),
            ("Bring in", "/in"),
            ("People", "/people"),
            ("Share", "/out"),
        ]
        .map(|(label, href)| Link::new(label, href))
        .into(),
        here: "/entries".to_owned(),
        form_token: Some("0".repeat(64)),
        ..Frame::default()
    }
}

fn emergency() -> Emergency {
    Emergency {
        question: "In danger now?".to_owned(),
        answer: "Call 999. If you cannot speak, press 55 when asked.".to_owned(),
    }
}

fn start() -> Markup {
    let form = Form::new("/unlock", "0")
        .ask(Question::secret("passphrase", "Your passphrase").hint("The words you chose when you began."))
        .button("Open");
    let content = html! {
        h1 { "Welcome back" }
        p.lead { "Nothing here leaves this computer unless you send it." }
        (form.render(&Answers::new(), &Errors::new()))
        (details("I have lost my passphrase", &html! { p { "Use your recovery sheet, or ask the people you trust." } }))
    };
    let frame = Frame { nav: Vec::new(), ..frame() };
    Page::new(content).emergency(emergency()).render(&frame)
}

fn form(wrong: bool) -> Markup {
    let form = Form::new("/add", "0")
        .ask(
            Question::line("when", "When did it happen?")
                .hint("For example: yesterday about 9pm, or 12 March. “Not sure” is fine."),
        )
        .ask(
            Question::paragraphs("what", "What happened?")
                .hint("Use your own words. You can add more later."),
        )
        .ask(Question::one(
            "sure",
            "How sure are you of the time?",
            vec![
                Choice::new("exact", "I know the time"),
                Choice::new("about", "About then").hint("Within an hour or so."),
                Choice::new("no", "I’m not sure"),
            ],
        ))
        .ask(
            Question::many(
                "how",
                "How was it done?",
                vec![Choice::new("call", "A call"), Choice::new("visit", "Came to a place I was")],
            )
            .optional(),
        )
        .ask(Question::pick(
            "who",
            "Who was it?",
            vec![Choice::new("", "Choose"), Choice::new("1", "Alex Example")],
        ))
        .ask(Question::line("number", "Phone number").optional().numeric().width(Width::Medium))
        .ask(Question::files("files", "Photos or files").optional())
        .button("Save")
        .second_button("later", "Save and finish later");
    let answers = Answers::new()
        .with("what", "He was outside again.\nHe did not speak.")
        .with("sure", "about")
        .with("how", "visit");
    let mut errors = Errors::new();
    if wrong {
        errors.add("when", "Say when it happened. “Not sure” is fine.");
        errors.add("sure", "Choose how sure you are of the time.");
    }
    let content = form.page(&html! { h1 { "Add what happened" } }, &answers, &errors);
    Page::new(content).back("/entries").emergency(emergency()).failed(wrong).render(&frame())
}

fn parts() -> Markup {
    let at = date_time(jiff::civil::datetime(2026, 3, 3, 21, 5, 0, 0));
    let mut table = Table::new("Contacts by month")
        .column("Month", Align::Left)
        .column("Calls", Align::Right)
        .column("Messages", Align::Right)
        .column("Visits", Align::Right);
    for (month, calls, messages, visits) in
        [("January 2026", 12, 340, 0), ("February 2026", 31, 1204, 2), ("March 2026", 9, 87, 5)]
    {
        table.row(vec![
            html! { a href="/m" { (month) } },
            html! { (calls) },
            html! { (messages) },
            html! { (visits) },
        ]);
    }
    let content = html! {
        (heading_with_caption("At the bus stop", "Entry 14"))
        (notice(Tone::Done, "Saved", &html! { p { "It is on your disk now." } }))
        (summary_list(&[
            Row::markup("When", at).change("/c"),
            Row::markup("Kind", html! { (tag("In person")) " " (tag("Watching")) }).change("/c"),
            Row::text("What happened", "He was at the bus stop when I came out of work.\nHe followed me to the corner.").change("/c"),
            Row::text("Address", "https://example.org/averyveryveryveryveryverylongaddresswithoutanybreaksinit"),
        ]))
        h2 { "Before you share it" }
        (notice(Tone::Care, "Who may read this", &html! { p { "The other side may be shown it one day. Do not put a new address here." } }))
        (notice(Tone::Note, "Good to know", &html! { p { "You can add more at any time. What you wrote first stays." } }))
        (details("Why we ask this", &html! { p { "An officer looks at what happened each time, and in what order." } }))
        (table.render())
        (Progress { label: "Reading messages", done: 3120, of: Some(8000), words: "3,120 of about 8,000 messages", again: "/w" }.render())
        (Veil { shown: Shown::Picture, src: "/media/1", about: "Photo of a note left on the car, 3 March" }.render())
        (Pager { page: 2, pages: 9, to: "/entries?page=" }.render())
        p { a.button href="/out" { "Make a pack" } }
    };
    Page::new(content).back("/entries").render(&frame())
}
