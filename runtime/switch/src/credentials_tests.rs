use super::*;

const MD5: &str = "0123456789abcdef0123456789ABCDEF";

#[test]
fn names_kinds_and_comments_are_read() {
    let text = format!("# the bridge\nstation-101 ha1-md5:{MD5}\n\nvsat   password:pa ss:word#1\n");
    let credentials = Credentials::parse(&text).unwrap();
    assert_eq!(credentials.count(), 2);
    assert_eq!(
        credentials.secret("station-101", SecretKind::Ha1Md5),
        Some(MD5.to_lowercase().as_str())
    );
    assert_eq!(
        credentials.secret("vsat", SecretKind::Password),
        Some("pa ss:word#1")
    );
    assert_eq!(credentials.secret("station-101", SecretKind::Ha1Sha256), None);
}

#[test]
fn a_fault_names_its_line() {
    let fault = |text: &str| Credentials::parse(text).err().map(|f| (f.line, f.what));
    assert_eq!(fault("a password:x\nb"), Some((2, What::NoValue)));
    assert_eq!(fault("a password:"), Some((1, What::NoValue)));
    assert_eq!(fault("a clear:x"), Some((1, What::UnknownKind)));
    assert_eq!(fault("a ha1-md5:12"), Some((1, What::NoHash(32))));
    assert_eq!(fault("a ha1-sha-256:zz"), Some((1, What::NoHash(64))));
    assert_eq!(fault("a password:x\na password:y"), Some((2, What::Duplicate)));
}

#[test]
fn no_secret_shows_in_the_debug_form() {
    let credentials = Credentials::parse("vsat password:hidden-words").unwrap();
    assert!(!format!("{credentials:?}").contains("hidden-words"));
}

#[test]
fn a_file_that_others_may_read_is_refused() {
    let directory = scratch("exposed");
    let path = directory.join("v.credentials");
    fs::write(&path, "vsat password:x\n").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    let place = Place::File(path.clone());
    assert!(matches!(
        Credentials::read(&place, &[]),
        Err(Unreadable::Exposed(_, 0o640))
    ));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(Credentials::read(&place, &[]).unwrap().count(), 1);
    fs::remove_dir_all(directory).unwrap();
}

#[test]
fn a_folder_gives_one_secret_a_file_and_never_leaves_it() {
    let directory = scratch("folder");
    let inner = directory.join("inner");
    fs::create_dir(&inner).unwrap();
    for path in [inner.join("vsat"), directory.join("outside")] {
        fs::write(&path, "password:x\n").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
    }
    let credentials =
        Credentials::read(&Place::Directory(inner), &["vsat", "missing", "../outside"]).unwrap();
    assert_eq!(credentials.secret("vsat", SecretKind::Password), Some("x"));
    assert_eq!(credentials.count(), 1);
    fs::remove_dir_all(directory).unwrap();
}

#[test]
fn the_option_wins_over_the_environment_and_the_default() {
    let file = PathBuf::from("/a");
    let directory = PathBuf::from("/b");
    assert_eq!(
        Place::choose(Some(file.clone()), Some(directory.clone()), "mv"),
        Place::File(file)
    );
    assert_eq!(
        Place::choose(None, Some(directory.clone()), "mv"),
        Place::Directory(directory)
    );
    assert_eq!(
        Place::choose(None, None, "mv"),
        Place::File(PathBuf::from("mv.credentials"))
    );
}

fn scratch(name: &str) -> PathBuf {
    let directory = std::env::temp_dir().join(format!("fairlead-{name}-{}", std::process::id()));
    fs::create_dir_all(&directory).unwrap();
    directory
}
