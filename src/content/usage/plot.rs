//! A chart as a drawing: everything in hundredths of its size, so that it fits any width while its letters and lines
//! stay as they are. Colours come from the style sheet, by the name of a tone.

use crate::domain::html::SafeHtml;
use crate::domain::usage::Window;
use crate::domain::usage::chart::{Bar, Line, Mark, Scale, short};

/// A name in the legend, its tone, and what it comes to.
pub type Key<'a> = (&'static str, &'a str, String);

pub fn legend(keys: &[Key<'_>], lines: bool, html: &mut SafeHtml) {
    html.markup(if lines { "<ul class=\"legend lines\">" } else { "<ul class=\"legend\">" });
    for (tone, name, value) in keys {
        html.markup("<li data-tone=\"")
            .markup(tone)
            .markup("\">")
            .text(name)
            .markup(" <b>")
            .text(value)
            .markup("</b></li>");
    }
    html.markup("</ul>");
}

/// The axes around a plot; `drawn` draws inside.
pub fn chart(
    scale: Scale,
    label: impl Fn(f64) -> String,
    marks: &[Mark],
    summary: &str,
    html: &mut SafeHtml,
    drawn: impl FnOnce(&mut SafeHtml),
) {
    html.markup("<div class=\"chart\"><svg class=\"axis-y\" aria-hidden=\"true\">");
    for (value, y) in scale.marks() {
        html.markup("<text x=\"100%\" dy=\"0.32em\" y=\"").text(&short(y)).markup("%\">").text(&label(value));
        html.markup("</text>");
    }
    html.markup("</svg><svg class=\"plot\" role=\"img\" aria-label=\"").text(summary).markup("\">");
    for (value, y) in scale.marks() {
        html.markup(if value == 0.0 { "<line class=\"ground\" x2=\"100%\" y1=\"" } else { "<line x2=\"100%\" y1=\"" });
        let y = short(y);
        html.text(&y).markup("%\" y2=\"").text(&y).markup("%\"></line>");
    }
    drawn(html);
    html.markup("</svg><svg class=\"axis-x\" aria-hidden=\"true\">");
    for mark in marks {
        // Below the lowest mark of the other axis.
        html.markup(if mark.minor { "<text class=\"minor\" dy=\"1.6em\" x=\"" } else { "<text dy=\"1.6em\" x=\"" });
        html.text(&short(mark.x)).markup("%\">").text(&mark.label).markup("</text>");
    }
    html.markup("</svg></div>");
}

/// A column for each piece that has something to tell when the pointer rests on it, with its bars, if it has any.
pub fn columns(
    window: &Window,
    bars: &[Bar],
    tones: &[&'static str],
    told: impl Fn(usize) -> Option<String>,
    html: &mut SafeHtml,
) {
    let width = 100.0 / window.slots as f64;
    for slot in 0..window.slots {
        let Some(told) = told(slot) else { continue };
        html.markup("<g><title>").text(&window.in_words(slot)).markup("\n").text(&told).markup("</title>");
        html.markup("<rect class=\"column\" height=\"100%\" x=\"").text(&short(width * slot as f64));
        html.markup("%\" width=\"").text(&short(width)).markup("%\"></rect>");
        for bar in bars.iter().filter(|bar| bar.slot == slot) {
            html.markup("<rect data-tone=\"").markup(tones[bar.series]).markup("\" x=\"").text(&short(bar.x));
            html.markup("%\" y=\"").text(&short(bar.y)).markup("%\" width=\"").text(&short(bar.width));
            html.markup("%\" height=\"").text(&short(bar.height)).markup("%\"></rect>");
        }
        html.markup("</g>");
    }
}

pub fn lines(lines: &[(&'static str, Line)], html: &mut SafeHtml) {
    html.markup("<svg class=\"lines\" aria-hidden=\"true\" viewBox=\"0 0 100 100\" preserveAspectRatio=\"none\">");
    for (tone, Line { path, dots }) in lines {
        for (class, path) in [("line", path), ("dots", dots)].into_iter().filter(|(_, path)| !path.is_empty()) {
            html.markup("<path vector-effect=\"non-scaling-stroke\" class=\"").markup(class);
            html.markup("\" data-tone=\"").markup(tone).markup("\" d=\"").text(path).markup("\"></path>");
        }
    }
    html.markup("</svg>");
}
