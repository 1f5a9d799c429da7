//! `equal-spellings`: an international number is decided and sent alike however it is spelled: behind `+`, behind the international
//! prefix, or, in the own country, behind the national one.
//!
//! All spellings are walked at once, digit by digit, until each of them stands at a uniform place; from there their
//! pieces are compared at every length. Behind a dialled precedence the same rows decide (`Table::decide`).

use routing_table::{MAX_SYMBOLS, Numbering};

use super::inquiry::{Fault, Found, Ground, Inquiry};
use crate::analysis::space::{Decided, Piece, Place, Rest, Space};
use crate::analysis::subject::Caller;

/// Which spellings must be equal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EqualSpellings {
    /// What the international numbers begin with, without `+`; an empty one is every number.
    pub international: Vec<String>,
    /// Who dials them.
    pub callers: Vec<Caller>,
}

/// Where one spelling of the digits so far stands.
#[derive(Debug, Clone)]
enum Standing {
    /// The digits may yet become a number of the own country.
    Ahead,
    /// Here.
    At(Place),
    /// The digits cannot be spelled so.
    Gone,
}

pub(super) fn prove(ground: &Ground<'_>, equal: &EqualSpellings) -> Found {
    let mut inquiry = Inquiry::new(ground);
    from(&mut inquiry, equal, "");
    inquiry.end()
}

fn from(inquiry: &mut Inquiry<'_, '_>, equal: &EqualSpellings, digits: &str) {
    let inside = equal
        .international
        .iter()
        .any(|prefix| digits.starts_with(prefix));
    let ahead = equal
        .international
        .iter()
        .any(|prefix| prefix.starts_with(digits));
    if !(inside || ahead) || digits.len() + 1 >= MAX_SYMBOLS {
        return;
    }
    let space = inquiry.space();
    let standings = standings(space, digits);
    let undecided = standings
        .iter()
        .any(|standing| matches!(standing, Standing::Ahead));
    let places: Vec<&Place> = standings
        .iter()
        .filter_map(|standing| match standing {
            Standing::At(place) => Some(place),
            Standing::Ahead | Standing::Gone => None,
        })
        .collect();
    if places.len() < 2 && !undecided {
        return;
    }
    let settled = |place: &&Place| space.uniform(place) && spelling_settled(space, place);
    let uniform = !digits.is_empty() && inside && !undecided && places.iter().all(settled);
    for &caller in &equal.callers {
        if uniform {
            compare_pieces(inquiry, &places, digits, caller);
        } else if inside && !digits.is_empty() {
            let ends = places
                .iter()
                .map(|place| (place.text(), space.exact(place, caller)));
            compare(inquiry, &ends.collect::<Vec<_>>(), caller);
        }
    }
    if !uniform {
        for digit in '0'..='9' {
            from(inquiry, equal, &format!("{digits}{digit}"));
        }
    }
}

/// Where the spellings of the digits stand.
fn standings(space: &Space<'_>, digits: &str) -> Vec<Standing> {
    let numbering = space.view().table.numbering();
    let at = |start: &str, digits: &str| {
        let place = space.place(&format!("{start}{digits}"));
        place.map_or(Standing::Gone, Standing::At)
    };
    let mut standings = vec![at("+", digits)];
    standings.extend(numbering.international_prefix().map(|prefix| at(prefix, digits)));
    standings.extend(national(&numbering, digits, at));
    standings
}

fn national(
    numbering: &Numbering<'_>,
    digits: &str,
    at: impl Fn(&str, &str) -> Standing,
) -> Option<Standing> {
    let (code, prefix) = (numbering.country_code()?, numbering.national_prefix()?);
    Some(match digits.strip_prefix(code) {
        None if code.starts_with(digits) => Standing::Ahead,
        None => Standing::Gone,
        Some(rest) => {
            let spelled = format!("{prefix}{rest}");
            // The international prefix is looked for first: this would be another number.
            let otherwise = numbering
                .international_prefix()
                .is_some_and(|international| spelled.starts_with(international));
            if otherwise {
                Standing::Gone
            } else {
                at(prefix, rest)
            }
        }
    })
}

/// Whether no further digit makes another spelling of what begins so.
fn spelling_settled(space: &Space<'_>, place: &Place) -> bool {
    let numbering = space.view().table.numbering();
    let open =
        |prefix: &str| prefix.len() > place.symbols().len() && prefix.as_bytes().starts_with(place.symbols());
    !numbering.international_prefix().is_some_and(open)
}

fn compare_pieces(inquiry: &mut Inquiry<'_, '_>, places: &[&Place], digits: &str, caller: Caller) {
    let space = inquiry.space();
    let pieces: Vec<(&Place, Vec<Piece<'_>>)> = places
        .iter()
        .map(|place| (*place, space.pieces(place, caller)))
        .collect();
    let mut before = None;
    for more in 0..MAX_SYMBOLS - digits.len() {
        let spelled = |(place, pieces): &(&Place, Vec<Piece<'_>>)| {
            let length = place.symbols().len() + more;
            let position = pieces.iter().position(|piece| {
                piece.rest != Rest::Mixed && (piece.least..=piece.most).contains(&length)
            })?;
            (length <= MAX_SYMBOLS).then_some(position)
        };
        let positions: Vec<Option<usize>> = pieces.iter().map(spelled).collect();
        // The same pieces as one digit before: nothing new to compare.
        if before.as_ref() != Some(&positions) {
            let found = pieces
                .iter()
                .zip(&positions)
                .filter_map(|((place, pieces), position)| {
                    let decided = pieces.get((*position)?)?.decided.clone();
                    Some((format!("{}{}", place.text(), "0".repeat(more)), decided))
                });
            compare(inquiry, &found.collect::<Vec<_>>(), caller);
        }
        before = Some(positions);
    }
}

/// Compares the decisions of spellings, each with its number, with the first.
fn compare(inquiry: &mut Inquiry<'_, '_>, spellings: &[(String, Decided<'_>)], caller: Caller) {
    let [(first, decided), others @ ..] = spellings else {
        return;
    };
    let differs = others.iter().filter(|(_, other)| !other.same_effect(decided));
    let faults = differs.map(|(number, _)| {
        Fault::new(
            number.clone(),
            caller,
            format!("the same number spelled {first} is treated otherwise"),
        )
    });
    let faults = faults.collect();
    inquiry.note(decided, faults);
}
