//! Points on circles. Only the four basic operations are used, which IEEE 754 fixes to the bit: every machine draws the same.

/// A point, rounded to a tenth.
pub(super) fn point(radius: f64, turn: f64) -> (f64, f64) {
    let (sine, cosine) = sine_cosine(turn);
    (tenth(radius * sine), tenth(-radius * cosine))
}

/// Rounds to a tenth; never minus zero.
pub(super) fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0 + 0.0
}

/// Sine and cosine of a part of a whole turn, clockwise from the top.
fn sine_cosine(turn: f64) -> (f64, f64) {
    let turn = turn - turn.floor();
    let eighths = turn * 8.0;
    let octant = eighths.floor();
    // Within one eighth of a turn the series needs few terms.
    let rest = (eighths - octant) / 8.0 * std::f64::consts::TAU;
    let (mut sine, mut cosine) = series(rest);
    let mut left = octant;
    while left >= 1.0 {
        (sine, cosine) = (
            (sine + cosine) * std::f64::consts::FRAC_1_SQRT_2,
            (cosine - sine) * std::f64::consts::FRAC_1_SQRT_2,
        );
        left -= 1.0;
    }
    (sine, cosine)
}

/// The Taylor series, exact enough below an eighth of a turn.
fn series(angle: f64) -> (f64, f64) {
    let (mut sine, mut cosine, mut term) = (0.0, 0.0, 1.0);
    for order in 0..20_u32 {
        match order % 4 {
            0 => cosine += term,
            1 => sine += term,
            2 => cosine -= term,
            _ => sine -= term,
        }
        term = term * angle / f64::from(order + 1);
    }
    (sine, cosine)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_circle() {
        for step in 0..1000 {
            let turn = f64::from(step) / 997.0;
            let (sine, cosine) = sine_cosine(turn);
            let angle = turn * std::f64::consts::TAU;
            assert!((sine - angle.sin()).abs() < 1e-9, "{turn}");
            assert!((cosine - angle.cos()).abs() < 1e-9, "{turn}");
        }
    }

    #[test]
    fn the_top_is_where_a_turn_begins() {
        assert_eq!(point(10.0, 0.0), (0.0, -10.0));
        assert_eq!(point(10.0, 0.25), (10.0, 0.0));
    }
}
