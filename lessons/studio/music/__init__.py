"""Music of our own: short loops and stings, synthesised from notes; the same every time."""
