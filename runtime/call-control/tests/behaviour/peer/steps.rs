//! Steps that many scripts share. Each hears what it must before it goes on, so that a script loses no assertion by it.

use super::{Called, Calling, Phone, respond, sdp};
use crate::ship::{Heard, Ship};

/// Stations 101 and 102, registered.
pub(crate) fn stations(ship: &mut Ship) -> (Phone, Phone) {
    (Phone::registered(ship, "101"), Phone::registered(ship, "102"))
}

/// Both stations, and a call from the first that rings the second.
pub(crate) fn ringing(ship: &mut Ship) -> (Calling, Called) {
    let (mut bridge, engine) = stations(ship);
    let caller = bridge.dials(ship, "102", &sdp(bridge.peer, 4000));
    let called = Called::by(ship, engine.peer);
    called.says(ship, 180, "");
    ship.response(caller.peer, 180);
    (caller, called)
}

/// The same call talking.
pub(crate) fn talking(ship: &mut Ship) -> (Calling, Called) {
    let (mut caller, called) = ringing(ship);
    joined(ship, &mut caller, &called);
    (caller, called)
}

/// The called party accepts the offer, and the caller has its answer and acknowledges it.
pub(crate) fn joined(ship: &mut Ship, caller: &mut Calling, called: &Called) {
    let answer = answered(ship, caller, called);
    caller.ack(ship, &answer, "");
}

/// The called party accepts the offer, and the caller has its answer; it has not acknowledged it.
pub(crate) fn answered(ship: &mut Ship, caller: &Calling, called: &Called) -> Heard {
    called.says(ship, 200, &sdp(called.peer, 5000));
    ship.request(called.peer, "ACK");
    ship.response(caller.peer, 200)
}

/// The caller ends the only call there is; what the called party hears.
pub(crate) fn caller_hangs_up(ship: &mut Ship, caller: &mut Calling, called: &Called) -> Heard {
    let bye = caller.hangs_up(ship, called);
    assert_eq!(ship.exchange.census().calls, 0);
    bye
}

impl Calling {
    /// Ends its call with the called party; what that hears.
    pub(crate) fn hangs_up(&mut self, ship: &mut Ship, called: &Called) -> Heard {
        self.sends(ship, "BYE", "", "");
        ship.response(self.peer, 200);
        called.hears_bye(ship)
    }

    /// Hears its call's refusal and acknowledges it.
    pub(crate) fn is_told(&mut self, ship: &mut Ship, status: u16) -> Heard {
        let refused = ship.response(self.peer, status);
        self.ack_refusal(ship, &refused);
        refused
    }

    /// Cancels its call, and hears that it is.
    pub(crate) fn gives_up(&mut self, ship: &mut Ship) {
        self.cancel(ship);
        ship.response(self.peer, 200);
        self.is_told(ship, 487);
    }

    /// Hears the end of its call, and answers.
    pub(crate) fn hears_bye(&self, ship: &mut Ship) -> Heard {
        let bye = ship.request(self.peer, "BYE");
        ship.hear(self.peer, respond(self.peer, &bye, 200, "x", "", "", ""));
        bye
    }
}

impl Called {
    /// Refuses its call, and hears that this is known.
    pub(crate) fn refuses(&self, ship: &mut Ship, status: u16) {
        self.says(ship, status, "");
        ship.request(self.peer, "ACK");
    }

    /// Hears that its call is cancelled, and ends it.
    pub(crate) fn is_cancelled(&self, ship: &mut Ship) {
        let cancel = ship.request(self.peer, "CANCEL");
        self.answers(ship, &cancel, 200, "");
        self.refuses(ship, 487);
    }

    /// Hears the end of its call, and answers.
    pub(crate) fn hears_bye(&self, ship: &mut Ship) -> Heard {
        let bye = ship.request(self.peer, "BYE");
        self.answers(ship, &bye, 200, "");
        bye
    }
}
