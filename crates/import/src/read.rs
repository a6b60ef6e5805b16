//! Reads a source: recognises it, hands on its items, counts and gathers what was noticed.

use crate::{
    archive::Archive,
    error::ImportError,
    finding::Kind,
    options::{Format, Options, Sink},
    recognise::{self, Confidence, Recognised},
    sms,
    source::{ReadSeek, Stream, Whole},
    tally::{Output, Tally},
    text::shown,
    whatsapp::{self, Chat},
};
use daybook_core::item::Finding;
use std::io::SeekFrom;

/// What a reading came to.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What the source was taken for, and why.
    pub recognised: Recognised,
    /// Counts, people, first and last record.
    pub tally: Tally,
    /// The keeper of the phone, as told or as worked out from the source.
    pub me: Option<String>,
    /// What was noticed, by kind.
    pub findings: Vec<Finding>,
}

/// Reads a source. `name` is for showing: a chat without a name of its own is called after it.
pub fn read(
    source: &mut dyn ReadSeek,
    name: &str,
    options: &Options,
    sink: &mut dyn Sink,
) -> Result<Outcome, ImportError> {
    let total = source.seek(SeekFrom::End(0))?;
    let mut recognised = recognise::recognise(source, &options.limits)?;
    if let Some(format) = options.format.map(|format| packed(format, source)).transpose()? {
        let why = "You said so.".to_owned();
        recognised = Recognised {
            format,
            confidence: if format == recognised.format { recognised.confidence } else { Confidence::Low },
            why,
        };
    }
    let mut output = Output::new(sink, total);
    let me = match recognised.format {
        Format::File => {
            if let Some(kind) = recognise::odd_text(source)? {
                output.findings.whole(kind);
            }
            None
        }
        Format::Whatsapp => {
            let title = chat_title(name);
            whatsapp::read(
                &mut Whole::new(source)?,
                Chat { name: title.as_deref(), ..Chat::default() },
                options,
                &mut output,
            )?
        }
        Format::SmsBackupRestore => {
            sms::read(&mut Whole::new(source)?, None, options, &mut output)?;
            options.me.clone()
        }
        Format::WhatsappZip | Format::SmsBackupRestoreZip => archive(source, name, options, &mut output)?,
    };
    if total == 0 {
        output.findings.whole(Kind::Empty);
    } else if output.tally.records == 0 && nothing_is_odd(&recognised, &output) {
        output.findings.whole(Kind::NotUnderstood);
    }
    let (tally, findings) = output.finish();
    Ok(Outcome { recognised, tally, me, findings: findings.list() })
}

/// The format a person named, packed if the source is: they need not know the difference.
fn packed(format: Format, source: &mut dyn ReadSeek) -> std::io::Result<Format> {
    source.rewind()?;
    let zipped = recognise::is_zip(&crate::source::head(source, 4)?);
    Ok(match format {
        Format::Whatsapp if zipped => Format::WhatsappZip,
        Format::SmsBackupRestore if zipped => Format::SmsBackupRestoreZip,
        format => format,
    })
}

/// A chat or backup that gives no record must say so. A backup that declares none is whole.
fn nothing_is_odd(recognised: &Recognised, output: &Output<'_>) -> bool {
    recognised.format != Format::File && output.tally.declared != Some(0)
}

/// Reads every export in a zip.
fn archive(
    source: &mut dyn ReadSeek,
    name: &str,
    options: &Options,
    output: &mut Output<'_>,
) -> Result<Option<String>, ImportError> {
    let mut archive = Archive::open(source, &options.limits, &mut output.findings)?;
    for member in archive.members.iter().filter(|member| member.last_name().to_lowercase().ends_with(".zip"))
    {
        output.findings.enter(Some(&shown(&member.name)));
        output.findings.whole(Kind::NestedArchive);
    }
    let files = recognise::files(&mut archive);
    let mut me = options.me.clone();
    for place in recognise::exports(&mut archive) {
        let Some(found) = recognise::member(&mut archive, place)? else { continue };
        let member = archive.members[place].clone();
        let mut stream = archive.stream(place);
        output.findings.enter(Some(&shown(&member.name)));
        if found.format == Format::Whatsapp {
            let title = chat_title(member.last_name()).or_else(|| chat_title(name));
            let chat = Chat { name: title.as_deref(), member: Some(&member.name), files: Some(&files) };
            me = whatsapp::read(&mut stream, chat, options, output)?.or(me);
        } else {
            sms::read(&mut stream, Some(&member.name), options, output)?;
        }
        stream.tell(&mut output.findings);
        output.stream_done(stream.length());
    }
    output.findings.enter(None);
    Ok(me)
}

/// How the app begins or ends the names of exported chats, in the languages seen.
const TITLES: &[&str] = &[
    "WhatsApp Chat with ",
    "WhatsApp Chat - ",
    "WhatsApp-Chat mit ",
    "WhatsApp Chat mit ",
    "Discussion WhatsApp avec ",
    "Chat de WhatsApp con ",
    "Chat WhatsApp con ",
    "Conversa do WhatsApp com ",
    "WhatsApp-chat met ",
    "WhatsApp Chat met ",
    "Czat WhatsApp z ",
    "Чат WhatsApp с контактом ",
    "Чат WhatsApp с ",
    "Chat WhatsApp dengan ",
    "WhatsApp-keskustelu: ",
    "WhatsApp Sohbeti - ",
    "محادثة واتساب مع ",
];

/// The name of a chat from the name of its file. `_chat` is what every chat of an iPhone is called, and says nothing.
fn chat_title(name: &str) -> Option<String> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
    let title = TITLES.iter().find_map(|title| stem.strip_prefix(title)).unwrap_or(stem).trim();
    (!title.is_empty() && title != "_chat").then(|| title.to_owned())
}

#[cfg(test)]
mod tests {
    use super::chat_title;

    #[test]
    fn a_chat_is_called_after_its_file() {
        assert_eq!(chat_title("out/WhatsApp Chat with Dan.txt").as_deref(), Some("Dan"));
        assert_eq!(chat_title("_chat.txt"), None);
        assert_eq!(chat_title("holiday.txt").as_deref(), Some("holiday"));
    }
}
