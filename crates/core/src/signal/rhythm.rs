//! The rhythm of the week: how much of a week's contact falls on each of its days.
//!
//! Somebody who writes mostly at weekends would otherwise seem to change every Friday, and a real change would be dated to the
//! nearest weekend.

/// Weeks with less contact say little about their days.
const LEAST_CONTACTS: u32 = 7;
/// With fewer weeks a rhythm cannot be told from chance.
const LEAST_WEEKS: usize = 8;
/// How many times its own uncertainty a day's share must be away from a seventh. By chance: one record in two thousand.
const CLEAR: f64 = 4.0;
/// And at least so far.
const LEAST_OFF: f64 = 0.02;
/// No day is taken for one on which nothing can come.
const LEAST_WEIGHT: f64 = 0.1;

/// How much contact each day of the week has against the mean of all, by day number modulo 7; all 1 when no rhythm is clear.
///
/// Each week counts the same whatever it holds, so that one week with hundreds of messages does not make the rhythm.
pub fn rhythm(days: &[i32], counts: &[u32]) -> [f64; 7] {
    let shares = shares(days, counts);
    if shares.len() < LEAST_WEEKS {
        return [1.0; 7];
    }
    let weeks = shares.len() as f64;
    let mean: [f64; 7] = std::array::from_fn(|d| shares.iter().map(|week| week[d]).sum::<f64>() / weeks);
    let clear = (0..7).any(|d| {
        let spread = shares.iter().map(|week| (week[d] - mean[d]).powi(2)).sum::<f64>() / (weeks - 1.0);
        (mean[d] - 1.0 / 7.0).abs() > (CLEAR * (spread / weeks).sqrt()).max(LEAST_OFF)
    });
    if !clear {
        return [1.0; 7];
    }
    let weight = mean.map(|share| (share * 7.0).max(LEAST_WEIGHT));
    let middle = weight.iter().sum::<f64>() / 7.0;
    weight.map(|w| w / middle)
}

/// For each whole week with enough contact, each day's share of it.
fn shares(days: &[i32], counts: &[u32]) -> Vec<[f64; 7]> {
    let mut shares = Vec::new();
    for start in (0..days.len()).filter(|at| days[*at].rem_euclid(7) == 0) {
        let (Some(week), Some(last)) = (counts.get(start..start + 7), days.get(start + 6)) else { break };
        let total: u32 = week.iter().sum();
        if last - days[start] == 6 && total >= LEAST_CONTACTS {
            shares.push(std::array::from_fn(|d| f64::from(week[d]) / f64::from(total)));
        }
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::rhythm;

    fn year(count: impl Fn(i32) -> u32) -> [f64; 7] {
        let days: Vec<i32> = (20_003..20_003 + 364).collect();
        let counts: Vec<u32> = days.iter().map(|day| count(*day)).collect();
        rhythm(&days, &counts)
    }

    #[test]
    fn weekends_are_seen_and_weights_have_the_mean_one() {
        let weights =
            year(|day| if day.rem_euclid(7) < 2 { 6 + day.rem_euclid(2).unsigned_abs() } else { 2 });
        assert!(weights[0] > 1.9 && weights[3] < 0.8, "{weights:?}");
        assert!((weights.iter().sum::<f64>() - 7.0).abs() < 1e-9);
    }

    #[test]
    fn even_weeks_one_wild_week_and_a_short_record_have_no_rhythm() {
        assert_eq!(year(|day| 3 + (day / 7 + day).rem_euclid(3).unsigned_abs()), [1.0; 7]);
        let wild = |day: i32| {
            if (20_020..20_023).contains(&day) { 300 } else { 2 + (day / 3).rem_euclid(2).unsigned_abs() }
        };
        assert_eq!(year(wild), [1.0; 7]);
        let days: Vec<i32> = (0..40).collect();
        assert_eq!(rhythm(&days, &[[9, 1, 1, 1, 1, 1, 1]; 6].concat()[..40]), [1.0; 7]);
        assert_eq!(rhythm(&[], &[]), [1.0; 7]);
    }

    #[test]
    fn a_week_with_days_missing_from_the_record_is_left_out() {
        let days: Vec<i32> = (0..400).filter(|day| day % 14 != 3).collect();
        let counts: Vec<u32> = days.iter().map(|day| if day % 14 < 7 { 50 } else { 2 }).collect();
        assert_eq!(rhythm(&days, &counts), [1.0; 7]);
    }
}
