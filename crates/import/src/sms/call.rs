//! Calls: how they ended and which way they went.

use daybook_core::item::{Call, CallOutcome, Direction};

/// Numbers that stand for a caller without one (Android's call log: unknown, private, payphone).
const NO_NUMBER: [&str; 5] = ["", "null", "-1", "-2", "-3"];

/// Fields of a call as written.
#[derive(Clone, Debug, Default)]
pub struct Fields {
    /// Number of the other side.
    pub number: String,
    /// Seconds.
    pub duration: String,
    /// Android's call type.
    pub kind: String,
    /// Android's presentation: 1 shown, 2 withheld, 3 unknown, 4 payphone.
    pub presentation: String,
}

impl Fields {
    /// The number, unless there is none.
    pub fn number(&self) -> Option<&str> {
        (!NO_NUMBER.contains(&self.number.as_str())).then_some(self.number.as_str())
    }

    /// Which way it went and how it ended. `None` in the third: the type is unknown.
    pub fn read(&self) -> (Direction, Call, Option<()>) {
        use CallOutcome::{Answered, Blocked, Missed, Rejected, Unknown, Voicemail};
        use Direction::{In, Out};
        let seconds = self.duration.trim().parse().ok();
        let (direction, outcome, known) = match self.kind.trim() {
            "1" => (In, Answered, Some(())),
            "2" if seconds == Some(0) => (Out, Missed, Some(())),
            "2" => (Out, Answered, Some(())),
            "3" => (In, Missed, Some(())),
            "4" => (In, Voicemail, Some(())),
            "5" => (In, Rejected, Some(())),
            "6" => (In, Blocked, Some(())),
            // Answered on another phone of the same account.
            "7" => (In, Answered, Some(())),
            _ => (Direction::Unknown, Unknown, None),
        };
        let withheld = self.presentation.trim() == "2" || self.number == "-2";
        (direction, Call { outcome, seconds, withheld, video: false }, known)
    }
}
