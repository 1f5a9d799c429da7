//! Codec lists: names become codecs, `telephone-event` goes last.

use crate::diagnostics::{Diagnostic, codes};
use crate::plan::Codec;
use crate::settings::Spanned;

/// The codecs of a list in its order, each once; `telephone-event` is always let pass and comes last.
pub(super) fn read(list: &[Spanned<String>], found: &mut Vec<Diagnostic>) -> Vec<Codec> {
    let mut codecs = Vec::new();
    for written in list {
        match Codec::from_name(written.text()) {
            Some(codec) => codecs.push(codec),
            None => found.push(unknown(written)),
        }
    }
    with_events(codecs)
}

/// The audio codecs in order, each once, then `telephone-event`.
pub(super) fn with_events(codecs: Vec<Codec>) -> Vec<Codec> {
    let mut kept: Vec<Codec> = Vec::new();
    for codec in codecs {
        if codec != Codec::TelephoneEvent && !kept.contains(&codec) {
            kept.push(codec);
        }
    }
    kept.push(Codec::TelephoneEvent);
    kept
}

fn unknown(written: &Spanned<String>) -> Diagnostic {
    let known: Vec<&str> = Codec::ALL.iter().map(|codec| codec.name()).collect();
    Diagnostic::new(
        &codes::UNKNOWN_CODEC,
        written.span(),
        format!("`{}` is not a codec that the relay knows", written.text()),
    )
    .label("unknown")
    .remedy(super::text::choose(written.text(), &known, "codecs"))
}
