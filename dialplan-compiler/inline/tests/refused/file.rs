fn main() {
    dialplan_inline::dial_plan!("../plans/faulty.json");
}
