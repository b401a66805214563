//! A product's own little gate: five bars whose lengths and colour come from its slug, so that it is the same
//! on every page and needs no picture.

use crate::domain::html::SafeHtml;
use crate::domain::slug::Slug;

const TONES: [&str; 6] = ["1", "2", "3", "4", "5", "6"];
const LENGTHS: [&str; 11] = ["4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14"];

pub fn write_glyph(slug: &Slug, html: &mut SafeHtml) {
    let (tone, strokes) = drawn(slug.as_str());
    html.markup("<svg class=\"glyph\" data-tone=\"").markup(tone);
    html.markup("\" viewBox=\"0 0 20 16\" aria-hidden=\"true\"><path d=\"").text(&strokes).markup("\"></path></svg>");
}

/// Its tone and its strokes.
pub fn drawn(slug: &str) -> (&'static str, String) {
    // FNV-1a: the same number in the browser and on the server.
    let mut seed = slug.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let tone = TONES[seed as usize % TONES.len()];
    // Put together by hand: a catalog has fifty of them, and formatting each was a tenth of its rendering.
    let mut strokes = String::with_capacity(48);
    strokes.push_str("M0 1h20");
    for start in ["M2 1v", "M6 1v", "M10 1v", "M14 1v", "M18 1v"] {
        strokes.push_str(start);
        strokes.push_str(LENGTHS[seed as usize % LENGTHS.len()]);
        seed = seed.rotate_right(5).wrapping_mul(0x9e37_79b1);
    }
    (tone, strokes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_glyph_stays_the_same_and_inside_its_box() {
        assert_eq!(drawn("payments"), drawn("payments"));
        assert_ne!(drawn("payments").1, drawn("returns").1);
        for slug in ["a", "payments", "berth-booking", "quay-weather"] {
            let (tone, strokes) = drawn(slug);
            assert!(("1"..="6").contains(&tone));
            let lengths = strokes.split("1v").skip(1).map(|rest| rest.split('M').next().unwrap_or_default());
            assert!(lengths.map(|length| length.parse::<u32>().unwrap()).all(|length| (4..15).contains(&length)));
        }
    }
}
