//! Where the parts of a chart stand: pure geometry, in hundredths of the plot's width and height. The upper edge is 0.

use super::{Range, Window};

/// A scale from 0 to a round number a little above everything that is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    pub step: f64,
    pub steps: usize,
}

/// Part of a stack: from its upper edge down.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar {
    pub slot: usize,
    pub series: usize,
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    pub x: f64,
    pub label: String,
    /// May be left out where there is little room.
    pub minor: bool,
}

/// How much of a piece's width its bar takes.
const FILLED: f64 = 0.74;

impl Scale {
    /// In steps of 1, 2 or 5 and their tenfolds, three to five of them. `least` is the smallest step that means
    /// something: half a call does not.
    pub fn above(highest: f64, least: f64) -> Self {
        let wanted = (highest / 4.0).max(least);
        let magnitude = 10f64.powf(wanted.log10().floor());
        let step =
            [1.0, 2.0, 5.0, 10.0].into_iter().map(|digit| digit * magnitude).find(|step| *step >= wanted * 0.999_999);
        let step = step.unwrap_or(wanted);
        let steps = (highest / step - 1e-9).ceil().max(1.0) as usize;
        Self { step, steps }
    }

    pub fn top(&self) -> f64 {
        self.step * self.steps as f64
    }

    pub fn y(&self, value: f64) -> f64 {
        100.0 - 100.0 * value / self.top()
    }

    /// From 0 upwards: each value and where it stands.
    pub fn marks(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        (0..=self.steps).map(|mark| self.step * mark as f64).map(|value| (value, self.y(value)))
    }
}

/// `series[n][slot]`: the first one stands at the bottom.
pub fn stack(series: &[Vec<u64>]) -> (Scale, Vec<Bar>) {
    let slots = series.first().map_or(0, Vec::len);
    let sum = |slot: usize| series.iter().map(|values| values[slot]).sum::<u64>();
    let scale = Scale::above((0..slots).map(sum).max().unwrap_or_default() as f64, 1.0);
    let width = 100.0 / slots.max(1) as f64;
    let mut bars = Vec::new();
    for slot in 0..slots {
        let mut below = 0;
        for (index, values) in series.iter().enumerate().filter(|(_, values)| values[slot] > 0) {
            let value = values[slot];
            bars.push(Bar {
                slot,
                series: index,
                x: width * (slot as f64 + (1.0 - FILLED) / 2.0),
                y: scale.y((below + value) as f64),
                width: width * FILLED,
                height: 100.0 * value as f64 / scale.top(),
            });
            below += value;
        }
    }
    (scale, bars)
}

/// What is drawn of a line.
#[derive(Debug, Default, PartialEq)]
pub struct Line {
    pub path: String,
    /// Points without neighbours, each a path of no length: a thick, round stroke makes it a dot that can be seen.
    pub dots: String,
}

/// A line through the middles of the pieces, interrupted where nothing is known.
pub fn line(values: &[Option<u64>], scale: Scale) -> Line {
    let width = 100.0 / values.len().max(1) as f64;
    let mut line = Line::default();
    for (slot, value) in values.iter().enumerate() {
        let Some(value) = value else { continue };
        let (x, y) = (short(width * (slot as f64 + 0.5)), short(scale.y(*value as f64)));
        let before = slot > 0 && values[slot - 1].is_some();
        let after = values.get(slot + 1).copied().flatten().is_some();
        if before || after {
            line.path += &[if before { "L" } else { "M" }, &x, " ", &y].concat();
        } else {
            line.dots += &["M", &x, " ", &y, "h0"].concat();
        }
    }
    line
}

/// The marks of the axis of time, each where a piece begins.
pub fn marks(range: Range, window: &Window) -> Vec<Mark> {
    let tick = range.tick();
    let starts = (0..window.slots).map(|slot| (slot, window.start(slot)));
    let marked = starts.filter(|(_, at)| at.0.rem_euclid(tick) == 0);
    marked
        .enumerate()
        .map(|(place, (slot, at))| Mark {
            x: 100.0 * slot as f64 / window.slots as f64,
            label: if range.in_days() { at.short_day() } else { at.clock() },
            minor: place % 2 == 1,
        })
        .collect()
}

/// With two digits behind the point at most, and none that say nothing.
pub fn short(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// What stands beside a mark: `250`, `1.5k`, `2M`.
pub fn brief(value: f64) -> String {
    let (value, unit) = match value {
        1e9.. => (value / 1e9, "G"),
        1e6.. => (value / 1e6, "M"),
        1e3.. => (value / 1e3, "k"),
        _ => (value, ""),
    };
    [short(value).as_str(), unit].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::Timestamp;

    #[track_caller]
    fn check(highest: f64, least: f64, step: f64, steps: usize) {
        assert_eq!(Scale::above(highest, least), Scale { step, steps }, "{highest}");
    }

    #[test]
    fn a_scale_is_round_and_reaches_everything() {
        check(0.0, 1.0, 1.0, 1);
        check(1.0, 1.0, 1.0, 1);
        check(3.0, 1.0, 1.0, 3);
        check(4.0, 1.0, 1.0, 4);
        check(5.0, 1.0, 2.0, 3);
        check(20.0, 1.0, 5.0, 4);
        check(21.0, 1.0, 10.0, 3);
        check(1234.0, 1.0, 500.0, 3);
        check(400_000.0, 1.0, 100_000.0, 4);
        for highest in 1..5000 {
            let scale = Scale::above(f64::from(highest), 1.0);
            assert!(scale.top() >= f64::from(highest) && scale.steps <= 5, "{highest}: {scale:?}");
        }
    }

    #[test]
    fn bars_stand_on_each_other() {
        let (scale, bars) = stack(&[vec![1, 0], vec![3, 0]]);
        assert_eq!(scale.top(), 4.0);
        assert_eq!(bars.len(), 2, "nothing is drawn where nothing was called");
        assert_eq!((bars[0].y, bars[0].height), (75.0, 25.0));
        assert_eq!((bars[1].y, bars[1].height), (0.0, 75.0));
        assert!((bars[0].x - 6.5).abs() < 0.001 && (bars[0].width - 37.0).abs() < 0.001);
        assert_eq!(stack(&[]).1, []);
        assert_eq!(stack(&[vec![0, 0]]).1, []);
    }

    #[test]
    fn a_line_is_interrupted_where_nothing_is_known() {
        let scale = Scale { step: 10.0, steps: 1 };
        let drawn = |path: &str, dots: &str| Line { path: path.to_owned(), dots: dots.to_owned() };
        assert_eq!(line(&[Some(0), Some(10), None, Some(5)], scale), drawn("M12.5 100L37.5 0", "M87.5 50h0"));
        assert_eq!(line(&[None, None], scale), drawn("", ""));
        assert_eq!(line(&[], scale), drawn("", ""));
    }

    #[test]
    fn marks_stand_at_round_times() {
        let noon = Timestamp(1_795_262_400_000);
        let labels = |range: Range| {
            let marks = marks(range, &range.window(noon));
            marks.into_iter().map(|mark| mark.label).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(labels(Range::Hour), "11:10 11:20 11:30 11:40 11:50 12:00");
        assert_eq!(labels(Range::Day), "16:00 20:00 00:00 04:00 08:00 12:00");
        assert_eq!(labels(Range::Week), "15 Nov 16 Nov 17 Nov 18 Nov 19 Nov 20 Nov 21 Nov");
        for range in Range::ALL {
            let marks = marks(range, &range.window(noon));
            assert!((5..=7).contains(&marks.len()), "{range:?}");
            assert!(marks.iter().all(|mark| (0.0..100.0).contains(&mark.x)));
        }
    }

    #[test]
    fn numbers_beside_an_axis_are_short() {
        for (value, text) in [(0.0, "0"), (250.0, "250"), (1500.0, "1.5k"), (2e6, "2M"), (0.5, "0.5"), (5e9, "5G")] {
            assert_eq!(brief(value), text);
        }
    }
}
