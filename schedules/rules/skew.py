"""How far two clocks that agree may differ."""

from __future__ import annotations

from datetime import timedelta

# Workers take the database's time to within half a round trip, and platforms keep theirs by NTP to well under a second;
# five seconds hold a stalled round trip as well. Whatever differs by more is a clock that is wrong.
SKEW = timedelta(seconds=5)
