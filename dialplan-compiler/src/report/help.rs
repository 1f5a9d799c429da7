//! What the documentation of this project says about a kind of finding, for programs that show it beside the finding.

/// A page of the documentation on which each kind of finding has a heading `### its-id`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// `docs/diagnostics.md`: findings about settings.
    Diagnostics,
    /// `docs/diff.md`: findings about a change.
    Diff,
    /// `docs/requirements.md`: findings about a plan that need no requirement.
    Requirements,
}

impl Page {
    /// The file, relative to the workspace.
    pub fn file(self) -> &'static str {
        match self {
            Page::Diagnostics => "docs/diagnostics.md",
            Page::Diff => "docs/diff.md",
            Page::Requirements => "docs/requirements.md",
        }
    }

    fn text(self) -> &'static str {
        match self {
            Page::Diagnostics => include_str!("../../../docs/diagnostics.md"),
            Page::Diff => include_str!("../../../docs/diff.md"),
            Page::Requirements => include_str!("../../../docs/requirements.md"),
        }
    }
}

/// The section below the heading of `id`, without its example, and where it stands; `None` if there is no such heading.
pub fn markdown(page: Page, id: &str) -> Option<String> {
    let heading = format!("### {id}");
    let mut lines = page.text().lines();
    lines.by_ref().find(|line| *line == heading)?;
    let section = lines.take_while(|line| !line.starts_with("## ") && !line.starts_with("### "));
    let mut prose: Vec<&str> = Vec::new();
    let mut in_example = false;
    for line in section {
        if line.starts_with("```") {
            in_example = !in_example;
            continue;
        }
        let repeated = line.is_empty() && prose.last().is_none_or(|last| last.is_empty());
        if !in_example && !repeated {
            prose.push(line);
        }
    }
    let prose = prose.join("\n");
    Some(format!("{}\n\nSee {}#{id}.", prose.trim_end(), page.file()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::codes;

    #[test]
    fn the_help_of_every_code_is_its_section_without_the_example() {
        for code in codes::ALL {
            let help = markdown(Page::Diagnostics, code.name()).expect("every code is documented");
            assert!(help.contains("**Remedy.**"), "{}: {help}", code.name());
            assert!(!help.contains("-->"), "{}: {help}", code.name());
            let last = format!("\n\nSee docs/diagnostics.md#{}.", code.name());
            assert!(help.ends_with(&last), "{help}");
        }
    }

    #[test]
    fn an_unknown_id_has_no_help() {
        assert_eq!(markdown(Page::Diagnostics, "no-such-code"), None);
    }
}
