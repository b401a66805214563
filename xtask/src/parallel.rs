//! The same work on many things, one thread a core.

use anyhow::Result;
use std::sync::Mutex;
use std::thread;

/// Results come in the order of `items`.
pub fn each<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> Result<R> + Sync) -> Result<Vec<R>> {
    let count = items.len();
    let queue = Mutex::new(items.into_iter().enumerate());
    let done = Mutex::new(Vec::with_capacity(count));
    let next = || queue.lock().ok()?.next();
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(2, usize::from).min(count) {
            scope.spawn(|| {
                while let Some((place, item)) = next() {
                    let result = work(item);
                    if let Ok(mut done) = done.lock() {
                        done.push((place, result));
                    }
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_default();
    done.sort_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn results_keep_their_places() {
        let doubled = super::each((0..50).collect(), |number: u32| Ok(number * 2)).unwrap();
        assert_eq!(doubled, (0..50).map(|number| number * 2).collect::<Vec<_>>());
    }
}
