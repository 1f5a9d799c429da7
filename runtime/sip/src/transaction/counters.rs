//! Counters: what the layer did without its user.

/// Numbers since start; each only grows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Requests sent again for want of a response.
    pub requests_repeated: u64,
    /// Responses sent again: for want of an ACK, against timer C, or because the request came again.
    pub responses_repeated: u64,
    /// ACKs sent again because a final response came again.
    pub acks_repeated: u64,
    /// Requests that came again.
    pub requests_absorbed: u64,
    /// Responses that came again.
    pub responses_absorbed: u64,
    /// Responses of no transaction.
    pub stray_responses: u64,
    /// ACKs of no INVITE that has a final response.
    pub stray_acks: u64,
    /// Requests refused because they came by two ways (482, RFC 3261 §8.2.2.2).
    pub merged_requests: u64,
    /// Requests refused because their branch belongs to another request (400).
    pub reused_branches: u64,
    /// CANCELs of nothing (481).
    pub stray_cancels: u64,
    /// Requests that got no final response in time.
    pub timeouts: u64,
    /// Refused INVITEs whose ACK never came.
    pub unacknowledged_refusals: u64,
    /// 2xx whose ACK never came.
    pub unacknowledged_successes: u64,
    /// Transactions refused because the table was full.
    pub overflows: u64,
    /// Messages of the layer's own that could not be written; never, unless a user sent what it may not.
    pub unwritable: u64,
}
