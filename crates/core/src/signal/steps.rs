//! Where the level of a row of daily counts changes.
//!
//! Counts are made alike in spread by Anscombe's transform (2 times the root of the count plus 3/8; Anscombe 1948), then cut where
//! two levels fit better than one by more than a penalty (exact search with pruning: Killick, Fearnhead and Eckley 2012).

/// The first day of each new level.
///
/// `penalty` is in units of the logarithm of the number of days; a level lasts at least `least` days. When days scatter
/// more than chance alone would make them, the penalty grows with the scatter.
pub fn steps(counts: &[u32], penalty: f64, least: usize) -> Vec<usize> {
    let least = least.max(1);
    if counts.len() < 2 * least {
        return Vec::new();
    }
    let level: Vec<f64> = counts.iter().map(|n| 2.0 * (f64::from(*n) + 0.375).sqrt()).collect();
    let penalty = penalty * (counts.len() as f64).ln() * scatter(&level);
    let sums = Sums::of(&level);
    let mut best = vec![f64::INFINITY; counts.len() + 1];
    let mut came_from = vec![0; counts.len() + 1];
    best[0] = -penalty;
    let mut open: Vec<usize> = vec![0];
    for end in least..=counts.len() {
        let cost = |start: usize| best[start] + sums.cost(start, end) + penalty;
        let choices = open.iter().map(|start| (cost(*start), *start)).filter(|(_, s)| end - s >= least);
        let Some((least_cost, start)) = choices.min_by(|a, b| a.0.total_cmp(&b.0)) else { continue };
        open.retain(|start| end - start < least || cost(*start) - penalty <= least_cost);
        best[end] = least_cost;
        came_from[end] = start;
        open.push(end);
    }
    let mut found = Vec::new();
    let mut at = counts.len();
    while came_from[at] > 0 {
        at = came_from[at];
        found.push(at);
    }
    found.reverse();
    found
}

/// How much more days scatter than chance makes them, at least 1: from the middle of the steps between one day and the
/// next, which a change of level hardly touches.
fn scatter(level: &[f64]) -> f64 {
    let mut steps: Vec<f64> = level.windows(2).map(|w| (w[1] - w[0]).abs()).collect();
    steps.sort_by(f64::total_cmp);
    // Half of the steps of a normal variable with variance 2 are below 0.954.
    let middle = steps[steps.len() / 2] / 0.954;
    (middle * middle).max(1.0)
}

struct Sums {
    of: Vec<f64>,
    of_squares: Vec<f64>,
}

impl Sums {
    fn of(level: &[f64]) -> Self {
        let total = |part: &dyn Fn(f64) -> f64| {
            let mut sum = 0.0;
            let rest = level.iter().map(|x| {
                sum += part(*x);
                sum
            });
            std::iter::once(0.0).chain(rest).collect()
        };
        Self { of: total(&|x| x), of_squares: total(&|x| x * x) }
    }

    /// Sum of squares about the mean, from `start` up to `end`.
    fn cost(&self, start: usize, end: usize) -> f64 {
        let sum = self.of[end] - self.of[start];
        self.of_squares[end] - self.of_squares[start] - sum * sum / (end - start) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::steps;

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

    #[test]
    fn a_doubling_is_found_within_three_days() {
        for seed in 0..40 {
            let mut dice = Dice(seed);
            let counts: Vec<u32> = (0..120).map(|d| dice.poisson(if d < 60 { 6.0 } else { 14.0 })).collect();
            let found = steps(&counts, 3.0, 2);
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
            let found = steps(&counts, 3.0, 2).len();
            assert!(found <= 1, "seed {seed}: {found}");
            total += found;
        }
        assert!(total <= 4, "{total} false steps in 40 years");
    }

    #[test]
    fn a_busy_weekend_every_week_is_no_step() {
        let mut dice = Dice(7);
        let counts: Vec<u32> = (0..364).map(|d| dice.poisson(if d % 7 < 2 { 9.0 } else { 3.0 })).collect();
        assert!(steps(&counts, 3.0, 2).len() <= 1);
    }

    #[test]
    fn nothing_one_day_and_a_single_spike_have_no_step() {
        assert_eq!(steps(&[], 3.0, 2), [] as [usize; 0]);
        assert_eq!(steps(&[5], 3.0, 2), [] as [usize; 0]);
        let mut counts = vec![2; 100];
        counts[50] = 12;
        assert_eq!(steps(&counts, 3.0, 2), [] as [usize; 0]);
    }
}
