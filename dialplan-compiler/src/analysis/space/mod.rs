//! All dialled numbers at once: the number space of a plan, cut into regions within which every number is decided alike.
//!
//! What happens to a number is never computed here: [`Table::decide`](routing_table::Table::decide), the code of the call
//! path, is asked for one number of each piece of a region. What this adds is where the pieces end: a [`Place`] is where a
//! walk stands after some symbols; it is *uniform* when no further symbol can change the row, the spelling of the
//! number, or that of a number to send, so that only the length of the number, and whether a symbol other than a digit
//! follows, still matter. Within a [`Piece`] the number sent is a fixed text followed by the rest of what was dialled.
//! `tests/answers/space.rs` compares all of it with the decisions on every short number.

mod beginning;
mod outcome;
mod piece;
mod place;
mod region;

pub use beginning::{Beginning, Way};
pub use outcome::{Outcome, Refusal, Sent, SentTo};
pub use piece::{Decided, Piece, Rest};
pub use place::{Place, Space};
pub use region::{Reach, Region};
