//! `/admin/products/new`: a product begun by hand.

use super::entry::{Control, Entry};
use super::typed::{Typed, refusal};
use crate::domain::form::FormAnswer;
use crate::rpc::admin::find_settings;
use crate::ui::admin::frame::{admin_page, frame_below};
use crate::ui::browser;
use crate::ui::data::page_data;
use leptos::prelude::*;

pub fn view() -> AnyView {
    let answer = browser::form_answer();
    // It needs nothing but to know that an admin asks.
    let asked = page_data(|| (), |()| find_settings());
    admin_page(Memo::new(|_| ()), asked, move |(), _| shown(&answer))
}

fn shown(answer: &FormAnswer) -> AnyView {
    let typed = Typed::of(answer, "new product");
    let field = |name, label, hint, optional| {
        let control = Control::line(typed.value(name, ""));
        Entry { name, label, hint, optional, error: typed.error(name), control }.view()
    };
    let body = view! {
        {refusal(answer)}
        <form class="form narrow" method="post" action="/admin/products/new">
            {typed.hidden()}
            {field("name", "Name", "As the catalog shows it.", false)}
            {field(
                "slug",
                "Slug",
                "Its part of every address, fixed for life: a to z, 0 to 9 and hyphens. Empty: made from the name.",
                true,
            )}
            {field("summary", "Summary", "One line for its card in the catalog.", false)}
            <p class="form-foot">
                <button class="button primary" name="step" value="save">"Create"</button>
                <a class="button quiet" href="/admin/products">"Cancel"</a>
            </p>
        </form>
    };
    let under = view! {
        <p class="lede">"Nobody else sees it before one of its versions is published."</p>
    };
    frame_below(&[("/admin/products", "Products")], "New product", under, body.into_any())
}
