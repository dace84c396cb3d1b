"""How fast presses and commands are acknowledged, each a row first, beside bare apps that only acknowledge.

`python -m bench.inbound [--quick]`. Signed requests are posted by this process to each server in turn, in its own
process: first at 200 a second whatever the answers take, then as fast as 128 connections go. Slack: presses and
commands in turn, beside a bolt app. Teams: presses in cards with real tokens, beside a botbuilder app. The last line
is JSON: throughput ours / bare, our 99th percentile at 200 a second, and how many acknowledged requests are neither
handled nor kept for handling afterwards, or came too late.
"""

from __future__ import annotations

import argparse
import asyncio
import json

from bench import inbound_slack, inbound_teams
from bench.inbound_rig import Run, p99_ms, ratio

Turns = list[tuple[Run, Run, int]]


async def main(quick: bool) -> None:
    steady, flat_out, turns = (400, 800, 2) if quick else (4000, 6000, 3)
    slack: Turns = [await inbound_slack.turn(steady, flat_out) for _ in range(turns)]
    teams: Turns = [await inbound_teams.turn(steady, flat_out) for _ in range(turns)]
    print(json.dumps({**_slack(slack), **_teams(teams)}))


def _slack(turns: Turns) -> dict[str, float]:
    ours, bare, lost = zip(*turns, strict=True)
    late = sum(run.late for run in ours)
    return {
        "ratio_to_bare_bolt": ratio(ours, bare),
        "p99_ms_at_200": p99_ms(ours),
        "lost": sum(lost) + late,
        "per_second": round(max(run.per_second for run in ours)),
        "per_second_bare": round(max(run.per_second for run in bare)),
        "late": late,
    }


def _teams(turns: Turns) -> dict[str, float]:
    ours, bare, lost = zip(*turns, strict=True)
    return {
        "teams_ratio_to_bare": ratio(ours, bare),
        "teams_p99_ms_at_200": p99_ms(ours),
        "teams_lost": sum(lost) + sum(run.late for run in ours),
        "teams_per_second": round(max(run.per_second for run in ours)),
        "teams_per_second_bare": round(max(run.per_second for run in bare)),
        "teams_slowest_ms": round(max(run.waits[-1] for run in ours) * 1000),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="smaller, under 50 seconds")
    asyncio.run(main(parser.parse_args().quick))
