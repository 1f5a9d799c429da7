//! Compiles and proves dial plans: text in, text out; and the dialplan command.
