//! Processor time a call: the vessel (two dialogs and a media relay a call) beside Kamailio's stateful proxy.

use std::time::Duration;

use anyhow::Result;

use super::rig::{Exchange, Rig};
use super::verdict;

const ROUNDS: usize = 3;
const RATES: [u32; 2] = [300, 600];
const WARM_UP_SECONDS: u32 = 4;
const SECONDS: u32 = 8;

/// Runs both exchanges in turn at each rate; met when ours never costs more than Kamailio, by medians.
pub(crate) fn run() -> Result<bool> {
    println!("INVITE with digest, 180, 200, ACK, one second, BYE; milliseconds of processor time a call");
    println!("Kamailio: -x fm -X fm, two workers, record-route, mtree; both with 4 MiB socket buffers");
    let rig = Rig::new()?;
    let mut met = true;
    for rate in RATES {
        let (mut kamailio, mut fairlead) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            kamailio.push(round(&rig, Exchange::Kamailio, rate)?);
            fairlead.push(round(&rig, Exchange::Fairlead, rate)?);
        }
        let failed: u32 = fairlead.iter().map(|round| round.failed).sum();
        let failed_there: u32 = kamailio.iter().map(|round| round.failed).sum();
        let (theirs, ours) = (median(&kamailio), median(&fairlead));
        println!(
            "{rate:>5} calls/s: Kamailio {theirs:.3} ({failed_there} failed), Fairlead {ours:.3} ({failed} failed), \
             ratio {:.2}",
            ours / theirs
        );
        met &= verdict(
            &format!("processor time at {rate} calls/s at most Kamailio's"),
            ours <= theirs,
        );
        met &= verdict(&format!("no failed call at {rate} calls/s"), failed == 0);
    }
    Ok(met)
}

struct Round {
    milliseconds: f64,
    failed: u32,
}

fn round(rig: &Rig, exchange: Exchange, rate: u32) -> Result<Round> {
    let mut provider = rig.start_provider()?;
    let mut server = rig.start(exchange)?;
    // Both reach the state they stay in: pools filled, sockets open.
    rig.make_calls(exchange, rate, rate * WARM_UP_SECONDS, Duration::from_secs(1))?;
    let before = server.processor_time()?;
    let calls = rate * SECONDS;
    let failed = rig.make_calls(exchange, rate, calls, Duration::from_secs(1))?;
    let spent = server.processor_time()?.saturating_sub(before);
    server.check_running()?;
    server.stop();
    provider.stop();
    Ok(Round {
        milliseconds: spent.as_secs_f64() * 1e3 / f64::from(calls),
        failed,
    })
}

fn median(rounds: &[Round]) -> f64 {
    let mut values: Vec<f64> = rounds.iter().map(|round| round.milliseconds).collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
