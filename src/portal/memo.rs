//! Answers that are remembered for as long as the database says that they hold.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

/// More questions than this are not worth remembering: somebody is making them up.
const MOST: usize = 256;

/// Each answer belongs to a revision; a newer one forgets them all.
pub struct Memo<Question, Answer> {
    known: Mutex<(i64, HashMap<Question, Arc<Answer>>)>,
}

impl<Question: Eq + Hash, Answer> Memo<Question, Answer> {
    pub fn new() -> Self {
        Self { known: Mutex::new((-1, HashMap::new())) }
    }

    pub fn recall(&self, revision: i64, question: &Question) -> Option<Arc<Answer>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.0 == revision { known.1.get(question).cloned() } else { None }
    }

    /// `revision` was read before the answer was, so the answer is at least that new.
    pub fn keep(&self, revision: i64, question: Question, answer: Arc<Answer>) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.0 < revision || known.1.len() >= MOST {
            *known = (revision.max(known.0), HashMap::new());
        }
        if known.0 == revision {
            known.1.insert(question, answer);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_holds_for_its_revision_only() {
        let memo = Memo::new();
        memo.keep(4, "q", Arc::new("old"));
        assert_eq!(memo.recall(4, &"q").as_deref(), Some(&"old"));
        assert_eq!(memo.recall(5, &"q"), None);
        memo.keep(5, "q", Arc::new("new"));
        memo.keep(4, "q", Arc::new("late"));
        assert_eq!(memo.recall(5, &"q").as_deref(), Some(&"new"));
        assert_eq!(memo.recall(4, &"q"), None);
    }

    #[test]
    fn made_up_questions_take_no_more_than_their_room() {
        let memo = Memo::new();
        for question in 0..10 * MOST {
            memo.keep(1, question, Arc::new(()));
        }
        let known = memo.known.lock().unwrap_or_else(PoisonError::into_inner);
        assert!(known.1.len() <= MOST);
    }
}
