use super::Failure;
use crate::config::Config;
use crate::portal::{DemoError, Portal};

pub async fn load(config: &Config, if_empty: bool, products: Option<usize>) -> Result<(), Failure> {
    let store = config.database_url.open().await?;
    let portal = Portal::real(store.clone(), config.abuse.clone());
    let done = portal.load_demo(products).await;
    store.close().await;
    match done {
        Ok(()) => println!("the demo content is loaded"),
        Err(DemoError::NotEmpty) if if_empty => {}
        Err(failure) => return Err(failure.into()),
    }
    Ok(())
}
