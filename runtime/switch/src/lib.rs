//! Sockets, clock, log and operations: the only I/O of the vessel binary.
