//! Pictures made ready for a page: upright, no finer than 300 dpi, and without a trace of where they were
//! taken.

use std::io::Cursor;
use std::sync::Arc;

use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, imageops::FilterType};

use super::error::PdfError;

/// Finest useful resolution: the courts' e-bundle guidance asks for at most 300 dpi.
const DOTS_PER_POINT: f32 = 300.0 / 72.0;
const JPEG_QUALITY: u8 = 82;

/// A picture that can be placed. Cheap to clone.
#[derive(Clone)]
pub struct Picture {
    image: krilla::image::Image,
    encoded: Arc<Vec<u8>>,
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (width, height) = self.size();
        write!(f, "Picture({width} × {height})")
    }
}

impl Picture {
    /// Takes an original (JPEG, PNG, WebP, GIF) and makes a preview for a box of this size in points.
    ///
    /// The preview is upright, at most 300 dpi in the box, and holds pixels alone: no EXIF, no GPS position,
    /// no thumbnail.
    ///
    /// # Errors
    /// [`PdfError::Picture`] if the bytes are not a picture that can be read.
    pub fn preview(original: &[u8], max_width: f32, max_height: f32) -> Result<Self, PdfError> {
        let (image, orientation) = decode(original)?;
        let image = fit(upright(image, orientation), max_width, max_height);
        Self::encode(&image)
    }

    /// Takes a JPEG or PNG that already has the right size, such as the stored [`encoded`](Self::encoded)
    /// bytes of an earlier preview. Metadata is dropped all the same; a picture that lies on its side or is
    /// made for print (CMYK) is decoded and set right.
    ///
    /// # Errors
    /// [`PdfError::Picture`] if the bytes are neither.
    pub fn ready(bytes: Vec<u8>) -> Result<Self, PdfError> {
        match image::guess_format(&bytes) {
            Ok(ImageFormat::Jpeg) => Self::ready_jpeg(&bytes),
            Ok(ImageFormat::Png) => {
                let image = krilla::image::Image::from_png(bytes.clone().into(), false);
                Ok(Self { image: image.map_err(unreadable)?, encoded: Arc::new(bytes) })
            }
            _ => Err(PdfError::Picture),
        }
    }

    fn ready_jpeg(bytes: &[u8]) -> Result<Self, PdfError> {
        let plain = without_metadata(bytes).ok_or(PdfError::Picture)?;
        let mut decoder = reader(bytes)?.into_decoder().map_err(unreadable)?;
        let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
        if orientation != Orientation::NoTransforms || plain.components == 4 {
            let image = DynamicImage::from_decoder(decoder).map_err(unreadable)?;
            return Self::encode(&upright(image, orientation));
        }
        Self::from_jpeg(plain.bytes)
    }

    fn encode(image: &DynamicImage) -> Result<Self, PdfError> {
        let mut bytes = Vec::new();
        // JPEG has no transparency; paper is white.
        let rgb = on_white(image);
        JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY).encode_image(&rgb).map_err(unreadable)?;
        Self::from_jpeg(bytes)
    }

    fn from_jpeg(bytes: Vec<u8>) -> Result<Self, PdfError> {
        let encoded = Arc::new(bytes);
        let image =
            krilla::image::Image::from_jpeg(Arc::clone(&encoded).into(), false).map_err(unreadable)?;
        Ok(Self { image, encoded })
    }

    /// Width and height in pixels.
    pub fn size(&self) -> (u32, u32) {
        self.image.size()
    }

    /// The JPEG or PNG bytes, for keeping a preview.
    pub fn encoded(&self) -> &[u8] {
        &self.encoded
    }

    pub(crate) fn image(&self) -> krilla::image::Image {
        self.image.clone()
    }

    /// The size in points inside a box, with the picture's proportions, never enlarged beyond 72 dpi.
    #[expect(clippy::cast_precision_loss, reason = "pixel counts are far below 2^24")]
    pub(crate) fn placed(&self, max_width: f32, max_height: f32) -> (f32, f32) {
        let (width, height) = self.size();
        let (width, height) = (width.max(1) as f32, height.max(1) as f32);
        let scale = (max_width / width).min(max_height / height).min(1.0);
        (width * scale, height * scale)
    }
}

fn unreadable<E>(_: E) -> PdfError {
    PdfError::Picture
}

fn reader(bytes: &[u8]) -> Result<ImageReader<Cursor<&[u8]>>, PdfError> {
    ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(unreadable)
}

fn decode(bytes: &[u8]) -> Result<(DynamicImage, Orientation), PdfError> {
    let mut decoder = reader(bytes)?.into_decoder().map_err(unreadable)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    Ok((DynamicImage::from_decoder(decoder).map_err(unreadable)?, orientation))
}

fn upright(mut image: DynamicImage, orientation: Orientation) -> DynamicImage {
    image.apply_orientation(orientation);
    image
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a float cast saturates")]
fn fit(image: DynamicImage, max_width: f32, max_height: f32) -> DynamicImage {
    let limit = |points: f32| (points * DOTS_PER_POINT).clamp(1.0, 16_384.0) as u32;
    let (width, height) = (limit(max_width), limit(max_height));
    if image.width() <= width && image.height() <= height {
        return image;
    }
    image.resize(width, height, FilterType::Triangle)
}

fn on_white(image: &DynamicImage) -> DynamicImage {
    if !image.color().has_alpha() {
        return image.to_rgb8().into();
    }
    let mut rgb = image::RgbImage::new(image.width(), image.height());
    for (to, from) in rgb.pixels_mut().zip(image.to_rgba8().pixels()) {
        let [r, g, b, a] = from.0.map(u16::from);
        to.0 = [r, g, b].map(|c| u8::try_from((c * a + 255 * (255 - a)) / 255).unwrap_or(u8::MAX));
    }
    rgb.into()
}

struct PlainJpeg {
    bytes: Vec<u8>,
    components: u8,
}

/// Copies a JPEG without its application and comment segments (EXIF, XMP, IPTC, thumbnails), keeping JFIF
/// (APP0), the colour profile (APP2) and Adobe's colour transform flag (APP14). Markers: ITU-T T.81, B.1.1.3.
fn without_metadata(jpeg: &[u8]) -> Option<PlainJpeg> {
    let mut out = jpeg.get(..2).filter(|start| *start == [0xff, 0xd8])?.to_vec();
    let mut at = 2;
    let mut components = 0;
    loop {
        let marker = *jpeg.get(at + 1)?;
        if *jpeg.get(at)? != 0xff {
            return None;
        }
        if marker == 0xff {
            at += 1;
            continue;
        }
        let length = usize::from(u16::from_be_bytes([*jpeg.get(at + 2)?, *jpeg.get(at + 3)?]));
        let segment = jpeg.get(at..at + 2 + length)?;
        match marker {
            // Start of scan: the rest is pixels.
            0xda => {
                out.extend_from_slice(&jpeg[at..]);
                return Some(PlainJpeg { bytes: out, components });
            }
            0xe1 | 0xe3..=0xed | 0xef | 0xfe => {}
            _ => out.extend_from_slice(segment),
        }
        if matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc) {
            components = *segment.get(9)?;
        }
        at += 2 + length;
    }
}
