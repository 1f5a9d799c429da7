//! What happens when messages are lost, late or cross each other.

use crate::harness::{ACK_LIMIT, CREW_SIDE, Ship};
use crate::stations::called;

#[test]
#[ignore = "needs root and SIP programs: cargo xtask test"]
fn a_call_is_cancelled_while_it_rings() {
    let ship = Ship::start("a_call_is_cancelled_while_it_rings", &[]);
    crate::stations::register(&ship, "102", "10.77.0.22:5060");
    let callee = ship.sipp("ring_until_cancel");
    let mut callee = callee.at("10.77.0.22:5060").start();
    ship.sipp("cancel")
        .station("101")
        .with("dialled", "102")
        .at("10.77.0.21:5060")
        .to(CREW_SIDE)
        .runs();
    callee.succeeds();
    ship.wait_for_log(&["\"ended\"", "cancelled"]);
    ship.ends();
}

#[test]
#[ignore = "needs root and SIP programs: cargo xtask test"]
fn an_answer_that_crosses_the_cancel_is_acknowledged_and_hung_up() {
    let ship = Ship::start("an_answer_that_crosses_the_cancel", &[]);
    let mut callee = called(&ship, "102", "10.77.0.22:5060", "answer_crossing_cancel");
    let caller = ship.sipp("cancel").station("101").with("dialled", "102");
    caller.at("10.77.0.21:5060").to(CREW_SIDE).runs();
    callee.succeeds();
    let packets = ship.ends();
    let to_callee = |method: &str| format!("sip.Method == {method} && ip.dst == 10.77.0.22");
    assert_eq!(packets.count(&to_callee("ACK")), 1);
    assert_eq!(packets.count(&to_callee("BYE")), 1);
    let told = "sip.CSeq.method == INVITE && ip.dst == 10.77.0.21 && sip.Status-Code";
    assert_eq!(packets.count(&format!("{told} == 487")), 1);
    assert_eq!(packets.count(&format!("{told} == 200")), 0);
}

#[test]
#[ignore = "needs root and SIP programs: cargo xtask test"]
fn a_200_that_is_lost_is_sent_again() {
    let ship = Ship::start("a_200_that_is_lost_is_sent_again", &[]);
    let mut callee = called(&ship, "102", "10.77.0.22:5060", "answer");
    ship.sipp("call_slow_ack")
        .station("101")
        .with("dialled", "102")
        .at("10.77.0.21:5060")
        .to(CREW_SIDE)
        .runs();
    callee.succeeds();
    let packets = ship.ends();
    let sent = packets.count("sip.Status-Code == 200 && sip.CSeq.method == INVITE && ip.dst == 10.77.0.21");
    assert!((2..=4).contains(&sent), "200 was sent {sent} times");
    assert_eq!(packets.count("sip.Method == INVITE && ip.dst == 10.77.0.22"), 1);
}

#[test]
#[ignore = "needs root and SIP programs: cargo xtask test"]
fn a_call_whose_answer_is_never_acknowledged_is_ended_on_both_sides() {
    let ship = Ship::start("a_call_whose_answer_is_never_acknowledged", &[]);
    let mut callee = called(&ship, "102", "10.77.0.22:5060", "answer_until_end");
    let caller = ship
        .sipp("call_never_acknowledged")
        .station("101")
        .with("dialled", "102");
    let mut caller = caller.at("10.77.0.21:5060").to(CREW_SIDE).start();
    caller.succeeds_within(ACK_LIMIT);
    callee.succeeds();
    ship.wait_for_log(&["\"ended\"", "ack-missing"]);
    ship.ends();
}

#[test]
#[ignore = "needs root and SIP programs: cargo xtask test"]
fn an_invite_repeated_after_the_ack_makes_no_second_call() {
    let ship = Ship::start("an_invite_repeated_after_the_ack_makes_no_second_call", &[]);
    let mut callee = called(&ship, "102", "10.77.0.22:5060", "answer");
    let caller = ship
        .sipp("call_late_retransmission")
        .station("101")
        .with("dialled", "102");
    caller.at("10.77.0.21:5060").to(CREW_SIDE).runs();
    callee.succeeds();
    assert_eq!(
        ship.ends().count("sip.Method == INVITE && ip.dst == 10.77.0.22"),
        1
    );
}
