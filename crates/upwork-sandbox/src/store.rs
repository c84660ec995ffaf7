//! Maps with a bound, so that no client can make the sandbox's memory grow without end.

use std::collections::{BTreeMap, HashMap};

/// A map that forgets what was put in first once it holds `capacity` entries.
pub(crate) struct Store<V> {
    capacity: usize,
    next: u64,
    entries: HashMap<String, (u64, V)>,
    order: BTreeMap<u64, String>,
}

impl<V> Store<V> {
    pub(crate) fn new(capacity: usize) -> Self {
        Self { capacity, next: 0, entries: HashMap::new(), order: BTreeMap::new() }
    }

    /// Puts `value` in, in place of what stood under `key`.
    pub(crate) fn insert(&mut self, key: String, value: V) {
        self.remove(&key);
        if self.entries.len() >= self.capacity
            && let Some((_, oldest)) = self.order.pop_first()
        {
            self.entries.remove(&oldest);
        }
        self.order.insert(self.next, key.clone());
        self.entries.insert(key, (self.next, value));
        self.next += 1;
    }

    /// Puts `value` in if nothing stands under `key` yet, and says whether that was so.
    pub(crate) fn insert_new(&mut self, key: String, value: V) -> bool {
        let is_new = !self.entries.contains_key(&key);
        if is_new {
            self.insert(key, value);
        }
        is_new
    }

    pub(crate) fn get(&self, key: &str) -> Option<&V> {
        self.entries.get(key).map(|(_, value)| value)
    }

    pub(crate) fn get_mut(&mut self, key: &str) -> Option<&mut V> {
        self.entries.get_mut(key).map(|(_, value)| value)
    }

    pub(crate) fn remove(&mut self, key: &str) -> Option<V> {
        let (number, value) = self.entries.remove(key)?;
        self.order.remove(&number);
        Some(value)
    }

    /// All entries, the oldest first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &V)> {
        self.order.values().filter_map(|key| Some((key.as_str(), self.get(key)?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_goes_first_and_nothing_piles_up() {
        let mut store = Store::new(2);
        for (key, value) in [("a", 1), ("b", 2), ("a", 3), ("c", 4)] {
            store.insert(key.into(), value);
        }
        assert_eq!(store.iter().collect::<Vec<_>>(), [("a", &3), ("c", &4)]);
        assert!(!store.insert_new("a".into(), 5));
        assert_eq!(store.remove("a"), Some(3));
        assert_eq!(store.remove("a"), None);
        assert_eq!((store.order.len(), store.entries.len()), (1, 1));
    }
}
