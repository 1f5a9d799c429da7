//! Writes the Rust module that links one dial plan into the vessel binary. It decides nothing: what
//! steers is in the table, which the module only carries.

use std::fmt;

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

/// File name of the padded table beside the emitted module.
pub const TABLE_FILE: &str = "dialplan.table";
/// File name of the padded names beside the emitted module.
pub const NAMES_FILE: &str = "dialplan.names";
/// File name of the padded fallback table beside the emitted module.
pub const FALLBACK_FILE: &str = "dialplan.fallback";
/// File name of the settings' fingerprint beside the emitted module.
pub const FINGERPRINT_FILE: &str = "dialplan.fingerprint";
/// File name of the compressed dependency list beside the emitted module of a sealed build.
pub const DEPENDENCIES_FILE: &str = "dependencies";
/// File name of the evidence beside the emitted module.
pub const EVIDENCE_FILE: &str = "dialplan.evidence";

/// ELF section of the table: loaded, read-only.
pub const TABLE_SECTION: &str = ".dialplan";
/// ELF section of the names: loaded, read-only.
pub const NAMES_SECTION: &str = ".dialplan.names";
/// ELF section of the fallback table: loaded, read-only.
pub const FALLBACK_SECTION: &str = ".dialplan.fallback";
/// ELF section of the settings' fingerprint: loaded, read-only, so that two vessels differ in their plan's sections only.
pub const FINGERPRINT_SECTION: &str = ".dialplan.fingerprint";
/// ELF section of the evidence: not loaded.
pub const EVIDENCE_SECTION: &str = ".dialplan.evidence";
/// ELF section of the dependency list of a sealed build, as `cargo auditable` writes it: not loaded.
pub const DEPENDENCIES_SECTION: &str = ".dep-v0";

/// Hexadecimal digits of a SHA-256.
const FINGERPRINT_LENGTH: usize = 64;

/// What the emitted module says and links.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Router {
    /// Name of the vessel.
    pub vessel: String,
    /// The settings file as people name it, without a host path.
    pub settings: String,
    /// Plan identity as 64 hexadecimal digits.
    pub identity: String,
    /// Bytes of the section [`TABLE_SECTION`].
    pub table_capacity: usize,
    /// Bytes of the section [`NAMES_SECTION`].
    pub names_capacity: usize,
    /// Bytes of the section [`FALLBACK_SECTION`].
    pub fallback_capacity: usize,
    /// Rust names of the gateway crates that the plan uses, sorted.
    pub gateway_crates: Vec<String>,
    /// What the build was made from: (field of `switch::BuildInputs`, value).
    pub build: Vec<(&'static str, String)>,
    /// Whether the dependency list is linked: in a sealed build.
    pub dependencies: Dependencies,
}

/// Whether a binary carries its dependency list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dependencies {
    /// It does, in [`DEPENDENCIES_SECTION`].
    Linked,
    /// It does not.
    Absent,
}

/// The emitted text is not the module it should be: a fault of this compiler.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotTheModule(String);

impl fmt::Display for NotTheModule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the emitted module is wrong: {}", self.0)
    }
}

impl std::error::Error for NotTheModule {}

/// The text of the module, formatted, and read back with `syn` before it is handed over.
///
/// # Errors
/// [`NotTheModule`] when the text does not read back as what was asked for.
pub fn module(router: &Router) -> Result<String, NotTheModule> {
    let file = syn::parse2(tokens(router)?).map_err(|error| NotTheModule(error.to_string()))?;
    let text = format!("{}\n{}", opening_comment(router), prettyplease::unparse(&file));
    read_back(&text, router)?;
    Ok(text)
}

fn opening_comment(router: &Router) -> String {
    format!(
        "// Written by dialplan-compiler {version} from {settings}; not meant to be edited.\n\
         // Vessel {vessel}, plan identity {identity}.\n\
         // Made again by: VESSEL={vessel} cargo build --release\n",
        version = env!("CARGO_PKG_VERSION"),
        settings = one_line(&router.settings),
        vessel = one_line(&router.vessel),
        identity = router.identity,
    )
}

/// A name inside a comment must not be able to end the comment.
fn one_line(name: &str) -> String {
    name.chars()
        .map(|symbol| if symbol.is_control() { ' ' } else { symbol })
        .collect()
}

fn tokens(router: &Router) -> Result<TokenStream, NotTheModule> {
    let table = section("DIALPLAN", TABLE_SECTION, TABLE_FILE, router.table_capacity);
    let names = section("NAMES", NAMES_SECTION, NAMES_FILE, router.names_capacity);
    let fallback = section(
        "FALLBACK",
        FALLBACK_SECTION,
        FALLBACK_FILE,
        router.fallback_capacity,
    );
    let fingerprint = section(
        "FINGERPRINT",
        FINGERPRINT_SECTION,
        FINGERPRINT_FILE,
        FINGERPRINT_LENGTH,
    );
    let evidence = unloaded(EVIDENCE_SECTION, EVIDENCE_FILE);
    let dependencies = match router.dependencies {
        Dependencies::Linked => Some(unloaded(DEPENDENCIES_SECTION, DEPENDENCIES_FILE)),
        Dependencies::Absent => None,
    };
    let kinds = router
        .gateway_crates
        .iter()
        .map(|name| kind_path(name))
        .collect::<Result<Vec<_>, _>>()?;
    let (fields, values): (Vec<_>, Vec<_>) = router
        .build
        .iter()
        .map(|(field, value)| (identifier(field), value))
        .unzip();
    Ok(quote! {
        /// One section of fixed capacity, aligned to a cache line.
        #[repr(C, align(64))]
        struct Section<const CAPACITY: usize>([u8; CAPACITY]);

        #table
        #names
        #fallback

        #fingerprint

        #evidence
        #dependencies

        /// The table. The optimiser must not see its bytes, or it would fold them into code.
        fn table() -> &'static [u8] {
            &core::hint::black_box(&DIALPLAN).0
        }

        /// The names, for people; nothing steers by them.
        fn names() -> &'static [u8] {
            &core::hint::black_box(&NAMES).0
        }

        /// The table of emergency calls to stations, for when the other one is damaged.
        fn fallback() -> &'static [u8] {
            &core::hint::black_box(&FALLBACK).0
        }

        /// The fingerprint of the settings, for `--attest`.
        fn settings_fingerprint() -> &'static str {
            core::str::from_utf8(&core::hint::black_box(&FINGERPRINT).0).unwrap_or_default()
        }

        /// What this binary is.
        pub(crate) static VESSEL: switch::Vessel = switch::Vessel {
            table,
            names,
            fallback,
            kinds: &[#(#kinds),*],
            build: switch::BuildInputs { settings_fingerprint, #(#fields: #values),* },
        };
    })
}

fn section(name: &str, section: &str, file: &str, capacity: usize) -> TokenStream {
    let name = identifier(name);
    let capacity = Literal::usize_unsuffixed(capacity);
    quote! {
        #[used]
        #[unsafe(link_section = #section)]
        static #name: Section<#capacity> = Section(*include_bytes!(concat!(env!("OUT_DIR"), "/", #file)));
    }
}

/// A section that is in the file and is not loaded.
fn unloaded(section: &str, file: &str) -> TokenStream {
    let begins = format!(".pushsection {section},\"\",@progbits");
    let file = format!("/{file}\"");
    quote! {
        core::arch::global_asm!(
            #begins,
            concat!(".incbin \"", env!("OUT_DIR"), #file),
            ".popsection"
        );
    }
}

fn kind_path(crate_name: &str) -> Result<TokenStream, NotTheModule> {
    let name: Ident = syn::parse_str(crate_name)
        .map_err(|_| NotTheModule(format!("`{crate_name}` cannot be the name of a crate")))?;
    Ok(quote!(&#name::KIND))
}

fn identifier(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

/// Parses the text as a Rust file and compares what it links with what was asked for.
fn read_back(text: &str, router: &Router) -> Result<(), NotTheModule> {
    let file = syn::parse_file(text).map_err(|error| NotTheModule(error.to_string()))?;
    let asked = [
        ("DIALPLAN".to_owned(), router.table_capacity),
        ("NAMES".to_owned(), router.names_capacity),
        ("FALLBACK".to_owned(), router.fallback_capacity),
        ("FINGERPRINT".to_owned(), FINGERPRINT_LENGTH),
    ];
    let sections: Vec<_> = file.items.iter().filter_map(section_of).collect();
    if sections != asked {
        return Err(NotTheModule(format!(
            "sections {sections:?} instead of {asked:?}"
        )));
    }
    let linked: Vec<_> = file.items.iter().flat_map(linked_kinds).collect();
    if linked != router.gateway_crates {
        return Err(NotTheModule(format!(
            "kinds {linked:?} instead of {:?}",
            router.gateway_crates
        )));
    }
    Ok(())
}

/// Name and capacity of a static of type `Section<…>`.
fn section_of(item: &syn::Item) -> Option<(String, usize)> {
    let syn::Item::Static(item) = item else {
        return None;
    };
    let syn::Type::Path(path) = &*item.ty else {
        return None;
    };
    let last = path.path.segments.last().filter(|last| last.ident == "Section")?;
    let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    match arguments.args.first()? {
        syn::GenericArgument::Const(syn::Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Int(capacity),
            ..
        })) => Some((item.ident.to_string(), capacity.base10_parse().ok()?)),
        _ => None,
    }
}

/// The crates whose `KIND` the field `kinds` of the vessel names.
fn linked_kinds(item: &syn::Item) -> Vec<String> {
    let syn::Item::Static(item) = item else {
        return Vec::new();
    };
    let syn::Expr::Struct(vessel) = &*item.expr else {
        return Vec::new();
    };
    let kinds = vessel
        .fields
        .iter()
        .find(|field| matches!(&field.member, syn::Member::Named(name) if name == "kinds"));
    let Some(syn::Expr::Reference(list)) = kinds.map(|field| &field.expr) else {
        return Vec::new();
    };
    let syn::Expr::Array(list) = &*list.expr else {
        return Vec::new();
    };
    list.elems.iter().filter_map(crate_of_kind).collect()
}

fn crate_of_kind(element: &syn::Expr) -> Option<String> {
    let syn::Expr::Reference(reference) = element else {
        return None;
    };
    let syn::Expr::Path(path) = &*reference.expr else {
        return None;
    };
    let mut segments = path.path.segments.iter();
    let (name, kind) = (segments.next()?, segments.next()?);
    (kind.ident == "KIND").then(|| name.ident.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn router() -> Router {
        Router {
            vessel: "mv-test".into(),
            settings: "dialplans/test/voip-settings.json".into(),
            identity: "00".repeat(32),
            table_capacity: 65_536,
            names_capacity: 262_144,
            fallback_capacity: 65_536,
            gateway_crates: vec!["gateway_radio".into(), "gateway_sip_trunk".into()],
            build: vec![("rustc", "rustc 1.95.0".into())],
            dependencies: Dependencies::Linked,
        }
    }

    #[test]
    fn the_module_names_only_the_kinds_of_the_plan() {
        let text = module(&router()).expect("the module is emitted");
        let file = syn::parse_file(&text).expect("the module parses");
        let kinds: Vec<_> = file.items.iter().flat_map(linked_kinds).collect();
        assert_eq!(kinds, ["gateway_radio", "gateway_sip_trunk"]);
    }

    #[test]
    fn the_module_says_who_wrote_it_and_how_to_make_it_again() {
        let text = module(&router()).expect("the module is emitted");
        assert!(text.starts_with("// Written by dialplan-compiler"), "{text}");
        assert!(text.contains("VESSEL=mv-test cargo build --release"), "{text}");
        assert!(text.contains(&"00".repeat(32)), "{text}");
    }

    #[test]
    fn only_a_sealed_build_links_its_dependency_list() {
        let names = |router: &Router| {
            module(router)
                .expect("the module is emitted")
                .contains(".pushsection .dep-v0")
        };
        assert!(names(&router()));
        let unsealed = Router {
            dependencies: Dependencies::Absent,
            ..router()
        };
        assert!(!names(&unsealed));
    }

    #[test]
    fn a_name_with_a_line_break_stays_inside_its_comment() {
        let router = Router {
            vessel: "a\nfn injected() {}".into(),
            ..router()
        };
        let text = module(&router).expect("the module is emitted");
        assert!(text.lines().take(3).all(|line| line.starts_with("//")), "{text}");
        assert!(
            !text.lines().any(|line| line.starts_with("fn injected")),
            "{text}"
        );
    }

    #[test]
    fn a_crate_name_that_is_not_an_identifier_is_refused() {
        let router = Router {
            gateway_crates: vec!["gateway-sip; evil".into()],
            ..router()
        };
        assert!(module(&router).is_err());
    }

    #[test]
    fn a_text_with_another_capacity_is_not_handed_over() {
        let text = module(&router())
            .expect("the module is emitted")
            .replace("65536", "65537");
        assert!(read_back(&text, &router()).is_err());
    }

    #[test]
    fn a_text_with_another_kind_is_not_handed_over() {
        let text = module(&router())
            .expect("the module is emitted")
            .replace("gateway_radio", "gateway_other");
        assert!(read_back(&text, &router()).is_err());
    }
}
