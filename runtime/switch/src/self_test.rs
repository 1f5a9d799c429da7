//! `--self-test`: everything that a start needs, checked one by one without taking a call.

use std::fmt;
use std::net::{IpAddr, SocketAddr, UdpSocket};

use call_control::Side;

use crate::clock::SystemRandom;
use crate::credentials::{Credentials, Place};
use crate::emission::{self, InForce};
use crate::limits::raise_open_files;
use crate::opening::{Opening, Plan};
use crate::setup;
use crate::sockets;
use crate::vessel::Vessel;

/// The result of every check, in the order of a start.
#[derive(Debug, Default)]
pub(crate) struct Report {
    checks: Vec<Check>,
}

#[derive(Debug)]
struct Check {
    what: &'static str,
    passed: bool,
    detail: String,
}

impl Report {
    /// The report on the tables alone: all that can be checked when no plan can be run.
    pub(crate) fn tables(opening: &Opening) -> Report {
        let mut report = Report::default();
        let dial_plan = opening.dial_plan();
        report.note(
            "dial plan",
            dial_plan.map(|plan| format!("well-formed, identity {}", plan.identity())),
        );
        report.note(
            "names",
            opening.names().map(|vessel| format!("of vessel {vessel}")),
        );
        report.note("emergency fallback", opening.fallback());
        report
    }

    /// Runs every check; those behind the tables are of the plan that a start would use.
    pub(crate) fn run(
        vessel: &Vessel,
        plan: &Plan,
        opening: &Opening,
        place: &Place,
        trunk_port: Option<u16>,
    ) -> Report {
        let mut report = Report::tables(opening);
        report.note(
            "randomness",
            SystemRandom::new().map(|_| "the system's generator answers"),
        );
        report.open_files(plan);
        for (what, side) in [("crew ports", Side::Crew), ("trunk ports", Side::Trunk)] {
            let address = setup::listen(plan, side, trunk_port);
            report.note(
                what,
                sockets::bind(side, address).map(|_| format!("{address} UDP and TCP")),
            );
        }
        report.media(plan);
        report.emission(plan);
        report.credentials(vessel, plan, place);
        report
    }

    /// Whether every check passed.
    pub(crate) fn passed(&self) -> bool {
        self.checks.iter().all(|check| check.passed)
    }

    fn open_files(&mut self, plan: &Plan) {
        let files = raise_open_files(plan);
        let permitted = files
            .permitted
            .map_or("any number".to_owned(), |number| number.to_string());
        let text = format!("{permitted} may be open, {} may be needed", files.needed);
        self.note("open files", if files.suffice() { Ok(text) } else { Err(text) });
    }

    fn media(&mut self, plan: &Plan) {
        let server = plan.table.server();
        let (first, last) = server.media_ports();
        for (what, ip) in [
            ("crew media", server.listen()),
            ("trunk media", server.trunk_listen()),
        ] {
            let taken = (first..=last).find_map(|port| taken(ip, port));
            let result = taken.map_or(Ok(format!("{ip} ports {first} to {last}")), Err);
            self.note(what, result);
        }
    }

    fn emission(&mut self, plan: &Plan) {
        let in_force = InForce::read(&plan.table, emission::state_directory().as_deref());
        if let Some(name) = in_force.name {
            self.note("emission profile", in_force.warning.map_or(Ok(name), Err));
        }
    }

    fn credentials(&mut self, vessel: &Vessel, plan: &Plan, place: &Place) {
        match Credentials::read(place, &setup::credential_names(plan)) {
            Ok(credentials) => {
                let (_, missing) = setup::station_credentials(plan, &credentials);
                let complete = format!("{} from {place}", credentials.count());
                self.note(
                    "credentials",
                    if missing.is_empty() {
                        Ok(complete)
                    } else {
                        Err(missing.to_string())
                    },
                );
                self.gateways(vessel, plan, &credentials);
            }
            Err(unreadable) => {
                self.note("credentials", Err::<&str, _>(unreadable));
                self.gateways(vessel, plan, &Credentials::default());
            }
        }
    }

    fn gateways(&mut self, vessel: &Vessel, plan: &Plan, credentials: &Credentials) {
        let made = setup::gateways(plan, vessel.kinds, credentials);
        self.note(
            "gateways",
            made.map(|gateways| format!("{} can be made", gateways.len())),
        );
    }

    fn note(&mut self, what: &'static str, result: Result<impl fmt::Display, impl fmt::Display>) {
        let (passed, detail) = match result {
            Ok(detail) => (true, detail.to_string()),
            Err(detail) => (false, detail.to_string()),
        };
        self.checks.push(Check { what, passed, detail });
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Check { what, passed, detail } in &self.checks {
            writeln!(f, "{} {what}: {detail}", if *passed { "ok  " } else { "FAIL" })?;
        }
        let failed = self.checks.iter().filter(|check| !check.passed).count();
        writeln!(f, "{} passed, {failed} failed", self.checks.len() - failed)
    }
}

fn taken(ip: IpAddr, port: u16) -> Option<String> {
    let error = UdpSocket::bind(SocketAddr::new(ip, port)).err()?;
    Some(format!("{ip} port {port} cannot be had: {error}"))
}
