use std::collections::BTreeMap;

use gateway_api::{Admits, GatewayKind, GatewaySettings};

use super::*;
use crate::settings::tests::given;

const FIRST: &str = "192.0.2.1:5060";
const SECOND: &str = "192.0.2.2:5060";

fn at(seconds: u64) -> Moment {
    Moment::after_start(Duration::from_secs(seconds))
}

fn to(text: &str) -> SocketAddr {
    text.parse().unwrap()
}

struct NoJitter;

impl Random for NoJitter {
    fn fill(&mut self, buffer: &mut [u8]) {
        buffer.fill(0);
    }
}

struct FullJitter;

impl Random for FullJitter {
    fn fill(&mut self, buffer: &mut [u8]) {
        buffer.fill(0xff);
    }
}

/// A trunk, its provider and a clock: probes are answered one second after they were sent, as `answers` says.
struct World {
    trunk: Box<dyn Gateway>,
    now: Moment,
    answers: BTreeMap<SocketAddr, Outcome>,
    waiting: Vec<(Moment, ProbeId)>,
    /// When and where probes went.
    probes: Vec<(u64, SocketAddr)>,
    /// Everything else that the trunk said.
    said: Vec<(u64, GatewayAction)>,
}

impl World {
    fn new(settings: &GatewaySettings) -> Self {
        let mut trunk = crate::KIND.create(settings).unwrap();
        trunk.initialize(at(0), "198.51.100.9".parse().unwrap(), 5080);
        let (answers, waiting) = (BTreeMap::new(), Vec::new());
        Self {
            trunk,
            now: at(0),
            answers,
            waiting,
            probes: Vec::new(),
            said: Vec::new(),
        }
    }

    fn answering(mut self, target: &str, outcome: Outcome) -> Self {
        self.answers.insert(to(target), outcome);
        self
    }

    /// Lets time pass, from deadline to deadline, up to this second.
    fn run_to(&mut self, second: u64) {
        for _ in 0..10_000 {
            self.poll();
            let answer = self.waiting.iter().map(|(moment, _)| *moment).min();
            let next = [self.trunk.next_deadline(), answer].into_iter().flatten().min();
            match next.filter(|next| *next <= at(second)) {
                Some(next) => self.now = self.now.max(next),
                None => break,
            }
            self.answer_probes();
        }
        self.now = at(second);
        self.poll();
        assert!(
            self.trunk.next_deadline().is_none_or(|next| next > self.now),
            "the clock hangs"
        );
    }

    fn poll(&mut self) {
        let mut actions = Vec::new();
        self.trunk.poll(self.now, &mut NoJitter, &mut actions);
        let second = self.now.since_start().as_secs();
        for action in actions {
            match action {
                GatewayAction::Probe(probe, options) => {
                    assert_eq!(options.target, probe.target);
                    self.probes.push((second, probe.target));
                    self.waiting.push((self.now + Duration::from_secs(1), probe));
                }
                other => self.said.push((second, other)),
            }
        }
    }

    fn answer_probes(&mut self) {
        let now = self.now;
        let (due, waiting) = core::mem::take(&mut self.waiting)
            .into_iter()
            .partition(|(at, _)| *at <= now);
        self.waiting = waiting;
        let due: Vec<(Moment, ProbeId)> = due;
        for (_, probe) in due {
            if let Some(outcome) = self.answers.get(&probe.target) {
                self.trunk.probe_result(now, probe, outcome, None);
            }
        }
    }

    fn call(&mut self, target: &str, outcome: &Outcome) {
        self.trunk.call_outcome(self.now, to(target), outcome, None);
        self.poll();
    }

    fn ordinary(&mut self) -> Result<Invite, CallRefused> {
        self.trunk.outbound_call(&call(Urgency::Ordinary))
    }

    fn emergency(&mut self) -> Result<Invite, CallRefused> {
        self.trunk.outbound_call(&call(Urgency::Emergency))
    }

    fn states(&self) -> Vec<(u64, Status)> {
        let change = |(second, action): &(u64, GatewayAction)| match action {
            GatewayAction::StatusChanged { from, to, .. } if from != to => Some((*second, *to)),
            _ => None,
        };
        self.said.iter().filter_map(change).collect()
    }
}

fn call(urgency: Urgency) -> OutboundCall<'static> {
    OutboundCall {
        number: "+441632960123",
        calling_number: Some("+447700900999"),
        calling_name: Some("Bridge"),
        urgency,
    }
}

fn two_targets(more: &[(&str, &str)]) -> GatewaySettings {
    let mut pairs = vec![
        ("trunkHost", "ship.pstn.twilio.com"),
        ("addresses", "192.0.2.1,192.0.2.2"),
        ("healthIntervalSeconds", "30"),
        ("callerIdNumber", "+441234567890"),
    ];
    pairs.extend_from_slice(more);
    given("twilio", &pairs)
}

fn by_name() -> GatewaySettings {
    given(
        "generic",
        &[
            ("trunkHost", "trunk.example.com"),
            ("resolvesWithin", "192.0.2.0/24"),
        ],
    )
}

fn ok() -> Outcome {
    Outcome::status(200)
}

fn ready() -> World {
    let mut world = World::new(&two_targets(&[]))
        .answering(FIRST, ok())
        .answering(SECOND, ok());
    world.run_to(5);
    world
}

#[test]
fn an_invite_shows_the_trunks_name_and_number_and_nothing_of_the_inside() {
    let invite = ready().ordinary().unwrap();
    let expected = Invite {
        request_uri: "sip:+441632960123@ship.pstn.twilio.com".to_owned(),
        from: "<sip:+441234567890@ship.pstn.twilio.com>".to_owned(),
        to: "<sip:+441632960123@ship.pstn.twilio.com>".to_owned(),
        header_fields: vec![(
            "P-Asserted-Identity",
            "<sip:+441234567890@ship.pstn.twilio.com>".to_owned(),
        )],
        targets: vec![to(FIRST), to(SECOND)],
        transport: gateway_api::Transport::Udp,
    };
    assert_eq!(invite, expected);
}

#[test]
fn an_emergency_call_shows_the_number_that_the_plan_gives_for_it() {
    let invite = ready().emergency().unwrap();
    assert_eq!(invite.from, "<sip:+447700900999@ship.pstn.twilio.com>");
    assert!(!format!("{invite:?}").contains("Bridge"));
}

#[test]
fn a_trunk_without_a_number_shows_none() {
    let settings = given("generic", &[("trunkHost", "192.0.2.1")]);
    let invite = World::new(&settings).ordinary().unwrap();
    assert_eq!(invite.from, "\"Anonymous\" <sip:anonymous@anonymous.invalid>");
    assert_eq!(invite.header_fields, []);
    assert_eq!(invite.targets, [to(FIRST)]);
}

#[test]
fn a_number_that_no_uri_can_carry_is_refused() {
    let refused = ready().trunk.outbound_call(&OutboundCall {
        number: "1\r\n2",
        ..call(Urgency::Ordinary)
    });
    assert_eq!(refused, Err(CallRefused::Number));
}

#[test]
fn a_trunk_is_offline_until_started_and_after_shutdown() {
    let mut trunk = crate::KIND.create(&two_targets(&[])).unwrap();
    assert_eq!((trunk.status(), trunk.why()), (Status::Offline, Why::NotStarted));
    assert_eq!(trunk.next_deadline(), None);
    trunk.initialize(at(0), "198.51.100.9".parse().unwrap(), 5080);
    assert_eq!(trunk.status(), Status::Connecting);
    trunk.shutdown(at(1));
    assert_eq!(trunk.status(), Status::Offline);
    let mut actions = Vec::new();
    trunk.poll(at(1), &mut NoJitter, &mut actions);
    assert!(
        actions
            .iter()
            .all(|action| matches!(action, GatewayAction::StatusChanged { .. }))
    );
    assert_eq!(trunk.next_deadline(), None);
}

#[test]
fn connecting_takes_emergency_calls_only_and_the_first_answer_makes_it_ready() {
    let mut world = World::new(&two_targets(&[]))
        .answering(FIRST, ok())
        .answering(SECOND, ok());
    assert_eq!(world.trunk.admits(), Admits::EmergencyOnly);
    assert_eq!(world.ordinary(), Err(CallRefused::NotAdmitted));
    assert!(world.emergency().is_ok());
    world.run_to(1);
    assert_eq!(world.states(), [(0, Status::Connecting), (1, Status::Ready)]);
}

#[test]
fn without_health_checks_a_trunk_is_ready_at_once_and_sends_no_probe() {
    let mut world = World::new(&given("generic", &[("trunkHost", "192.0.2.1")]));
    world.run_to(3600);
    assert_eq!(world.states(), [(0, Status::Ready)]);
    assert_eq!(world.probes, []);
    assert_eq!(world.trunk.why(), Why::HealthChecksOff);
}

#[test]
fn any_final_answer_is_alive_but_503_and_505() {
    for (code, status) in [
        (200, Status::Ready),
        (401, Status::Ready),
        (404, Status::Ready),
        (405, Status::Ready),
        (408, Status::Ready),
        (500, Status::Ready),
        (503, Status::Offline),
        (505, Status::Offline),
    ] {
        let answer = Outcome::status(code);
        let mut world = World::new(&two_targets(&[]))
            .answering(FIRST, answer.clone())
            .answering(SECOND, answer);
        world.run_to(100);
        assert_eq!(world.trunk.status(), status, "{code}");
    }
}

#[test]
fn a_silent_trunk_goes_offline_after_the_written_number_of_misses_and_is_never_routed_to() {
    let mut world = World::new(&two_targets(&[("healthFall", "2")]));
    world.run_to(34);
    assert_eq!(world.trunk.status(), Status::Connecting);
    world.run_to(35);
    assert_eq!(
        (world.trunk.status(), world.trunk.why()),
        (Status::Offline, Why::AllTargetsDown)
    );
    assert_eq!(world.ordinary(), Err(CallRefused::NotAdmitted));
    assert!(world.emergency().is_ok(), "an emergency call tries what is left");
}

#[test]
fn a_probe_is_over_before_the_next_one_is_due() {
    let pairs = [
        ("trunkHost", "192.0.2.1"),
        ("healthIntervalSeconds", "2"),
        ("healthFall", "2"),
    ];
    let mut world = World::new(&given("generic", &pairs));
    world.run_to(60);
    assert_eq!(world.states(), [(0, Status::Connecting), (4, Status::Offline)]);
}

#[test]
fn news_do_not_wait_for_a_deadline() {
    let mut world = ready();
    let later = world.trunk.next_deadline().unwrap();
    world.now = at(9);
    world
        .trunk
        .call_outcome(at(9), to(FIRST), &Outcome::status(407), None);
    assert_eq!(world.trunk.next_deadline(), Some(at(9)));
    world.poll();
    assert_eq!(world.trunk.next_deadline(), Some(later));
}

#[test]
fn one_miss_is_no_reason_to_leave_service() {
    let mut world = ready();
    world.answers.clear();
    world.run_to(36);
    world.answers.insert(to(FIRST), ok());
    world.answers.insert(to(SECOND), ok());
    world.run_to(200);
    assert_eq!(world.states(), [(0, Status::Connecting), (1, Status::Ready)]);
}

#[test]
fn a_trunk_with_some_targets_down_is_degraded_and_routes_to_the_others() {
    let mut world = World::new(&two_targets(&[])).answering(SECOND, ok());
    world.run_to(100);
    assert_eq!(
        (world.trunk.status(), world.trunk.admits()),
        (Status::Degraded, Admits::All)
    );
    assert_eq!(world.ordinary().unwrap().targets, [to(SECOND)]);
    assert_eq!(world.emergency().unwrap().targets, [to(SECOND), to(FIRST)]);
}

#[test]
fn a_target_comes_back_after_the_written_number_of_answers() {
    let mut world = World::new(&two_targets(&[("healthRise", "3")])).answering(SECOND, ok());
    world.run_to(100);
    world.answers.insert(to(FIRST), ok());
    world.run_to(155);
    assert_eq!(world.trunk.status(), Status::Degraded);
    world.run_to(185);
    assert_eq!(world.trunk.status(), Status::Ready);
}

#[test]
fn probes_keep_their_interval_also_towards_a_target_that_is_down() {
    let mut world = World::new(&two_targets(&[])).answering(SECOND, ok());
    world.run_to(600);
    for target in [FIRST, SECOND] {
        let times: Vec<u64> = world
            .probes
            .iter()
            .filter(|(_, at)| *at == to(target))
            .map(|(second, _)| *second)
            .collect();
        assert_eq!(
            times,
            (0..=20).map(|count| count * 30).collect::<Vec<u64>>(),
            "{target}"
        );
    }
}

#[test]
fn jitter_only_lengthens_the_pause_between_probes() {
    let mut trunk = crate::KIND.create(&two_targets(&[])).unwrap();
    trunk.initialize(at(0), "198.51.100.9".parse().unwrap(), 5080);
    let mut actions = Vec::new();
    trunk.poll(at(0), &mut FullJitter, &mut actions);
    trunk.poll(at(32), &mut FullJitter, &mut actions);
    let probes = || {
        actions
            .iter()
            .filter(|action| matches!(action, GatewayAction::Probe(..)))
    };
    assert_eq!(probes().count(), 2);
    trunk.poll(at(33), &mut FullJitter, &mut actions);
    let probes = actions
        .iter()
        .filter(|action| matches!(action, GatewayAction::Probe(..)));
    assert_eq!(probes.count(), 4);
}

#[test]
fn a_probe_names_the_trunk_and_shows_the_configured_number() {
    let mut trunk = crate::KIND
        .create(&two_targets(&[("trunkPort", "5070")]))
        .unwrap();
    trunk.initialize(at(0), "198.51.100.9".parse().unwrap(), 5080);
    let mut actions = Vec::new();
    trunk.poll(at(0), &mut NoJitter, &mut actions);
    let probe = actions.iter().find_map(|action| match action {
        GatewayAction::Probe(_, options) => Some(options.clone()),
        _ => None,
    });
    let expected = OptionsRequest {
        request_uri: "sip:ship.pstn.twilio.com:5070".to_owned(),
        from: "<sip:+441234567890@ship.pstn.twilio.com>".to_owned(),
        to: "<sip:ship.pstn.twilio.com>".to_owned(),
        target: to("192.0.2.1:5070"),
        transport: gateway_api::Transport::Udp,
    };
    assert_eq!(probe, Some(expected));
}

#[test]
fn failed_calls_take_a_target_down_and_busy_callees_do_not() {
    let mut world = ready();
    for _ in 0..5 {
        world.call(FIRST, &Outcome::status(486));
        world.call(FIRST, &Outcome::status(500));
    }
    assert_eq!(world.trunk.status(), Status::Ready);
    for outcome in [Outcome::NoResponse, Outcome::status(503), Outcome::TransportError] {
        world.call(FIRST, &outcome);
    }
    assert_eq!(world.trunk.status(), Status::Degraded);
    world.call("203.0.113.99:5060", &Outcome::NoResponse);
    assert_eq!(
        world.trunk.status(),
        Status::Degraded,
        "a stranger's failure counts nowhere"
    );
}

#[test]
fn retry_after_of_a_503_holds_the_target_down_that_long() {
    let mut world = ready();
    let hold = Some(Duration::from_secs(100));
    world
        .trunk
        .call_outcome(at(5), to(FIRST), &Outcome::status(503), hold);
    world.run_to(104);
    assert_eq!(world.trunk.status(), Status::Degraded);
    assert_eq!(world.ordinary().unwrap().targets, [to(SECOND)]);
    assert!(
        !world
            .probes
            .iter()
            .any(|(second, target)| *target == to(FIRST) && *second > 5)
    );
    world.run_to(106);
    assert_eq!(world.trunk.status(), Status::Ready);
}

#[test]
fn retry_after_of_another_status_holds_nothing() {
    let mut world = ready();
    world.trunk.call_outcome(
        at(5),
        to(FIRST),
        &Outcome::status(486),
        Some(Duration::from_secs(100)),
    );
    assert_eq!(world.trunk.status(), Status::Ready);
}

#[test]
fn refused_credentials_take_the_trunk_out_of_service_visibly_until_a_later_trial() {
    let mut world = ready();
    world.call(FIRST, &Outcome::status(407));
    assert_eq!(
        (world.trunk.status(), world.trunk.why()),
        (Status::Offline, Why::CredentialsRefused)
    );
    assert_eq!(world.ordinary(), Err(CallRefused::NotAdmitted));
    let alarm = GatewayAction::Alarm(Alarm::CredentialsRefused { target: to(FIRST) });
    assert!(world.said.contains(&(5, alarm)));

    world.run_to(65);
    assert_eq!(
        (world.trunk.status(), world.trunk.why()),
        (Status::Degraded, Why::CredentialsOnTrial)
    );
    world.call(FIRST, &Outcome::status(401));
    world.run_to(184);
    assert_eq!(
        world.trunk.status(),
        Status::Offline,
        "the second pause is longer"
    );
    world.run_to(185);
    world.call(FIRST, &Outcome::status(503));
    assert_eq!(
        world.trunk.why(),
        Why::CredentialsOnTrial,
        "a 503 says nothing about credentials"
    );
    world.call(FIRST, &Outcome::status(486));
    assert_eq!(
        world.trunk.status(),
        Status::Ready,
        "busy: so the trunk carried the call"
    );
}

#[test]
fn a_challenged_probe_is_alive_and_no_refusal_of_credentials() {
    let mut world = World::new(&two_targets(&[])).answering(FIRST, Outcome::status(407));
    world.run_to(2);
    assert_eq!(world.trunk.status(), Status::Ready);
}

#[test]
fn credentials_are_given_to_the_trunk_only() {
    let with_secret = |mut settings: GatewaySettings| {
        settings.settings.insert("username".to_owned(), "ship".to_owned());
        settings.credential = Some(Secret::new("swordfish".to_owned()));
        settings
    };
    let world = World::new(&with_secret(two_targets(&[])));
    let (user, secret) = world.trunk.credentials(to(FIRST), "sip.twilio.com").unwrap();
    assert_eq!((user, secret.reveal()), ("ship", "swordfish"));
    assert!(
        world
            .trunk
            .credentials(to("192.0.2.3:5060"), "sip.twilio.com")
            .is_none()
    );

    let world = World::new(&with_secret(by_name()));
    assert!(
        world.trunk.credentials(to("192.0.2.3:5062"), "x").is_some(),
        "a hop within the plan's networks"
    );
    assert!(world.trunk.credentials(to("203.0.113.3:5060"), "x").is_none());

    let mut nameless = two_targets(&[]);
    nameless.credential = Some(Secret::new("swordfish".to_owned()));
    assert!(World::new(&nameless).trunk.credentials(to(FIRST), "x").is_none());
    assert!(!format!("{:?}", with_secret(two_targets(&[]))).contains("swordfish"));
}

#[test]
fn a_name_is_resolved_and_the_last_good_addresses_stay_while_the_resolver_is_dead() {
    let mut world = World::new(&by_name());
    assert_eq!(
        (world.trunk.status(), world.trunk.why()),
        (Status::Connecting, Why::AwaitingAddress)
    );
    assert_eq!(world.emergency(), Err(CallRefused::NoTarget));
    world.run_to(0);
    let ask = GatewayAction::Resolve {
        host: "trunk.example.com".to_owned(),
    };
    assert!(world.said.contains(&(0, ask)));

    let good: [IpAddr; 2] = ["192.0.2.1".parse().unwrap(), "203.0.113.1".parse().unwrap()];
    world
        .trunk
        .resolved(at(1), "TRUNK.example.com", &good, Duration::from_secs(60));
    assert_eq!(world.trunk.status(), Status::Ready);
    assert_eq!(
        world.ordinary().unwrap().targets,
        [to(FIRST)],
        "the other lies outside the plan's networks"
    );

    world.run_to(7200);
    assert_eq!(world.trunk.status(), Status::Ready);
    assert_eq!(world.ordinary().unwrap().targets, [to(FIRST)]);
    let alarms = world
        .said
        .iter()
        .filter(|(_, action)| matches!(action, GatewayAction::Alarm(_)));
    assert_eq!(alarms.count(), 2, "one refused address, one dead resolver");
}

#[test]
fn a_name_without_an_address_is_offline() {
    let mut world = World::new(&by_name());
    world.run_to(0);
    world
        .trunk
        .resolved(at(1), "trunk.example.com", &[], Duration::ZERO);
    assert_eq!(
        (world.trunk.status(), world.trunk.why()),
        (Status::Offline, Why::NoAddress)
    );
    world.trunk.resolved(
        at(2),
        "other.example.com",
        &["192.0.2.1".parse().unwrap()],
        Duration::ZERO,
    );
    assert_eq!(world.trunk.status(), Status::Offline, "somebody else's name");
}

#[test]
fn a_new_answer_keeps_what_is_known_of_the_addresses_that_stay() {
    let mut settings = by_name();
    settings
        .settings
        .insert("healthIntervalSeconds".to_owned(), "30".to_owned());
    let mut world = World::new(&settings).answering(FIRST, ok());
    world.run_to(0);
    let addresses =
        |list: &[&str]| -> Vec<IpAddr> { list.iter().map(|text| text.parse().unwrap()).collect() };
    world.trunk.resolved(
        at(0),
        "trunk.example.com",
        &addresses(&["192.0.2.1"]),
        Duration::from_secs(600),
    );
    world.run_to(5);
    assert_eq!(world.trunk.status(), Status::Ready);
    let both = addresses(&["192.0.2.2", "192.0.2.1", "192.0.2.1"]);
    world
        .trunk
        .resolved(at(5), "trunk.example.com", &both, Duration::from_secs(600));
    assert_eq!(world.trunk.status(), Status::Ready);
    assert_eq!(
        world.ordinary().unwrap().targets,
        [to(FIRST)],
        "the new one has not answered yet"
    );
    assert_eq!(world.emergency().unwrap().targets, [to(FIRST), to(SECOND)]);
}

#[test]
fn a_name_that_names_another_address_each_time_stays_in_service_until_the_new_one_fails() {
    let mut settings = by_name();
    settings
        .settings
        .insert("healthIntervalSeconds".to_owned(), "30".to_owned());
    let mut world = World::new(&settings).answering(FIRST, ok());
    world.run_to(0);
    world.trunk.resolved(
        at(0),
        "trunk.example.com",
        &["192.0.2.1".parse().unwrap()],
        Duration::from_secs(600),
    );
    world.run_to(40);
    world.trunk.resolved(
        at(40),
        "trunk.example.com",
        &["192.0.2.2".parse().unwrap()],
        Duration::from_secs(600),
    );
    assert_eq!(world.trunk.status(), Status::Ready);
    assert_eq!(world.ordinary().unwrap().targets, [to(SECOND)]);
    world.run_to(45);
    assert_eq!(
        world.trunk.status(),
        Status::Offline,
        "its first probe at 40 s was not answered"
    );
}

#[test]
fn limits_are_the_plans() {
    let trunk = crate::KIND
        .create(&two_targets(&[
            ("firstResponseSeconds", "3"),
            ("progressSeconds", "20"),
        ]))
        .unwrap();
    assert_eq!(trunk.first_response_limit(), Duration::from_secs(3));
    assert_eq!(trunk.progress_limit(), Duration::from_secs(20));
    assert_eq!(
        trunk.description(),
        "Twilio Elastic SIP Trunking, ship.pstn.twilio.com:5060 over udp"
    );
}
