//! `Dial` with one destination: a phone, or a trunk with the number that is sent.

use std::collections::BTreeMap;

use crate::import::draft::{Gateway, Step};

/// Where a call goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Destination {
    /// A phone, by its name if that is not its number.
    Phone(Option<String>),
    /// A trunk.
    Trunk {
        step: Step,
        gateway: Gateway,
        /// What carries it, when that is not SIP.
        other_technology: Option<String>,
    },
}

/// Reads the arguments of `Dial`; `number` is the extension when it is one number.
pub(super) fn read(
    arguments: &str,
    globals: &BTreeMap<String, String>,
    number: Option<&str>,
) -> Result<Destination, String> {
    let arguments = substituted(arguments, globals);
    let first = first_argument(&arguments);
    if first.contains('&') {
        return Err("it rings several at once".to_owned());
    }
    let (technology, rest) = first
        .split_once('/')
        .ok_or("its destination is in a variable that no file sets")?;
    if technology.contains("${") {
        return Err("its destination is in a variable that no file sets".to_owned());
    }
    let sip = ["SIP", "PJSIP"]
        .iter()
        .any(|sip| technology.eq_ignore_ascii_case(sip));
    if ["Local", "Console", "Message"]
        .iter()
        .any(|local| technology.eq_ignore_ascii_case(local))
    {
        return Err(format!("`{technology}` is no trunk"));
    }
    let (peer, sent) = peer_and_number(rest, sip);
    if sent.is_none() && peer == "${EXTEN}" {
        return phone(None, number);
    }
    if peer.contains("${") {
        return Err("its trunk is in a variable that no file sets".to_owned());
    }
    let Some(sent) = sent else {
        return if sip {
            phone(Some(peer.to_owned()), number)
        } else {
            Err(format!("`{technology}/{peer}` is sent no number"))
        };
    };
    // A secret may stand before the host.
    let shown = peer.rsplit_once('@').map_or(peer, |(_, host)| host);
    let gateway = if shown.contains('.') {
        Gateway::at(shown).unwrap_or_default()
    } else {
        Gateway::default()
    };
    let (strip, prepend) = rewriting(sent, number)?;
    Ok(Destination::Trunk {
        step: Step {
            gateway: if sip {
                shown.to_owned()
            } else {
                format!("{technology}-{shown}")
            },
            strip,
            prepend,
        },
        gateway,
        other_technology: (!sip).then(|| technology.to_owned()),
    })
}

/// `peer/number`, `number@peer`, `peer/sip:number@host`.
fn peer_and_number(rest: &str, sip: bool) -> (&str, Option<&str>) {
    match rest.split_once('/') {
        Some((peer, number)) => {
            if let Some((number, host)) = number.strip_prefix("sip:").and_then(|uri| uri.split_once('@')) {
                return (host, Some(number));
            }
            (
                peer,
                Some(number.split_once('@').map_or(number, |(number, _)| number)),
            )
        }
        None => match rest.rsplit_once('@') {
            Some((number, peer)) if sip => (peer, Some(number)),
            _ => (rest, None),
        },
    }
}

/// How many symbols are stripped and what is put in front.
fn rewriting(sent: &str, number: Option<&str>) -> Result<(usize, String), String> {
    let refused = || format!("`{sent}` is more than leaving out leading symbols and putting some in front");
    let filtered = sent
        .strip_prefix("${FILTER(")
        .and_then(|rest| rest.split_once(','))
        .and_then(|(_, rest)| rest.strip_suffix(")}"));
    let sent = filtered.unwrap_or(sent);
    let (prepend, dialled) = sent.split_once("${EXTEN").unwrap_or((sent, ""));
    if !prepend.is_empty() && !crate::import::draft::is_number(prepend) {
        return Err(refused());
    }
    if dialled.is_empty() {
        // Always the same number: the whole one is stripped.
        let whole = number.ok_or("it sends one number whatever is dialled")?;
        return Ok((whole.len(), prepend.to_owned()));
    }
    let strip = dialled.strip_suffix('}').ok_or_else(refused)?;
    let strip = match strip.strip_prefix(':') {
        None if strip.is_empty() => 0,
        None => return Err(refused()),
        Some(count) => count.parse().map_err(|_| refused())?,
    };
    Ok((strip, prepend.to_owned()))
}

/// A pattern does not say which phones there are.
fn phone(name: Option<String>, number: Option<&str>) -> Result<Destination, String> {
    match number {
        Some(_) => Ok(Destination::Phone(name)),
        None => Err("it rings phones, and a pattern does not say which there are".to_owned()),
    }
}

/// Up to the first comma outside of braces.
fn first_argument(arguments: &str) -> &str {
    let mut depth = 0usize;
    for (at, symbol) in arguments.char_indices() {
        match symbol {
            '{' | '(' => depth += 1,
            '}' | ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => return arguments.get(..at).unwrap_or(arguments).trim(),
            _ => {}
        }
    }
    arguments.trim()
}

/// `${NAME}` and `${GLOBAL(NAME)}` by their values, also within each other.
fn substituted(text: &str, globals: &BTreeMap<String, String>) -> String {
    let mut text = text.to_owned();
    for _ in 0..DEEPEST {
        let before = text.clone();
        for (name, value) in globals {
            for reference in [format!("${{{name}}}"), format!("${{global({name})}}")] {
                while let Some(at) = text.to_ascii_lowercase().find(&reference) {
                    text.replace_range(at..at + reference.len(), value);
                    if text.len() > LONGEST_TEXT {
                        return before;
                    }
                }
            }
        }
        if text == before {
            break;
        }
    }
    text
}

const DEEPEST: usize = 8;
const LONGEST_TEXT: usize = 4096;
