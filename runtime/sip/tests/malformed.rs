//! Shapes that broke other SIP servers, and the smuggling of header fields past a parser.

use sip::message::{Fault, HeaderName, MAX_BYTES, MAX_FIELDS, Rejected, parse};

const FIELDS: [(&str, &str); 6] = [
    ("Via", "SIP/2.0/UDP 192.0.2.7:5060;branch=z9hG4bK77"),
    ("From", "\"Bridge\" <sip:101@ship.example>;tag=a1"),
    ("To", "<sip:102@ship.example>"),
    ("Call-ID", "9@192.0.2.7"),
    ("CSeq", "4 INVITE"),
    ("Max-Forwards", "70"),
];

/// A good INVITE in which one header field is written otherwise; an empty text leaves it out.
fn invite_with(name: &str, line: &[u8]) -> Vec<u8> {
    let mut bytes = b"INVITE sip:102@ship.example SIP/2.0\r\n".to_vec();
    for (field, value) in FIELDS {
        match field == name {
            true => bytes.extend_from_slice(line),
            false => bytes.extend_from_slice(format!("{field}: {value}\r\n").as_bytes()),
        }
    }
    if !FIELDS.iter().any(|(field, _)| *field == name) {
        bytes.extend_from_slice(line);
    }
    bytes.extend_from_slice(b"\r\n");
    bytes
}

fn fault(bytes: &[u8]) -> Option<Fault> {
    parse(bytes).err().map(|rejected| rejected.fault())
}

#[test]
fn a_byte_before_the_colon_never_hides_a_protected_header_field() {
    for (name, value) in FIELDS
        .into_iter()
        .chain([("Route", "<sip:x@evil.example>"), ("Contact", "<sip:a@b>")])
    {
        for byte in 0..=u8::MAX {
            let mut line = name.as_bytes().to_vec();
            line.push(byte);
            line.extend_from_slice(format!(": {value}\r\n").as_bytes());
            let bytes = invite_with(name, &line);
            let is_token = byte.is_ascii_alphanumeric() || b"-.!%*_+`'~".contains(&byte);
            match parse(&bytes) {
                Ok(message) if byte == b' ' || byte == b'\t' => assert_eq!(message.header(name), Some(value)),
                Ok(message) => {
                    assert!(is_token, "{name} {byte:#04x}");
                    assert_eq!(
                        message.header(name),
                        None,
                        "{name} {byte:#04x}: another header field"
                    );
                }
                Err(rejected) if is_token => {
                    assert!(
                        matches!(rejected.fault(), Fault::Missing(_)),
                        "{name} {byte:#04x}"
                    );
                }
                Err(rejected) => assert_eq!(rejected.fault().status(), 400, "{name} {byte:#04x}"),
            }
        }
    }
}

#[test]
fn a_lone_line_end_does_not_end_a_header_field() {
    for smuggled in [
        "Subject: a\nContact: <sip:x@evil>\r\n",
        "Subject: a\rContact: <sip:x@evil>\r\n",
        "A: \n\n\r\n",
    ] {
        assert_eq!(
            fault(&invite_with("Subject", smuggled.as_bytes())),
            Some(Fault::LineEnd),
            "{smuggled:?}"
        );
    }
}

#[test]
fn a_repeated_single_header_field_is_refused() {
    let values = [
        "Content-Length: 0",
        "l: 0",
        "Content-Type: a/b",
        "c: a/b",
        "Expires: 5",
        "Replaces: x",
    ];
    for line in FIELDS
        .iter()
        .skip(1)
        .map(|(name, value)| format!("{name}: {value}"))
        .chain(values.map(String::from))
    {
        let bytes = invite_with("none", format!("{line}\r\n{line}\r\n").as_bytes());
        assert!(matches!(fault(&bytes), Some(Fault::Repeated(_))), "{line}");
    }
    let compact = invite_with("none", b"f: <sip:202@ship.example>;tag=x\r\n");
    assert_eq!(fault(&compact), Some(Fault::Repeated(HeaderName::From)));
}

#[test]
fn a_missing_mandatory_header_field_is_answered_with_400() {
    for (name, _) in FIELDS.into_iter().take(5) {
        let bytes = invite_with(name, b"");
        match parse(&bytes) {
            Err(Rejected::Drop(fault)) => assert_eq!((name, fault), ("Via", Fault::Missing(HeaderName::Via))),
            Err(Rejected::Reply(refusal)) => {
                assert_eq!(
                    refusal.fault,
                    Fault::Missing(HeaderName::from_name(name).unwrap())
                );
                assert_eq!(refusal.status, 400);
            }
            Ok(_) => panic!("{name} is mandatory"),
        }
    }
    assert!(parse(&invite_with("Max-Forwards", b"")).is_ok());
}

#[test]
fn a_length_beyond_the_message_is_refused_however_large() {
    for length in [
        "-1",
        "-999",
        "1",
        "2147483647",
        "2147483648",
        "4294967295",
        "4294967296",
        "9223372036854775808",
        "18446744073709551616",
        "99999999999999999999999999999999",
        "0x10",
        "1e3",
        "+0",
        "",
        "0 0",
        "0,0",
        "٣",
    ] {
        let bytes = invite_with("none", format!("Content-Length: {length}\r\n").as_bytes());
        let expected = [Fault::BodyIncomplete, Fault::Malformed(HeaderName::ContentLength)];
        assert!(expected.contains(&fault(&bytes).unwrap()), "{length:?}");
    }
    assert!(parse(&invite_with("none", b"Content-Length: 00000000000000000000\r\n")).is_ok());
}

#[test]
fn malformed_values_of_steering_header_fields_are_refused() {
    let cases: &[(&str, &[&str])] = &[
        (
            "From",
            &[
                "Bell, Alexander <sip:a@b>;tag=1",
                "<sip:a@b> <sip:c@d>;tag=1",
                "<sip:a@b>, <sip:c@d>",
                "\"x\" y <sip:a@b>",
                "\"x\\\" <sip:a@b>",
                "\"x\" sip:a@b",
                "x \"y\" <sip:a@b>",
                "<sip:a@b",
                "sip:a@b>",
                "<>",
                "",
                "<sip:a@b>;tag",
                "<sip:a@b>;tag=",
                "<sip:a@b>;tag=\"",
                "<sip:a@b>;;tag=1",
                "<sip:a@b>;tag=1;TAG=2",
                "<sip:a@b>tag=1",
                "<sip: a@b>",
                "<sip:a@>",
                "<sip:@b>",
                "<sip:a@b@c>",
                "<sip:a@b:>",
                "<sip:a@b:65536>",
                "<sip:a@b:0>",
                "<sip:a%4@b>",
                "<sip:a%zz@b>",
                "<sip:a\"b@c>",
                "sip:a@b?x=y",
                "<sip:a@b?>",
                "a@b",
                "*",
            ],
        ),
        (
            "Contact",
            &[
                "<sip:a@b>,",
                ",<sip:a@b>",
                "<sip:a@b>,,<sip:c@d>",
                "*, <sip:a@b>",
                "sip:a@b?x=y",
                "\"*\"",
            ],
        ),
        (
            "Via",
            &[
                "",
                "SIP/2.0/UDP",
                "SIP/2.0/UDP ",
                "SIP/2.0 UDP h",
                "SIP/2.0/UDP h,",
                "SIP/2.0/UDP h;;branch=1",
                "SIP/2.0/UDP h:70000",
                "SIP/2.0/UDPh",
                "SIP/3.0/UDP h",
                "HTTP/2.0/UDP h",
                "SIP/2.0/UDP h g",
            ],
        ),
        (
            "CSeq",
            &[
                "INVITE",
                "4",
                "4INVITE",
                "-4 INVITE",
                "2147483648 INVITE",
                "4294967296 INVITE",
                "4 INVITE x",
                "",
            ],
        ),
        ("Max-Forwards", &["256", "-1", "", "7 0", "0x1"]),
        ("Call-ID", &["", "a b", "a\tb", "ä"]),
        ("Route", &["<sip:a@b>;lr,", "sip:a@b c", "lr"]),
        ("Record-Route", &["<sip:a@b> <sip:c@d>"]),
    ];
    for (name, values) in cases {
        for value in *values {
            let bytes = invite_with(name, format!("{name}: {value}\r\n").as_bytes());
            let expected = Fault::Malformed(HeaderName::from_name(name).unwrap());
            assert_eq!(fault(&bytes), Some(expected), "{name}: {value}");
        }
    }
    let longest = invite_with("CSeq", b"CSeq: 2147483647 INVITE\r\n");
    assert_eq!(parse(&longest).unwrap().cseq().number, 2_147_483_647);
}

#[test]
fn control_bytes_are_refused_unless_a_quoted_string_escapes_them() {
    for byte in (0..0x20).chain([0x7f]) {
        for line in [&b"Subject: a"[..], b"From: \"a"] {
            let name = std::str::from_utf8(line).unwrap().split(':').next().unwrap();
            let tail = if name == "From" {
                "\" <sip:a@b>;tag=1\r\n"
            } else {
                "b\r\n"
            };
            let bytes = invite_with(name, &[line, &[byte], tail.as_bytes()].concat());
            assert_eq!(parse(&bytes).is_ok(), byte == b'\t', "{name} {byte:#04x}");
        }
        let escaped = invite_with(
            "From",
            &[b"From: \"a\\", &[byte][..], b"\" <sip:a@b>;tag=1\r\n"].concat(),
        );
        assert_eq!(
            parse(&escaped).is_ok(),
            byte != b'\r' && byte != b'\n',
            "{byte:#04x}"
        );
        let twice = invite_with(
            "From",
            &[b"From: \"a\\\\", &[byte][..], b"\" <sip:a@b>;tag=1\r\n"].concat(),
        );
        assert_eq!(parse(&twice).is_ok(), byte == b'\t', "{byte:#04x}");
    }
}

#[test]
fn bytes_that_are_not_utf8_are_refused_in_header_fields_and_kept_in_bodies() {
    assert_eq!(
        fault(&invite_with("Subject", b"Subject: a\xff\r\n")),
        Some(Fault::Encoding)
    );
    let mut bytes = invite_with("Subject", "Subject: Brücke\r\n".as_bytes());
    bytes.extend_from_slice(&[0, 0xff, b'\r', b'\n']);
    let message = parse(&bytes).unwrap();
    assert_eq!(
        (message.header("s"), message.body()),
        (Some("Brücke"), &[0, 0xff, b'\r', b'\n'][..])
    );
}

#[test]
fn the_number_of_header_fields_and_bytes_is_bounded() {
    let room = MAX_FIELDS - FIELDS.len();
    assert!(parse(&invite_with("none", "Accept: a/b\r\n".repeat(room).as_bytes())).is_ok());
    let too_many = invite_with("none", "Accept: a/b\r\n".repeat(room + 1).as_bytes());
    match parse(&too_many) {
        Err(Rejected::Reply(refusal)) => {
            assert_eq!((refusal.status, refusal.fault), (513, Fault::TooManyFields))
        }
        _ => panic!("one header field too many"),
    }
    let mut largest = invite_with("none", b"");
    largest.resize(MAX_BYTES, b'x');
    assert!(parse(&largest).is_ok());
    largest.push(b'x');
    assert_eq!(parse(&largest).err(), Some(Rejected::Drop(Fault::TooLong)));
    let long_name = invite_with("none", format!("{}: x\r\n", "n".repeat(256)).as_bytes());
    assert_eq!(fault(&long_name), Some(Fault::HeaderLine));
}

#[test]
fn lines_that_are_no_header_field_are_refused() {
    for line in [
        "no colon\r\n",
        ": no name\r\n",
        "two words: x\r\n",
        "a@b: x\r\n",
        "ä: x\r\n",
        "x\r\n : y\r\n",
    ] {
        assert_eq!(
            fault(&invite_with("none", line.as_bytes())),
            Some(Fault::HeaderLine),
            "{line:?}"
        );
    }
    let folded_first = b"INVITE sip:a@b SIP/2.0\r\n Via: SIP/2.0/UDP h\r\n\r\n";
    assert_eq!(fault(folded_first), Some(Fault::HeaderLine));
}

#[test]
fn acks_responses_and_noise_are_never_answered() {
    let ack = String::from_utf8(invite_with("To", b""))
        .unwrap()
        .replace("INVITE", "ACK");
    assert!(matches!(
        parse(ack.as_bytes()),
        Err(Rejected::Drop(Fault::Missing(HeaderName::To)))
    ));
    let response = String::from_utf8(invite_with("To", b"")).unwrap();
    let response = response.replace("INVITE sip:102@ship.example SIP/2.0", "SIP/2.0 200 OK");
    assert!(matches!(
        parse(response.as_bytes()),
        Err(Rejected::Drop(Fault::Missing(HeaderName::To)))
    ));
    for noise in [
        &b""[..],
        b"\r\n",
        b"\r\n\r\n",
        b"\0",
        b"\x16\x03\x01\x02",
        b"hello",
        b"GET / HTTP/1.1\r\n\r\n",
        b" ",
    ] {
        assert!(matches!(parse(noise), Err(Rejected::Drop(_))), "{noise:?}");
    }
}

#[test]
fn a_refusal_never_copies_a_line_that_could_split() {
    let bytes = invite_with("Call-ID", b"Call-ID: a\nX-Evil: 1\r\n");
    let Err(Rejected::Reply(refusal)) = parse(&bytes) else {
        panic!("a bare LF is refused");
    };
    let mut answer = Vec::new();
    refusal.write_response(&mut answer, "t", "192.0.2.7:5060".parse().unwrap());
    let answer = String::from_utf8(answer).unwrap();
    let expected = "SIP/2.0 400 Bad Request\r\n\
        Via: SIP/2.0/UDP 192.0.2.7:5060;branch=z9hG4bK77\r\n\
        From: \"Bridge\" <sip:101@ship.example>;tag=a1\r\n\
        To: <sip:102@ship.example>;tag=t\r\n\
        CSeq: 4 INVITE\r\n\
        Content-Length: 0\r\n\r\n";
    assert_eq!(answer, expected);
}

#[test]
fn time_grows_with_length_and_not_faster() {
    for shape in [
        "a,",
        "<sip:a@b>,",
        ";a=b",
        "\\\"",
        "\r\n ",
        "%",
        "[",
        ":",
        "\"",
        "<",
    ] {
        for name in ["Contact", "Via", "From", "Subject"] {
            let line = format!("{name}: {}\r\n", shape.repeat(60_000 / shape.len()));
            let bytes = invite_with(name, line.as_bytes());
            let begin = std::time::Instant::now();
            let _verdict = parse(&bytes);
            // Without optimisation 60 000 bytes take a millisecond; their square would take many seconds.
            assert!(begin.elapsed().as_millis() < 500, "{name}: {shape:?}");
        }
    }
}
