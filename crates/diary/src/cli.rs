//! The command line as typed.

use crate::lookup::Locator;
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// A private, sealed diary of unwanted contact, and packs that others can check.
#[derive(Debug, Parser)]
#[command(name = "daybook", version, about, max_term_width = 100)]
pub struct Cli {
    /// The diary file [default: daybook.db in your home folder]
    #[arg(long, global = true, value_name = "FILE", env = "DAYBOOK_FILE", hide_env = true)]
    pub diary: Option<PathBuf>,
    /// Print one JSON document instead of words
    #[arg(long, global = true)]
    pub json: bool,
    /// Read the passphrase from the first line of this file
    #[arg(long, global = true, value_name = "FILE", env = "DAYBOOK_PASSPHRASE_FILE", hide_env = true)]
    pub passphrase_file: Option<PathBuf>,
    /// Time zone of this device and of archives that name none [default: Europe/London]
    #[arg(long, global = true, value_name = "TZ")]
    pub zone: Option<String>,
    /// Use this law pack (a file or a folder) instead of the one that came with the program
    #[arg(long, global = true, value_name = "FILE", env = "DAYBOOK_PACK", hide_env = true)]
    pub pack: Option<PathBuf>,
    /// Show the pages in the language of this catalogue (a file like words/en.toml) instead of English
    #[arg(long, global = true, value_name = "FILE", env = "DAYBOOK_CATALOGUE", hide_env = true)]
    pub catalogue: Option<PathBuf>,
    /// Use this instant as the time now (for making the same report twice)
    #[arg(long, global = true, value_name = "INSTANT", env = "DAYBOOK_CLOCK", hide = true)]
    pub clock: Option<jiff::Timestamp>,
    /// What to do; nothing opens the diary in the browser
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a new diary
    New(NewArgs),
    /// Write down something that happened
    Add(AddArgs),
    /// List what is in the diary
    List,
    /// Show one entry with everything written about it, or one message with every place where it stands
    Show {
        /// Its number; of a message also its place in the entry, such as 63/659
        #[arg(value_name = "ENTRY")]
        at: Locator,
    },
    /// Change an incident; the first version stays readable
    Amend(AmendArgs),
    /// Mark an entry as not to be relied on; it stays readable
    Strike {
        /// Its number
        entry: u64,
        /// Why
        #[arg(long, short)]
        reason: String,
    },
    /// Change how a file is marked: kept out of packs, hard to look at
    Mark(MarkArgs),
    /// List the people in the diary, or add one
    People(PeopleArgs),
    /// Say whose a number, handle, address or registration is, or join an exhibit to an incident
    Link(LinkArgs),
    /// Contact cards that put names to numbers, and whom they may be; with --join, link one to a person
    Cards(CardsArgs),
    /// Write down when and how you asked for contact to stop
    Boundary(BoundaryArgs),
    /// Write down an order of a court or the police
    Order(OrderArgs),
    /// What the record shows as a whole, each figure with its entries
    Pattern,
    /// What the law looks at, and the entries that bear on it
    Law,
    /// Time limits, and what is soon gone
    Clocks,
    /// Find words in incidents and in imported messages
    Search {
        /// The words
        text: String,
        /// At most this many hits
        #[arg(long, default_value_t = 50)]
        limit: usize,
    },
    /// Everything in the order it happened
    Timeline,
    /// Take in exports, photos and other files
    Import(ImportArgs),
    /// Read the text in screenshots and photos, so that search finds it (needs tesseract)
    ReadText {
        /// Numbers of exhibits; none means every picture that was not read yet
        exhibits: Vec<u64>,
        /// Language of the text, as tesseract names it
        #[arg(long, default_value = "eng")]
        language: String,
    },
    /// Make a pack for somebody
    Report(ReportArgs),
    /// Check a pack; needs no key and no diary
    Verify {
        /// The pack's folder
        #[arg(value_name = "PACK")]
        folder: PathBuf,
    },
    /// Read every byte of the diary file and check it
    Check,
    /// Change the passphrase
    Passphrase {
        /// Read the new passphrase from the first line of this file
        #[arg(long, value_name = "FILE")]
        new_passphrase_file: Option<PathBuf>,
    },
    /// Get in with the recovery code when the passphrase is lost, or make a code for that day
    Recover(RecoverArgs),
    /// Copy the diary to a stick, a folder or a file, and read the copy back
    Backup {
        /// A folder, or the name of a file that is not there yet
        to: PathBuf,
    },
    /// Bring a copy back, or try one out
    Restore(RestoreArgs),
    /// Take the diary off this device
    Leave(LeaveArgs),
    /// Whom to call
    HelpNow(HelpArgs),
    /// Load a made-up case, make a pack, check it, and open the pages
    Try(TryArgs),
}

/// Flags of `new`.
#[derive(Debug, Args)]
pub struct NewArgs {
    /// Your name as it should stand in a pack
    #[arg(long)]
    pub name: Option<String>,
    /// Your initials, for exhibit labels such as JS/1
    #[arg(long)]
    pub initials: Option<String>,
    /// Names and numbers under which your exports know you
    #[arg(long)]
    pub me: Vec<String>,
    /// What you want from the people who will read your packs
    #[arg(long)]
    pub wanted: Option<String>,
}

/// Flags of `recover`.
#[derive(Debug, Args)]
pub struct RecoverArgs {
    /// Make a new recovery code (needs the passphrase)
    #[arg(long, conflicts_with_all = ["forget_kit", "code_file", "new_passphrase_file"])]
    pub make_kit: bool,
    /// Let no recovery code open the diary any more (needs the passphrase)
    #[arg(long, conflicts_with_all = ["code_file", "new_passphrase_file"])]
    pub forget_kit: bool,
    /// Read the recovery code from the first line of this file
    #[arg(long, value_name = "FILE")]
    pub code_file: Option<PathBuf>,
    /// Read the new passphrase from the first line of this file
    #[arg(long, value_name = "FILE")]
    pub new_passphrase_file: Option<PathBuf>,
}

/// Flags of `restore`.
#[derive(Debug, Args)]
pub struct RestoreArgs {
    /// The copy
    pub copy: PathBuf,
    /// Only open it and read every byte
    #[arg(long = "try")]
    pub try_out: bool,
}

/// Flags of `leave`.
#[derive(Debug, Args)]
pub struct LeaveArgs {
    /// A copy that holds everything the diary holds; it is tried out first
    #[arg(long)]
    pub copy: Option<PathBuf>,
    /// There is no copy, and everything shall be lost
    #[arg(long, conflicts_with = "copy")]
    pub without_copy: bool,
}

/// Flags of `add`.
#[derive(Debug, Args)]
pub struct AddArgs {
    /// What happened, in your own words
    pub what: Option<String>,
    #[command(flatten)]
    pub fields: Box<IncidentArgs>,
}

/// Flags of `mark`.
#[derive(Args, Debug)]
pub struct MarkArgs {
    /// Its number or label, such as JS/3
    pub file: String,
    /// Keep it out of every pack from now on
    #[arg(long, value_name = "true|false", num_args = 0..=1, default_missing_value = "true")]
    pub private: Option<bool>,
    /// It is hard to look at: a report names it and does not print it
    #[arg(long, value_name = "true|false", num_args = 0..=1, default_missing_value = "true")]
    pub distressing: Option<bool>,
    /// Why
    #[arg(long, short)]
    pub reason: String,
}

/// Flags of `amend`.
#[derive(Debug, Args)]
pub struct AmendArgs {
    /// The incident's number
    pub entry: u64,
    /// Why it is changed
    #[arg(long, short)]
    pub reason: String,
    /// What happened, in new words
    #[arg(long)]
    pub what: Option<String>,
    /// Let the place stand in packs although it was private before
    #[arg(long, conflicts_with = "place_private")]
    pub place_public: bool,
    /// Take a person out: a name or number from `daybook people`
    #[arg(long, value_name = "WHO")]
    pub without_who: Vec<String>,
    /// Take a sort of act out
    #[arg(long, value_name = "KIND")]
    pub without_kind: Vec<String>,
    /// Take a witness out, by name
    #[arg(long, value_name = "NAME")]
    pub without_witness: Vec<String>,
    /// Take out the number of an incident it belongs with
    #[arg(long, value_name = "ENTRY")]
    pub without_link: Vec<u64>,
    /// Take an exhibit out, by number or label
    #[arg(long, value_name = "EXHIBIT")]
    pub without_exhibit: Vec<String>,
    #[command(flatten)]
    pub fields: Box<IncidentArgs>,
}

/// The fields of an incident, as typed.
#[derive(Debug, Default, Args)]
pub struct IncidentArgs {
    /// When: "yesterday about 9pm", "12/3 between 2 and 4", "sometime last week", "not sure"
    #[arg(long, short)]
    pub when: Option<String>,
    /// The time is right although it is still to come
    #[arg(long, requires = "when")]
    pub ahead: bool,
    /// The exact words used
    #[arg(long)]
    pub words: Option<String>,
    /// What sort of act (may be given more than once): see `daybook add --kind help`
    #[arg(long = "kind", short)]
    pub kinds: Vec<String>,
    /// in_person, phone, sms, whatsapp, email, social, post, other
    #[arg(long)]
    pub channel: Option<String>,
    /// Who did it: a name or number from `daybook people`
    #[arg(long)]
    pub who: Vec<String>,
    /// Where
    #[arg(long)]
    pub place: Option<String>,
    /// Keep the place out of every pack
    #[arg(long)]
    pub place_private: bool,
    /// Site, app or device used
    #[arg(long)]
    pub technology: Option<String>,
    /// Who saw it: "NAME" or "NAME; how to reach them; what they saw"
    #[arg(long = "witness")]
    pub witnesses: Vec<String>,
    /// Who else was there
    #[arg(long)]
    pub present: Vec<String>,
    /// How it felt then
    #[arg(long)]
    pub felt: Option<String>,
    /// How it felt after
    #[arg(long)]
    pub felt_after: Option<String>,
    /// Whether it made you fear violence: yes or no
    #[arg(long, value_parser = yes_or_no)]
    pub fear: Option<bool>,
    /// A change in daily life: "AREA: what changed" (routes, work, home, sleep, health, social, money, children)
    #[arg(long = "effect")]
    pub effects: Vec<String>,
    /// Harm to the body
    #[arg(long)]
    pub injury: Option<String>,
    /// What was damaged
    #[arg(long)]
    pub damage: Option<String>,
    /// What it cost, in pounds: 12 or 12.50
    #[arg(long, value_parser = pence)]
    pub cost: Option<u64>,
    /// What was threatened
    #[arg(long)]
    pub threat: Option<String>,
    /// A weapon seen or named
    #[arg(long)]
    pub weapon: Option<String>,
    /// Make, colour, registration
    #[arg(long)]
    pub vehicle: Option<String>,
    /// Hostility as you felt it: race, religion, disability, sexual_orientation, transgender
    #[arg(long = "strand")]
    pub strands: Vec<String>,
    /// What you did: none, replied, answered, blocked, asked_to_stop
    #[arg(long)]
    pub responded: Option<String>,
    /// More about what you did
    #[arg(long)]
    pub responded_text: Option<String>,
    /// Whom you told: "WHO; reference; officer; what they said"
    #[arg(long)]
    pub reported: Vec<String>,
    /// Numbers or labels of exhibits that belong to it
    #[arg(long = "exhibit")]
    pub exhibits: Vec<String>,
    /// Numbers of incidents it belongs with
    #[arg(long = "linked-to")]
    pub links: Vec<u64>,
    /// Who writes this down, when it is not you
    #[arg(long)]
    pub scribe: Option<String>,
}

/// Flags of `people`.
#[derive(Debug, Args)]
pub struct PeopleArgs {
    /// Add a person: their name, or words to tell them by
    #[arg(long)]
    pub add: Option<String>,
    /// How you know them
    #[arg(long)]
    pub relation: Option<String>,
    /// What they look like, and anything that helps to find them
    #[arg(long)]
    pub description: Option<String>,
    /// suspect, helper, third_party, other
    #[arg(long, default_value = "suspect")]
    pub role: String,
    /// The person they act with
    #[arg(long)]
    pub acts_with: Option<String>,
    /// You do not know who this is
    #[arg(long)]
    pub unknown: bool,
}

/// Flags of `link`.
#[derive(Debug, Args)]
pub struct LinkArgs {
    /// The number, handle, address or registration; or an incident's number with --to
    pub value: String,
    /// Whose it is: a name or number from `daybook people`
    #[arg(long)]
    pub person: Option<String>,
    /// How you know
    #[arg(long, default_value = "")]
    pub basis: String,
    /// phone, whatsapp, email, handle, vehicle, address, name, other
    #[arg(long)]
    pub kind: Option<String>,
    /// First day it was theirs, as 2026-05-04
    #[arg(long)]
    pub since: Option<jiff::civil::Date>,
    /// Join this exhibit or incident to the incident
    #[arg(long, conflicts_with = "person")]
    pub to: Option<String>,
}

/// Flags of `cards`.
#[derive(Debug, Args)]
pub struct CardsArgs {
    /// The card whose numbers and addresses are to be linked, as 7/12
    #[arg(long, value_name = "CARD", requires = "person")]
    pub join: Option<String>,
    /// Whose they are: a name or number from `daybook people`
    #[arg(long)]
    pub person: Option<String>,
    /// Only this number or address of the card (may be given more than once)
    #[arg(long, requires = "join")]
    pub only: Vec<String>,
}

/// Flags of `boundary`.
#[derive(Debug, Args)]
pub struct BoundaryArgs {
    /// The words you used
    pub words: String,
    /// When
    #[arg(long, short)]
    pub when: String,
    /// The time is right although it is still to come
    #[arg(long)]
    pub ahead: bool,
    /// How: by message, in person, through somebody
    #[arg(long, default_value = "")]
    pub how: String,
    /// Whom you told; everyone in the record when left out
    #[arg(long)]
    pub to: Vec<String>,
}

/// Flags of `order`.
#[derive(Debug, Args)]
pub struct OrderArgs {
    /// What it is called, as it stands at the top of it
    pub kind: String,
    /// Whom it binds: a name or number from `daybook people` (may be given more than once)
    #[arg(long, required = true)]
    pub against: Vec<String>,
    /// Who made it
    #[arg(long, default_value = "")]
    pub by: String,
    /// What it says, in its own words
    #[arg(long, default_value = "")]
    pub terms: String,
    /// What it forbids (may be given more than once): contact, third_parties, places, coming_near, online, violence
    #[arg(long)]
    pub forbids: Vec<String>,
    /// A place it names (may be given more than once)
    #[arg(long = "place")]
    pub places: Vec<String>,
    /// First day in force, as 2026-05-04
    #[arg(long)]
    pub from: Option<jiff::civil::Date>,
    /// Last day in force; left out when it has no end
    #[arg(long)]
    pub until: Option<jiff::civil::Date>,
    /// Day it was served
    #[arg(long)]
    pub served: Option<jiff::civil::Date>,
}

/// Flags of `help-now`.
#[derive(Debug, Args)]
pub struct HelpArgs {
    /// Only services for this area: england, wales, scotland, or a county
    #[arg(long)]
    pub area: Option<String>,
    /// Only services for this need: stalking, advocate, domestic_abuse, deaf, hate, images, children, feelings
    #[arg(long)]
    pub need: Option<String>,
}

/// Flags of `import`.
#[derive(Debug, Default, Args)]
pub struct ImportArgs {
    /// Files, folders and archives
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// Read the file as this format instead of recognising it: whatsapp, sms, file
    #[arg(long = "as", value_name = "FORMAT")]
    pub format: Option<String>,
    /// You, as the archive names you
    #[arg(long, value_name = "ID")]
    pub me: Option<String>,
    /// Whose phone or account it came from, when it is not yours: nothing in it counts as sent to you or by you.
    /// "me" takes that back
    #[arg(long, value_name = "NAME")]
    pub whose: Option<String>,
    /// Order of day and month when the file does not show it: dmy, mdy, ymd
    #[arg(long, value_name = "ORDER")]
    pub date_order: Option<String>,
    /// What the columns of a table mean: "Date=date,Time=time,Number=with,Duration=duration", or the name of a mapping that was kept.
    /// Meanings: when, date, time, from, to, with, name, text, duration, direction, kind, place, skip
    #[arg(long, value_name = "MAPPING")]
    pub map: Option<String>,
    /// Keep the mapping under this name for the next table of that kind
    #[arg(long, value_name = "NAME", requires = "map", conflicts_with = "dry_run")]
    pub keep_map: Option<String>,
    /// Read the password of a locked backup from the first line of this file
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
    /// Only say what the files hold; needs no diary and no passphrase
    #[arg(long)]
    pub dry_run: bool,
    /// With --dry-run: print every item, one JSON object a line
    #[arg(long, requires = "dry_run")]
    pub items: bool,
    /// Keep these files out of every pack
    #[arg(long)]
    pub private: bool,
    /// Your own words about the files
    #[arg(long)]
    pub description: Option<String>,
}

/// Flags of `report`.
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// For whom: police
    #[arg(long = "for", value_name = "WHOM", default_value = "police")]
    pub audience: String,
    /// Folder to make; it must not exist yet
    #[arg(long)]
    pub out: PathBuf,
    /// About these people only: names or numbers from `daybook people`
    #[arg(long)]
    pub about: Vec<String>,
    /// What you want, on page one
    #[arg(long)]
    pub wanted: Option<String>,
    /// Hand this exhibit over whole although it holds a place or other people's messages
    #[arg(long = "original", value_name = "EXHIBIT")]
    pub originals: Vec<String>,
    /// Leave this incident out, with every version of it (may be given more than once)
    #[arg(long, value_name = "ENTRY")]
    pub leave_out: Vec<u64>,
}

/// Flags of `try`.
#[derive(Debug, Args)]
pub struct TryArgs {
    /// Folder to use [default: target/try under the current folder]
    #[arg(long)]
    pub dir: Option<PathBuf>,
    /// Do not open the pages
    #[arg(long)]
    pub no_open: bool,
}

fn yes_or_no(text: &str) -> Result<bool, String> {
    match text.to_lowercase().as_str() {
        "yes" | "y" | "true" => Ok(true),
        "no" | "n" | "false" => Ok(false),
        _ => Err("say yes or no".to_owned()),
    }
}

/// Pounds and pence as typed, in pence.
pub fn pence(text: &str) -> Result<u64, String> {
    let text = text.trim().trim_start_matches('£').replace(',', "");
    let (pounds, pence) = text.split_once('.').unwrap_or((&text, "0"));
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if !digits(pounds) || !digits(pence) || pence.len() > 2 {
        return Err("write an amount such as 12 or 12.50".to_owned());
    }
    let pence: u64 = format!("{pence:0<2}").parse().map_err(|_| "too large".to_owned())?;
    let pounds: u64 = pounds.parse().map_err(|_| "too large".to_owned())?;
    pounds.checked_mul(100).and_then(|p| p.checked_add(pence)).ok_or_else(|| "too large".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn pounds_and_pence() {
        assert_eq!(pence("£1,250.5"), Ok(125_050));
        assert_eq!(pence("12"), Ok(1200));
        assert!(pence("12.345").is_err() && pence("-1").is_err() && pence("").is_err());
    }
}
