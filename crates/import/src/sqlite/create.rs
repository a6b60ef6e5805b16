//! The columns of a table, from the words it was made with. The schema keeps these words as they were typed.

/// One table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    pub(super) root: u32,
    /// Names of its columns, in the order they are stored.
    columns: Vec<String>,
    /// The column that stands for the key and is not stored.
    pub(super) alias: Option<usize>,
    pub(super) without_rowid: bool,
}

impl Table {
    /// The table that every database has: the list of all others (section 2.6 of the format).
    pub(super) fn schema() -> Self {
        let columns = ["type", "name", "tbl_name", "rootpage", "sql"].map(str::to_owned).to_vec();
        Self { name: "sqlite_schema".to_owned(), root: 1, columns, ..Self::default() }
    }

    /// Takes the words apart. Virtual tables have no pages and give nothing.
    pub(super) fn parse(name: &str, root: u32, sql: &str) -> Option<Self> {
        let tokens = tokens(sql);
        let open = tokens.iter().position(|token| token.is("("))?;
        let parts = parts(&tokens[open + 1..]);
        let tail = &tokens[open + 1 + parts.iter().map(|part| part.len() + 1).sum::<usize>()..];
        let without_rowid = tail.windows(2).any(|two| two[0].word("WITHOUT") && two[1].word("ROWID"));
        let mut columns: Vec<Column> = Vec::new();
        let mut key: Vec<String> = Vec::new();
        for part in parts {
            match Column::parse(part) {
                Some(column) => columns.push(column),
                None => key.extend(key_of(part)),
            }
        }
        if key.is_empty() {
            key.extend(columns.iter().filter(|column| column.is_key).map(|column| column.name.clone()));
        }
        columns.retain(|column| column.is_stored);
        let is_key = |column: &Column| key.iter().any(|key| key.eq_ignore_ascii_case(&column.name));
        let mut alias = None;
        if without_rowid {
            // The columns of the key are stored first, in the order of the key (section 2.4).
            let place = |column: &Column| key.iter().position(|key| key.eq_ignore_ascii_case(&column.name));
            columns.sort_by_key(|column| place(column).unwrap_or(usize::MAX));
        } else if key.len() == 1 {
            alias = columns.iter().position(|column| is_key(column) && column.is_integer);
        }
        let columns = columns.into_iter().map(|column| column.name).collect();
        (root > 0).then(|| Self { name: name.to_owned(), root, columns, alias, without_rowid })
    }

    /// The place of a column, by its name in any case. `None` reads as an empty column.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.eq_ignore_ascii_case(name))
    }

    /// Names of its columns.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }
}

struct Column {
    name: String,
    is_key: bool,
    /// Its type is the one word INTEGER: only then is a key not stored.
    is_integer: bool,
    /// Columns that are worked out anew each time are not stored.
    is_stored: bool,
}

impl Column {
    fn parse(part: &[Token]) -> Option<Self> {
        let name = part.first()?;
        if ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"].iter().any(|word| name.word(word)) {
            return None;
        }
        let follows = |at: usize, word: &str| part.get(at).is_some_and(|token| token.word(word));
        let key = (1..part.len()).find(|at| follows(*at, "PRIMARY") && follows(at + 1, "KEY"));
        let descending = key.is_some_and(|at| follows(at + 2, "DESC"));
        let begins =
            ["PRIMARY", "NOT", "UNIQUE", "DEFAULT", "CHECK", "COLLATE", "REFERENCES", "CONSTRAINT", "NULL"];
        let one_word = part.get(2).is_none_or(|token| begins.iter().any(|word| token.word(word)));
        let generated = (1..part.len()).any(|at| follows(at, "AS"));
        let kept = (1..part.len()).any(|at| follows(at, "STORED"));
        Some(Self {
            name: name.text.clone(),
            is_key: key.is_some(),
            is_integer: follows(1, "INTEGER") && one_word && !descending,
            is_stored: !generated || kept,
        })
    }
}

/// The columns of `PRIMARY KEY (a, b)`, if a part is that.
fn key_of(part: &[Token]) -> Vec<String> {
    let Some(at) = part.windows(2).position(|two| two[0].word("PRIMARY") && two[1].word("KEY")) else {
        return Vec::new();
    };
    let inner = part[at + 2..].strip_prefix([Token::mark('(')].as_slice()).unwrap_or_default();
    parts(inner).iter().filter_map(|column| Some(column.first()?.text.clone())).collect()
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Token {
    text: String,
    quoted: bool,
}

impl Token {
    fn mark(c: char) -> Self {
        Self { text: c.to_string(), quoted: false }
    }

    fn is(&self, mark: &str) -> bool {
        !self.quoted && self.text == mark
    }

    fn word(&self, word: &str) -> bool {
        !self.quoted && self.text.eq_ignore_ascii_case(word)
    }
}

/// What stands between the commas, up to the bracket that closes the list.
fn parts(tokens: &[Token]) -> Vec<&[Token]> {
    let (mut parts, mut depth, mut from) = (Vec::new(), 0usize, 0);
    for (at, token) in tokens.iter().enumerate() {
        match depth {
            0 if token.is(")") => {
                parts.push(&tokens[from..at]);
                return parts;
            }
            0 if token.is(",") => {
                parts.push(&tokens[from..at]);
                from = at + 1;
            }
            _ if token.is("(") => depth += 1,
            _ if token.is(")") => depth -= 1,
            _ => {}
        }
    }
    // Without its closing bracket a table was never made; nothing is guessed.
    Vec::new()
}

/// Words, names in quotation marks, and marks. Comments and numbers' signs are left out.
fn tokens(sql: &str) -> Vec<Token> {
    let (mut tokens, mut rest) = (Vec::new(), sql);
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        rest = match c {
            '-' if after.starts_with('-') => after.split_once('\n').map_or("", |(_, rest)| rest),
            '/' if after.starts_with('*') => after.split_once("*/").map_or("", |(_, rest)| rest),
            '"' | '`' | '\'' => quoted(after, c, &mut tokens),
            '[' => quoted(after, ']', &mut tokens),
            c if is_word(c) => {
                let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
                tokens.push(Token { text: rest[..end].to_owned(), quoted: false });
                &rest[end..]
            }
            c => {
                if !c.is_whitespace() {
                    tokens.push(Token::mark(c));
                }
                after
            }
        };
    }
    tokens
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

/// A name up to its closing mark; the mark twice stands for itself.
fn quoted<'s>(mut rest: &'s str, end: char, tokens: &mut Vec<Token>) -> &'s str {
    let mut text = String::new();
    while let Some((before, after)) = rest.split_once(end) {
        text.push_str(before);
        rest = after;
        match rest.strip_prefix(end) {
            Some(more) if end != ']' => {
                text.push(end);
                rest = more;
            }
            _ => {
                tokens.push(Token { text, quoted: true });
                return rest;
            }
        }
    }
    ""
}
