//! The Gateway trait and its few types.
