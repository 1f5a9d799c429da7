//! Who a verdict is for, in few words.

use routing_table::{ClassIndex, ProfileIndex};

use crate::analysis::subject::{Caller, View};

/// Classes of service that are all in the same profiles.
type Group = (Vec<Option<ClassIndex>>, Vec<Option<ProfileIndex>>);

/// Names a set of callers: `everyone`, `crew, officer`, `everyone in silent`, `crew in silent; officer in silent, open`.
pub(in crate::audit) fn named(view: &View<'_>, callers: &[Caller]) -> String {
    let all = view.callers();
    if callers.len() == all.len() {
        return "everyone".to_owned();
    }
    let profiles = distinct(all.iter().map(|caller| caller.profile));
    let classes = distinct(all.iter().map(|caller| caller.class));
    let mut groups: Vec<Group> = Vec::new();
    for class in &classes {
        let own = callers.iter().filter(|caller| caller.class == *class);
        let own = distinct(own.map(|caller| caller.profile));
        match groups.iter_mut().find(|(_, profiles)| *profiles == own) {
            Some((group, _)) => group.push(*class),
            None => groups.push((vec![*class], own)),
        }
    }
    let named: Vec<String> = groups
        .iter()
        .filter(|(_, own)| !own.is_empty())
        .map(|(group, own)| {
            let who = if group.len() == classes.len() {
                "everyone".to_owned()
            } else {
                let names = group.iter().map(|class| class_name(view, *class));
                names.collect::<Vec<_>>().join(", ")
            };
            if own.len() == profiles.len() {
                return who;
            }
            let profiles = own.iter().filter_map(|profile| view.table.profile((*profile)?));
            let profiles: Vec<&str> = profiles.map(|profile| profile.name()).collect();
            format!("{who} in {}", profiles.join(", "))
        })
        .collect();
    named.join("; ")
}

fn class_name<'a>(view: &View<'a>, class: Option<ClassIndex>) -> &'a str {
    class
        .and_then(|class| view.names.class(class))
        .unwrap_or("unauthenticated")
}

/// Each item once, in the order of its first.
fn distinct<T: PartialEq>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut all = Vec::new();
    for item in items {
        if !all.contains(&item) {
            all.push(item);
        }
    }
    all
}
