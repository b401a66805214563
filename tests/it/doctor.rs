//! What a gateway lets through is what the database says, and a difference is told.

use crate::gateway::upstream::Echo;
use crate::gateway::{Node, World};
use portcullis::domain::time::Timestamp;
use std::collections::BTreeSet;

const NOW: Timestamp = Timestamp(1_795_262_400_000);

async fn same(world: &World, node: &Node) -> (BTreeSet<String>, BTreeSet<String>) {
    tokio::time::sleep(std::time::Duration::from_millis(1200)).await;
    let must = world.store().await.acceptable(NOW).await.expect("an answer").into_iter().collect();
    let accepted = node.gateway.accepted().expect("it is in step").lines().map(str::to_owned).collect();
    (must, accepted)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_lets_through_what_the_database_says() {
    for world in World::both().await {
        let echo = Echo::start().await;
        world.with_orders(echo.address).await;
        world.version("rates", "/rates", echo.address, Some("built-in")).await;
        world.register("desk", "rates", "approved").await;
        world.key("second", "desk").await;
        let node = Node::start(&world).await;
        let pairs = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<BTreeSet<_>>();
        let all = ["key first orders", "key first rates", "key second orders", "key second rates"];
        let (must, accepted) = same(&world, &node).await;
        assert_eq!((&must, &accepted), (&pairs(&all), &pairs(&all)));
        for (change, left) in [
            ("update credentials set revoked_at = 5 where id = 'first'", &all[2..]),
            ("update registrations set state = 'revoked' where version_id = 'rates'", &all[2..3]),
            ("update versions set state = 'retired' where id = 'orders'", &[]),
            ("update versions set state = 'deprecated' where id = 'orders'", &all[2..3]),
            ("update accounts set state = 'revoked' where id = 'ada'", &[]),
            ("update accounts set state = 'approved' where id = 'ada'", &all[2..3]),
            ("update credentials set expires_at = 5 where id = 'second'", &[]),
        ] {
            world.write(change).await;
            let (must, accepted) = same(&world, &node).await;
            assert_eq!((&must, &accepted), (&pairs(left), &pairs(left)), "{change}");
        }
    }
}
