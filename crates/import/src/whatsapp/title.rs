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

/// The name of a chat, from its own name, that of the folder it lies in, or else that of the zip.
pub fn title<'a>(origin: &Origin<'a>) -> Option<&'a str> {
    let path = origin.member.unwrap_or(origin.name);
    let folder = path.rsplit_once(['/', '\\']).and_then(|(folder, _)| of_folder(folder));
    of_name(path).or(folder).or_else(|| of_name(origin.name))
}

/// `_chat` is what every chat of an iPhone is called, and says nothing.
fn of_name(name: &str) -> Option<&str> {
    let last = crate::origin::last_part(name);
    of_folder(last.rsplit_once('.').map_or(last, |(stem, _)| stem))
}

/// The same of a folder, whose dots are no ending.
fn of_folder(path: &str) -> Option<&str> {
    let stem = crate::origin::last_part(path);
    let title = TITLES.iter().find_map(|title| stem.strip_prefix(title)).unwrap_or(stem).trim();
    (!title.is_empty() && title != "_chat").then_some(title)
}

#[cfg(test)]
mod tests {
    use super::{of_name, title};
    use crate::origin::Origin;

    #[test]
    fn chats_that_are_all_called_alike_have_the_name_of_their_folder() {
        let named = |name, member| title(&Origin { name, member, ..Origin::default() });
        assert_eq!(named("two.zip", Some("WhatsApp Chat - A. Gray/_chat.txt")), Some("A. Gray"));
        assert_eq!(named("WhatsApp Chat - Bea.zip", Some("_chat.txt")), Some("Bea"));
        assert_eq!(named("kept/Bea/_chat.txt", None), Some("Bea"));
        assert_eq!(named("kept/WhatsApp Chat with Dan.txt", None), Some("Dan"));
    }

    #[test]
    fn a_chat_is_called_after_its_file() {
        assert_eq!(of_name("out/WhatsApp Chat with Dan.txt"), Some("Dan"));
        assert_eq!(of_name("_chat.txt"), None);
        assert_eq!(of_name("holiday.txt"), Some("holiday"));
    }
}
