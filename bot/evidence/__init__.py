"""Evidence of what was taught: one archive to read, to count again and to hold against the audit."""
