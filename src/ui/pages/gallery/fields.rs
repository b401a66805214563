//! What can be typed and chosen.

use crate::ui::parts::button::Submit;
use crate::ui::parts::field::{Choice, Choices, Field};
use crate::ui::parts::toast::use_toasts;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use std::time::Duration;

/// Sending it takes a moment, then says that the name is missing; the second time it is content.
pub fn fields() -> AnyView {
    let toasts = use_toasts();
    let busy = RwSignal::new(false);
    let wrong = RwSignal::new(None::<String>);
    let send = move |submit: SubmitEvent| {
        submit.prevent_default();
        busy.set(true);
        let answer = move || {
            busy.set(false);
            let first = wrong.with_untracked(Option::is_none);
            wrong.set(first.then(|| "A name is needed, so that you find it again.".to_owned()));
            if !first {
                toasts.say("Saved");
            }
        };
        let _ = set_timeout(answer, Duration::from_secs(1));
    };
    view! {
        <form class="form narrow" method="post" novalidate on:submit=send>
            <Field name="name" label="Name" error=wrong>
                <input required maxlength="255" autocomplete="off" value="Checkout"/>
            </Field>
            <Field name="email" label="Email" hint="Your work address, if you have one.">
                <input type="email" autocomplete="email" placeholder="ada@example.com"/>
            </Field>
            <Field
                name="reference"
                label="Reference ID"
                hint="A unique name for your own records. We make one if you leave it empty."
                error="This reference ID is taken."
                optional=true
            >
                <input value="checkout"/>
            </Field>
            <Field
                name="password"
                label="Password"
                beside=view! { <a href="/">"Forgot password?"</a> }.into_any()
            >
                <input type="password" autocomplete="current-password"/>
            </Field>
            <Field name="description" label="Description" optional=true>
                <textarea rows="3">"Takes payments in the storefront."</textarea>
            </Field>
            <Field name="state" label="State">
                <select>
                    <option>"Published"</option>
                    <option selected>"Deprecated"</option>
                </select>
            </Field>
            <Field name="slug" label="Address">
                <input readonly value="/apis/payments"/>
            </Field>
            <div class="check">
                <input type="checkbox" id="auto-approve" name="auto-approve" checked/>
                <label for="auto-approve">"Approve registrations at once"</label>
            </div>
            <p class="form-foot"><Submit label="Save" busy/></p>
        </form>
    }
    .into_any()
}

pub fn choices() -> AnyView {
    view! {
        <form class="form narrow" method="post">
            <Choices name="strategy" legend="Auth strategy">
                <Choice
                    name="strategy"
                    value="key"
                    label="API key"
                    note="The portal issues keys; your program sends one with each call."
                    checked=true
                />
                <Choice
                    name="strategy"
                    value="oidc"
                    label="OpenID Connect"
                    note="Your program gets tokens from the company’s identity provider."
                />
            </Choices>
            <Choices name="team" legend="Team" error="Choose a team: only its members see the application.">
                <Choice name="team" value="store" label="Storefront" note="4 members"/>
                <Choice name="team" value="harbour" label="Harbour" note="You are not one of its members." disabled=true/>
            </Choices>
            {applications("application", "application-name", true)}
        </form>
    }
    .into_any()
}

/// The names of the group and of the field in its last choice: it stands on the page and in a dialog.
pub fn applications(group: &'static str, field: &'static str, new: bool) -> impl IntoView {
    view! {
        <Choices name=group legend="Application">
            <Choice name=group value="checkout" label="Checkout" note="API key · 1 API" checked=!new/>
            <Choice name=group value="sync" label="Warehouse sync" note="Already registered for this version." disabled=true/>
            <Choice
                name=group
                value="robot"
                label="Month-end robot"
                note="Uses OpenID Connect; Payments v3 needs API key."
                disabled=true
            />
            <Choice
                name=group
                value="new"
                label="Create an application"
                note="With the strategy of this version, API key."
                checked=new
            >
                <Field name=field label="Name">
                    <input maxlength="255"/>
                </Field>
            </Choice>
        </Choices>
    }
}
