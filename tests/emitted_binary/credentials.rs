//! Secrets from `$CREDENTIALS_DIRECTORY`, one file each, as systemd's `LoadCredential=` provides them.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use routing_table::Table;

use super::{Elf, Running, repaired, with_free_ports};
use crate::caller::{Caller, ha1};
use crate::vessel_binary::{binary_of, scratch};

/// A folder with the secret of the bridge's telephone and nothing else.
fn directory(name: &str, secret: &str) -> PathBuf {
    let folder = scratch(name);
    fs::create_dir_all(&folder).expect("a folder is made");
    let file = folder.join("station-100");
    fs::write(&file, secret).expect("a credential is written");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o440)).expect("its mode is set");
    folder
}

#[test]
fn a_telephone_registers_with_a_credential_from_the_directory_and_the_missing_ones_are_named() {
    let elf = Elf::read(&binary_of("harbour"));
    let table = repaired(with_free_ports(&elf, &[]));
    let binary = elf.write_with(&table, &scratch("credentials"));
    let table = Table::open(&table).expect("it is well-formed");
    let server = table.server();
    let secret = ha1("100", server.realm(), "of the bridge");
    let folder = directory("credentials.d", &format!("ha1-md5:{secret}\n"));

    let with_directory = || {
        let mut command = Command::new(&binary);
        command.env("CREDENTIALS_DIRECTORY", &folder);
        command
    };
    let mut running = Running::spawn(&mut with_directory(), &binary);
    let vessel = (server.listen(), server.sip_port()).into();
    let mut bridge = Caller::new("127.0.1.110", vessel, "100", secret);
    bridge.wait_for_vessel(|| running.is_gone());
    bridge.register();
    let log = running.log_at_end(&binary);
    let place = format!("  credentials    1 from {}/", folder.display());
    assert!(
        log.contains(&place),
        "the banner says where secrets came from:\n{log}"
    );
    let missing = "no ha1-md5 credential for station 101; no password for gateway spare, shore";
    assert!(log.contains(missing), "{log}");

    let tested = with_directory().arg("--self-test").stdin(Stdio::null()).output();
    let tested = tested.expect("the binary runs");
    let shown = String::from_utf8_lossy(&tested.stdout).into_owned();
    assert_eq!(tested.status.code(), Some(1), "{shown}");
    assert!(shown.contains(&format!("FAIL credentials: {missing}")), "{shown}");
}

#[test]
fn a_credential_that_cannot_be_read_as_one_stops_the_start_and_is_not_shown() {
    let folder = directory("unreadable.d", "the bare password");
    let started = Command::new(binary_of("harbour"))
        .env("CREDENTIALS_DIRECTORY", &folder)
        .stdin(Stdio::null())
        .output()
        .expect("the binary runs");
    let shown = String::from_utf8_lossy(&started.stderr).into_owned();
    assert_eq!(started.status.code(), Some(66), "{shown}");
    assert!(
        shown.contains("station-100:1: expected `name kind:value`"),
        "{shown}"
    );
    assert!(!shown.contains("bare password"), "{shown}");
}
