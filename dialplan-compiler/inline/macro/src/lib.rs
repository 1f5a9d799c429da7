//! The macro of `dialplan-inline`: from settings to the bytes of a table, while a program is compiled. How to use it
//! stands there.

mod arguments;
mod plan;
mod settings;

use proc_macro::TokenStream;
use syn::parse_macro_input;

use arguments::Arguments;

/// Compiles settings into a `dialplan_inline::Plan`; see the page of the package `dialplan-inline`.
#[proc_macro]
pub fn dial_plan(input: TokenStream) -> TokenStream {
    let arguments = parse_macro_input!(input as Arguments);
    plan::expand(&arguments)
        .unwrap_or_else(|report| syn::Error::new(arguments.settings.span(), report).into_compile_error())
        .into()
}
