//! The name of a chat, from the name of its file.

use crate::origin::Origin;

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

/// The name of a chat, from its member in a zip or else from the zip itself.
pub fn title<'a>(origin: &Origin<'a>) -> Option<&'a str> {
    origin.member.and_then(of_name).or_else(|| of_name(origin.name))
}

/// `_chat` is what every chat of an iPhone is called, and says nothing.
fn of_name(name: &str) -> Option<&str> {
    let last = crate::origin::last_part(name);
    let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
    let title = TITLES.iter().find_map(|title| stem.strip_prefix(title)).unwrap_or(stem).trim();
    (!title.is_empty() && title != "_chat").then_some(title)
}

#[cfg(test)]
mod tests {
    use super::of_name;

    #[test]
    fn a_chat_is_called_after_its_file() {
        assert_eq!(of_name("out/WhatsApp Chat with Dan.txt"), Some("Dan"));
        assert_eq!(of_name("_chat.txt"), None);
        assert_eq!(of_name("holiday.txt"), Some("holiday"));
    }
}
