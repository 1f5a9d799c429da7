//! Who is called and who calls, read from an inbound INVITE.

use gateway_api::{InboundCall, InboundInvite};

/// Reads the two numbers. The called one stays as on the wire (the dial plan's inbound map normalises it); the
/// calling one is for display only and is `None` unless it is a number.
///
/// # Errors
/// 404 when neither the Request-URI nor To names a number.
pub(crate) fn read(invite: &InboundInvite<'_>) -> Result<InboundCall, u16> {
    let named = |user: Option<&str>| user.filter(|user| !user.is_empty()).map(str::to_owned);
    let called = named(invite.request_user)
        .or_else(|| named(invite.to_user))
        .ok_or(NOT_FOUND)?;
    let asserted = invite.asserted_user.and_then(plain_number);
    let calling = asserted.or_else(|| invite.from_user.and_then(plain_number));
    Ok(InboundCall { called, calling })
}

/// A number without parameters, escapes and visual separators (RFC 3966 §5.1.1); `None` for anything else, such as
/// `anonymous`.
fn plain_number(user: &str) -> Option<String> {
    let number = user.split(';').next().unwrap_or_default();
    let mut plain = String::with_capacity(number.len());
    let mut bytes = number.bytes();
    while let Some(byte) = bytes.next() {
        let byte = if byte == b'%' {
            unescaped(bytes.next()?, bytes.next()?)?
        } else {
            byte
        };
        match byte {
            b'0'..=b'9' | b'*' | b'#' => plain.push(char::from(byte)),
            b'+' if plain.is_empty() => plain.push('+'),
            b'-' | b'.' | b'(' | b')' | b' ' => {}
            _ => return None,
        }
    }
    let has_digits = plain.bytes().any(|byte| byte.is_ascii_digit());
    (has_digits && plain.len() <= LONGEST).then_some(plain)
}

fn unescaped(high: u8, low: u8) -> Option<u8> {
    let digit = |byte| {
        char::from(byte)
            .to_digit(16)
            .and_then(|digit| u8::try_from(digit).ok())
    };
    Some(digit(high)? << 4 | digit(low)?)
}

const NOT_FOUND: u16 = 404;
/// In symbols, as in the dial plan.
const LONGEST: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    fn calling(asserted: Option<&str>, from: Option<&str>) -> Option<String> {
        let invite = InboundInvite {
            request_user: Some("101"),
            to_user: None,
            from_user: from,
            asserted_user: asserted,
        };
        read(&invite).unwrap().calling
    }

    #[test]
    fn the_request_uri_names_the_called_number_and_to_only_when_it_names_none() {
        let invite = InboundInvite {
            request_user: Some("+44-1234"),
            to_user: Some("+999"),
            ..InboundInvite::default()
        };
        assert_eq!(read(&invite).unwrap().called, "+44-1234");
        for empty in [None, Some("")] {
            let invite = InboundInvite {
                request_user: empty,
                ..invite
            };
            assert_eq!(read(&invite).unwrap().called, "+999");
            assert_eq!(
                read(&InboundInvite {
                    to_user: None,
                    ..invite
                }),
                Err(404)
            );
        }
    }

    #[test]
    fn the_asserted_number_goes_before_the_one_that_the_caller_wrote() {
        assert_eq!(calling(Some("+441"), Some("+442")).as_deref(), Some("+441"));
        assert_eq!(calling(None, Some("+442")).as_deref(), Some("+442"));
        assert_eq!(calling(Some("anonymous"), Some("+442")).as_deref(), Some("+442"));
    }

    #[test]
    fn separators_escapes_and_parameters_are_no_part_of_the_calling_number() {
        let spellings = [
            "+44 (16) 32-96.0",
            "%2B44%2d1632960",
            "+441632960;phone-context=+44;npdi",
        ];
        for spelling in spellings {
            assert_eq!(
                calling(None, Some(spelling)).as_deref(),
                Some("+441632960"),
                "{spelling}"
            );
        }
    }

    #[test]
    fn what_is_no_number_is_not_shown() {
        let long = "1".repeat(65);
        for text in [
            "anonymous",
            "",
            "+",
            "4+4",
            "%4",
            "%zz",
            "12\u{661}",
            "<script>",
            &long,
        ] {
            assert_eq!(calling(None, Some(text)), None, "{text}");
        }
    }
}
