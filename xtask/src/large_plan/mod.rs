//! `cargo xtask large-plan`: writes the settings of the vessel `large`, a least-cost table over every prefix of
//! `tests/data/numbering/prefixes.tsv`, for eight carriers.
//!
//! Which two carriers are tried for a prefix follows from what the data know of it: prefixes of one country, place and
//! network go the same way. No clock, no randomness: the same prefixes give the same bytes.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};

/// Writes the settings, or with `check` fails when the committed ones are others.
pub(crate) fn run(check: bool) -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .context("xtask lies in the workspace")?;
    let file = root.join("dialplans/large/voip-settings.json");
    let text = settings(&read(&root.join("tests/data/numbering/prefixes.tsv"))?)?;
    if !check {
        return fs::write(&file, text).with_context(|| format!("cannot write {}", file.display()));
    }
    if read(&file)? != text {
        bail!(
            "{} is not what the prefixes give; run `cargo xtask large-plan`",
            file.display()
        );
    }
    Ok(())
}

/// The settings for lines of a prefix, a tab and a number that stands for what is known of it.
fn settings(prefixes: &str) -> Result<String> {
    let mut routes = vec![Vec::new(); CARRIERS.len() * (CARRIERS.len() - 1)];
    for line in prefixes.lines() {
        let (prefix, known) = line.split_once('\t').context("a line has no tab")?;
        ensure!(
            prefix.bytes().all(|byte| byte.is_ascii_digit()),
            "`{prefix}` is no prefix"
        );
        let known: usize = known.parse().with_context(|| format!("`{known}` is no number"))?;
        if !DENIED.iter().any(|denied| prefix.starts_with(denied)) {
            let place = known % routes.len();
            routes
                .get_mut(place)
                .context("a route for each remainder")?
                .push(prefix);
        }
    }
    let gateways: Vec<String> = CARRIERS
        .iter()
        .zip(1..)
        .map(|(name, host)| gateway(name, host))
        .collect();
    let pairs = CARRIERS.iter().flat_map(|first| {
        CARRIERS
            .iter()
            .filter(move |second| *second != first)
            .map(move |second| (first, second))
    });
    let routes: Vec<String> = pairs
        .zip(&routes)
        .filter(|(_, prefixes)| !prefixes.is_empty())
        .map(|((first, second), prefixes)| route(first, second, prefixes))
        .collect();
    let denied: Vec<String> = DENIED.iter().map(|prefix| format!("\"+{prefix}\"")).collect();
    Ok(FRAME
        .replace("@denied@", &denied.join(", "))
        .replace("@gateways@", &gateways.join(",\n"))
        .replace("@routes@", &routes.join(",\n")))
}

fn gateway(name: &str, host: usize) -> String {
    GATEWAY
        .replace("@name@", name)
        .replace("@host@", &host.to_string())
}

/// A route with its prefixes, filled into lines.
fn route(first: &str, second: &str, prefixes: &[&str]) -> String {
    let mut text = format!(
        "      {{\n        \"name\": \"{first}-{second}\",\n        \"attempts\": [\"{first}\", \"{second}\"],\n        \
         \"minDigits\": 7,\n        \"maxDigits\": 15,\n        \"prefixes\": ["
    );
    let mut width = LINE;
    for (at, prefix) in prefixes.iter().enumerate() {
        let comma = if at == 0 { "" } else { "," };
        // Writing to a string cannot fail.
        let _ = if width + prefix.len() + 5 > LINE {
            width = INDENT;
            write!(text, "{comma}\n{:INDENT$}\"+{prefix}\"", "")
        } else {
            write!(text, "{comma} \"+{prefix}\"")
        };
        width += prefix.len() + 5;
    }
    text.push_str("\n        ]\n      }");
    text
}

fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))
}

const FRAME: &str = include_str!("frame.json");
const GATEWAY: &str = include_str!("gateway.json");

/// Names of trees, and of no company.
const CARRIERS: [&str; 8] = [
    "alder", "birch", "cedar", "elm", "hazel", "linden", "maple", "rowan",
];
/// Numbers that fraud is after; every ship that needs one has a bearer of its own for it.
const DENIED: [&str; 7] = ["870", "878", "881", "882", "883", "888", "979"];
const INDENT: usize = 10;
const LINE: usize = 118;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_settings_are_what_the_prefixes_give() {
        run(true).expect("they are current");
    }

    #[test]
    fn every_prefix_stands_once_and_what_is_denied_stands_in_no_route() {
        let text = settings("1\t1\n1201\t2\n8816\t3\n44\t57\n").expect("good lines");
        for (prefix, count) in [
            ("\"+1\"", 1),
            ("\"+1201\"", 1),
            ("\"+44\"", 1),
            ("\"+8816\"", 0),
            ("\"+881\"", 1),
        ] {
            assert_eq!(text.matches(prefix).count(), count, "{prefix}");
        }
    }

    #[test]
    fn equal_facts_go_the_same_way() {
        let text = settings("1201\t2\n1202\t58\n").expect("good lines");
        assert!(text.contains("\"+1201\", \"+1202\""), "{text}");
    }
}
