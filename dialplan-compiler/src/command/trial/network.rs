//! The network in which a vessel is tried: a namespace whose loopback interface has every address of the plan.

use std::net::{IpAddr, Ipv4Addr, UdpSocket};
use std::process::Command;

use super::Stop;

/// Gives the loopback interface the addresses. Refused where the interface is up already, since this is then the
/// machine's own network: in a new namespace it is down.
pub(super) fn make(addresses: &[IpAddr]) -> Result<(), Stop> {
    let reached = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0))
        .and_then(|socket| socket.connect((Ipv4Addr::LOCALHOST, DISCARD)));
    if reached.is_ok() {
        return Err(Stop::usage(
            "a trial changes the network that it runs in, and this one is in use: `dialplan verify BINARY --run` makes one for it",
        ));
    }
    does(Command::new("ip").args(["link", "set", "lo", "up"]))?;
    for address in addresses.iter().filter(|address| !address.is_loopback()) {
        let host = if address.is_ipv4() { 32 } else { 128 };
        let network = format!("{address}/{host}");
        does(Command::new("ip").args(["address", "add", network.as_str(), "dev", "lo"]))?;
    }
    Ok(())
}

/// Runs a program to its end and demands that it succeeds.
pub(super) fn does(command: &mut Command) -> Result<(), Stop> {
    let program = command.get_program().to_string_lossy().into_owned();
    let ended = command
        .output()
        .map_err(|error| Stop::internal(format!("`{program}` cannot be started: {error}")))?;
    if ended.status.success() {
        return Ok(());
    }
    let why = String::from_utf8_lossy(&ended.stderr);
    Err(Stop::internal(format!("`{program}` failed: {}", why.trim())))
}

/// A port that need not be open: connecting a socket for datagrams sends nothing (RFC 863 names it).
const DISCARD: u16 = 9;
