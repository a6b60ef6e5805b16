//! Packing with DEFLATE, in the zlib format (RFC 1950 and 1951): any language can undo it.

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};

/// `plain` packed behind a `prefix`. `None` when that is not shorter.
pub(crate) fn pack(plain: &[u8], prefix: Vec<u8>) -> Option<Vec<u8>> {
    let mut out = prefix;
    // What does not fit the room is not shorter. The fastest level: what is packed is lists of much the same.
    out.reserve_exact(plain.len().checked_sub(out.len())?);
    let status =
        Compress::new(Compression::fast(), true).compress_vec(plain, &mut out, FlushCompress::Finish);
    (matches!(status, Ok(Status::StreamEnd)) && out.len() < plain.len()).then_some(out)
}

/// What is packed, if it unpacks to exactly `length` bytes and nothing stands behind it.
pub(crate) fn unpack(packed: &[u8], length: usize) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(length);
    let mut inflate = Decompress::new(true);
    let status = inflate.decompress_vec(packed, &mut out, FlushDecompress::Finish);
    let whole = matches!(status, Ok(Status::StreamEnd)) && inflate.total_in() == packed.len() as u64;
    (whole && out.len() == length).then_some(out)
}
