//! Checkpoints: C2SP tlog-checkpoint text in a C2SP signed note with one Ed25519 signature.
//! <https://c2sp.org/tlog-checkpoint>, <https://c2sp.org/signed-note>

use std::fmt::Write as _;

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use crate::merkle::{Hash, sha256};

/// Signature type byte of Ed25519 in signed notes and verifier keys.
const ED25519_TYPE: u8 = 1;
/// Longest note that is looked at; a real one is about 300 bytes.
const MAX_NOTE: usize = 64 * 1024;

/// What a checkpoint says, after its signature was verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log's name: `daybook.invalid/<vault id in hex>`.
    pub origin: String,
    /// Number of entries.
    pub size: u64,
    /// Root hash over those entries.
    pub root: Hash,
}

/// Why a checkpoint or a verifier key was not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// The verifier key is not `<name>+<8 hex digits>+<base64>` of an Ed25519 key, or its digits do not fit it.
    #[error("The key is not written correctly.")]
    MalformedKey,
    /// The text is not a signed note holding a checkpoint.
    #[error("The checkpoint is not written correctly.")]
    MalformedNote,
    /// The note has no signature by this key.
    #[error("The checkpoint is not signed by this key.")]
    Unsigned,
    /// The note has a signature that claims to be by this key, and is not.
    #[error("The signature on the checkpoint does not match.")]
    BadSignature,
    /// The signed origin is not the key's own log.
    #[error("The checkpoint belongs to another log.")]
    OtherLog,
}

/// The log's name, also the name of its key.
pub(crate) fn origin(vault_id: &[u8; 16]) -> String {
    format!("daybook.invalid/{}", hex(vault_id))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, byte| {
        write!(out, "{byte:02x}").expect("writing to a String cannot fail");
        out
    })
}

/// First four bytes of SHA-256(name, newline, type byte, public key).
fn key_hash(name: &str, public: &[u8]) -> [u8; 4] {
    let digest = sha256(&[name.as_bytes(), b"\n", &[ED25519_TYPE], public]);
    [digest[0], digest[1], digest[2], digest[3]]
}

/// The verifier key in the C2SP form `<name>+<hash>+<key>`.
pub(crate) fn verifier_key(vault_id: &[u8; 16], signer: &Ed25519KeyPair) -> String {
    let name = origin(vault_id);
    let public = signer.public_key().as_ref();
    let mut typed = vec![ED25519_TYPE];
    typed.extend_from_slice(public);
    format!("{name}+{}+{}", hex(&key_hash(&name, public)), BASE64.encode(typed))
}

/// A signed checkpoint, with extension lines after the root hash (C2SP tlog-checkpoint); none is the plain form.
///
/// Lines must not be empty and must not hold a line break, or the note could not be read back: `None` then.
pub(crate) fn sign_extended(
    vault_id: &[u8; 16],
    signer: &Ed25519KeyPair,
    log: (u64, &Hash),
    lines: &[String],
) -> Option<String> {
    if lines.iter().any(|line| line.is_empty() || line.contains('\n')) {
        return None;
    }
    let (size, root) = log;
    let name = origin(vault_id);
    let mut text = format!("{name}\n{size}\n{}\n", BASE64.encode(root));
    lines.iter().for_each(|line| text.extend([line.as_str(), "\n"]));
    let mut signature = key_hash(&name, signer.public_key().as_ref()).to_vec();
    signature.extend_from_slice(signer.sign(text.as_bytes()).as_ref());
    Some(format!("{text}\n\u{2014} {name} {}\n", BASE64.encode(signature)))
}

/// A signed checkpoint.
pub(crate) fn sign_checkpoint(vault_id: &[u8; 16], signer: &Ed25519KeyPair, log: (u64, &Hash)) -> String {
    sign_extended(vault_id, signer, log, &[]).expect("there are no extension lines to refuse")
}

/// Checks a signed checkpoint against a verifier key; other signatures on it (cosignatures) are passed over.
///
/// # Errors
/// See [`NoteError`]. Never panics, whatever the input.
pub fn verify_checkpoint(note: &str, verifier_key: &str) -> Result<Checkpoint, NoteError> {
    let (name, hash, public) = parse_key(verifier_key).ok_or(NoteError::MalformedKey)?;
    let (text, signatures) = split_note(note).ok_or(NoteError::MalformedNote)?;
    let mut signed = false;
    for line in signatures.lines() {
        let (signer, value) = parse_signature(line).ok_or(NoteError::MalformedNote)?;
        let Some((their_hash, signature)) = value.split_first_chunk::<4>() else {
            return Err(NoteError::MalformedNote);
        };
        if signer != name || *their_hash != hash {
            continue;
        }
        UnparsedPublicKey::new(&ED25519, &public)
            .verify(text.as_bytes(), signature)
            .map_err(|_| NoteError::BadSignature)?;
        signed = true;
    }
    if !signed {
        return Err(NoteError::Unsigned);
    }
    let checkpoint = parse_checkpoint(text).ok_or(NoteError::MalformedNote)?;
    if checkpoint.origin == name { Ok(checkpoint) } else { Err(NoteError::OtherLog) }
}

fn parse_key(verifier_key: &str) -> Option<(&str, [u8; 4], Vec<u8>)> {
    let (name, rest) = verifier_key.split_once('+')?;
    let (hash, key) = rest.split_once('+')?;
    let key = BASE64.decode(key).ok()?;
    let (&kind, public) = key.split_first()?;
    let expected = key_hash(name, public);
    let fits = !name.is_empty()
        && !name.contains(char::is_whitespace)
        && kind == ED25519_TYPE
        && public.len() == 32
        && hash == hex(&expected);
    fits.then(|| (name, expected, public.to_vec()))
}

/// The signed text (ending in a newline) and the signature lines.
fn split_note(note: &str) -> Option<(&str, &str)> {
    let control = |c: char| c < ' ' && c != '\n';
    if note.len() > MAX_NOTE || note.contains(control) || !note.ends_with('\n') {
        return None;
    }
    let at = note.rfind("\n\n")?;
    let (text, signatures) = (&note[..=at], &note[at + 2..]);
    (!signatures.is_empty()).then_some((text, signatures))
}

fn parse_signature(line: &str) -> Option<(&str, Vec<u8>)> {
    let (name, value) = line.strip_prefix("\u{2014} ")?.split_once(' ')?;
    Some((name, BASE64.decode(value).ok()?))
}

fn parse_checkpoint(text: &str) -> Option<Checkpoint> {
    let mut lines = text.lines();
    let (origin, size, root) = (lines.next()?, lines.next()?, lines.next()?);
    // No sign, no leading zero: one size has one spelling.
    let number: u64 = size.parse().ok()?;
    if origin.is_empty() || number.to_string() != size {
        return None;
    }
    let root = BASE64.decode(root).ok()?.try_into().ok()?;
    Some(Checkpoint { origin: origin.to_owned(), size: number, root })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the signed-note specification's reference implementation (golang.org/x/mod/sumdb/note).
    const NOTE: &str = "If you think cryptography is the answer to your problem,\n\
        then you don't know what your problem is.\n\
        \n\
        \u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    const KEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

    #[test]
    fn the_published_signed_note_verifies() {
        // It is a signed note but not a checkpoint: the signature passes, then the text is refused.
        assert_eq!(verify_checkpoint(NOTE, KEY), Err(NoteError::MalformedNote));
        let changed = NOTE.replace("cryptography", "Cryptography");
        assert_eq!(verify_checkpoint(&changed, KEY), Err(NoteError::BadSignature));
        assert_eq!(
            verify_checkpoint(NOTE, &KEY.replace("c74f20a3", "c74f20a4")),
            Err(NoteError::MalformedKey)
        );
    }

    fn sample() -> (String, String) {
        let signer = Ed25519KeyPair::from_seed_unchecked(&[5; 32]).unwrap();
        (sign_checkpoint(&[1; 16], &signer, (42, &[6; 32])), verifier_key(&[1; 16], &signer))
    }

    #[test]
    fn our_checkpoints_verify_and_no_changed_byte_does() {
        let (note, key) = sample();
        let read = verify_checkpoint(&note, &key).unwrap();
        assert_eq!((read.size, read.root), (42, [6; 32]));
        assert_eq!(read.origin, "daybook.invalid/01010101010101010101010101010101");
        for at in 0..note.len() {
            let mut bytes = note.clone().into_bytes();
            bytes[at] ^= 1;
            if let Ok(text) = String::from_utf8(bytes) {
                assert!(verify_checkpoint(&text, &key).is_err(), "byte {at}");
            }
        }
    }

    #[test]
    fn cosignatures_of_others_are_passed_over() {
        let (note, key) = sample();
        let cosigned = format!("{note}\u{2014} example.org/desk {}\n", BASE64.encode([9; 76]));
        assert!(verify_checkpoint(&cosigned, &key).is_ok());
        let (text, _) = note.rsplit_once("\n\u{2014}").unwrap();
        let only_other = format!("{text}\n\u{2014} example.org/desk {}\n", BASE64.encode([9; 76]));
        assert_eq!(verify_checkpoint(&only_other, &key), Err(NoteError::Unsigned));
    }
}
