fn main() {
    dialplan_inline::dial_plan!("{\"vessel\": {\"name\": \"escapes\"}}");
}
