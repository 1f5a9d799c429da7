//! Writes the table of a dial plan: everything that steers.
