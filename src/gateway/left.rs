//! What is left of limits, for people who ask on a page. Whoever follows the database finds entries by their ids, so that
//! one is asked: calls have no part in it.

use super::Gateway;
use super::id::Id;
use super::index::{Index, Place};
use crate::domain::limit::Rate;
use crate::domain::sheet::Limit;
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// A page does not wait longer: who follows may be waiting for the database.
const PATIENCE: Duration = Duration::from_millis(250);

pub struct Question {
    registrations: Vec<Id>,
    answer: oneshot::Sender<Vec<Option<Place>>>,
}

impl Question {
    pub fn answer(self, index: &Index) {
        let found = self.registrations.iter().map(|id| index.registration(id).cloned()).collect();
        // It may have become tired of waiting.
        let _ = self.answer.send(found);
    }
}

impl Gateway {
    /// How many calls these registrations could make at once, as far as this gateway knows. None: it can't tell.
    pub async fn left(&self, asked: &[(String, Limit)]) -> Vec<Option<u32>> {
        let following = &self.0.following;
        let (answer, found) = oneshot::channel();
        let registrations = asked.iter().map(|(id, _)| Id::new(id)).collect();
        let found = async {
            following.ask(Question { registrations, answer }).await;
            found.await.unwrap_or_default()
        };
        let found = tokio::time::timeout(PATIENCE, found).await.unwrap_or_default();
        let now = following.clock(Instant::now());
        let left = |(place, (_, limit)): (Option<Place>, &(String, Limit))| {
            Some(place?.registration()?.cell.remaining(&Rate::new(*limit), now))
        };
        let mut left: Vec<_> = found.into_iter().zip(asked).map(left).collect();
        left.resize(asked.len(), None);
        left
    }
}
