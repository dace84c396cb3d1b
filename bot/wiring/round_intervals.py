"""How often each round of work comes, in seconds; a platform's own rounds stand with its service."""

from __future__ import annotations

INTERVALS_S = {
    # Long enough for a quiet database, short enough for a visitor who moved the playground's time.
    "clock": 5.0,
    # Twenty seconds are far below the two hours that are planned ahead, and the planner is the dearest round.
    "plan": 20.0,
    "remind": 30.0,
    "reask": 60.0,
    # People wait for these two: a lesson whose arrival is unknown, a clip that was asked for.
    "settle": 2.0,
    "clips": 2.0,
    # Whoever sent a film from their phone still holds it; each look costs one row.
    "films": 3.0,
    # A dead app is noticed at once by itself; managers may read of it ten seconds later.
    "holds": 10.0,
    "clean": 3600.0,
    # People may come to chat after their row of the company's list did. The whole list is compared each time.
    "people": 600.0,
    # A manager reads it some time on Monday morning: minutes do not matter.
    "digest": 600.0,
    # Two weeks passed before it is anybody's turn: ten minutes more are nothing.
    "second groups": 600.0,
    # A week passed before anybody is told: it may be an hour more.
    "closing": 3600.0,
    # Days are counted: an hour more or less is nothing. Each time some thousands of rows go at most.
    "retention": 3600.0,
    # Each look costs a count of some thousand rows for each campaign; figures are ten minutes old at most.
    "figures": 120.0,
    # Whoever agreed was told that it is done within minutes. Each look costs one row.
    "erasures": 20.0,
    # Other systems hear of it soon enough; each look reads ten minutes of the ledger for each of them.
    "outbox": 15.0,
    # Nobody waits for these: whoever asks first has them made at once.
    "renditions": 60.0,
    # An entry that was changed within this time of being written is not noticed.
    "seals": 60.0,
    # Planned two hours ahead of each person's own time.
    "pulse": 1800.0,
    # Somebody who has just answered an episode is asked within minutes whether it was useful.
    "surveys": 120.0,
    # Whoever was wrong waits until the next day for the refresher, and silence is counted in days.
    "rules": 600.0,
    # Whoever came today begins tomorrow at the earliest. Each time all people of a group are read.
    "joiners": 900.0,
    # A year or a month before: an hour more or less is nothing.
    "afterwards": 3600.0,
    # Nothing is sent to leavers meanwhile: this only takes what a platform's list brought back.
    "leavers": 300.0,
    # Curators hear two weeks before: an hour more or less is nothing.
    "endings": 3600.0,
    # Sources are looked at every quarter of an hour at the most.
    "sources": 60.0,
    "tidy": 60.0,
    "embed": 10.0,
}
