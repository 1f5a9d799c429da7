//! The one list of diagnostic codes: word, severity, whether `allow` may relax it, and one line of meaning.

use super::Severity;

/// One diagnostic code.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    name: &'static str,
    severity: Severity,
    relaxation: Relaxation,
    meaning: &'static str,
}

/// Whether an `allow` entry with a reason may relax the findings of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relaxation {
    /// It stands until the settings change.
    Fixed,
    /// An `allow` entry with a reason relaxes it.
    Relaxable,
}

impl Code {
    /// Kebab-case words.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// How much findings of this code matter.
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// Whether an `allow` entry may relax it.
    pub fn relaxation(&self) -> Relaxation {
        self.relaxation
    }

    /// One line that says what the finding means.
    pub fn meaning(&self) -> &'static str {
        self.meaning
    }

    /// The code of that name.
    pub fn named(name: &str) -> Option<&'static Code> {
        ALL.iter().copied().find(|code| code.name == name)
    }
}

macro_rules! codes {
    ($($constant:ident = $name:literal, $severity:ident, $relaxation:ident: $meaning:literal;)*) => {
        $(
            #[doc = $meaning]
            pub static $constant: Code = Code {
                name: $name,
                severity: Severity::$severity,
                relaxation: Relaxation::$relaxation,
                meaning: $meaning,
            };
        )*

        /// Every code, in the order of `docs/diagnostics.md`.
        pub static ALL: &[&Code] = &[$(&$constant),*];
    };
}

codes! {
    // The text and its shape.
    NOT_JSON = "not-json", Error, Fixed: "the settings are not JSON";
    DUPLICATE_KEY = "duplicate-key", Error, Fixed: "a key is written twice in one object";
    MISSING_KEY = "missing-key", Error, Fixed: "a key that must be written is missing";
    UNKNOWN_KEY = "unknown-key", Error, Fixed: "a key that has no meaning here";
    WRONG_TYPE = "wrong-type", Error, Fixed: "a value of another type than its key takes";
    OUT_OF_RANGE = "out-of-range", Error, Fixed: "a number or a list is smaller or larger than can be used";
    UNKNOWN_WORD = "unknown-word", Error, Fixed: "a word that is none of those that the key takes";
    MALFORMED_ADDRESS = "malformed-address", Error, Fixed: "text that is not an IP address";
    MALFORMED_DATE = "malformed-date", Error, Fixed: "text that is not a day written YYYY-MM-DD";
    MALFORMED_HOST = "malformed-host", Error, Fixed: "text that is neither a host name nor an IP address";
    MALFORMED_NAME = "malformed-name", Error, Fixed: "a name with symbols that file names and logs cannot carry";
    MALFORMED_TEXT = "malformed-text", Error, Fixed: "text that is empty or holds control characters";
    REASON_MISSING = "reason-missing", Error, Fixed: "an exception is written without a reason";

    // Names and references.
    DUPLICATE_NAME = "duplicate-name", Error, Fixed: "two gateways, routes, classes or requirements have one name";
    SHARED_CREDENTIAL = "shared-credential", Error, Fixed: "two stations have one credential";
    UNKNOWN_CLASS = "unknown-class", Error, Fixed: "a class of service that `classes` does not list";
    UNKNOWN_LEVEL = "unknown-level", Error, Fixed: "a precedence level that the namespace or the plan does not have";
    UNKNOWN_GATEWAY = "unknown-gateway", Error, Fixed: "a gateway that no route defines";
    UNKNOWN_PLUGIN = "unknown-plugin", Error, Fixed: "a plugin that no gateway kind goes by";
    UNKNOWN_STATION = "unknown-station", Error, Fixed: "a station number that `stations` does not list";
    KEY_NEEDS_PLUGIN = "key-needs-plugin", Error, Fixed: "a gateway's key on a route that defines no gateway";
    NO_ATTEMPT = "no-attempt", Error, Fixed: "a route or an emergency number that is sent nowhere";
    REPEATED_ATTEMPT = "repeated-attempt", Warning, Relaxable: "a gateway is tried twice for one call";
    GATEWAY_UNUSED = "gateway-unused", Warning, Relaxable: "a gateway that no route and no emergency number uses";
    CLASS_UNUSED = "class-unused", Note, Relaxable: "a class of service that no station has";

    // Numbers, prefixes and routes.
    EMPTY_PREFIX = "empty-prefix", Error, Fixed: "a prefix without symbols, which would match every number";
    ILLEGAL_SYMBOL = "illegal-symbol", Error, Fixed: "a symbol that cannot be dialled";
    NUMBER_COLLISION = "number-collision", Error, Fixed: "one number is given to two stations or emergency entries";
    DUPLICATE_PREFIX = "duplicate-prefix", Error, Fixed: "one prefix stands in two routes without an order";
    PREFIX_REPEATED = "prefix-repeated", Note, Relaxable: "one prefix stands twice in one route";
    SHADOWED_ROUTE = "shadowed-route", Warning, Relaxable: "a prefix of a route that never decides a call";
    PREFIX_HIDDEN = "prefix-hidden", Error, Relaxable: "longer entries leave a prefix nothing, and decide otherwise";
    REDUNDANT_PREFIX = "redundant-prefix", Warning, Relaxable: "a prefix whose removal would change nothing";
    IMPOSSIBLE_DIGITS = "impossible-digits", Error, Fixed: "no number can be as long as the route asks";
    OVERRIDE_WITHOUT_DENY = "override-without-deny", Warning, Relaxable: "`overridesDeny` where nothing is denied";
    STRIP_BEYOND_PREFIX = "strip-beyond-prefix", Error, Fixed: "symbols are stripped that no prefix of the route names";
    STRIP_DIFFERS = "strip-differs", Error, Fixed: "one strip would remove different things from the prefixes of a route";
    NUMBER_FORMAT_IMPOSSIBLE = "number-format-impossible", Error, Fixed: "no number of the prefix can take the gateway's number format";
    NUMBER_FORMAT_PARTIAL = "number-format-partial", Warning, Relaxable: "some numbers of the prefix cannot take the gateway's number format";
    NUMBER_NOT_IN_FORMAT = "number-not-in-format", Error, Fixed: "a number that is not in its gateway's number format";
    CALLING_NUMBER_MALFORMED = "calling-number-malformed", Error, Fixed: "a calling number that a trunk would not take";
    SPELLINGS_DIFFER = "spellings-differ", Error, Fixed: "one number would decide differently by the way it is spelled";
    PREFIX_COVERS_STATIONS = "prefix-covers-stations", Warning, Relaxable: "a route's prefix begins the numbers of stations";
    SATELLITE_SWALLOWED = "satellite-swallowed", Warning, Relaxable: "a catch-all sends satellite and shared-cost numbers to its gateways";

    // Emergency.
    EMERGENCY_UNDECLARED = "emergency-undeclared", Warning, Relaxable: "the plan has no emergency number";
    EMERGENCY_SWALLOWED = "emergency-swallowed", Warning, Relaxable: "a route sends an emergency number as an ordinary call";
    EMERGENCY_BEHIND_ACCESS_CODE = "emergency-behind-access-code", Warning, Relaxable: "an emergency number is not recognised behind an access code";
    EMERGENCY_WITHOUT_STATION = "emergency-without-station", Warning, Relaxable: "an emergency number that nobody on board is a target of";
    EMERGENCY_TOO_SLOW = "emergency-too-slow", Error, Relaxable: "the last emergency target is tried too late";
    UNAUTHENTICATED_EMERGENCY_UNDECIDED = "unauthenticated-emergency-undecided", Error, Fixed: "the plan does not say whether emergency calls need authentication";
    EMERGENCY_ONLY_RADIATES = "emergency-only-radiates", Error, Fixed: "an emergency number whose targets an emission profile could all silence";

    // Precedence and emission control.
    LEVEL_ORDER = "level-order", Error, Fixed: "precedence levels that are not written lowest first, each once";
    CLASS_WITHOUT_LEVEL = "class-without-level", Error, Fixed: "a class of service without a highest precedence level";
    LEVEL_UNUSED = "level-unused", Note, Relaxable: "a precedence level that no station may use";
    PRECEDENCE_CLASH = "precedence-clash", Error, Fixed: "a dialled precedence prefix that could also begin a number";
    EMISSION_UNDECIDED = "emission-undecided", Error, Fixed: "nothing says whether a gateway radiates";
    RADIATES_WITHOUT_PROFILES = "radiates-without-profiles", Warning, Relaxable: "`radiates` in a plan without emission profiles";
    PROFILE_GATEWAY_SILENT = "profile-gateway-silent", Error, Fixed: "an emission profile lets a gateway radiate that does not radiate";
    PROFILES_ALIKE = "profiles-alike", Warning, Relaxable: "two emission profiles permit exactly the same";
    NO_MOST_RESTRICTIVE_PROFILE = "no-most-restrictive-profile", Error, Fixed: "no single emission profile is the most restrictive";

    // The exchange and inbound calls.
    DUPLICATE_INBOUND = "duplicate-inbound", Error, Fixed: "one inbound number is mapped twice";
    INBOUND_NOT_STATION = "inbound-not-station", Error, Fixed: "an inbound number is mapped to something that is not a station";
    NO_INBOUND = "no-inbound", Note, Relaxable: "no inbound call reaches anybody";
    NO_STATIONS = "no-stations", Warning, Relaxable: "no station can register";
    NO_CREW_NETWORKS = "no-crew-networks", Warning, Relaxable: "no network from which stations may speak to the exchange";
    NO_NUMBERING = "no-numbering", Note, Relaxable: "spellings of numbers rest on defaults";
    VESSEL_UNNAMED = "vessel-unnamed", Note, Relaxable: "the plan does not say which vessel it is for";
    LISTENS_EVERYWHERE = "listens-everywhere", Note, Relaxable: "the exchange listens on every interface";
    PORTS_COLLIDE = "ports-collide", Error, Fixed: "two uses of one port";
    TOO_FEW_MEDIA_PORTS = "too-few-media-ports", Warning, Relaxable: "fewer media ports than the calls that are admitted need";
    MD5_DIGEST = "md5-digest", Error, Relaxable: "stations authenticate by MD5";

    // Access lists.
    MALFORMED_NETWORK = "malformed-network", Error, Fixed: "text that is not a network in CIDR form";
    NETWORK_HOST_BITS = "network-host-bits", Error, Fixed: "a network with bits set beyond its prefix length";
    NETWORK_OF_EVERYTHING = "network-of-everything", Error, Fixed: "a network of prefix length 0, which permits everybody";
    EMPTY_ACCESS_LIST = "empty-access-list", Error, Fixed: "an access list without a network";
    ACCESS_LISTS_OVERLAP = "access-lists-overlap", Error, Fixed: "one source address would belong to two gateways";
    ACCESS_LIST_OVER_CREW = "access-list-over-crew", Error, Fixed: "an access list that overlaps a crew network";
    ACCESS_LIST_UNREVIEWED = "access-list-unreviewed", Warning, Relaxable: "an access list without source or review date";
    ACCESS_LIST_STALE = "access-list-stale", Warning, Relaxable: "an access list that was reviewed before the provider's ranges were published";
    PROVIDER_RANGES_DIFFER = "provider-ranges-differ", Warning, Relaxable: "an access list that is not what the provider publishes";
    NETWORK_CONTAINED = "network-contained", Note, Relaxable: "a network that another of its list already holds";

    // Trunks.
    TRUNK_IS_SELF = "trunk-is-self", Error, Fixed: "a trunk that is the exchange itself";
    TRUNK_HOST_IS_ADDRESS = "trunk-host-is-address", Error, Fixed: "an address where the provider knows the trunk by its name";
    TRUNK_HOST_UNEXPECTED = "trunk-host-unexpected", Error, Relaxable: "a host name that is not one of the provider's";
    TRUNK_OUTSIDE_ACCESS_LIST = "trunk-outside-access-list", Error, Fixed: "a trunk address that the access list does not permit";
    TRUNK_RESOLVES_WITHIN_ACCESS_LIST = "trunk-resolves-within-access-list", Note, Relaxable: "the trunk's name may resolve to any address of its access list";
    PLAIN_UDP_TRUNK = "plain-udp-trunk", Note, Relaxable: "a trunk whose signalling is sent over UDP without protection";
    INLINE_PASSWORD = "inline-password", Warning, Relaxable: "a password in the settings";
    CREDENTIAL_INCOMPLETE = "credential-incomplete", Error, Fixed: "a user name without a password, or a password without a user name";
    UNKNOWN_CODEC = "unknown-codec", Error, Fixed: "a codec that the relay does not know";
    CODEC_NOT_TAKEN = "codec-not-taken", Error, Relaxable: "a codec that the provider does not take";
    NO_COMMON_CODEC = "no-common-codec", Error, Fixed: "no codec that stations and gateway share";
    RESERVATION_IMPOSSIBLE = "reservation-impossible", Error, Fixed: "more calls are reserved for emergency than the gateway carries";
    NUMBER_FORMAT_REFUSED = "number-format-refused", Error, Fixed: "a number format that the provider does not take";
    HEALTH_TOO_FREQUENT = "health-too-frequent", Error, Fixed: "the provider is probed more often than it permits";
    RATE_ABOVE_PROVIDER = "rate-above-provider", Warning, Relaxable: "more calls a second than the provider takes";

    // Allowances.
    UNKNOWN_FINDING = "unknown-finding", Error, Fixed: "`allow` names a finding that does not exist";
    FINDING_NOT_RELAXABLE = "finding-not-relaxable", Error, Fixed: "`allow` names a finding that cannot be relaxed";
    ALLOW_UNUSED = "allow-unused", Warning, Fixed: "`allow` relaxes nothing";

    // Requirements.
    NOT_TOML = "not-toml", Error, Fixed: "the requirements are not TOML";
    UNKNOWN_SET = "unknown-set", Error, Fixed: "a set of numbers that `sets` does not define";
    UNKNOWN_EMERGENCY = "unknown-emergency", Error, Fixed: "an emergency number that the plan does not have";
    UNKNOWN_PROFILE = "unknown-profile", Error, Fixed: "an emission profile that the plan does not have";
    SET_EMPTY = "set-empty", Error, Fixed: "a set without numbers";
    DEMANDS_NOTHING = "demands-nothing", Error, Fixed: "a requirement that every plan meets";
    REQUIREMENT_FAILED = "requirement-failed", Error, Fixed: "a requirement that the plan does not meet";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kebab_case_words_and_unique() {
        let mut names: Vec<&str> = ALL.iter().map(|code| code.name()).collect();
        assert!(names.iter().all(|name| {
            name.bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        }));
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ALL.len());
    }
}
