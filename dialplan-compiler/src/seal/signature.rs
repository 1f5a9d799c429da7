//! Ed25519 signatures in the form of minisign, made and checked without a network.
//!
//! Anybody can check them with the stock program: `minisign -Vm FILE -p KEY.pub`.

use std::fmt;
use std::io::Cursor;

use minisign::{KeyPair, PublicKeyBox, SecretKeyBox, SignatureBox};

/// A new pair of keys, as the texts of their two files.
#[derive(Clone, PartialEq, Eq)]
pub struct Keys {
    /// Who has it can sign.
    pub secret: String,
    /// Who has it can check.
    pub public: String,
}

/// How a secret key lies in its file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Protection<'p> {
    /// Encrypted with a password.
    Password(&'p str),
    /// Plain: whoever reads the file can sign.
    None,
}

/// Why something was not signed, or a signature does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused(String);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refused {}

/// Makes a pair of keys.
///
/// # Errors
/// When the system gives no randomness.
pub fn keys(protection: Protection<'_>) -> Result<Keys, Refused> {
    let pair = match protection {
        Protection::None => KeyPair::generate_unencrypted_keypair(),
        Protection::Password(password) => KeyPair::generate_encrypted_keypair(Some(password.to_owned())),
    };
    let pair = pair.map_err(refused("no key can be made"))?;
    let secret = pair.sk.to_box(Some(SECRET_COMMENT));
    let secret = secret.map_err(refused("the secret key cannot be written"))?;
    let public = pair
        .pk
        .to_box()
        .map_err(refused("the public key cannot be written"))?;
    Ok(Keys {
        secret: secret.into_string(),
        public: public.into_string(),
    })
}

/// Signs `bytes`; `statement` is signed with them and shown to whoever checks.
///
/// # Errors
/// When the key cannot be read, or its password is wrong.
pub fn sign(
    secret: &str,
    protection: Protection<'_>,
    bytes: &[u8],
    statement: &str,
) -> Result<String, Refused> {
    let unreadable = "the secret key cannot be read";
    let file = SecretKeyBox::from_string(secret).map_err(refused(unreadable))?;
    let key = match protection {
        Protection::None => file.into_unencrypted_secret_key(),
        Protection::Password(password) => file.into_secret_key(Some(password.to_owned())),
    };
    let key = key.map_err(refused(unreadable))?;
    let signature = minisign::sign(
        None,
        &key,
        Cursor::new(bytes),
        Some(statement),
        Some(SIGNATURE_COMMENT),
    );
    Ok(signature
        .map_err(refused("the file cannot be signed"))?
        .into_string())
}

/// Checks that the holder of the key to `public` signed `bytes`, and gives the statement that was signed with them.
///
/// # Errors
/// When that is not so, or a text is not what it should be.
pub fn verify(public: &str, signature: &str, bytes: &[u8]) -> Result<String, Refused> {
    let key = PublicKeyBox::from_string(public).and_then(PublicKeyBox::into_public_key);
    let key = key.map_err(refused("the public key cannot be read"))?;
    let signature = SignatureBox::from_string(signature).map_err(refused("the signature cannot be read"))?;
    let (quiet, echo, legacy) = (true, false, false);
    minisign::verify(&key, &signature, Cursor::new(bytes), quiet, echo, legacy)
        .map_err(refused("the signature does not hold"))?;
    signature
        .trusted_comment()
        .map_err(refused("the signature cannot be read"))
}

fn refused(what: &'static str) -> impl Fn(minisign::PError) -> Refused {
    move |error| Refused(format!("{what}: {error}"))
}

const SECRET_COMMENT: &str = "secret key of a vessel's builder";
const SIGNATURE_COMMENT: &str = "signature of a vessel's builder";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_holds_for_these_bytes_this_key_and_this_statement_only() {
        let (ours, theirs) = (
            keys(Protection::None).expect("keys"),
            keys(Protection::None).expect("keys"),
        );
        let signature = sign(&ours.secret, Protection::None, b"binary", "plan ab12").expect("it is signed");
        assert_eq!(
            verify(&ours.public, &signature, b"binary"),
            Ok("plan ab12".to_owned())
        );
        assert!(verify(&ours.public, &signature, b"binarz").is_err());
        assert!(verify(&theirs.public, &signature, b"binary").is_err());
        let forged = signature.replace("plan ab12", "plan ab13");
        assert_ne!(forged, signature);
        assert!(verify(&ours.public, &forged, b"binary").is_err());
    }

    #[test]
    fn a_reader_that_nobody_here_wrote_accepts_the_signature() {
        let keys = keys(Protection::None).expect("keys");
        let signature = sign(&keys.secret, Protection::None, b"binary", "plan ab12").expect("it is signed");
        let key = minisign_verify::PublicKey::decode(&keys.public).expect("the key is read");
        let signature = minisign_verify::Signature::decode(&signature).expect("the signature is read");
        key.verify(b"binary", &signature, false).expect("it holds");
        assert!(key.verify(b"other", &signature, false).is_err());
        assert_eq!(signature.trusted_comment(), "plan ab12");
    }

    #[test]
    fn a_protected_key_signs_with_its_password_only() {
        let keys = keys(Protection::Password("correct horse")).expect("keys");
        assert!(sign(&keys.secret, Protection::Password("wrong"), b"", "").is_err());
        assert!(sign(&keys.secret, Protection::None, b"", "").is_err());
        let signature = sign(&keys.secret, Protection::Password("correct horse"), b"x", "s");
        let signature = signature.expect("it is signed");
        assert!(verify(&keys.public, &signature, b"x").is_ok());
    }
}
