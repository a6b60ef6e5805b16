//! Where the level of a row of daily counts changes.
//!
//! Counts are taken as Poisson counts, whose level a day's weight raises or lowers. They are cut where two levels fit better than one
//! by more than a penalty: twice the logarithm of the likelihood ratio, least over all cuts (exact search with pruning:
//! Killick, Fearnhead and Eckley 2012). On made-up years this finds short silences and low rates that Anscombe's transform with the same
//! penalty misses, and has as few false steps.

/// A row of daily counts, and how much is to be expected of each day against the others: 1 when nothing is known.
pub struct Counts<'a> {
    /// Contacts of each day.
    pub counts: &'a [u32],
    /// The weight of each day, above 0.
    pub weights: &'a [f64],
}

/// The first day of each new level.
///
/// `penalty` is in units of the logarithm of the number of days; a level lasts at least `least` days. When days scatter
/// more than chance alone would make them, the penalty grows with the scatter.
pub fn steps(days: &Counts, penalty: f64, least: usize) -> Vec<usize> {
    let (least, all) = (least.max(1), days.counts.len());
    if all < 2 * least {
        return Vec::new();
    }
    let penalty = penalty * (all as f64).ln() * scatter(days);
    let sums = Sums::of(days);
    let mut best = vec![f64::INFINITY; all + 1];
    let mut came_from = vec![0; all + 1];
    best[0] = -penalty;
    // Starts a last level may have. One that has lost is dropped only when what beat it may be a start itself.
    let mut open: Vec<(usize, usize)> = vec![(0, usize::MAX)];
    for end in (least..=all).filter(|end| *end == all || near_contact(days.counts, *end, least)) {
        let cost = |start: usize| best[start] + sums.cost(start, end) + penalty;
        let choices =
            open.iter().filter(|(start, _)| end - start >= least).map(|(start, _)| (cost(*start), *start));
        let Some((least_cost, start)) = choices.min_by(|a, b| a.0.total_cmp(&b.0)) else { continue };
        for (start, until) in
            open.iter_mut().filter(|(start, until)| end - start >= least && *until == usize::MAX)
        {
            if cost(*start) - penalty >= least_cost {
                *until = end + least;
            }
        }
        open.retain(|(_, until)| *until > end);
        best[end] = least_cost;
        came_from[end] = start;
        open.push((end, usize::MAX));
    }
    let mut found: Vec<usize> = std::iter::successors(Some(all), |at| Some(came_from[*at]))
        .skip(1)
        .take_while(|at| *at > 0)
        .collect();
    found.reverse();
    found
}

/// Whether a level may begin there. Within a long silence it never fits best, whatever surrounds it: what two levels cost is a concave
/// function of where in the silence they meet, so it is least at an end. Years of silence (a clock that once said 1970) cost nothing.
fn near_contact(counts: &[u32], day: usize, least: usize) -> bool {
    let near = day.saturating_sub(least + 1)..(day + least + 1).min(counts.len());
    counts[near].iter().any(|n| *n > 0)
}

/// How much more neighbouring days differ than chance makes them, at least 1: messages that come in runs are one decision, not many.
///
/// A change of level is one pair of many; the twentieth part that differs most is left out.
fn scatter(days: &Counts) -> f64 {
    let pairs = days.counts.windows(2).zip(days.weights.windows(2));
    let differ = |(counts, weights): (&[u32], &[f64])| {
        let total = f64::from(counts[0]) + f64::from(counts[1]);
        let share = weights[0] / (weights[0] + weights[1]);
        let by_chance = total * share * (1.0 - share);
        let off = f64::from(counts[0]) - total * share;
        (total > 0.0).then(|| (off * off / by_chance, total))
    };
    let mut pairs: Vec<(f64, f64)> = pairs.filter_map(differ).collect();
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    pairs.truncate(pairs.len() - pairs.len() / 20);
    let total: f64 = pairs.iter().map(|(_, total)| total).sum();
    if total == 0.0 {
        1.0
    } else {
        (pairs.iter().map(|(off, total)| off * total).sum::<f64>() / total).max(1.0)
    }
}

struct Sums {
    counts: Vec<f64>,
    weights: Vec<f64>,
}

impl Sums {
    fn of(days: &Counts) -> Self {
        let running = |parts: &mut dyn Iterator<Item = f64>| {
            let mut sum = 0.0;
            let rest = parts.map(|part| {
                sum += part;
                sum
            });
            std::iter::once(0.0).chain(rest).collect()
        };
        Self {
            counts: running(&mut days.counts.iter().map(|n| f64::from(*n))),
            weights: running(&mut days.weights.iter().copied()),
        }
    }

    /// Minus twice the logarithm of the likelihood of one level from `start` up to `end`, what all cuts share left out.
    fn cost(&self, start: usize, end: usize) -> f64 {
        let count = self.counts[end] - self.counts[start];
        let weight = self.weights[end] - self.weights[start];
        if count > 0.0 { -2.0 * count * (count / weight).ln() } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::{Counts, steps};
    use proptest::prelude::*;

    fn cut(counts: &[u32]) -> Vec<usize> {
        steps(&Counts { counts, weights: &vec![1.0; counts.len()] }, 3.0, 2)
    }

    /// A small generator of numbers that look random and are the same each time.
    struct Dice(u64);

    impl Dice {
        fn roll(&mut self) -> f64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 11) as f64 / (1u64 << 53) as f64
        }

        fn poisson(&mut self, mean: f64) -> u32 {
            let (limit, mut product, mut count) = ((-mean).exp(), self.roll(), 0);
            while product > limit {
                product *= self.roll();
                count += 1;
            }
            count
        }
    }

    /// The least cost of any way of cutting, every way tried.
    fn least_cost(days: &Counts, penalty: f64, least: usize) -> f64 {
        let (sums, all) = (super::Sums::of(days), days.counts.len());
        let mut best = vec![f64::INFINITY; all + 1];
        best[0] = -penalty;
        for end in least..=all {
            let costs = (0..=end - least).map(|start| best[start] + sums.cost(start, end) + penalty);
            best[end] = costs.fold(f64::INFINITY, f64::min);
        }
        best[all]
    }

    proptest! {
        #[test]
        fn leaving_cuts_out_early_never_costs_the_best_one(
            counts in proptest::collection::vec(prop_oneof![3 => Just(0u32), 2 => 0u32..4, 1 => 5u32..30], 8..60),
            weights in proptest::collection::vec(0.2f64..3.0, 60),
            least in 1usize..4,
        ) {
            let days = Counts { counts: &counts, weights: &weights[..counts.len()] };
            let penalty = 0.3 * (counts.len() as f64).ln() * super::scatter(&days);
            let cuts = steps(&days, 0.3, least);
            let ends = [vec![0], cuts.clone(), vec![counts.len()]].concat();
            prop_assert!(ends.windows(2).all(|w| w[1] - w[0] >= least));
            let sums = super::Sums::of(&days);
            let cost: f64 = ends.windows(2).map(|w| sums.cost(w[0], w[1])).sum::<f64>() + cuts.len() as f64 * penalty;
            prop_assert!((cost - least_cost(&days, penalty, least)).abs() < 1e-6);
        }
    }

    #[test]
    fn thirty_years_of_silence_after_one_message_are_gone_through_at_once() {
        let mut counts = vec![0; 200_000];
        counts[0] = 1;
        counts.extend([3; 100]);
        assert_eq!(cut(&counts), [200_000]);
    }

    #[test]
    fn a_doubling_is_found_within_three_days() {
        for seed in 0..40 {
            let mut dice = Dice(seed);
            let counts: Vec<u32> = (0..120).map(|d| dice.poisson(if d < 60 { 6.0 } else { 14.0 })).collect();
            let found = cut(&counts);
            assert!(found.iter().any(|at| at.abs_diff(60) <= 3), "seed {seed}: {found:?}");
            assert!(found.len() <= 2, "seed {seed}: {found:?}");
        }
    }

    #[test]
    fn stable_years_have_at_most_one_false_step_each_and_few_have_any() {
        let mut total = 0;
        for seed in 0..40 {
            let mut dice = Dice(1000 + seed);
            let counts: Vec<u32> = (0..365).map(|_| dice.poisson(4.0)).collect();
            let found = cut(&counts).len();
            assert!(found <= 1, "seed {seed}: {found}");
            total += found;
        }
        assert!(total <= 4, "{total} false steps in 40 years");
    }

    #[test]
    fn a_busy_weekend_every_week_is_no_step() {
        let mut dice = Dice(7);
        let counts: Vec<u32> = (0..364).map(|d| dice.poisson(if d % 7 < 2 { 9.0 } else { 3.0 })).collect();
        assert!(cut(&counts).len() <= 1);
    }

    #[test]
    fn nothing_one_day_and_a_single_spike_have_no_step() {
        assert_eq!(cut(&[]), [] as [usize; 0]);
        assert_eq!(cut(&[5]), [] as [usize; 0]);
        let mut counts = vec![2; 100];
        counts[50] = 12;
        assert_eq!(cut(&counts), [] as [usize; 0]);
    }
}
