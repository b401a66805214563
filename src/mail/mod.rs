//! Sending mail: what it says (`letter`), and soon the ways out.

pub mod letter;
mod line;
mod paper;
