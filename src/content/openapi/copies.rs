//! What one place of a file says for many, copied to each: with a limit, or a small file would fill the memory.

use super::node::Node;

/// In nodes, of which each may hold some bytes of text.
const MOST: usize = 2_000_000;
const BYTES_OF_A_NODE: usize = 64;

pub struct Copies {
    left: usize,
}

impl Copies {
    pub fn new() -> Self {
        Self { left: MOST }
    }

    /// Nothing, once there is no room left: what is too large by itself takes the room of all.
    pub fn of(&mut self, node: &Node) -> Node {
        if spend(node, &mut self.left) { node.clone() } else { Node::Null }
    }

    pub fn word(&mut self, word: &str) -> Box<str> {
        if spend_text(word, &mut self.left) { word.into() } else { Box::default() }
    }

    pub fn are_used_up(&self) -> bool {
        self.left == 0
    }
}

fn spend(node: &Node, left: &mut usize) -> bool {
    match node {
        Node::Text(text) => spend_text(text, left),
        Node::List(items) => spend_text("", left) && items.iter().all(|item| spend(item, left)),
        Node::Map(map) => {
            spend_text("", left) && map.iter().all(|(key, child)| spend_text(key, left) && spend(child, left))
        }
        _ => spend_text("", left),
    }
}

fn spend_text(text: &str, left: &mut usize) -> bool {
    *left = left.saturating_sub(1 + text.len() / BYTES_OF_A_NODE);
    *left > 0
}
