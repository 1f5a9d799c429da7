//! Dialogs: creation, forks, route sets, targets and sequence numbers.

use super::*;
use crate::message::{HeaderName, Message, Method, parse};

const VIA: &str = "SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKnew;rport";

fn message(start: &str, to_tag: &str, fields: &str) -> Vec<u8> {
    let method = start
        .split(' ')
        .next()
        .filter(|word| *word != "SIP/2.0")
        .unwrap_or("INVITE");
    let to_tag = if to_tag.is_empty() {
        String::new()
    } else {
        format!(";tag={to_tag}")
    };
    format!(
        "{start}\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\nFrom: \"Al\" <sip:al@example.net>;tag=al\r\n\
         To: <sip:bo@example.net>{to_tag}\r\nCall-ID: c@h\r\nCSeq: 7 {method}\r\n{fields}Content-Length: 0\r\n\r\n"
    )
    .into_bytes()
}

fn invite(fields: &str) -> Vec<u8> {
    message("INVITE sip:bo@192.0.2.2 SIP/2.0", "", fields)
}

fn response(status: u16, to_tag: &str, fields: &str) -> Vec<u8> {
    message(&format!("SIP/2.0 {status} Text"), to_tag, fields)
}

fn read(bytes: &[u8]) -> Message<'_> {
    parse(bytes).unwrap()
}

fn request_of(dialog: &mut Dialog, method: Method<'_>) -> Vec<u8> {
    let mut bytes = Vec::new();
    dialog
        .begin_request(&mut bytes, method, format_args!("{VIA}"))
        .finish()
        .unwrap();
    bytes
}

fn routes(bytes: &[u8]) -> Vec<String> {
    read(bytes)
        .headers(HeaderName::Route)
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_server_keeps_the_record_route_in_order_and_swaps_from_and_to() {
    let bytes = invite("Record-Route: <sip:p1;lr>, <sip:p2;lr>\r\nContact: <sip:al@192.0.2.7:5070>\r\n");
    let mut dialog = Dialog::as_server(&read(&bytes), "srv").unwrap();
    assert_eq!(dialog.stage(), Stage::Early);
    dialog.establish();
    assert_eq!(dialog.stage(), Stage::Confirmed);
    let bye = request_of(&mut dialog, Method::Bye);
    let bye_read = read(&bye);
    assert_eq!(bye_read.request_uri().as_str(), "sip:al@192.0.2.7:5070");
    assert_eq!(bye_read.from().as_str(), "<sip:bo@example.net>;tag=srv");
    assert_eq!(bye_read.to().as_str(), "\"Al\" <sip:al@example.net>;tag=al");
    assert_eq!((bye_read.call_id(), bye_read.cseq().number), ("c@h", 1));
    assert_eq!(bye_read.max_forwards(), Some(70));
    assert_eq!(routes(&bye), ["<sip:p1;lr>", "<sip:p2;lr>"]);
    assert_eq!(dialog.next_hop().as_str(), "sip:p1;lr");
}

#[test]
fn the_client_reverses_the_record_route_and_goes_on_counting() {
    let bytes = invite("Contact: <sip:al@192.0.2.1>\r\n");
    let mut forks = Forks::calling(&read(&bytes));
    let ok = response(
        200,
        "bo",
        "Record-Route: <sip:p1;lr>\r\nRecord-Route: <sip:p2;lr>\r\nContact: <sip:bo@b>\r\n",
    );
    let dialog = forks.receive(&read(&ok)).unwrap();
    assert_eq!(dialog.stage(), Stage::Confirmed);
    assert_eq!(dialog.id(), DialogId::of_response(&read(&ok)));
    let mut ack = Vec::new();
    dialog
        .begin_ack(&mut ack, 7, format_args!("{VIA}"))
        .finish()
        .unwrap();
    assert_eq!((read(&ack).method(), read(&ack).cseq().number), (Method::Ack, 7));
    assert_eq!(read(&ack).request_uri().as_str(), "sip:bo@b");
    assert_eq!(routes(&ack), ["<sip:p2;lr>", "<sip:p1;lr>"]);
    let reinvite = request_of(dialog, Method::Invite);
    assert_eq!(read(&reinvite).cseq().number, 8);
    assert_eq!(dialog.local_sequence(), 8);
    assert_eq!(read(&reinvite).to().tag(), Some("bo"));
}

#[test]
fn a_strict_router_takes_the_request_uri_and_the_target_goes_last() {
    let bytes = invite("Record-Route: <sip:strict.example;x=1>, <sip:p2;lr>\r\nContact: <sip:al@h>\r\n");
    let mut dialog = Dialog::as_server(&read(&bytes), "srv").unwrap();
    let bye = request_of(&mut dialog, Method::Bye);
    assert_eq!(read(&bye).request_uri().as_str(), "sip:strict.example;x=1");
    assert_eq!(routes(&bye), ["<sip:p2;lr>", "<sip:al@h>"]);
    assert_eq!(dialog.next_hop().as_str(), "sip:strict.example;x=1");
}

#[test]
fn without_routes_requests_go_to_the_target_which_a_refresh_moves() {
    let bytes = invite("Contact: <sip:al@h1?Subject=x>;expires=3\r\n");
    let mut dialog = Dialog::as_server(&read(&bytes), "srv").unwrap();
    assert_eq!(
        dialog.next_hop().as_str(),
        "sip:al@h1",
        "header fields do not belong into a Request-URI"
    );
    let refresh = message(
        "INVITE sip:us SIP/2.0",
        "srv",
        "Record-Route: <sip:p9;lr>\r\nContact: <sip:al@h2>\r\n",
    );
    dialog.refresh_target(&read(&refresh));
    assert_eq!(dialog.target().as_str(), "sip:al@h2");
    assert_eq!(
        dialog.next_hop().as_str(),
        "sip:al@h2",
        "the route set never changes"
    );
    dialog.refresh_target(&read(&response(200, "x", "")));
    assert_eq!(dialog.target().as_str(), "sip:al@h2", "no Contact, no change");
}

#[test]
fn each_to_tag_of_a_forked_invite_has_a_dialog() {
    let bytes = invite("");
    let mut forks = Forks::calling(&read(&bytes));
    assert_eq!(
        forks.receive(&read(&response(100, "", ""))),
        Err(NoDialog::Status)
    );
    assert_eq!(forks.receive(&read(&response(180, "", ""))), Err(NoDialog::NoTag));
    assert_eq!(
        forks.receive(&read(&response(486, "x", ""))),
        Err(NoDialog::Status)
    );
    for tag in ["one", "two", "one"] {
        let ringing = response(
            180,
            tag,
            "Contact: <sip:early@h>\r\nRecord-Route: <sip:early;lr>\r\n",
        );
        assert_eq!(forks.receive(&read(&ringing)).unwrap().stage(), Stage::Early);
    }
    assert_eq!(forks.dialogs().len(), 2);
    let ok = response(
        200,
        "two",
        "Contact: <sip:final@h>\r\nRecord-Route: <sip:final;lr>\r\n",
    );
    let dialog = forks.receive(&read(&ok)).unwrap();
    assert_eq!(dialog.stage(), Stage::Confirmed);
    assert_eq!(
        dialog.next_hop().as_str(),
        "sip:final;lr",
        "the 2xx decides the route set anew"
    );
    assert_eq!(dialog.target().as_str(), "sip:final@h");
    let late = response(183, "two", "Contact: <sip:late@h>\r\n");
    assert_eq!(
        forks.receive(&read(&late)).unwrap().target().as_str(),
        "sip:final@h"
    );
    assert_eq!(forks.dialogs()[0].stage(), Stage::Early);
    assert_eq!(forks.into_dialog("two").unwrap().id().remote_tag, "two");
}

#[test]
fn a_flood_of_forks_is_bounded() {
    let bytes = invite("");
    let mut forks = Forks::calling(&read(&bytes));
    let accepted = (0..100)
        .filter(|tag| {
            forks
                .receive(&read(&response(180, &format!("t{tag}"), "")))
                .is_ok()
        })
        .count();
    assert_eq!((accepted, forks.dialogs().len()), (16, 16));
}

#[test]
fn another_calls_response_makes_no_dialog() {
    let forks = Forks::calling(&read(&invite("")));
    let foreign = String::from_utf8(response(200, "x", "")).unwrap();
    for (from, to) in [("Call-ID: c@h", "Call-ID: d@h"), ("tag=al", "tag=other")] {
        let bytes = foreign.replace(from, to).into_bytes();
        assert_eq!(forks.clone().receive(&read(&bytes)), Err(NoDialog::Unexpected));
    }
}

#[test]
fn a_success_without_tag_or_contact_still_makes_a_dialog() {
    let mut forks = Forks::calling(&read(&invite("Route: <sip:out.example;lr>\r\n")));
    assert_eq!(forks.origin().next_hop().as_str(), "sip:out.example;lr");
    let dialog = forks.receive(&read(&response(200, "", ""))).unwrap();
    assert_eq!(dialog.id().remote_tag, "");
    assert_eq!(dialog.target().as_str(), "sip:bo@192.0.2.2");
}

#[test]
fn an_invite_without_contact_begins_no_dialog() {
    assert_eq!(
        Dialog::as_server(&read(&invite("")), "srv"),
        Err(NoDialog::NoContact)
    );
}

#[test]
fn sequence_numbers_rise_and_gaps_are_allowed() {
    let bytes = invite("Contact: <sip:al@h>\r\n");
    let mut dialog = Dialog::as_server(&read(&bytes), "srv").unwrap();
    let mut order = |number: u32, method: &str| {
        let text = String::from_utf8(message(&format!("{method} sip:us SIP/2.0"), "srv", "")).unwrap();
        let text = text.replace("CSeq: 7", &format!("CSeq: {number}"));
        dialog.receive_request(read(text.as_bytes()).cseq())
    };
    assert_eq!(order(7, "ACK"), Order::Next);
    assert_eq!(order(7, "CANCEL"), Order::Next);
    assert_eq!(order(7, "BYE"), Order::Late);
    assert_eq!(order(6, "BYE"), Order::Late);
    assert_eq!(order(100, "INFO"), Order::Next);
    assert_eq!(order(99, "INFO"), Order::Late);
    assert_eq!(order(101, "BYE"), Order::Next);
}

#[test]
fn folded_values_are_written_on_one_line() {
    let folded = "INVITE sip:bo@h SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nFrom: \"Al\"\r\n <sip:al@h>\r\n ;tag=al\r\n\
        To: <sip:bo@h>\r\nCall-ID: c\r\nCSeq: 1 INVITE\r\nContact: <sip:al@h>\r\n\r\n";
    let mut dialog = Dialog::as_server(&read(folded.as_bytes()), "srv").unwrap();
    let bye = request_of(&mut dialog, Method::Bye);
    assert_eq!(read(&bye).to().as_str(), "\"Al\" <sip:al@h> ;tag=al");
}

#[test]
fn both_sides_name_the_dialog_alike() {
    let bytes = invite("Contact: <sip:al@h>\r\n");
    let server = Dialog::as_server(&read(&bytes), "srv").unwrap();
    let bye = message("BYE sip:us SIP/2.0", "srv", "");
    assert_eq!(DialogId::of_request(&read(&bye)), server.id());
}

#[test]
fn a_late_success_is_enough_to_acknowledge_and_end_a_forgotten_call() {
    let ok = response(
        200,
        "bo",
        "Record-Route: <sip:p1;lr>\r\nRecord-Route: <sip:p2;lr>\r\n",
    );
    let mut late = Dialog::confirmed(&read(&ok)).unwrap();
    assert_eq!(late.id(), DialogId::of_response(&read(&ok)));
    assert_eq!(
        late.target().as_str(),
        "sip:bo@example.net",
        "without Contact the address in To"
    );
    let with_contact = response(200, "bo", "Record-Route: <sip:p2;lr>\r\nContact: <sip:bo@b>\r\n");
    assert_eq!(
        Dialog::confirmed(&read(&with_contact)).unwrap().target().as_str(),
        "sip:bo@b"
    );
    assert_eq!(late.next_hop().as_str(), "sip:p2;lr");
    let bye = request_of(&mut late, Method::Bye);
    assert_eq!(
        (read(&bye).cseq().number, read(&bye).from().tag()),
        (8, Some("al"))
    );
    assert_eq!(
        Dialog::confirmed(&read(&response(180, "bo", ""))),
        Err(NoDialog::Status)
    );
}

#[test]
fn a_tag_is_read_though_its_text_stands_elsewhere_too() {
    let text = String::from_utf8(invite("Contact: <sip:al@h>\r\n")).unwrap();
    let text = text.replace("tag=al", "tag=a;x=aa").replace("\"Al\" ", "");
    let dialog = Dialog::as_server(&read(text.as_bytes()), "bo").unwrap();
    assert_eq!(dialog.id().remote_tag, "a");
    assert_eq!(dialog.id().local_tag, "bo");
}

#[test]
fn a_dialog_without_routes_takes_less_than_half_a_kilobyte() {
    let bytes = invite("Contact: <sip:al@192.0.2.7:5070>\r\n");
    let dialog = Dialog::as_server(&read(&bytes), "srv").unwrap();
    let text = dialog.texts.parts();
    let length = [text.call_id, text.local, text.remote, text.target]
        .map(str::len)
        .iter()
        .sum::<usize>();
    assert!(
        size_of::<Dialog>() + length <= 300,
        "{} + {length}",
        size_of::<Dialog>()
    );
}
