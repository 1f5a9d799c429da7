//! The texts of a dialog in one allocation: a ship may hold many calls for a long time.

/// Call-ID, both addresses with their tags, and the remote target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Texts {
    text: Box<str>,
    call_id: Span,
    local: Span,
    local_tag: Span,
    remote: Span,
    remote_tag: Span,
    target: Span,
}

/// What [`Texts`] are made of. Each tag is a part of its address, or empty.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parts<'a> {
    pub(super) call_id: &'a str,
    pub(super) local: &'a str,
    pub(super) local_tag: &'a str,
    pub(super) remote: &'a str,
    pub(super) remote_tag: &'a str,
    pub(super) target: &'a str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Span {
    start: u32,
    end: u32,
}

impl Texts {
    pub(super) fn new(parts: &Parts<'_>) -> Self {
        let length = parts.call_id.len() + parts.local.len() + parts.remote.len() + parts.target.len();
        let mut text = String::with_capacity(length);
        let call_id = append(&mut text, parts.call_id);
        let local = append(&mut text, parts.local);
        let remote = append(&mut text, parts.remote);
        let target = append(&mut text, parts.target);
        Self {
            text: text.into(),
            call_id,
            local,
            local_tag: local.part(parts.local, parts.local_tag),
            remote,
            remote_tag: remote.part(parts.remote, parts.remote_tag),
            target,
        }
    }

    pub(super) fn parts(&self) -> Parts<'_> {
        Parts {
            call_id: self.part(self.call_id),
            local: self.part(self.local),
            local_tag: self.part(self.local_tag),
            remote: self.part(self.remote),
            remote_tag: self.part(self.remote_tag),
            target: self.part(self.target),
        }
    }

    pub(super) fn set_target(&mut self, target: &str) {
        *self = Self::new(&Parts {
            target,
            ..self.parts()
        });
    }

    fn part(&self, span: Span) -> &str {
        let place = |end: u32| usize::try_from(end).unwrap_or(usize::MAX);
        self.text
            .get(place(span.start)..place(span.end))
            .unwrap_or_default()
    }
}

impl Span {
    /// Where the text of `part` stands in `whole`, which stands here; any place will do.
    fn part(self, whole: &str, part: &str) -> Self {
        let start = whole.rfind(part).filter(|_| !part.is_empty());
        let start = start.map_or(self.end, |start| self.start.saturating_add(length(start)));
        Self {
            start,
            end: start.saturating_add(length(part.len())),
        }
    }
}

fn append(text: &mut String, part: &str) -> Span {
    let start = length(text.len());
    text.push_str(part);
    Span {
        start,
        end: length(text.len()),
    }
}

fn length(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}
