//! What every format is read into: rules in the order in which their system prefers them, and gateways.

use std::collections::{BTreeMap, BTreeSet};

use super::LeftOut;

/// A dial plan of another system.
#[derive(Debug, Default)]
pub(super) struct Draft {
    /// By the name in the source.
    pub(super) gateways: BTreeMap<String, Gateway>,
    /// The preferred first.
    pub(super) rules: Vec<Rule>,
    pub(super) stations: Vec<Station>,
    pub(super) remarks: BTreeSet<String>,
    pub(super) left_out: Vec<LeftOut>,
}

/// A line of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) file: String,
    pub(super) line: u64,
}

/// What is known of a gateway.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Gateway {
    pub(super) host: Option<String>,
    pub(super) port: Option<u16>,
    pub(super) transport: Option<&'static str>,
}

/// Numbers with a prefix and how they are sent.
#[derive(Debug, Clone)]
pub(super) struct Rule {
    pub(super) place: Place,
    /// As written.
    pub(super) what: String,
    pub(super) prefix: String,
    /// Least and greatest number of dialled symbols, the prefix included.
    pub(super) lengths: (usize, usize),
    /// Who may use it; `None`: everybody.
    pub(super) classes: Option<BTreeSet<String>>,
    /// What is tried, in order. Nothing when that cannot be carried over: its numbers are refused then, rather
    /// than sent by a rule that its system would not have asked.
    pub(super) steps: Vec<Step>,
}

/// One gateway that is tried, and what it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) gateway: String,
    pub(super) strip: usize,
    pub(super) prepend: String,
}

/// A phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Station {
    pub(super) number: String,
    pub(super) name: String,
}

impl Draft {
    /// Notes that something is not carried over.
    pub(super) fn leave_out(
        &mut self,
        place: &Place,
        what: impl Into<String>,
        reason: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.left_out.push(LeftOut {
            file: place.file.clone(),
            line: place.line,
            what: what.into(),
            reason: reason.into(),
            remedy: remedy.into(),
        });
    }

    /// Adds a rule for every number that begins with `prefix`, when that can be dialled.
    pub(super) fn add_prefix(&mut self, place: Place, prefix: &str, steps: Vec<Step>) -> Option<&mut Rule> {
        let prefix = prefix.to_ascii_uppercase();
        if !is_number(&prefix) && !prefix.is_empty() {
            self.leave_out(
                &place,
                format!("`{prefix}`"),
                "a number has the symbols 0-9 * # A-D, and + only first",
                "write the prefix as it is dialled",
            );
            return None;
        }
        self.rules.push(Rule {
            place,
            what: format!("`{prefix}`"),
            lengths: (prefix.len().max(1), LONGEST),
            prefix,
            classes: None,
            steps,
        });
        self.rules.last_mut()
    }

    /// Makes sure that a gateway of that name is known.
    pub(super) fn gateway(&mut self, name: &str) -> &mut Gateway {
        self.gateways.entry(name.to_owned()).or_default()
    }
}

impl Step {
    /// The number as dialled, to a gateway.
    pub(super) fn plain(gateway: &str) -> Self {
        Step {
            gateway: gateway.to_owned(),
            strip: 0,
            prepend: String::new(),
        }
    }
}

impl Gateway {
    /// Reads `host`, `host:port`, `[v6]:port`, with or without `sip:` and parameters.
    pub(super) fn at(address: &str) -> Result<Self, &'static str> {
        let address = address.trim();
        if address.to_ascii_lowercase().starts_with("sips:") {
            return Err("trunks over TLS are not carried over");
        }
        let rest = address.strip_prefix("sip:").unwrap_or(address);
        let (rest, parameters) = rest.split_once(';').unwrap_or((rest, ""));
        let rest = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
        let transport = match parameters
            .split(';')
            .find_map(|one| one.strip_prefix("transport="))
        {
            None => None,
            Some("udp") => Some("udp"),
            Some("tcp") => Some("tcp"),
            Some(_) => return Err("only UDP and TCP are carried over"),
        };
        let (host, port) = match rest.rsplit_once(':') {
            Some((host, port)) if !host.contains(':') || host.ends_with(']') => (host, Some(port)),
            _ => (rest, None),
        };
        let port = port
            .map(|port| {
                port.parse()
                    .ok()
                    .filter(|port| *port > 0)
                    .ok_or("the port is no port")
            })
            .transpose()?;
        let host = host.trim_start_matches('[').trim_end_matches(']');
        if !is_host(host) {
            return Err("the address is neither a host name nor an IP address");
        }
        Ok(Gateway {
            host: Some(host.to_owned()),
            port,
            transport,
        })
    }
}

/// Whether symbols can be dialled.
pub(super) fn is_number(symbols: &str) -> bool {
    routing_table::Number::from_symbols(symbols.as_bytes()).is_ok()
}

fn is_host(host: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    host.parse::<std::net::IpAddr>().is_ok()
        || host.len() <= 253
            && host.split('.').all(label)
            && host.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// Most symbols of a number.
pub(super) const LONGEST: usize = routing_table::MAX_SYMBOLS;
