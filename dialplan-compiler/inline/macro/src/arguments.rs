//! What is written between the brackets of `dial_plan!`.

use syn::parse::{Parse, ParseStream};
use syn::{Ident, LitStr, Token};

/// `"voip-settings.json"`, and perhaps `, gateway_dir = "gateways"`.
pub(crate) struct Arguments {
    /// A path, the name of a vessel, or settings.
    pub(crate) settings: LitStr,
    /// Another folder of gateway crates.
    pub(crate) gateway_dir: Option<LitStr>,
}

impl Parse for Arguments {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let settings = input.parse()?;
        let mut gateway_dir = None;
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            if input.is_empty() {
                break;
            }
            let key: Ident = input.parse()?;
            if key != "gateway_dir" || gateway_dir.is_some() {
                return Err(syn::Error::new(
                    key.span(),
                    "behind the settings `gateway_dir = \"…\"` may stand, once",
                ));
            }
            input.parse::<Token![=]>()?;
            gateway_dir = Some(input.parse()?);
        }
        Ok(Arguments {
            settings,
            gateway_dir,
        })
    }
}
