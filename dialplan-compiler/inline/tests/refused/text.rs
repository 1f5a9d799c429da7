fn main() {
    dialplan_inline::dial_plan!(
        r#"{
            "vessel": {"name": "text"},
            "stations": [{"number": "101"}, {"number": "1 02"}]
        }"#
    );
    dialplan_inline::dial_plan!(r#"{"vessel": {"name": "one line"}, "deny": [{"prefixes": [""], "reason": "x"}]}"#);
}
