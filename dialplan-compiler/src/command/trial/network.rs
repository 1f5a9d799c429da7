//! The network in which a vessel is tried: a namespace whose loopback interface has every address of the plan.

use std::net::IpAddr;
use std::process::Command;

use super::Stop;

/// Gives the loopback interface the addresses. Only for a namespace that this process has for itself.
pub(super) fn make(addresses: &[IpAddr]) -> Result<(), Stop> {
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
