//! The text layer: every script, and nothing hidden.

use daybook_report::pdf::{Column, FontSource, Fonts, Paragraph, Table, Text, Width, render};

use crate::tools::File;
use crate::{document, rendered};

fn extracted(text: impl Into<Text>) -> String {
    let mut doc = document();
    doc.paragraph(text);
    File::new(&rendered(&doc).bytes).text()
}

#[test]
fn money_quotes_and_emoji_come_back_as_they_went_in() {
    for sample in [
        "£250 or €300 “quoted” – dashed",
        "😀",
        "👩‍👧",
        "👍🏽",
        "🇬🇧",
        "❤️",
        "Nguyễn Łukasz",
        "at most ≤ 5 → done ✓",
        "café cố",
    ] {
        let text = extracted(sample);
        assert!(text.contains(sample), "{sample} in {text}");
    }
}

#[test]
fn names_in_other_scripts_come_back_in_logical_order() {
    for sample in ["محمد مصطفى", "دوست", "שלום כהן", "नमस्ते", "สวัสดี", "Ελένη", "Олена", "தமிழ்"]
    {
        let text = extracted(sample);
        assert!(text.contains(sample), "{sample} in {text}");
    }
}

/// poppler turns the letters of a right-to-left ligature around, so this asks the font's own table.
#[test]
fn a_ligature_keeps_its_letters_in_logical_order() {
    let mut doc = document();
    doc.paragraph("الأمين");
    let file = File::new(&rendered(&doc).bytes).unpacked();
    assert!(file.contains("<06440623>"), "lam, then alef with hamza");
    assert!(!file.contains("<06230644>"));
}

#[test]
fn a_right_to_left_name_does_not_move_the_words_beside_it() {
    let text = extracted(
        Text::new().plain("From ").bold("שרה").plain(" (07700 900456) to ").bold("محمد").plain(" at 9."),
    );
    let order: Vec<_> = ["From", "שרה", "07700 900456", "to", "محمد", "at 9."]
        .iter()
        .map(|part| text.find(part).unwrap_or_else(|| panic!("{part} in {text}")))
        .collect();
    assert!(order.is_sorted(), "{text}");
}

#[test]
fn controls_and_overrides_are_shown_and_do_not_act() {
    let text = extracted("invoice\u{202e}fdp.exe bell\u{7}");
    assert!(text.contains("invoice[U+202E]fdp.exe bell[U+0007]"), "{text}");
}

#[test]
fn characters_without_a_glyph_are_named_and_reported() {
    let mut doc = document();
    doc.paragraph("Name: 王 \u{e123}.");
    let rendered = rendered(&doc);
    assert_eq!(rendered.missing_glyphs, ['王', '\u{e123}']);
    assert!(File::new(&rendered.bytes).text().contains("Name: [U+738B] [U+E123]."));
}

#[test]
fn nothing_is_missing_from_ordinary_text() {
    let mut doc = document();
    doc.paragraph("Ordinary “text”, 😡 and שלום.\tTab.");
    assert!(rendered(&doc).missing_glyphs.is_empty());
}

#[test]
fn system_fonts_never_make_a_file_fail() {
    let mut doc = document();
    doc.paragraph("王小明 こんにちは 김철수 ქართული አማርኛ");
    let rendered = render(&doc, &Fonts::new(FontSource::ShippedThenSystem)).expect("it renders");
    File::new(&rendered.bytes).check();
    let text = File::new(&rendered.bytes).text();
    for c in ['王', 'こ', '김', 'ქ', 'አ'] {
        let escape = format!("[U+{:04X}]", u32::from(c));
        assert!(text.contains(if rendered.missing_glyphs.contains(&c) { &escape } else { "" }), "{text}");
        assert!(rendered.missing_glyphs.contains(&c) || text.contains(c), "{c} in {text}");
    }
}

#[test]
fn a_long_message_in_a_cell_is_there_to_the_last_word() {
    let message: String = (0..16_000).map(|n| format!("w{n} ")).collect();
    assert!(message.len() > 100_000);
    let mut table =
        Table::new([Column::new("No.", Width::Points(40.0)), Column::new("Text", Width::Share(1.0))]);
    table.push(["1".to_owned(), message]);
    table.push(["2", "after"]);
    let mut doc = document();
    doc.push(table);
    let rendered = rendered(&doc);
    assert!(rendered.pages > 10, "{}", rendered.pages);
    let text = File::new(&rendered.bytes).text();
    let words = text.split_whitespace().filter_map(|word| word.strip_prefix('w')?.parse::<u32>().ok());
    assert!(words.eq(0..16_000), "every word, once, in order");
    assert!(text.contains("after"));
}

#[test]
fn a_word_longer_than_a_line_wraps_inside_the_page() {
    let word = "abcdefghij".repeat(60);
    let mut doc = document();
    doc.push(Paragraph::new(word.clone()));
    let text = File::new(&rendered(&doc).bytes).text();
    let joined: String = text.split_whitespace().collect();
    assert!(joined.contains(&word), "{text}");
    assert!(text.lines().all(|line| line.len() < 120), "no line runs off the page");
}
