//! Compiles the settings, and writes the tokens of the plan.

use dialplan_compiler::diagnostics::{Colour, Severity, render};
use dialplan_compiler::gather::Gathered;
use dialplan_compiler::{Compilation, compile, sections};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::arguments::Arguments;
use crate::settings;

/// The expression that `dial_plan!` stands for, or the whole report when there is no plan.
pub(crate) fn expand(arguments: &Arguments) -> Result<TokenStream, String> {
    let Gathered {
        source,
        catalogue,
        files,
    } = settings::read(arguments)?;
    let Compilation { diagnostics, plan } = compile(&source, &catalogue);
    let plan = plan.ok_or_else(|| {
        let mut errors = diagnostics;
        errors.retain(|found| found.severity() == Severity::Error);
        let report = render(&errors, &source, Colour::Never);
        format!("the settings make no plan\n{report}")
    })?;
    let sections = sections(&plan, &source).map_err(|error| error.to_string())?;
    let (table, names) = (
        Literal::byte_string(&sections.table),
        Literal::byte_string(&sections.names),
    );
    let (identity, files) = (
        sections.identity,
        files.iter().map(|file| file.to_string_lossy().into_owned()),
    );
    // Only what `include_bytes!` names is watched; the constants are used by nothing and vanish.
    Ok(quote! {{
        #(const _: &[u8] = ::core::include_bytes!(#files);)*
        ::dialplan_inline::Plan::embedded(#table, #names, #identity)
    }})
}
