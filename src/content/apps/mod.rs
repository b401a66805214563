//! What developers see of their applications, written as text: the list, the form for a new one, the page of one, and
//! what asks for access to a version. Everything in it is a plain form or a native dialog.

mod apis;
mod application;
mod details;
mod first_call;
mod issued;
mod keys;
mod list;
mod new;
mod register;

pub use application::{Shown, page};
pub use issued::page as issued;
pub use list::{head as list_head, page as list};
pub use new::page as new;
pub use register::{closed, dialog as register};

use crate::domain::application::{LONGEST, LONGEST_DESCRIPTION};
use crate::domain::form::FormAnswer;
use crate::domain::html::SafeHtml;
use crate::domain::strategy::StrategyKind;
use crate::markup::banner::{Tone, write_banner};
use crate::markup::field::{TextField, Typed, hint};

const FOR_KEYS: &str = "A unique name for the application outside of this portal. One is made if left empty.";
const FOR_OPENID: &str = "Must be the client’s id in the identity provider: by it the gateway knows whose token comes.";

/// The ways back, from the top, and where one is.
fn crumbs(title: &str, html: &mut SafeHtml) {
    html.markup("<nav class=\"crumbs\" aria-label=\"Breadcrumb\"><ol><li><a href=\"/apps\">My Apps</a></li><li>");
    html.markup("<span aria-current=\"page\">").text(title).markup("</span></li></ol></nav>");
}

/// What was typed, else what is there.
fn value(answer: &FormAnswer, refused: bool, field: &str, kept: &str) -> String {
    if refused { answer.value(field) } else { kept.to_owned() }
}

/// Why a form was refused as a whole.
fn refusal(answer: &FormAnswer, html: &mut SafeHtml) {
    if let Some(why) = &answer.refusal {
        write_banner(
            Tone::Negative,
            |words| {
                words.text(why);
            },
            html,
        );
    }
}

/// Name, description and reference ID of an application. `ids` begins the id of each; `kind` is that of its strategy,
/// none where it is still to be chosen.
fn fields(ids: &str, kind: Option<StrategyKind>, values: [&str; 3], answer: Option<&FormAnswer>, html: &mut SafeHtml) {
    let [name, description, reference_id] = values;
    let problem = |field: &str| answer.and_then(|answer| answer.problem_of(field));
    TextField {
        id: &[ids, "name"].concat(),
        name: "name",
        label: "Name",
        value: name,
        error: problem("name"),
        longest: LONGEST,
        ..TextField::default()
    }
    .write(html);
    TextField {
        id: &[ids, "description"].concat(),
        name: "description",
        label: "Description",
        optional: true,
        typed: Typed::Lines,
        value: description,
        error: problem("description"),
        longest: LONGEST_DESCRIPTION,
        ..TextField::default()
    }
    .write(html);
    let mut explained = SafeHtml::default();
    match kind {
        Some(StrategyKind::KeyAuth) => explained.markup(FOR_KEYS),
        Some(StrategyKind::OpenidConnect) => explained.markup(FOR_OPENID),
        // The style shows the one that fits the choice above it.
        None => explained
            .markup("<span class=\"for-keys\">")
            .markup(FOR_KEYS)
            .markup("</span> <span class=\"for-openid\">")
            .markup(FOR_OPENID)
            .markup("</span>"),
    };
    TextField {
        id: &[ids, "reference"].concat(),
        name: "reference_id",
        label: "Reference ID",
        hint: explained,
        optional: kind != Some(StrategyKind::OpenidConnect),
        value: reference_id,
        error: problem("reference_id"),
        longest: LONGEST,
        ..TextField::default()
    }
    .write(html);
}

/// Where one types the name of a thing once more before it goes.
fn typed_name(id: &str, label: &str, error: Option<String>, html: &mut SafeHtml) {
    TextField { id, name: "name", label, hint: hint(""), error, longest: LONGEST, ..TextField::default() }.write(html);
}

/// `1 key`, `3 keys`.
fn counted(count: usize, one: &'static str, many: &'static str, html: &mut SafeHtml) {
    html.text(&count.to_string()).markup(" ").markup(if count == 1 { one } else { many });
}
