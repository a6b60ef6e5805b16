//! Writes a PDF with every block and many scripts, to look at.
//!
//! `cargo run --release -p daybook-report --example specimen -- /tmp/specimen.pdf [--system-fonts]`

use std::error::Error;
use std::io::{Cursor, Write};

use daybook_report::pdf::{
    Bars, Block, Callout, Cell, Column, ContentsEntry, Document, Figure, FontSource, Fonts, Heading, Level,
    List, Paragraph, Picture, Row, Run, Size, Table, Target, Text, Tone, Width, render,
};

const SCRIPTS: [(&str, &str); 16] = [
    ("Money and quotes", "£250 or €300, “quoted” – dashed — and so on… ½ ¼ × ÷ ≤ ≥ ≈ → ✓ ☐ ⟨x⟩"),
    ("Emoji", "😀 😡 ❤️ 💔 🚗 📱 ☎️ 1️⃣ 👍🏽 🏳️‍🌈"),
    ("Joined emoji", "👩‍👧 👨‍👩‍👧‍👦 🧑🏿‍🦰 flags 🇬🇧 🇵🇱 🏴󠁧󠁢󠁳󠁣󠁴󠁿"),
    ("Arabic", "محمد الأمين قال: انتظرني الساعة 9:30"),
    ("Urdu, Persian", "نمی‌خواهم پاکستان ۱۲۳"),
    ("Hebrew", "שלום, דוד כהן (050-123)"),
    ("Hindi", "नमस्ते प्रिया क्षत्रिय"),
    ("Bengali", "রহিমা খাতুন"),
    ("Punjabi", "ਸਤਿ ਸ੍ਰੀ ਅਕਾਲ"),
    ("Gujarati", "નમસ્તે"),
    ("Tamil", "வணக்கம் தமிழ்"),
    ("Thai", "สวัสดีครับ ฉันจะไปหาคุณพรุ่งนี้"),
    ("Greek, Cyrillic", "Ελένη Παπαδοπούλου; Олена Шевченко, Ђорђе"),
    ("Vietnamese, marks", "Nguyễn Thị Ánh; e\u{301} o\u{302}\u{301}; Łukasz Żółć"),
    ("Fancy letters", "𝓗𝓮𝓵𝓵𝓸 𝔽𝕣𝕖𝕕 𝐛𝐨𝐥𝐝"),
    ("Chinese, Japanese, Korean", "王小明 こんにちは 김철수"),
];

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let path = args.next().ok_or("Say where to write the PDF.")?;
    let system = args.any(|arg| arg == "--system-fonts");
    let source = if system { FontSource::ShippedThenSystem } else { FontSource::ShippedOnly };
    let rendered = render(&specimen()?, &Fonts::new(source))?;
    std::fs::write(&path, &rendered.bytes)?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "{} pages, {} bytes", rendered.pages, rendered.bytes.len())?;
    writeln!(out, "Characters shown as escapes: {:?}", rendered.missing_glyphs)?;
    Ok(())
}

fn specimen() -> Result<Document, Box<dyn Error>> {
    let mut doc = Document::new("Specimen of every block", "2026-03-01T12:00:00Z".parse()?)
        .header("Specimen – reference DB-0042")
        .footer("Made on 1 March 2026 from invented data");
    doc.push(Heading::new(Level::One, "Specimen of every block").anchor("top"));
    doc.push(
        Paragraph::new("27 contacts in 9 weeks by one person, after being asked twice to stop.")
            .size(Size::Lead),
    );
    doc.push(Block::KeyValues(vec![
        ("Reference".into(), "DB-0042".into()),
        ("Covers".into(), "3 January 2026 to 28 February 2026 (57 days)".into()),
        (
            "Person".into(),
            Text::new().plain("Alex Example, also ").bold("07700 900123").plain(" and @alex_ex"),
        ),
        ("Latest".into(), Text::new().plain("28 February 2026, about 21:40: ").link("incident 9", "row-9")),
    ]));
    doc.push(
        Callout::new("What is asked for")
            .paragraph("An officer to read this record and to call back between 10:00 and 16:00.")
            .paragraph("Please leave no voicemail."),
    );
    doc.push(Callout::new("In danger now: call 999").paragraph("Press 55 if you cannot speak.").alert());
    contents(&mut doc);
    text_section(&mut doc);
    chart_section(&mut doc);
    table_section(&mut doc)?;
    scripts_section(&mut doc);
    hostile_section(&mut doc);
    Ok(doc)
}

fn contents(doc: &mut Document) {
    doc.heading(Level::Two, "Contents");
    let entry = ContentsEntry::new;
    doc.push(Block::Contents(vec![
        entry(Level::One, "Text", "text"),
        entry(Level::Two, "Lists", "lists"),
        entry(Level::One, "Charts", "charts"),
        entry(Level::One, "Tables and pictures", "tables"),
        entry(Level::One, "Scripts", "scripts"),
        entry(
            Level::Two,
            "Text that tries to break the page, with a title long enough to need a second line in the \
             contents because it goes on and on",
            "hostile",
        ),
    ]));
    doc.push(Block::PageBreak);
}

fn text_section(doc: &mut Document) {
    doc.push(Heading::new(Level::Two, "Text").anchor("text"));
    let filler = "On most days the same silver car stood at the corner when she left for work. The driver did \
                  not get out. Twice the phone rang while she passed it, and nobody spoke. ";
    doc.paragraph(filler.repeat(2));
    let text = Text::new()
        .plain("Runs may be ")
        .bold("bold")
        .plain(", ")
        .run(Run::new("italic").italic())
        .plain(", ")
        .muted("grey")
        .plain(", ")
        .run(Run::new("dark red").tone(Tone::Alert))
        .plain(" or a ")
        .link(
            "link that is long enough to run over the end of the line and go on at the start of the next one",
            "tables",
        )
        .plain(". An address: ")
        .run(Run::new("https://example.org/").link(Target::Url("https://example.org/".into())))
        .plain(".");
    doc.paragraph(text);
    doc.push(Paragraph::new("A small note: times are in Europe/London.").size(Size::Small));
    doc.push(Heading::new(Level::Three, "Lists").anchor("lists"));
    doc.push(List::bulleted(["First thing.", "Second thing.", filler]));
    doc.push(List::numbered(["Keep the originals.", "Write down dates.", "Tell the officer everything."]));
    doc.push(Block::Rule);
    doc.paragraph(filler.repeat(6));
}

fn chart_section(doc: &mut Document) {
    doc.push(Heading::new(Level::Two, "Charts").anchor("charts"));
    let months =
        [("October 2025", 2), ("November", 5), ("December", 9), ("January 2026", 31), ("February", 118)];
    let bars = months.map(|(month, count)| (month.to_owned(), count));
    doc.push(
        Bars::new(bars, "Contacts each month: October 2, November 5, December 9, January 31, February 118.")
            .caption("Contacts each month. Counted from the entries listed in the chronology."),
    );
}

fn table_section(doc: &mut Document) -> Result<(), Box<dyn Error>> {
    doc.push(Heading::new(Level::Two, "Tables and pictures").bookmark("Tables").anchor("tables"));
    let mut table = Table::new([
        Column::new("No.", Width::Points(34.0)).align_end(),
        Column::new("When", Width::Points(104.0)),
        Column::new("What happened", Width::Share(3.0)),
        Column::new("Exhibit", Width::Share(1.0)),
    ])
    .summary("Invented incidents, one to a row.");
    let picture = Picture::preview(&photo()?, 200.0, 200.0)?;
    for n in 1..=24_u32 {
        let what =
            format!("Call from 07700 900123, {n} seconds, nobody spoke. ").repeat(1 + (n as usize % 4));
        let mut exhibit = Cell::new(format!("AB/{n}"));
        if n % 6 == 0 {
            exhibit = exhibit.picture(picture.clone(), "A grey gradient", 48.0);
        }
        let when = Text::new().plain(format!("{n} Jan 2026, 21:0{}", n % 10)).muted("\nwritten 2 days later");
        let cells = [format!("{n}").into(), when.into(), what.into(), exhibit];
        table.push(Row::new(cells).anchor(format!("row-{n}")));
    }
    doc.push(table);
    doc.push(
        Figure::new(picture, "A gradient from grey to blue")
            .within(220.0, 160.0)
            .caption(Text::new().bold("AB/6. ").plain("A gradient. JPEG, 12 kB.")),
    );
    doc.push(
        Table::new([Column::new("Order", Width::Share(1.0)), Column::new("From", Width::Points(120.0))])
            .when_empty("No orders are recorded."),
    );
    Ok(())
}

fn scripts_section(doc: &mut Document) {
    doc.push(Heading::new(Level::Two, "Scripts").anchor("scripts"));
    let mut table =
        Table::new([Column::new("Script", Width::Points(120.0)), Column::new("Sample", Width::Share(1.0))])
            .row_headers();
    for (name, sample) in SCRIPTS {
        table.push([name, sample]);
    }
    doc.push(table);
    let text = Text::new()
        .plain("A message from ")
        .bold("שרה לוי")
        .plain(" (07700 900456) to ")
        .bold("محمد")
        .plain(" at 9:30.");
    doc.paragraph(text);
    doc.paragraph("هذا نص طويل باللغة العربية يمتد على أكثر من سطر واحد حتى نرى كيف يلتف النص من اليمين إلى اليسار في الصفحة، وهل تبقى الأرقام 07700 900123 في مكانها الصحيح.");
}

fn hostile_section(doc: &mut Document) {
    doc.push(Heading::new(Level::Two, "Text that tries to break the page").anchor("hostile"));
    let mut table =
        Table::new([Column::new("Case", Width::Points(120.0)), Column::new("Text", Width::Share(1.0))]);
    table.push(["Controls", "bell \u{7}, null \0, escape \u{1b}[31m, delete \u{7f}"]);
    table.push(["Override", "invoice\u{202e}fdp.exe"]);
    table.push(["Number in marks", "\u{202a}+44 7700 900123\u{202c}"]);
    table.push(["Private use", "\u{e001} and \u{f8ff}"]);
    table.push(["Byte order mark", "\u{feff}start"]);
    table.push(["Unknown script", "\u{13000}\u{13001} and \u{e0041}"]);
    table.push(["Long word".to_owned(), format!("https://example.org/{}", "abcdefghij".repeat(30))]);
    table.push(["Stacked marks".to_owned(), format!("Z{}o", "\u{30d}\u{31a}\u{324}".repeat(12))]);
    table.push(["Long message".to_owned(), "Pick up. I know that you are there. ".repeat(260)]);
    doc.push(table);
}

/// A picture as a phone would make it, only without a place.
fn photo() -> Result<Vec<u8>, image::ImageError> {
    let pixels =
        image::RgbImage::from_fn(1600, 1200, |x, y| image::Rgb([low_byte(x / 8), low_byte(y / 6), 140]));
    let mut bytes = Cursor::new(Vec::new());
    pixels.write_to(&mut bytes, image::ImageFormat::Jpeg)?;
    Ok(bytes.into_inner())
}

fn low_byte(n: u32) -> u8 {
    n.to_le_bytes()[0]
}
