//! The slow exact twin: reads a plan and decides by scanning every entry, with its own idea of spellings.
//! It shares no code with the automaton and is never optimised.

use std::collections::{BTreeMap, BTreeSet};

use crate::plan::{DialPlan, Route};

/// What the plan says about a number, in the plan's own names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Nothing matches.
    Nothing,
    /// The crew station of this number.
    Station(String),
    /// The emergency entry of this number.
    Emergency(String),
    /// What each class of service may use, in order; nothing at all when the number is denied. A plan
    /// without stations has one class, of the empty name.
    Routes(BTreeMap<String, Vec<Choice>>),
}

/// One way to route a number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Choice {
    /// Least number of digits.
    pub min_digits: Option<u8>,
    /// Greatest number of digits.
    pub max_digits: Option<u8>,
    /// How many dialled symbols are removed.
    pub strip: u8,
    /// What is put in front after that.
    pub prepend: String,
    /// Names of the gateways, in order.
    pub attempts: Vec<String>,
}

/// A dial plan, read entry by entry for every question.
pub struct Naive<'p> {
    pub(super) plan: &'p DialPlan,
}

impl<'p> Naive<'p> {
    /// Takes the plan as it is.
    pub fn new(plan: &'p DialPlan) -> Self {
        Naive { plan }
    }

    /// What the plan says about a normalised number.
    pub fn decide(&self, number: &str) -> Outcome {
        if let Some(station) = self
            .plan
            .stations()
            .iter()
            .find(|station| station.number() == number)
        {
            return Outcome::Station(station.number().to_owned());
        }
        if let Some(emergency) = self
            .plan
            .emergency()
            .iter()
            .find(|entry| entry.number() == number)
        {
            return Outcome::Emergency(emergency.number().to_owned());
        }
        let read = self.read(number);
        let matching = |prefix: &str| read.starts_with(&self.read(prefix)).then(|| self.read(prefix));
        let Some(longest) = self
            .prefixes()
            .filter_map(matching)
            .max_by_key(|prefix| prefix.len())
        else {
            return Outcome::Nothing;
        };
        let denied = self
            .denied_prefixes()
            .any(|deny| longest.starts_with(&self.read(deny)));
        let here = |route: &&Route| {
            route
                .prefixes()
                .iter()
                .any(|(prefix, _)| self.read(prefix) == longest)
        };
        let mut routes: Vec<&Route> = self
            .plan
            .routes()
            .iter()
            .filter(here)
            .filter(|route| route.overrides_deny() || !denied && !self.denied_after_rewriting(route, number))
            .collect();
        routes.sort_by_key(|route| route.order());
        let classes = self.classes();
        let choices = |class: &String| {
            routes
                .iter()
                .filter(|route| self.permits(route, class))
                .collect::<Vec<_>>()
        };
        Outcome::Routes(
            classes
                .iter()
                .map(|class| {
                    (
                        class.clone(),
                        choices(class)
                            .into_iter()
                            .map(|route| self.choice(route))
                            .collect(),
                    )
                })
                .collect(),
        )
    }

    /// Whether some longer number that starts with this one could get another outcome than its neighbours:
    /// some entry, in some spelling, is longer, or this is itself an exact entry.
    pub fn continues(&self, number: &str) -> bool {
        self.spelled()
            .iter()
            .any(|spelling| spelling.starts_with(number) && spelling != number)
            || self.exact().any(|exact| exact == number)
    }

    /// Whether the route's strip and prepend make a denied number of what is dialled.
    fn denied_after_rewriting(&self, route: &Route, dialled: &str) -> bool {
        let rewrites = route.strip() > 0 || !route.prepend().is_empty();
        let sent = self.read(&Self::rewritten(route, dialled));
        rewrites
            && self
                .denied_prefixes()
                .any(|deny| sent.starts_with(&self.read(deny)))
    }

    fn rewritten(route: &Route, dialled: &str) -> String {
        let rest = dialled.get(usize::from(route.strip())..).unwrap_or_default();
        format!("{}{rest}", route.prepend())
    }

    /// Every spelling of what starts like this.
    fn spellings(&self, symbols: &str) -> Vec<String> {
        let numbering = self.plan.numbering();
        let read = self.read(symbols);
        let mut spellings = vec![read.clone()];
        if let Some(rest) = read.strip_prefix('+') {
            let declared = |prefix: Option<&'p str>| prefix.filter(|prefix| !prefix.is_empty());
            spellings
                .extend(declared(numbering.international_prefix()).map(|prefix| format!("{prefix}{rest}")));
            let home = declared(numbering.country_code()).and_then(|country| rest.strip_prefix(country));
            let national = declared(numbering.national_prefix());
            spellings.extend(
                home.zip(national)
                    .map(|(rest, national)| format!("{national}{rest}")),
            );
        }
        spellings
    }

    /// Every spelling of every entry, and the prefixes by which numbers are spelled.
    fn spelled(&self) -> BTreeSet<String> {
        let numbering = self.plan.numbering();
        let international = numbering.international_prefix().unwrap_or("");
        let national = numbering.national_prefix().unwrap_or("");
        let mut spelled: BTreeSet<String> = self.exact().map(str::to_owned).collect();
        spelled.extend([international.to_owned(), national.to_owned()]);
        spelled.extend(self.prefixes().flat_map(|prefix| self.spellings(prefix)));
        // Long enough for what is denied behind a prefix, and for what is read anew there, to have been dialled.
        let denied = self.denied_prefixes().flat_map(|deny| self.spellings(deny));
        let mut behind: BTreeSet<String> = denied.collect();
        behind.extend([international.to_owned(), national.to_owned()]);
        for route in self.plan.routes() {
            for (prefix, _) in route.prefixes() {
                let sent = Self::rewritten(route, prefix);
                let more = behind.iter().filter_map(|behind| behind.strip_prefix(&sent));
                let more = more.filter(|more| !more.contains('+'));
                spelled.extend(more.map(|more| format!("{prefix}{more}")));
            }
        }
        spelled
    }

    /// One form for all spellings: `+…` for what starts like an international number, else the same.
    fn read(&self, symbols: &str) -> String {
        let numbering = self.plan.numbering();
        let declared = |prefix: Option<&'p str>| prefix.filter(|prefix| !prefix.is_empty());
        if let Some(prefix) = declared(numbering.international_prefix())
            && let Some(rest) = symbols.strip_prefix(prefix)
        {
            return format!("+{rest}");
        }
        if let Some(prefix) = declared(numbering.national_prefix())
            && let Some(country) = declared(numbering.country_code())
            && let Some(rest) = symbols.strip_prefix(prefix)
        {
            return format!("+{country}{rest}");
        }
        symbols.to_owned()
    }

    fn prefixes(&self) -> impl Iterator<Item = &'p str> {
        let routed = self.plan.routes().iter().flat_map(|route| route.prefixes());
        routed
            .map(|(prefix, _)| prefix.as_str())
            .chain(self.denied_prefixes())
    }

    fn denied_prefixes(&self) -> impl Iterator<Item = &'p str> {
        self.plan
            .denies()
            .iter()
            .flat_map(|deny| deny.prefixes())
            .map(|(prefix, _)| prefix.as_str())
    }

    fn exact(&self) -> impl Iterator<Item = &'p str> {
        let stations = self.plan.stations().iter().map(|station| station.number());
        stations.chain(self.plan.emergency().iter().map(|entry| entry.number()))
    }

    /// Names of the classes that some station has.
    fn classes(&self) -> BTreeSet<String> {
        let named = self
            .plan
            .stations()
            .iter()
            .filter_map(|station| self.plan.classes().get(station.class()));
        let classes: BTreeSet<String> = named.cloned().collect();
        if classes.is_empty() {
            BTreeSet::from([String::new()])
        } else {
            classes
        }
    }

    fn permits(&self, route: &Route, class: &str) -> bool {
        let named = |index: &usize| self.plan.classes().get(*index).is_some_and(|name| name == class);
        class.is_empty() || route.classes().is_none_or(|classes| classes.iter().any(named))
    }

    fn choice(&self, route: &Route) -> Choice {
        let name = |index: &usize| {
            self.plan
                .gateways()
                .get(*index)
                .map(|gateway| gateway.name().to_owned())
        };
        Choice {
            min_digits: route.min_digits().filter(|digits| *digits > 0),
            max_digits: route.max_digits(),
            strip: route.strip(),
            prepend: route.prepend().to_owned(),
            attempts: route.attempts().iter().filter_map(name).collect(),
        }
    }
}
