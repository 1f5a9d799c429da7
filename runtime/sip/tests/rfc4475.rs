//! The 49 torture messages of RFC 4475: one asserted reaction of the message layer to each.
//!
//! What parses and still deserves a refusal (416, 420, 415 …) is refused by those who know what is supported; here
//! the table shows that they are told what they need.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use sip::message::{Fault, HeaderName, Message, Method, Rejected, Rport, Transport, parse};
use sip::uri::Scheme;

/// What the message layer does with a message.
enum Reaction {
    /// Accepts it, and reads what the function demands.
    Accepts(fn(&Message<'_>)),
    /// Answers it with this status.
    Answers(u16, Fault),
    /// Drops it.
    Drops(Fault),
}
use Reaction::{Accepts, Answers, Drops};

#[test]
fn each_torture_message_gets_its_reaction() {
    for (name, section, reaction) in REACTIONS {
        let bytes = message(name);
        match (reaction, parse(&bytes)) {
            (Accepts(demand), Ok(message)) => demand(&message),
            (Answers(status, fault), Err(Rejected::Reply(refusal))) => {
                assert_eq!(
                    (refusal.status, refusal.fault),
                    (*status, *fault),
                    "{name} ({section})"
                );
                let mut answer = Vec::new();
                refusal.write_response(&mut answer, "answer", "192.0.2.9:5060".parse().unwrap());
                let start = format!("SIP/2.0 {status} ");
                assert!(answer.starts_with(start.as_bytes()), "{name}");
                assert!(answer.windows(6).any(|line| line == b"\r\nVia:"), "{name}");
                assert!(answer.ends_with(b"\r\nContent-Length: 0\r\n\r\n"), "{name}");
                assert!(
                    2 * answer.len() <= 3 * bytes.len(),
                    "{name}: an answer amplifies at most 1.5 times"
                );
            }
            (Drops(fault), Err(Rejected::Drop(found))) => assert_eq!(found, *fault, "{name} ({section})"),
            (_, other) => panic!(
                "{name} ({section}): {:?}",
                other.map_err(|rejected| rejected.fault())
            ),
        }
    }
}

#[test]
fn the_table_names_every_message_once() {
    let mut files: Vec<String> = std::fs::read_dir(FOLDER)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| name.strip_suffix(".dat").map(str::to_owned))
        .collect();
    let mut named: Vec<&str> = REACTIONS.iter().map(|(name, ..)| *name).collect();
    files.sort();
    named.sort_unstable();
    assert_eq!(files, named);
    assert_eq!(files.len(), 49);
}

fn message(name: &str) -> Vec<u8> {
    std::fs::read(format!("{FOLDER}/{name}.dat")).unwrap()
}

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/rfc4475");

/// File, section of RFC 4475, reaction.
const REACTIONS: &[(&str, &str, Reaction)] = &[
    // 3.1.1: valid messages.
    ("wsinv", "3.1.1.1", Accepts(folds_and_compact_forms)),
    ("intmeth", "3.1.1.2", Accepts(every_legal_character)),
    ("esc01", "3.1.1.3", Accepts(escapes_stay_escaped)),
    (
        "escnull",
        "3.1.1.4",
        Accepts(|m| {
            assert_eq!(m.from().uri.user, Some("null-%00-null"));
            let users: Vec<_> = m.contacts().map(|contact| contact.uri.user).collect();
            assert_eq!(users, [Some("%00"), Some("%00%00")]);
        }),
    ),
    (
        "esc02",
        "3.1.1.5",
        Accepts(|m| {
            assert_eq!(m.method(), Method::Other("RE%47IST%45R"));
            assert_eq!(m.to().display, Some("%Z%45"));
            assert_eq!(m.via_top().branch(), Some("z9hG4bK209%fzsnel234"));
            assert_eq!(m.contacts().count(), 2, "an escaped name is not Contact");
            assert_eq!(m.header("C%6Fntact"), Some("<sip:alias2@host2.example.com>"));
        }),
    ),
    (
        "lwsdisp",
        "3.1.1.6",
        Accepts(|m| assert_eq!(m.from().display, Some("caller"))),
    ),
    (
        "longreq",
        "3.1.1.7",
        Accepts(|m| {
            assert_eq!(m.vias().count(), 34);
            assert_eq!(m.to().uri.port, Some(6000));
            assert_eq!(m.from().params.iter().count(), 3);
        }),
    ),
    (
        "dblreq",
        "3.1.1.8",
        Accepts(|m| {
            assert_eq!(
                (m.method(), m.body()),
                (Method::Register, &b""[..]),
                "what follows Content-Length is not read"
            );
        }),
    ),
    (
        "semiuri",
        "3.1.1.9",
        Accepts(|m| {
            assert_eq!(m.request_uri().user, Some("user;par=u%40example.net"));
            assert_eq!(m.request_uri().host.as_str(), "example.com");
            assert_eq!(m.tokens(HeaderName::Accept).count(), 6);
        }),
    ),
    (
        "transports",
        "3.1.1.10",
        Accepts(|m| {
            let transports: Vec<_> = m.vias().map(|via| via.transport).collect();
            let expected = [
                Transport::Udp,
                Transport::Other("SCTP"),
                Transport::Tls,
                Transport::Other("UNKNOWN"),
                Transport::Tcp,
            ];
            assert_eq!(transports, expected);
        }),
    ),
    (
        "mpart01",
        "3.1.1.11",
        Accepts(|m| {
            assert_eq!(
                m.content_type(),
                Some("multipart/mixed;boundary=7a9cbec02ceef655")
            );
            assert_eq!(m.body().len(), 553);
            let parts = m.body_part().parts();
            let parts: Vec<_> = parts
                .map(|part| (part.media_type(), part.bytes().len()))
                .collect();
            assert_eq!(parts, [("text/plain", 5), ("application/octet-stream", 342)]);
            assert_eq!(m.via_top().rport(), Rport::Asked);
        }),
    ),
    (
        "unreason",
        "3.1.1.12",
        Accepts(|m| {
            assert_eq!(m.status(), 200);
            assert!(m.reason().starts_with("= 2**3 * 5**2 но сто"));
        }),
    ),
    (
        "noreason",
        "3.1.1.13",
        Accepts(|m| assert_eq!((m.status(), m.reason()), (100, ""))),
    ),
    // 3.1.2: invalid messages.
    (
        "badinv01",
        "3.1.2.1",
        Answers(400, Fault::Malformed(HeaderName::Via)),
    ),
    ("clerr", "3.1.2.2", Answers(400, Fault::BodyIncomplete)),
    (
        "ncl",
        "3.1.2.3",
        Answers(400, Fault::Malformed(HeaderName::ContentLength)),
    ),
    (
        "scalar02",
        "3.1.2.4",
        Answers(400, Fault::Malformed(HeaderName::CSeq)),
    ),
    ("scalarlg", "3.1.2.5", Drops(Fault::Malformed(HeaderName::CSeq))),
    (
        "quotbal",
        "3.1.2.6",
        Answers(400, Fault::Malformed(HeaderName::To)),
    ),
    ("ltgtruri", "3.1.2.7", Answers(400, Fault::RequestUri)),
    ("lwsruri", "3.1.2.8", Answers(400, Fault::StartLine)),
    ("lwsstart", "3.1.2.9", Answers(400, Fault::StartLine)),
    ("trws", "3.1.2.10", Answers(400, Fault::StartLine)),
    ("escruri", "3.1.2.11", Answers(400, Fault::RequestUri)),
    // Nothing here depends on Date: a call is not lost for it.
    (
        "baddate",
        "3.1.2.12",
        Accepts(|m| assert_eq!(m.header("date"), Some("Fri, 01 Jan 2010 16:00:00 EST"))),
    ),
    (
        "regbadct",
        "3.1.2.13",
        Answers(400, Fault::Malformed(HeaderName::Contact)),
    ),
    (
        "badaspec",
        "3.1.2.14",
        Answers(400, Fault::Malformed(HeaderName::To)),
    ),
    ("baddn", "3.1.2.15", Answers(400, Fault::Unterminated)),
    ("badvers", "3.1.2.16", Answers(505, Fault::Version)),
    ("mismatch01", "3.1.2.17", Answers(400, Fault::MethodMismatch)),
    ("mismatch02", "3.1.2.18", Answers(400, Fault::MethodMismatch)),
    ("bigcode", "3.1.2.19", Drops(Fault::StartLine)),
    // 3.2: transaction layer.
    (
        "badbranch",
        "3.2.1",
        Accepts(|m| assert_eq!(m.via_top().branch(), Some("z9hG4bK"))),
    ),
    // 3.3: application layer.
    ("insuf", "3.3.1", Answers(400, Fault::Missing(HeaderName::From))),
    // 416.
    (
        "unkscm",
        "3.3.2",
        Accepts(|m| {
            assert_eq!(m.request_uri().scheme, Scheme::Other("nobodyKnowsThisScheme"));
            assert_eq!(m.request_uri().opaque(), "totallyopaquecontent");
        }),
    ),
    // 416.
    (
        "novelsc",
        "3.3.3",
        Accepts(|m| assert_eq!(m.request_uri().scheme, Scheme::Other("soap.beep"))),
    ),
    // A registrar refuses the address-of-record and the contact.
    (
        "unksm2",
        "3.3.4",
        Accepts(|m| {
            assert_eq!(m.to().uri.scheme, Scheme::Other("isbn"));
            assert_eq!(m.from().uri.scheme, Scheme::Other("http"));
            assert_eq!(m.contacts().next().unwrap().uri.scheme, Scheme::Other("name"));
        }),
    ),
    // 420 with Unsupported.
    (
        "bext01",
        "3.3.5",
        Accepts(|m| {
            let required: Vec<_> = m.tokens(HeaderName::Require).collect();
            assert_eq!(required, ["nothingSupportsThis", "nothingSupportsThisEither"]);
        }),
    ),
    // 415.
    (
        "invut",
        "3.3.6",
        Accepts(|m| assert_eq!(m.content_type(), Some("application/unknownformat"))),
    ),
    // 401 again.
    (
        "regaut01",
        "3.3.7",
        Accepts(|m| {
            assert_eq!(
                m.header(HeaderName::Authorization),
                Some("NoOneKnowsThisScheme opaque-data=here")
            );
        }),
    ),
    (
        "multi01",
        "3.3.8",
        Answers(400, Fault::Repeated(HeaderName::CSeq)),
    ),
    (
        "mcl01",
        "3.3.9",
        Answers(400, Fault::Repeated(HeaderName::ContentLength)),
    ),
    // A client drops a response with a second Via (RFC 3261 §8.1.3.3).
    ("bcast", "3.3.10", Accepts(|m| assert_eq!(m.vias().count(), 2))),
    // 483.
    (
        "zeromf",
        "3.3.11",
        Accepts(|m| assert_eq!(m.max_forwards(), Some(0))),
    ),
    (
        "cparam01",
        "3.3.12",
        Accepts(|m| {
            let contact = m.contacts().next().unwrap();
            assert!(contact.params.has("unknownparam") && !contact.uri.params.has("unknownparam"));
        }),
    ),
    (
        "cparam02",
        "3.3.13",
        Accepts(|m| {
            let contact = m.contacts().next().unwrap();
            assert!(!contact.params.has("unknownparam") && contact.uri.params.has("unknownparam"));
        }),
    ),
    (
        "regescrt",
        "3.3.14",
        Accepts(|m| {
            assert_eq!(
                m.contacts().next().unwrap().uri.headers,
                "Route=%3Csip:sip.example.com%3E"
            );
        }),
    ),
    // 406.
    (
        "sdp01",
        "3.3.15",
        Accepts(|m| assert_eq!(m.header(HeaderName::Accept), Some("text/nobodyKnowsThis"))),
    ),
    // 3.4: backward compatibility. No branch, no tag, no Max-Forwards, no Content-Length.
    (
        "inv2543",
        "3.4.1",
        Accepts(|m| {
            assert_eq!(
                (m.via_top().branch(), m.from().tag(), m.max_forwards()),
                (None, None, None)
            );
            assert_eq!(m.to().params.get("user"), Some("phone"));
            assert!(m.body().starts_with(b"v=0\r\n") && m.content_length().is_none());
        }),
    ),
];

fn folds_and_compact_forms(m: &Message<'_>) {
    assert_eq!(m.method(), Method::Invite);
    assert_eq!(m.to().tag(), Some("1918181833n"));
    assert_eq!(m.from().tag(), Some("98asjd8"));
    assert_eq!(m.from().display_chars().collect::<String>(), r#"J Rosenberg \""#);
    assert_eq!(m.max_forwards(), Some(68));
    assert_eq!((m.cseq().number, m.cseq().method), (9, Method::Invite));
    assert_eq!(m.header("subject"), Some(""));
    let vias: Vec<_> = m
        .vias()
        .map(|via| (via.transport, via.host.as_str(), via.branch()))
        .collect();
    let expected = [
        (Transport::Udp, "192.0.2.2", Some("390skdjuw")),
        (Transport::Tcp, "spindle.example.com", Some("z9hG4bK9ikj8")),
        (Transport::Udp, "192.168.255.111", Some("z9hG4bK30239")),
    ];
    assert_eq!(vias, expected);
    let contact = m.contacts().next().unwrap();
    assert_eq!(
        (contact.params.get("newparam"), contact.params.get("q")),
        (Some("newvalue"), Some("0.33"))
    );
    assert!(m.routes().next().unwrap().uri.params.has("lr"));
    assert_eq!(m.header("unknownheaderwithunusualvalue"), Some(";;,,;;,;"));
    assert_eq!(m.body().len(), 150);
}

fn every_legal_character(m: &Message<'_>) {
    assert_eq!(
        m.method(),
        Method::Other("!interesting-Method0123456789_*+`.%indeed'~")
    );
    assert_eq!(
        m.request_uri().user,
        Some("1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*")
    );
    assert_eq!(
        m.request_uri().password,
        Some("&it+has=1,weird!*pas$wo~d_too.(doesn't-it)")
    );
    assert_eq!(
        m.to().display_chars().collect::<String>(),
        "BEL:\u{7} NUL:\0 DEL:\u{7f}"
    );
    assert_eq!(m.from().display, Some("token1~` token2'+_ token3*%!.-"));
    assert_eq!(m.from().tag(), Some("_token~1'+`*%!-."));
    assert_eq!(m.from().params.get("fromParam''~+*_!.-%"), Some("работающий"));
    assert_eq!(m.max_forwards(), Some(255));
    assert_eq!(m.header("extensionHeader-!.%*+_`'~"), Some("\u{feff}大停電"));
}

fn escapes_stay_escaped(m: &Message<'_>) {
    assert_eq!(m.request_uri().user, Some("sips%3Auser%40example.com"));
    assert_eq!(m.request_uri().host.as_str(), "example.net");
    assert_eq!(m.to().uri.user, Some("%75se%72"));
    let contact = m.contacts().next().unwrap();
    assert_eq!(contact.uri.user, Some("cal%6Cer"));
    assert_eq!(contact.uri.params.find("%6C%72"), Some(None));
    assert_eq!(contact.uri.params.get("n%61me"), Some("v%61lue%25%34%31"));
}
