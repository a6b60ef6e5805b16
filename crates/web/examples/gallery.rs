//! Writes a page with every component to a folder, with the assets beside it, to be looked at in a browser:
//! `cargo run -p daybook-web --example gallery -- FOLDER`.

use std::path::Path;
use std::{env, fs, io};

use daybook_web::assets::{Asset, ICON, SCRIPT, STYLE};
use daybook_web::components::{
    Align, Pager, Progress, Row, Shown, Table, Tone, Veil,
    chart::{self, Mark},
    date_time, details, heading_with_caption, notice, summary_list, tag, ways,
};
use daybook_web::form::{Answers, Choice, Errors, Form, Question, Width};
use daybook_web::layout::{Emergency, Frame, Link, Page};
use maud::{Markup, html};

fn main() -> io::Result<()> {
    let folder = env::args().nth(1).ok_or_else(|| io::Error::other("say which folder to write to"))?;
    let folder = Path::new(&folder);
    fs::create_dir_all(folder)?;
    for (name, page) in [
        ("parts", parts()),
        ("charts", charts()),
        ("empty", empty()),
        ("form", form(false)),
        ("errors", form(true)),
        ("start", start()),
    ] {
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
    Page::new(content).back("/entries").emergency(emergency()).render(&frame())
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

fn mark(count: u64, about: String) -> Mark {
    Mark { count, about, to: "/list?from=2026-03-01".to_owned() }
}

/// Every chart with little, much and nothing in it.
fn charts() -> Markup {
    let (first, last) = (jiff::civil::date(2026, 1, 9), jiff::civil::date(2026, 3, 20));
    let day = |at: jiff::civil::Date| {
        let count = [0, 0, 1, 0, 4, 12, 0, 45][usize::try_from(at.day_of_year()).unwrap_or(0) % 8];
        mark(count, at.to_string())
    };
    let hour = |_, at: u8| mark(u64::from(at) * u64::from(at) / 9, format!("{at} o'clock"));
    let months: Vec<Mark> = (0..24).map(|at| mark(at * at % 97, format!("Month {at}"))).collect();
    let mut table = Table::new("Each day").column("Day", Align::Left).column("How many", Align::Right);
    table.row(vec![html! { a href="/list" { "9 January 2026" } }, html! { "1" }]);
    let calendar = html! { (chart::legend()) (chart::calendar(first, last, &day)) };
    let content = html! {
        h1 { "Charts" }
        (chart::figure("Day by day", "62 on 27 days, from 9 January to 20 March 2026.", &calendar, &table))
        (chart::figure("The hours of the week", "Most of it at night.", &chart::week(&hour), &table))
        (chart::figure("Month by month", "24 months.", &chart::columns("Month by month", &months), &table))
        (chart::figure("Nothing yet", "Nothing yet.", &chart::columns("Nothing", &[mark(0, "Month 1".to_owned())]), &Table::new("Each month")))
        (ways(&[
            (Link::new("Timeline", "/list"), "Everything in order of time."),
            (Link::new("Look after your diary", "/keep"), "There is no copy yet. Make one on a stick."),
        ]))
    };
    Page::new(content).wide().render(&frame())
}

/// The parts with nothing in them, and with far too much.
fn empty() -> Markup {
    let long = "Averyveryveryverylongwordthathasnoplaceatwhichitcouldbebrokenandstillhastofit ".repeat(3);
    let content = html! {
        h1 { (long) }
        (Table::new("Files in your diary").column("Label", Align::Left).render())
        (summary_list(&[Row::text(long.as_str(), &long)]))
        (notice(Tone::Care, &long, &html! { p { (long) } }))
        (Progress { label: "Reading", done: 0, of: None, words: "Just begun", again: "/w" }.render())
        (Pager { page: 1, pages: 1, to: "/entries?page=" }.render())
    };
    Page::new(content).render(&frame())
}
