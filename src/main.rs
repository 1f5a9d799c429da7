//! One vessel's exchange: the plan that `build.rs` compiled, and the switch that runs it.

#[expect(
    unsafe_code,
    reason = "naming the link sections of the plan is an unsafe attribute; nothing else here is unsafe"
)]
mod router {
    include!(concat!(env!("OUT_DIR"), "/router.rs"));
}

fn main() -> std::process::ExitCode {
    switch::run(&router::VESSEL)
}
