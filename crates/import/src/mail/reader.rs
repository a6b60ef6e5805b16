//! Reads streams of one mail or many.

use super::{
    letter::Post,
    split::{Mail, Split},
};
use crate::{
    error::ImportError,
    finding::Kind,
    options::Options,
    origin::Origin,
    source::{Stream, head},
    tally::Output,
};
use std::io::{self, Read};

/// Longest first line of an emlx: a number and spaces.
const COUNT: usize = 32;

/// Reads a file that is one mail.
pub fn read_mail(
    stream: &mut dyn Stream,
    origin: &Origin<'_>,
    options: &Options,
    output: &mut Output<'_>,
) -> Result<(), ImportError> {
    one(stream, (0, None), (origin, options), output)
}

/// Reads a mail as Apple Mail keeps it: its length, the mail, and a list of the program's own marks behind it.
pub fn read_emlx(
    stream: &mut dyn Stream,
    origin: &Origin<'_>,
    options: &Options,
    output: &mut Output<'_>,
) -> Result<(), ImportError> {
    let start = head(&mut *stream.open()?, COUNT)?;
    let Some((length, skipped)) = emlx_length(&start) else {
        return one(stream, (0, None), (origin, options), output);
    };
    one(stream, (skipped as u64, Some(length)), (origin, options), output)
}

/// The length that the first line of an emlx gives, and where the mail begins.
pub fn emlx_length(head: &[u8]) -> Option<(u64, usize)> {
    let line = head.iter().take(COUNT).position(|b| *b == b'\n')?;
    let number = std::str::from_utf8(head[..line].trim_ascii()).ok()?;
    let digits = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    Some((number.parse().ok().filter(|_| digits)?, line + 1))
}

fn one(
    stream: &mut dyn Stream,
    (skip, length): (u64, Option<u64>),
    (origin, options): (&Origin<'_>, &Options),
    output: &mut Output<'_>,
) -> Result<(), ImportError> {
    let limit = options.limits.mail_bytes;
    let mut reader = stream.open()?;
    io::copy(&mut (&mut reader).take(skip), &mut io::sink())?;
    let whole = length.unwrap_or(u64::MAX);
    let mut bytes = head(&mut (&mut reader).take(whole), limit)?;
    let read = bytes.len() as u64;
    let beyond = io::copy(&mut reader, &mut io::sink())?;
    let end = skip + read + beyond;
    if length.is_some_and(|length| skip + length > end) {
        output.findings.at(Kind::Truncated, end, 0);
    }
    let cut = read == limit as u64 && read < whole && beyond > 0;
    let before = bytes.len() - super::bare(&bytes).len();
    bytes.drain(..before);
    let mut post = Post::new(origin, options, output);
    post.take(&Mail { end, bytes, body: skip + before as u64, cut, ..Mail::default() })?;
    post.close();
    Ok(())
}

/// Reads an mbox, one mail at a time.
pub fn read_mbox(
    stream: &mut dyn Stream,
    origin: &Origin<'_>,
    options: &Options,
    output: &mut Output<'_>,
) -> Result<(), ImportError> {
    let mut split = Split::new(stream.open()?, options.limits.mail_bytes)?;
    let mut post = Post::new(origin, options, output);
    while let Some(mail) = split.next_mail()? {
        post.take(&mail)?;
    }
    if let Some(at) = split.stray {
        post.output().findings.at(Kind::UnreadLines, at, 1);
    }
    post.close();
    Ok(())
}
