//! One vessel in one network, with its phones' and providers' addresses.

use std::cell::RefCell;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, UdpSocket};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::Duration;

use rustix::process::Signal;

use super::capture::{Capture, Packets};
use super::namespace::Namespace;
use super::process::{LIMIT, Process};
use super::sipp::Sipp;
use crate::vessel_binary::binary_of;

/// A running vessel of `tests/vessels/interop`.
pub struct Ship {
    vessel: RefCell<Process>,
    capture: Option<Capture>,
    pub namespace: Namespace,
    pub folder: PathBuf,
}

impl Ship {
    /// Starts a vessel whose providers at `answering` answer its first OPTIONS and are ready; the others are silent.
    pub fn start(test: &str, answering: &[&str]) -> Ship {
        let namespace = Namespace::new();
        let providers: Vec<UdpSocket> = namespace.inside(|| {
            answering
                .iter()
                .map(|address| bound(&format!("{address}:5060")))
                .collect()
        });
        let ship = Ship::beside(test, namespace);
        for provider in &providers {
            ship.becomes_ready(provider, "");
        }
        ship
    }

    /// Has a provider answer its first OPTIONS, and waits until its gateway is ready; the name may be left empty.
    pub fn becomes_ready(&self, provider: &UdpSocket, gateway: &str) {
        answer_options(provider);
        self.wait_for_log(&["gateway status", gateway, "\"to\":\"ready\""]);
    }

    /// Starts a vessel in a network in which its providers already run.
    pub fn beside(test: &str, namespace: Namespace) -> Ship {
        static BINARY: LazyLock<PathBuf> = LazyLock::new(|| match std::env::var_os("INTEROP_VESSEL") {
            Some(finished) => finished.into(),
            None => binary_of("tests/vessels/interop"),
        });
        Ship::of(&BINARY, test, namespace)
    }

    /// Starts another vessel with the same stations.
    pub fn of(binary: &Path, test: &str, namespace: Namespace) -> Ship {
        Ship::with(binary, CREDENTIALS, test, namespace)
    }

    /// Starts another vessel with other secrets, the lines of its credentials file.
    pub fn with(binary: &Path, secrets: &str, test: &str, namespace: Namespace) -> Ship {
        let folder = folder(test);
        let credentials = folder.join("interop.credentials");
        fs::write(&credentials, secrets).expect("credentials can be written");
        fs::set_permissions(&credentials, fs::Permissions::from_mode(0o600)).expect("and protected");
        let capture = Capture::start(&namespace, &folder);
        let mut command = namespace.command(&binary.to_string_lossy());
        command.args(["--log", "json", "--credentials"]).arg(&credentials);
        let mut vessel = Process::start("the vessel", &mut command, &folder);
        vessel.wait_for(&["taking calls"]);
        Ship {
            vessel: RefCell::new(vessel),
            capture: Some(capture),
            namespace,
            folder,
        }
    }

    /// A run of sipp with one of our scenarios.
    pub fn sipp<'s>(&'s self, scenario: &'s str) -> Sipp<'s> {
        Sipp::new(self, scenario)
    }

    /// Waits for a line of the vessel's log.
    pub fn wait_for_log(&self, parts: &[&str]) -> String {
        self.vessel.borrow_mut().wait_for(parts)
    }

    /// Sends the vessel a signal.
    pub fn signal(&self, signal: Signal) {
        self.vessel.borrow().signal(signal);
    }

    /// Ends the vessel as an operator would, checks that it ends clean, and that tshark finds no malformed packet.
    pub fn ends(self) -> Packets {
        self.ends_with_malformed_from_others().all_well_formed()
    }

    /// The same for tests whose own packets are malformed: only the vessel's are judged.
    pub fn ends_with_malformed_from_others(self) -> Judged {
        self.signal(Signal::TERM);
        self.waits_for_end()
    }

    /// Waits for the end of a vessel that was told to end.
    pub fn waits_for_end(mut self) -> Judged {
        self.vessel.borrow_mut().succeeds_within(LIMIT);
        let capture = self.capture.take().expect("the capture runs until the end");
        let packets = capture.stop(&self.namespace);
        packets.assert_well_formed("ip.src == 10.77.0.1 || ip.src == 10.88.0.1");
        Judged(packets)
    }
}

/// Packets of which the vessel's own are well-formed.
pub struct Judged(Packets);

impl Judged {
    /// The packets of others were well-formed too.
    pub fn all_well_formed(self) -> Packets {
        self.0.assert_well_formed("ip");
        self.0
    }
}

/// The folder of a test; what an earlier run left there may be overwritten.
pub fn folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("interop").join(test);
    fs::create_dir_all(&folder).expect("the test has a folder");
    folder
}

/// A socket of the test inside the namespace; reads give up after [`LIMIT`].
pub fn bound(address: &str) -> UdpSocket {
    let socket = UdpSocket::bind(address).unwrap_or_else(|error| panic!("{address}: {error}"));
    socket
        .set_read_timeout(Some(LIMIT))
        .expect("a time limit can be set");
    socket
}

/// Answers one OPTIONS with 200.
fn answer_options(socket: &UdpSocket) {
    let mut buffer = [0; 4096];
    let (length, source) = socket
        .recv_from(&mut buffer)
        .expect("the vessel probes its providers");
    socket
        .send_to(answer_to_options(&buffer[..length]).as_bytes(), source)
        .expect("the answer can be sent");
}

/// Answers one OPTIONS with 200 on the first connection, and closes it.
pub fn answer_options_on_stream(listener: &TcpListener) {
    let (mut stream, _) = listener.accept().expect("the vessel connects");
    stream
        .set_read_timeout(Some(LIMIT))
        .expect("a time limit can be set");
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream
            .read_exact(&mut byte)
            .expect("the vessel probes its providers");
        request.extend(byte);
    }
    stream
        .write_all(answer_to_options(&request).as_bytes())
        .expect("the answer can be sent");
}

fn answer_to_options(request: &[u8]) -> String {
    let request = String::from_utf8_lossy(request);
    assert!(request.starts_with("OPTIONS "), "{request}");
    let copied = |name: &str| {
        request
            .lines()
            .find(|line| line.starts_with(name))
            .map(str::to_owned)
    };
    let mut answer = vec!["SIP/2.0 200 OK".to_owned()];
    answer.extend(
        ["Via:", "From:", "To:", "Call-ID:", "CSeq:"]
            .into_iter()
            .filter_map(copied),
    );
    answer.extend(["Content-Length: 0".to_owned(), String::new(), String::new()]);
    answer.join("\r\n")
}

/// How long a call whose answer nobody acknowledges may live: 64×T1 and a little.
pub const ACK_LIMIT: Duration = Duration::from_secs(40);

/// The vessel's addresses.
pub const CREW_SIDE: &str = "10.77.0.1:5060";
pub const TRUNK_SIDE: &str = "10.88.0.1:5080";

/// HA1 of `NUMBER:interop:word-NUMBER`, and the trunk's password.
const CREDENTIALS: &str = "\
station-101 ha1-md5:7f1ac78c955d3929bba7f03be4f8aaff
station-102 ha1-md5:83b5141b81aa48e4d50e61553ae32557
station-103 ha1-md5:f522c73dc91d06a91ba9c6a22dda01c4
station-104 ha1-md5:d35a54f4382f0c87c9ca82e9e1f80c8b
digest password:trunk-word
";
