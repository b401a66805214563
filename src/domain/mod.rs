//! Pure values and rules. Nothing here knows a clock, a random number, a database or a framework.

pub mod account;
pub mod audit;
pub mod catalog;
pub mod comma_list;
pub mod device;
pub mod form;
pub mod html;
pub mod mail;
pub mod outbox;
pub mod page;
pub mod people;
pub mod place;
pub mod product;
pub mod publishing;
pub mod settings;
pub mod sheet;
pub mod slug;
pub mod strategy;
pub mod theme;
pub mod time;
pub mod version;
pub mod way_back;
