//! The monotonic clock and the system's random generator, in the form that protocol code takes them.

use std::time::Instant;

use sip::random::Random;
use sip::time::Moment;

/// Moments since this clock was made; never goes back.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock {
    start: Instant,
}

impl Clock {
    /// A clock that starts now.
    pub(crate) fn start() -> Clock {
        Clock {
            start: Instant::now(),
        }
    }

    /// The present moment.
    pub(crate) fn now(self) -> Moment {
        Moment::after_start(self.start.elapsed())
    }

    /// The instant at which that moment is reached.
    pub(crate) fn instant(self, moment: Moment) -> Instant {
        self.start + moment.since_start()
    }
}

/// The operating system's generator, read in blocks: a call needs several identifiers of a few bytes each.
pub(crate) struct SystemRandom {
    block: [u8; BLOCK_BYTES],
    used: usize,
}

impl SystemRandom {
    /// A generator with its first block; fails only when the system has no randomness to give.
    pub(crate) fn new() -> Result<SystemRandom, getrandom::Error> {
        let mut block = [0; BLOCK_BYTES];
        getrandom::fill(&mut block)?;
        Ok(SystemRandom { block, used: 0 })
    }
}

impl Random for SystemRandom {
    fn fill(&mut self, buffer: &mut [u8]) {
        for byte in buffer {
            if self.used == BLOCK_BYTES {
                // After the first block the system's generator is seeded and cannot fail; were it to, ending is
                // the only safe answer, since predictable tags and nonces would let strangers into calls.
                if getrandom::fill(&mut self.block).is_err() {
                    std::process::abort();
                }
                self.used = 0;
            }
            if let Some(fresh) = self.block.get_mut(self.used) {
                *byte = std::mem::take(fresh);
            }
            self.used += 1;
        }
    }
}

const BLOCK_BYTES: usize = 512;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_byte_is_given_twice_across_blocks() {
        let mut random = SystemRandom::new().unwrap();
        let mut first = [0; BLOCK_BYTES - 4];
        random.fill(&mut first);
        let (mut over, mut next) = ([0; 16], [0; 16]);
        random.fill(&mut over);
        random.fill(&mut next);
        assert!(over != next && over != [0; 16] && next != [0; 16]);
    }
}
