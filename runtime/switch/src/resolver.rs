//! Addresses of trunk host names: asked of the name servers in `/etc/resolv.conf` over the network only, never of
//! the hosts file or the C library, and never in the way of a call.

use std::net::IpAddr;
use std::time::{Duration, Instant};

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{LookupIpStrategy, ResolveHosts};
use routing_table::GatewayIndex;
use tokio::sync::mpsc;

/// What was found for a gateway's host name; no address when nothing was.
#[derive(Debug)]
pub(crate) struct Answer {
    /// Who asked.
    pub(crate) gateway: GatewayIndex,
    /// The name.
    pub(crate) host: String,
    /// Its addresses.
    pub(crate) addresses: Vec<IpAddr>,
    /// For how long the answer holds.
    pub(crate) valid_for: Duration,
}

/// Asks in a task of its own; the answer comes through the channel, within [`LIMIT`].
pub(crate) fn resolve(gateway: GatewayIndex, host: String, answers: mpsc::Sender<Answer>) {
    tokio::spawn(async move {
        let found = tokio::time::timeout(LIMIT, lookup(&host)).await.ok().flatten();
        let (addresses, valid_for) = found.unwrap_or_default();
        let answer = Answer {
            gateway,
            host,
            addresses,
            valid_for,
        };
        // Nobody waits any more when the program is ending.
        drop(answers.send(answer).await);
    });
}

/// The servers are read anew each time, since a ship's network may name others after the start.
async fn lookup(host: &str) -> Option<(Vec<IpAddr>, Duration)> {
    let mut builder = TokioResolver::builder_tokio().ok()?;
    let options = builder.options_mut();
    options.use_hosts_file = ResolveHosts::Never;
    options.ip_strategy = LookupIpStrategy::Ipv4AndIpv6;
    options.timeout = ATTEMPT_LIMIT;
    // The plan's name is complete; the machine's search list must not lengthen it.
    let name = if host.ends_with('.') {
        host.to_owned()
    } else {
        format!("{host}.")
    };
    let found = builder.build().ok()?.lookup_ip(name).await.ok()?;
    let valid_for = found.valid_until().saturating_duration_since(Instant::now());
    Some((found.iter().collect(), valid_for))
}

/// One question to one server.
const ATTEMPT_LIMIT: Duration = Duration::from_secs(3);
/// All questions for one name.
const LIMIT: Duration = Duration::from_secs(10);
