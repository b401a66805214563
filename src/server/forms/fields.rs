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
        Self::of_pairs(pairs).map_err(IntoResponse::into_response)
    }
}

impl Fields {
    /// No database keeps a NUL in a text, and nobody types it.
    pub fn of_pairs(pairs: Vec<(String, String)>) -> Result<Self, StatusCode> {
        let typed = pairs.iter().all(|(name, value)| !name.contains('\0') && !value.contains('\0'));
        if typed { Ok(Self(pairs)) } else { Err(StatusCode::BAD_REQUEST) }
    }

    /// Empty where it is missing.
    pub fn of(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }

    /// With line ends as files have them: browsers send others.
    pub fn lines(&self, name: &str) -> String {
        self.of(name).replace("\r\n", "\n")
    }

    /// Whether the page had such a field.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(field, _)| field == name)
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
