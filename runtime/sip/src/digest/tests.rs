//! Digest: the vectors of RFC 7616, both ends against each other, and what must be refused.

use super::*;
use crate::random::tests::Seeded;
use crate::time::Moment;
use core::time::Duration;

const URI: &str = "sip:101@mv-reference";
const PASSWORD: &[u8] = b"correct horse";

fn at(seconds: u64) -> Moment {
    Moment::after_start(Duration::from_secs(seconds))
}

fn server(algorithm: Algorithm) -> Server {
    Server::new(
        "mv-reference",
        algorithm,
        Duration::from_secs(300),
        100,
        &mut Seeded(5),
    )
    .unwrap()
}

fn ha1(algorithm: Algorithm) -> Ha1 {
    Ha1::new(algorithm, "101", "mv-reference", PASSWORD)
}

fn account() -> Account<'static> {
    Account {
        username: "101",
        password: PASSWORD,
    }
}

/// A client that has taken one challenge of `server`.
fn challenged(server: &mut Server, now: Moment) -> (Client, Carried) {
    let mut client = Client::default();
    let mut carried = Carried::default();
    let challenge = server.challenge(now, Staleness::Fresh);
    client
        .challenged(Asker::Server, [challenge.as_str()], &mut carried)
        .unwrap();
    (client, carried)
}

fn answer(client: &mut Client, carried: &mut Carried) -> String {
    client
        .authorize(Asker::Server, "REGISTER", URI, account(), "c0ffee", carried)
        .unwrap()
}

fn verify(server: &mut Server, now: Moment, value: &str) -> Verdict {
    let known = ha1(server.algorithm());
    let credentials = Credentials::parse(value).expect("readable credentials");
    server.verify(now, "REGISTER", URI, &credentials, Some(&known))
}

#[test]
fn the_vectors_of_rfc_7616_section_3_9_1_come_out() {
    let challenge = |algorithm: &str| {
        format!(
            "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm={algorithm}, \
             nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", \
             opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\""
        )
    };
    let cases = [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        (
            "SHA-256",
            "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
        ),
    ];
    for (algorithm, response) in cases {
        let mut client = Client::default();
        let mut carried = Carried::default();
        client
            .challenged(Asker::Server, [challenge(algorithm).as_str()], &mut carried)
            .unwrap();
        let account = Account {
            username: "Mufasa",
            password: b"Circle of Life",
        };
        let cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
        let value = client
            .authorize(
                Asker::Server,
                "GET",
                "/dir/index.html",
                account,
                cnonce,
                &mut carried,
            )
            .unwrap();
        let credentials = Credentials::parse(&value).unwrap();
        assert_eq!(credentials.response, response);
        assert_eq!(
            (credentials.nc, credentials.qop),
            (Some("00000001"), Some("auth"))
        );
        assert_eq!(credentials.algorithm, Some(algorithm), "the spelling of RFC 7616");
        assert!(value.contains("opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\""));
    }
}

#[test]
fn the_vector_of_rfc_2617_section_3_5_and_one_without_qop_come_out() {
    let ha1 = Ha1::new(Algorithm::Md5, "Mufasa", "testrealm@host.com", b"Circle Of Life");
    assert_eq!(ha1.digits(), "939e7578ed9e3c518a452acee763bce9");
    let nonce = "dcd98b7102dd2f0e8b11d0f600bfb0c093";
    let auth = ha1::Protection::Auth {
        count: "00000001",
        cnonce: "0a4f113b",
    };
    let uri = "/dir/index.html";
    assert_eq!(
        ha1.response("GET", uri, nonce, auth).as_str(),
        "6629fae49393a05397450978507c4ef1"
    );
    // RFC 2069 §2.4 as corrected by its erratum 749.
    let old = Ha1::new(Algorithm::Md5, "Mufasa", "testrealm@host.com", b"CircleOfLife");
    let none = old.response("GET", uri, nonce, ha1::Protection::None);
    assert_eq!(none.as_str(), "1949323746fe6a43ef61f9606e7febea");
}

#[test]
fn a_client_and_a_server_agree_beyond_the_255th_use_of_a_nonce() {
    for algorithm in [Algorithm::Md5, Algorithm::Sha256] {
        let mut server = server(algorithm);
        let (mut client, mut carried) = challenged(&mut server, at(0));
        for count in 1..=0x102 {
            let value = answer(&mut client, &mut carried);
            assert!(value.contains(&format!("nc={count:08x}")), "{value}");
            assert_eq!(
                verify(&mut server, at(1), &value),
                Verdict::Accepted,
                "use {count}"
            );
        }
        assert_eq!(server.remembered(), 1);
    }
}

#[test]
fn a_wrong_password_an_unknown_user_and_another_method_are_refused_alike() {
    let mut server = server(Algorithm::Sha256);
    let (mut client, mut carried) = challenged(&mut server, at(0));
    let value = answer(&mut client, &mut carried);
    let credentials = Credentials::parse(&value).unwrap();
    let wrong = Ha1::new(Algorithm::Sha256, "101", "mv-reference", b"wrong");
    let other_algorithm = ha1(Algorithm::Md5);
    let refused = Verdict::Refused(Refusal::Response);
    for known in [None, Some(&wrong), Some(&other_algorithm)] {
        assert_eq!(
            server.verify(at(1), "REGISTER", URI, &credentials, known),
            refused
        );
    }
    let right = ha1(Algorithm::Sha256);
    assert_eq!(
        server.verify(at(1), "INVITE", URI, &credentials, Some(&right)),
        refused
    );
    assert_eq!(server.remembered(), 0, "failures cost no memory");
    assert_eq!(
        server.verify(at(1), "REGISTER", URI, &credentials, Some(&right)),
        Verdict::Accepted
    );
}

#[test]
fn a_replayed_count_is_stale_and_a_reordered_one_is_not() {
    let mut server = server(Algorithm::Md5);
    let (mut client, mut carried) = challenged(&mut server, at(0));
    let values: Vec<String> = (0..70).map(|_| answer(&mut client, &mut carried)).collect();
    assert_eq!(verify(&mut server, at(1), &values[1]), Verdict::Accepted);
    assert_eq!(
        verify(&mut server, at(1), &values[0]),
        Verdict::Accepted,
        "overtaken on the way"
    );
    assert_eq!(verify(&mut server, at(1), &values[0]), Verdict::Stale);
    assert_eq!(verify(&mut server, at(1), &values[1]), Verdict::Stale);
    assert_eq!(verify(&mut server, at(1), &values[69]), Verdict::Accepted);
    assert_eq!(
        verify(&mut server, at(1), &values[5]),
        Verdict::Stale,
        "too far back to know"
    );
    assert_eq!(verify(&mut server, at(1), &values[6]), Verdict::Accepted);
}

#[test]
fn an_old_nonce_is_stale_only_with_the_right_password() {
    let mut server = server(Algorithm::Sha256);
    let (mut client, mut carried) = challenged(&mut server, at(0));
    assert_eq!(
        verify(&mut server, at(300), &answer(&mut client, &mut carried)),
        Verdict::Accepted
    );
    let late = answer(&mut client, &mut carried);
    assert_eq!(verify(&mut server, at(301), &late), Verdict::Stale);
    assert_eq!(server.remembered(), 0, "the old nonce is forgotten");
    let credentials = Credentials::parse(&late).unwrap();
    let refused = server.verify(at(301), "REGISTER", URI, &credentials, None);
    assert_eq!(refused, Verdict::Refused(Refusal::Response));
    let challenge = server.challenge(at(301), Staleness::Stale);
    assert!(Challenge::strongest([challenge.as_str()]).unwrap().stale);
    client
        .challenged(Asker::Server, [challenge.as_str()], &mut carried)
        .unwrap();
    let renewed = answer(&mut client, &mut carried);
    assert!(
        renewed.contains("nc=00000001"),
        "the count begins anew: {renewed}"
    );
    assert_eq!(verify(&mut server, at(301), &renewed), Verdict::Accepted);
}

#[test]
fn a_nonce_of_another_process_or_realm_or_a_forged_one_is_stale() {
    let mut server = server(Algorithm::Md5);
    let known = ha1(Algorithm::Md5);
    let mut foreign = Server::new(
        "mv-reference",
        Algorithm::Md5,
        Duration::from_secs(300),
        9,
        &mut Seeded(6),
    )
    .unwrap();
    let mut other_realm = Server::new(
        "other",
        Algorithm::Md5,
        Duration::from_secs(300),
        9,
        &mut Seeded(5),
    )
    .unwrap();
    let foreign = foreign.challenge(at(0), Staleness::Fresh);
    let renamed = other_realm
        .challenge(at(0), Staleness::Fresh)
        .replace("\"other\"", "\"mv-reference\"");
    let own = server.challenge(at(0), Staleness::Fresh);
    let nonce = Challenge::strongest([own.as_str()]).unwrap().nonce;
    let forged = own.replace(nonce, &nonce.replacen('0', "1", 1));
    for challenge in [foreign, renamed, forged, own.replace(nonce, "short")] {
        let (mut client, mut carried) = (Client::default(), Carried::default());
        client
            .challenged(Asker::Server, [challenge.as_str()], &mut carried)
            .unwrap();
        let value = answer(&mut client, &mut carried);
        let credentials = Credentials::parse(&value).unwrap();
        let verdict = server.verify(at(0), "REGISTER", URI, &credentials, Some(&known));
        assert_eq!(verdict, Verdict::Stale, "{challenge}");
    }
}

#[test]
fn the_memory_of_counts_is_bounded_and_forgets_towards_stale() {
    let mut server = Server::new(
        "mv-reference",
        Algorithm::Md5,
        Duration::from_secs(300),
        3,
        &mut Seeded(5),
    )
    .unwrap();
    let mut clients: Vec<_> = (0..5).map(|_| challenged(&mut server, at(0))).collect();
    for (client, carried) in &mut clients {
        assert_eq!(
            verify(&mut server, at(1), &answer(client, carried)),
            Verdict::Accepted
        );
    }
    assert_eq!(server.remembered(), 3);
    let verdicts = clients
        .iter_mut()
        .map(|(client, carried)| verify(&mut server, at(1), &answer(client, carried)));
    use Verdict::{Accepted, Stale};
    assert_eq!(
        verdicts.collect::<Vec<_>>(),
        [Stale, Stale, Accepted, Accepted, Accepted]
    );
}

#[test]
fn what_the_challenge_did_not_ask_for_is_refused() {
    let mut server = server(Algorithm::Sha256);
    let (mut client, mut carried) = challenged(&mut server, at(0));
    let good = answer(&mut client, &mut carried);
    for (from, to, refusal) in [
        ("realm=\"mv-reference\"", "realm=\"mv-Reference\"", Refusal::Realm),
        ("algorithm=SHA-256", "algorithm=MD5", Refusal::Algorithm),
        (", algorithm=SHA-256", "", Refusal::Algorithm),
        ("algorithm=SHA-256", "algorithm=SHA256", Refusal::Algorithm),
        (
            "uri=\"sip:101@mv-reference\"",
            "uri=\"sip:102@mv-reference\"",
            Refusal::Uri,
        ),
        ("qop=auth", "qop=auth-int", Refusal::Protection),
        (", qop=auth", "", Refusal::Protection),
        ("nc=00000001", "nc=1", Refusal::Protection),
        ("nc=00000001", "nc=00000000", Refusal::Protection),
        ("nc=00000001", "nc=+0000001", Refusal::Protection),
        (", nc=00000001", "", Refusal::Protection),
        ("cnonce=\"c0ffee\"", "cnonce=\"\"", Refusal::Protection),
        ("nc=00000001", "nc=00000002", Refusal::Response),
        ("cnonce=\"c0ffee\"", "cnonce=\"c0ffed\"", Refusal::Response),
    ] {
        assert!(good.contains(from), "{from} in {good}");
        assert_eq!(
            verify(&mut server, at(1), &good.replace(from, to)),
            Verdict::Refused(refusal),
            "{to}"
        );
    }
    assert_eq!(verify(&mut server, at(1), &good), Verdict::Accepted);
}

#[test]
fn names_schemes_and_tokens_are_read_in_any_case() {
    for variant in 0..64 {
        let sweep = |text: &str| {
            text.chars()
                .enumerate()
                .map(|(at, c)| {
                    if variant >> (at % 6) & 1 == 1 {
                        c.to_ascii_uppercase()
                    } else {
                        c.to_ascii_lowercase()
                    }
                })
                .collect::<String>()
        };
        let mut server = server(Algorithm::Sha256);
        let nonce = server.challenge(at(0), Staleness::Fresh);
        let nonce = Challenge::strongest([nonce.as_str()]).unwrap().nonce.to_owned();
        let words = [
            "Digest",
            "realm",
            "nonce",
            "algorithm",
            "SHA-256",
            "qop",
            "auth",
            "stale",
            "true",
        ]
        .map(sweep);
        let [digest, realm, name, algorithm, sha, qop, auth, stale, yes] = words;
        let challenge = format!(
            "{digest} {realm}=\"mv-reference\",{name}=\"{nonce}\",{algorithm}={sha},{qop}=\"{auth}\",{stale}={yes}"
        );
        let read = Challenge::strongest([challenge.as_str()]).expect("a challenge");
        assert!(
            read.stale && read.offers_auth && read.algorithm == Algorithm::Sha256,
            "{challenge}"
        );

        let mut client = Client::default();
        let mut carried = Carried::default();
        client
            .challenged(Asker::Server, [challenge.as_str()], &mut carried)
            .unwrap();
        let mut value = answer(&mut client, &mut carried);
        for name in [
            "Digest ",
            "username=",
            "realm=",
            "nonce=",
            "uri=",
            "response=",
            "cnonce=",
            "qop=auth",
            "nc=",
            "SHA-256",
        ] {
            value = value.replacen(name, &sweep(name), 1);
        }
        assert_eq!(verify(&mut server, at(0), &value), Verdict::Accepted, "{value}");
    }
}

#[test]
fn the_strongest_supported_challenge_is_answered() {
    let md5 = "Digest realm=\"a\", nonce=\"1\", algorithm=MD5, qop=\"auth\"";
    let sha = "Digest realm=\"a\", nonce=\"2\", algorithm=SHA-256, qop=\"auth\"";
    let plain = "Digest realm=\"a\", nonce=\"3\"";
    let unsupported = [
        "Basic realm=\"a\"",
        "Digest realm=\"a\", nonce=\"4\", algorithm=SHA-512-256",
        "Digest realm=\"a\", nonce=\"5\", algorithm=MD5-sess, qop=\"auth\"",
        "Digest realm=\"a\", nonce=\"6\", qop=\"auth-int\"",
        "Digest realm=\"a\", nonce=\"\"",
        "Digest realm=\"a\"",
        "Digest nonce=\"7\"",
        "Digest realm=\"a\", realm=\"b\", nonce=\"8\"",
        "nonce=\"9\", realm=\"a\"",
        "",
    ];
    let nonce = |values: &[&'static str]| {
        Challenge::strongest(values.iter().copied()).map(|challenge| challenge.nonce)
    };
    assert_eq!(nonce(&[md5, sha]), Some("2"));
    assert_eq!(nonce(&[sha, md5]), Some("2"));
    assert_eq!(nonce(&[plain, md5]), Some("3"), "of equals the first");
    assert_eq!(nonce(&unsupported), None);
    for value in unsupported {
        assert_eq!(nonce(&[value, md5]), Some("1"), "{value}");
    }
    let both = "Basic realm=\"x\", Digest realm=\"a\", nonce=\"1\", Digest realm=\"a\", nonce=\"2\", algorithm=\"SHA-256\"";
    assert_eq!(nonce(&[both]), Some("2"));
    let mut client = Client::default();
    let refused = client.challenged(Asker::Proxy, ["Basic realm=\"a\""], &mut Carried::default());
    assert_eq!(refused, Err(Unanswerable::Unsupported));
}

#[test]
fn a_challenge_without_qop_is_answered_as_rfc_2069_did() {
    let (mut client, mut carried) = (Client::default(), Carried::default());
    client
        .challenged(
            Asker::Proxy,
            ["Digest realm=\"a\", nonce=\"n\", opaque=\"\""],
            &mut carried,
        )
        .unwrap();
    let value = client
        .authorize(Asker::Proxy, "INVITE", URI, account(), "unused", &mut carried)
        .unwrap();
    let credentials = Credentials::parse(&value).unwrap();
    assert_eq!(
        (
            credentials.qop,
            credentials.nc,
            credentials.cnonce,
            credentials.algorithm
        ),
        (None, None, None, None)
    );
    assert!(value.ends_with("opaque=\"\""), "{value}");
}

#[test]
fn no_request_answers_twice_and_a_refused_nonce_is_never_used_again() {
    let challenge =
        |nonce: u32, more: &str| format!("Digest realm=\"a\", nonce=\"{nonce}\", qop=\"auth\"{more}");
    let (mut client, mut carried) = (Client::default(), Carried::default());
    let take = |client: &mut Client, carried: &mut Carried, nonce, more| {
        client.challenged(Asker::Server, [challenge(nonce, more).as_str()], carried)
    };
    assert_eq!(take(&mut client, &mut carried, 1, ""), Ok(()));
    answer(&mut client, &mut carried);
    assert_eq!(take(&mut client, &mut carried, 1, ""), Err(Unanswerable::Refused));
    assert_eq!(
        client.authorize(Asker::Server, "INVITE", URI, account(), "c", &mut carried),
        None
    );
    let mut next = Carried::default();
    assert_eq!(
        take(&mut client, &mut next, 1, ""),
        Err(Unanswerable::Refused),
        "not with the next request either"
    );
    assert_eq!(take(&mut client, &mut next, 2, ""), Ok(()));
    answer(&mut client, &mut next);
    assert_eq!(
        take(&mut client, &mut next, 3, ""),
        Err(Unanswerable::Refused),
        "the password is wrong"
    );
    assert_eq!(
        take(&mut client, &mut Carried::default(), 4, ", stale=true"),
        Ok(())
    );
}

#[test]
fn a_server_that_always_says_stale_is_given_up() {
    let (mut client, mut carried) = (Client::default(), Carried::default());
    let answered = (0..50)
        .take_while(|nonce| {
            let challenge = format!("Digest realm=\"a\", nonce=\"{nonce}\", qop=\"auth\", stale=true");
            let taken = client
                .challenged(Asker::Server, [challenge.as_str()], &mut carried)
                .is_ok();
            taken && !answer(&mut client, &mut carried).is_empty()
        })
        .count();
    assert_eq!(answered, 3);
}

#[test]
fn the_next_request_uses_the_cached_nonce_and_may_learn_that_it_has_expired() {
    let mut server = server(Algorithm::Md5);
    let (mut client, mut carried) = challenged(&mut server, at(0));
    assert_eq!(
        verify(&mut server, at(0), &answer(&mut client, &mut carried)),
        Verdict::Accepted
    );
    let mut next = Carried::default();
    let value = answer(&mut client, &mut next);
    assert!(value.contains("nc=00000002"), "{value}");
    assert_eq!(verify(&mut server, at(0), &value), Verdict::Accepted);
    // Many providers do not say stale=true when a nonce has expired.
    let challenge = server.challenge(at(900), Staleness::Fresh);
    let mut third = Carried::default();
    answer(&mut client, &mut third);
    assert_eq!(
        client.challenged(Asker::Server, [challenge.as_str()], &mut third),
        Ok(())
    );
    assert_eq!(
        verify(&mut server, at(900), &answer(&mut client, &mut third)),
        Verdict::Accepted
    );
}

#[test]
fn two_requests_may_answer_the_same_challenge_with_two_counts() {
    let mut server = server(Algorithm::Md5);
    let challenge = server.challenge(at(0), Staleness::Fresh);
    let mut client = Client::default();
    let mut requests = [Carried::default(); 2];
    for carried in &mut requests {
        client
            .challenged(Asker::Server, [challenge.as_str()], carried)
            .unwrap();
        assert_eq!(
            verify(&mut server, at(0), &answer(&mut client, carried)),
            Verdict::Accepted
        );
    }
}

#[test]
fn proxy_and_server_are_answered_side_by_side() {
    let (mut client, mut carried) = (Client::default(), Carried::default());
    assert_eq!(
        (Asker::of_status(401), Asker::of_status(407)),
        (Some(Asker::Server), Some(Asker::Proxy))
    );
    assert_eq!(Asker::of_status(403), None);
    client
        .challenged(
            Asker::Proxy,
            ["Digest realm=\"p\", nonce=\"1\", qop=\"auth\""],
            &mut carried,
        )
        .unwrap();
    client
        .authorize(Asker::Proxy, "INVITE", URI, account(), "c", &mut carried)
        .unwrap();
    client
        .challenged(
            Asker::Server,
            ["Digest realm=\"s\", nonce=\"2\", qop=\"auth\""],
            &mut carried,
        )
        .unwrap();
    assert_eq!(
        (client.realm(Asker::Server), client.realm(Asker::Proxy)),
        (Some("s"), Some("p"))
    );
    for (asker, field, realm) in [
        (Asker::Server, "Authorization", "realm=\"s\""),
        (Asker::Proxy, "Proxy-Authorization", "realm=\"p\""),
    ] {
        let value = client
            .authorize(asker, "INVITE", URI, account(), "c", &mut carried)
            .unwrap();
        assert_eq!(asker.credentials_field(), field);
        assert!(value.contains(realm), "{value}");
    }
}

#[test]
fn nothing_in_a_challenge_or_an_account_can_add_a_header_field() {
    let mut client = Client::default();
    for evil in ["a\r\nEvil: 1", "a\nb", "a\0b", "a\u{7f}b", "a\u{85}b"] {
        let challenge = format!("Digest realm=\"{evil}\", nonce=\"1\"");
        let taken = client.challenged(Asker::Server, [challenge.as_str()], &mut Carried::default());
        assert_eq!(taken, Err(Unanswerable::Unsupported), "{evil:?}");
        assert_eq!(Credentials::parse(&format!("Digest username=\"{evil}\"")), None);
        assert!(Server::new(evil, Algorithm::Md5, Duration::ZERO, 1, &mut Seeded(1)).is_err());
    }
    let challenge = r#"Digest realm="a\", evil=\"b", nonce="1""#;
    let mut carried = Carried::default();
    client
        .challenged(Asker::Server, [challenge], &mut carried)
        .unwrap();
    let account = Account {
        username: "a\"\\\r\nb",
        password: b"x",
    };
    let value = client
        .authorize(Asker::Server, "INVITE", URI, account, "c", &mut carried)
        .unwrap();
    assert!(
        value.starts_with(r#"Digest username="a\"\\b", realm="a\", evil=\"b", nonce="1""#),
        "{value}"
    );
    assert!(Server::new("a\"b", Algorithm::Md5, Duration::ZERO, 1, &mut Seeded(1)).is_err());
}

#[test]
fn credentials_that_are_incomplete_doubled_or_foreign_are_not_read() {
    let whole = r#"Digest username="u", realm="r", nonce="n", uri="sip:x", response="00""#;
    assert!(Credentials::parse(whole).is_some());
    assert!(
        Credentials::parse(&whole.replace("uri=\"sip:x\"", "uri=sip:x")).is_some(),
        "old phones"
    );
    assert!(Credentials::parse(&format!("{whole}, userhash=false, future=1")).is_some());
    for missing in [
        "username=\"u\", ",
        "realm=\"r\", ",
        "nonce=\"n\", ",
        "uri=\"sip:x\", ",
        ", response=\"00\"",
    ] {
        assert_eq!(Credentials::parse(&whole.replace(missing, "")), None, "{missing}");
    }
    for bad in [
        whole.replace("Digest", "Basic"),
        whole.replace("Digest ", ""),
        format!("{whole}, username=\"v\""),
        format!("{whole}, userhash=true"),
        format!("{whole}, Digest username=\"v\""),
        whole.replace("username=", "username*="),
    ] {
        assert_eq!(Credentials::parse(&bad), None, "{bad}");
    }
}

#[test]
fn an_ha1_is_read_in_either_case_and_never_printed() {
    let ha1 = ha1(Algorithm::Sha256);
    let upper = ha1.digits().to_uppercase();
    assert_eq!(
        Ha1::from_digits(Algorithm::Sha256, &upper).unwrap().digits(),
        ha1.digits()
    );
    assert!(Ha1::from_digits(Algorithm::Md5, &upper).is_none());
    assert!(Ha1::from_digits(Algorithm::Sha256, &upper.replace('A', "g")).is_none() || !upper.contains('A'));
    assert!(!format!("{ha1:?}").contains(&ha1.digits()[..8]));
}

#[test]
fn mutated_fields_never_panic() {
    let mut server = server(Algorithm::Sha256);
    let (mut client, mut carried) = challenged(&mut server, at(0));
    let seeds = [
        answer(&mut client, &mut carried),
        server.challenge(at(0), Staleness::Stale),
    ];
    let known = ha1(Algorithm::Sha256);
    let mut random = Seeded(3);
    let mut accepted = 0;
    for _ in 0..20_000 {
        let mut bytes = seeds[random.below(2) as usize].clone().into_bytes();
        for _ in 0..random.below(4) {
            let place = random.below(bytes.len() as u64) as usize;
            match random.below(3) {
                0 => bytes[place] = random.next() as u8,
                1 => drop(bytes.remove(place)),
                _ => bytes.insert(place, b"\",=\\ \r\n\xc3"[random.below(8) as usize]),
            }
        }
        let text = String::from_utf8_lossy(&bytes);
        let _ = client.challenged(Asker::Server, [&*text], &mut Carried::default());
        if let Some(credentials) = Credentials::parse(&text) {
            let verdict = server.verify(at(0), "REGISTER", URI, &credentials, Some(&known));
            accepted += u32::from(verdict == Verdict::Accepted);
        }
    }
    assert!(accepted <= 1, "one count, one acceptance: {accepted}");
}
