//! Sans-IO call control: access, admission, routing, attempts, B2BUA, registrar.
