//! Sans-IO media: RTP and RTCP relay rules, SDP, codec policy.
