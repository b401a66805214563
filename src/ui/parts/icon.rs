//! One hand for all icons: 16 units square, drawn with the colour of the text around them.

use leptos::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    Copy,
    Done,
    Moon,
    Sun,
}

impl Icon {
    fn class(self) -> &'static str {
        match self {
            Self::Copy => "icon",
            Self::Done => "icon done",
            Self::Moon => "icon moon",
            Self::Sun => "icon sun",
        }
    }

    fn strokes(self) -> &'static str {
        match self {
            Self::Copy => {
                "M5.5 5.5v-2a1 1 0 0 1 1-1h6a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-2M3.5 5.5h6a1 1 0 0 1 1 1v6a1 1 0 0 1-1 \
                 1h-6a1 1 0 0 1-1-1v-6a1 1 0 0 1 1-1Z"
            }
            Self::Done => "m3 8.5 3.2 3.2L13 4.8",
            Self::Moon => "M13.5 9.6A5.8 5.8 0 0 1 6.4 2.5a5.8 5.8 0 1 0 7.1 7.1Z",
            Self::Sun => {
                "M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM8 1.2v1.3M8 13.5v1.3M1.2 8h1.3M13.5 8h1.3M3.2 3.2l.9.9M11.9 \
                 11.9l.9.9M3.2 12.8l.9-.9M11.9 4.1l.9-.9"
            }
        }
    }

    /// Beside a text or inside a labelled button: it says nothing of its own.
    pub fn view(self) -> impl IntoView {
        view! { <svg class=self.class() viewBox="0 0 16 16" aria-hidden="true"><path d=self.strokes()></path></svg> }
    }
}

/// The mark of the product: an arch with a let-down gate.
#[component]
pub fn Mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 24 24" aria-hidden="true">
            <path d="M3 22V11a9 9 0 0 1 18 0v11M9 2.8V14M15 2.8V14M3.4 9h17.2"></path>
        </svg>
    }
}
