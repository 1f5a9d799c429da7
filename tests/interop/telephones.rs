//! Two soft phones of Debian that register, call, and hear each other's tone through the relay.

use std::f64::consts::TAU;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rustix::process::Signal;

use crate::harness::{Namespace, Process, Ship};

const RATE: u32 = 8000;

#[test]
#[ignore = "needs root and SIP programs: cargo xtask test"]
fn two_telephones_hear_each_other_through_the_relay() {
    let ship = Ship::start("two_telephones_hear_each_other_through_the_relay", &[]);
    let (calling, called) = (
        Phone::new(&ship, "101", "10.78.1", 440),
        Phone::new(&ship, "102", "10.78.2", 1000),
    );
    let mut listening = called.start(&[";answermode=auto"], &[]);
    ship.wait_for_log(&["\"registered\"", "\"102\""]);
    let mut dialling = calling.start(&[], &["-e", "/dial 102"]);
    ship.wait_for_log(&["\"answered\""]);
    dialling.end_within_or_stop(TALK_SECONDS);
    ship.wait_for_log(&["\"ended\""]);
    listening.signal(Signal::TERM);
    listening.end();
    let sounds = [(&calling, 1000, 440), (&called, 440, 1000)]
        .map(|(phone, heard, own)| (phone.number, phone.heard(), heard, own));
    let packets = ship.ends();
    let direct = "rtp && ip.src == 10.78.1.2 && ip.dst == 10.78.2.2";
    assert_eq!(packets.count(direct), 0, "media passes the relay");
    for (number, sound, heard, own) in sounds {
        let (wanted, unwanted) = (strength(&sound, heard), strength(&sound, own));
        assert!(
            sound.len() > 2 * RATE as usize,
            "{number} heard {} samples",
            sound.len()
        );
        assert!(
            wanted > 20.0 * unwanted,
            "{number} heard {wanted} at {heard} Hz, {unwanted} at {own} Hz"
        );
    }
}

/// How long they talk.
const TALK_SECONDS: u64 = 6;

/// A baresip with a tone of its own, which records what it hears.
struct Phone {
    machine: Namespace,
    number: &'static str,
    folder: PathBuf,
}

impl Phone {
    fn new(ship: &Ship, number: &'static str, host: &str, tone: u32) -> Phone {
        let machine = ship.namespace.machine(host);
        let address = format!("{host}.2");
        let folder = ship.folder.join(number);
        // A recording of an earlier run must not be taken for one of this.
        drop(fs::remove_dir_all(&folder));
        fs::create_dir_all(&folder).expect("a phone has a folder");
        let recordings = folder.display();
        let modules = ["aubridge", "g711", "ausine", "sndfile"]
            .map(|name| format!("module {name}.so\n"))
            .concat();
        let config = format!(
            "sip_listen {address}:5060\nnet_interface {address}\naudio_source ausine,{tone}\naudio_player aubridge,rx\n\
             ausrc_srate 48000\nausrc_channels 2\nauplay_srate 48000\nauplay_channels 2\nrtp_stats yes\n\
             snd_path {recordings}\nmodule_path /usr/lib/baresip/modules\n{modules}module_tmp account.so\nmodule_app menu.so\n"
        );
        fs::write(folder.join("config"), config).expect("its settings can be written");
        Phone {
            machine,
            number,
            folder,
        }
    }

    fn start(&self, account: &[&str], options: &[&str]) -> Process {
        let Phone { number, folder, .. } = self;
        let account = account.concat();
        let account = format!(
            "<sip:{number}@10.77.0.1>;auth_user={number};auth_pass=word-{number};regint=60;audio_codecs=PCMA/8000/1{account}\n"
        );
        fs::write(folder.join("accounts"), account).expect("its account can be written");
        let mut command = self.machine.command("baresip");
        command.arg("-f").arg(folder).args(options);
        Process::start(&format!("baresip {number}"), &mut command, folder)
    }

    /// What it heard, as samples of 16 bits.
    fn heard(&self) -> Vec<i16> {
        let files = fs::read_dir(&self.folder)
            .expect("recordings can be listed")
            .flatten();
        let recording = files.map(|file| file.path()).find(|path| is_recording(path));
        let recording = recording.unwrap_or_else(|| panic!("{} recorded nothing", self.number));
        let rate = RATE.to_string();
        let mut command = Command::new("sox");
        command.arg(recording).args([
            "-t", "raw", "-e", "signed", "-b", "16", "-c", "1", "-r", &rate, "-",
        ]);
        let output = command.output().expect("sox is there");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        output
            .stdout
            .as_chunks::<2>()
            .0
            .iter()
            .map(|bytes| i16::from_le_bytes(*bytes))
            .collect()
    }
}

fn is_recording(path: &Path) -> bool {
    path.file_name()
        .is_some_and(|name| name.to_string_lossy().ends_with("dec.wav"))
}

/// How strong a frequency is in a sound, by Goertzel's algorithm.
fn strength(sound: &[i16], frequency: u32) -> f64 {
    let factor = 2.0 * (TAU * f64::from(frequency) / f64::from(RATE)).cos();
    let (last, before) = sound.iter().fold((0.0, 0.0), |(last, before), &sample| {
        (f64::from(sample) + factor * last - before, last)
    });
    (last * last + before * before - factor * last * before)
        .max(0.0)
        .sqrt()
        / sound.len().max(1) as f64
}
