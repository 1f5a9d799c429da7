//! Values in words, as reports show them.

/// What can be shown to people.
pub(super) trait Words {
    /// The value in words; never empty.
    fn words(&self) -> String;
}

impl Words for str {
    fn words(&self) -> String {
        if self.is_empty() {
            "none".to_owned()
        } else {
            format!("`{self}`")
        }
    }
}

impl Words for String {
    fn words(&self) -> String {
        self.as_str().words()
    }
}

impl Words for bool {
    fn words(&self) -> String {
        if *self { "yes" } else { "no" }.to_owned()
    }
}

macro_rules! numbers {
    ($($number:ty)*) => {
        $(impl Words for $number {
            fn words(&self) -> String {
                self.to_string()
            }
        })*
    };
}
numbers!(u32 u64 usize);

impl<T: Words + ?Sized> Words for &T {
    fn words(&self) -> String {
        (*self).words()
    }
}

impl<T: Words> Words for Option<T> {
    fn words(&self) -> String {
        self.as_ref().map_or_else(|| "none".to_owned(), Words::words)
    }
}

impl<T: Words> Words for Vec<T> {
    fn words(&self) -> String {
        if self.is_empty() {
            return "none".to_owned();
        }
        self.iter().map(Words::words).collect::<Vec<_>>().join(", ")
    }
}

impl<A: Words, B: Words> Words for (A, B) {
    fn words(&self) -> String {
        format!("({}, {})", self.0.words(), self.1.words())
    }
}

impl<A: Words, B: Words, C: Words> Words for (A, B, C) {
    fn words(&self) -> String {
        format!("({}, {}, {})", self.0.words(), self.1.words(), self.2.words())
    }
}
