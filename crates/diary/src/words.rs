//! Entries in words, for the terminal and the pages. The names of fields are English: who shows them says them.

use daybook_core::{
    diary::{Diary, History},
    incident::Incident,
    when::moment,
};
use daybook_web::say;
use jiff::tz::TimeZone;

/// One line for a list.
pub fn incident_line(entry: u64, history: &History<Incident>) -> String {
    let incident = history.now();
    let first = incident.what.lines().next().unwrap_or_default();
    let short: String = first.chars().take(70).collect();
    let dots = if short.len() < incident.what.len() { "…" } else { "" };
    let mark = if history.struck.is_some() { " [struck]" } else { "" };
    format!("{entry:>5}  {}{mark}\n       {short}{dots}", incident.when)
}

/// Everything written about an incident, every version of it.
pub fn incident(diary: &Diary, history: &History<Incident>, zone: &TimeZone) -> String {
    let mut lines = Vec::new();
    let latest = history.revisions().len() - 1;
    for (at, revision) in history.revisions().iter().enumerate().rev() {
        let head = if at == latest { "Now" } else { "Before" };
        lines.push(format!(
            "{head}, as written {} (entry {})",
            moment(revision.written, zone),
            revision.entry
        ));
        lines.extend(revision.reason.iter().map(|reason| format!("  Changed because: {reason}")));
        lines.extend(rows(diary, &revision.value).iter().map(|(name, value)| format!("  {name}: {value}")));
        lines.push(String::new());
    }
    if let Some(struck) = &history.struck {
        lines.push(format!("Struck {}: {}", moment(struck.written, zone), struck.reason));
    }
    lines.join("\n")
}

/// The filled-in fields of an incident, as name and value.
pub fn rows(diary: &Diary, incident: &Incident) -> Vec<(&'static str, String)> {
    let mut rows = vec![("When", incident.when.to_string()), ("What", incident.what.clone())];
    if let Some(doubt) = incident.when.doubt() {
        rows.push(("About the clock", say!(doubt.sentence()).to_owned()));
    }
    if !incident.when.said.is_empty() {
        rows.push(("Time as typed", incident.when.said.clone()));
    }
    let mut text = |name, value: &Option<String>| {
        if let Some(value) = value {
            rows.push((name, value.clone()));
        }
    };
    text("Exact words", &incident.exact_words);
    text("Technology", &incident.technology);
    text("Felt then", &incident.felt_then);
    text("Felt after", &incident.felt_after);
    text("Injury", &incident.injury);
    text("Damage", &incident.damage);
    text("Threat", &incident.threat);
    text("Weapon", &incident.weapon);
    text("Vehicle", &incident.vehicle);
    text("About your response", &incident.responded_text);
    text("Written down by", &incident.scribe);
    rows.extend(listed(diary, incident));
    rows
}

fn listed(diary: &Diary, incident: &Incident) -> Vec<(&'static str, String)> {
    let mut rows = Vec::new();
    let mut list = |name, values: Vec<String>| {
        if !values.is_empty() {
            rows.push((name, values.join("; ")));
        }
    };
    list("Kind", incident.kinds.iter().map(|k| say!(k.label()).to_owned()).collect());
    list("Channel", incident.channel.iter().map(|c| say!(c.label()).to_owned()).collect());
    list("Who", incident.who.iter().map(|p| diary.name(*p).to_owned()).collect());
    let place = incident.place.iter();
    list(
        "Place",
        place.map(|p| format!("{}{}", p.text, if p.private { say!(" (private)") } else { "" })).collect(),
    );
    let witnesses = incident.witnesses.iter();
    list(
        "Witnesses",
        witnesses
            .map(|w| {
                [Some(w.name.clone()), w.saw.clone()].into_iter().flatten().collect::<Vec<_>>().join(", ")
            })
            .collect(),
    );
    list("Also there", incident.present.clone());
    list(
        "Feared violence",
        incident
            .fear_of_violence
            .iter()
            .map(|f| if *f { say!("yes") } else { say!("no") }.to_owned())
            .collect(),
    );
    list("Effects", incident.effects.iter().map(|e| e.text.clone()).collect());
    list("Cost", incident.cost.iter().map(|c| pounds(*c)).collect());
    list("Response", incident.responded.iter().map(|r| say!(r.label()).to_owned()).collect());
    let told = incident.reported.iter();
    list(
        "Reported",
        told.map(|r| {
            [Some(r.to.clone()), r.reference.clone(), r.said.clone()]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(", ")
        })
        .collect(),
    );
    list("Exhibits", incident.exhibits.iter().filter_map(|e| diary.label(*e)).map(str::to_owned).collect());
    list("Belongs with", incident.links.iter().map(|l| say!("entry {number}", number = l)).collect());
    rows
}

/// A number with its word.
pub fn counted(count: impl TryInto<u64>, one: &str, many: &str) -> String {
    let count = count.try_into().unwrap_or(u64::MAX);
    format!("{count} {}", if count == 1 { one } else { many })
}

/// Pence as pounds.
pub fn pounds(pence: u64) -> String {
    format!("£{}.{:02}", pence / 100, pence % 100)
}
