//! Signs that somebody knows where you are and what you do.

use super::{Figure, Finding, Phrases, Signal, View, counted};
use crate::incident::Kind;

pub(super) const SIGNAL: Signal = Signal {
    id: "movements",
    version: 1,
    says: "Following, watching and tracking, and messages with words that tell of it.",
    wrong_when: "The words were said of something else. A person must read each message.",
    needs: "Incidents of these kinds, or messages with text.",
    parameters: &["movements.phrases"],
    find,
};

const KNOWS: [Kind; 4] = [Kind::Follow, Kind::Watch, Kind::Track, Kind::Monitor];

fn find(view: &View) -> Option<Vec<Finding>> {
    let words = view.guide.phrases("movements.phrases")?;
    let phrases = Phrases::new(words);
    let rows = view.rows;
    let mut found = Vec::new();
    for person in rows.each_person() {
        let name = view.name(rows.persons[person]);
        let told: Vec<u32> = view.told(person, &KNOWS).collect();
        if let (Some(first), Some(last)) = (told.first(), told.last()) {
            let says = format!(
                "{name} followed, watched or tracked you: {}.",
                counted(told.len(), "incident", "incidents")
            );
            let finding = Finding::new("told", says).between(rows.row(*first), rows.row(*last));
            let figure = Figure::count("incidents", "incidents told so", rows.sources(told));
            found.push(finding.about(rows.persons[person]).with(figure));
        }
        let mut seen = vec![0usize; words.len()];
        let says_so = |at: &u32| view.text(rows.row(*at).source).and_then(|text| phrases.first_in(text));
        let messages = rows.unwanted[person]
            .iter()
            .copied()
            .filter(|at| says_so(at).map(|phrase| seen[phrase] += 1).is_some());
        let messages: Vec<u32> = messages.collect();
        if let (Some(first), Some(last)) = (messages.first(), messages.last()) {
            let count = counted(messages.len(), "message", "messages");
            let says = format!("{count} by {name} with words about where you are or what you do.");
            let mut finding = Finding::new("in_messages", says).between(rows.row(*first), rows.row(*last));
            let words = words.iter().zip(&seen).filter(|(_, n)| **n > 0);
            finding.reasons = words.map(|(word, n)| format!("\"{word}\": {n}")).collect();
            let figure = Figure::count("messages", "messages to read", rows.sources(messages));
            found.push(finding.about(rows.persons[person]).with(figure));
        }
    }
    Some(found)
}
