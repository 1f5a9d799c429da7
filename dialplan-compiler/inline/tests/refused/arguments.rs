fn main() {
    dialplan_inline::dial_plan!();
    dialplan_inline::dial_plan!("reference", folder = "gateways");
    dialplan_inline::dial_plan!("reference", gateway_dir = "absent");
}
