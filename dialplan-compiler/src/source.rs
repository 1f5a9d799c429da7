//! The text of one settings file and the places in it.
