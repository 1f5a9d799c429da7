//! Writes the names of a dial plan: what people read, and nothing that steers.
