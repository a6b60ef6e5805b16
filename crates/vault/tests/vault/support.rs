//! What the vault's tests share: a passphrase, quick opening, repeatable randomness, a random workload.

use std::collections::BTreeMap;

use daybook_vault::storage::Storage;
use daybook_vault::{
    CheckReport, Entropy, EntryInput, Error, Kdf, OsEntropy, Passphrase, Result, SeededEntropy, Vault,
};

pub fn passphrase() -> Passphrase {
    Passphrase::new("seven green lamps above the harbour").unwrap()
}

pub fn create(storage: impl Storage + 'static) -> Vault {
    Vault::create(storage, &passphrase(), Kdf::CHEAP, Box::new(SeededEntropy::new(1))).unwrap()
}

/// The names of the private values that can be read.
pub fn private_names(vault: &Vault) -> Result<Vec<String>> {
    Ok(vault.private_values()?.0.into_iter().map(|(name, _)| name).collect())
}

pub fn try_open(storage: impl Storage + 'static) -> Result<Vault> {
    Vault::open(storage, &passphrase(), Box::new(OsEntropy::default()))
}

pub fn open(storage: impl Storage + 'static) -> Vault {
    try_open(storage).unwrap()
}

pub fn check(vault: &Vault) -> CheckReport {
    vault.check(&|_, _| {}).unwrap()
}

#[track_caller]
pub fn assert_sound(vault: &Vault) {
    let report = check(vault);
    assert!(report.is_sound(), "{report:?}");
}

/// Small repeatable random numbers.
pub struct Random(SeededEntropy);

impl Random {
    pub fn new(seed: u64) -> Self {
        Random(SeededEntropy::new(seed))
    }

    pub fn below(&mut self, limit: u64) -> u64 {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes).unwrap();
        u64::from_le_bytes(bytes) % limit
    }

    pub fn bytes(&mut self, len: u64) -> Vec<u8> {
        let mut bytes = vec![0; len as usize];
        self.0.fill(&mut bytes).unwrap();
        bytes
    }
}

/// What a vault must hold: grown by a workload, one acknowledged batch after another.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Model {
    pub entries: Vec<Vec<u8>>,
    pub blobs: Vec<(u64, Vec<u8>)>,
    pub private: BTreeMap<String, Vec<u8>>,
    pub cache: Option<Vec<u8>>,
}

impl Model {
    /// Writes one random batch to `vault` and answers what the vault must hold afterwards.
    pub fn step(&self, vault: &mut Vault, random: &mut Random) -> std::result::Result<Model, (Model, Error)> {
        let mut next = self.clone();
        match next.write(vault, random) {
            Ok(()) => Ok(next),
            Err(e) => Err((next, e)),
        }
    }

    fn write(&mut self, vault: &mut Vault, random: &mut Random) -> Result<()> {
        let mut batch = vault.batch()?;
        for _ in 0..random.below(4) {
            let len = random.below(900);
            let body = random.bytes(len);
            let entry = EntryInput::new(1, body.clone()).with_items([&body[..body.len() / 2], b"item"]);
            batch.append(&entry)?;
            self.entries.push(body);
        }
        if random.below(3) == 0 {
            let len = random.below(5000);
            let content = random.bytes(len);
            let blob = batch.add_blob(&mut &content[..])?;
            self.blobs.push((blob.id, content));
        }
        let name = format!("note {}", random.below(4));
        match random.below(4) {
            0 => {
                let value = random.bytes(200);
                batch.put_private(&name, &value)?;
                self.private.insert(name, value);
            }
            1 => {
                batch.erase_private(&name)?;
                self.private.remove(&name);
            }
            2 => {
                let bytes = random.bytes(700);
                batch.put_cache("c", &bytes)?;
                self.cache = Some(bytes);
            }
            _ => {}
        }
        batch.commit()?;
        Ok(())
    }

    /// What `vault` holds, read back in full.
    pub fn read(vault: &Vault) -> Result<Model> {
        let mut model = Model::default();
        for entry in vault.entries(0..vault.log_size()) {
            let entry = entry?;
            model.entries.push(entry.body().to_vec());
        }
        for blob in vault.blobs() {
            let mut content = Vec::new();
            let mut reader = vault.blob_reader(blob.id)?;
            std::io::Read::read_to_end(&mut reader, &mut content).map_err(Error::Read)?;
            model.blobs.push((blob.id, content));
        }
        for name in private_names(vault)? {
            let value = vault.private(&name)?.unwrap().to_vec();
            model.private.insert(name, value);
        }
        model.cache = vault.cache("c")?;
        Ok(model)
    }
}
