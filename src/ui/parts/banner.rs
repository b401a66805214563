//! One thing to know before reading on.

use crate::ui::parts::icon::Icon;
use leptos::prelude::*;

/// What a message means for whoever reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Info,
    Positive,
    Caution,
    Negative,
}

impl Tone {
    /// For `data-tone`; plain information is what the style shows without it.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::Info => None,
            Self::Positive => Some("positive"),
            Self::Caution => Some("caution"),
            Self::Negative => Some("negative"),
        }
    }

    pub fn icon(self) -> Icon {
        match self {
            Self::Info => Icon::Info,
            Self::Positive => Icon::Done,
            Self::Caution | Self::Negative => Icon::Warning,
        }
    }
}

/// A sentence or two: its subject in `<strong>`, then what it means. A failure is also read out.
#[component]
pub fn Banner(tone: Tone, children: Children) -> impl IntoView {
    view! {
        <div class="banner" data-tone=tone.name() role=(tone == Tone::Negative).then_some("alert")>
            {tone.icon().view()}
            <p>{children()}</p>
        </div>
    }
}
