//! The name server of the trial's network: each trunk's host name has the address at which the trial answers for it.

use std::collections::BTreeMap;
use std::fs;
use std::net::{IpAddr, UdpSocket};
use std::path::Path;
use std::process::Command;
use std::thread;

use dialplan_verifier::Provider;
use hickory_proto::op::{Message, ResponseCode};
use hickory_proto::rr::rdata::{A, AAAA};
use hickory_proto::rr::{RData, Record, RecordType};

use super::Stop;
use super::network::does;

/// Starts the name server if a provider has a name to be resolved, and makes it the one that the vessel asks.
pub(super) fn answer(providers: &[Provider], folder: &Path) -> Result<(), Stop> {
    let known: BTreeMap<String, Vec<IpAddr>> = providers
        .iter()
        .filter_map(|provider| Some((provider.resolved.clone()?, provider.addresses.clone())))
        .collect();
    if known.is_empty() {
        return Ok(());
    }
    let cannot = |error| Stop::internal(format!("a name server at {SERVER} cannot be started: {error}"));
    let socket = UdpSocket::bind((SERVER, 53)).map_err(cannot)?;
    let servers = folder.join("resolv.conf");
    fs::write(&servers, format!("nameserver {SERVER}\n")).map_err(cannot)?;
    let mut mount = Command::new("mount");
    mount.arg("--bind").arg(&servers).arg("/etc/resolv.conf");
    does(&mut mount)?;
    thread::spawn(move || {
        let mut buffer = [0; 1500];
        while let Ok((length, source)) = socket.recv_from(&mut buffer) {
            let question = buffer
                .get(..length)
                .and_then(|bytes| Message::from_vec(bytes).ok());
            let answer = question.and_then(|question| answered(&question, &known).to_vec().ok());
            if let Some(answer) = answer {
                // The vessel asks again if this is lost.
                drop(socket.send_to(&answer, source));
            }
        }
    });
    Ok(())
}

/// The addresses of the names that are asked for; a name that nobody has does not exist.
fn answered(question: &Message, known: &BTreeMap<String, Vec<IpAddr>>) -> Message {
    let mut answer = Message::response(question.metadata.id, question.metadata.op_code);
    answer.metadata.authoritative = true;
    answer.metadata.recursion_desired = question.metadata.recursion_desired;
    for query in &question.queries {
        answer.add_query(query.clone());
        let name = query.name().to_ascii();
        let Some(addresses) = known.get(name.trim_end_matches('.').to_ascii_lowercase().as_str()) else {
            answer.metadata.response_code = ResponseCode::NXDomain;
            continue;
        };
        answer.add_answers(addresses.iter().filter_map(|address| {
            let data = match (address, query.query_type()) {
                (IpAddr::V4(address), RecordType::A) => RData::A(A(*address)),
                (IpAddr::V6(address), RecordType::AAAA) => RData::AAAA(AAAA(*address)),
                _ => return None,
            };
            Some(Record::from_rdata(query.name().clone(), SECONDS, data))
        }));
    }
    answer
}

/// How long an answer holds.
const SECONDS: u32 = 3600;
/// Loopback, and nobody else's.
const SERVER: &str = "127.53.53.53";
