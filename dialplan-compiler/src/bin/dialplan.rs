//! The `dialplan` program; all of it is in the library's `command`.

fn main() -> std::process::ExitCode {
    dialplan_compiler::command::run(std::env::args_os())
}
