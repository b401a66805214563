use super::Failure;
use crate::config::Config;
use crate::portal::{DemoError, Portal};

pub async fn load(config: &Config, if_empty: bool, products: Option<usize>) -> Result<(), Failure> {
    let store = config.database_url.open().await?;
    let portal = Portal::real(store.clone(), config.abuse.clone());
    match portal.load_demo(products).await {
        Ok(()) => {
            println!("the demo content is loaded");
            let admin = portal.create_demo_admin().await;
            store.close().await;
            let (account, password) = admin?;
            println!("Sign in as {} with the password {password}", account.email);
            println!("It is shown only now; `portcullis admin create` makes other admins.");
        }
        Err(DemoError::NotEmpty) if if_empty => {}
        Err(failure) => return Err(failure.into()),
    }
    Ok(())
}
