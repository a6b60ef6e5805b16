//! Places as the different years of location history write them.

use crate::json::Value;
use daybook_core::item::Spot;

/// A place on Earth in an object with `latitudeE7` and `longitudeE7`, in one with `latLng`, or in a string.
pub fn spot(value: Value<'_>) -> Option<Spot> {
    if let Some(text) = value.text() {
        return degrees(&text);
    }
    let e7 = |keys: &[&str]| value.any(keys).and_then(|number| number.whole());
    if let Some((latitude_e7, longitude_e7)) = e7(&["latitudeE7", "latE7"]).zip(e7(&["longitudeE7", "lngE7"]))
    {
        let wrapped = |e7: i64, most: i64| {
            // Some years wrote negative numbers as unsigned ones of 32 bits.
            let e7 = if e7 > most { e7 - (1 << 32) } else { e7 };
            (e7.abs() <= most).then_some(e7)
        };
        return Some(Spot {
            latitude_e7: wrapped(latitude_e7, 900_000_000)?,
            longitude_e7: wrapped(longitude_e7, 1_800_000_000)?,
        });
    }
    value.any(&["latLng", "LatLng", "placeLocation", "point"]).and_then(spot)
}

/// "48.8566°, 2.3522°" or "geo:48.8566,2.3522".
fn degrees(text: &str) -> Option<Spot> {
    let (latitude, longitude) = text.trim_start_matches("geo:").split_once(',')?;
    let number = |part: &str| part.trim().trim_end_matches('°').parse::<f64>().ok();
    Spot::from_degrees(number(latitude)?, number(longitude)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Json;

    #[test]
    fn places_are_read_in_every_way_of_writing() {
        for written in [
            r#""50.8202900°, -0.1397500°""#,
            r#""geo:50.82029,-0.13975""#,
            r#"{"latitudeE7": 508202900, "longitudeE7": -1397500}"#,
            r#"{"latitudeE7": 508202900, "longitudeE7": 4293569796}"#,
            r#"{"latE7": 508202900, "lngE7": -1397500}"#,
            r#"{"latLng": "50.82029°, -0.13975°"}"#,
            r#"{"placeLocation": {"latLng": "50.82029°, -0.13975°"}}"#,
            r#"{"placeLocation": "geo:50.82029,-0.13975"}"#,
        ] {
            let mut json = Json::new(written.as_bytes(), 1000);
            assert_eq!(
                spot(json.value().unwrap()).unwrap().to_string(),
                "50.8202900, -0.1397500",
                "{written}"
            );
        }
        for written in [r#""nowhere""#, r#"{"latitudeE7": 9000000000, "longitudeE7": 0}"#, "5", "{}"] {
            let mut json = Json::new(written.as_bytes(), 1000);
            assert_eq!(spot(json.value().unwrap()), None, "{written}");
        }
    }
}
