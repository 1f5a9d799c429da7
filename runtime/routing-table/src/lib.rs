//! Table bytes, lookup, well-formedness and decide: no_std, no dependency.
