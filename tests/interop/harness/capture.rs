//! Every packet of a test, seen by a program that knows nothing of ours.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use super::namespace::Namespace;
use super::process::{LIMIT, Process};

/// A running capture.
pub struct Capture {
    file: PathBuf,
    process: Process,
}

impl Capture {
    /// Starts to write every packet of a namespace into a file.
    pub fn start(namespace: &Namespace, folder: &Path) -> Capture {
        let file = folder.join("packets.pcapng");
        let mut command = namespace.command("dumpcap");
        command.args(["-q", "-i", "any", "-B", "16", "-w"]).arg(&file);
        let mut process = Process::start("dumpcap", &mut command, folder);
        process.wait_for(&["File:"]);
        Capture { file, process }
    }

    /// Stops once everything sent so far is in the file, and gives what was captured.
    pub fn stop(mut self, namespace: &Namespace) -> Packets {
        namespace.inside(|| {
            let socket = std::net::UdpSocket::bind("127.0.0.1:0").expect("a socket");
            socket
                .send_to(LAST_PACKET, "127.0.0.1:9")
                .expect("the last packet can be sent");
        });
        let end = Instant::now() + LIMIT;
        while !contains(&fs::read(&self.file).unwrap_or_default(), LAST_PACKET) {
            assert!(Instant::now() < end, "the capture misses its last packet");
            std::thread::park_timeout(Duration::from_millis(50));
        }
        self.process.signal(Signal::INT);
        self.process.succeeds();
        Packets { file: self.file }
    }
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    // It is the last packet: the end of the file is enough.
    let tail = bytes.get(bytes.len().saturating_sub(4096)..).unwrap_or_default();
    tail.windows(part.len()).any(|window| window == part)
}

/// Marks the end of a capture, since packets reach the file some time after they were sent.
const LAST_PACKET: &[u8] = b"fairlead: last packet of the test";

/// What was captured.
pub struct Packets {
    file: PathBuf,
}

impl Packets {
    /// One line for each packet that a tshark display filter lets pass, with the fields asked for, separated by tabs.
    pub fn fields(&self, filter: &str, fields: &[&str]) -> Vec<String> {
        let mut command = Command::new("tshark");
        command
            .arg("-r")
            .arg(&self.file)
            .args(["-d", "udp.port==5080,sip", "-d", "tcp.port==5080,sip"]);
        command.args(["-Y", filter, "-T", "fields"]);
        for field in fields {
            command.args(["-e", field]);
        }
        let output = command.output().expect("tshark is there");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "tshark -Y '{filter}': {errors}");
        let text = String::from_utf8_lossy(&output.stdout);
        text.lines().map(str::to_owned).collect()
    }

    /// How many packets a filter lets pass.
    pub fn count(&self, filter: &str) -> usize {
        self.fields(filter, &["frame.number"]).len()
    }

    /// No packet of `source`, an address filter such as `ip.src == 10.77.0.1`, is malformed in tshark's eyes.
    pub fn assert_well_formed(&self, source: &str) {
        let filter = format!("({source}) && (_ws.malformed || _ws.expert.severity == \"Error\")");
        let bad = self.fields(&filter, &["frame.number", "_ws.col.Info", "_ws.expert.message"]);
        assert!(
            bad.is_empty(),
            "malformed packets in {}:\n{}",
            self.file.display(),
            bad.join("\n")
        );
    }
}
