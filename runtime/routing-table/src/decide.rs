//! The one total function from a question to a decision. The rules are those of `docs/table-format.md`,
//! "What the bytes mean"; nothing else in the workspace decides where a call goes.

use crate::table::{Choice, Table};
use crate::table::{Choices, RowContent};
use crate::{
    Admits, Attempt, AttemptList, Cause, ClassIndex, Decision, DecisionNumber, EmergencyIndex, GatewayIndex,
    Ingress, Number, Question, StationIndex, Target, TargetList,
};

impl Table<'_> {
    /// Decides a call. Total: every question has exactly one answer, without allocation or panic, in at
    /// most one lookup step a symbol and sixteen attempts.
    pub fn decide(&self, question: &Question<'_>) -> Decision {
        match question.ingress {
            Ingress::Crew => self.decide_crew(question),
            Ingress::Gateway(gateway) => self.decide_inbound(gateway, question.dialled),
        }
    }

    /// A trunk call reaches the stations that the inbound map names, and nothing else.
    fn decide_inbound(&self, gateway: GatewayIndex, dialled: &[u8]) -> Decision {
        let number = Number::from_dialled(dialled).ok();
        let found = number.and_then(|number| self.inbound_of(gateway, number.as_str()));
        match found {
            Some((position, station)) => Decision::Station {
                station,
                decision: self.inbound_number(position),
            },
            None => self.refuse(Cause::UnknownInbound),
        }
    }

    /// Emergency first; then the caller must be authenticated; then the number decides.
    fn decide_crew(&self, question: &Question<'_>) -> Decision {
        let dialled = Dialled::read(question.dialled);
        if let Some((emergency, decision)) = self.emergency_of(&dialled) {
            if question.class.is_none() && !self.server().unauthenticated_emergency() {
                return self.refuse(Cause::Unauthenticated);
            }
            return self.decide_emergency(emergency, decision, question.admits);
        }
        let Some(class) = question.class else {
            return self.refuse(Cause::Unauthenticated);
        };
        match dialled {
            Dialled::Number(number) => self.decide_number(&number, class, question.admits),
            Dialled::EmergencyService => self.refuse(Cause::NoEmergencyTarget),
            Dialled::OtherService => self.refuse(Cause::UnsupportedScheme),
            Dialled::Illegal => self.refuse(Cause::IllegalNumber),
        }
    }

    fn decide_number(&self, number: &Number, class: ClassIndex, admits: &[Admits]) -> Decision {
        let row = self.row_of(number);
        let decision = DecisionNumber::from(row);
        match self.row(row) {
            Some(RowContent::Station(station)) => Decision::Station { station, decision },
            Some(RowContent::Route(choices)) => match self.attempts(choices, number, class, admits) {
                Ok(list) => Decision::Attempts { list, decision },
                Err(cause) => Decision::Refuse { cause, decision },
            },
            Some(RowContent::Emergency(emergency)) => self.decide_emergency(emergency, decision, admits),
            Some(RowContent::Denied) => Decision::Refuse {
                cause: Cause::Barred,
                decision,
            },
            None if self.automaton().continues(number.as_bytes()) => Decision::Refuse {
                cause: Cause::Incomplete,
                decision,
            },
            None => Decision::Refuse {
                cause: Cause::NoMatch,
                decision,
            },
        }
    }

    /// Class of service, then digits, then number format, then admission: the first that leaves nothing
    /// says why.
    fn attempts(
        &self,
        choices: Choices<'_>,
        number: &Number,
        class: ClassIndex,
        admits: &[Admits],
    ) -> Result<AttemptList, Cause> {
        let digits = self.numbering().count_digits(number);
        let permitted = || choices.iter().filter(move |choice| choice.permits(class));
        let fitting = || permitted().filter(move |choice| choice.takes(digits));
        let possible = || fitting().flat_map(|choice| self.possible_attempts(choice, number));
        let mut list = AttemptList::empty(NO_ATTEMPT);
        for attempt in possible().filter(|attempt| admission(admits, attempt.gateway) == Admits::All) {
            list.push(attempt);
        }
        if !list.as_slice().is_empty() {
            Ok(list)
        } else if permitted().next().is_none() {
            Err(Cause::Barred)
        } else if fitting().next().is_none() {
            let short = permitted().any(|choice| digits < usize::from(choice.min_digits()));
            Err(if short { Cause::Incomplete } else { Cause::TooLong })
        } else if possible().next().is_none() {
            Err(Cause::NumberFormat)
        } else {
            Err(Cause::NoGateway)
        }
    }

    /// The attempts of a choice whose number can be written; never one that its bearer would take for an
    /// emergency call.
    fn possible_attempts<'c>(
        &'c self,
        choice: Choice<'c>,
        number: &Number,
    ) -> impl Iterator<Item = Attempt> + use<'c> {
        let rewritten = rewrite(number, choice);
        choice.attempts().filter_map(move |index| {
            let format = self.gateway(index)?.number_format();
            let number = self.numbering().write(&rewritten?, format)?;
            let emergency = self
                .emergencies()
                .any(|(_, emergency)| emergency.number() == number.as_str());
            (!emergency).then_some(Attempt {
                gateway: index,
                number,
            })
        })
    }

    /// Targets in order; gateways that admit nothing come last rather than never.
    fn decide_emergency(
        &self,
        emergency: EmergencyIndex,
        decision: DecisionNumber,
        admits: &[Admits],
    ) -> Decision {
        let entry = self.emergency(emergency);
        let targets = || entry.into_iter().flat_map(|entry| entry.targets());
        let dead = |target: &Target| match target {
            Target::Station(_) => false,
            Target::Gateway(attempt) => admission(admits, attempt.gateway) == Admits::Nothing,
        };
        let mut list = TargetList::empty(Target::Station(StationIndex::new(0)));
        targets()
            .filter(|target| !dead(target))
            .for_each(|target| list.push(target));
        targets().filter(dead).for_each(|target| list.push(target));
        Decision::Emergency {
            emergency,
            targets: list,
            decision,
        }
    }

    /// The emergency entry of what was dialled. `urn:service:sos` names no number: it means the first
    /// emergency number in symbol order.
    fn emergency_of(&self, dialled: &Dialled) -> Option<(EmergencyIndex, DecisionNumber)> {
        let number = match dialled {
            Dialled::Number(number) => *number,
            Dialled::EmergencyService => {
                let (_, first) = self.emergencies().next()?;
                Number::from_symbols(first.number().as_bytes()).ok()?
            }
            Dialled::OtherService | Dialled::Illegal => return None,
        };
        let row = self.row_of(&number);
        match self.row(row)? {
            RowContent::Emergency(emergency) => Some((emergency, row.into())),
            _ => None,
        }
    }

    fn refuse(&self, cause: Cause) -> Decision {
        Decision::Refuse {
            cause,
            decision: self.fixed_number(cause),
        }
    }
}

/// What a user part turned out to be.
enum Dialled {
    Number(Number),
    EmergencyService,
    OtherService,
    Illegal,
}

impl Dialled {
    /// Reads `urn:service:sos` and its sub-services (RFC 5031 §4.2) before looking for symbols.
    fn read(text: &[u8]) -> Dialled {
        if let Some(service) = without_prefix(text, b"urn:") {
            return match without_prefix(service, b"service:sos") {
                Some([] | [b'.', ..]) => Dialled::EmergencyService,
                _ => Dialled::OtherService,
            };
        }
        Number::from_dialled(text).map_or(Dialled::Illegal, Dialled::Number)
    }
}

fn without_prefix<'t>(text: &'t [u8], prefix: &[u8]) -> Option<&'t [u8]> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// Dialled symbols without the first `strip`, behind `prepend`; `None` when that is no number.
fn rewrite(number: &Number, choice: Choice<'_>) -> Option<Number> {
    let rest = number.as_bytes().get(usize::from(choice.strip())..)?;
    let mut rewritten = Number::EMPTY;
    rewritten.extend(choice.prepend().as_bytes()).ok()?;
    rewritten.extend(rest).ok()?;
    rewritten.nonempty().ok()
}

fn admission(admits: &[Admits], gateway: GatewayIndex) -> Admits {
    admits.get(gateway.index()).copied().unwrap_or(Admits::Nothing)
}

impl Choice<'_> {
    fn takes(&self, digits: usize) -> bool {
        digits >= usize::from(self.min_digits())
            && self.max_digits().is_none_or(|most| digits <= usize::from(most))
    }
}

const NO_ATTEMPT: Attempt = Attempt {
    gateway: GatewayIndex::new(0),
    number: Number::EMPTY,
};
