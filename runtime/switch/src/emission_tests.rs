use std::os::unix::fs::PermissionsExt as _;

use dialplan_compiler::catalogue::Catalogue;
use dialplan_compiler::source::Source;
use dialplan_compiler::{compile, sections};

use super::*;

#[test]
fn what_was_set_is_in_force_at_the_next_start() {
    let (table, directory) = (warship(), scratch("set"));
    for name in ["open", "silent", "open"] {
        let path = set(&table, Some(&directory), name).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
        let in_force = InForce::read(&table, Some(&directory));
        assert_eq!((in_force.name, in_force.warning), (Some(name), None));
        assert_eq!(in_force.chosen, table.profile_named(name));
    }
    let left: Vec<_> = fs::read_dir(&directory).unwrap().collect();
    assert_eq!(left.len(), 1, "{left:?}");
    fs::remove_dir_all(directory).unwrap();
}

#[test]
fn what_is_not_known_is_the_most_restrictive_and_said() {
    let (table, directory) = (warship(), scratch("unknown"));
    let path = directory.join("emission-profile");
    let most_restrictive = |directory: Option<&Path>, why: &str| {
        let in_force = InForce::read(&table, directory);
        assert_eq!((in_force.name, in_force.chosen), (Some("silent"), None), "{why}");
        let warning = in_force.warning.unwrap();
        assert!(warning.contains(why) && warning.contains("`silent`"), "{warning}");
    };
    most_restrictive(None, "$STATE_DIRECTORY is not set");
    most_restrictive(Some(&directory), "No such file");
    for name in ["", "shut", "OPEN", "open\nsilent", &"o".repeat(10_000)] {
        fs::write(&path, name).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        most_restrictive(Some(&directory), "no emission profile");
    }
    fs::write(&path, "open\n").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o620)).unwrap();
    most_restrictive(Some(&directory), "can be written by others");
    fs::write(&path, [0xff, 0xfe]).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    most_restrictive(Some(&directory), "UTF-8");
    fs::remove_dir_all(directory).unwrap();
}

#[test]
fn an_unknown_profile_is_refused_with_those_that_there_are() {
    let (table, directory) = (warship(), scratch("refused"));
    let refused = set(&table, Some(&directory), "shut").unwrap_err();
    assert_eq!(
        refused.to_string(),
        "no emission profile `shut`; profiles: silent, open"
    );
    assert!(matches!(set(&table, None, "open"), Err(NotSet::NoDirectory)));
    let nowhere = directory.join("nowhere");
    assert!(matches!(
        set(&table, Some(&nowhere), "open"),
        Err(NotSet::Write(..))
    ));
    assert_eq!(fs::read_dir(&directory).unwrap().count(), 0);
    fs::remove_dir_all(directory).unwrap();
}

#[test]
fn a_plan_without_profiles_has_none_in_force() {
    let table = table_of(SETTINGS);
    assert_eq!(InForce::read(&table, None), InForce::default());
    let refused = set(&table, None, "open").unwrap_err();
    assert!(refused.to_string().contains("has none"), "{refused}");
}

const SETTINGS: &str = r#"{
  "server": {"crewNetworks": ["10.1.0.0/24"]},
  "stations": [{"number": "101"}]
}"#;

fn warship() -> Table<'static> {
    let profiles = r#""emissionProfiles": [{"name": "open", "radiate": [], "emergency": "radiate"},
        {"name": "silent", "radiate": [], "emergency": "silent"}], "stations":"#;
    table_of(&SETTINGS.replace("\"stations\":", profiles))
}

fn table_of(settings: &str) -> Table<'static> {
    let source = Source::new("settings", settings);
    let compilation = compile(&source, &Catalogue::read(&[]).unwrap());
    let plan = compilation.plan.unwrap();
    let sections = sections(&plan, &source).unwrap();
    Table::open(sections.table.leak()).unwrap()
}

fn scratch(name: &str) -> PathBuf {
    let directory = std::env::temp_dir().join(format!("fairlead-emission-{name}-{}", std::process::id()));
    fs::create_dir_all(&directory).unwrap();
    directory
}
