//! Messages and programs made to break an exchange.

use std::fs;
use std::net::UdpSocket;
use std::path::{Path, PathBuf};

use crate::harness::{CREW_SIDE, Process, Ship, bound};
use crate::stations::register;

/// What comes back for a message.
#[derive(Debug, PartialEq, Eq)]
enum Reaction {
    Status(u16),
    Silence,
}

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("runtime/sip/tests/data/rfc4475")
}

#[test]
#[ignore = "needs root and SIP programs: cargo xtask test"]
fn each_message_of_rfc_4475_has_its_reaction_and_the_next_one_is_served() {
    let ship = Ship::start("each_message_of_rfc_4475_has_its_reaction", &[]);
    let station = ship.namespace.inside(|| bound("10.77.0.66:5060"));
    let mut files: Vec<PathBuf> = fs::read_dir(data())
        .expect("the messages are there")
        .flatten()
        .map(|e| e.path())
        .collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "dat"));
    files.sort();
    let mut seen = Vec::new();
    for (number, file) in files.iter().enumerate() {
        let bytes = fs::read(file).expect("a message can be read");
        station.send_to(&bytes, CREW_SIDE).expect("sent");
        let name = file.file_stem().expect("a name").to_string_lossy().into_owned();
        seen.push((name, reaction(&station, number)));
    }
    let seen: Vec<String> = seen
        .iter()
        .map(|(name, reaction)| format!("{name} {reaction:?}"))
        .collect();
    assert_eq!(seen.join("\n"), EXPECTED.trim());
    ship.ends_with_malformed_from_others();
}

/// The status of what comes back before the answer to an OPTIONS that is sent after the message.
fn reaction(station: &UdpSocket, number: usize) -> Reaction {
    let options = format!(
        "OPTIONS sip:10.77.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 10.77.0.66:5060;branch=z9hG4bKlive{number}\r\n\
         From: <sip:x@10.77.0.1>;tag=live\r\nTo: <sip:10.77.0.1>\r\nCall-ID: live-{number}\r\nCSeq: 1 OPTIONS\r\n\
         Max-Forwards: 70\r\nContent-Length: 0\r\n\r\n"
    );
    station.send_to(options.as_bytes(), CREW_SIDE).expect("sent");
    let served = format!("live-{number}\r\n");
    let mut reaction = Reaction::Silence;
    let mut buffer = [0; 65_535];
    loop {
        let length = station.recv(&mut buffer).expect("the vessel answers OPTIONS");
        let answer = String::from_utf8_lossy(&buffer[..length]);
        if answer.contains(&served) {
            return reaction;
        }
        let status = answer.get(8..11).and_then(|digits| digits.parse().ok());
        reaction = Reaction::Status(status.expect("a response"));
    }
}

#[test]
#[ignore = "needs root and SIP programs: cargo xtask test"]
fn a_search_for_stations_finds_none() {
    let ship = Ship::start("a_search_for_stations_finds_none", &[]);
    register(&ship, "101", "10.77.0.21:5060");
    for method in ["REGISTER", "INVITE"] {
        let mut command = ship.namespace.command("svwar");
        command.env("HOME", &ship.folder).args([
            "-e",
            "95-110",
            "-m",
            method,
            "-x",
            "10.77.0.66",
            "10.77.0.1",
        ]);
        let mut search = Process::start("svwar", &mut command, &ship.folder);
        assert!(search.end().success(), "{}", search.said());
        let said = search.said();
        // What else it says is about its own port and about the risks of an INVITE.
        let found: Vec<&str> = said
            .lines()
            .filter(|line| !line.starts_with("WARNING:TakeASip:"))
            .collect();
        assert_eq!(found, GIVES_UP, "{method}");
    }
    ship.ends_with_malformed_from_others();
}

/// It first asks for a number that no station can have, and is challenged as it would be for a station: it cannot tell
/// them apart, so it ends without having found one.
const GIVES_UP: [&str; 2] = [
    "ERROR:TakeASip:SIP server replied with an authentication request for an unknown extension. Set --force to force a scan.",
    "WARNING:root:found nothing",
];

/// One line a message. Silence is the reaction to responses and to what cannot be answered; the messages' own meaning ends
/// at the guard, since none of them comes with credentials of a station.
const EXPECTED: &str = "
badaspec Status(400)
badbranch Status(200)
baddate Status(407)
baddn Status(400)
badinv01 Status(400)
badvers Status(505)
bcast Silence
bext01 Status(420)
bigcode Silence
clerr Status(400)
cparam01 Status(401)
cparam02 Status(401)
dblreq Status(401)
esc01 Status(407)
esc02 Status(405)
escnull Status(401)
escruri Status(400)
insuf Status(400)
intmeth Status(405)
inv2543 Status(407)
invut Status(415)
longreq Status(407)
ltgtruri Status(400)
lwsdisp Status(200)
lwsruri Status(400)
lwsstart Status(400)
mcl01 Status(400)
mismatch01 Status(400)
mismatch02 Status(400)
mpart01 Status(405)
multi01 Status(400)
ncl Status(400)
noreason Silence
novelsc Status(416)
quotbal Status(400)
regaut01 Status(401)
regbadct Status(400)
regescrt Status(401)
scalar02 Status(400)
scalarlg Silence
sdp01 Status(406)
semiuri Status(200)
transports Status(200)
trws Status(400)
unkscm Status(416)
unksm2 Status(401)
unreason Silence
wsinv Status(481)
zeromf Status(200)
";
