//! Recorded calls as text: CSV with a header, or the lines that the switch logs as JSON. A line that cannot be read is
//! named, never dropped.

use serde_json::Value;

use super::{Call, Caller};

/// The calls of a record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calls {
    /// Those that could be read, in the order of the record.
    pub calls: Vec<Call>,
    /// Lines that could not.
    pub bad: Vec<Bad>,
    /// Columns that mean nothing here.
    pub unread_columns: Vec<String>,
    /// Lines of the log about something else.
    pub other_lines: usize,
}

/// A line that is no call, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bad {
    /// From 1.
    pub line: usize,
    /// Why.
    pub why: String,
}

/// Reads a record: JSON lines when the first is an object, else CSV.
///
/// # Errors
/// When a CSV record has no header that names a caller and a number.
pub fn read(text: &str) -> Result<Calls, String> {
    match text.trim_start().starts_with('{') {
        true => Ok(of_log(text)),
        false => of_csv(text),
    }
}

fn of_csv(text: &str) -> Result<Calls, String> {
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let header: Vec<String> = match reader.headers() {
        Ok(header) => header.iter().map(str::to_ascii_lowercase).collect(),
        Err(error) => return Err(format!("the header cannot be read: {error}")),
    };
    let has = |column: &str| header.iter().any(|known| known == column);
    if !has("number") || !CALLERS.into_iter().any(has) {
        return Err(format!(
            "the first line must name the columns: `number`, and one or more of {}; also {}",
            CALLERS.map(|column| format!("`{column}`")).join(", "),
            OTHERS.map(|column| format!("`{column}`")).join(", "),
        ));
    }
    let is_read = |column: &String| {
        let column = column.as_str();
        column == "number" || CALLERS.contains(&column) || OTHERS.contains(&column)
    };
    let mut calls = Calls {
        unread_columns: header.iter().filter(|column| !is_read(column)).cloned().collect(),
        ..Calls::default()
    };
    let mut before = 1;
    for record in reader.records() {
        let read = match &record {
            Ok(record) => {
                before = record
                    .position()
                    .map_or(before, |position| line_number(position.line()));
                of_record(&header, record, before)
            }
            Err(error) => {
                let line = error
                    .position()
                    .map_or(before + 1, |position| line_number(position.line()));
                before = line;
                Err(error.to_string())
            }
        };
        calls.keep(before, read);
    }
    Ok(calls)
}

fn line_number(line: u64) -> usize {
    usize::try_from(line).unwrap_or(usize::MAX)
}

fn of_record(header: &[String], record: &csv::StringRecord, line: usize) -> Result<Call, String> {
    if record.len() != header.len() {
        return Err(format!("{} fields, but {} columns", record.len(), header.len()));
    }
    let field = |column: &str| {
        let mut fields = header.iter().zip(record);
        let found = fields.find(|(name, value)| *name == column && !value.is_empty());
        found.map(|(_, value)| value.to_owned())
    };
    let named = [
        field("station").map(Caller::Station),
        field("class").map(Caller::Class),
        field("gateway").map(Caller::Trunk),
    ];
    let mut named = named.into_iter().flatten();
    let caller = named.next().ok_or("nobody calls")?;
    if let Some(other) = named.next() {
        return Err(format!("both {caller} and {other} call"));
    }
    Ok(Call {
        line,
        caller,
        number: field("number").ok_or("no number")?,
        when: field("when"),
        precedence: field("precedence"),
        recorded: None,
    })
}

fn of_log(text: &str) -> Calls {
    let mut calls = Calls::default();
    for (line, written) in (1..)
        .zip(text.lines())
        .filter(|(_, written)| !written.trim().is_empty())
    {
        match serde_json::from_str::<Value>(written) {
            Ok(event) if word(&event, "message").as_deref() == Some("decided") => {
                calls.keep(line, of_event(&event, line));
            }
            Ok(Value::Object(_)) => calls.other_lines += 1,
            Ok(_) => calls.keep(line, Err("no JSON object".to_owned())),
            Err(error) => calls.keep(line, Err(format!("no JSON: {error}"))),
        }
    }
    calls
}

fn of_event(event: &Value, line: usize) -> Result<Call, String> {
    let needed = |key: &str| word(event, key).ok_or_else(|| format!("no `{key}`"));
    let caller = match needed("caller")?.as_str() {
        "unauthenticated" => Caller::Unauthenticated,
        word => Caller::StationOrTrunk(word.to_owned()),
    };
    let dialled = needed("dialled")?;
    // The switch writes what it was sent in quotation marks, with strange symbols escaped.
    let number = match dialled.starts_with('"') {
        true => serde_json::from_str(&dialled).map_err(|_| format!("`dialled` cannot be read: {dialled}"))?,
        false => dialled,
    };
    Ok(Call {
        line,
        caller,
        number,
        when: word(event, "timestamp"),
        precedence: word(event, "precedence"),
        recorded: word(event, "outcome"),
    })
}

fn word(event: &Value, key: &str) -> Option<String> {
    event.get(key).and_then(Value::as_str).map(str::to_owned)
}

impl Calls {
    fn keep(&mut self, line: usize, read: Result<Call, String>) {
        match read {
            Ok(call) => self.calls.push(call),
            Err(why) => self.bad.push(Bad { line, why }),
        }
    }
}

const CALLERS: [&str; 3] = ["station", "class", "gateway"];
const OTHERS: [&str; 2] = ["when", "precedence"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_a_table_is_a_call_or_is_named() {
        let text = "Station,gateway,number,when,cost\n101,,112,noon,1\n,vsat,+44,,\n101,vsat,1,,\n,,1,,\n101,,,,\n101,,5\n101,,\"0044 20\",,\n";
        let calls = read(text).expect("a header");
        let seen: Vec<_> = calls
            .calls
            .iter()
            .map(|call| (call.line, call.number.as_str()))
            .collect();
        assert_eq!(seen, [(2, "112"), (3, "+44"), (8, "0044 20")]);
        let bad: Vec<_> = calls.bad.iter().map(|bad| (bad.line, bad.why.as_str())).collect();
        assert_eq!(
            bad,
            [
                (4, "both station 101 and the trunk of vsat call"),
                (5, "nobody calls"),
                (6, "no number"),
                (7, "3 fields, but 5 columns"),
            ]
        );
        assert_eq!(calls.unread_columns, ["cost"]);
        assert!(read("101,112\n").is_err(), "no header");
    }

    #[test]
    fn every_line_of_a_log_is_a_call_or_counted_or_named() {
        let text = concat!(
            r#"{"timestamp":"T1","message":"decided","caller":"101","dialled":"\"0044 20\"","outcome":"gateways shore","precedence":"dsn.flash"}"#,
            "\n",
            r#"{"message":"answered"}"#,
            "\n\n{\"message\":\n",
            r#"{"message":"decided","caller":"101"}"#,
            "\n",
            r#"{"message":"decided","caller":"unauthenticated","dialled":"112"}"#,
        );
        let calls = read(text).expect("a log");
        let first = calls.calls.first().expect("a call");
        assert_eq!((first.line, first.number.as_str()), (1, "0044 20"));
        assert_eq!(first.precedence.as_deref(), Some("dsn.flash"));
        assert_eq!(
            calls.calls.get(1).map(|call| call.caller.clone()),
            Some(Caller::Unauthenticated)
        );
        let bad: Vec<_> = calls.bad.iter().map(|bad| bad.line).collect();
        assert_eq!((bad.as_slice(), calls.other_lines), ([4, 5].as_slice(), 1));
    }
}
