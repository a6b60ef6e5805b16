//! Pictures: upright, not too fine, and silent about where they were taken.

use std::io::Cursor;

use daybook_report::pdf::{Figure, PdfError, Picture};
use image::{ImageFormat, RgbImage, RgbaImage};

use crate::tools::File;
use crate::{document, rendered};

fn encoded(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    RgbImage::from_pixel(width, height, image::Rgb([200, 30, 30]))
        .write_to(&mut bytes, format)
        .expect("encodes");
    bytes.into_inner()
}

/// A JPEG with an EXIF segment: orientation 6 (turn right) and a camera maker that names a street.
fn with_exif(jpeg: &[u8]) -> Vec<u8> {
    let maker = b"12 Secret Street\0";
    let mut tiff = b"II*\0\x08\0\0\0\x02\0".to_vec();
    tiff.extend(b"\x0f\x01\x02\0\x11\0\0\0\x26\0\0\0"); // Make, ASCII, 17 bytes at 38
    tiff.extend(b"\x12\x01\x03\0\x01\0\0\0\x06\0\0\0"); // Orientation, SHORT, 6
    tiff.extend(b"\0\0\0\0");
    tiff.extend(maker);
    let length = u16::try_from(2 + 6 + tiff.len()).expect("short");
    let mut out = jpeg[..2].to_vec();
    out.extend([0xff, 0xe1]);
    out.extend(length.to_be_bytes());
    out.extend(b"Exif\0\0");
    out.extend(tiff);
    out.extend(&jpeg[2..]);
    out
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[test]
fn no_picture_carries_its_metadata_into_the_file() {
    let original = with_exif(&encoded(40, 20, ImageFormat::Jpeg));
    assert!(contains(&original, b"Secret Street"));
    let pictures = [Picture::ready(original.clone()), Picture::preview(&original, 100.0, 100.0)];
    for picture in pictures {
        let picture = picture.expect("a picture");
        assert!(!contains(picture.encoded(), b"Secret Street"));
        assert_eq!(picture.size(), (20, 40), "turned upright");
        let mut doc = document();
        doc.push(Figure::new(picture, "A red rectangle").caption("Red"));
        let rendered = rendered(&doc);
        assert!(!contains(&rendered.bytes, b"Secret Street"));
        File::new(&rendered.bytes).check();
    }
}

#[test]
fn an_upright_jpeg_keeps_its_pixels_bit_for_bit() {
    let jpeg = encoded(40, 20, ImageFormat::Jpeg);
    let mut commented = jpeg[..2].to_vec();
    commented.extend(b"\xff\xfe\0\x08secret");
    commented.extend(&jpeg[2..]);
    let picture = Picture::ready(commented).expect("a picture");
    assert_eq!(picture.encoded(), jpeg);
}

#[test]
fn a_preview_has_at_most_300_dots_an_inch() {
    let picture = Picture::preview(&encoded(3000, 1500, ImageFormat::Jpeg), 72.0, 72.0).expect("a picture");
    assert_eq!(picture.size(), (300, 150));
    let small = Picture::preview(&encoded(30, 15, ImageFormat::Png), 72.0, 72.0).expect("a picture");
    assert_eq!(small.size(), (30, 15), "never enlarged");
}

#[test]
fn transparency_becomes_white_paper() {
    let mut bytes = Cursor::new(Vec::new());
    RgbaImage::from_pixel(8, 8, image::Rgba([0, 0, 0, 0]))
        .write_to(&mut bytes, ImageFormat::Png)
        .expect("encodes");
    let picture = Picture::preview(&bytes.into_inner(), 72.0, 72.0).expect("a picture");
    let pixels = image::load_from_memory(picture.encoded()).expect("decodes").to_rgb8();
    assert!(pixels.pixels().all(|pixel| pixel.0.iter().all(|value| *value > 250)));
}

#[test]
fn what_is_not_a_picture_is_refused() {
    let jpeg = encoded(40, 20, ImageFormat::Jpeg);
    for bytes in [&b""[..], b"not a picture", &jpeg[..30], b"\x89PNG\r\n\x1a\n"] {
        assert!(matches!(Picture::ready(bytes.to_vec()), Err(PdfError::Picture)));
        assert!(matches!(Picture::preview(bytes, 72.0, 72.0), Err(PdfError::Picture)));
    }
}
