//! An incident: something that happened, told by the person it happened to.
//!
//! Only `what` and `when` are asked for. The other fields are the ones the paper logs, apps and police forms ask for.

use crate::{item::Direction, when::When};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What sort of act it was. The words follow the examples in section 2A(3) of the Protection from Harassment Act 1997
/// and the diary sheets police and support services hand out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "each variant's words are in `label`")]
pub enum Kind {
    ContactCall,
    ContactMessage,
    ContactOnline,
    ContactThirdParty,
    Follow,
    Watch,
    Loiter,
    TurnUp,
    Approach,
    Threat,
    Damage,
    Gift,
    Publish,
    Monitor,
    Track,
    EnterHome,
    FalseReport,
    OrderGoods,
    Interfere,
    Violence,
    Other,
}

impl Kind {
    /// Every kind, in the order they are offered.
    pub const ALL: [Self; 21] = [
        Self::ContactCall,
        Self::ContactMessage,
        Self::ContactOnline,
        Self::ContactThirdParty,
        Self::Follow,
        Self::Watch,
        Self::Loiter,
        Self::TurnUp,
        Self::Approach,
        Self::Threat,
        Self::Damage,
        Self::Gift,
        Self::Publish,
        Self::Monitor,
        Self::Track,
        Self::EnterHome,
        Self::FalseReport,
        Self::OrderGoods,
        Self::Interfere,
        Self::Violence,
        Self::Other,
    ];

    /// Plain words for it.
    pub fn label(self) -> &'static str {
        match self {
            Self::ContactCall => "Called me",
            Self::ContactMessage => "Sent messages",
            Self::ContactOnline => "Contacted me online",
            Self::ContactThirdParty => "Contacted people I know",
            Self::Follow => "Followed me",
            Self::Watch => "Watched me",
            Self::Loiter => "Hung around a place",
            Self::TurnUp => "Turned up",
            Self::Approach => "Came up to me",
            Self::Threat => "Threatened me or someone else",
            Self::Damage => "Damaged something",
            Self::Gift => "Left or sent something",
            Self::Publish => "Posted about me or as me",
            Self::Monitor => "Checked what I do online",
            Self::Track => "Tracked where I go",
            Self::EnterHome => "Came into my home",
            Self::FalseReport => "Made a false report about me",
            Self::OrderGoods => "Ordered or cancelled things in my name",
            Self::Interfere => "Interfered with my things",
            Self::Violence => "Hurt me or someone else",
            Self::Other => "Something else",
        }
    }

    /// The word used in files and on the command line.
    pub fn word(self) -> String {
        word(&self)
    }
}

/// How contact was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "each variant's words are in `label`")]
pub enum Channel {
    InPerson,
    Phone,
    Sms,
    Whatsapp,
    Email,
    Social,
    Post,
    Other,
}

impl Channel {
    /// Every channel, in the order they are offered.
    pub const ALL: [Self; 8] = [
        Self::InPerson,
        Self::Phone,
        Self::Sms,
        Self::Whatsapp,
        Self::Email,
        Self::Social,
        Self::Post,
        Self::Other,
    ];

    /// Plain words for it.
    pub fn label(self) -> &'static str {
        match self {
            Self::InPerson => "In person",
            Self::Phone => "Phone calls",
            Self::Sms => "Text messages",
            Self::Whatsapp => "WhatsApp",
            Self::Email => "E-mail",
            Self::Social => "Social media",
            Self::Post => "Post and deliveries",
            Self::Other => "Other",
        }
    }

    /// The word used in files and on the command line.
    pub fn word(self) -> String {
        word(&self)
    }
}

/// Where it happened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The place in the person's words.
    pub text: String,
    /// Keep out of every pack: a new address, a refuge, a child's school.
    #[serde(default)]
    pub private: bool,
}

/// Somebody who saw or heard it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Witness {
    /// Their name.
    pub name: String,
    /// How to reach them. Never in a pack unless chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// What they saw or heard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub saw: Option<String>,
}

/// The part of daily life an effect touches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the words are the meaning")]
pub enum Area {
    Routes,
    Work,
    Home,
    Sleep,
    Health,
    Social,
    Money,
    Children,
}

/// A change in daily life because of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effect {
    /// The part of life.
    pub area: Area,
    /// What changed.
    pub text: String,
    /// What it cost, in pence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<u64>,
    /// From which day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
}

/// What the person did in return.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "each variant's words are in `label`")]
pub enum Response {
    None,
    Replied,
    Answered,
    Blocked,
    AskedToStop,
}

impl Response {
    /// Plain words for it.
    pub fn label(self) -> &'static str {
        match self {
            Self::None => "Did not respond",
            Self::Replied => "Replied",
            Self::Answered => "Answered",
            Self::Blocked => "Blocked them",
            Self::AskedToStop => "Asked them to stop",
        }
    }
}

/// Told to whom, with which reference.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reported {
    /// Police force, employer, platform, school.
    pub to: String,
    /// When, in the person's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// Crime or incident reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Officer's name and number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub officer: Option<String>,
    /// What they said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<String>,
}

/// The five strands under which police record a hate incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the words are the meaning")]
pub enum Strand {
    Race,
    Religion,
    Disability,
    SexualOrientation,
    Transgender,
}

/// Something that happened, in the words of the person it happened to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Incident {
    /// When, with certainty. "Not sure" is an answer.
    pub when: When,
    /// What happened, free text first.
    pub what: String,
    /// The exact words used, if any were said or written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exact_words: Option<String>,
    /// What sort of act.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<Kind>,
    /// How contact was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// Entry numbers of the persons who did it. Empty when unknown.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub who: Vec<u64>,
    /// To or from the keeper.
    pub direction: Direction,
    /// Where. Committed apart, so that it can be withheld from a pack and still be proven.
    #[serde(skip)]
    pub place: Option<Place>,
    /// Site, app or device used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub technology: Option<String>,
    /// Who saw it. Committed apart, like the place.
    #[serde(skip)]
    pub witnesses: Vec<Witness>,
    /// Who else was there: children, friends, people with the suspect.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub present: Vec<String>,
    /// How it felt then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub felt_then: Option<String>,
    /// How it felt after.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub felt_after: Option<String>,
    /// Whether it made the person fear violence, on this occasion.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fear_of_violence: Option<bool>,
    /// Changes in daily life.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub effects: Vec<Effect>,
    /// Harm to the body, and treatment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub injury: Option<String>,
    /// What was damaged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub damage: Option<String>,
    /// What it cost, in pence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<u64>,
    /// What was threatened, against whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threat: Option<String>,
    /// A weapon seen or named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weapon: Option<String>,
    /// Make, colour, registration.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vehicle: Option<String>,
    /// Hostility as the person perceived it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub strands: Vec<Strand>,
    /// What the person did in return.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub responded: Option<Response>,
    /// More about that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub responded_text: Option<String>,
    /// To whom it was reported.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reported: Vec<Reported>,
    /// Entry numbers of exhibits and physical items.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exhibits: Vec<u64>,
    /// Entry numbers of incidents it belongs with.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<u64>,
    /// Who wrote it down; `None` is the person themself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scribe: Option<String>,
}

/// The serde name of a unit variant: one list of words for files, flags and forms.
pub(crate) fn word<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
