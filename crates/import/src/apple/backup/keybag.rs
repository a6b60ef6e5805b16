//! The keys of a locked backup (Apple Platform Security, "Keybags"): those of each protection class, wrapped in one made
//! of the password. The layout of the keybag was worked out by J. Bédrune and J. Sigwald (iphone-dataprotection, 2011).

use super::{
    locked::{Key, unwrap},
    manifest::Trouble,
};
use pbkdf2::pbkdf2_hmac;
use plist::{Dictionary, Value};
use sha1::Sha1;
use sha2::Sha256;
use std::{collections::HashMap, io::Cursor};
use zeroize::Zeroizing;

/// Most rounds that are done. Phones ask for ten million; a file that asks for far more wants to keep us busy.
const ROUNDS: u32 = 20_000_000;
/// The class key is wrapped in the key of the password.
const BY_PASSWORD: u32 = 2;

/// What `Manifest.plist` says about locking.
pub struct Unlock {
    /// It is locked.
    pub is_locked: bool,
    keybag: Vec<u8>,
    /// Number of a class, then the wrapped key of the list.
    list_key: Vec<u8>,
}

impl Unlock {
    /// Reads the property list. `None` if it is damaged.
    pub fn parse(plist: &[u8]) -> Option<Self> {
        let list = Value::from_reader(Cursor::new(plist)).ok()?.into_dictionary()?;
        let data =
            |name: &str| list.get(name).and_then(Value::as_data).map(<[u8]>::to_vec).unwrap_or_default();
        let is_locked = list.get("IsEncrypted").and_then(Value::as_boolean)?;
        Some(Self { is_locked, keybag: data("BackupKeyBag"), list_key: data("ManifestKey") })
    }

    /// Opens the keybag with the password.
    pub fn with(&self, password: &str) -> Result<Keys, Trouble> {
        let bag = Keybag::parse(&self.keybag).ok_or(Trouble::Damaged)?;
        let key = bag.key_of(password).ok_or(Trouble::Damaged)?;
        let mut classes = HashMap::new();
        for class in bag.classes.iter().filter(|class| class.wrap & BY_PASSWORD != 0) {
            // Every key is wrapped with a check; one that does not hold means another password.
            let opened = unwrap(&key, &class.wrapped).ok_or(Trouble::WrongPassword)?;
            classes.insert(class.number, opened);
        }
        let mut keys = Keys { classes, list: Key::default() };
        keys.list = keys.unwrap(&self.list_key).ok_or(Trouble::Damaged)?;
        Ok(keys)
    }
}

/// Keys of an unlocked backup. They are wiped when dropped.
pub struct Keys {
    classes: HashMap<u32, Key>,
    /// The key of the list of files.
    pub list: Key,
}

impl Keys {
    /// Unwraps a key that stands after the number of its class, smallest byte first.
    pub fn unwrap(&self, written: &[u8]) -> Option<Key> {
        let (class, wrapped) = written.split_at_checked(4)?;
        let class = u32::from_le_bytes(class.try_into().ok()?);
        unwrap(self.classes.get(&class)?, wrapped)
    }
}

/// The key of a file: in the archived object that its row holds.
pub fn written_key(file: &[u8]) -> (Option<Vec<u8>>, u64) {
    let Some(list) = Value::from_reader(Cursor::new(file)).ok().and_then(Value::into_dictionary) else {
        return (None, 0);
    };
    let root =
        list.get("$top").and_then(Value::as_dictionary).and_then(|top| object(&list, top.get("root")?));
    let Some(root) = root.and_then(Value::as_dictionary) else { return (None, 0) };
    let bytes = root.get("Size").and_then(Value::as_unsigned_integer).unwrap_or(0);
    let key = root.get("EncryptionKey").and_then(|key| object(&list, key));
    let data = key.and_then(Value::as_dictionary).and_then(|key| key.get("NS.data")).and_then(Value::as_data);
    (data.map(<[u8]>::to_vec), bytes)
}

/// What a reference in an archive stands for.
fn object<'l>(list: &'l Dictionary, reference: &Value) -> Option<&'l Value> {
    let number = usize::try_from(reference.as_uid()?.get()).ok()?;
    list.get("$objects")?.as_array()?.get(number)
}

#[derive(Default)]
struct Keybag {
    salt: Vec<u8>,
    rounds: u32,
    /// Since iOS 10.2 many more rounds come before.
    first: Option<(Vec<u8>, u32)>,
    classes: Vec<Class>,
}

#[derive(Default)]
struct Class {
    number: u32,
    wrap: u32,
    wrapped: Vec<u8>,
}

impl Keybag {
    /// Fields of four letters, a length and a value. After the first ones each `UUID` begins a class.
    fn parse(mut bytes: &[u8]) -> Option<Self> {
        let (mut bag, mut first_salt, mut first_rounds, mut begun) = (Self::default(), None, 0, false);
        while let Some((name, rest)) = bytes.split_at_checked(4) {
            let (length, rest) = rest.split_at_checked(4)?;
            let length = usize::try_from(u32::from_be_bytes(length.try_into().ok()?)).ok()?;
            let (value, rest) = rest.split_at_checked(length)?;
            bytes = rest;
            let number = || Some(u32::from_be_bytes(value.try_into().ok()?));
            match (name, bag.classes.last_mut()) {
                (b"UUID", _) if begun => bag.classes.push(Class::default()),
                (b"UUID", _) => begun = true,
                (b"SALT", _) => bag.salt = value.to_vec(),
                (b"ITER", _) => bag.rounds = number()?,
                (b"DPSL", _) => first_salt = Some(value.to_vec()),
                (b"DPIC", _) => first_rounds = number()?,
                (b"CLAS", Some(class)) => class.number = number()?,
                (b"WRAP", Some(class)) => class.wrap = number()?,
                (b"WPKY", Some(class)) => class.wrapped = value.to_vec(),
                _ => {}
            }
        }
        bag.first = first_salt.map(|salt| (salt, first_rounds));
        (!bag.classes.is_empty()).then_some(bag)
    }

    /// The key made of the password.
    fn key_of(&self, password: &str) -> Option<Key> {
        let counts = self.first.iter().map(|(_, rounds)| *rounds).chain([self.rounds]);
        if counts.into_iter().any(|rounds| rounds == 0 || rounds > ROUNDS) {
            return None;
        }
        let mut secret = Zeroizing::new(password.as_bytes().to_vec());
        if let Some((salt, rounds)) = &self.first {
            let mut first = Key::default();
            pbkdf2_hmac::<Sha256>(&secret, salt, *rounds, first.as_mut_slice());
            secret = Zeroizing::new(first.to_vec());
        }
        let mut key = Key::default();
        pbkdf2_hmac::<Sha1>(&secret, &self.salt, self.rounds, key.as_mut_slice());
        Some(key)
    }
}
