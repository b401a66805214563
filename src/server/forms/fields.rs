//! The fields of a form as they came: any may be missing, and one may come more than once.

use crate::domain::account::{Email, FullName};
use crate::domain::form::FormAnswer;
use axum::extract::{Form, FromRequest, Request};
use axum::response::Response;
use http::StatusCode;

#[derive(Clone)]
pub struct Fields(Vec<(String, String)>);

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        use axum::response::IntoResponse;
        let Form(pairs): Form<Vec<(String, String)>> =
            Form::from_request(request, state).await.map_err(IntoResponse::into_response)?;
        // No database keeps it in a text, and nobody types it.
        if pairs.iter().any(|(_, value)| value.contains('\0')) {
            return Err(StatusCode::BAD_REQUEST.into_response());
        }
        Ok(Self(pairs))
    }
}

impl Fields {
    /// Empty where it is missing.
    pub fn of(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }

    pub fn all(&self, name: &str) -> Vec<String> {
        self.0.iter().filter(|(field, _)| field == name).map(|(_, value)| value.clone()).collect()
    }

    /// The name and the address of somebody; else what is wrong with either, and all that was typed.
    pub fn person(&self) -> Result<(FullName, Email), FormAnswer> {
        match (FullName::parse(self.of("name")), Email::parse(self.of("email"))) {
            (Ok(name), Ok(email)) => Ok((name, email)),
            (name, email) => {
                let name = name.err().map(|why| ("name", why.to_string()));
                let email = email.err().map(|why| ("email", why.to_string()));
                Err(self.kept(FormAnswer::problems(name.into_iter().chain(email))))
            }
        }
    }

    /// The answer with all that was typed.
    pub fn kept(&self, answer: FormAnswer) -> FormAnswer {
        self.typed().fold(answer, |answer, (field, value)| answer.with(field, value))
    }

    /// What was typed, for the page that is shown again. Passwords never come back.
    fn typed(&self) -> impl Iterator<Item = (&str, &str)> {
        let secret = |field: &str| ["password", "present", "wanted"].contains(&field);
        self.0.iter().map(|(field, value)| (field.as_str(), value.as_str())).filter(move |(field, _)| !secret(field))
    }
}
