//! What a source is, by its content. Names are never looked at.

use crate::{
    apple,
    archive::Archive,
    broken, calendar, discord,
    error::ImportError,
    finding::{Findings, Kind},
    google, google_voice,
    limits::Limits,
    mail, meta,
    options::{Format, Options, PACKED},
    origin::{Confidence, MemberFile, Origin},
    outlook, signal, sms, snapchat,
    source::{ReadSeek, Stream, head},
    sqlite::{self, Database},
    table,
    tally::Output,
    telegram,
    text::shown,
    tiktok, vcard, whatsapp, x,
};
use memchr::memmem;
use std::io;

/// Bytes looked at for a first opinion.
pub const HEAD: usize = 64 << 10;
/// Bytes that tell a picture or recording.
pub const GLANCE: usize = 512;
/// What a member of a zip begins with (APPNOTE 4.3.7).
const LOCAL: &[u8] = b"PK\x03\x04";

/// One format: how it is known and how it is read.
pub struct Reader {
    /// The format.
    pub format: Format,
    /// How sure the head of a file or member is of this format, if it is.
    pub looks_like: fn(&[u8]) -> Option<Confidence>,
    /// Reads a stream of it.
    pub read: fn(&mut dyn Stream, &Origin<'_>, &Options, &mut Output<'_>) -> Result<(), ImportError>,
    /// What it is known by, in plain words.
    pub why: &'static str,
}

/// Every format. Of equally sure ones the first counts, so the loosest stand last.
pub static READERS: &[Reader] = &[
    Reader {
        format: Format::Imessage,
        looks_like: apple::imessage::looks_like,
        read: apple::imessage::read,
        why: "It is a database with the tables of Messages.",
    },
    Reader {
        format: Format::IphoneCalls,
        looks_like: apple::calls::looks_like,
        read: apple::calls::read,
        why: "It is a database with the tables of a call history.",
    },
    Reader {
        format: Format::IphoneBackup,
        looks_like: apple::backup::looks_like,
        read: apple::backup::read,
        why: "It is the list of keys of an iPhone backup.",
    },
    Reader {
        format: Format::WhatsappIphone,
        looks_like: apple::chats::looks_like,
        read: apple::chats::read,
        why: "It is a database with the tables of WhatsApp.",
    },
    Reader {
        format: Format::IphoneContacts,
        looks_like: apple::contacts::looks_like,
        read: apple::contacts::read,
        why: "It is a database with the tables of contacts.",
    },
    Reader {
        format: Format::IphoneVoicemail,
        looks_like: apple::voicemail::looks_like,
        read: apple::voicemail::read,
        why: "It is a database with the tables of voicemail.",
    },
    Reader {
        format: Format::SmsBackupRestore,
        looks_like: sms::looks_like,
        read: sms::read,
        why: "It has records as SMS Backup & Restore writes them.",
    },
    Reader {
        format: Format::Mbox,
        looks_like: mail::looks_like_mbox,
        read: mail::read_mbox,
        why: "It begins with the line that stands before each mail of a mailbox.",
    },
    Reader {
        format: Format::Emlx,
        looks_like: mail::looks_like_emlx,
        read: mail::read_emlx,
        why: "It begins with a number, as Apple Mail writes it, and goes on as a mail.",
    },
    Reader {
        format: Format::Eml,
        looks_like: mail::looks_like_mail,
        read: mail::read_mail,
        why: "It begins with the lines that stand at the head of a mail.",
    },
    Reader {
        format: Format::Msg,
        looks_like: outlook::msg::looks_like,
        read: outlook::msg::read,
        why: "It is built as Outlook builds the messages it saves.",
    },
    Reader {
        format: Format::Pst,
        looks_like: outlook::pst::looks_like,
        read: outlook::pst::read,
        why: "It begins as Outlook's mailboxes do.",
    },
    Reader {
        format: Format::Vcard,
        looks_like: vcard::looks_like,
        read: vcard::read,
        why: "It begins as contact cards do.",
    },
    Reader {
        format: Format::Ics,
        looks_like: calendar::looks_like,
        read: calendar::read,
        why: "It begins as calendars do.",
    },
    Reader {
        format: Format::Telegram,
        looks_like: telegram::looks_like_json,
        read: telegram::read_json,
        why: "It has chats as Telegram Desktop exports them.",
    },
    Reader {
        format: Format::TelegramHtml,
        looks_like: telegram::looks_like_html,
        read: telegram::read_html,
        why: "It is a page of a chat as Telegram Desktop exports it.",
    },
    Reader {
        format: Format::Instagram,
        looks_like: meta::looks_like_instagram,
        read: meta::read_json,
        why: "It has messages as Instagram downloads have them.",
    },
    Reader {
        format: Format::Messenger,
        looks_like: meta::looks_like_json,
        read: meta::read_json,
        why: "It has messages as downloads of Facebook, Messenger and Instagram have them.",
    },
    Reader {
        format: Format::GoogleVoice,
        looks_like: google_voice::looks_like,
        read: google_voice::read,
        why: "It is a page of Google Voice as Google Takeout has it.",
    },
    Reader {
        format: Format::MessengerHtml,
        looks_like: meta::looks_like_html,
        read: meta::read_html,
        why: "It is a page of messages as downloads of Facebook and Instagram have them.",
    },
    Reader {
        format: Format::Signal,
        looks_like: signal::looks_like_json,
        read: signal::read_json,
        why: "It has frames of messages as Signal exports them.",
    },
    Reader {
        format: Format::SignalText,
        looks_like: signal::looks_like_text,
        read: signal::read_text,
        why: "Its lines begin as those of the script that exports Signal chats as text.",
    },
    Reader {
        format: Format::X,
        looks_like: x::looks_like,
        read: x::read,
        why: "It begins as the files of an archive of X (Twitter) do.",
    },
    Reader {
        format: Format::Snapchat,
        looks_like: snapchat::looks_like,
        read: snapchat::read,
        why: "It has chats, snaps or calls as Snapchat writes them.",
    },
    Reader {
        format: Format::Discord,
        looks_like: discord::looks_like_channel,
        read: discord::read_channel,
        why: "It is a channel of Discord as DiscordChatExporter saves it.",
    },
    Reader {
        format: Format::DiscordPackage,
        looks_like: discord::looks_like_package,
        read: discord::read_package,
        why: "It has messages as Discord sends them on request.",
    },
    Reader {
        format: Format::DiscordPackageCsv,
        looks_like: discord::looks_like_package_csv,
        read: discord::read_package_csv,
        why: "It is a table of messages as Discord sends it on request.",
    },
    Reader {
        format: Format::GoogleChat,
        looks_like: google::looks_like_chat,
        read: google::read_chat,
        why: "It has messages as Google Takeout has them of Google Chat.",
    },
    Reader {
        format: Format::GoogleLocation,
        looks_like: google::looks_like_places,
        read: google::read_places,
        why: "It has places and times as Google writes them.",
    },
    Reader {
        format: Format::GoogleTakeout,
        looks_like: google::looks_like_activity_json,
        read: google::read_activity_json,
        why: "It lists activity as Google Takeout does.",
    },
    Reader {
        format: Format::GoogleTakeoutHtml,
        looks_like: google::looks_like_activity_html,
        read: google::read_activity_html,
        why: "It lists activity as the pages of Google Takeout do.",
    },
    Reader {
        format: Format::Tiktok,
        looks_like: tiktok::looks_like,
        read: tiktok::read,
        why: "It has the sections that TikTok writes.",
    },
    Reader {
        format: Format::Whatsapp,
        looks_like: whatsapp::looks_like,
        read: whatsapp::read,
        why: "Its lines begin with a date, a time and a name, as in a chat that was exported.",
    },
    Reader {
        format: Format::Broken,
        looks_like: broken::looks_like,
        read: broken::read,
        why: "It begins as a list of records and is damaged.",
    },
    Reader {
        format: Format::Csv,
        looks_like: table::looks_like,
        read: table::read,
        why: "Its lines have the same columns throughout, and one of them holds dates.",
    },
];

/// The reader of a format. Files that are no export have none.
pub fn reader(format: Format) -> Option<&'static Reader> {
    READERS.iter().find(|reader| reader.format == format)
}

/// What a source was taken for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recognised {
    /// The format; of a zip, the surest within.
    pub format: Format,
    /// It came in a zip.
    pub packed: bool,
    /// How sure.
    pub confidence: Confidence,
    /// Why, in plain words.
    pub why: String,
}

impl Recognised {
    fn new(format: Format, confidence: Confidence, why: &str) -> Self {
        Self { format, packed: false, confidence, why: why.to_owned() }
    }

    /// The stable word for programs: that of the format, with what tells that it was packed.
    pub fn word(&self) -> String {
        if self.packed && self.format != Format::File {
            format!("{}{PACKED}", self.format.word())
        } else {
            self.format.word().to_owned()
        }
    }
}

/// Looks at a source. Afterwards it stands anywhere.
pub fn recognise(source: &mut dyn ReadSeek, limits: &Limits) -> io::Result<Recognised> {
    source.rewind()?;
    let start = head(source, HEAD)?;
    if is_zip(&start) {
        return in_zip(source, limits);
    }
    Ok(match look(&start, Box::new(source)) {
        Look::Export(found) => found,
        Look::Odd(_) | Look::Media | Look::Nothing => {
            Recognised::new(Format::File, Confidence::High, "It is none of the exports we read.")
        }
    })
}

/// Why a source that is no export should have been one: said, so that nobody thinks it was empty.
pub fn odd(source: &mut dyn ReadSeek) -> io::Result<Option<Kind>> {
    source.rewind()?;
    let start = head(source, HEAD)?;
    Ok(match look(&start, Box::new(source)) {
        Look::Odd(kind) => Some(kind),
        Look::Export(_) | Look::Media | Look::Nothing => None,
    })
}

/// Whether what begins so may be an export, or must be told if it is not: whether it is worth reading at all.
pub fn is_of_interest(start: &[u8]) -> bool {
    is_zip(start) || has_structure(start) || export(start).is_some() || odd_start(start).is_some()
}

/// What a look at a file or member shows.
enum Look {
    Export(Recognised),
    /// No export, and something is wrong or unread here.
    Odd(Kind),
    /// A picture or recording.
    Media,
    Nothing,
}

/// Looks at bytes, and at the whole of them where the beginning does not settle it.
fn look<'s>(start: &[u8], whole: Box<dyn ReadSeek + 's>) -> Look {
    if let Some(found) = export(start) {
        return Look::Export(found);
    }
    if has_structure(start) {
        return structured(start, whole);
    }
    odd_start(start).map_or(Look::Nothing, Look::Odd)
}

/// Databases and compound files say what they are in any place, not at their beginning.
fn has_structure(start: &[u8]) -> bool {
    sqlite::is_database(start) || start.starts_with(outlook::msg::COMPOUND)
}

/// What a database is by all of its tables, or a compound file by its directory.
fn structured<'s>(start: &[u8], whole: Box<dyn ReadSeek + 's>) -> Look {
    if !sqlite::is_database(start) {
        return match outlook::msg::is_message(whole) {
            Ok(true) => Look::Export(sure(Format::Msg)),
            Ok(false) => Look::Nothing,
            Err(_) => Look::Odd(Kind::CannotRead),
        };
    }
    let Ok(database) = Database::open(whole, None) else { return Look::Odd(Kind::DamagedDatabase) };
    match apple::by_tables(database.tables()) {
        Some(format) => Look::Export(sure(format)),
        None if database.schema_damaged => Look::Odd(Kind::DamagedDatabase),
        None => Look::Nothing,
    }
}

/// What is surely of a format.
fn sure(format: Format) -> Recognised {
    let why = reader(format).map_or("", |reader| reader.why);
    Recognised::new(format, Confidence::High, why)
}

/// Text that is no export we read, but should have been; and zips with other bytes before them.
fn odd_start(start: &[u8]) -> Option<Kind> {
    if start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff") {
        return Some(Kind::WideText);
    }
    if is_binary(start) || infer::get(start).is_some() {
        let media = infer::get(start).is_some_and(|found| is_media(&found));
        // One at the very beginning is a document of an office or the like.
        let within = memmem::find(start, LOCAL).filter(|at| *at > 0 && !media);
        return within.map(|_| Kind::NestedArchive);
    }
    let resembles = whatsapp::resembles_chat(start) || mail::resembles_messages(start);
    resembles.then_some(Kind::NotUnderstood)
}

/// Whether bytes are no text.
pub fn is_binary(start: &[u8]) -> bool {
    start.contains(&0)
}

/// What the head of a file or member is, if it is an export.
pub fn export(start: &[u8]) -> Option<Recognised> {
    let mut best: Option<(Confidence, &Reader)> = None;
    for reader in READERS {
        let found = (reader.looks_like)(start);
        if let Some(sure) = found.filter(|sure| best.is_none_or(|(held, _)| *sure > held)) {
            best = Some((sure, reader));
        }
    }
    best.map(|(confidence, reader)| Recognised::new(reader.format, confidence, reader.why))
}

fn in_zip(source: &mut dyn ReadSeek, limits: &Limits) -> io::Result<Recognised> {
    let Ok(mut archive) = Archive::open(source, limits, &mut Findings::default()) else {
        let why = "It is a zip file that was not opened.".to_owned();
        return Ok(Recognised { confidence: Confidence::Medium, why, ..zip_of(&[]) });
    };
    Ok(zip_of(&exports(&mut archive, limits, &mut Findings::default())))
}

/// What a zip is by the exports in it: the surest of them, of equally sure ones the first.
pub fn zip_of(exports: &[(usize, Recognised)]) -> Recognised {
    let mut best: Option<&Recognised> = None;
    for (_, found) in exports {
        if best.is_none_or(|best| best.confidence < found.confidence) {
            best = Some(found);
        }
    }
    let (format, confidence, why) = match best {
        Some(found) => (
            found.format,
            found.confidence,
            format!("It is a zip file with this in it: {}.", found.format.title()),
        ),
        None => {
            (Format::File, Confidence::High, "It is a zip file, but no export we read is in it.".to_owned())
        }
    };
    Recognised { format, packed: true, confidence, why }
}

/// The members of an archive that are exports we read, by their places. Every member is looked at, up to the limit of those
/// that are no pictures or recordings; what is odd is told.
pub fn exports(
    archive: &mut Archive<'_>,
    limits: &Limits,
    findings: &mut Findings,
) -> Vec<(usize, Recognised)> {
    let (mut found, mut looked_into) = (Vec::new(), 0);
    for place in 0..archive.members.len() {
        let member = &archive.members[place];
        if !member.readable() || member.is_clutter() {
            continue;
        }
        findings.enter(Some(&shown(&member.name)));
        // A name that begins with a dot is a program's own mark, and often stands for an empty file.
        if member.bytes == 0 && !member.last_name().starts_with('.') {
            findings.whole(Kind::Empty);
        }
        if looked_into == limits.zip_looked_into {
            findings.whole(Kind::MembersNotLookedInto);
            continue;
        }
        let look = look_at(archive, place, findings);
        looked_into += u64::from(!matches!(look, Ok(Look::Media)));
        match look {
            Ok(Look::Export(recognised)) => found.push((place, recognised)),
            Ok(Look::Odd(kind)) => findings.whole(kind),
            Ok(Look::Media | Look::Nothing) => {}
            Err(error) => findings.whole(ImportError::from(error).kind()),
        }
    }
    findings.enter(None);
    found
}

/// Whether bytes begin as a zip does: with a member, or with the end of an empty one (APPNOTE 4.3.7 and 4.3.16).
pub fn is_zip(start: &[u8]) -> bool {
    start.starts_with(LOCAL) || start.starts_with(b"PK\x05\x06")
}

/// Looks at one member of an archive.
fn look_at(archive: &mut Archive<'_>, place: usize, findings: &mut Findings) -> io::Result<Look> {
    let mut stream = archive.stream(place);
    let mut reader = stream.open()?;
    let mut start = head(&mut *reader, GLANCE)?;
    // Pictures and recordings are told by their first bytes; unpacking more of thousands of them takes long.
    let media = infer::get(&start).is_some_and(|found| is_media(&found));
    if !media {
        start.extend(head(&mut *reader, HEAD - GLANCE)?);
    }
    drop(reader);
    let look = match () {
        () if media => Look::Media,
        // Documents of offices and the like are zips too, and known as what they are.
        () if is_zip(&start) && media_type(&start) == Some("application/zip") => {
            Look::Odd(Kind::NestedArchive)
        }
        () if has_structure(&start) && export(&start).is_none() => structured(&start, stream.seekable()?),
        () => look(&start, Box::new(io::empty())),
    };
    // Damage of an export is told when it is read.
    if !matches!(look, Look::Export(_)) {
        stream.tell(findings);
    }
    Ok(look)
}

/// Whether a type is that of a picture, film or recording.
fn is_media(found: &infer::Type) -> bool {
    matches!(
        found.matcher_type(),
        infer::MatcherType::Image | infer::MatcherType::Video | infer::MatcherType::Audio
    )
}

/// The files of an archive, for finding those that messages name.
pub fn files(archive: &mut Archive<'_>) -> Vec<MemberFile> {
    let mut found = Vec::new();
    for place in 0..archive.members.len() {
        let member = archive.members[place].clone();
        if !member.readable() || member.is_clutter() {
            continue;
        }
        let mut stream = archive.stream(place);
        let start = stream.open().and_then(|mut reader| head(&mut *reader, GLANCE)).unwrap_or_default();
        let media_type = media_type(&start);
        found.push(MemberFile { member: member.name, bytes: member.bytes, media_type });
    }
    found
}

/// The media type of a file by its first bytes, if that can be told.
pub fn media_type(start: &[u8]) -> Option<&'static str> {
    infer::get(start).map(|found| found.mime_type())
}
