//! SQL dumps: `INSERT INTO`, and PostgreSQL's `COPY … FROM stdin`. Other statements define tables and hold no rows.

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::vec::IntoIter;

use sqlparser::dialect::{Dialect, GenericDialect, MySqlDialect};
use sqlparser::tokenizer::{Token, TokenWithSpan, Tokenizer};

use super::{Row, Tables, escaped, place, wrong_count};
use crate::import::File;
use crate::import::draft::Draft;

pub(super) fn rows(file: &File, tables: Tables<'_>, draft: &mut Draft) -> Vec<Row> {
    let mut reading = Reading {
        file,
        tables,
        draft,
        rows: Vec::new(),
        of_no_table: BTreeMap::new(),
    };
    let rest = reading.copied();
    // In MySQL's dumps a backslash escapes, in others it means itself.
    let dialect: &dyn Dialect = if rest.contains('`') || rest.contains("MySQL") || rest.contains("MariaDB") {
        &MySqlDialect {}
    } else {
        &GenericDialect {}
    };
    let mut tokens = Vec::new();
    let read = Tokenizer::new(dialect, &rest).tokenize_with_location_into_buf(&mut tokens);
    reading.inserted(tokens);
    if let Err(error) = read {
        let place = place(file, error.location.line);
        reading
            .draft
            .leave_out(&place, "everything from here", error.message, CORRECT);
    }
    reading.end()
}

/// What is read of one file.
struct Reading<'r, 't> {
    file: &'r File,
    tables: Tables<'t>,
    draft: &'r mut Draft,
    rows: Vec<Row>,
    /// Rows of other tables: the line of the first, and how many there are.
    of_no_table: BTreeMap<String, (u64, usize)>,
}

impl Reading<'_, '_> {
    /// The rows in the order of their lines; what belongs to no table of the dial plan is left out by table.
    fn end(self) -> Vec<Row> {
        let mut rows = self.rows;
        for (table, (line, count)) in self.of_no_table {
            let tables: Vec<&str> = self.tables.iter().map(|(name, _)| *name).collect();
            self.draft.leave_out(
                &place(self.file, line),
                match count {
                    1 => format!("1 row of the table `{table}`"),
                    count => format!("{count} rows of the table `{table}`"),
                },
                "nothing is read from such a table",
                format!(
                    "if the dial plan is there, rename it; tables: {}",
                    tables.join(", ")
                ),
            );
        }
        rows.sort_by_key(|row| row.place.line);
        rows
    }

    /// Keeps one row, unless its values are not those of its columns.
    fn keep(&mut self, table: &str, line: u64, columns: &[String], values: Result<Vec<String>, String>) {
        if known(self.tables, table).is_none() {
            self.of_no_table.entry(table.to_owned()).or_insert((line, 0)).1 += 1;
            return;
        }
        let place = place(self.file, line);
        let counted = values.and_then(|values| match values.len() == columns.len() {
            true => Ok(values),
            false => Err(wrong_count(values.len(), columns.len())),
        });
        match counted {
            Ok(values) => self.rows.push(Row {
                table: table.to_owned(),
                place,
                columns: columns.iter().cloned().zip(values).collect(),
            }),
            Err(reason) => {
                self.draft
                    .leave_out(&place, format!("a row of the table `{table}`"), reason, CORRECT)
            }
        }
    }

    /// The columns of a table, as written, else those that it has in its standard form.
    fn columns(&self, table: &str, written: Option<Vec<String>>) -> Vec<String> {
        let standard = || known(self.tables, table).unwrap_or_default();
        written.unwrap_or_else(|| standard().iter().map(|name| (*name).to_owned()).collect())
    }

    /// Reads the rows of `COPY` blocks, and gives the text without them, line by line.
    fn copied(&mut self) -> String {
        let mut rest = String::new();
        let mut open: Option<(String, Vec<String>)> = None;
        for (line, text) in (1..).zip(self.file.text.lines()) {
            if let Some((table, columns)) = open.take_if(|_| text != "\\.") {
                let values = text.split('\t').map(|value| match value {
                    "\\N" => String::new(),
                    value => escaped(value, '\t').concat(),
                });
                self.keep(&table, line, &columns, Ok(values.collect()));
                open = Some((table, columns));
            } else if open.take().is_some() {
            } else if let Some((table, written)) = copy_head(text) {
                let columns = self.columns(&table, written);
                open = Some((table, columns));
            } else {
                rest.push_str(text);
            }
            rest.push('\n');
        }
        rest
    }

    /// Reads every `INSERT INTO table [(columns)] VALUES (…), …`, and `REPLACE`, which MySQL's dumps may have.
    fn inserted(&mut self, tokens: Vec<TokenWithSpan>) {
        let meaningful: Vec<(Token, u64)> = tokens
            .into_iter()
            .filter(|token| !matches!(token.token, Token::Whitespace(_)))
            .map(|token| (token.token, token.span.start.line))
            .collect();
        let mut tokens = Tokens(meaningful.into_iter().peekable());
        while let Some(line) = tokens.line() {
            if tokens.takes_word("INSERT") || tokens.takes_word("REPLACE") {
                self.statement(&mut tokens, line);
            } else {
                tokens.next();
            }
            // No later word of a statement begins another one.
            while !tokens.takes(&Token::SemiColon) && tokens.next().is_some() {}
        }
    }

    /// One statement behind its first word, up to what is no row.
    fn statement(&mut self, tokens: &mut Tokens, line: u64) {
        tokens.takes_word("IGNORE");
        tokens.takes_word("INTO");
        let mut table = tokens.word().unwrap_or_default();
        while tokens.takes(&Token::Period) {
            table = tokens.word().unwrap_or_default();
        }
        let written = tokens.takes(&Token::LParen).then(|| tokens.tuple()).transpose();
        let lower = |names: Vec<String>| names.iter().map(|name| name.to_ascii_lowercase()).collect();
        let written = written.map(|names| names.map(lower));
        let are_rows = tokens.takes_word("VALUES") || tokens.takes_word("VALUE");
        let (true, Ok(written)) = (are_rows, written) else {
            self.keep(
                &table,
                line,
                &[],
                Err("it is not `INSERT INTO table VALUES (…)`".to_owned()),
            );
            return;
        };
        let columns = self.columns(&table, written);
        loop {
            let line = tokens.line().unwrap_or(line);
            if !tokens.takes(&Token::LParen) {
                break;
            }
            self.keep(&table, line, &columns, tokens.tuple());
            if !tokens.takes(&Token::Comma) {
                break;
            }
        }
    }
}

/// `COPY public.mtree (id, tprefix) FROM stdin;`: the table, and its columns if they are written.
fn copy_head(line: &str) -> Option<(String, Option<Vec<String>>)> {
    let (copy, rest) = line.split_once(' ')?;
    let head = rest.split_once(" FROM ").or_else(|| rest.split_once(" from "))?.0;
    if !copy.eq_ignore_ascii_case("COPY") {
        return None;
    }
    let Some((table, columns)) = head.split_once('(') else {
        return Some((table_name(head.trim()), None));
    };
    let columns = columns.trim_end_matches([')', ' ']).split(',');
    let columns = columns.map(|column| column.trim().trim_matches('"').to_ascii_lowercase());
    Some((table_name(table.trim()), Some(columns.collect())))
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

    /// The line of what comes next.
    fn line(&mut self) -> Option<u64> {
        self.0.peek().map(|(_, line)| *line)
    }

    fn word(&mut self) -> Option<String> {
        match self.next()? {
            (Token::Word(word), _) => Some(word.value),
            _ => None,
        }
    }

    /// The values up to the closing parenthesis, `NULL` empty; why not, when one of them is no plain value.
    fn tuple(&mut self) -> Result<Vec<String>, String> {
        let mut values: Vec<Vec<Token>> = vec![Vec::new()];
        let mut depth = 0usize;
        loop {
            let (token, _) = self.next().ok_or("it has no end")?;
            match token {
                Token::Comma if depth == 0 => {
                    values.push(Vec::new());
                    continue;
                }
                Token::RParen if depth == 0 => break,
                Token::RParen => depth -= 1,
                Token::LParen => depth += 1,
                _ => {}
            }
            if let Some(value) = values.last_mut() {
                value.push(token);
            }
        }
        values.iter().map(|value| plain(value)).collect()
    }
}

/// The text of a value that is written out; what a database would compute is not known here.
fn plain(value: &[Token]) -> Result<String, String> {
    let text = match value {
        [
            Token::SingleQuotedString(text)
            | Token::EscapedStringLiteral(text)
            | Token::NationalStringLiteral(text)
            | Token::DoubleQuotedString(text)
            | Token::Number(text, _),
        ] => text.clone(),
        [Token::Minus, Token::Number(digits, _)] => format!("-{digits}"),
        [Token::Word(word)] if word.quote_style.is_none() && word.value.eq_ignore_ascii_case("NULL") => {
            String::new()
        }
        [Token::Word(word)] if !word.value.eq_ignore_ascii_case("DEFAULT") => word.value.clone(),
        other => {
            let written: Vec<String> = other.iter().map(ToString::to_string).collect();
            return Err(format!("`{}` is no plain value", written.concat()));
        }
    };
    Ok(text)
}

/// What to do about text that cannot be read.
const CORRECT: &str = "correct the file";
