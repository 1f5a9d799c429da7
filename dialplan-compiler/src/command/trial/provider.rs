//! Every provider of the plan: it is well when it is asked, and fails every call, so that the next attempt is made.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::sync::mpsc::Sender;
use std::thread;

use dialplan_verifier::{Called, Provider};
use rsip::headers::UntypedHeader as _;
use rsip::{Header, Method, Request};

use super::{Arrival, Stop, message};

/// Answers at every address of the providers; each call is reported before it is answered.
pub(super) fn answer(providers: &[Provider], reports: &Sender<Arrival>) -> Result<(), Stop> {
    for (at, provider) in providers.iter().enumerate() {
        for address in &provider.addresses {
            let address = SocketAddr::new(*address, provider.port);
            let cannot = |error| {
                Stop::internal(format!(
                    "gateway `{}`: {address} cannot be stood in for: {error}",
                    provider.gateway
                ))
            };
            let reports = reports.clone();
            if provider.transport == "tcp" {
                let listener = TcpListener::bind(address).map_err(cannot)?;
                thread::spawn(move || {
                    for stream in listener.incoming().map_while(Result::ok) {
                        let reports = reports.clone();
                        thread::spawn(move || stream_answered(&stream, (at, address), &reports));
                    }
                });
            } else {
                let socket = UdpSocket::bind(address).map_err(cannot)?;
                thread::spawn(move || {
                    let mut buffer = [0; 65_535];
                    while let Ok((length, source)) = socket.recv_from(&mut buffer) {
                        let request = buffer
                            .get(..length)
                            .and_then(|bytes| Request::try_from(bytes).ok());
                        if let Some(answer) =
                            request.and_then(|request| answered(&request, (at, address), &reports))
                        {
                            // The exchange asks again if this is lost.
                            drop(socket.send_to(answer.as_bytes(), source));
                        }
                    }
                });
            }
        }
    }
    Ok(())
}

/// Requests of one connection, each ended by its `Content-Length` (RFC 3261 §18.3), until it closes or fails.
fn stream_answered(mut stream: &TcpStream, at: (usize, SocketAddr), reports: &Sender<Arrival>) -> Option<()> {
    let mut reader = BufReader::new(stream);
    loop {
        let mut bytes = Vec::new();
        while !bytes.ends_with(b"\r\n\r\n") {
            if reader.read_until(b'\n', &mut bytes).ok()? == 0 {
                return None;
            }
        }
        let request = Request::try_from(bytes.as_slice()).ok()?;
        let length = message::first(&request.headers, |header| match header {
            Header::ContentLength(value) => Some(value.value()),
            _ => None,
        });
        let mut body = vec![0; length.trim().parse().unwrap_or(0)];
        reader.read_exact(&mut body).ok()?;
        if let Some(answer) = answered(&request, at, reports) {
            stream.write_all(answer.as_bytes()).ok()?;
        }
    }
}

/// What a provider answers; `at` is its position and the address at which it was asked.
fn answered(request: &Request, at: (usize, SocketAddr), reports: &Sender<Arrival>) -> Option<String> {
    match request.method {
        Method::Ack => None,
        Method::Invite => {
            let called = Called {
                provider: Some(at.0),
                number: message::number(request),
            };
            let address = Some(at.1);
            reports.send(Arrival { called, address }).ok()?;
            Some(message::answer(request, FAULT))
        }
        _ => Some(message::answer(request, 200)),
    }
}

/// The trunk's own fault, after which the next gateway is tried, and which shows that this one lives.
const FAULT: u16 = 500;
