//! How numbers are spelled: which reading a dialled number has, its international form, and how each number format
//! writes it (docs/settings.md, sections *numbering* and *Number formats*).

use serde::Serialize;

/// The own country code and what is dialled before foreign and before national numbers; empty where there is none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Numbering {
    pub(crate) country: String,
    pub(crate) international: String,
    pub(crate) national: String,
}

/// How a gateway wants numbers; the discriminant is the table's byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum NumberFormat {
    PlusE164 = 1,
    BareE164 = 2,
    #[serde(rename = "00-prefix")]
    ZeroZero = 3,
    National = 4,
    AsDialled = 5,
}

impl NumberFormat {
    pub(crate) const ALL: [(NumberFormat, &'static str); 5] = [
        (NumberFormat::PlusE164, "plus-e164"),
        (NumberFormat::BareE164, "bare-e164"),
        (NumberFormat::ZeroZero, "00-prefix"),
        (NumberFormat::National, "national"),
        (NumberFormat::AsDialled, "as-dialled"),
    ];

    pub(crate) fn named(word: &str) -> Option<NumberFormat> {
        Self::ALL
            .iter()
            .find(|(_, name)| *name == word)
            .map(|(format, _)| *format)
    }

    pub(crate) fn numbered(byte: u8) -> Option<NumberFormat> {
        Self::ALL
            .iter()
            .find(|(format, _)| *format as u8 == byte)
            .map(|(format, _)| *format)
    }

    pub(crate) fn word(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(format, _)| *format == self)
            .map_or("", |(_, name)| *name)
    }
}

impl Numbering {
    /// The number as every spelling of it is read: `+…` for international and national spellings, else itself.
    pub(crate) fn reading(&self, dialled: &str) -> String {
        if dialled.starts_with('+') {
            return dialled.to_owned();
        }
        if let Some(rest) = dialled.strip_prefix(&self.international) {
            return format!("+{rest}");
        }
        match dialled.strip_prefix(&self.national) {
            Some(rest) if self.has_national() => format!("+{}{rest}", self.country),
            _ => dialled.to_owned(),
        }
    }

    /// Whether a longer number that begins so may be read otherwise.
    pub(crate) fn is_unsettled(&self, dialled: &str) -> bool {
        if dialled.starts_with('+') || dialled.starts_with(&self.international) {
            return false;
        }
        self.international.starts_with(dialled)
            || (self.has_national() && self.national.starts_with(dialled) && self.national != dialled)
    }

    /// The international form, if the number has one.
    pub(crate) fn international_form(&self, dialled: &str) -> Option<String> {
        let reading = self.reading(dialled);
        let digits = reading.strip_prefix('+')?;
        digits
            .bytes()
            .all(|byte| byte.is_ascii_digit())
            .then_some(reading)
    }

    /// What digit limits count.
    pub(crate) fn digits(&self, dialled: &str) -> usize {
        match self.international_form(dialled) {
            Some(form) => form.len() - 1,
            None => dialled.len(),
        }
    }

    /// What is left after `strip` and `prepend`, written as `format` wants it.
    pub(crate) fn written(&self, rest: &str, format: NumberFormat) -> Option<String> {
        if format == NumberFormat::AsDialled {
            return (!rest.is_empty()).then(|| rest.to_owned());
        }
        let form = self.international_form(rest)?;
        let digits = form.strip_prefix('+').unwrap_or_default();
        if !(1..=15).contains(&digits.len()) {
            return None;
        }
        Some(match format {
            NumberFormat::PlusE164 => form,
            NumberFormat::BareE164 => digits.to_owned(),
            NumberFormat::National => match digits.strip_prefix(&self.country) {
                Some(home) if !self.country.is_empty() => {
                    return (self.has_national() && !home.is_empty())
                        .then(|| format!("{}{home}", self.national));
                }
                _ => format!("00{digits}"),
            },
            NumberFormat::ZeroZero | NumberFormat::AsDialled => format!("00{digits}"),
        })
    }

    fn has_national(&self) -> bool {
        !self.national.is_empty() && !self.country.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn britain() -> Numbering {
        Numbering {
            country: "44".into(),
            international: "00".into(),
            national: "0".into(),
        }
    }

    #[test]
    fn three_spellings_have_one_form_and_are_written_in_five_ways() {
        for dialled in ["+442079460000", "00442079460000", "02079460000"] {
            assert_eq!(
                britain().international_form(dialled).as_deref(),
                Some("+442079460000")
            );
            assert_eq!(britain().digits(dialled), 12);
            let written = |format| britain().written(dialled, format);
            assert_eq!(written(NumberFormat::PlusE164).as_deref(), Some("+442079460000"));
            assert_eq!(written(NumberFormat::BareE164).as_deref(), Some("442079460000"));
            assert_eq!(written(NumberFormat::ZeroZero).as_deref(), Some("00442079460000"));
            assert_eq!(written(NumberFormat::National).as_deref(), Some("02079460000"));
            assert_eq!(written(NumberFormat::AsDialled).as_deref(), Some(dialled));
        }
        assert_eq!(
            britain()
                .written("+33123456789", NumberFormat::National)
                .as_deref(),
            Some("0033123456789")
        );
    }

    #[test]
    fn what_is_no_number_has_no_form() {
        assert_eq!(britain().international_form("00*1"), None);
        assert_eq!(britain().digits("00*1"), 4);
        assert_eq!(britain().reading("00*1"), "+*1");
        assert_eq!(britain().written("+", NumberFormat::PlusE164), None);
        assert_eq!(britain().written("+44", NumberFormat::National), None);
        let without_national = Numbering {
            national: String::new(),
            ..britain()
        };
        assert_eq!(without_national.written("+447", NumberFormat::National), None);
        assert_eq!(
            britain().written("+1234567890123456", NumberFormat::PlusE164),
            None
        );
        assert_eq!(britain().international_form("123"), None);
    }

    #[test]
    fn a_reading_is_settled_when_no_longer_number_is_read_otherwise() {
        assert!(britain().is_unsettled("") && britain().is_unsettled("0"));
        assert!(
            !britain().is_unsettled("00") && !britain().is_unsettled("01") && !britain().is_unsettled("+")
        );
        let australia = Numbering {
            country: "61".into(),
            international: "0011".into(),
            national: "0".into(),
        };
        assert!(
            australia.is_unsettled("001")
                && !australia.is_unsettled("0011")
                && !australia.is_unsettled("002")
        );
        assert_eq!(
            (australia.reading("001"), australia.reading("0011")),
            ("+6101".into(), "+".into())
        );
    }
}
