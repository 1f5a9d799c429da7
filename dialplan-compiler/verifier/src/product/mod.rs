//! The product of settings and automaton: both are walked together over every dialled string, and wherever a number
//! can end they must mean the same.

pub(crate) mod claims;
pub(crate) mod contexts;
pub(crate) mod naive;
pub(crate) mod place;
pub(crate) mod span;
pub(crate) mod tails;
pub(crate) mod walk;
pub(crate) mod witness;

use crate::meaning::Rewriting;
use crate::product::claims::Claims;
use crate::settings::Plan;
use crate::table::rows::Rows;

/// Both sides, ready to be compared.
#[derive(Clone, Copy)]
pub(crate) struct Sides<'s, 't, 'b> {
    pub(crate) plan: &'s Plan,
    pub(crate) claims: &'s Claims,
    pub(crate) rows: Rows<'t, 'b>,
    /// What the settings write numbers by.
    pub(crate) settings: &'s Rewriting,
    /// What the binary writes numbers by.
    pub(crate) binary: &'s Rewriting,
}
