//! How numbers are spelled on this vessel, and the international form of a number.

/// Country code and dialling prefixes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbering {
    pub(super) country_code: Option<String>,
    pub(super) international_prefix: Option<String>,
    pub(super) national_prefix: Option<String>,
}

impl Numbering {
    /// The vessel's own country code, digits only (ITU-T E.164).
    pub fn country_code(&self) -> Option<&str> {
        self.country_code.as_deref()
    }

    /// What is dialled instead of `+`; `00` unless written.
    pub fn international_prefix(&self) -> Option<&str> {
        self.international_prefix.as_deref()
    }

    /// What is dialled before a national number.
    pub fn national_prefix(&self) -> Option<&str> {
        self.national_prefix.as_deref()
    }

    /// The international form `+…` of dialled symbols, when they have one.
    ///
    /// The first that applies decides: a leading `+`, the international prefix, the national prefix with a
    /// country code. What follows must be digits only; an empty rest is kept, so that the prefix `00` is `+`.
    pub fn international(&self, symbols: &str) -> Option<String> {
        let form = if let Some(rest) = symbols.strip_prefix('+') {
            format!("+{rest}")
        } else if let Some(rest) = self
            .international_prefix
            .as_deref()
            .and_then(|p| symbols.strip_prefix(p))
        {
            format!("+{rest}")
        } else if let (Some(national), Some(country)) = (&self.national_prefix, &self.country_code) {
            format!("+{country}{}", symbols.strip_prefix(national.as_str())?)
        } else {
            return None;
        };
        form.bytes()
            .skip(1)
            .all(|symbol| symbol.is_ascii_digit())
            .then_some(form)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn british() -> Numbering {
        Numbering {
            country_code: Some("44".into()),
            international_prefix: Some("00".into()),
            national_prefix: Some("0".into()),
        }
    }

    #[test]
    fn three_spellings_have_one_international_form() {
        for spelling in ["+442079460000", "00442079460000", "02079460000"] {
            assert_eq!(
                british().international(spelling).as_deref(),
                Some("+442079460000")
            );
        }
    }

    #[test]
    fn short_codes_and_service_codes_have_none() {
        assert_eq!(british().international("112"), None);
        assert_eq!(british().international("00*21"), None);
    }

    #[test]
    fn without_a_country_code_national_numbers_have_none() {
        let numbering = Numbering {
            country_code: None,
            ..british()
        };
        assert_eq!(numbering.international("02079460000"), None);
    }
}
