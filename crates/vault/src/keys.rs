//! Keys: from passphrase to root key, from root key to one key per purpose. (vault.md sections 3 and 4.)

use std::fmt;

use argon2::{Algorithm, Argon2, Params, Version};
use aws_lc_rs::aead::{AES_256_GCM_SIV, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::hkdf;
use aws_lc_rs::hmac;
use aws_lc_rs::signature::Ed25519KeyPair;
use zeroize::Zeroizing;

use crate::error::{Error, Result};
use crate::passphrase::Passphrase;

/// 32 secret bytes, wiped when dropped.
pub(crate) type Secret = Zeroizing<[u8; 32]>;

/// Bytes of an AES-256-GCM-SIV nonce (RFC 8452).
pub(crate) const NONCE: usize = 12;
/// Bytes of an AES-256-GCM-SIV tag.
pub(crate) const TAG: usize = 16;

/// Cost of deriving a key from the passphrase: Argon2id version 1.3 (RFC 9106).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kdf {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl Kdf {
    /// 256 MiB, 3 passes, 4 lanes: about two seconds on a small laptop.
    pub const DEFAULT: Kdf = Kdf { memory_kib: 256 * 1024, passes: 3, lanes: 4 };
    /// The least that is accepted, for small phones: 64 MiB, 3 passes, 4 lanes.
    pub const FLOOR: Kdf = Kdf { memory_kib: 64 * 1024, passes: 3, lanes: 4 };
    /// The most that is accepted, so that a forged header cannot use up memory or time.
    pub const CEILING: Kdf = Kdf { memory_kib: 4 * 1024 * 1024, passes: 16, lanes: 16 };
    /// Almost free, for tests. Release builds refuse to open a vault that says so.
    #[cfg(any(test, feature = "testing"))]
    pub const CHEAP: Kdf = Kdf { memory_kib: 8, passes: 1, lanes: 1 };

    /// Settings between [`Kdf::FLOOR`] and [`Kdf::CEILING`]; [`Error::UnsafeLockSettings`] outside.
    pub fn new(memory_kib: u32, passes: u32, lanes: u32) -> Result<Self> {
        let kdf = Kdf { memory_kib, passes, lanes };
        #[cfg(any(test, feature = "testing"))]
        if kdf == Kdf::CHEAP {
            return Ok(kdf);
        }
        let within = |value, floor, ceiling| value >= floor && value <= ceiling;
        let accepted = within(memory_kib, Kdf::FLOOR.memory_kib, Kdf::CEILING.memory_kib)
            && within(passes, Kdf::FLOOR.passes, Kdf::CEILING.passes)
            && within(lanes, Kdf::FLOOR.lanes, Kdf::CEILING.lanes);
        if accepted { Ok(kdf) } else { Err(Error::UnsafeLockSettings) }
    }

    /// Memory in KiB.
    #[must_use]
    pub fn memory_kib(self) -> u32 {
        self.memory_kib
    }

    /// Passes over the memory.
    #[must_use]
    pub fn passes(self) -> u32 {
        self.passes
    }

    /// Parallel lanes.
    #[must_use]
    pub fn lanes(self) -> u32 {
        self.lanes
    }

    /// The key that a passphrase stands for. Slow on purpose.
    pub(crate) fn derive(self, passphrase: &Passphrase, salt: &[u8; 32]) -> Result<Secret> {
        let params = Params::new(self.memory_kib, self.passes, self.lanes, Some(32))
            .map_err(|_| Error::UnsafeLockSettings)?;
        let mut out = Secret::default();
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase.as_bytes(), salt, out.as_mut())
            .map_err(|_| Error::UnsafeLockSettings)?;
        Ok(out)
    }
}

impl Default for Kdf {
    fn default() -> Self {
        Kdf::DEFAULT
    }
}

/// AES-256-GCM-SIV under one key. It survives a repeated nonce, which a restored copy that then diverges can
/// cause. The underlying key schedule is wiped by the cryptographic library when dropped.
pub(crate) struct Aead(LessSafeKey);

impl Aead {
    pub(crate) fn new(key: &[u8; 32]) -> Self {
        Aead(LessSafeKey::new(UnboundKey::new(&AES_256_GCM_SIV, key).expect("the key is 32 bytes long")))
    }

    /// Seals `data` in place and returns the tag.
    pub(crate) fn seal(&self, nonce: [u8; NONCE], aad: &[u8], data: &mut [u8]) -> [u8; TAG] {
        let tag = self
            .0
            .seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), Aad::from(aad), data)
            .expect("sealing fails only above 2^36 bytes");
        tag.as_ref().try_into().expect("the tag is 16 bytes long")
    }

    /// Opens `data` in place; `false` when it is not what was sealed (`data` is then garbage).
    #[must_use]
    pub(crate) fn open(&self, nonce: [u8; NONCE], aad: &[u8], tag: &[u8; TAG], data: &mut [u8]) -> bool {
        let nonce = Nonce::assume_unique_for_key(nonce);
        self.0.open_in_place_separate_tag(nonce, Aad::from(aad), tag, data).is_ok()
    }
}

struct KeyLength;

impl hkdf::KeyType for KeyLength {
    fn len(&self) -> usize {
        32
    }
}

/// HKDF-SHA256 (RFC 5869) with the vault id as salt and `"daybook vault v1 " + label` as info.
pub(crate) fn derive(secret: &[u8; 32], vault_id: &[u8; 16], label: &str) -> Secret {
    let info = [b"daybook vault v1 ", label.as_bytes()];
    let mut out = Secret::default();
    hkdf::Salt::new(hkdf::HKDF_SHA256, vault_id)
        .extract(secret)
        .expand(&info, KeyLength)
        .and_then(|okm| okm.fill(out.as_mut()))
        .expect("32 bytes are within HKDF's limit");
    out
}

/// Every key of an open vault. Dropping it is what locking means.
pub(crate) struct Keys {
    pub(crate) vault_id: [u8; 16],
    pub(crate) root: Secret,
    pub(crate) header: Aead,
    pub(crate) frame: Aead,
    pub(crate) commit: Aead,
    pub(crate) record: Aead,
    pub(crate) private: Aead,
    pub(crate) blob: Aead,
    pub(crate) cache: Aead,
    pub(crate) signer: Ed25519KeyPair,
    names: hmac::Key,
}

impl Keys {
    pub(crate) fn new(vault_id: [u8; 16], root: Secret) -> Self {
        let aead = |label| Aead::new(&derive(&root, &vault_id, label));
        let seed = derive(&root, &vault_id, "sign");
        Keys {
            header: aead("header"),
            frame: aead("frame"),
            commit: aead("commit"),
            record: aead("record"),
            private: aead("private"),
            blob: aead("blob"),
            cache: aead("cache"),
            signer: Ed25519KeyPair::from_seed_unchecked(seed.as_ref())
                .expect("any 32 bytes are an Ed25519 seed"),
            names: hmac::Key::new(hmac::HMAC_SHA256, derive(&root, &vault_id, "names").as_ref()),
            vault_id,
            root,
        }
    }

    /// A keyed digest of a private value's or cache's name, so that it can be found without its name being stored
    /// where every frame header is read.
    pub(crate) fn name_tag(&self, compartment: u8, name: &str) -> [u8; 32] {
        let mut context = hmac::Context::with_key(&self.names);
        context.update(&[compartment]);
        context.update(name.as_bytes());
        context.sign().as_ref().try_into().expect("HMAC-SHA256 is 32 bytes long")
    }

    /// [`aad`] of this vault.
    pub(crate) fn aad(&self, purpose: &[u8; 8], number: u64, rest: &[u8]) -> Vec<u8> {
        aad(&self.vault_id, purpose, number, rest)
    }
}

/// What everything sealed is bound to: its purpose (which names the format version), the vault, a number (the
/// offset in the file, or the slot) and `rest`.
pub(crate) fn aad(vault_id: &[u8; 16], purpose: &[u8; 8], number: u64, rest: &[u8]) -> Vec<u8> {
    let mut aad = Vec::with_capacity(32 + rest.len());
    aad.extend_from_slice(purpose);
    aad.extend_from_slice(vault_id);
    aad.extend_from_slice(&number.to_le_bytes());
    aad.extend_from_slice(rest);
    aad
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cost_settings_outside_the_limits_are_refused() {
        for (m, t, p) in
            [(65_535, 3, 4), (65_536, 2, 4), (65_536, 3, 3), (4_194_305, 3, 4), (65_536, 17, 4), (0, 0, 0)]
        {
            assert!(matches!(Kdf::new(m, t, p), Err(Error::UnsafeLockSettings)), "{m} {t} {p}");
        }
        assert_eq!(Kdf::new(262_144, 3, 4).unwrap(), Kdf::DEFAULT);
    }

    #[test]
    fn gcm_siv_is_the_published_cipher() {
        // RFC 8452 appendix C.2, AEAD_AES_256_GCM_SIV, 8-byte plaintext, no AAD.
        let mut key = [0; 32];
        key[0] = 1;
        let mut nonce = [0; 12];
        nonce[0] = 3;
        let mut data = [1, 0, 0, 0, 0, 0, 0, 0];
        let tag = Aead::new(&key).seal(nonce, &[], &mut data);
        assert_eq!(data, [0xc2, 0xef, 0x32, 0x8e, 0x5c, 0x71, 0xc8, 0x3b]);
        assert_eq!(tag[..4], [0x84, 0x31, 0x22, 0x13]);
        assert!(Aead::new(&key).open(nonce, &[], &tag, &mut data));
        assert_eq!(data, [1, 0, 0, 0, 0, 0, 0, 0]);
    }

    /// The values printed in `docs/format/vault.md`, section 14.
    #[test]
    fn derived_keys_are_the_documented_ones() {
        let count_from = |first: u8| {
            let mut next = first;
            move |_| {
                next += 1;
                next - 1
            }
        };
        let (id, root) = (std::array::from_fn(count_from(0)), std::array::from_fn(count_from(0x20)));
        let hex = |secret: Secret| secret.iter().map(|b| format!("{b:02x}")).collect::<String>();
        for (label, expected) in DOCUMENTED {
            assert_eq!(hex(derive(&root, &id, label)), expected, "{label}");
        }
        let tag = Keys::new(id, Secret::new(root)).name_tag(1, "plan");
        assert_eq!(hex(Secret::new(tag)), NAME_TAG);
    }

    #[test]
    fn debug_prints_no_key() {
        let keys = Keys::new([7; 16], Secret::new([9; 32]));
        assert_eq!(format!("{keys:?}"), "Keys(..)");
    }

    const DOCUMENTED: [(&str, &str); 10] = [
        ("header", "1e3f2e4da3399c026591f7aec5776a4fe36b0ff83b93af0bb2e24a300b130f19"),
        ("frame", "91754b986f30968600fcbc7c11829aab71b7bc0792df7cf3293f9230ffb6b0ac"),
        ("commit", "31f821e5d4b784a063e7d251fd39cbc10361ea406605d349467d50ca8f637390"),
        ("record", "fa9619d9db03c9ca1fb83a9c8725dba3c18ad85a63a12aa423bc59f68c4f2b69"),
        ("private", "b010d49cad03e7ca5cac38fc05eeff4ed67029e8fed16e78bf7fc6dc2a683879"),
        ("blob", "ae7159878b51ef311f5504e4478ba8917e37a91727c1b34307a3ef7bcbc223e0"),
        ("cache", "46420dc86954308da7e65260275d04ca34500eb3dff9f70b52a024e2ee70e512"),
        ("names", "9e61a71b66f9208b0733288f8316b2a7b29afa2cecd6b411c5318a3faeaf6c55"),
        ("sign", "71e4e1acd05ed8b25955f937485889b7fc8f281aa414cb30cda789e44a7e5565"),
        ("slot passphrase", "52ba6739ffb548fe826ae15134f153678a6c81a82c44dae811b595a0c55dfa76"),
    ];
    const NAME_TAG: &str = "186a8169af2346731f78ca108df684fcadff895869f348ffec44eb8681e918ba";
}
