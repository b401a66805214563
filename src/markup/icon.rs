//! One hand for all icons: 16 units square, drawn with the colour of the text around them.

use crate::domain::html::SafeHtml;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    Back,
    Close,
    Copy,
    Done,
    Info,
    Moon,
    Next,
    Search,
    Sun,
    Warning,
}

impl Icon {
    pub fn class(self) -> &'static str {
        match self {
            Self::Back | Self::Close | Self::Copy | Self::Info | Self::Next | Self::Search | Self::Warning => "icon",
            Self::Done => "icon done",
            Self::Moon => "icon moon",
            Self::Sun => "icon sun",
        }
    }

    pub fn strokes(self) -> &'static str {
        match self {
            Self::Back => "M10 3.5 5.5 8 10 12.5",
            Self::Close => "m4 4 8 8M12 4l-8 8",
            Self::Copy => {
                "M5.5 5.5v-2a1 1 0 0 1 1-1h6a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-2M3.5 5.5h6a1 1 0 0 1 1 1v6a1 1 0 0 1-1 \
                 1h-6a1 1 0 0 1-1-1v-6a1 1 0 0 1 1-1Z"
            }
            Self::Done => "m3 8.5 3.2 3.2L13 4.8",
            Self::Info => "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 7.4v3.3M8 5.1v.2",
            Self::Moon => "M13.5 9.6A5.8 5.8 0 0 1 6.4 2.5a5.8 5.8 0 1 0 7.1 7.1Z",
            Self::Next => "M6 3.5 10.5 8 6 12.5",
            Self::Search => "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM10.3 10.3 14 14",
            Self::Sun => {
                "M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM8 1.2v1.3M8 13.5v1.3M1.2 8h1.3M13.5 8h1.3M3.2 3.2l.9.9M11.9 \
                 11.9l.9.9M3.2 12.8l.9-.9M11.9 4.1l.9-.9"
            }
            Self::Warning => "M8 2 1.6 13.2h12.8L8 2ZM8 6.3v3.2M8 11.3v.2",
        }
    }

    /// The same, where markup is written as text.
    pub fn write(self, html: &mut SafeHtml) {
        html.markup("<svg class=\"").markup(self.class());
        html.markup("\" viewBox=\"0 0 16 16\" aria-hidden=\"true\"><path d=\"").markup(self.strokes());
        html.markup("\"></path></svg>");
    }
}

/// The lowered gate, where a page has nothing else to show.
pub fn write_gate(html: &mut SafeHtml) {
    write_gate_with(LOWERED, html);
}

/// The raised one, where somebody is about to begin.
pub fn write_open_gate(html: &mut SafeHtml) {
    write_gate_with(RAISED, html);
}

fn write_gate_with(bars: &'static str, html: &mut SafeHtml) {
    html.markup("<svg class=\"gate\" viewBox=\"0 0 64 64\" aria-hidden=\"true\"><path class=\"gate-wall\" d=\"")
        .markup(WALL);
    html.markup("\"></path><path class=\"gate-bars\" d=\"").markup(bars).markup("\"></path></svg>");
}

pub const WALL: &str = "M7 60V31a25 25 0 0 1 50 0v29M2 60h60";
pub const RAISED: &str =
    "M15 12V34l2 4 2-4V12zM25 7V30l2 4 2-4V7zM35 7V30l2 4 2-4V7zM45 12V34l2 4 2-4V12zM9 21v3h46v-3z";
pub const LOWERED: &str =
    "M15 12V54l2 4 2-4V12zM25 7V54l2 4 2-4V7zM35 7V54l2 4 2-4V7zM45 12V54l2 4 2-4V12zM9 21v3h46v-3zM7 38v3h50v-3z";
