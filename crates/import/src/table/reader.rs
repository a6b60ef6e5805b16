//! Reads a table: by the mapping the person gave, or not at all, saying how to give one.

use super::{
    clock::Moment,
    guess,
    layout::{self, Layout},
    row::Plan,
    rows::{Row, Rows},
};
use crate::{
    error::ImportError,
    finding::Kind,
    options::{DateOrder, Mapping, Options},
    origin::Origin,
    source::{Stream, head},
    tally::Output,
    text::shown,
    wide,
};
use daybook_core::item::Locator;
use jiff::{civil::DateTime, tz::TimeZone};
use std::io;

/// Bytes looked at for the layout.
const HEAD: usize = 64 << 10;

/// Reads a table.
pub fn read(
    stream: &mut dyn Stream,
    origin: &Origin<'_>,
    options: &Options,
    output: &mut Output<'_>,
) -> Result<(), ImportError> {
    output.set_me(options.me.clone());
    let Some(mapping) = &options.mapping else { return unmapped(stream, options, output) };
    let layout = layout(stream, Some(mapping))?;
    let (plan, missing) = Plan::new(&layout, mapping, DateOrder::DayFirst);
    if !missing.is_empty() {
        let names = missing.iter().map(|name| shown(name)).collect::<Vec<_>>().join(", ");
        output.findings.told(Kind::MappingDiffers, format!("Not there: {names}."));
    }
    let Some(mut plan) = plan else { return unmapped(stream, options, output) };
    plan.order = order(stream, &layout, (&plan, mapping), (options, output))?;
    plan.zone = zone(mapping, output);
    let mut table = Table { plan: &plan, layout: &layout, origin, options, output };
    let mut rows = Rows::open(stream, layout.delimiter, options.limits.row_bytes)?;
    let mut end = 0;
    while let Some(row) = rows.next_row()? {
        end = row.range.map_or(0, |(_, end)| end);
        table.row(&row)?;
    }
    if rows.endless() {
        output.findings.at(Kind::EndlessRow, end, 0);
    }
    Ok(())
}

/// The layout of a table.
pub fn layout(stream: &mut dyn Stream, mapping: Option<&Mapping>) -> io::Result<Layout> {
    let start = head(&mut wide::open(stream)?.reader, HEAD)?;
    Ok(layout::of(&start, mapping))
}

struct Table<'a, 'o> {
    plan: &'a Plan,
    layout: &'a Layout,
    origin: &'a Origin<'a>,
    options: &'a Options,
    output: &'a mut Output<'o>,
}

impl Table<'_, '_> {
    fn row(&mut self, row: &Row) -> Result<(), ImportError> {
        let start = row.range.map_or(0, |(start, _)| start);
        if row.old_text {
            self.output.findings.at(Kind::OldText, start, row.number);
        }
        if row.number <= self.layout.before {
            // What stands before the headings is told; the headings themselves are used.
            let is_heading = row.number == self.layout.before && !self.layout.headings.is_empty();
            let says_separator = row.number == 1 && self.layout.says_separator;
            if !is_heading && !says_separator {
                self.output.findings.at(Kind::OddRow, start, row.number);
            }
            return Ok(());
        }
        let locator = Locator {
            member: self.origin.member.map(str::to_owned),
            start: row.range.map(|(start, _)| start),
            end: row.range.map(|(_, end)| end),
            row: Some(row.number),
        };
        match self.plan.item(&row.cells, locator, self.options, &mut self.output.findings) {
            Some(item) => self.output.put(item)?,
            None => self.output.findings.at(Kind::OddRow, start, row.number),
        }
        if let Some((_, end)) = row.range {
            self.output.progress(end);
        }
        Ok(())
    }
}

/// A table nobody has explained: how many rows it has, and what its columns may be.
fn unmapped(stream: &mut dyn Stream, options: &Options, output: &mut Output<'_>) -> Result<(), ImportError> {
    let layout = layout(stream, None)?;
    let suggestion = guess::suggest(&layout);
    let mut rows = Rows::open(stream, layout.delimiter, options.limits.row_bytes)?;
    let mut count = 0u64;
    while rows.next_row()?.is_some() {
        count += 1;
    }
    if rows.endless() {
        output.findings.whole(Kind::EndlessRow);
    }
    let count = count.saturating_sub(layout.before);
    output.tally.declared = Some(count);
    let names = (0..layout.width).map(|column| shown(&layout.name(column))).collect::<Vec<_>>().join(", ");
    let guess = if suggestion.evidence.is_empty() {
        "nothing to go by".to_owned()
    } else {
        suggestion.evidence.join(" ")
    };
    output
        .findings
        .told(Kind::TableNotMapped, format!("It has {count} rows. Columns: {names}. A guess: {guess}"));
    Ok(())
}

/// The zone of the mapping, when it names one we know.
fn zone(mapping: &Mapping, output: &mut Output<'_>) -> Option<TimeZone> {
    let zone = TimeZone::get(mapping.zone.as_deref()?).ok();
    if zone.is_none() {
        output.findings.whole(Kind::ZoneUnknown);
    }
    zone
}

/// The order of day and month: as said, as a number above twelve shows, as time runs on; else the day is first.
fn order(
    stream: &mut dyn Stream,
    layout: &Layout,
    (plan, mapping): (&Plan, &Mapping),
    (options, output): (&Options, &mut Output<'_>),
) -> Result<DateOrder, ImportError> {
    if let Some(said) = mapping.date_order.or(options.date_order) {
        return Ok(said);
    }
    let mut rows = Rows::open(stream, layout.delimiter, options.limits.row_bytes)?;
    let mut steps = Steps::default();
    while let Some(row) = rows.next_row()? {
        let Some(moment) = plan.moment(&row.cells).filter(|_| row.number > layout.before) else { continue };
        if let Some(order) = moment.shows() {
            let detail = format!("Row {} can be read in one way only.", row.number);
            output.findings.told(Kind::DateOrderFound, detail);
            return Ok(order);
        }
        steps.see(&moment);
    }
    if !steps.open {
        return Ok(DateOrder::DayFirst);
    }
    match (steps.day_first.turns(), steps.month_first.turns()) {
        (0, 1..) => {
            output.findings.told(Kind::DateOrderFound, "Only so does time run in one direction.".into());
            Ok(DateOrder::DayFirst)
        }
        (1.., 0) => {
            output.findings.told(Kind::DateOrderFound, "Only so does time run in one direction.".into());
            Ok(DateOrder::MonthFirst)
        }
        _ => {
            output.findings.whole(Kind::DateOrderUnknown);
            Ok(DateOrder::DayFirst)
        }
    }
}

/// How time runs through the rows in both orders.
#[derive(Debug, Default)]
struct Steps {
    open: bool,
    day_first: Run,
    month_first: Run,
}

#[derive(Debug, Default)]
struct Run {
    latest: Option<DateTime>,
    forward: u64,
    back: u64,
}

impl Steps {
    fn see(&mut self, moment: &Moment) {
        self.open |= moment.is_open();
        self.day_first.see(moment.civil(DateOrder::DayFirst));
        self.month_first.see(moment.civil(DateOrder::MonthFirst));
    }
}

impl Run {
    fn see(&mut self, at: Option<DateTime>) {
        let Some(before) = std::mem::replace(&mut self.latest, at) else { return };
        self.forward += u64::from(at.is_some_and(|at| at > before));
        self.back += u64::from(at.is_some_and(|at| at < before));
    }

    /// How often time turns; logs are written with the newest first as well.
    fn turns(&self) -> u64 {
        self.forward.min(self.back)
    }
}
