//! A text in Markdown with a button that shows it as its readers will see it: in place with a script, else the page
//! comes back with it.

use crate::domain::html::SafeHtml;
use crate::rpc::publishing::preview;
use crate::ui::parts::field::Field;
use leptos::task::spawn_local;
use leptos::{ev, html, prelude::*};

pub struct Markdown {
    pub name: &'static str,
    pub label: &'static str,
    pub hint: &'static str,
    pub rows: &'static str,
    pub value: String,
    pub error: Option<String>,
    /// What the server already made of it.
    pub shown: Option<SafeHtml>,
}

impl Markdown {
    pub fn view(self) -> AnyView {
        let Self { name, label, hint, rows, value, error, shown } = self;
        let area = NodeRef::<html::Textarea>::new();
        let shown = RwSignal::new(shown);
        let show = move |click: ev::MouseEvent| {
            let Some(area) = area.get_untracked() else { return };
            click.prevent_default();
            spawn_local(async move {
                let made = preview(area.value()).await.unwrap_or_else(|_| {
                    let mut sorry = SafeHtml::default();
                    sorry.markup("<p>The preview could not be made. What you typed is still there.</p>");
                    sorry
                });
                shown.set(Some(made));
            });
        };
        // An empty text between the tags would be rendered as a blank.
        let value = (!value.is_empty()).then_some(value);
        view! {
            <div class="markdown">
                <Field name label hint error>
                    <textarea node_ref=area rows=rows spellcheck="true" autocomplete="off">
                        {value}
                    </textarea>
                </Field>
                <p class="actions">
                    <button class="button small" name="step" value="preview" on:click=show>"Preview"</button>
                    <span class="visually-hidden" role="status">
                        {move || shown.with(Option::is_some).then_some("The preview stands below the text.")}
                    </span>
                </p>
                {move || {
                    shown.get().map(|shown| {
                        view! {
                            <section class="card preview" aria-label="Preview">
                                <div class="prose" inner_html=shown.into_string()></div>
                            </section>
                        }
                    })
                }}
            </div>
        }
        .into_any()
    }
}
