//! `help-now`: whom to call. Needs no diary.

use crate::{cli::HelpArgs, clock::Clock, guide, output::Output};
use daybook_core::{
    guide::{Guide, help::Service},
    when,
};
use jiff::civil::Date;
use serde_json::{Value, json};

/// Whom to call: all of them, or those for an area and a need. What to do in danger comes first in every case.
pub fn now(args: &HelpArgs, clock: &Clock) -> Output {
    let guide = guide::in_use();
    let today = clock.zoned().date();
    let mut out = Output::new(format!("In danger now? {}", guide::in_danger()));
    let chosen: Vec<&Service> = guide.services(args.area.as_deref(), args.need.as_deref()).collect();
    for service in &chosen {
        out.line(format!("\n{}: {}\n  {}", service.name, service.number, service.purpose));
        if let Some(hours) = service.hours_on(today) {
            out.line(format!("  Open: {hours}."));
        }
    }
    if chosen.is_empty() {
        out.line("\nNothing is listed for that. Leave out --area or --need to see all.");
    }
    out.line(format!("\n{}", guide.words("report-now")));
    out.line(source_line(guide, today));
    let danger = guide.services(None, Some("danger")).map(|s| service(s, today));
    let document = json!({
        "format": 1,
        "pack": pack(guide, today),
        "danger": danger.collect::<Vec<_>>(),
        "directory": chosen.iter().map(|s| service(s, today)).collect::<Vec<_>>(),
        "advice": guide.advice,
    });
    out.json(document)
}

fn service(service: &Service, today: Date) -> Value {
    json!({
        "id": service.id, "name": service.name, "number": service.number, "use": service.purpose,
        "hours": service.hours_on(today), "areas": service.areas, "needs": service.needs, "web": service.web,
        "source": service.source, "checked_on": service.checked_on,
    })
}

/// The pack as every document names it.
pub fn pack(guide: &Guide, today: Date) -> Value {
    json!({
        "id": guide.pack, "version": guide.version, "name": guide.name, "reviewed": guide.reviewed,
        "valid_until": guide.valid_until, "expired": guide.valid_until < today, "note": guide.note,
    })
}

/// The pack as every answer names it.
pub fn source_line(guide: &Guide, today: Date) -> String {
    let late = if guide.valid_until < today {
        " It should have been replaced: numbers and rules may be old."
    } else {
        ""
    };
    format!(
        "From the pack for {} {}, checked {}.{late}",
        guide.name,
        guide.version,
        when::day(guide.reviewed)
    )
}
