//! A dial plan in any Rust program: [`dial_plan!`] checks and compiles settings while the program is compiled, and
//! what is linked is the same table that a vessel binary holds. It opens no file and reads no settings at run time.
//!
//! ```
//! use dialplan_inline::routing_table::{Admits, Decision, Ingress, Question};
//! use dialplan_inline::{Plan, dial_plan};
//!
//! static PLAN: Plan = dial_plan!("reference");
//!
//! let table = PLAN.table().expect("the compiler has opened it once");
//! let caller = table.station_by_number(b"101").and_then(|station| table.station(station));
//! let admits = vec![Admits::All; table.gateways().count()];
//! let decision = table.decide(&Question {
//!     ingress: Ingress::Crew,
//!     dialled: b"00442079460123",
//!     class: caller.map(|station| station.class()),
//!     precedence: None,
//!     profile: None,
//!     admits: &admits,
//! });
//! assert!(matches!(decision, Decision::Attempts { .. }));
//! ```
//!
//! [`dial_plan!`] takes the settings as
//!
//! - a path of a `voip-settings.json` or of its folder, relative to the source file as in `include_str!`;
//! - the plain name of a vessel of the workspace that this package lies in, such as `reference`;
//! - the settings themselves, in a raw string that begins with `{`.
//!
//! A gateway kind is known by its manifest. Those of this workspace are; `dial_plan!("plan.json", gateway_dir =
//! "gateways")` adds the crates of another folder, relative to the source file too. No gateway is linked.
//!
//! Settings that make no plan are a compile error that holds every error of the settings, each with its place and a
//! remedy; what is merely doubtful is shown by `dialplan check`. The program is compiled again when the settings or a
//! manifest change.

#![no_std]

/// Compiles settings into a [`Plan`], a constant expression; see the [crate] page.
pub use dialplan_inline_macro::dial_plan;
pub use routing_table;

use routing_table::names::Names;
use routing_table::{Malformed, Table};

/// A dial plan that is part of this program.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    table: &'static [u8],
    names: &'static [u8],
    identity: &'static str,
}

impl Plan {
    /// What [`dial_plan!`] expands to.
    #[doc(hidden)]
    pub const fn embedded(table: &'static [u8], names: &'static [u8], identity: &'static str) -> Self {
        Plan {
            table,
            names,
            identity,
        }
    }

    /// Checks the table's bytes completely and opens them. The bytes are read through one opaque reference, so that
    /// the optimiser cannot fold them into code: what decides is what was compiled.
    ///
    /// # Errors
    /// [`Malformed`] when the bytes in this program are not those that were compiled.
    pub fn table(&self) -> Result<Table<'static>, Malformed> {
        Table::open(core::hint::black_box(self.table))
    }

    /// Opens what people call the gateways, classes, stations and rows of the table.
    ///
    /// # Errors
    /// [`Malformed`] when the bytes in this program are not those that were compiled.
    pub fn names(&self) -> Result<Names<'static>, Malformed> {
        Names::open(core::hint::black_box(self.names))
    }

    /// The plan identity as 64 hexadecimal digits; `dialplan check` prints the same for the same settings.
    pub const fn identity(&self) -> &'static str {
        self.identity
    }
}
