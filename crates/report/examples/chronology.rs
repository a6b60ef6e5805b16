//! Makes a long chronology, to measure time and memory.
//!
//! `/usr/bin/time -v cargo run --release -p daybook-report --example chronology -- OUT.pdf ROWS PHOTOS`

use std::error::Error;
use std::io::{Cursor, Write};

use daybook_report::pdf::{
    Cell, Column, Document, FontSource, Fonts, Heading, Level, Picture, Row, Table, Text, Width, render,
};

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let path = args.next().ok_or("Say where to write the PDF, how many rows and how many photos.")?;
    let rows: u32 = args.next().unwrap_or_default().parse()?;
    let photos: u32 = args.next().unwrap_or_default().parse()?;
    let rendered = render(&chronology(rows, photos)?, &Fonts::new(FontSource::ShippedOnly))?;
    std::fs::write(&path, &rendered.bytes)?;
    writeln!(std::io::stdout(), "{} pages, {} bytes", rendered.pages, rendered.bytes.len())?;
    Ok(())
}

fn chronology(rows: u32, photos: u32) -> Result<Document, Box<dyn Error>> {
    let mut doc = Document::new("Chronology", "2026-03-01T12:00:00Z".parse()?).header("Chronology");
    doc.push(Heading::new(Level::One, "Chronology").anchor("chronology"));
    let mut table = Table::new([
        Column::new("No.", Width::Points(38.0)).align_end(),
        Column::new("When", Width::Points(96.0)),
        Column::new("Who and how", Width::Points(92.0)),
        Column::new("What happened", Width::Share(1.0)),
        Column::new("Exhibit", Width::Points(70.0)),
    ]);
    for n in 0..rows {
        let mut exhibit = Cell::new(Text::new().link(format!("AB/{n}"), format!("row-{n}")));
        if photos > 0 && n % (rows / photos).max(1) == 0 {
            exhibit = exhibit.picture(Picture::ready(photo(n)?)?, "A photo of a car", 60.0);
        }
        let what = "He waited outside work again and followed to the bus stop. “I only want to talk”, he said. \
                    Two colleagues saw it and wrote it down the same evening 😡. ";
        table.push(
            Row::new([
                Cell::new(format!("{n}")),
                Cell::new(
                    Text::new().plain(format!("{} Jan 2026, 21:40", n % 28 + 1)).muted("\nwritten next day"),
                ),
                Cell::new("Alex Example, 07700 900123, text message"),
                Cell::new(what.repeat(1 + n as usize % 3)),
                exhibit,
            ])
            .anchor(format!("row-{n}")),
        );
    }
    doc.push(table);
    Ok(doc)
}

/// A stored preview: about 30 kB, different each time.
fn photo(seed: u32) -> Result<Vec<u8>, image::ImageError> {
    let pixels = image::RgbImage::from_fn(320, 240, |x, y| {
        let noise = low_byte(x.wrapping_mul(73) ^ y.wrapping_mul(151) ^ seed.wrapping_mul(977));
        image::Rgb([noise / 2, low_byte(x / 2), noise / 3 + 40])
    });
    let mut bytes = Cursor::new(Vec::new());
    pixels.write_to(&mut bytes, image::ImageFormat::Jpeg)?;
    Ok(bytes.into_inner())
}

fn low_byte(n: u32) -> u8 {
    n.to_le_bytes()[0]
}
