//! One run of sipp: a scenario of ours, its addresses, and the words that it needs.

use std::fs;
use std::path::{Path, PathBuf};

use super::process::Process;
use super::ship::Ship;

/// What sipp shall do.
pub struct Sipp<'s> {
    ship: &'s Ship,
    scenario: &'s str,
    local: String,
    remote: Option<String>,
    words: Vec<(String, String)>,
    options: Vec<String>,
}

impl<'s> Sipp<'s> {
    pub fn new(ship: &'s Ship, scenario: &'s str) -> Sipp<'s> {
        let (words, options) = (Vec::new(), Vec::new());
        Sipp {
            ship,
            scenario,
            local: String::new(),
            remote: None,
            words,
            options,
        }
    }

    /// The address and port that it uses.
    pub fn at(mut self, local: &str) -> Self {
        self.local = local.to_owned();
        self
    }

    /// Where it calls; without this it waits for a call.
    pub fn to(mut self, remote: &str) -> Self {
        self.remote = Some(remote.to_owned());
        self
    }

    /// Replaces `{{name}}` in the scenario.
    pub fn with(mut self, name: &str, text: &str) -> Self {
        self.words.push((format!("{{{{{name}}}}}"), text.to_owned()));
        self
    }

    /// Who calls: a station and its password.
    pub fn station(self, number: &str) -> Self {
        let word = format!("word-{number}");
        self.with("number", number).with("word", &word)
    }

    /// An option of sipp itself.
    pub fn option(mut self, option: &str) -> Self {
        self.options.extend(option.split(' ').map(str::to_owned));
        self
    }

    /// Starts it; one that waits for a call is listening when this returns.
    pub fn start(self) -> Process {
        let (ip, port) = self.local.rsplit_once(':').expect("an address and a port");
        let waits = self.remote.is_none();
        let scenario = self.scenario_file();
        let mut command = self.ship.namespace.command("sipp");
        command.args([
            "-sf",
            &scenario.to_string_lossy(),
            "-i",
            ip,
            "-p",
            port,
            "-m",
            "1",
            "-nostdin",
        ]);
        command.args(["-timeout", "60", "-timeout_error", "-trace_err", "-error_file"]);
        command.arg(scenario.with_extension("errors"));
        command
            .args(["-trace_msg", "-message_file"])
            .arg(scenario.with_extension("messages"));
        if let (Some(remote), Some((_, dialled))) =
            (&self.remote, self.words.iter().find(|(name, _)| name == DIALLED))
        {
            // sipp signs `sip:ADDRESS:PORT` unless told what the Request-URI is.
            command.args(["-auth_uri", &format!("{dialled}@{remote}")]);
        }
        command.args(&self.options);
        command.args(self.remote.as_deref());
        let process = Process::start(
            &format!("sipp {}", self.scenario),
            &mut command,
            &self.ship.folder,
        );
        if waits {
            wait_until_bound(process.id(), ip, port);
        }
        process
    }

    /// Starts it and waits until it has succeeded.
    pub fn runs(self) {
        self.start().succeeds();
    }

    fn scenario_file(&self) -> PathBuf {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop/scenarios");
        let source = source.join(self.scenario).with_extension("xml");
        let text =
            fs::read_to_string(&source).unwrap_or_else(|error| panic!("{}: {error}", source.display()));
        let filled = self
            .words
            .iter()
            .fold(text, |text, (name, word)| text.replace(name, word));
        assert!(!filled.contains("{{"), "{} needs more words", source.display());
        let file = self
            .ship
            .folder
            .join(format!("{}-{}.xml", self.scenario, self.local.replace(':', "-")));
        fs::write(&file, filled).expect("the scenario can be written");
        file
    }
}

/// The word of a scenario that stands in the Request-URI.
const DIALLED: &str = "{{dialled}}";

/// Returns once the process's namespace has a UDP socket, or a listener for TCP, on that address.
fn wait_until_bound(process: u32, ip: &str, port: &str) {
    let ip: std::net::Ipv4Addr = ip.parse().expect("an IPv4 address");
    let port: u16 = port.parse().expect("a port");
    let wanted = format!(" {:08X}:{port:04X} ", u32::from(ip).swap_bytes());
    let listens = format!("{wanted}00000000:0000 0A ");
    let end = std::time::Instant::now() + super::process::LIMIT;
    loop {
        let table =
            |protocol| fs::read_to_string(format!("/proc/{process}/net/{protocol}")).unwrap_or_default();
        if table("udp").contains(&wanted) || table("tcp").contains(&listens) {
            return;
        }
        assert!(
            std::time::Instant::now() < end,
            "sipp does not listen on {ip}:{port}"
        );
        std::thread::yield_now();
    }
}
