//! A new key, in the one moment in which it can be read: a page of its own without a script, and the part of a dialog
//! that a script fills.

use super::crumbs;
use crate::domain::apps::Issued;
use crate::domain::html::SafeHtml;
use crate::domain::text_page::TextPage;
use crate::domain::when::last_day;
use crate::markup::icon::Icon;

/// How the line for an env file begins.
pub const VARIABLE: &str = "API_KEY=";

pub fn page(issued: &Issued) -> TextPage {
    let mut html = SafeHtml::with_capacity(4096);
    crumbs(&issued.application, &mut html);
    html.markup("<div class=\"dialog-page issued\"><div class=\"dialog-head\"><h1>Your new key</h1><p>“")
        .text(&issued.name);
    html.markup("” of ").text(&issued.application).markup(", sent in the header <code>").text(&issued.key_name);
    html.markup("</code>.");
    if let Some(end) = issued.expires_at {
        html.markup(" It works until ").text(&last_day(end)).markup(".");
    }
    if let Some(end) = issued.old_ends {
        html.markup(" The key before it works until ").text(&end.in_words()).markup(".");
    }
    html.markup("</p></div>");
    key(&issued.key, &mut html);
    // A page of its own: this one is not kept.
    html.markup("<div class=\"dialog-foot\"><a class=\"button primary\" rel=\"external\" href=\"/apps/");
    html.text(&issued.application_id).markup("\">Done</a></div></div>");
    TextPage { title: "Your new key".to_owned(), text: html, ..TextPage::default() }
}

/// What a script puts into the dialog that asked for the key.
pub fn template(html: &mut SafeHtml) {
    html.markup("<template id=\"issued\">");
    key("", html);
    html.markup(
        "<div class=\"dialog-foot\"><button class=\"button primary\" type=\"button\" data-done>Done</button></div>",
    );
    html.markup("</template>");
}

fn key(key: &str, html: &mut SafeHtml) {
    html.markup("<div class=\"dialog-body\"><div class=\"reveal field\"><label for=\"api-key\">API key</label>");
    html.markup("<input class=\"input\" id=\"api-key\" readonly spellcheck=\"false\" autocomplete=\"off\" ");
    html.markup("aria-describedby=\"api-key-hint\" value=\"").text(key).markup("\">");
    html.markup("<button class=\"button copy\" type=\"button\" data-copy hidden>");
    Icon::Copy.write(html);
    Icon::Done.write(html);
    html.markup(
        "Copy</button><p class=\"hint\" id=\"api-key-hint\">Shown once. We keep only its fingerprint, so nobody can ",
    );
    html.markup("read it to you again.</p></div><figure class=\"code\"><figcaption><span>For an .env file</span>");
    html.markup(
        "<button class=\"button quiet small\" type=\"button\" data-download=\"api-key.env\" hidden>Download</button>",
    );
    html.markup("</figcaption><pre tabindex=\"0\" role=\"group\" aria-label=\"Line for an .env file\"><code>");
    html.markup(VARIABLE).text(key).markup("</code></pre></figure></div>");
}
