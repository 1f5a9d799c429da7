//! Findings of the compiler: code, severity, places, remedy.
