//! The minimal, canonical prefix automaton of a dial plan.
