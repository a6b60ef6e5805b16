//! Reads a file with another program's reader and says how many records it found: `peers chatpack-telegram FILE`.

use chatpack::{
    parser::Parser,
    parsers::{InstagramParser, TelegramParser, WhatsAppParser},
};
use mail_parser::{MessageParser, mailbox::mbox::MessageIterator};
use std::{env, error::Error, fs::File, io::BufReader, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [reader, file] = &arguments[..] else { return Err("Say which reader and which file.".into()) };
    let path = Path::new(file);
    let count = match reader.as_str() {
        "chatpack-whatsapp" => WhatsAppParser::new().parse(path)?.len(),
        "chatpack-telegram" => TelegramParser::new().parse(path)?.len(),
        "chatpack-instagram" => InstagramParser::new().parse(path)?.len(),
        "mail-parser" => mails(path)?,
        _ => return Err("No such reader.".into()),
    };
    println!("{count}");
    Ok(())
}

fn mails(path: &Path) -> Result<usize, Box<dyn Error>> {
    let mut count = 0;
    for mail in MessageIterator::new(BufReader::with_capacity(1 << 20, File::open(path)?)) {
        let mail = mail.map_err(|_| "the mailbox cannot be read")?;
        count += usize::from(MessageParser::default().parse(mail.contents()).is_some());
    }
    Ok(count)
}
