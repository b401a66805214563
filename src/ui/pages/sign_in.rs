//! `/sign-in`: a plain form, since who signs in gets a fresh document anyway.

use crate::domain::form::FormAnswer;
use crate::domain::way_back::WayBack;
use crate::ui::browser;
use crate::ui::parts::banner::{Banner, Tone};
use crate::ui::parts::field::Field;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::{LazyRoute, lazy_route};

pub struct SignInPage {
    answer: FormAnswer,
    way_back: WayBack,
}

#[lazy_route]
impl LazyRoute for SignInPage {
    fn data() -> Self {
        let query = use_query_map();
        let way_back = query.with_untracked(|query| query.get("return")).unwrap_or_default();
        Self { answer: browser::form_answer(), way_back: WayBack::parse(&way_back) }
    }

    fn view(this: Self) -> AnyView {
        let SignInPage { answer, way_back } = this;
        browser::title("Sign in");
        view! {
            <div class="sign-in">
                <header>
                    <h1>"Sign in"</h1>
                    <p class="lede">"Register applications and manage their keys."</p>
                </header>
                {answer.refusal.clone().map(|why| view! { <Banner tone=Tone::Negative>{why}</Banner> })}
                <form class="form" method="post" action="/sign-in">
                    <input type="hidden" name="return" value=way_back.as_str().to_owned()/>
                    <Field name="email" label="Email">
                        <input type="email" autocomplete="username" required=true value=answer.value("email")/>
                    </Field>
                    <Field name="password" label="Password">
                        <input type="password" autocomplete="current-password" required=true/>
                    </Field>
                    <button class="button primary large wide">"Sign in"</button>
                </form>
            </div>
        }
        .into_any()
    }
}
