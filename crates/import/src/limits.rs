//! How much a source may ask for before it is refused or cut.

/// The bounds of one reading. The defaults are meant for a phone-sized computer and an export of any honest size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Longest text kept of one record, in bytes. What is beyond stays in the original, at the record's locator.
    pub record_text_bytes: usize,
    /// Most members of a zip.
    pub zip_members: u64,
    /// Most members of a zip that are looked into; pictures and recordings, which their first bytes tell, are not counted.
    pub zip_looked_into: u64,
    /// Most bytes that one stored byte of a zip may unpack to.
    pub zip_ratio: u64,
    /// Most bytes that all members of a zip may say they unpack to.
    pub zip_total_bytes: u64,
    /// Longest record of a JSON document, in bytes.
    pub json_record_bytes: usize,
    /// Most bytes of an HTML document held at a time, outside of records that are done.
    pub html_held_bytes: usize,
    /// Deepest nesting of XML elements.
    pub xml_depth: usize,
    /// Longest mail that is opened whole, its files included, in bytes.
    pub mail_bytes: usize,
    /// Deepest mail within a mail that is opened.
    pub mail_depth: usize,
    /// Longest row of a table, in bytes.
    pub row_bytes: u64,
    /// Most different names of people kept for telling where a name ends.
    pub names: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            // A message an app accepts has at most 65,536 characters. Sixty times that, and memory stays small.
            record_text_bytes: 4 << 20,
            zip_members: 1_000_000,
            // The largest downloads have some ten thousand; a zip made to cost time has as many as it likes.
            zip_looked_into: 100_000,
            // Text of a chat packs to about a tenth, repetitive text to a hundredth.
            zip_ratio: 200,
            zip_total_bytes: 20 << 30,
            // Twice the longest text, for what stands around it.
            json_record_bytes: 8 << 20,
            html_held_bytes: 64 << 20,
            xml_depth: 256,
            // Mail services refuse beyond 25 to 150 MB; in memory it stands once as it is and once unpacked.
            mail_bytes: 192 << 20,
            mail_depth: 64,
            // A quotation that never ends would make the rest of the file one row.
            row_bytes: 32 << 20,
            names: 100_000,
        }
    }
}
