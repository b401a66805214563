//! Everything that crosses a boundary: databases, sockets, the command line. One binary, so it links once.
//! `cargo xtask test it` starts the PostgreSQL that half of it needs, and installs the mail server that mails go to.

mod accounts;
mod app_pages;
mod applications;
mod apply;
mod catalog;
mod cli;
mod config;
mod consistency;
mod credentials;
mod database;
mod demo_echo;
mod desk;
mod gateway;
mod guard;
mod harness;
mod hostile_text;
mod mail;
mod mail_command;
mod mail_folder;
mod mail_server;
mod openapi;
mod pages;
mod people;
mod publishing;
mod sheets;
mod sign_in;
mod sign_up;
mod soak;
mod storage;
mod stranger;
mod taken_along;
mod tidy;
mod tokens;
