//! Which pages come to the browser together. A part of the client is loaded with the first of its pages that somebody opens;
//! what two parts share becomes files of its own, each compressed alone. So there are few parts: pages that are opened one
//! after the other share one (docs/performance.md has what that saves).

use crate::ui::{admin, pages};
use leptos::prelude::*;
use leptos::{LazyViewError, lazy};
use leptos_router::LazyRoute;

/// One part: the function that shows any of its pages, and a route for each of them. `$preload` is what `lazy` makes of `$show`.
macro_rules! part {
    ($place:ident, $show:ident, $preload:ident: $($page:ident => $view:path),+ $(,)?) => {
        #[allow(clippy::enum_variant_names, reason = "they are called like their pages")]
        enum $place {
            $($page),+
        }

        #[lazy(fallible)]
        fn $show(place: $place) -> Result<AnyView, LazyViewError> {
            Ok(match place {
                $($place::$page => $view()),+
            })
        }

        $(
            pub struct $page;

            impl LazyRoute for $page {
                fn data() -> Self {
                    Self
                }

                async fn view(_: Self) -> AnyView {
                    $show($place::$page).await.into_any()
                }

                /// The page before stays until this one's part is there. On the server there is nothing to load, nor this function.
                async fn preload() {
                    #[cfg(target_arch = "wasm32")]
                    let _ = $preload().await;
                }
            }
        )+
    };
}

part!(Catalog, show_catalog, __preload_show_catalog: CatalogPage => pages::catalog::view);

part!(Product, show_product, __preload_show_product: ProductPage => pages::product::view);

part!(Door, show_door, __preload_show_door:
    SignInPage => pages::sign_in::view,
    SignUpPage => pages::sign_up::view,
    ChoosePasswordPage => pages::choose_password::view,
    ForgotPasswordPage => pages::forgot_password::view,
    SetupPage => pages::setup::view,
);

part!(Account, show_account, __preload_show_account: AccountPage => pages::account::view);

part!(Apps, show_apps, __preload_show_apps:
    MyAppsPage => pages::my_apps::view,
    NewAppPage => pages::new_app::view,
);

part!(App, show_app, __preload_show_app:
    ApplicationPage => pages::application::view,
    AnalyticsPage => pages::analytics::view,
);

part!(People, show_admin_people, __preload_show_admin_people:
    AdminDevelopersPage => admin::developers::view,
    AdminPersonPage => admin::person::view,
);

part!(Applications, show_admin_applications, __preload_show_admin_applications:
    AdminApplicationsPage => admin::applications::view,
    AdminApplicationPage => admin::application::view,
    AdminAnalyticsPage => admin::analytics::view,
);

part!(Access, show_admin_access, __preload_show_admin_access:
    AdminRegistrationsPage => admin::registrations::view,
    AdminKeysPage => admin::keys::view,
);

part!(House, show_admin_house, __preload_show_admin_house:
    AdminSettingsPage => admin::settings::view,
    AdminMailPage => admin::mail::view,
    AdminAuditPage => admin::audit::view,
);

part!(Shelf, show_admin_shelf, __preload_show_admin_shelf:
    AdminProductsPage => admin::publishing::products::view,
    AdminNewProductPage => admin::publishing::new_product::view,
    AdminStrategiesPage => admin::publishing::strategies::view,
    AdminStrategyPage => admin::publishing::strategy::view,
);

part!(Publishing, show_admin_publishing, __preload_show_admin_publishing:
    AdminProductPage => admin::publishing::product::view,
);

part!(Version, show_admin_version, __preload_show_admin_version:
    AdminVersionPage => admin::publishing::version::view,
    AdminDocumentPage => admin::publishing::document::view,
);

part!(Gallery, show_gallery, __preload_show_gallery: GalleryPage => pages::gallery::view);
