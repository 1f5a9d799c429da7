//! A plan to ask questions about: the bytes that decide and the names that go with them, of settings or of a binary.

use std::fmt;

use routing_table::names::Names;
use routing_table::{ClassIndex, Malformed, ProfileIndex, Table};

/// The sections of one plan, well-formed.
#[derive(Debug, Clone)]
pub struct Subject {
    table: Vec<u8>,
    names: Vec<u8>,
}

/// What reads a [`Subject`]; both are checked.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// What decides.
    pub table: Table<'a>,
    /// What people call it.
    pub names: Names<'a>,
}

/// Who dials, and in which state of the ship: what a decision depends on besides the number and the gateways.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Caller {
    /// Class of service; `None` for a caller who is not authenticated.
    pub class: Option<ClassIndex>,
    /// Emission profile in force; `None` in a plan without profiles.
    pub profile: Option<ProfileIndex>,
}

/// Why there is no [`Subject`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// A section is malformed.
    Malformed(Malformed),
    /// The names are those of another plan.
    OtherNames,
}

impl Subject {
    /// The subject of the bytes of the sections `.dialplan` and `.dialplan.names`.
    ///
    /// # Errors
    /// When a section is malformed, or the names belong to another plan.
    pub fn of_sections(table: Vec<u8>, names: Vec<u8>) -> Result<Self, Unreadable> {
        let belong = {
            let opened = Table::open(&table).map_err(Unreadable::Malformed)?;
            Names::open(&names)
                .map_err(Unreadable::Malformed)?
                .belong_to(&opened)
        };
        belong
            .then_some(Subject { table, names })
            .ok_or(Unreadable::OtherNames)
    }

    /// Opens the sections for reading.
    ///
    /// # Errors
    /// None in practice: the sections were checked when the subject was made.
    pub fn view(&self) -> Result<View<'_>, Unreadable> {
        Ok(View {
            table: Table::open(&self.table).map_err(Unreadable::Malformed)?,
            names: Names::open(&self.names).map_err(Unreadable::Malformed)?,
        })
    }
}

impl View<'_> {
    /// Every caller whose calls the plan may decide differently: each class of service in each emission profile. A plan
    /// without stations has no class; its routes are asked for as the first class would.
    pub fn callers(&self) -> Vec<Caller> {
        let mut classes: Vec<ClassIndex> = self.names.classes().map(|(class, _)| class).collect();
        if classes.is_empty() {
            classes.push(ClassIndex::new(0));
        }
        let profiles = self.profiles();
        let in_each = |class| {
            let profiles = profiles.iter();
            profiles.map(move |&profile| Caller {
                class: Some(class),
                profile,
            })
        };
        classes.into_iter().flat_map(in_each).collect()
    }

    /// What people call a caller: `officer`, or `officer in silent`; `anyone` in a plan without classes.
    pub fn caller_name(&self, caller: Caller) -> String {
        let class = match caller.class {
            Some(class) => self.names.class(class).unwrap_or("anyone"),
            None => "unauthenticated",
        };
        match caller.profile.and_then(|profile| self.table.profile(profile)) {
            Some(profile) => format!("{class} in {}", profile.name()),
            None => class.to_owned(),
        }
    }

    /// The class of service that another plan names as it names `class`.
    pub fn class_like(&self, other: &View<'_>, class: ClassIndex) -> Option<ClassIndex> {
        let Some(name) = other.names.class(class) else {
            return self.names.classes().next().is_none().then_some(class);
        };
        let mut classes = self.names.classes();
        classes.find(|(_, own)| *own == name).map(|(class, _)| class)
    }

    /// The caller of this plan that compares with one of another plan: of the same class, in the profile of the same name. A plan
    /// without profiles is in every profile of the other as it always is.
    pub fn callers_like(&self, other: &View<'_>, caller: Caller) -> Vec<Caller> {
        let class = match caller.class {
            None => None,
            Some(class) => match self.class_like(other, class) {
                Some(class) => Some(class),
                None => return Vec::new(),
            },
        };
        let profiles = self.profiles_like(other, caller.profile).into_iter();
        profiles.map(|profile| Caller { class, profile }).collect()
    }

    /// The states of emission that the plan has: its profiles, or one that is none.
    pub fn profiles(&self) -> Vec<Option<ProfileIndex>> {
        let profiles: Vec<_> = self.table.profiles().map(|(profile, _)| Some(profile)).collect();
        match profiles.is_empty() {
            true => vec![None],
            false => profiles,
        }
    }

    /// Those of them that compare with one of another plan: the profile of the same name; all where one of the plans has none.
    pub fn profiles_like(
        &self,
        other: &View<'_>,
        profile: Option<ProfileIndex>,
    ) -> Vec<Option<ProfileIndex>> {
        let mut profiles = self.profiles();
        if let Some(named) = profile.and_then(|profile| other.table.profile(profile)) {
            let like = self.table.profile_named(named.name());
            profiles.retain(|own| own.is_none() || *own == like);
        }
        profiles
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unreadable::Malformed(fault) => write!(f, "{fault}"),
            Unreadable::OtherNames => f.write_str("the names belong to another plan"),
        }
    }
}

impl std::error::Error for Unreadable {}
