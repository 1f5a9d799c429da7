//! The one total function from a question to a decision. The rules are those of `docs/table-format.md`,
//! "What the bytes mean"; nothing else in the workspace decides where a call goes.

use crate::table::{Choice, Table};
use crate::table::{Choices, Profile, RowContent};
use crate::{
    Admits, Attempt, AttemptList, Cause, ClassIndex, Decision, DecisionNumber, EmergencyIndex, GatewayIndex,
    Ingress, Level, Number, Question, StationIndex, Target, TargetList,
};

impl Table<'_> {
    /// Decides a call. Total: every question has exactly one answer, without allocation or panic, in at
    /// most four lookups of one step a symbol and sixteen attempts.
    pub fn decide(&self, question: &Question<'_>) -> Decision {
        match question.ingress {
            Ingress::Crew => self.decide_crew(question),
            Ingress::Gateway(gateway) => self.decide_inbound(gateway, question),
        }
    }

    /// A trunk call reaches the stations that the inbound map names, and nothing else, unless the emission
    /// profile keeps its gateway silent; its level is the lowest, whatever it says.
    fn decide_inbound(&self, gateway: GatewayIndex, question: &Question<'_>) -> Decision {
        let profile = self.profile_in_force(question.profile);
        let silent = profile.is_some_and(|profile| !profile.permits(gateway));
        let number = Number::from_dialled(question.dialled).ok();
        let found = number.and_then(|number| self.inbound_of(gateway, number.as_str()));
        match found {
            Some((position, _)) if silent => {
                refuse_row(Cause::EmissionControl, self.inbound_number(position))
            }
            Some((position, station)) => Decision::Station {
                station,
                precedence: self.level_asked(None),
                decision: self.inbound_number(position),
            },
            None => self.refuse(Cause::UnknownInbound),
        }
    }

    /// Emergency first, before and behind a dialled precedence; then the caller must be authenticated and
    /// of a class that may use the level; then the number decides.
    fn decide_crew(&self, question: &Question<'_>) -> Decision {
        let state = State {
            precedence: self.level_asked(question.precedence),
            precedence_dialled: false,
            profile: self.profile_in_force(question.profile),
            admits: question.admits,
        };
        let whole = Dialled::read(question.dialled);
        let (dialled, state) = match self.emergency_of(&whole) {
            Some(_) => (whole, state),
            None => self.without_precedence(whole, state),
        };
        if let Some((emergency, decision)) = self.emergency_of(&dialled) {
            if question.class.is_none() && !self.server().unauthenticated_emergency() {
                return self.refuse(Cause::Unauthenticated);
            }
            return self.decide_emergency(emergency, decision, &state);
        }
        let Some(class) = question.class else {
            return self.refuse(Cause::Unauthenticated);
        };
        let number = match dialled {
            Dialled::Number(number) => number,
            Dialled::Nothing => return refuse_row(Cause::Incomplete, DecisionNumber::NOTHING),
            Dialled::EmergencyService => return self.refuse(Cause::NoEmergencyTarget),
            Dialled::OtherService => return self.refuse(Cause::UnsupportedScheme),
            Dialled::Illegal => return self.refuse(Cause::IllegalNumber),
        };
        match state.precedence {
            Some(level) if !self.class_may_use(class, level) => self.refuse(Cause::PrecedenceBarred),
            _ => self.decide_number(&number, class, &state),
        }
    }

    /// Takes a dialled precedence off the front; it beats the level that was asked for otherwise.
    fn without_precedence<'s>(&self, dialled: Dialled, state: State<'s>) -> (Dialled, State<'s>) {
        let Dialled::Number(number) = dialled else {
            return (dialled, state);
        };
        let Some((level, rest)) = self.split_precedence(&number) else {
            return (dialled, state);
        };
        let state = State {
            precedence: Some(level),
            precedence_dialled: true,
            ..state
        };
        (Dialled::rest(rest), state)
    }

    /// The number that decides: what follows a dialled precedence, or the number itself when it dials none or is
    /// an emergency number as a whole. `None` when nothing follows.
    pub fn number_decided(&self, number: &Number) -> Option<Number> {
        let whole = Dialled::Number(*number);
        if self.emergency_of(&whole).is_some() {
            return Some(*number);
        }
        match self.split_precedence(number) {
            Some((_, rest)) => Number::from_symbols(rest).ok(),
            None => Some(*number),
        }
    }

    fn decide_number(&self, number: &Number, class: ClassIndex, state: &State<'_>) -> Decision {
        let row = self.row_of(number);
        let decision = DecisionNumber::from(row);
        let precedence = state.precedence;
        match self.row(row) {
            Some(RowContent::Station(station)) => Decision::Station {
                station,
                precedence,
                decision,
            },
            Some(RowContent::Route(choices)) => match self.attempts(choices, number, class, state) {
                Ok(list) => Decision::Attempts {
                    list,
                    precedence,
                    decision,
                },
                Err(cause) => refuse_row(cause, decision),
            },
            Some(RowContent::Emergency(emergency)) => self.decide_emergency(emergency, decision, state),
            Some(RowContent::Denied) => refuse_row(Cause::Barred, decision),
            None if self.automaton().continues(number.as_bytes())
                || (!state.precedence_dialled && self.begins_precedence(number)) =>
            {
                refuse_row(Cause::Incomplete, decision)
            }
            None => refuse_row(Cause::NoMatch, decision),
        }
    }

    /// Class of service, then digits, then number format, then emission profile, then admission: the first
    /// that leaves nothing says why.
    fn attempts(
        &self,
        choices: Choices<'_>,
        number: &Number,
        class: ClassIndex,
        state: &State<'_>,
    ) -> Result<AttemptList, Cause> {
        let digits = self.numbering().count_digits(number);
        let permitted = || choices.iter().filter(move |choice| choice.permits(class));
        let fitting = || permitted().filter(move |choice| choice.takes(digits));
        let possible = || fitting().flat_map(|choice| self.possible_attempts(choice, number));
        let radiating = || possible().filter(|attempt| state.permits(attempt.gateway));
        let mut list = AttemptList::empty(NO_ATTEMPT);
        for attempt in radiating().filter(|attempt| state.admits(attempt.gateway) == Admits::All) {
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
        } else if radiating().next().is_none() {
            Err(Cause::EmissionControl)
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

    /// Targets in order, without those that the emission profile silences; gateways that admit nothing come
    /// last rather than never.
    fn decide_emergency(
        &self,
        emergency: EmergencyIndex,
        decision: DecisionNumber,
        state: &State<'_>,
    ) -> Decision {
        let entry = self.emergency(emergency);
        let audible = |target: &Target| match target {
            Target::Station(_) => true,
            Target::Gateway(attempt) => state.permits_emergency(attempt.gateway),
        };
        let dead = |target: &Target| match target {
            Target::Station(_) => false,
            Target::Gateway(attempt) => state.admits(attempt.gateway) == Admits::Nothing,
        };
        let targets = || {
            entry
                .into_iter()
                .flat_map(|entry| entry.targets())
                .filter(audible)
        };
        let mut list = TargetList::empty(Target::Station(StationIndex::new(0)));
        targets()
            .filter(|target| !dead(target))
            .for_each(|target| list.push(target));
        targets().filter(dead).for_each(|target| list.push(target));
        Decision::Emergency {
            emergency,
            targets: list,
            precedence: state.precedence,
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
            Dialled::OtherService | Dialled::Nothing | Dialled::Illegal => return None,
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

/// What a decision depends on besides number and class.
struct State<'q> {
    precedence: Option<Level>,
    /// Whether that level was dialled: behind it no other can be.
    precedence_dialled: bool,
    profile: Option<Profile<'q>>,
    admits: &'q [Admits],
}

impl State<'_> {
    fn permits(&self, gateway: GatewayIndex) -> bool {
        self.profile.is_none_or(|profile| profile.permits(gateway))
    }

    fn permits_emergency(&self, gateway: GatewayIndex) -> bool {
        self.profile
            .is_none_or(|profile| profile.permits_emergency(gateway))
    }

    fn admits(&self, gateway: GatewayIndex) -> Admits {
        let admits = self.admits.get(gateway.index());
        admits.copied().unwrap_or(Admits::Nothing)
    }
}

/// What a user part turned out to be.
enum Dialled {
    Number(Number),
    /// Nothing follows the dialled precedence.
    Nothing,
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

    /// What follows a dialled precedence.
    fn rest(symbols: &[u8]) -> Dialled {
        Number::from_symbols(symbols).map_or(Dialled::Nothing, Dialled::Number)
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

fn refuse_row(cause: Cause, decision: DecisionNumber) -> Decision {
    Decision::Refuse { cause, decision }
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
