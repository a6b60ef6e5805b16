//! The first 16 KiB: two copies of the lock page, two head records. (vault.md sections 2 to 5.)

use zeroize::Zeroizing;

use crate::bytes::Cursor;
use crate::entropy::{Entropy, random};
use crate::error::{Error, Result};
use crate::keys::{Aead, Kdf, Keys, NONCE, Secret, TAG, aad, derive};
use crate::merkle::Hash;
use crate::passphrase::Passphrase;
use crate::recovery::RecoveryCode;

/// Bytes of each page at the start of the file.
pub(crate) const PAGE: usize = 4096;
/// Where the two identical header copies stand.
pub(crate) const HEADER_AT: [u64; 2] = [0, 4096];
/// Where the two head records stand.
pub(crate) const HEAD_AT: [u64; 2] = [8192, 12288];
/// Where frames begin.
pub(crate) const DATA_START: u64 = 16384;

/// First bytes of every vault: like PNG's, they also show up a transfer that changed line ends.
const MAGIC: &[u8; 12] = b"\x89DAYBOOK\r\n\x1a\n";
/// Version of the whole format.
const FORMAT: u32 = 1;
/// KDF number of Argon2id version 1.3.
const ARGON2ID: u32 = 1;

const PUBLIC: usize = 80;
const SLOTS: usize = 24;
const SLOT: usize = 128;
const SLOT_PLAIN: usize = SLOT - NONCE - TAG;
const TAIL_AT: usize = PUBLIC + SLOTS * SLOT;
const TAIL_PLAIN: usize = PAGE - TAIL_AT - NONCE - TAG;
const HEAD_PLAIN: usize = PAGE - NONCE - TAG;

/// What a key slot is for. 3 (shares of k-of-n trusted people) is reserved.
const PASSPHRASE_SLOT: u8 = 1;
const RECOVERY_SLOT: u8 = 2;

pub(crate) type Page = [u8; PAGE];

/// A header whose seal was checked.
#[derive(Clone)]
pub(crate) struct Header {
    /// Counts rewrites.
    generation: u64,
    /// What each slot is for (0 = random filler).
    kinds: [u8; SLOTS],
    page: Page,
}

/// The readable start of a header.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Public {
    vault_id: [u8; 16],
    kdf: Kdf,
    salt: [u8; 32],
}

impl Public {
    fn parse(page: &Page) -> Result<Self> {
        Self::parse_fields(page).unwrap_or(Err(Error::NotADiary))
    }

    fn parse_fields(page: &Page) -> Option<Result<Self>> {
        let mut cursor = Cursor::new(page);
        if cursor.array()? != *MAGIC {
            return Some(Err(Error::NotADiary));
        }
        let found = cursor.u32()?;
        if found != FORMAT {
            return Some(Err(if found > FORMAT { Error::NewerVersion { found } } else { Error::NotADiary }));
        }
        let vault_id = cursor.array()?;
        let algorithm = cursor.u32()?;
        let kdf = Kdf::new(cursor.u32()?, cursor.u32()?, cursor.u32()?);
        let salt = cursor.array()?;
        Some(match kdf {
            Ok(kdf) if algorithm == ARGON2ID => Ok(Public { vault_id, kdf, salt }),
            _ => Err(Error::UnsafeLockSettings),
        })
    }

    fn write(&self, page: &mut Page) {
        let fields: [&[u8]; 8] = [
            MAGIC,
            &FORMAT.to_le_bytes(),
            &self.vault_id,
            &ARGON2ID.to_le_bytes(),
            &self.kdf.memory_kib().to_le_bytes(),
            &self.kdf.passes().to_le_bytes(),
            &self.kdf.lanes().to_le_bytes(),
            &self.salt,
        ];
        page[..PUBLIC].copy_from_slice(&fields.concat());
    }

    fn passphrase_key(&self, passphrase: &Passphrase) -> Result<Aead> {
        let stretched = self.kdf.derive(passphrase, &self.salt)?;
        Ok(Aead::new(&derive(&stretched, &self.vault_id, "slot passphrase")))
    }

    /// The key of the slot that `opener` fits.
    fn slot_key(&self, opener: Opener<'_>) -> Result<Aead> {
        match opener {
            Opener::Passphrase(passphrase) => self.passphrase_key(passphrase),
            Opener::Recovery(code) => Ok(recovery_key(&self.vault_id, code)),
        }
    }
}

/// A recovery code is random: nothing needs to be stretched.
fn recovery_key(vault_id: &[u8; 16], code: &RecoveryCode) -> Aead {
    Aead::new(&derive(&code.digest(), vault_id, "slot recovery"))
}

/// What opens a vault.
#[derive(Debug, Clone, Copy)]
pub enum Opener<'a> {
    /// The passphrase.
    Passphrase(&'a Passphrase),
    /// The code of the recovery kit.
    Recovery(&'a RecoveryCode),
}

impl Opener<'_> {
    fn slot(self) -> u8 {
        match self {
            Opener::Passphrase(_) => PASSPHRASE_SLOT,
            Opener::Recovery(_) => RECOVERY_SLOT,
        }
    }

    fn misfit(self) -> Error {
        match self {
            Opener::Passphrase(_) => Error::WrongPassphrase,
            Opener::Recovery(_) => Error::WrongRecoveryCode,
        }
    }
}

/// A vault's lock opened.
pub(crate) struct Unlocked {
    pub(crate) keys: Keys,
    /// A whole header copy to build the next one from.
    pub(crate) header: Option<Header>,
    /// Whether what was given opens `header` itself, so that it may replace the other copy. Otherwise (a change of
    /// passphrase was cut off) copying it would take away a passphrase that worked a moment ago.
    pub(crate) fits: bool,
}

/// Tries `opener` on both header copies. One damaged copy never locks anybody out.
pub(crate) fn unlock(pages: &[Page; 2], opener: Opener<'_>) -> Result<Unlocked> {
    let publics = [Public::parse(&pages[0]), Public::parse(&pages[1])];
    let mut stretched: Option<(Public, Aead)> = None;
    let mut fallback = None;
    for (page, public) in pages.iter().zip(&publics) {
        let Ok(public) = public else { continue };
        if stretched.as_ref().is_none_or(|(tried, _)| tried != public) {
            stretched = Some((public.clone(), public.slot_key(opener)?));
        }
        let key = &stretched.as_ref().expect("set just above").1;
        let Some(root) = open_slots(page, public, key, opener.slot()) else { continue };
        let keys = Keys::new(public.vault_id, root);
        match open_tail(page, &keys) {
            Some(header) => return Ok(Unlocked { keys, header: Some(header), fits: true }),
            None => fallback = Some(keys),
        }
    }
    if let Some(keys) = fallback {
        let header = pages.iter().find_map(|page| open_tail(page, &keys));
        return Ok(Unlocked { keys, header, fits: false });
    }
    match publics {
        [Ok(_), _] | [_, Ok(_)] => Err(opener.misfit()),
        [Err(Error::NotADiary), Err(second)] => Err(second),
        [Err(first), _] => Err(first),
    }
}

/// Whether a stored header copy is exactly what was written.
pub(crate) fn is_whole(page: &Page, keys: &Keys) -> bool {
    open_tail(page, keys).is_some()
}

fn slot_range(slot: usize) -> std::ops::Range<usize> {
    PUBLIC + slot * SLOT..PUBLIC + (slot + 1) * SLOT
}

/// Not bound to the readable start of the header, so a change of passphrase leaves the other slots valid. (The KDF
/// settings and salt are bound by the key itself, and all of the page by its tail.)
fn slot_aad(vault_id: &[u8; 16], slot: usize) -> Vec<u8> {
    aad(vault_id, b"dbv1slot", slot as u64, &[])
}

fn open_slots(page: &Page, public: &Public, key: &Aead, kind: u8) -> Option<Secret> {
    (0..SLOTS).find_map(|slot| {
        let mut cursor = Cursor::new(&page[slot_range(slot)]);
        let nonce = cursor.array()?;
        let mut plain = Zeroizing::new(cursor.array::<SLOT_PLAIN>()?);
        let tag = cursor.array()?;
        let aad = slot_aad(&public.vault_id, slot);
        let fits = key.open(nonce, &aad, &tag, plain.as_mut()) && plain[0] == kind;
        fits.then(|| Secret::new(plain[4..36].try_into().expect("32 bytes")))
    })
}

fn open_tail(page: &Page, keys: &Keys) -> Option<Header> {
    let mut cursor = Cursor::new(&page[TAIL_AT..]);
    let nonce = cursor.array()?;
    let mut plain = cursor.array::<TAIL_PLAIN>()?;
    let tag = cursor.array()?;
    if !keys.header.open(nonce, &keys.aad(b"dbv1lock", 0, &page[..TAIL_AT]), &tag, &mut plain) {
        return None;
    }
    let mut cursor = Cursor::new(&plain);
    Some(Header { generation: cursor.u64()?, kinds: cursor.array()?, page: *page })
}

impl Header {
    /// A first header, locking `keys` with `passphrase`.
    pub(crate) fn create(
        keys: &Keys,
        passphrase: &Passphrase,
        kdf: Kdf,
        entropy: &mut dyn Entropy,
    ) -> Result<Self> {
        let mut header = Header { generation: 0, kinds: [0; SLOTS], page: [0; PAGE] };
        entropy.fill(&mut header.page[PUBLIC..TAIL_AT])?;
        header.set_passphrase(keys, passphrase, kdf, entropy)?;
        Ok(header)
    }

    /// The next header: the same root key behind another passphrase, with a fresh salt. Slots of other kinds stay
    /// as they are.
    pub(crate) fn set_passphrase(
        &mut self,
        keys: &Keys,
        passphrase: &Passphrase,
        kdf: Kdf,
        entropy: &mut dyn Entropy,
    ) -> Result<()> {
        let public = Public { vault_id: keys.vault_id, kdf, salt: random(entropy)? };
        public.write(&mut self.page);
        self.fill_slot(keys, PASSPHRASE_SLOT, &public.passphrase_key(passphrase)?, entropy)?;
        self.seal_tail(keys, entropy)
    }

    /// The next header: a recovery code opens it too. A code given before opens nothing any more.
    pub(crate) fn set_recovery(
        &mut self,
        keys: &Keys,
        code: &RecoveryCode,
        entropy: &mut dyn Entropy,
    ) -> Result<()> {
        self.fill_slot(keys, RECOVERY_SLOT, &recovery_key(&keys.vault_id, code), entropy)?;
        self.seal_tail(keys, entropy)
    }

    /// The next header: no recovery code opens it any more.
    pub(crate) fn clear_recovery(&mut self, keys: &Keys, entropy: &mut dyn Entropy) -> Result<()> {
        if let Some(slot) = self.slot_of(RECOVERY_SLOT) {
            entropy.fill(&mut self.page[slot_range(slot)])?;
            self.kinds[slot] = 0;
        }
        self.seal_tail(keys, entropy)
    }

    /// Whether a recovery code opens this header.
    pub(crate) fn has_recovery(&self) -> bool {
        self.slot_of(RECOVERY_SLOT).is_some()
    }

    fn slot_of(&self, kind: u8) -> Option<usize> {
        self.kinds.iter().position(|held| *held == kind)
    }

    /// Puts the root key into the slot of this kind, or into the first that is free.
    fn fill_slot(&mut self, keys: &Keys, kind: u8, key: &Aead, entropy: &mut dyn Entropy) -> Result<()> {
        let slot =
            self.slot_of(kind).or_else(|| self.slot_of(0)).expect("24 slots for three kinds, one of each");
        let mut plain = Zeroizing::new([0; SLOT_PLAIN]);
        plain[0] = kind;
        plain[4..36].copy_from_slice(keys.root.as_ref());
        let nonce: [u8; NONCE] = random(entropy)?;
        let tag = key.seal(nonce, &slot_aad(&keys.vault_id, slot), plain.as_mut());
        self.page[slot_range(slot)].copy_from_slice(&[&nonce[..], plain.as_ref(), &tag].concat());
        self.kinds[slot] = kind;
        Ok(())
    }

    fn seal_tail(&mut self, keys: &Keys, entropy: &mut dyn Entropy) -> Result<()> {
        self.generation += 1;
        let mut plain = [0; TAIL_PLAIN];
        plain[..8].copy_from_slice(&self.generation.to_le_bytes());
        plain[8..8 + SLOTS].copy_from_slice(&self.kinds);
        let nonce: [u8; NONCE] = random(entropy)?;
        let tag = keys.header.seal(nonce, &keys.aad(b"dbv1lock", 0, &self.page[..TAIL_AT]), &mut plain);
        self.page[TAIL_AT..].copy_from_slice(&[&nonce[..], &plain, &tag].concat());
        Ok(())
    }

    pub(crate) fn page(&self) -> &Page {
        &self.page
    }
}

/// How much of the file is acknowledged: written and synced after each commit's sync.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct HeadRecord {
    /// Number of the last commit known to be durable.
    pub(crate) commit: u64,
    /// Offset just after that commit.
    pub(crate) length: u64,
    /// Log entries up to there.
    pub(crate) size: u64,
    /// Root hash over them.
    pub(crate) root: Hash,
    /// Erasures of commits up to this number are carried out and durable.
    pub(crate) erased: u64,
}

impl HeadRecord {
    /// Which of the two places this record goes to: consecutive commits alternate.
    pub(crate) fn place(&self) -> usize {
        usize::from(!self.commit.is_multiple_of(2))
    }

    /// The sealed page to be stored at `HEAD_AT[place]`.
    pub(crate) fn seal_at(&self, place: usize, keys: &Keys, entropy: &mut dyn Entropy) -> Result<Page> {
        let mut plain = [0; HEAD_PLAIN];
        let fields: [&[u8]; 5] = [
            &self.commit.to_le_bytes(),
            &self.length.to_le_bytes(),
            &self.size.to_le_bytes(),
            &self.root,
            &self.erased.to_le_bytes(),
        ];
        plain[..64].copy_from_slice(&fields.concat());
        let nonce: [u8; NONCE] = random(entropy)?;
        let tag = keys.header.seal(nonce, &keys.aad(b"dbv1head", HEAD_AT[place], &[]), &mut plain);
        let mut page = [0; PAGE];
        page.copy_from_slice(&[&nonce[..], &plain, &tag].concat());
        Ok(page)
    }

    /// Opens the record stored at `HEAD_AT[place]`.
    pub(crate) fn open(page: &Page, place: usize, keys: &Keys) -> Option<Self> {
        let mut cursor = Cursor::new(page);
        let nonce = cursor.array()?;
        let mut plain = cursor.array::<HEAD_PLAIN>()?;
        let tag = cursor.array()?;
        if !keys.header.open(nonce, &keys.aad(b"dbv1head", HEAD_AT[place], &[]), &tag, &mut plain) {
            return None;
        }
        let mut cursor = Cursor::new(&plain);
        Some(HeadRecord {
            commit: cursor.u64()?,
            length: cursor.u64()?,
            size: cursor.u64()?,
            root: cursor.array()?,
            erased: cursor.u64()?,
        })
    }
}
