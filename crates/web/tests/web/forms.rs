use crate::site::post_form;
use daybook_web::form::{Answers, Choice, Errors, Form, Question, Width};
use maud::html;

fn form() -> Form {
    Form::new("/add", "token-1")
        .ask(Question::line("when", "When?").hint("Any way you like.").width(Width::Short))
        .ask(Question::paragraphs("what", "What?").optional().spellcheck())
        .ask(Question::one(
            "sure",
            "How sure?",
            vec![Choice::new("y", "Sure"), Choice::new("n", "Not sure").hint("That is fine.")],
        ))
        .ask(Question::many(
            "how",
            "How?",
            vec![Choice::new("a", "A"), Choice::new("b", "B"), Choice::new("c", "C")],
        ))
        .ask(Question::pick("who", "Who?", vec![Choice::new("1", "One"), Choice::new("2", "Two")]))
        .ask(Question::secret("words", "Passphrase"))
        .ask(Question::carried("draft"))
}

fn shown(answers: &Answers, errors: &Errors) -> String {
    form().page(&html! { h1 { "Title" } }, answers, errors).into_string()
}

/// The tag (up to its `>`) that contains `part`.
fn tag<'a>(page: &'a str, part: &str) -> &'a str {
    let at = page.find(part).unwrap_or_else(|| panic!("{part} not in {page}"));
    let from = page[..=at].rfind('<').unwrap();
    &page[from..from + page[from..].find('>').unwrap()]
}

#[test]
fn answers_are_kept_when_a_form_comes_back() {
    let answers = Answers::new()
        .with("when", "about 9")
        .with("what", "\nline one\r\nline two")
        .with("sure", "n")
        .with("how", "a")
        .with("how", "c")
        .with("who", "2")
        .with("words", "never shown again")
        .with("draft", "17");
    let page = shown(&answers, &Errors::new());
    assert!(tag(&page, r#"name="when""#).contains(r#"value="about 9""#));
    assert!(page.contains(">\n\nline one\nline two</textarea>"), "a first empty line is kept: {page}");
    let checked = |value| tag(&page, &format!(r#"value="{value}""#)).contains("checked");
    assert_eq!(["y", "n", "a", "b", "c"].map(checked), [false, true, true, false, true]);
    assert!(tag(&page, r#"<option value="2""#).contains("selected"));
    assert!(!tag(&page, r#"<option value="1""#).contains("selected"));
    assert!(!page.contains("never shown again"));
    assert!(page.contains(r#"<input type="hidden" name="draft" value="17">"#));
    assert!(!page.contains("There is a problem"));
}

#[test]
fn an_error_is_told_twice_in_the_same_words_and_linked() {
    let mut errors = Errors::new();
    errors.add("when", "Say when.");
    errors.add("when", "A second thing.");
    errors.add("sure", "Choose one.");
    errors.add("", "It could not be saved. Try again.");
    let page = shown(&Answers::new(), &errors);
    let summary = page.find("There is a problem").unwrap();
    assert!(summary < page.find("<h1>").unwrap(), "the summary comes first");
    let summary_tag = tag(&page, "error-summary");
    for part in [r#"role="alert""#, r#"tabindex="-1""#, "autofocus"] {
        assert!(summary_tag.contains(part), "{part}");
    }
    assert!(page.contains(r##"<a href="#q-when">Say when.</a>"##));
    assert!(page.contains(r##"<a href="#q-sure">Choose one.</a>"##));
    assert!(page.contains("<li>It could not be saved. Try again.</li>"), "no link to what is not there");
    assert!(!page.contains("A second thing."));
    assert_eq!(page.matches("Say when.").count(), 2);
    let input = tag(&page, r#"id="q-when""#);
    assert!(input.contains(r#"aria-describedby="q-when-hint q-when-error""#), "{input}");
    assert!(input.contains(r#"aria-invalid="true""#));
    assert!(page.contains(r#"id="q-when-hint""#) && page.contains(r#"id="q-when-error""#));
    assert!(tag(&page, r#"id="q-sure""#).contains(r#"type="radio""#), "the link leads to the first choice");
}

#[test]
fn every_input_has_a_label_and_no_memory() {
    let page = shown(&Answers::new(), &Errors::new());
    for piece in page
        .split("<input ")
        .skip(1)
        .chain(page.split("<textarea ").skip(1))
        .chain(page.split("<select ").skip(1))
    {
        let piece = &piece[..piece.find('>').unwrap()];
        if piece.contains(r#"type="hidden""#) {
            continue;
        }
        let id = piece.split(r#"id=""#).nth(1).unwrap().split('"').next().unwrap();
        assert_eq!(page.matches(&format!(r#"<label for="{id}">"#)).count(), 1, "{id}");
        assert_eq!(page.matches(&format!(r#" id="{id}""#)).count(), 1, "{id} is used once");
        let choice = piece.contains("radio") || piece.contains("checkbox");
        assert!(choice || piece.contains(r#"autocomplete="off""#), "{piece}");
    }
    assert!(tag(&page, r#"name="when""#).contains(r#"spellcheck="false""#));
    assert!(tag(&page, r#"name="what""#).contains(r#"spellcheck="true""#));
    assert!(tag(&page, "<form").contains(r#"autocomplete="off""#));
    assert!(page.contains("What? (optional)") && !page.contains("When? (optional)"));
    assert!(page.contains(r#"<input type="hidden" name="form_token" value="token-1">"#));
    assert!(page.contains(">Continue</button>"));
}

#[test]
fn a_question_can_be_the_heading() {
    let ask =
        |question| Form::new("/", "t").ask(question).render(&Answers::new(), &Errors::new()).into_string();
    assert!(
        ask(Question::line("a", "When?").as_heading())
            .contains(r#"<h1 class="asks"><label for="q-a">When?</label></h1>"#)
    );
    let choices = vec![Choice::new("1", "One")];
    assert!(
        ask(Question::one("a", "Who?", choices).as_heading())
            .contains(r#"<legend><h1 class="asks">Who?</h1></legend>"#)
    );
}

#[test]
fn a_form_with_files_is_sent_in_parts_token_first() {
    let form = Form::new("/in", "t")
        .ask(Question::files("f", "Files").accept("image/*"))
        .button("Save")
        .second_button("later", "Later");
    let page = form.render(&Answers::new(), &Errors::new()).into_string();
    assert!(tag(&page, "<form").contains(r#"enctype="multipart/form-data""#));
    assert!(page.find("form_token").unwrap() < page.find(r#"type="file""#).unwrap());
    assert!(tag(&page, r#"type="file""#).contains(r#"multiple id="q-f" name="f" accept="image/*""#));
    assert!(page.contains(r#"name="later" value="1">Later</button>"#));
}

#[tokio::test]
async fn sent_answers_are_read_with_their_repetitions() {
    let kind = "application/x-www-form-urlencoded";
    let reply = post_form("/form", kind, "what=a%0D%0Ab+%C2%A3%F0%9F%98%80&what=second").await;
    assert_eq!(reply.body, "a\nb £😀");
    let answers: Answers =
        [("form_token", "t"), ("how", "a"), ("how", "b"), ("when", "  x  "), ("empty", "  ")]
            .into_iter()
            .collect();
    assert_eq!(answers.all("how").collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!((answers.text("when"), answers.exact("when")), (Some("x"), "  x  "));
    assert_eq!((answers.text("empty"), answers.text("missing")), (None, None));
    assert_eq!(answers.form_token(), Some("t"));
    assert_eq!(answers.iter().count(), 4, "the token is no answer");
    assert!(answers.has("how", "b") && !answers.has("how", "c"));
}

#[test]
fn a_typed_passphrase_is_in_no_debug_text_and_line_ends_are_one_sort() {
    let answers = Answers::new().with("passphrase", "violet kettle").with("what", "a\r\nb\rc\n\r\r\nd");
    let shown = format!("{answers:?} {:?}", answers.clone());
    assert!(shown.contains("passphrase") && !shown.contains("violet"), "{shown}");
    assert_eq!(answers.exact("what"), "a\nb\nc\n\n\nd");
}
