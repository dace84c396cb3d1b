"""Films that people send in for lessons: received, looked at, described by their senders, and queued for curators."""
