//! Locked bytes: keys wrapped in keys (RFC 3394), and files in blocks chained from zero (AES-256-CBC, NIST SP 800-38A).

use crate::source::ReadSeek;
use aes::{
    Aes256, Block,
    cipher::{BlockCipherDecrypt, KeyInit},
};
use std::io::{self, Read, Seek, SeekFrom};
use zeroize::Zeroizing;

/// A key of 256 bits, wiped when dropped.
pub type Key = Zeroizing<[u8; 32]>;

const BLOCK: usize = 16;
/// Bytes unlocked at a time.
const CHUNK: usize = 64 << 10;
/// What a wrapped key begins with, once unwrapped (RFC 3394, section 2.2.3.1).
const CHECK: [u8; 8] = [0xa6; 8];

fn cipher(key: &Key) -> Aes256 {
    Aes256::new(&(**key).into())
}

/// Unwraps a key of 256 bits. `None`: it was wrapped in another key (RFC 3394, section 2.2.2).
pub fn unwrap(key: &Key, wrapped: &[u8]) -> Option<Key> {
    let (check, registers) = wrapped.split_at_checked(8)?;
    let mut check: [u8; 8] = check.try_into().ok()?;
    let mut registers = Zeroizing::new(<[u8; 32]>::try_from(registers).ok()?);
    let cipher = cipher(key);
    for step in (1..=24u64).rev() {
        let place = usize::try_from((step - 1) % 4).ok()? * 8;
        let count = u64::from_be_bytes(check) ^ step;
        let mut block = Block::default();
        block[..8].copy_from_slice(&count.to_be_bytes());
        block[8..].copy_from_slice(&registers[place..place + 8]);
        cipher.decrypt_block(&mut block);
        check.copy_from_slice(&block[..8]);
        registers[place..place + 8].copy_from_slice(&block[8..]);
    }
    (check == CHECK).then_some(registers)
}

/// A locked file, unlocked as it is read. Any place of it can be read first: each block needs only the one before.
pub struct Unlocking<'f> {
    file: Box<dyn ReadSeek + 'f>,
    cipher: Aes256,
    length: u64,
    at: u64,
    /// The unlocked piece at hand, and where it begins.
    piece: Vec<u8>,
    from: u64,
}

impl<'f> Unlocking<'f> {
    /// Opens a locked file. `length`: its length unlocked, where known; the rest of its last block is filling.
    pub fn new(mut file: Box<dyn ReadSeek + 'f>, key: &Key, length: Option<u64>) -> io::Result<Self> {
        let whole = file.seek(SeekFrom::End(0))? / BLOCK as u64 * BLOCK as u64;
        let length = length.map_or(whole, |length| length.min(whole));
        Ok(Self { file, cipher: cipher(key), length, at: 0, piece: Vec::new(), from: 0 })
    }

    /// Unlocks the piece that holds the present place.
    fn fetch(&mut self) -> io::Result<()> {
        self.from = self.at / CHUNK as u64 * CHUNK as u64;
        let mut before = [0; BLOCK];
        if self.from == 0 {
            self.file.rewind()?;
        } else {
            self.file.seek(SeekFrom::Start(self.from - BLOCK as u64))?;
            self.file.read_exact(&mut before)?;
        }
        self.piece.clear();
        (&mut self.file).take(CHUNK as u64).read_to_end(&mut self.piece)?;
        self.piece.truncate(self.piece.len() / BLOCK * BLOCK);
        for bytes in self.piece.chunks_exact_mut(BLOCK) {
            let mut block = Block::default();
            block.copy_from_slice(bytes);
            self.cipher.decrypt_block(&mut block);
            for ((byte, plain), before) in bytes.iter_mut().zip(block).zip(&mut before) {
                *byte = plain ^ std::mem::replace(before, *byte);
            }
        }
        Ok(())
    }
}

impl Read for Unlocking<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.at >= self.length || into.is_empty() {
            return Ok(0);
        }
        if self.at < self.from || self.at >= self.from + self.piece.len() as u64 {
            self.fetch()?;
        }
        let start = usize::try_from(self.at - self.from).unwrap_or(usize::MAX);
        let left = usize::try_from(self.length - self.at).unwrap_or(usize::MAX);
        let piece = self.piece.get(start..).unwrap_or_default();
        let count = into.len().min(left).min(piece.len());
        into[..count].copy_from_slice(&piece[..count]);
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for Unlocking<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let place = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = place.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn bytes(hex: &str) -> Vec<u8> {
        (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap()).collect()
    }

    fn key(hex: &str) -> Key {
        Zeroizing::new(bytes(hex).try_into().unwrap())
    }

    #[test]
    fn a_wrapped_key_is_that_of_the_standard() {
        // RFC 3394, section 4.6.
        let outer = key("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
        let wrapped =
            bytes("28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21");
        let inner = key("00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f");
        assert_eq!(unwrap(&outer, &wrapped), Some(inner.clone()));
        assert_eq!(unwrap(&inner, &wrapped), None);
        assert_eq!((unwrap(&outer, &wrapped[..39]), unwrap(&outer, b"")), (None, None));
    }

    #[test]
    fn chained_blocks_are_those_of_the_standard_from_any_place() {
        // NIST SP 800-38A, F.2.6, with a block before it that stands for the first vector.
        let outer = key("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4");
        let locked = bytes(
            "000102030405060708090a0b0c0d0e0ff58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d",
        );
        let plain = bytes("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51");
        let mut file = Unlocking::new(Box::new(Cursor::new(locked)), &outer, Some(45)).unwrap();
        assert_eq!(file.seek(SeekFrom::End(-29)).unwrap(), 16);
        let mut got = Vec::new();
        file.read_to_end(&mut got).unwrap();
        assert_eq!(got, plain[..29], "filling is left off");
        file.seek(SeekFrom::Start(20)).unwrap();
        let mut four = [0; 4];
        file.read_exact(&mut four).unwrap();
        assert_eq!(four, plain[4..8]);
        file.seek(SeekFrom::Start(99)).unwrap();
        assert_eq!(file.read(&mut four).unwrap(), 0);
    }
}
