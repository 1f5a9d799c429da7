use dialplan_inline::dial_plan;

fn main() {
    let plan = dial_plan!("warship");
    assert_eq!(plan.table().expect("the table opens").profiles().count(), 4);

    let plan = dial_plan!("../plans/telegraph.json", gateway_dir = "../plans/gateways",);
    let table = plan.table().expect("the table opens");
    assert!(table.gateways().all(|(_, gateway)| gateway.kind() == "telegraph"));
    assert_eq!(table.gateways().count(), 1);
}
