//! What the call benchmarks share: the vessel and Kamailio under test, and sipp on both sides of them.
//!
//! Everything talks on loopback: the crew from 127.0.0.5, the provider on 127.77.0.1, Kamailio on 127.77.0.2, the vessel on
//! 127.77.0.3.

use std::fs;
use std::net::UdpSocket;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use super::measured::Measured;

const PASSWORD: &str = "benchmark-only";
/// MD5 of `101:fairlead:benchmark-only`, RFC 7616 §3.4.2.
const HA1: &str = "68c0ff01633f3435f1c5df1b40c89173";
/// One number, since sipp computes every digest over one URI that it is told.
const DIALLED: &str = "00442012345678";
const SOCKET_BUFFER: &str = "4194304";

/// The exchange that a benchmark sends calls through.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exchange {
    Kamailio,
    Fairlead,
}

impl Exchange {
    fn address(self) -> &'static str {
        match self {
            Self::Kamailio => "127.77.0.2:5060",
            Self::Fairlead => "127.77.0.3:5060",
        }
    }
}

/// The files of one benchmark run and the built vessel.
pub(crate) struct Rig {
    folder: PathBuf,
    vessel: PathBuf,
}

impl Rig {
    /// Builds the vessel of `tests/vessels/bench` and writes the scenarios with their values.
    pub(crate) fn new() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .context("the workspace folder")?
            .to_owned();
        let folder = root.join("target/bench");
        fs::create_dir_all(folder.join("database"))?;
        let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
        let status = Command::new(cargo)
            .args([
                "build",
                "--quiet",
                "--release",
                "--package",
                "fairlead",
                "--target-dir",
            ])
            .arg(root.join("target/vessels"))
            .env("VESSEL", root.join("tests/vessels/bench"))
            .current_dir(&root)
            .status()?;
        ensure!(
            status.success(),
            "the vessel of tests/vessels/bench does not build"
        );
        let vessel = folder.join("fairlead-bench");
        fs::copy(root.join("target/vessels/release/fairlead"), &vessel)?;

        let rig = Self { folder, vessel };
        rig.write(
            "kamailio.cfg",
            &include_str!("../../bench/kamailio.cfg")
                .replace("DATABASE", &rig.folder.join("database").to_string_lossy())
                .replace("PASSWORD", PASSWORD),
        )?;
        rig.write("uas.xml", include_str!("../../bench/uas.xml"))?;
        rig.write(
            "database/version",
            "table_name(string) table_version(int)\nmtree:1\n",
        )?;
        rig.write("database/mtree", &kamailio_routes())?;
        rig.write("numbers.csv", &format!("SEQUENTIAL\n{DIALLED};\n"))?;
        let _ = fs::remove_file(rig.folder.join("bench.credentials"));
        use std::io::Write as _;
        let mut file = fs::OpenOptions::new()
            .create(true)
            .truncate(true)
            .write(true)
            .mode(0o600)
            .open(rig.folder.join("bench.credentials"))?;
        writeln!(file, "station-101 ha1-md5:{HA1}")?;
        Ok(rig)
    }

    fn write(&self, name: &str, text: &str) -> Result<()> {
        let path = self.folder.join(name);
        fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))
    }

    fn log(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.log"))
    }

    /// Starts the exchange and waits for its first answer to OPTIONS.
    pub(crate) fn start(&self, exchange: Exchange) -> Result<Measured> {
        let mut started = match exchange {
            Exchange::Fairlead => self.start_vessel()?,
            Exchange::Kamailio => Measured::start(
                "kamailio",
                Command::new("kamailio")
                    .args([
                        "-f",
                        "kamailio.cfg",
                        "-DD",
                        "-E",
                        "-m",
                        "1024",
                        "-M",
                        "16",
                        "-x",
                        "fm",
                        "-X",
                        "fm",
                    ])
                    .args(["-b", SOCKET_BUFFER])
                    .current_dir(&self.folder),
                &self.log("kamailio"),
            )?,
        };
        first_answer(exchange.address(), Duration::from_secs(10))?;
        started.check_running()?;
        Ok(started)
    }

    /// Starts the vessel without waiting for it.
    pub(crate) fn start_vessel(&self) -> Result<Measured> {
        Measured::start(
            "the vessel",
            Command::new(&self.vessel)
                .args(["--credentials", "bench.credentials"])
                .current_dir(&self.folder),
            &self.log("vessel"),
        )
    }

    /// Starts the provider that answers every call.
    pub(crate) fn start_provider(&self) -> Result<Measured> {
        Measured::start(
            "the provider (sipp)",
            Command::new("sipp")
                .args([
                    "-sf",
                    "uas.xml",
                    "-i",
                    "127.77.0.1",
                    "-p",
                    "5090",
                    "-nostdin",
                    "-buff_size",
                    SOCKET_BUFFER,
                ])
                .current_dir(&self.folder),
            &self.log("provider"),
        )
    }

    /// The command by which the crew makes `calls` calls at `rate` a second, each held for `hold`.
    pub(crate) fn crew(&self, exchange: Exchange, rate: u32, calls: u32, hold: Duration) -> Result<Command> {
        let scenario = include_str!("../../bench/uac.xml")
            .replace("PASSWORD", PASSWORD)
            .replace("HOLD", &hold.as_millis().to_string());
        self.write("uac.xml", &scenario)?;
        let mut command = Command::new("sipp");
        command
            .args(["-auth_uri", &format!("{DIALLED}@{}", exchange.address())])
            .args([
                "-sf",
                "uac.xml",
                "-inf",
                "numbers.csv",
                "-i",
                "127.0.0.5",
                "-p",
                "5070",
                exchange.address(),
            ])
            .args([
                "-r",
                &rate.to_string(),
                "-m",
                &calls.to_string(),
                "-l",
                "200000",
                "-nostdin",
            ])
            .args(["-buff_size", SOCKET_BUFFER, "-recv_timeout", "34000"])
            .current_dir(&self.folder);
        Ok(command)
    }

    /// Makes the calls and returns how many of them failed, as sipp counts.
    pub(crate) fn make_calls(
        &self,
        exchange: Exchange,
        rate: u32,
        calls: u32,
        hold: Duration,
    ) -> Result<u32> {
        let output = self
            .crew(exchange, rate, calls, hold)?
            .output()
            .context("cannot start sipp")?;
        let screen = String::from_utf8_lossy(&output.stdout).into_owned();
        fs::write(self.log("crew"), &screen)?;
        let count = |label: &str| {
            let line = screen.lines().rev().find(|line| line.contains(label))?;
            line.rsplit('|').next()?.trim().parse::<u32>().ok()
        };
        let (ok, failed) = (count("Successful call"), count("Failed call"));
        let (Some(ok), Some(failed)) = (ok, failed) else {
            bail!("sipp printed no summary; see {}", self.log("crew").display());
        };
        Ok(failed + calls.saturating_sub(ok + failed))
    }
}

/// The prefixes of the bench vessel in the three spellings that Kamailio has to be told one by one.
fn kamailio_routes() -> String {
    let mut text = "id(int,auto) tprefix(string) tvalue(string)\n".to_owned();
    for (id, prefix) in ["+", "00", "0"].iter().enumerate() {
        text.push_str(&format!("{}:{prefix}:127.77.0.1\\:5090\n", id + 1));
    }
    text
}

/// Sends OPTIONS every millisecond until something answers, and returns how long that took.
pub(crate) fn first_answer(address: &str, limit: Duration) -> Result<Duration> {
    let socket = UdpSocket::bind("127.0.0.5:0")?;
    socket.connect(address)?;
    socket.set_read_timeout(Some(Duration::from_millis(1)))?;
    let local = socket.local_addr()?;
    let begun = Instant::now();
    let mut buffer = [0u8; 2048];
    for attempt in 0u32.. {
        let request = format!(
            "OPTIONS sip:{address} SIP/2.0\r\nVia: SIP/2.0/UDP {local};branch=z9hG4bKs{attempt}\r\nMax-Forwards: 70\r\n\
             From: <sip:start@{local}>;tag=s{attempt}\r\nTo: <sip:{address}>\r\nCall-ID: start-{attempt}@bench\r\n\
             CSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n"
        );
        // Until the port is open, sending and receiving both report the refusal of the packet before.
        let answered = socket
            .send(request.as_bytes())
            .and_then(|_| socket.recv(&mut buffer))
            .is_ok();
        if answered {
            return Ok(begun.elapsed());
        }
        if begun.elapsed() > limit {
            bail!("nothing answered OPTIONS on {address} within {limit:?}");
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    bail!("unreachable number of attempts")
}
