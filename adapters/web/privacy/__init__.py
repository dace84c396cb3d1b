"""Pages about what is kept of people, for those people."""
