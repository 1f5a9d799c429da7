//! Sans-IO SIP: message, transaction, dialog, digest.
