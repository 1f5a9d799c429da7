//! Contexts: extensions with their priorities, and the contexts that they include.

use std::collections::BTreeMap;

use super::lines::{Said, lines};
use crate::import::File;
use crate::import::draft::{Draft, Place};

/// Every context by name, and the global variables.
#[derive(Debug, Default)]
pub(super) struct Contexts {
    pub(super) contexts: BTreeMap<String, Context>,
    pub(super) globals: BTreeMap<String, String>,
}

/// One context.
#[derive(Debug, Default)]
pub(super) struct Context {
    pub(super) extensions: Vec<Extension>,
    pub(super) includes: Vec<(Place, String)>,
    /// What else stands in it.
    pub(super) others: Vec<(Place, String)>,
}

/// One extension: a number or a pattern, and what is done for it.
#[derive(Debug)]
pub(super) struct Extension {
    pub(super) place: Place,
    pub(super) name: String,
    pub(super) actions: Vec<Action>,
}

impl Extension {
    /// Whether a call can begin with it.
    pub(super) fn begins(&self) -> bool {
        let mut priorities = self.actions.iter().map(|action| action.priority.as_str());
        priorities.any(|priority| priority == "1" || priority.starts_with("1("))
    }
}

impl Action {
    /// Whether it ends a call.
    pub(super) fn refuses(&self) -> bool {
        ["Hangup", "Congestion", "Busy"]
            .iter()
            .any(|name| self.application.eq_ignore_ascii_case(name))
    }
}

/// One priority.
#[derive(Debug)]
pub(super) struct Action {
    pub(super) place: Place,
    pub(super) priority: String,
    pub(super) application: String,
    pub(super) arguments: String,
}

/// Reads all files as one; what is no part of any context is left out.
pub(super) fn read(files: &[File], draft: &mut Draft) -> Contexts {
    let mut all = Contexts::default();
    for file in files {
        let mut section = String::new();
        for line in lines(file) {
            let place = Place {
                file: file.name.clone(),
                line: line.number,
            };
            match line.text {
                Said::Section { name } => {
                    if !["general", "globals"].contains(&name.as_str()) {
                        all.contexts.entry(name.clone()).or_default();
                    }
                    section = name;
                }
                Said::Pair { key, value } => all.pair(&section, place, &key, &value),
                Said::Directive(text) => draft.leave_out(
                    &place,
                    format!("`{text}`"),
                    "other files are not read",
                    "name the file on the command line as well",
                ),
                Said::Unknown(text) => {
                    draft.leave_out(
                        &place,
                        format!("`{text}`"),
                        "the line is no `key => value`",
                        "correct the file",
                    );
                }
            }
        }
    }
    all
}

impl Contexts {
    fn pair(&mut self, section: &str, place: Place, key: &str, value: &str) {
        let context = match section {
            "general" => return,
            "globals" => {
                // Keys are written in lower case here; variables compare without regard to case then.
                self.globals.insert(key.to_owned(), value.to_owned());
                return;
            }
            _ => self.contexts.entry(section.to_owned()).or_default(),
        };
        match key {
            "exten" => context.extension(place, value),
            "same" => {
                let name = context.extensions.last().map(|last| last.name.clone());
                context.extension(place, &format!("{},{value}", name.unwrap_or_default()));
            }
            "include" if !value.contains(['|', ',']) => context.includes.push((place, value.to_owned())),
            _ => context.others.push((place, format!("{key} => {value}"))),
        }
    }
}

impl Context {
    fn extension(&mut self, place: Place, value: &str) {
        let mut parts = value.splitn(3, ',').map(str::trim);
        let name = parts.next().unwrap_or_default().to_owned();
        let priority = parts.next().unwrap_or_default().to_owned();
        let call = parts.next().unwrap_or_default();
        let (application, arguments) = call.split_once('(').unwrap_or((call, ""));
        let action = Action {
            place: place.clone(),
            priority,
            application: application.trim().to_owned(),
            arguments: arguments
                .trim_end()
                .strip_suffix(')')
                .unwrap_or(arguments)
                .to_owned(),
        };
        match self
            .extensions
            .iter_mut()
            .find(|extension| extension.name == name)
        {
            Some(extension) => extension.actions.push(action),
            None => self.extensions.push(Extension {
                place,
                name,
                actions: vec![action],
            }),
        }
    }
}
