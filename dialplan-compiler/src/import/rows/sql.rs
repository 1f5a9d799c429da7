//! SQL dumps: `INSERT INTO`, and PostgreSQL's `COPY … FROM stdin`. Other statements define tables and hold no rows.

use std::iter::Peekable;
use std::vec::IntoIter;

use sqlparser::dialect::{Dialect, GenericDialect, MySqlDialect};
use sqlparser::tokenizer::{Token, TokenWithSpan, Tokenizer};

use super::{Row, Tables, place};
use crate::import::File;
use crate::import::draft::Draft;

pub(super) fn rows(file: &File, tables: Tables<'_>, draft: &mut Draft) -> Vec<Row> {
    let (mut rows, rest) = copied(file, tables);
    // In MySQL's dumps a backslash escapes, in others it means itself.
    let dialect: &dyn Dialect = if rest.contains('`') || rest.contains("MySQL") || rest.contains("MariaDB") {
        &MySqlDialect {}
    } else {
        &GenericDialect {}
    };
    match Tokenizer::new(dialect, &rest).tokenize_with_location() {
        Ok(tokens) => inserted(file, tokens, tables, &mut rows),
        Err(error) => draft.leave_out(
            &place(file, error.location.line),
            "everything from here",
            error.message,
            "correct the file",
        ),
    }
    rows.sort_by_key(|row| row.place.line);
    rows
}

/// The rows of `COPY` blocks, and the text without them, line by line.
fn copied(file: &File, tables: Tables<'_>) -> (Vec<Row>, String) {
    let mut rows = Vec::new();
    let mut rest = String::new();
    let mut open: Option<(String, Vec<String>)> = None;
    for (line, text) in (1..).zip(file.text.lines()) {
        if open.is_some() && text == "\\." {
            open = None;
        } else if let Some((table, columns)) = &open {
            let values = text.split('\t').map(|value| match value {
                "\\N" => String::new(),
                value => value.replace("\\t", "\t").replace("\\\\", "\\"),
            });
            rows.extend(known(tables, table).map(|_| Row {
                table: table.clone(),
                place: place(file, line),
                columns: columns.iter().cloned().zip(values).collect(),
            }));
        } else if let Some(head) = text
            .strip_prefix("COPY ")
            .and_then(|text| text.split_once(" FROM "))
        {
            open = Some(copy_head(head.0));
        } else {
            rest.push_str(text);
        }
        rest.push('\n');
    }
    (rows, rest)
}

/// `public.mtree (id, tprefix)`.
fn copy_head(head: &str) -> (String, Vec<String>) {
    let (table, columns) = head.split_once('(').unwrap_or((head, ""));
    let columns = columns.trim_end_matches([')', ' ']).split(',');
    (
        table_name(table.trim()),
        columns
            .map(|column| column.trim().trim_matches('"').to_owned())
            .collect(),
    )
}

fn table_name(name: &str) -> String {
    name.rsplit('.')
        .next()
        .unwrap_or(name)
        .trim_matches('"')
        .to_owned()
}

fn known<'t>(tables: Tables<'t>, name: &str) -> Option<&'t [&'t str]> {
    tables
        .iter()
        .find(|(table, _)| *table == name)
        .map(|(_, columns)| *columns)
}

struct Tokens(Peekable<IntoIter<(Token, u64)>>);

impl Tokens {
    fn next(&mut self) -> Option<(Token, u64)> {
        self.0.next()
    }

    fn takes(&mut self, token: &Token) -> bool {
        self.0.next_if(|(next, _)| next == token).is_some()
    }

    fn takes_word(&mut self, word: &str) -> bool {
        let is =
            |token: &Token| matches!(token, Token::Word(found) if found.value.eq_ignore_ascii_case(word));
        self.0.next_if(|(next, _)| is(next)).is_some()
    }

    fn word(&mut self) -> Option<String> {
        match self.next()? {
            (Token::Word(word), _) => Some(word.value),
            _ => None,
        }
    }
}

/// Reads every `INSERT INTO table [(columns)] VALUES (…), …`.
fn inserted(file: &File, tokens: Vec<TokenWithSpan>, tables: Tables<'_>, rows: &mut Vec<Row>) {
    let meaningful: Vec<(Token, u64)> = tokens
        .into_iter()
        .filter(|token| !matches!(token.token, Token::Whitespace(_)))
        .map(|token| (token.token, token.span.start.line))
        .collect();
    let mut tokens = Tokens(meaningful.into_iter().peekable());
    loop {
        if !tokens.takes_word("INSERT") {
            if tokens.next().is_none() {
                return;
            }
            continue;
        }
        tokens.takes_word("IGNORE");
        tokens.takes_word("INTO");
        let Some(mut table) = tokens.word() else { continue };
        while tokens.takes(&Token::Period) {
            table = tokens.word().unwrap_or(table);
        }
        let named = tokens.takes(&Token::LParen).then(|| {
            let names = tuple(&mut tokens);
            names
                .into_iter()
                .map(|name| name.to_ascii_lowercase())
                .collect::<Vec<_>>()
        });
        let Some(standard) = known(tables, &table) else {
            continue;
        };
        let columns = named.unwrap_or_else(|| standard.iter().map(|name| (*name).to_owned()).collect());
        tokens.takes_word("VALUES");
        loop {
            let line = tokens.0.peek().map_or(0, |(_, line)| *line);
            if !tokens.takes(&Token::LParen) {
                break;
            }
            rows.push(Row {
                table: table.clone(),
                place: place(file, line),
                columns: columns.iter().cloned().zip(tuple(&mut tokens)).collect(),
            });
            if !tokens.takes(&Token::Comma) {
                break;
            }
        }
    }
}

/// The values up to the closing parenthesis; `NULL` is empty.
fn tuple(tokens: &mut Tokens) -> Vec<String> {
    let mut values = vec![String::new()];
    while let Some((token, _)) = tokens.next() {
        let text = match token {
            Token::RParen => break,
            Token::Comma => {
                values.push(String::new());
                continue;
            }
            Token::SingleQuotedString(text)
            | Token::EscapedStringLiteral(text)
            | Token::NationalStringLiteral(text)
            | Token::DoubleQuotedString(text) => text,
            Token::Number(digits, _) => digits,
            Token::Minus => "-".to_owned(),
            Token::Word(word) if word.value.eq_ignore_ascii_case("NULL") => String::new(),
            Token::Word(word) => word.value,
            _ => continue,
        };
        if let Some(value) = values.last_mut() {
            value.push_str(&text);
        }
    }
    values
}
