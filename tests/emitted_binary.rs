//! The finished vessel binary: where its plan lies, that the running program uses exactly those bytes, and what is
//! not linked into it.

#[path = "emitted_binary/caller.rs"]
mod caller;
#[path = "emitted_binary/credentials.rs"]
mod credentials;
mod dialplan_program;
#[path = "emitted_binary/elf.rs"]
mod elf;
#[path = "emitted_binary/fallback.rs"]
mod fallback;
#[path = "emitted_binary/operations.rs"]
mod operations;
mod vessel_binary;

use std::net::UdpSocket;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use caller::{Caller, Refusal, ha1};
use elf::{Elf, repaired, section_flags, symbols};
use routing_table::layout::automaton::{HEADER, MAP};
use routing_table::{Admits, Cause, Decision, Ingress, Question, Table};
use rustix::process::{Pid, Signal, kill_process};
use vessel_binary::{binary_of, scratch};

/// ELF section flags (System V ABI, section header).
const WRITE: u64 = 1;
const ALLOC: u64 = 2;

#[test]
fn the_plan_is_loaded_read_only_and_the_evidence_is_not_loaded() {
    let binary = binary_of("harbour");
    for section in [".dialplan", ".dialplan.names", ".dialplan.fallback"] {
        let flags = section_flags(&binary, section).expect("the section is there");
        assert_eq!(flags & (ALLOC | WRITE), ALLOC, "{section}");
    }
    assert_eq!(section_flags(&binary, ".dialplan.evidence"), Some(0));
}

#[test]
fn a_gateway_crate_that_the_plan_does_not_use_is_absent() {
    let (with, without) = (binary_of("harbour"), binary_of("no-trunk"));
    let attested = attest(&with);
    let description = attested
        .pointer("/linkedKinds/0/description")
        .and_then(serde_json::Value::as_str);
    let description = description.expect("the kind of the plan is attested");
    let named = |path: &Path| {
        symbols(path)
            .iter()
            .any(|symbol| symbol.contains("gateway_sip_trunk"))
    };
    let says = |path: &Path| {
        holds(
            &std::fs::read(path).expect("the binary is read"),
            description.as_bytes(),
        )
    };
    assert!(named(&with) && says(&with), "the search finds what is there");
    assert!(
        !named(&without) && !says(&without),
        "a crate that no plan entry needs is linked"
    );
}

#[test]
fn no_parser_of_settings_is_linked() {
    let names = symbols(&binary_of("harbour"));
    assert!(
        names.iter().any(|name| name.contains("routing_table")),
        "symbols are readable"
    );
    let parsers: Vec<_> = names
        .iter()
        .filter(|name| name.contains("jsonc_parser") || name.contains("dialplan_compiler"))
        .collect();
    assert!(parsers.is_empty(), "{parsers:?}");
}

#[test]
fn a_changed_table_without_its_identity_is_refused() {
    let elf = Elf::read(&binary_of("harbour"));
    let path = scratch("changed");
    let length = elf.table().len();
    for offset in (0..length).step_by(length / 23) {
        let flipped = [elf.table()[offset] ^ 1];
        let binary = elf.write_with(&elf.patched(&[(offset, &flipped)]), &path);
        let output = run(&binary, &["--attest"]);
        assert_eq!(
            output.status.code(),
            Some(70),
            "byte {offset}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

/// Every patch that yields a well-formed table must change what the running vessel does exactly as the table's own
/// code says, and every other must be refused: so the bytes in the file are the bytes in use.
#[test]
fn a_patched_entry_changes_the_running_vessel_exactly_as_predicted() {
    let elf = Elf::read(&binary_of("harbour"));
    let entries: Vec<usize> = value_entries(&elf).into_iter().step_by(4).collect();
    assert!(entries.len() >= 10, "too few entries to patch");
    let original = repaired(elf.patched(&[]));
    let (mut refused, mut changed) = (0, 0);
    for offset in entries {
        let table = repaired(with_free_ports(&elf, &[(offset, &next_value(&elf, offset))]));
        let path = elf.write_with(&table, &scratch("patched"));
        match Table::open(&table) {
            Err(_) => {
                assert_eq!(
                    run(&path, &["--attest"]).status.code(),
                    Some(70),
                    "entry at {offset} is not well-formed"
                );
                refused += 1;
            }
            Ok(patched) => {
                let before = Table::open(&original).expect("the original is well-formed");
                changed += usize::from(answers(&patched) != answers(&before));
                assert_eq!(dialled(&path, &patched), answers(&patched), "entry at {offset}");
            }
        }
    }
    assert!(changed > 0, "no patch changed an answer ({refused} were refused)");
}

/// What is dialled from which station. No emergency number: its targets would be tried one after the other.
const DIALLED: [(&str, &str); 10] = [
    ("100", "101"),
    ("101", "100"),
    ("100", "102"),
    ("100", "+870773111"),
    ("100", "+331"),
    ("100", "+33123456789"),
    ("101", "+33123456789"),
    ("101", "00442079460000"),
    ("101", "555"),
    ("101", "12x"),
];

/// What the table decides, with gateways that nobody answers for; nothing for what is an emergency call now.
fn answers(table: &Table<'_>) -> Vec<Option<Refusal>> {
    let admits = [Admits::EmergencyOnly; 2];
    let answer = |(from, dialled): &(&str, &str)| {
        let station = table
            .station_by_number(from.as_bytes())
            .and_then(|index| table.station(index));
        let class = Some(station.expect("the caller is a station").class());
        let question = Question {
            ingress: Ingress::Crew,
            dialled: dialled.as_bytes(),
            class,
            precedence: None,
            profile: None,
            admits: &admits,
        };
        let cause = match table.decide(&question) {
            Decision::Refuse { cause, .. } => cause,
            Decision::Station { .. } => Cause::NotRegistered,
            Decision::Attempts { .. } | Decision::Emergency { .. } => return None,
        };
        Some(Refusal {
            status: cause.status(),
            cause: Some(cause.q850()),
        })
    };
    DIALLED.iter().map(answer).collect()
}

/// What the running vessel answers to the same calls.
fn dialled(binary: &Path, table: &Table<'_>) -> Vec<Option<Refusal>> {
    let (server, password) = (table.server(), "of the test");
    let vessel = (server.listen(), server.sip_port()).into();
    let hashes = ["100", "101"].map(|number| ha1(number, server.realm(), password));
    let mut running = Running::start(binary, &hashes);
    let [first, second] = hashes;
    let mut bridge = Caller::new("127.0.1.100", vessel, "100", first);
    let mut mess = Caller::new("127.0.1.101", vessel, "101", second);
    bridge.wait_for_vessel(|| running.is_gone());
    let expected = answers(table);
    let calls = DIALLED.iter().zip(expected);
    calls
        .map(|((from, number), expected)| {
            expected.map(|_| {
                if *from == "100" {
                    bridge.dial(number)
                } else {
                    mess.dial(number)
                }
            })
        })
        .collect()
}

/// Every secret of the test vessel, in a file beside the binary.
fn secrets(binary: &Path, hashes: &[String; 2]) -> PathBuf {
    let credentials = binary.with_extension("credentials");
    let [first, second] = hashes;
    let text = format!(
        "station-100 ha1-md5:{first}\nstation-101 ha1-md5:{second}\n\
         shore-trunk password:none\ntrunk-spare password:none\n"
    );
    std::fs::write(&credentials, text).expect("credentials are written");
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    std::fs::set_permissions(&credentials, mode).expect("their mode is set");
    credentials
}

/// A running vessel; it ends with the test.
struct Running(Child);

impl Running {
    fn start(binary: &Path, hashes: &[String; 2]) -> Running {
        let credentials = secrets(binary, hashes);
        Running::spawn(Command::new(binary).arg("--credentials").arg(credentials), binary)
    }

    /// Starts what the command says; its log is written beside the binary.
    fn spawn(command: &mut Command, binary: &Path) -> Running {
        command.stdin(Stdio::null());
        let log = std::fs::File::create(binary.with_extension("log")).expect("a log is made");
        command
            .stdout(log.try_clone().expect("the log has two ends"))
            .stderr(log);
        command.current_dir(scratch(".").parent().expect("a folder"));
        // Another test's child may hold the just written file for the moment between its fork and its exec.
        loop {
            match command.spawn() {
                Err(error) if error.kind() == std::io::ErrorKind::ExecutableFileBusy => {
                    std::thread::yield_now()
                }
                started => return Running(started.expect("the vessel starts")),
            }
        }
    }

    /// Ends the vessel as an operator would, and gives its log: lines are written by a thread of its own, whole at a clean end.
    fn log_at_end(mut self, binary: &Path) -> String {
        kill_process(Pid::from_child(&self.0), Signal::TERM).expect("it is told to end");
        self.0.wait().expect("it ends");
        std::fs::read_to_string(binary.with_extension("log")).expect("there is a log")
    }

    fn is_gone(&mut self) -> bool {
        self.0.try_wait().expect("its state is known").is_some()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself; either way it is gone afterwards.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The table with other patches and two ports that nobody uses: a patch of header fields by itself.
fn with_free_ports(elf: &Elf, patches: &[(usize, &[u8])]) -> Vec<u8> {
    let server = elf.block(b"server\0\0");
    let crew = free_port("127.0.1.1").to_le_bytes();
    let trunk = free_port("127.0.2.1").to_le_bytes();
    let mut all = vec![(server, crew.as_slice()), (server + 2, trunk.as_slice())];
    all.extend(patches);
    elf.patched(&all)
}

fn free_port(address: &str) -> u16 {
    UdpSocket::bind((address, 0))
        .and_then(|socket| socket.local_addr())
        .expect("a port is free")
        .port()
}

/// Offsets of the automaton's entries that are values: two bytes each with the top bit set.
fn value_entries(elf: &Elf) -> Vec<usize> {
    let automaton = elf.block(b"automat\0");
    let table = elf.table();
    let u16_at = |at: usize| u16::from_le_bytes([table[at], table[at + 1]]);
    let u32_at = |at: usize| u32::from(u16_at(at)) | u32::from(u16_at(at + 2)) << 16;
    let header = automaton + MAP;
    let (width, entry_size, states) = (u16_at(header), u16_at(header + 2), u32_at(header + 4));
    assert_eq!(entry_size, 2, "the test vessel has a small automaton");
    let first = header + HEADER;
    let count = usize::from(width) * states as usize;
    (0..count)
        .map(|index| first + index * 2)
        .filter(|at| u16_at(*at) & 0x8000 != 0)
        .collect()
}

/// The entry at an offset with the next value of the automaton in the place of its own.
fn next_value(elf: &Elf, offset: usize) -> [u8; 2] {
    let table = elf.table();
    let values = &table[elf.block(b"automat\0") + MAP + 12..][..2];
    let values = u16::from_le_bytes([values[0], values[1]]);
    let value = u16::from_le_bytes([table[offset], table[offset + 1]]) & 0x7fff;
    (((value + 1) % values) | 0x8000).to_le_bytes()
}

fn attest(binary: &Path) -> serde_json::Value {
    let output = run(binary, &["--attest"]);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).expect("the attestation is JSON")
}

fn run(binary: &Path, arguments: &[&str]) -> Output {
    Command::new(binary)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .expect("the binary runs")
}

fn holds(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|window| window == text)
}
