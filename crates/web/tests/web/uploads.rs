use crate::site::post_form;

const KIND: &str = "multipart/form-data; boundary=XX";

fn part(disposition: &str, content: &str) -> String {
    format!("--XX\r\nContent-Disposition: form-data; {disposition}\r\n\r\n{content}\r\n")
}

async fn sent(parts: &[String]) -> String {
    post_form("/files", KIND, parts.concat() + "--XX--\r\n").await.body
}

#[tokio::test]
async fn files_and_answers_arrive_in_order() {
    let body = sent(&[
        part(r#"name="form_token""#, "t1"),
        part(r#"name="note""#, "one\r\ntwo"),
        part(r#"name="f"; filename="../../etc/x.txt""#, "12345"),
        part(r#"name="f"; filename="b.bin""#, &"z".repeat(1_500_000)),
        part(r#"name="f"; filename="""#, ""),
        part(r#"name="last""#, "end"),
    ])
    .await;
    assert_eq!(
        body, "f|../../etc/x.txt|Some(\"t1\")|5;f|b.bin|Some(\"t1\")|1500000;note=one\ntwo;last=end;",
        "names are kept as words, an empty file question is passed over"
    );
}

#[tokio::test]
async fn limits_hold() {
    let file = |size| part(r#"name="f"; filename="a""#, &"z".repeat(size));
    assert!(sent(&[file(4 << 20)]).await.ends_with("TooBig"));
    assert!(
        sent(&[part(r#"name="note""#, &"z".repeat((1 << 20) + 1))]).await.ends_with("TooBig"),
        "one answer"
    );
    assert!(sent(&vec![part(r#"name="a""#, ""); 10_001]).await.ends_with("TooBig"), "number of answers");
    assert_eq!(sent(&[file(2 << 20)]).await, format!("f|a|None|{};", 2 << 20));
}

#[tokio::test]
async fn a_broken_form_is_told_apart() {
    let cut = part(r#"name="f"; filename="a""#, "123");
    assert!(post_form("/files", KIND, cut).await.body.ends_with("Broken"));
    assert!(post_form("/files", KIND, "nonsense").await.body.ends_with("Broken"));
    let reply = post_form("/files", "multipart/form-data", "x").await;
    assert_eq!(reply.status.as_u16(), 400);
    assert!(reply.body.contains("This could not be opened."));
}
