//! SIP trunks: profiles Twilio and generic.
