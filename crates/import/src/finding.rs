//! Findings: what a reader noticed, gathered by kind with a count and the first place.

use daybook_core::item::{Finding, Place};
use std::collections::BTreeMap;

macro_rules! kinds {
    ($($(#[doc = $doc:expr])* $name:ident $word:literal $what:literal $todo:literal;)*) => {
        /// What sort of thing was noticed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Kind { $($(#[doc = $doc])* $name,)* }

        impl Kind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The stable word for programs.
            pub fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// What was found and what can be done.
            pub fn pair(self) -> (&'static str, &'static str) {
                match self { $(Self::$name => ($what, $todo),)* }
            }
        }
    };
}

kinds! {
    /// The content is no format we read.
    NotUnderstood "not_understood"
        "This looks like a list of messages, but we cannot read how it is written."
        "Keep the file as it is. It can be added as an exhibit, and read again when Daybook learns this form.";
    /// Nothing in it.
    Empty "empty"
        "The file has nothing in it."
        "Make the export again, and look at its size before you move it.";
    /// The file cannot be read at all.
    CannotRead "cannot_read"
        "The file could not be read."
        "Check that it is all there and copy it again. If it is on a memory stick, copy it to this computer first.";
    /// A zip whose end is missing or broken.
    TruncatedZip "truncated_zip"
        "The zip file is cut off or damaged."
        "Make or copy the export again. Keep this file too: what could be read of it has been read.";
    /// A zip that would unpack to far more than it holds.
    ZipBomb "zip_bomb"
        "A part of this zip file says it unpacks to far more than a real export would."
        "Nothing of that part was unpacked. Ask who gave you the file before you open it with anything.";
    /// More members or bytes than the limits allow.
    ZipTooLarge "zip_too_large"
        "This zip file holds more than Daybook takes in at once."
        "Unpack it yourself, and add the parts one by one.";
    /// Members beyond those that were looked into.
    MembersNotLookedInto "members_not_looked_into"
        "This zip file has so many parts that the last of them were not looked into."
        "Unpack it yourself, and add the folders with messages one by one.";
    /// A member is encrypted.
    EncryptedMember "encrypted_member"
        "A part of this zip file is locked with a password."
        "Unpack it with the password on your own computer, then add the unpacked file.";
    /// A member's name points outside.
    UnsafeName "unsafe_name"
        "A part of this zip file has a name that points outside the file, or hides what it is."
        "The name is only ever shown, never used. Nothing to do unless you do not trust where the file came from.";
    /// A zip in the zip.
    NestedArchive "nested_archive"
        "There is a zip file inside this file. It was not opened."
        "Unpack it, and add the inner file on its own.";
    /// A zip member packed in a way we do not read.
    UnknownPacking "unknown_packing"
        "A part of this zip file is packed in a way that Daybook does not know. It was not read."
        "Unpack the zip file with the program that made it, and add the folder.";
    /// Two members of one name.
    DoubledName "doubled_name"
        "Two or more parts of this zip file have the same name. Only the last of them could be read."
        "Unpack the zip file with another program, one part at a time, and add the parts.";
    /// Something in a folder that was not looked into.
    PassedBy "passed_by"
        "This was passed by: it may not be read, lies too deep in other folders, or is no ordinary file."
        "If something of yours is there, name it by itself, or copy it to another folder first.";
    /// A zip member that could not be unpacked.
    DamagedMember "damaged_member"
        "A part of this zip file is damaged and could not be read to its end."
        "Make the export again if you can. What came before the damage has been read.";
    /// Text in UTF-16.
    WideText "wide_text"
        "This is text in a form that some Windows programs write (UTF-16). Daybook cannot read it as an export."
        "Use the file as the phone made it. Or open it in a text editor, and save it again as UTF-8.";
    /// Bytes that are no UTF-8.
    NotUtf8 "not_utf8"
        "Some characters could not be read. They show as \u{fffd}."
        "Open the original at this place to see what is there. It is kept unchanged.";
    /// Text of a record beyond the limit.
    TextCut "text_cut"
        "A message is longer than Daybook shows. Its beginning is shown."
        "The whole of it is in the original, at the place given.";
    /// Lines before the first record.
    UnreadLines "unread_lines"
        "There are lines before the first message that belong to no message."
        "Look at the start of the original. If messages are missing there, make the export again.";
    /// Day and month could be swapped.
    DateOrderUnknown "date_order_unknown"
        "Nothing in this file shows whether the day or the month is written first. The day was taken as first."
        "Look at a date you remember. If it is wrong, import again and say that the month comes first.";
    /// How the order was found.
    DateOrderFound "date_order_found"
        "Which of day and month comes first was worked out from the whole file."
        "Nothing to do, unless the dates look wrong to you.";
    /// A date that does not exist.
    ImpossibleDate "impossible_date"
        "A message has a date that does not exist. Its time is left open."
        "Look at the original at this place.";
    /// A calendar without an exact rule.
    OtherCalendar "other_calendar"
        "A date is written in a calendar that cannot be turned into ours exactly. It is kept as written."
        "Set the phone to the Gregorian calendar and export again, or add the date by hand.";
    /// No year in the date.
    YearMissing "year_missing"
        "A date has no year. Its time is left open."
        "Make the export again with a newer version of the app.";
    /// A half of the day in unknown words.
    HalfUnknown "half_of_day_unknown"
        "The words for morning or afternoon in this file are not known to Daybook. Hours may be twelve too low."
        "Check one message whose time you know. Export again with the phone set to 24-hour time if it is wrong.";
    /// The hour that was skipped.
    ClockGap "clock_gap"
        "A time falls in the hour that was skipped when the clocks went forward."
        "Check the zone. It is kept as written and counted an hour later.";
    /// The hour that happened twice.
    ClockFold "clock_fold"
        "A time falls in the hour that happened twice when the clocks went back. The first of the two is used."
        "If the exact order matters, say so in your own words in an entry.";
    /// Before 1970 or after now.
    OddTime "odd_time"
        "A message has a time that cannot be right: before 1970, before the app existed, or in the future."
        "It is kept as written. The phone's clock may have been wrong: say so if you remember.";
    /// A time that is no number.
    BadTime "bad_time"
        "A record has no time that can be read."
        "It is kept without a time. Look at the original at this place.";
    /// The zone was assumed.
    ZoneAssumed "zone_assumed"
        "This export does not say which time zone its times are in. The zone you set was used."
        "If the phone was somewhere else when it made the export, import again and name that zone.";
    /// A header that may have been typed.
    SuspectedForgedLine "suspected_forged_line"
        "A line looks like the start of a message, but may have been typed inside one to put words in somebody's mouth."
        "Look at it in the app on the phone. Do not rely on who it says wrote it.";
    /// A name with hidden marks.
    BidiName "hidden_marks_in_name"
        "A name holds hidden marks that can make it look like another name."
        "Check the number behind the name in the app.";
    /// Where the name ends is unclear.
    SenderUnclear "sender_unclear"
        "It is not certain where the name of the sender ends and the message begins."
        "Compare with the app. The text of the line is kept whole.";
    /// Possibly cut by the app's cap.
    CapWarning "export_may_be_cut"
        "This export is about as long as the app's limit. The oldest messages may be missing without a sign."
        "Scroll to the first message in the app and compare. If older ones are missing, export without media or take pictures of them.";
    /// A named file that is not there.
    MissingMedia "missing_media"
        "A message names a picture, video or other file that is not in this export."
        "Export the chat again with media, or save the file from the app.";
    /// A named file that several could be.
    MediaUnclear "media_unclear"
        "A message names a file, and several files here have that name. None is shown with the message, so that it is not the wrong one."
        "Look at the files of that name. If you know which it was, say so in your own words in an entry.";
    /// Media left out by the exporter.
    MediaOmitted "media_omitted"
        "Pictures, videos or recordings were left out when this chat was exported."
        "Export the chat again and choose to include media.";
    /// Shown once, then gone.
    ViewOnce "view_once"
        "A message was empty in the export. That is how pictures that could be viewed once are exported."
        "If somebody saw it, write down what it showed, in your own words.";
    /// The keeper was worked out.
    MeInferred "me_inferred"
        "Who kept this phone was worked out from a line that only its keeper can have."
        "If the directions look wrong, import again and say who you are.";
    /// Nobody known as keeper.
    MeUnknown "me_unknown"
        "The file does not say which of the people is you, so it is not known which messages you sent."
        "Import again and say which name or number is yours.";
    /// Not the keeper's phone or account.
    SomebodyElses "somebody_elses"
        "This was read as somebody else's phone or account. It is kept and can be searched, and nothing in it is counted as sent to you or by you."
        "If it is yours after all, import it again and say that it is yours.";
    /// The number in the file differs.
    CountDiffers "count_differs"
        "The file says how many records it holds, and another number was found."
        "This happens with this app. Compare the first and the last message with the phone.";
    /// Ends in the middle.
    Truncated "truncated"
        "The file ends in the middle. Everything before was read."
        "Make or copy the backup again. Keep this file too.";
    /// A record that cannot be read.
    UnreadableRecord "unreadable_record"
        "A record is written in a way that cannot be read. It was left out."
        "Look at the original at this place. Everything before and after was read.";
    /// Something between records.
    UnknownElement "unknown_element"
        "There is something in the file that is not a message or a call. It was left out."
        "Look at the original at this place if something is missing.";
    /// Half a character.
    LoneSurrogate "half_character"
        "Half of a character (often an emoji) is missing. It shows as \u{fffd}."
        "Compare with the phone if the character matters.";
    /// A character that text cannot hold.
    BadReference "bad_reference"
        "A character is written in a way that cannot be read. It shows as \u{fffd}, or as it is written."
        "Look at the original at this place.";
    /// A document type or entity.
    DoctypeRefused "doctype_refused"
        "The file tries to define its own words. No backup does that. It was not read further."
        "Ask who gave you this file. It may have been changed.";
    /// Too deep.
    TooDeep "too_deep"
        "The file is nested far deeper than a backup would be. It was not read further."
        "Ask who gave you this file. It may have been changed.";
    /// A picture that is no base64.
    BadAttachment "bad_attachment"
        "A picture or other file in a message is damaged and cannot be unpacked."
        "Save it from the phone again if it is still there.";
    /// The very same record again.
    RepeatedRecord "repeated_record"
        "The same record stands in the file more than once. All are kept."
        "Count it once when you count. This happens when backups are joined.";
    /// A type number we do not know.
    UnknownType "unknown_type"
        "A record has a type that is not known, so its direction or outcome is left open."
        "Look at the original at this place.";
    /// Metadata that cannot be read.
    BadMetadata "bad_metadata"
        "The details stored inside this file are damaged. What could be read was read."
        "Nothing to do. The file itself is kept unchanged.";
    /// A photo's time without a zone.
    PhotoZone "photo_zone_unknown"
        "The photo says when it was taken, but not in which time zone. The zone you set was used."
        "If it was taken abroad, say so when you describe it.";
    /// A place in a photo.
    PhotoPlace "photo_has_place"
        "The photo says where it was taken."
        "Think about whether that place may be seen by others before you hand it over.";
    /// A mail longer than is read at once.
    MailCut "mail_cut"
        "A mail is larger than Daybook opens at once. Its beginning was read; files at its end may be missing from the list."
        "The whole of it is in the original, at the place given. Save its files from your mail program.";
    /// A mail whose headers cannot be read.
    NoMailHeaders "no_mail_headers"
        "A mail has no lines that say who it is from, to whom and when."
        "Its text is kept. Look at the original at this place.";
    /// A mail that begins where none should.
    SuspectedForgedMail "suspected_forged_mail"
        "A mail begins in the middle of another one. It may have been typed inside that mail to make it look as if somebody else wrote it."
        "Look at both mails in your mail program. Do not rely on who this one says it is from.";
    /// The mail's date was taken from its delivery.
    DateOfDelivery "date_of_delivery"
        "A mail has no date of its own that can be read. The time of its delivery was used."
        "Look at the original at this place if the time matters.";
    /// The date and the delivery are far apart.
    DateDiffers "date_differs_from_delivery"
        "A mail says it was written more than a day before or after it was delivered."
        "The date is set by the sender's computer. The lines that begin with Received, in the original, show when it came.";
    /// A field that stands in a mail twice.
    DoubledField "doubled_field"
        "A mail names its sender, date or subject more than once. The first was taken, as mail programs do."
        "Look at the other ones: they stand with the mail. They may have been added to make it look like something else.";
    /// A text whose encoding is damaged.
    DamagedText "damaged_text"
        "The text of a mail is damaged and could not be turned into words. It is kept as it stands."
        "Look at the original at this place, or open the mail in your mail program.";
    /// Mails within mails within mails.
    NestedTooDeep "nested_too_deep"
        "A mail holds another, which holds another, and so on, deeper than people forward mail."
        "The inner ones are in the original. Save them from your mail program if they matter.";
    /// Pages of a database that make no sense.
    DamagedDatabase "damaged_database"
        "A part of this database is damaged. What stood there could not be read."
        "Copy the file again from the phone or computer. What stands before and after the damage was read.";
    /// A write-ahead log may exist and was not at hand.
    NewestBeside "newest_may_be_beside"
        "The newest records may stand in a second file, which has the same name and -wal at its end."
        "If there is such a file, add the folder with both. If they are in a zip file, unpack it first.";
    /// Styled text that is not written as such.
    StyledText "styled_text_unread"
        "The text of a message is kept in a way that could not be read. The message is counted."
        "Look at it in the app, and take a picture of it.";
    /// Earlier versions that could not be read.
    EditsUnread "edits_unread"
        "Whether a message was edited or taken back could not be read."
        "Look at it in the app: it shows what was edited.";
    /// One file of a backup.
    BackupAlone "backup_in_parts"
        "This is one part of an iPhone backup. The messages and calls are in the other parts."
        "Add the whole folder of the backup. If it is in a zip file, unpack it first.";
    /// A locked backup and no password.
    BackupLocked "backup_locked"
        "This iPhone backup is locked with a password. Nothing of it was read."
        "Add it again with the password. It is the one that was chosen when backups were first locked, often not the code of the phone.";
    /// The password does not fit.
    WrongPassword "wrong_password"
        "The password does not open this backup. Nothing of it was read."
        "Try again. Look at capital letters, and think of passwords you used when the backup was first locked.";
    /// A backup whose keys or list make no sense.
    DamagedBackup "damaged_backup"
        "A part of this backup is damaged or missing, and could not be opened."
        "Copy the folder of the backup again, or make a new backup. What could be opened was read.";
    /// Attachments of a locked backup.
    MediaLocked "media_locked"
        "Pictures and files of the messages are in this backup, and stay locked in it. They are listed."
        "Save those that matter from the phone. Or make a second backup without a password, and add that too.";
    /// A line of a card or calendar that cannot be read.
    UnreadableLine "unreadable_line"
        "A line is not written as it should be. It was left out; the rest of its record was read."
        "Look at the original at this place if something is missing.";
    /// A mailbox that cannot be read.
    MailboxUnread "mailbox_not_read"
        "This mailbox of Outlook could not be read. It may be damaged, locked, or of a kind Daybook does not know."
        "Open it in Outlook and save the messages that matter one by one (.msg). Keep this file too.";
    /// A mailbox read in part.
    MailboxPartly "mailbox_read_in_part"
        "This mailbox of Outlook is damaged. What came before the damage was read."
        "Open it in Outlook and compare. Save messages that are missing one by one (.msg).";
    /// A mail within a mail of a mailbox.
    MailWithin "mail_within_not_opened"
        "A mail in this mailbox holds another mail as a file. The one within was not opened."
        "Open it in Outlook, save the mail within by itself (.msg), and add that too.";
    /// A table whose columns are not known.
    TableNotMapped "table_not_mapped"
        "This is a table. Nobody has said yet which column is the date, the number and so on, so none of its rows was taken in."
        "Say what the columns are, on the command line with --map (the pages cannot do this yet). The guess above is only a guess.";
    /// A mapping that does not fit.
    MappingDiffers "mapping_differs"
        "A column that was named is not in this table."
        "Look at the headings of the table, and say again which column is which.";
    /// A row that cannot be a record.
    OddRow "odd_row"
        "A row has no date, or not the columns the others have: a heading, a total, a note. It was left out."
        "Look at the original at this row if something is missing.";
    /// A quotation that never ends.
    EndlessRow "endless_row"
        "A quotation mark is opened and never closed. What comes after it was not read."
        "Open the original in a text editor and look at this place. Everything before was read.";
    /// A cell that a spreadsheet would run.
    FormulaInText "formula_in_text"
        "A cell begins as a formula does. In a spreadsheet it would be run; here it is only shown."
        "Do not open the original in a spreadsheet unless you trust where it came from.";
    /// Text in an old character set.
    OldText "old_character_set"
        "Some characters are written as older Windows programs write them, and were read so."
        "Check names and pound signs against the original.";
    /// A zone nobody knows.
    ZoneUnknown "zone_unknown"
        "A time names a zone that Daybook does not know. The zone you set was used."
        "Look at the original at this place. If the zone was another, say so in your own words in an entry.";
    /// Something that is no JSON where JSON should go on.
    Damaged "damaged"
        "The file stops making sense in the middle. Everything before that place was read."
        "Make the export again if you can. Keep this file too.";
    /// Keys and addresses that open something.
    Secrets "secrets"
        "This file holds keys or other secrets of the account, beside the messages."
        "Never give the file itself to anybody. Give them the messages from it.";
    /// The same records in another file of the download.
    TwiceThere "twice_there"
        "This part of the download is there twice, in two forms. The fuller one was read."
        "Nothing to do. Both are kept in the original.";
    /// Threads where people write who are no friends.
    MessageRequests "message_requests"
        "Some of these messages are from the requests or filtered messages, where people write who are not friends."
        "Look at them as well: messages from new accounts often land there unseen.";
}

/// Most different detail sentences kept per kind.
const DETAILS: usize = 3;

/// Most members a kind is told for one by one; further ones count with the first.
const MEMBERS_TOLD: usize = 20;

/// Findings of one reading, at most one per kind and member.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    member: Option<String>,
    seen: BTreeMap<(Kind, Option<String>), Seen>,
}

#[derive(Clone, Debug)]
struct Seen {
    place: Place,
    count: u64,
    details: Vec<String>,
}

impl Findings {
    /// From here on places lie in this member.
    pub fn enter(&mut self, member: Option<&str>) {
        self.member = member.map(str::to_owned);
    }

    /// Something seen at a byte offset and line (0 where there are no lines).
    pub fn at(&mut self, kind: Kind, offset: u64, line: u64) {
        self.note(kind, (Some(offset), (line > 0).then_some(line)), None);
    }

    /// Something about the whole member or file.
    pub fn whole(&mut self, kind: Kind) {
        self.note(kind, (None, None), None);
    }

    /// Something about the whole member or file, with a sentence about this one.
    pub fn told(&mut self, kind: Kind, detail: String) {
        self.note(kind, (None, None), Some(detail));
    }

    /// Something at a byte offset, with a sentence about this one.
    pub fn told_at(&mut self, kind: Kind, (offset, line): (u64, u64), detail: String) {
        self.note(kind, (Some(offset), (line > 0).then_some(line)), Some(detail));
    }

    fn note(&mut self, kind: Kind, (offset, line): (Option<u64>, Option<u64>), detail: Option<String>) {
        let member = self.place_of(kind);
        let seen = self.seen.entry((kind, member.clone())).or_insert_with(|| Seen {
            place: Place { member, offset, line },
            count: 0,
            details: Vec::new(),
        });
        seen.count += 1;
        if let Some(detail) = detail.filter(|d| seen.details.len() < DETAILS && !seen.details.contains(d)) {
            seen.details.push(detail);
        }
    }

    /// The member a kind is told for: the present one, or the first once many have it. A list of thousands helps nobody.
    fn place_of(&self, kind: Kind) -> Option<String> {
        let mut told = self.seen.range((kind, None)..).take_while(|((k, _), _)| *k == kind);
        let first = told.next().map(|((_, member), _)| member.clone());
        let many = told.count() + 1 >= MEMBERS_TOLD;
        match first {
            Some(first) if many && !self.seen.contains_key(&(kind, self.member.clone())) => first,
            _ => self.member.clone(),
        }
    }

    /// How often a kind was seen in all.
    pub fn count(&self, kind: Kind) -> u64 {
        self.seen.iter().filter(|((k, _), _)| *k == kind).map(|(_, seen)| seen.count).sum()
    }

    /// The findings as values, by kind.
    pub fn list(self) -> Vec<Finding> {
        self.seen
            .into_iter()
            .map(|((kind, _), seen)| {
                let (what, todo) = kind.pair();
                let mut what = what.to_owned();
                for detail in &seen.details {
                    what.push(' ');
                    what.push_str(detail);
                }
                Finding {
                    kind: kind.word().into(),
                    place: seen.place,
                    what,
                    todo: todo.into(),
                    count: seen.count,
                }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_seen_often_is_one_finding_with_its_first_place_and_count() {
        let mut findings = Findings::default();
        findings.at(Kind::NotUtf8, 10, 2);
        findings.at(Kind::NotUtf8, 90, 7);
        let list = findings.list();
        assert_eq!(
            (list.len(), list[0].count, list[0].place.offset, list[0].place.line),
            (1, 2, Some(10), Some(2))
        );
    }

    #[test]
    fn every_kind_has_a_word_of_its_own_and_two_sentences() {
        let words: std::collections::BTreeSet<_> = Kind::ALL.iter().map(|k| k.word()).collect();
        assert_eq!(words.len(), Kind::ALL.len());
        assert!(Kind::ALL.iter().all(|k| k.pair().0.ends_with('.') && k.pair().1.ends_with('.')));
    }
}
