//! Pure: texts in, pages out. Nobody here asks a database, a clock or another machine.

pub mod apps;
pub mod folder;
pub mod markdown;
pub mod openapi;
pub mod operation_list;
pub mod product;
pub mod refusal;
pub mod usage;
pub mod words;
