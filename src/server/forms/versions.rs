//! What admins decide about a version: all that stands in its form, and the step from one state to another.

use super::fields::Fields;
use super::products::FILE_TOO_LARGE;
use super::unfit::{Again, Unfit};
use super::upload::{TooLarge, Upload};
use super::{Visit, sent_on};
use crate::domain::account::Email;
use crate::domain::sheet::{
    Fault, GatewayPath, Limit, Per, ProductSheet, SpecFile, Upstream, VersionName, VersionSheet,
};
use crate::domain::slug::Slug;
use crate::domain::time::Date;
use crate::domain::version::{VersionState, Visibility};
use crate::portal::{Admin, Error};
use crate::portal::{PublishRefusal, Spec};
use crate::server::pages::Pages;
use crate::ui::admin::publishing::version::NEW;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;

const FIELDS: [&str; 11] = [
    "name",
    "visibility",
    "spec",
    "strategy",
    "registration",
    "auto_approve",
    "approvers",
    "upstream",
    "path",
    "limit",
    "sunset",
];
/// Those that every browser sends with the form, empty or not.
const ALWAYS_SENT: [&str; 6] = ["visibility", "strategy", "upstream", "path", "limit", "per"];
const NOT_WHOLE: &str = "The form did not arrive whole. Open the page again, and send it from there.";

pub async fn create(
    State(pages): State<Pages>,
    admin: Admin,
    visit: Visit,
    Path(slug): Path<String>,
    mut upload: Upload,
) -> Response {
    let Ok(slug) = Slug::parse(&slug) else { return StatusCode::NOT_FOUND.into_response() };
    let spec = upload.take("spec");
    let address = format!("/admin/products/{slug}/versions/new");
    let again = again(&pages, visit, &upload.fields, &address);
    let mut unfit = Unfit::default();
    let name = unfit.read("name", VersionName::parse(upload.fields.of("name").trim()));
    let form = match VersionForm::read(&pages, &slug, name.as_ref(), NEW, &upload.fields, spec, unfit).await {
        Ok(form) => form,
        Err(refusal) => return again.refused(refusal).await,
    };
    let (specs, approvers) = (form.specs(), form.approvers.clone());
    let Some(name) = name.or_else(stand_in) else { return StatusCode::BAD_REQUEST.into_response() };
    let leads_to = format!("/admin/products/{slug}/versions/{name}?done=created");
    let edit = |sheet: &mut ProductSheet| {
        if sheet.versions.iter().any(|version| version.name == name) {
            return Err(PublishRefusal::Taken);
        }
        let mut version = draft(name.clone());
        form.put(&mut version)?;
        // The newest first.
        sheet.versions.insert(0, version);
        Ok(())
    };
    match pages.portal().edit_version(&admin, &slug, &name, &specs, approvers.as_deref(), edit).await {
        Ok(()) => sent_on(&leads_to, None),
        Err(refusal) => again.refused(refusal).await,
    }
}

pub async fn change(
    State(pages): State<Pages>,
    admin: Admin,
    visit: Visit,
    Path((slug, version)): Path<(String, String)>,
    mut upload: Upload,
) -> Response {
    let (Ok(slug), Ok(name)) = (Slug::parse(&slug), VersionName::parse(&version)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let Some(step) = Step::parse(upload.fields.of("step")) else { return StatusCode::BAD_REQUEST.into_response() };
    let spec = upload.take("spec");
    let (product, page) = (format!("/admin/products/{slug}"), format!("/admin/products/{slug}/versions/{name}"));
    let again = again(&pages, visit, &upload.fields, &page);
    if step == Step::Delete {
        return match delete(&pages, &admin, &slug, &name).await {
            Ok(()) => sent_on(&format!("{product}?done=version-deleted"), None),
            Err(refusal) => again.refused(refusal).await,
        };
    }
    let form = VersionForm::read(&pages, &slug, Some(&name), name.as_str(), &upload.fields, spec, Unfit::default());
    let form = match form.await {
        Ok(form) => VersionForm { step, ..form },
        Err(refusal) => return again.refused(refusal).await,
    };
    let (specs, approvers) = (form.specs(), form.approvers.clone());
    let edit = |sheet: &mut ProductSheet| {
        let version = sheet.versions.iter_mut().find(|version| version.name == name);
        form.put(version.ok_or(Error::NotFound)?)
    };
    match pages.portal().edit_version(&admin, &slug, &name, &specs, approvers.as_deref(), edit).await {
        Ok(()) => sent_on(&format!("{page}?done={}", step.done()), None),
        Err(refusal) => again.refused(refusal).await,
    }
}

async fn delete(pages: &Pages, admin: &Admin, slug: &Slug, name: &VersionName) -> Result<(), PublishRefusal> {
    let edit = |sheet: &mut ProductSheet| {
        let before = sheet.versions.len();
        sheet.versions.retain(|version| version.name != *name);
        if sheet.versions.len() < before { Ok(()) } else { Err(Error::NotFound.into()) }
    };
    pages.portal().edit_product(admin, slug.as_str(), &[], edit).await
}

fn again<'a>(pages: &'a Pages, visit: Visit, fields: &'a Fields, address: &'a str) -> Again<'a> {
    Again { pages, visit, fields, address, known: &FIELDS, name: "name" }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Save,
    To(VersionState),
    Delete,
}

impl Step {
    fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "save" => Self::Save,
            "publish" => Self::To(VersionState::Published),
            "deprecate" => Self::To(VersionState::Deprecated),
            "retire" => Self::To(VersionState::Retired),
            "unpublish" => Self::To(VersionState::Draft),
            "delete" => Self::Delete,
            _ => return None,
        })
    }

    fn done(self) -> &'static str {
        match self {
            Self::Save | Self::Delete => "saved",
            Self::To(state) => state.as_str(),
        }
    }
}

/// All that the form says.
struct VersionForm {
    step: Step,
    visibility: Visibility,
    spec: Option<Spec>,
    remove_spec: bool,
    strategy: Option<Slug>,
    registration: bool,
    auto_approve: bool,
    /// None: the page had no such field.
    approvers: Option<Vec<Email>>,
    upstream: Option<Upstream>,
    path: Option<GatewayPath>,
    strip_path: bool,
    limit: Option<Limit>,
    /// None: the page had no such field.
    sunset: Option<Option<Date>>,
    unfit: Unfit,
}

impl VersionForm {
    /// `form`: what the page calls itself.
    async fn read(
        pages: &Pages,
        slug: &Slug,
        name: Option<&VersionName>,
        form: &str,
        fields: &Fields,
        spec: Result<Option<(String, Vec<u8>)>, TooLarge>,
        mut unfit: Unfit,
    ) -> Result<Self, PublishRefusal> {
        // Whatever a page did not send would count as chosen: open to all, unlimited, unchecked.
        if fields.of("form") != form {
            return Err(PublishRefusal::Faults(vec![Fault { field: "form".to_owned(), what: NOT_WHOLE.to_owned() }]));
        }
        for field in ALWAYS_SENT.iter().filter(|field| !fields.has(field)) {
            unfit.add(if *field == "per" { "limit" } else { field }, NOT_WHOLE);
        }
        let visibility = Visibility::parse(fields.of("visibility"));
        if visibility.is_none() {
            unfit.add("visibility", "Choose who sees it.");
        }
        let on = |field: &str| fields.of(field) == "on";
        let spec = match spec {
            Ok(None) => None,
            Err(TooLarge) => unfit.read("spec", Err(FILE_TOO_LARGE.to_owned())),
            Ok(Some((file, bytes))) => match pages.portal().read_spec(&file, bytes).await {
                Ok(spec) => Some(spec),
                Err(PublishRefusal::Faults(faults)) => {
                    faults.into_iter().for_each(|fault| unfit.add("spec", fault.what));
                    None
                }
                Err(refusal) => return Err(refusal),
            },
        };
        let strategy = unfit.maybe("strategy", fields.of("strategy"), |text| {
            Slug::parse(text).map_err(|_| "There is no such strategy.".to_owned())
        });
        let approvers = fields.has("approvers").then(|| addresses(fields.of("approvers"), &mut unfit));
        let upstream = unfit.maybe("upstream", fields.of("upstream"), Upstream::parse);
        let typed = unfit.maybe("path", fields.of("path"), GatewayPath::parse);
        // What most people would type.
        let usual = name.filter(|_| upstream.is_some() && fields.of("path").trim().is_empty());
        let usual = usual.and_then(|name| GatewayPath::parse(&format!("/{slug}/{name}")).ok());
        let requests = unfit.maybe("limit", fields.of("limit"), |text| {
            text.replace([',', ' ', '_'], "").parse().map_err(|_| "Enter a whole number of requests.".to_owned())
        });
        let per = Per::parse(fields.of("per"));
        if per.is_none() {
            unfit.add("limit", "Choose in which time so many requests may be made.");
        }
        let day = |unfit: &mut Unfit, field: &str| {
            let read = |text: &str| Date::parse(text).map_err(|_| "Enter a day like 2027-03-31.".to_owned());
            unfit.maybe("sunset", fields.of(field), read)
        };
        let sunset = match fields.of("step") {
            "deprecate" => Some(day(&mut unfit, "sunset_deprecate")),
            _ if fields.has("sunset") => Some(day(&mut unfit, "sunset")),
            _ => None,
        };
        Ok(Self {
            step: Step::Save,
            // Nothing is saved where it could not be read.
            visibility: visibility.unwrap_or(Visibility::Private),
            spec,
            remove_spec: on("remove_spec"),
            strategy,
            registration: on("registration"),
            auto_approve: on("auto_approve"),
            approvers,
            upstream,
            path: typed.or(usual),
            strip_path: on("strip_path"),
            limit: requests.zip(per).map(|(requests, per)| Limit { requests, per }),
            sunset,
            unfit,
        })
    }

    fn specs(&self) -> Vec<Spec> {
        self.spec.iter().cloned().collect()
    }

    fn put(self, version: &mut VersionSheet) -> Result<(), PublishRefusal> {
        version.visibility = self.visibility;
        version.spec = match self.spec {
            Some(Spec { file: SpecFile { file, digest }, .. }) => Some(SpecFile { file, digest }),
            None => version.spec.take().filter(|_| !self.remove_spec),
        };
        version.strategy = self.strategy;
        version.registration = self.registration;
        version.auto_approve = self.auto_approve;
        version.upstream = self.upstream;
        version.path = self.path;
        version.strip_path = self.strip_path;
        version.limit = self.limit;
        if let Some(sunset) = self.sunset {
            version.sunset = sunset;
        }
        if let Step::To(state) = self.step {
            step(version, state)?;
        }
        self.unfit.and(version.check())
    }
}

/// One a line, or parted by commas.
fn addresses(text: &str, unfit: &mut Unfit) -> Vec<Email> {
    let words = text.split([',', ';', '\n', '\r', '\t', ' ']).filter(|word| !word.is_empty());
    let read = words.map(|word| Email::parse(word).map_err(|_| format!("“{word}” is not an email address.")));
    read.filter_map(|address| unfit.read("approvers", address)).collect()
}

fn step(version: &mut VersionSheet, state: VersionState) -> Result<(), PublishRefusal> {
    if !version.state.steps().contains(&state) {
        let now = version.state.in_words().to_lowercase();
        let what = format!("The version is {now} by now, so this step is not left to take.");
        return Err(PublishRefusal::Faults(vec![Fault { field: "state".to_owned(), what }]));
    }
    version.state = state;
    if matches!(state, VersionState::Draft | VersionState::Published) {
        version.sunset = None;
    }
    Ok(())
}

/// So that the rest can be checked where the name could not be read.
fn stand_in() -> Option<VersionName> {
    VersionName::parse("x").ok()
}

fn draft(name: VersionName) -> VersionSheet {
    VersionSheet {
        name,
        state: VersionState::Draft,
        sunset: None,
        visibility: Visibility::Public,
        spec: None,
        strategy: None,
        registration: true,
        auto_approve: false,
        upstream: None,
        path: None,
        strip_path: true,
        limit: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use VersionState::{Deprecated, Draft, Published, Retired};

    fn blank() -> VersionSheet {
        draft(stand_in().expect("a name"))
    }

    #[track_caller]
    fn check(from: VersionState, to: VersionState, sunset_after: Option<&str>) {
        let sunset = Date::parse("2027-03-31").ok();
        let mut version = VersionSheet { state: from, sunset, ..blank() };
        assert!(step(&mut version, to).is_ok(), "{from:?} to {to:?}");
        assert_eq!(version.sunset.map(|day| day.to_string()).as_deref(), sunset_after);
    }

    #[test]
    fn a_step_keeps_the_sunset_only_where_it_means_something() {
        check(Deprecated, Published, None);
        check(Deprecated, Retired, Some("2027-03-31"));
        check(Published, Draft, None);
        let mut version = blank();
        assert!(step(&mut version, Deprecated).is_err() && version.state == Draft);
        check(Retired, Published, None);
    }
}
