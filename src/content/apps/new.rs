//! `/apps/new`: the form for an application that is not made on the way to an API.

use super::{crumbs, fields, refusal};
use crate::domain::apps::StrategyOption;
use crate::domain::form::FormAnswer;
use crate::domain::html::SafeHtml;
use crate::domain::strategy::StrategyKind;
use crate::domain::text_page::TextPage;
use crate::markup::banner::{Tone, write_banner};
use crate::markup::icon::Icon;

pub fn page(options: &[StrategyOption], may_add: &Result<(), String>, answer: &FormAnswer) -> TextPage {
    let mut html = SafeHtml::with_capacity(4096);
    crumbs("New App", &mut html);
    html.markup(
        "<header class=\"page-head\"><div class=\"page-title\"><h1>New App</h1><p class=\"lede\">An application is ",
    );
    html.markup("the program of yours that calls APIs. It holds the credentials, and the list of APIs they open.</p>");
    html.markup("</div></header>");
    match may_add {
        Ok(()) => form(options, answer, &mut html),
        Err(why) => {
            write_banner(
                Tone::Caution,
                |words| {
                    words.text(why);
                },
                &mut html,
            );
            html.markup("<p class=\"form-foot\"><a class=\"button\" href=\"/apps\">Back to My Apps</a></p>");
        }
    }
    TextPage { title: "New App".to_owned(), text: html, ..TextPage::default() }
}

fn form(options: &[StrategyOption], answer: &FormAnswer, html: &mut SafeHtml) {
    let typed = answer.value("strategy");
    let chosen = options
        .iter()
        .find(|option| option.name.as_str() == typed)
        .or_else(|| options.iter().find(|option| option.default))
        .or(options.first());
    html.markup("<form class=\"form narrow new-app\" method=\"post\" action=\"/apps/new\">");
    refusal(answer, html);
    // Beyond one there is a choice; with one, its name is enough.
    let kind = if let [only] = options {
        html.markup("<input type=\"hidden\" name=\"strategy\" value=\"").text(only.name.as_str()).markup("\">");
        html.markup("<dl class=\"facts\"><dt>Auth strategy</dt><dd>").text(&only.display_name);
        html.markup("<small>").text(&only.how).markup("</small></dd></dl>");
        Some(only.kind)
    } else {
        strategies(options, chosen, answer, html);
        let first = options.first().map(|option| option.kind);
        first.filter(|kind| options.iter().all(|option| option.kind == *kind))
    };
    let values = ["name", "description", "reference_id"].map(|field| answer.value(field));
    fields("", kind, values.each_ref().map(String::as_str), Some(answer), html);
    html.markup("<p class=\"form-foot\"><button class=\"button primary\">Create</button>");
    html.markup("<a class=\"button quiet\" href=\"/apps\">Cancel</a></p></form>");
}

fn strategies(options: &[StrategyOption], chosen: Option<&StrategyOption>, answer: &FormAnswer, html: &mut SafeHtml) {
    let wrong = answer.problem_of("strategy");
    html.markup(
        "<div class=\"field\"><fieldset class=\"choices\" role=\"radiogroup\" aria-describedby=\"strategy-hint\"",
    );
    html.markup(if wrong.is_some() { " aria-invalid=\"true\">" } else { ">" });
    html.markup("<legend>Auth strategy</legend>");
    for option in options {
        let name = option.name.as_str();
        html.markup("<div class=\"choice\"><input type=\"radio\" name=\"strategy\" id=\"strategy-").text(name);
        html.markup("\" value=\"").text(name).markup("\" data-kind=\"").markup(option.kind.as_str());
        html.markup("\" aria-describedby=\"strategy-").text(name).markup("-note\"");
        html.markup(if chosen == Some(option) { " checked>" } else { ">" });
        html.markup("<label for=\"strategy-").text(name).markup("\">").text(&option.display_name).markup("</label>");
        html.markup("<p class=\"choice-note\" id=\"strategy-").text(name).markup("-note\">").text(&option.how);
        html.markup("</p></div>");
    }
    html.markup(
        "</fieldset><p class=\"hint\" id=\"strategy-hint\">How its calls are authenticated. It can’t be changed ",
    );
    html.markup("later: an application opens APIs of this strategy only.</p>");
    if let Some(wrong) = wrong {
        html.markup("<p class=\"error\">");
        Icon::Warning.write(html);
        html.markup("<span>").text(&wrong).markup("</span></p>");
    }
    html.markup("</div>");
}

/// In the words of a form where the strategy is fixed already.
pub fn fixed(name: &str, kind: StrategyKind, how: &str, html: &mut SafeHtml) {
    html.markup("<p class=\"fixed-strategy\" data-kind=\"")
        .markup(kind.as_str())
        .markup("\"><strong>Auth strategy</strong> ");
    html.text(name).markup("<small>").text(how).markup("</small></p>");
}
