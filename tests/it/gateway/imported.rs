//! Keys that were handed out before there was a portal go on opening what they opened.

use super::upstream::Echo;
use super::{Node, World};
use crate::harness::portal;

#[tokio::test(flavor = "multi_thread")]
async fn an_imported_key_opens_whatever_its_shape() {
    let echo = Echo::start().await;
    for world in World::both().await {
        world.with_orders(echo.address).await;
        let node = Node::start(&world).await;
        const KEYS: [&str; 4] = ["12345", "sk_live_51H8xKJ/+=", "0d9f1c6e-7f0b-4f3e-9a62-5f0f4c1c2d3e", "pk_short"];
        for key in KEYS {
            assert_eq!(node.get("/orders/v1", key).await.code(), "key_unknown", "{key}");
        }
        let rows: String = KEYS.iter().map(|key| format!("ref-desk,{key}\n")).collect();
        let imported = portal(world.store().await).import_keys(&format!("application,key\n{rows}")).await;
        assert_eq!(imported.expect("they come in"), KEYS.len());
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        for key in KEYS {
            let answer = node.get("/orders/v1", key).await;
            assert_eq!(
                (answer.status, answer.told("x-portcullis-application").as_deref()),
                (200, Some("desk")),
                "{key}"
            );
        }
        node.end().await;
    }
}
