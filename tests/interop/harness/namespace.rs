//! A network of its own for each test: a Linux network namespace with two networks on its loopback interface.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};

/// A network namespace; removed when dropped.
pub struct Namespace {
    name: String,
    /// What `ip netns exec` shows in the place of the machine's own `/etc`.
    settings: Option<PathBuf>,
}

impl Namespace {
    /// Makes a namespace in which every address of [`NETWORKS`] is local.
    pub fn new() -> Namespace {
        let namespace = Namespace::named();
        ip(&["-n", &namespace.name, "link", "set", "lo", "up"]);
        for network in NETWORKS {
            namespace.has(network);
        }
        namespace
    }

    fn named() -> Namespace {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let namespace = Namespace {
            name: format!("fairlead-{}-{number}", std::process::id()),
            settings: None,
        };
        ip(&["netns", "add", &namespace.name]);
        namespace
    }

    /// Makes one more address local, as `ADDRESS/LENGTH`.
    pub fn has(&self, address: &str) {
        ip(&["-n", &self.name, "address", "add", address, "dev", "lo"]);
    }

    /// A machine of its own, joined to this network by a cable: this end has address `HOST.1`, that end `HOST.2`, for a
    /// host like `10.78.4`. Programs that do not bind their media sockets need it to send from their own address.
    pub fn machine(&self, host: &str) -> Namespace {
        let machine = Namespace::named();
        let (here, there) = (format!("{host}.1/30"), format!("{host}.2/30"));
        let near = format!("m{}", host.replace('.', ""));
        let (own, other) = (self.name.as_str(), machine.name.as_str());
        ip(&[
            "-n", own, "link", "add", &near, "type", "veth", "peer", "name", "eth0", "netns", other,
        ]);
        ip(&["-n", own, "address", "add", &here, "dev", &near]);
        ip(&["-n", other, "address", "add", &there, "dev", "eth0"]);
        ip(&["-n", own, "link", "set", &near, "up"]);
        ip(&["-n", other, "link", "set", "eth0", "up"]);
        ip(&["-n", other, "link", "set", "lo", "up"]);
        ip(&[
            "-n",
            other,
            "route",
            "add",
            "default",
            "via",
            here.trim_end_matches("/30"),
        ]);
        machine
    }

    /// Programs that start inside from now on ask that name server.
    pub fn asks(&mut self, server: &str) {
        let folder = Path::new("/etc/netns").join(&self.name);
        fs::create_dir_all(&folder).expect("the namespace's settings have a folder");
        fs::write(folder.join("resolv.conf"), format!("nameserver {server}\n"))
            .expect("the name server can be written");
        self.settings = Some(folder);
    }

    /// A command that will run inside.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new("ip");
        command.args(["netns", "exec", &self.name, program]);
        command
    }

    /// Runs code of the test inside; sockets that it makes stay inside.
    pub fn inside<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        let run = || {
            let file = File::open(format!("/run/netns/{}", self.name)).expect("the namespace has a file");
            move_into_link_name_space(std::os::fd::AsFd::as_fd(&file), Some(LinkNameSpaceType::Network))
                .expect("the namespace can be entered");
            work()
        };
        std::thread::scope(|scope| {
            scope
                .spawn(run)
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    }
}

impl Drop for Namespace {
    fn drop(&mut self) {
        if let Some(Err(error)) = self.settings.as_ref().map(fs::remove_dir_all) {
            eprintln!("the settings of {} are left over: {error}", self.name);
        }
        let removed = Command::new("ip").args(["netns", "delete", &self.name]).status();
        if !removed.is_ok_and(|status| status.success()) {
            eprintln!("the network namespace {} is left over", self.name);
        }
    }
}

fn ip(arguments: &[&str]) {
    let output = Command::new("ip")
        .args(arguments)
        .output()
        .expect("`ip` of iproute2 is there");
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "ip {}: {text}(these tests need root)",
        arguments.join(" ")
    );
}

/// The crew network and the network of the providers.
const NETWORKS: [&str; 2] = ["10.77.0.1/24", "10.88.0.1/24"];
