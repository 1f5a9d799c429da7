//! The end of a vessel that has calls.

use rustix::process::Signal;

use crate::harness::{CREW_SIDE, Ship};
use crate::stations::called;

#[test]
#[ignore = "needs root and SIP programs: cargo xtask test"]
fn a_vessel_that_is_told_to_end_hangs_up_on_both_sides() {
    let ship = Ship::start("a_vessel_that_is_told_to_end_hangs_up_on_both_sides", &[]);
    let mut callee = called(&ship, "102", "10.77.0.22:5060", "answer");
    let caller = ship
        .sipp("call_ended_by_callee")
        .station("101")
        .with("dialled", "102");
    let mut caller = caller.at("10.77.0.21:5060").to(CREW_SIDE).start();
    ship.wait_for_log(&["\"answered\""]);
    ship.signal(Signal::TERM);
    caller.succeeds();
    callee.succeeds();
    let packets = ship.waits_for_end().all_well_formed();
    assert_eq!(packets.count("sip.Method == BYE && ip.src == 10.77.0.1"), 2);
}
