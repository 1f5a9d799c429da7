//! No secret is in a vessel binary: neither a password of the settings, nor what `dialplan credentials` makes, nor
//! anything from which one could be guessed.

mod vessel_binary;

use std::path::Path;

use dialplan_compiler::settings::redacted;
use dialplan_compiler::source::Source;
use md5::{Digest as _, Md5};
use sha2::Sha256;

use vessel_binary::{ROOT, binary_of};

/// The inline password in the settings of the test vessel.
const PASSWORD: &str = "an inline password of the test";

#[test]
fn no_form_of_an_inline_password_is_in_the_binary() {
    let settings = read("tests/vessels/harbour/voip-settings.json");
    assert!(settings.contains(PASSWORD), "the settings hold the password");
    let binary = std::fs::read(binary_of("harbour")).expect("the binary is read");
    let user = ("harbour", "harbour.example");
    assert_eq!(
        found_in(&binary, &forms(PASSWORD, user)),
        Vec::<&str>::new(),
        "the binary holds the password"
    );
    assert!(
        found_in(&binary, &forms("Bridge", user)).contains(&"plain text"),
        "the search finds it"
    );
}

#[test]
fn the_fingerprint_of_settings_does_not_depend_on_a_password() {
    let text = read("tests/vessels/harbour/voip-settings.json");
    let other = text.replace(PASSWORD, "another one");
    assert_ne!(text, other);
    let redact = |text: &str| redacted(&Source::new("settings", text));
    assert_eq!(redact(&text), redact(&other));
    assert!(!redact(&text).contains(PASSWORD));
    assert!(redact(&text).contains("harbour.example"), "everything else stays");
}

/// The forms in which a password could be hidden: text in three encodings, transport encodings, and its hashes.
fn forms(password: &str, (user, realm): (&str, &str)) -> Vec<(&'static str, Vec<u8>)> {
    let ha1_text = format!("{user}:{realm}:{password}");
    let mut forms = vec![("plain text", password.as_bytes().to_vec())];
    forms.push(("reversed text", password.bytes().rev().collect()));
    forms.push((
        "UTF-16, little-endian",
        password.encode_utf16().flat_map(u16::to_le_bytes).collect(),
    ));
    forms.push((
        "UTF-16, big-endian",
        password.encode_utf16().flat_map(u16::to_be_bytes).collect(),
    ));
    forms.push(("percent escapes", password.replace(' ', "%20").into_bytes()));
    forms.extend(encodings(password.as_bytes()));
    for hashed in [password.as_bytes(), ha1_text.as_bytes()] {
        for hash in [Md5::digest(hashed).to_vec(), Sha256::digest(hashed).to_vec()] {
            forms.extend(encodings(&hash));
            forms.push(("a hash", hash));
        }
    }
    forms
}

fn encodings(bytes: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let hexadecimal: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut forms = vec![("hexadecimal", hexadecimal.clone().into_bytes())];
    forms.push(("upper-case hexadecimal", hexadecimal.to_uppercase().into_bytes()));
    // Base64 looks different for each of the three places that a text can have in a longer one.
    forms.extend((0..3).map(|skipped| ("base64", base64_inside(&bytes[skipped..]))));
    forms
}

/// The base64 symbols of the whole groups of three bytes.
fn base64_inside(bytes: &[u8]) -> Vec<u8> {
    const SYMBOLS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let group = |three: &[u8]| {
        let bits = u32::from(three[0]) << 16 | u32::from(three[1]) << 8 | u32::from(three[2]);
        [18, 12, 6, 0].map(|shift| SYMBOLS[(bits >> shift & 63) as usize])
    };
    bytes.chunks_exact(3).flat_map(group).collect()
}

#[test]
fn base64_is_that_of_rfc_4648_section_10() {
    assert_eq!(base64_inside(b"foobar"), b"Zm9vYmFy");
}

fn read(file: &str) -> String {
    std::fs::read_to_string(Path::new(ROOT).join(file)).expect("the file is read")
}

/// The forms that occur in `bytes`, in one pass: most places are ruled out by their first two bytes.
fn found_in(bytes: &[u8], forms: &[(&'static str, Vec<u8>)]) -> Vec<&'static str> {
    let key = |pair: &[u8]| usize::from(pair[0]) << 8 | usize::from(pair[1]);
    let mut starts = vec![false; 1 << 16];
    for (_, form) in forms {
        starts[key(form)] = true;
    }
    let places = (0..bytes.len().saturating_sub(1)).filter(|at| starts[key(&bytes[*at..])]);
    let mut found: Vec<&str> = places
        .flat_map(|at| {
            forms
                .iter()
                .filter(move |(_, form)| bytes[at..].starts_with(form))
                .map(|(name, _)| *name)
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}
