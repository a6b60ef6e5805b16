//! The device's clock and zone: the only place the program reads either.

use crate::failure::{Failure, Outcome};
use daybook_core::zone::DEFAULT_ZONE;
use jiff::{Timestamp, ZonedDateTime, tz::TimeZone};

/// A clock that can be set, so that reports come out the same and tests can choose the day.
#[derive(Clone, Debug)]
pub struct Clock {
    fixed: Option<Timestamp>,
    zone: TimeZone,
    /// Somebody named the zone for this run; no diary changes it.
    named: bool,
}

impl Clock {
    /// The device's clock, or a fixed instant, in a zone (Europe/London unless another is named).
    pub fn new(fixed: Option<Timestamp>, named: Option<&str>) -> Outcome<Self> {
        let name = named.unwrap_or(DEFAULT_ZONE);
        let zone = TimeZone::get(name).map_err(|_| {
            Failure::refused(
                format!("\"{name}\" is not a time zone."),
                "Use a name such as Europe/London or America/New_York.",
            )
        })?;
        Ok(Self { fixed, zone, named: named.is_some() })
    }

    /// The instant now.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
    pub fn now(&self) -> Timestamp {
        self.fixed.unwrap_or_else(Timestamp::now)
    }

    /// Now, in the zone.
    pub fn zoned(&self) -> ZonedDateTime {
        self.now().to_zoned_datetime(self.zone.clone())
    }

    /// The zone.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The zone's IANA name.
    pub fn zone_name(&self) -> &str {
        self.zone.iana_name().unwrap_or(DEFAULT_ZONE)
    }

    /// The same clock standing at another instant.
    pub fn at(&self, instant: Timestamp) -> Self {
        Self { fixed: Some(instant), ..self.clone() }
    }

    /// The same clock in the zone the keeper lives in, unless another was named for this run, or that one is not known here.
    pub fn at_home(&self, zone: &str) -> Self {
        let home = TimeZone::get(zone).ok().filter(|_| !self.named && !zone.is_empty());
        Self { zone: home.unwrap_or_else(|| self.zone.clone()), ..self.clone() }
    }
}
