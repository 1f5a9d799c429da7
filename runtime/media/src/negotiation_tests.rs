use super::*;
use proptest::prelude::*;

const CALLING: RelayAddress = RelayAddress {
    address: v4([10, 0, 0, 1]),
    port: 20_000,
    session: 1111,
};
const CALLED: RelayAddress = RelayAddress {
    address: v4([198, 51, 100, 1]),
    port: 20_002,
    session: 2222,
};

const fn v4([a, b, c, d]: [u8; 4]) -> IpAddr {
    IpAddr::V4(core::net::Ipv4Addr::new(a, b, c, d))
}

fn negotiation() -> Negotiation {
    Negotiation::new(CodecPolicy::new(["PCMA", "PCMU"]), CALLING, CALLED)
}

/// A description with this connection address and these lines from the first `m=` on.
fn description(address: &str, media: &[&str]) -> Vec<u8> {
    let family = if address.contains(':') { "IP6" } else { "IP4" };
    let mut text = format!(
        "v=0\r\no=bridge 77 88 IN {family} {address}\r\ns=call\r\nc=IN {family} {address}\r\nt=0 0\r\n"
    );
    media
        .iter()
        .for_each(|line| text.push_str(&format!("{line}\r\n")));
    text.into_bytes()
}

fn offer() -> Vec<u8> {
    description(
        "10.0.0.55",
        &[
            "m=audio 4000 RTP/AVP 96 8 0 101",
            "a=rtpmap:96 opus/48000/2",
            "a=rtpmap:8 PCMA/8000",
            "a=rtpmap:101 TELEPHONE-EVENT/8000",
            "a=fmtp:101 0-16",
            "a=ptime:20",
            "a=rtcp:4009",
            "a=rtcp-mux",
            "a=candidate:1 1 UDP 2130706431 10.0.0.55 4000 typ host",
            "a=ice-ufrag:abcd",
            "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:c2VjcmV0",
        ],
    )
}

fn answer(media: &[&str]) -> Vec<u8> {
    description("192.0.2.7", media)
}

fn remote(rtp: &str, rtcp: &str) -> Option<MediaRemote> {
    Some(MediaRemote {
        rtp: rtp.parse().unwrap(),
        rtcp: rtcp.parse().unwrap(),
    })
}

fn text(body: &[u8]) -> &str {
    core::str::from_utf8(body).unwrap()
}

#[test]
fn the_other_party_is_told_the_relays_address_the_permitted_codecs_and_nothing_else() {
    let offered = negotiation().offer(Party::Calling, &offer()).unwrap();
    let expected = "v=0\r\no=- 2222 1 IN IP4 198.51.100.1\r\ns=-\r\nc=IN IP4 198.51.100.1\r\nt=0 0\r\n\
                    m=audio 20002 RTP/AVP 8 0 101\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\n\
                    a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\na=ptime:20\r\na=sendrecv\r\n";
    assert_eq!(text(&offered.body), expected);
    assert_eq!(offered.remote, remote("10.0.0.55:4000", "10.0.0.55:4009"));
}

#[test]
fn an_answer_agrees_what_each_party_takes_and_where() {
    let mut negotiation = negotiation();
    negotiation.offer(Party::Calling, &offer()).unwrap();
    let answer = answer(&["m=audio 6000 RTP/AVP 8 97", "a=rtpmap:97 telephone-event/8000"]);
    let answered = negotiation.answer(Party::Called, &answer).unwrap();
    assert!(text(&answered.body).contains("m=audio 20000 RTP/AVP 8 97\r\n"));
    assert_eq!(
        answered.agreed.called.remote,
        remote("192.0.2.7:6000", "192.0.2.7:6001")
    );
    assert_eq!(answered.agreed.called.accepts, [8, 97].into_iter().collect());
    assert_eq!(
        answered.agreed.calling.remote,
        remote("10.0.0.55:4000", "10.0.0.55:4009")
    );
    // Each keeps its own number for events; PCMU was offered but not answered.
    assert_eq!(answered.agreed.calling.accepts, [8, 101].into_iter().collect());
}

#[test]
fn a_late_offer_comes_from_the_called_party() {
    let mut negotiation = negotiation();
    let offer = answer(&["m=audio 6000 RTP/AVP 0"]);
    let offered = negotiation.offer(Party::Called, &offer).unwrap();
    assert!(text(&offered.body).contains("o=- 1111 1 IN IP4 10.0.0.1\r\n"));
    let answered = negotiation
        .answer(
            Party::Calling,
            &description("10.0.0.55", &["m=audio 4000 RTP/AVP 0"]),
        )
        .unwrap();
    assert_eq!(
        answered.agreed.calling.remote,
        remote("10.0.0.55:4000", "10.0.0.55:4001")
    );
    assert_eq!(answered.agreed.called.accepts, [0].into_iter().collect());
}

#[test]
fn static_payload_types_need_no_rtpmap_and_dynamic_ones_do() {
    let bare = description("10.0.0.55", &["m=audio 4000 RTP/AVP 99 0"]);
    let offered = negotiation().offer(Party::Calling, &bare).unwrap();
    assert!(text(&offered.body).contains("m=audio 20002 RTP/AVP 0\r\n"));
}

#[test]
fn a_static_payload_type_means_what_the_standard_says() {
    let lie = description("10.0.0.55", &["m=audio 4000 RTP/AVP 18", "a=rtpmap:18 PCMA/8000"]);
    assert_eq!(negotiation().offer(Party::Calling, &lie), Err(Refusal::NoCodec));
}

#[test]
fn the_order_of_the_offer_is_kept() {
    let reversed = description("10.0.0.55", &["m=audio 4000 RTP/AVP 0 8"]);
    let offered = negotiation().offer(Party::Calling, &reversed).unwrap();
    assert!(
        text(&offered.body).contains("RTP/AVP 0 8\r\n"),
        "the plan filters, it does not prefer"
    );
}

#[test]
fn without_a_voice_codec_of_the_plan_the_offer_is_refused() {
    let other = description(
        "10.0.0.55",
        &[
            "m=audio 4000 RTP/AVP 18 101",
            "a=rtpmap:101 telephone-event/8000",
            "a=rtpmap:18 G729/8000",
        ],
    );
    assert_eq!(negotiation().offer(Party::Calling, &other), Err(Refusal::NoCodec));
}

#[test]
fn an_answer_may_not_bring_a_codec_that_was_not_offered() {
    let mut negotiation = negotiation();
    negotiation
        .offer(
            Party::Calling,
            &description("10.0.0.55", &["m=audio 4000 RTP/AVP 8"]),
        )
        .unwrap();
    let refused = negotiation.answer(Party::Called, &answer(&["m=audio 6000 RTP/AVP 0"]));
    assert_eq!(refused, Err(Refusal::NoCodec));
}

#[test]
fn only_the_first_audio_stream_is_relayed_and_the_order_of_lines_is_kept() {
    let many = description(
        "10.0.0.55",
        &[
            "m=video 5000 RTP/AVP 31",
            "m=audio 4000 RTP/AVP 8",
            "m=audio 4100 RTP/AVP 8",
            "m=x-10.0.0.55 9 10.0.0.55 10.0.0.55",
        ],
    );
    let mut negotiation = negotiation();
    let offered = negotiation.offer(Party::Calling, &many).unwrap();
    let lines = |body: &[u8]| -> Vec<String> {
        text(body)
            .lines()
            .filter(|line| line.starts_with("m="))
            .map(str::to_owned)
            .collect()
    };
    let expected = [
        "m=video 0 RTP/AVP 0",
        "m=audio 20002 RTP/AVP 8",
        "m=audio 0 RTP/AVP 0",
        "m=application 0 udp 0",
    ];
    assert_eq!(lines(&offered.body), expected);

    let answer = answer(&[
        "m=video 0 RTP/AVP 0",
        "m=audio 6000 RTP/AVP 8",
        "m=audio 0 RTP/AVP 0",
        "m=application 0 udp 0",
    ]);
    let answered = negotiation.answer(Party::Called, &answer).unwrap();
    let expected = [
        "m=video 0 RTP/AVP 31",
        "m=audio 20000 RTP/AVP 8",
        "m=audio 0 RTP/AVP 8",
        "m=x-10.0.0.55 0 10.0.0.55 10.0.0.55",
    ];
    assert_eq!(
        lines(&answered.body),
        expected,
        "the offerer gets its own lines back"
    );
}

#[test]
fn an_answer_with_too_few_lines_turns_the_stream_off() {
    let mut negotiation = negotiation();
    negotiation.offer(Party::Calling, &offer()).unwrap();
    let answered = negotiation.answer(Party::Called, &answer(&[])).unwrap();
    assert!(text(&answered.body).contains("m=audio 0 RTP/AVP"));
    assert_eq!(answered.agreed, Agreed::default());
}

#[test]
fn hold_passes_in_both_forms() {
    for direction in ["sendonly", "recvonly", "inactive", "sendrecv"] {
        let line = format!("a={direction}");
        let held = description("10.0.0.55", &["m=audio 4000 RTP/AVP 8", &line]);
        let offered = negotiation().offer(Party::Calling, &held).unwrap();
        assert!(text(&offered.body).contains(&format!("a={direction}\r\n")));
        assert!(offered.remote.is_some());
    }
    let old = description("0.0.0.0", &["m=audio 4000 RTP/AVP 8"]);
    let offered = negotiation().offer(Party::Calling, &old).unwrap();
    assert!(text(&offered.body).contains("c=IN IP4 0.0.0.0\r\n"));
    assert!(text(&offered.body).contains("m=audio 20002 RTP/AVP 8\r\n"));
    assert_eq!(offered.remote, None);
}

#[test]
fn a_direction_of_the_session_holds_for_its_stream() {
    let held = b"v=0\r\no=- 1 1 IN IP4 10.0.0.5\r\ns=-\r\nc=IN IP4 10.0.0.5\r\nt=0 0\r\na=inactive\r\nm=audio 4000 RTP/AVP 8\r\n";
    let offered = negotiation().offer(Party::Calling, held).unwrap();
    assert!(text(&offered.body).contains("a=inactive\r\n"));
}

#[test]
fn a_stream_can_be_turned_off_and_on_again() {
    let mut negotiation = negotiation();
    let off = description("10.0.0.55", &["m=audio 0 RTP/AVP 8"]);
    let offered = negotiation.offer(Party::Calling, &off).unwrap();
    assert!(text(&offered.body).contains("m=audio 0 RTP/AVP 0\r\n"));
    let answered = negotiation
        .answer(Party::Called, &answer(&["m=audio 0 RTP/AVP 0"]))
        .unwrap();
    assert_eq!(answered.agreed, Agreed::default());
    assert!(
        negotiation
            .offer(Party::Calling, &offer())
            .unwrap()
            .remote
            .is_some()
    );
}

#[test]
fn the_version_rises_by_one_when_and_only_when_the_text_changes() {
    let mut negotiation = negotiation();
    let version = |body: &[u8]| text(body).split(' ').nth(2).unwrap().to_owned();
    assert_eq!(
        version(&negotiation.offer(Party::Calling, &offer()).unwrap().body),
        "1"
    );
    let early = answer(&["m=audio 6000 RTP/AVP 8"]);
    assert_eq!(
        version(&negotiation.answer(Party::Called, &early).unwrap().body),
        "1"
    );
    assert_eq!(
        version(&negotiation.answer(Party::Called, &early).unwrap().body),
        "1",
        "183, then 200"
    );
    let other = answer(&["m=audio 6000 RTP/AVP 0"]);
    assert_eq!(
        version(&negotiation.answer(Party::Called, &other).unwrap().body),
        "2"
    );
    assert_eq!(
        version(&negotiation.offer(Party::Calling, &offer()).unwrap().body),
        "1",
        "a session refresh"
    );
    let held = description("10.0.0.55", &["m=audio 4000 RTP/AVP 8", "a=inactive"]);
    assert_eq!(
        version(&negotiation.offer(Party::Calling, &held).unwrap().body),
        "2"
    );
}

#[test]
fn the_next_attempt_starts_a_session_with_the_new_party_and_goes_on_with_the_old() {
    let mut negotiation = negotiation();
    negotiation.offer(Party::Calling, &offer()).unwrap();
    negotiation
        .answer(Party::Called, &answer(&["m=audio 6000 RTP/AVP 8"]))
        .unwrap();
    let next = RelayAddress {
        session: 3333,
        ..CALLED
    };
    negotiation.another_called(CodecPolicy::new(["PCMU"]), next);
    assert_eq!(
        negotiation.answer(Party::Called, &answer(&[])),
        Err(Refusal::NoOffer)
    );
    let offered = negotiation.offer(Party::Calling, &offer()).unwrap();
    assert!(text(&offered.body).contains("o=- 3333 1 "));
    assert!(text(&offered.body).contains("RTP/AVP 0 101\r\n"));
    let answered = negotiation
        .answer(Party::Called, &answer(&["m=audio 7000 RTP/AVP 0"]))
        .unwrap();
    assert!(text(&answered.body).contains("o=- 1111 2 "));
}

#[test]
fn an_answer_needs_an_offer_by_the_other_party() {
    let mut negotiation = negotiation();
    let answer = answer(&["m=audio 6000 RTP/AVP 8"]);
    assert_eq!(negotiation.answer(Party::Called, &answer), Err(Refusal::NoOffer));
    negotiation.offer(Party::Calling, &offer()).unwrap();
    assert_eq!(
        negotiation.answer(Party::Calling, &offer()),
        Err(Refusal::NoOffer)
    );
    negotiation.abandon_offer();
    assert_eq!(negotiation.answer(Party::Called, &answer), Err(Refusal::NoOffer));
}

#[test]
fn what_cannot_be_relayed_is_refused_for_its_reason() {
    let refusals: [(&str, &[&str], Refusal); 9] = [
        ("10.0.0.55", &["m=video 5000 RTP/AVP 31"], Refusal::NoAudio),
        ("10.0.0.55", &[], Refusal::NoAudio),
        ("10.0.0.55", &["m=audio 4000 RTP/SAVP 8"], Refusal::Transport),
        ("224.1.2.3/127", &["m=audio 4000 RTP/AVP 8"], Refusal::Multicast),
        ("2001:db8::7", &["m=audio 4000 RTP/AVP 8"], Refusal::AddressFormat),
        (
            "phone.example",
            &["m=audio 4000 RTP/AVP 8"],
            Refusal::AddressFormat,
        ),
        ("255.255.255.255", &["m=audio 4000 RTP/AVP 8"], Refusal::Malformed),
        ("10.0.0.55", &["m=audio 65535 RTP/AVP 8"], Refusal::Malformed),
        (
            "10.0.0.55",
            &["m=audio 4000 RTP/AVP 8", "a=rtcp:0"],
            Refusal::Malformed,
        ),
    ];
    for (address, media, refusal) in refusals {
        let refused = negotiation().offer(Party::Calling, &description(address, media));
        assert_eq!(refused, Err(refusal), "{address} {media:?}");
    }
    assert_eq!(negotiation().offer(Party::Calling, b""), Err(Refusal::Malformed));
    assert_eq!(
        negotiation().offer(Party::Calling, b"v=1\r\n"),
        Err(Refusal::Malformed)
    );
    let line_end_within = description(
        "10.0.0.55",
        &["m=audio 4000 RTP/AVP 8", "m=video 5000 RTP/AVP 31\ra=x"],
    );
    assert_eq!(
        negotiation().offer(Party::Calling, &line_end_within),
        Err(Refusal::Malformed)
    );
    let no_connection = b"v=0\r\no=- 1 1 IN IP4 10.0.0.5\r\ns=-\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\n";
    assert_eq!(
        negotiation().offer(Party::Calling, no_connection),
        Err(Refusal::Malformed)
    );
}

#[test]
fn a_description_is_bounded() {
    let long = "a=x".repeat(Negotiation::MAX_BYTES);
    assert_eq!(
        negotiation().offer(Party::Calling, long.as_bytes()),
        Err(Refusal::TooLarge)
    );
    let many = description("10.0.0.55", &["m=audio 4000 RTP/AVP 8"; 17]);
    assert_eq!(negotiation().offer(Party::Calling, &many), Err(Refusal::TooLarge));
}

#[test]
fn an_ipv6_relay_speaks_ipv6() {
    let six = |port, session| RelayAddress {
        address: "2001:db8::1".parse().unwrap(),
        port,
        session,
    };
    let mut negotiation = Negotiation::new(CodecPolicy::new(["PCMA"]), six(20_000, 1), six(20_002, 2));
    let offered = negotiation
        .offer(
            Party::Calling,
            &description("2001:db8::7", &["m=audio 4000 RTP/AVP 8"]),
        )
        .unwrap();
    assert!(text(&offered.body).contains("c=IN IP6 2001:db8::1\r\n"));
    assert_eq!(offered.remote, remote("[2001:db8::7]:4000", "[2001:db8::7]:4001"));
}

/// Lines that carry an inside address wherever SDP has room for one.
fn leaky_line() -> impl Strategy<Value = String> {
    let address = prop_oneof![Just(INSIDE_V4), Just(INSIDE_V6)];
    let place = prop_oneof![
        Just("a=candidate:1 1 UDP 1 @ 4000 typ host"),
        Just("a=rtcp:4001 IN IP4 @"),
        Just("a=fmtp:8 host=@"),
        Just("a=fmtp:101 0-15;x=@"),
        Just("a=rtpmap:97 @/8000"),
        Just("a=rtpmap:101 telephone-event/8000/@"),
        Just("a=ptime:@"),
        Just("a=tool:@"),
        Just("a=@"),
        Just("a=remote-candidates:1 @ 4000"),
        Just("c=IN IP4 @"),
        Just("b=@:64"),
        Just("b=AS:64"),
        Just("i=@"),
        Just("k=clear:@"),
        Just("m=video 5000 RTP/AVP 31 @"),
        Just("m=@ 5000 RTP/AVP 31"),
        Just("m=image 5000 @ t38"),
        Just("m=audio 4000 RTP/AVP 8 0 97 101 @"),
        Just("a=sendonly"),
    ];
    (place, address).prop_map(|(place, address)| place.replace('@', address))
}

const INSIDE_V4: &str = "10.77.88.99";
const INSIDE_V6: &str = "fd00:77:88::99";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn no_address_of_the_offerer_reaches_the_other_party(
        early in proptest::collection::vec(leaky_line(), 0..6),
        late in proptest::collection::vec(leaky_line(), 0..12),
    ) {
        let mut text = format!(
            "v=0\r\no={INSIDE_V4} {INSIDE_V4} 1 IN IP4 {INSIDE_V4}\r\ns={INSIDE_V4}\r\nu=http://{INSIDE_V4}/\r\ne=a@{INSIDE_V4}\r\nc=IN IP4 {INSIDE_V4}\r\nt=0 0\r\n"
        );
        early.iter().filter(|line| !line.starts_with("m=")).for_each(|line| text.push_str(&format!("{line}\r\n")));
        text.push_str("m=audio 4000 RTP/AVP 8 101\r\n");
        late.iter().for_each(|line| text.push_str(&format!("{line}\r\n")));

        let mut negotiation = negotiation();
        let body = match negotiation.offer(Party::Calling, text.as_bytes()) {
            Ok(offered) => offered.body,
            Err(_) => return Ok(()),
        };
        let shown = core::str::from_utf8(&body).unwrap();
        prop_assert!(!shown.contains(INSIDE_V4) && !shown.contains(INSIDE_V6), "{}", shown);
        prop_assert!(description::read(&body, AudioLine::First, CALLED.address).is_ok(), "{}", shown);
    }

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let mut negotiation = negotiation();
        let _ = negotiation.offer(Party::Calling, &bytes);
        let _ = negotiation.offer(Party::Calling, &offer());
        let _ = negotiation.answer(Party::Called, &bytes);
    }

    #[test]
    fn no_damage_to_a_description_panics_or_leaks(
        cuts in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)
    ) {
        let mut body = offer();
        for (at, byte) in cuts {
            let at = at.index(body.len());
            body[at] = byte;
        }
        if let Ok(offered) = negotiation().offer(Party::Calling, &body) {
            prop_assert!(!String::from_utf8_lossy(&offered.body).contains("10.0.0.55"));
        }
    }
}
