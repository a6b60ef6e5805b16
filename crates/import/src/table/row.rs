//! One row of a table as an item, by what the person said the columns mean.

use super::{clock, layout::Layout, words};
use crate::{
    finding::{Findings, Kind},
    moment,
    options::{DateOrder, Mapping, Meaning, Options},
};
use daybook_core::item::{Call, CallOutcome, Detail, Direction, Item, ItemKind, Locator};
use jiff::tz::TimeZone;

/// How the rows of one table are read.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What each column holds, and what it is called.
    columns: Vec<(Option<Meaning>, String)>,
    /// The order of day and month.
    pub order: DateOrder,
    /// The zone of the clock readings, when the person named one for this table.
    pub zone: Option<TimeZone>,
    /// What a row is when no column says.
    rows: ItemKind,
    /// Bare numbers of the column of lengths are minutes.
    minutes: bool,
}

impl Plan {
    /// The plan for a table, and the columns the person named that are not there. `None`: no column is a date.
    pub fn new(layout: &Layout, mapping: &Mapping, order: DateOrder) -> (Option<Self>, Vec<String>) {
        let mut columns: Vec<(Option<Meaning>, String)> =
            (0..layout.width).map(|column| (None, layout.name(column))).collect();
        let mut missing = Vec::new();
        for (name, meaning) in &mapping.columns {
            match layout.column(name) {
                Some(column) => columns[column].0 = Some(*meaning),
                None => missing.push(name.clone()),
            }
        }
        let has = |wanted: &[Meaning]| {
            columns.iter().any(|(meaning, _)| meaning.is_some_and(|m| wanted.contains(&m)))
        };
        let rows = mapping.rows.unwrap_or(match () {
            () if has(&[Meaning::Duration]) => ItemKind::Call,
            () if has(&[Meaning::Text]) && has(&[Meaning::From, Meaning::To, Meaning::With]) => {
                ItemKind::Message
            }
            () => ItemKind::Event,
        });
        let minutes = columns.iter().any(|(meaning, name)| {
            *meaning == Some(Meaning::Duration) && name.to_lowercase().contains("min")
        });
        let dated = has(&[Meaning::When, Meaning::Date]);
        (dated.then_some(Self { columns, order, zone: None, rows, minutes }), missing)
    }

    /// The cells of the first column with a meaning.
    fn cell<'a>(&self, cells: &'a [String], meaning: Meaning) -> Option<&'a str> {
        let column = self.columns.iter().position(|(held, _)| *held == Some(meaning))?;
        cells.get(column).map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
    }

    /// When a row was, as its cells say.
    pub fn moment(&self, cells: &[String]) -> Option<clock::Moment> {
        let time = || self.cell(cells, Meaning::Time).and_then(clock::read);
        let date = self.cell(cells, Meaning::When).or_else(|| self.cell(cells, Meaning::Date))?;
        clock::read(date).filter(clock::Moment::has_date).map(|moment| moment.with_time(time()))
    }

    /// One row as an item. A row without a date is none.
    pub fn item(
        &self,
        cells: &[String],
        locator: Locator,
        options: &Options,
        findings: &mut Findings,
    ) -> Option<Item> {
        let place = (locator.start.unwrap_or(0), locator.row.unwrap_or(0));
        let moment = self.moment(cells)?;
        let instant = moment.instant(self.order);
        let civil = if instant.is_some() { None } else { moment.civil(self.order) };
        let (at, at_note) = match (instant, civil) {
            (Some(at), _) => {
                moment::check(at, options, findings, place);
                (Some(at), None)
            }
            (None, Some(civil)) => match &self.zone {
                Some(zone) => moment::in_zone(civil, zone, (options, findings), place),
                None => moment::local(civil, options, findings, place),
            },
            (None, None) => {
                findings.at(Kind::ImpossibleDate, place.0, place.1);
                (None, None)
            }
        };
        if cells.iter().any(|cell| words::is_formula(cell)) {
            findings.at(Kind::FormulaInText, place.0, place.1);
        }
        let whole_day = !moment.has_time();
        let at_note = at_note.or_else(|| whole_day.then(|| "Only the day is known.".to_owned()));
        Some(self.filled(cells, Item { at, civil, at_note, locator, ..Item::default() }, options))
    }

    fn filled(&self, cells: &[String], item: Item, options: &Options) -> Item {
        let said = |meaning| self.cell(cells, meaning);
        let (kind_word, way_word) =
            (said(Meaning::Kind).unwrap_or_default(), said(Meaning::Direction).unwrap_or_default());
        let kind = words::kind(kind_word).unwrap_or(self.rows);
        let direction = self
            .direction(cells, options)
            .or_else(|| words::direction(way_word))
            .or_else(|| words::direction(kind_word));
        let direction = direction.unwrap_or_default();
        let other = said(Meaning::With);
        let from = said(Meaning::From).or(other.filter(|_| direction != Direction::Out));
        let to = said(Meaning::To).or(other.filter(|_| direction == Direction::Out));
        let withheld = [from, to].into_iter().flatten().any(words::is_withheld);
        let number = |cell: &&str| !words::is_withheld(cell);
        let seconds = said(Meaning::Duration).and_then(|cell| clock::seconds(cell, self.minutes));
        let outcome = [kind_word, way_word].into_iter().find_map(words::outcome).unwrap_or(match seconds {
            Some(1..) => CallOutcome::Answered,
            _ => CallOutcome::Unknown,
        });
        let conversation = other.or(if direction == Direction::Out { to } else { from });
        let call = (kind == ItemKind::Call).then_some(Call { outcome, seconds, withheld, video: false });
        Item {
            from: from.filter(number).map(str::to_owned),
            to: to.filter(number).map(str::to_owned).into_iter().collect(),
            contact_name: said(Meaning::Name).map(str::to_owned),
            direction,
            kind,
            text: self.text(cells, kind_word),
            conversation: conversation.filter(number).map(str::to_owned),
            call,
            details: self.details(cells),
            ..item
        }
    }

    /// Which way a row went by its two sides: by who is the keeper, or by which of them there is.
    fn direction(&self, cells: &[String], options: &Options) -> Option<Direction> {
        let me = options.me.as_deref().map(daybook_core::person::normalise);
        let is_me = |meaning| {
            let cell = self.cell(cells, meaning)?;
            (Some(daybook_core::person::normalise(cell)) == me).then_some(())
        };
        let by_me = is_me(Meaning::From)
            .map(|()| Direction::Out)
            .or_else(|| is_me(Meaning::To).map(|()| Direction::In));
        let there = |wanted| self.columns.iter().any(|(meaning, _)| *meaning == Some(wanted));
        by_me.or(match (there(Meaning::From), there(Meaning::To), there(Meaning::Direction)) {
            (true, false, false) => Some(Direction::In),
            (false, true, false) => Some(Direction::Out),
            _ => None,
        })
    }

    /// The words of a row: those of its text columns, else what sort of record it says it is, else where it was.
    fn text(&self, cells: &[String], kind_word: &str) -> String {
        let of = |wanted: Meaning| {
            let columns =
                self.columns.iter().zip(cells).filter(move |((meaning, _), _)| *meaning == Some(wanted));
            columns.map(|(_, cell)| cell.as_str()).filter(|cell| !cell.is_empty()).collect::<Vec<_>>()
        };
        let text = of(Meaning::Text).join("\n").replace("\r\n", "\n");
        match (text.is_empty(), kind_word.is_empty()) {
            (false, _) => text,
            (true, false) => kind_word.to_owned(),
            (true, true) => of(Meaning::Place).join(", "),
        }
    }

    /// Cells the person gave no meaning, and the place, by their headings.
    fn details(&self, cells: &[String]) -> Vec<Detail> {
        let kept = self.columns.iter().zip(cells).filter(|((meaning, _), cell)| {
            matches!(meaning, None | Some(Meaning::Place)) && !cell.trim().is_empty()
        });
        kept.map(|((_, name), cell)| Detail { name: name.clone(), value: cell.clone() }).collect()
    }
}
