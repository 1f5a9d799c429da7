//! A start: everything is made in the order in which it can fail, then the loop runs.

use std::fmt;
use std::io;

use call_control::{Exchange, MAX_TRANSACTIONS, Outputs, Setup, SetupError, Side};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tracing::{error, info, warn};

use crate::banner::{Banner, Listening};
use crate::clock::{Clock, SystemRandom};
use crate::credentials::{Credentials, Place, Unreadable};
use crate::drops::Drops;
use crate::emission::{self, InForce};
use crate::journal::Journal;
use crate::limits::raise_open_files;
use crate::log::{Log, LostLines};
use crate::opening::{Opening, Plan};
use crate::options::{LogFormat, Options, exit};
use crate::relay::Relays;
use crate::service::{Ending, LOOP_BUFFER, Service, accept};
use crate::setup::{self, NoGateway};
use crate::signals::Signals;
use crate::sockets::{self, Bound, Unbindable};
use crate::tcp::Connections;
use crate::udp::Datagrams;
use crate::vessel::Vessel;

/// Why there was no start.
#[derive(Debug)]
pub(crate) enum Failed {
    /// Secrets cannot be used.
    Credentials(Unreadable),
    /// A gateway cannot be made.
    Gateway(NoGateway),
    /// A port cannot be had.
    Port(Unbindable),
    /// The plan's parts do not fit together.
    Exchange(SetupError),
    /// The system refuses something else.
    System(&'static str, io::Error),
}

impl Failed {
    /// The exit code that `--help` promises for it.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Failed::Credentials(_) => exit::NO_INPUT,
            Failed::Port(_) => exit::UNAVAILABLE,
            Failed::Gateway(_) | Failed::Exchange(_) | Failed::System(..) => exit::INTERNAL,
        }
    }
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failed::Credentials(unreadable) => write!(f, "{unreadable}"),
            Failed::Gateway(gateway) => write!(f, "{gateway}"),
            Failed::Port(port) => write!(f, "{port}"),
            Failed::Exchange(error) => write!(f, "the exchange cannot be made: {error}"),
            Failed::System(what, error) => write!(f, "{what}: {error}"),
        }
    }
}

/// Starts the exchange and runs it until a signal ends it.
pub(crate) fn run(
    vessel: &Vessel,
    plan: Plan,
    opening: &Opening,
    place: &Place,
    options: &Options,
) -> Result<Ending, Failed> {
    let system = |what| move |error| Failed::System(what, error);
    let log = Log::start(options.log).map_err(system("the log cannot be started"))?;
    let (credentials, absent) = read_credentials(place, &plan)?;
    let gateways = setup::gateways(&plan, vessel.kinds, &credentials).map_err(Failed::Gateway)?;
    let (stations, missing) = setup::station_credentials(&plan, &credentials);
    let open_files = raise_open_files(&plan);
    let bind =
        |side| sockets::bind(side, setup::listen(&plan, side, options.trunk_port)).map_err(Failed::Port);
    let (crew, trunk) = (bind(Side::Crew)?, bind(Side::Trunk)?);
    let random =
        SystemRandom::new().map_err(|error| Failed::System("no randomness", io::Error::other(error)))?;
    let addresses = setup::addresses(&plan, options.trunk_port);
    let listening = Listening {
        crew: setup::listen(&plan, Side::Crew, options.trunk_port),
        trunk: setup::listen(&plan, Side::Trunk, options.trunk_port),
        shown_to_trunks: addresses.trunk.signalling,
        receive_buffer: crew.receive_buffer.min(trunk.receive_buffer),
    };
    let emission = InForce::read(&plan.table, emission::state_directory().as_deref());
    let exchange = Exchange::new(Setup {
        table: plan.table,
        profile: emission.chosen,
        gateways,
        stations,
        random: Box::new(random),
        addresses,
        transactions: MAX_TRANSACTIONS,
    })
    .map_err(Failed::Exchange)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(system("the event loop cannot be made"))?;
    runtime.block_on(async {
        let mut service = assemble(&plan, exchange, crew, trunk, log.lost_lines())
            .map_err(system("the sockets cannot be used"))?;
        service.exchange.start(service.clock.now(), &mut service.outputs);
        let mut banner = Banner::new(&plan, opening, listening);
        banner.credentials(place, credentials.count(), &missing);
        banner.open_files(open_files);
        banner.emission(&emission);
        for (index, status, why, _) in service.exchange.gateways() {
            banner.gateway(&plan, index, status, why);
        }
        show(&log, options.log, &banner);
        for alarm in opening.alarms() {
            error!(plan = plan.identity(), "ALARM: {alarm}");
        }
        if let Some(name) = emission.name {
            info!(profile = name, "emission profile in force");
        }
        if let Some(warning) = &emission.warning {
            warn!("{warning}");
        }
        if let Some(absent) = absent {
            warn!("{absent}");
        }
        info!("taking calls");
        let ending = service.run().await;
        service.show_counters();
        match ending {
            Ending::Clean => info!("ended: every call was released"),
            Ending::Cut => warn!("ended before every call was released"),
        }
        Ok(ending)
    })
}

/// A vessel without its secrets still takes emergency calls where the plan permits them; a file that is there and
/// cannot be trusted is refused.
fn read_credentials(place: &Place, plan: &Plan) -> Result<(Credentials, Option<Unreadable>), Failed> {
    match Credentials::read(place, &setup::credential_names(plan)) {
        Ok(credentials) => Ok((credentials, None)),
        Err(missing @ Unreadable::Missing(_)) => Ok((Credentials::default(), Some(missing))),
        Err(unreadable) => Err(Failed::Credentials(unreadable)),
    }
}

fn show(log: &Log, format: LogFormat, banner: &Banner) {
    match format {
        LogFormat::Human => log.text(&banner.to_string()),
        LogFormat::Json => {
            if let Ok(line) = serde_json::to_string(banner) {
                log.text(&format!("{{\"start\":{line}}}\n"));
            }
        }
    }
}

fn assemble(
    plan: &Plan,
    exchange: Exchange,
    crew: Bound,
    trunk: Bound,
    lost_lines: LostLines,
) -> io::Result<Service> {
    let clock = Clock::start();
    let server = plan.table.server();
    let locals = [server.listen(), server.trunk_listen()];
    let (report, reports) = mpsc::channel(WAITING);
    let (ask, answers) = mpsc::channel(WAITING);
    let (tell, silent) = mpsc::channel(WAITING);
    for (side, listener) in [(Side::Crew, crew.tcp), (Side::Trunk, trunk.tcp)] {
        tokio::spawn(accept(side, TcpListener::from_std(listener)?, report.clone()));
    }
    Ok(Service {
        exchange,
        clock,
        crew: Datagrams::new(crew.udp)?,
        trunk: Datagrams::new(trunk.udp)?,
        connections: Connections::new(locals, report),
        reports,
        ask,
        answers,
        relays: Relays::start(locals, clock, tell)?,
        silent,
        journal: Journal::new(*plan),
        signals: Signals::listen()?,
        outputs: Outputs::new(),
        buffer: vec![0; LOOP_BUFFER],
        failures: Vec::new(),
        drops: Drops::default(),
        lost_lines,
    })
}

/// Reports of connections, answers of the resolver and silent relays that may wait for the loop; beyond, the senders of
/// the first two wait, and the relay thread tells the rest a minute later.
const WAITING: usize = 256;
