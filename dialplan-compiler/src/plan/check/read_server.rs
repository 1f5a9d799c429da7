//! `vessel` and `server` into the plan, with their defaults.

use super::network::Written;
use super::{codec_names, text};
use crate::diagnostics::{Diagnostic, codes};
use crate::plan::{Codec, DigestAlgorithm, Server, Vessel};
use crate::settings::{self, MediaPorts, Settings, Spanned};
use std::net::{IpAddr, Ipv4Addr};

pub(super) fn read(settings: &Settings, found: &mut Vec<Diagnostic>) -> (Vessel, Server, Written) {
    let vessel = vessel(settings, found);
    let without = settings::Server::default();
    let written = settings.server.as_ref().map_or(&without, |server| server.value());
    let crew_span = settings
        .server
        .as_ref()
        .map_or(settings.span, |server| server.span());
    let crew = Written::read(&written.crew_networks, crew_span, found);
    let address = |written: &Option<Spanned<String>>, found: &mut Vec<Diagnostic>| {
        written.as_ref().and_then(|written| text::address(written, found))
    };
    let listen = address(&written.listen, found).unwrap_or(EVERYWHERE);
    let limits = written.limits.as_ref().map(|limits| limits.value());
    let server = Server {
        sip_port: port(&written.sip_port, "sipPort", SIP_PORT, found),
        trunk_port: port(&written.trunk_port, "trunkPort", TRUNK_PORT, found),
        listen,
        trunk_listen: address(&written.trunk_listen, found).unwrap_or(listen),
        advertise: address(&written.advertise, found),
        crew_networks: crew.plain(),
        realm: realm(written, &vessel, found),
        digest: digest(written, found),
        unauthenticated_emergency: written
            .unauthenticated_emergency
            .as_ref()
            .is_some_and(|taken| *taken.value()),
        media_ports: written
            .media_ports
            .as_ref()
            .map_or(MEDIA_PORTS, |ports| media_ports(ports, found)),
        codecs: match &written.codecs {
            Some(list) => codec_names::read(list.value(), found),
            None => codec_names::with_events(vec![Codec::Pcma, Codec::Pcmu]),
        },
        calls: limits.and_then(|limits| limit(&limits.calls, "calls", found)),
        calls_per_second: limits.and_then(|limits| limit(&limits.calls_per_second, "callsPerSecond", found)),
    };
    (vessel, server, crew)
}

/// A limit, which is at least 1 when it is written.
pub(super) fn limit(written: &Option<Spanned<u32>>, key: &str, found: &mut Vec<Diagnostic>) -> Option<u32> {
    written
        .as_ref()
        .map(|written| text::within(written, key, 1..=MOST_CALLS, found))
}

/// A port, or the default when none is written.
pub(super) fn port(
    written: &Option<Spanned<u32>>,
    key: &str,
    default: u16,
    found: &mut Vec<Diagnostic>,
) -> u16 {
    let Some(written) = written else { return default };
    u16::try_from(text::within(written, key, 1..=65535, found)).unwrap_or(default)
}

fn vessel(settings: &Settings, found: &mut Vec<Diagnostic>) -> Vessel {
    let Some(vessel) = settings.vessel.as_ref().map(|vessel| vessel.value()) else {
        return Vessel {
            name: UNNAMED.to_owned(),
            part_number: None,
        };
    };
    Vessel {
        name: text::name(&vessel.name, "vessel.name", found),
        part_number: vessel
            .part_number
            .as_ref()
            .map(|number| text::free(number, "partNumber", found)),
    }
}

fn realm(written: &settings::Server, vessel: &Vessel, found: &mut Vec<Diagnostic>) -> String {
    match &written.realm {
        Some(realm) => text::free(realm, "realm", found),
        None => vessel.name().to_owned(),
    }
}

fn digest(written: &settings::Server, found: &mut Vec<Diagnostic>) -> DigestAlgorithm {
    let Some(digest) = &written.digest else {
        return DigestAlgorithm::Sha256;
    };
    let algorithms =
        [DigestAlgorithm::Sha256, DigestAlgorithm::Md5].map(|algorithm| (algorithm.name(), algorithm));
    let algorithm = text::word(digest, "digest", &algorithms, found).unwrap_or(DigestAlgorithm::Sha256);
    if algorithm == DigestAlgorithm::Md5 {
        found.push(
            Diagnostic::new(&codes::MD5_DIGEST, digest.span(), "stations would authenticate by `MD5`")
                .label("a recorded registration can be searched for its password")
                .about("server")
                .remedy("leave `digest` out for SHA-256, or allow `md5-digest` with the reason, such as phones that speak nothing else"),
        );
    }
    algorithm
}

fn media_ports(ports: &Spanned<MediaPorts>, found: &mut Vec<Diagnostic>) -> (u16, u16) {
    let (first, last) = (*ports.value().first.value(), *ports.value().last.value());
    let fits = (1024..=65534).contains(&first) && last <= 65535 && first < last;
    if !(fits && first % 2 == 0 && last % 2 == 1) {
        let message = format!("`mediaPorts` cannot run from `{first}` to `{last}`");
        found.push(
            Diagnostic::new(&codes::OUT_OF_RANGE, ports.span(), message)
                .label("written here")
                .remedy("write an even `first` of at least 1024 and a greater, odd `last` of at most 65535: RTP takes the even port of a pair"),
        );
        return MEDIA_PORTS;
    }
    (
        u16::try_from(first).unwrap_or(u16::MAX),
        u16::try_from(last).unwrap_or(u16::MAX),
    )
}

const SIP_PORT: u16 = 5060;
const TRUNK_PORT: u16 = 5080;
const MEDIA_PORTS: (u16, u16) = (20000, 20999);
const MOST_CALLS: u32 = 65535;
const EVERYWHERE: IpAddr = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
const UNNAMED: &str = "unnamed";
