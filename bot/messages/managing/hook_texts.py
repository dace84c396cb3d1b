"""What the page says on which the two beginnings of an episode are compared."""

from __future__ import annotations

from bot.messages.catalogue import tr, trn


def labels() -> dict[str, str]:
    """Words of the page by name."""
    return {
        "title": tr("Two hooks"),
        "lead": tr(
            "Half of the people get an episode with its first hook and half with its second one, by chance. Here is "
            "how many watched on. Somebody counts three days after the episode was sent, watched or not."
        ),
        "none": tr("No episode of this series has a second hook. Whoever writes lessons adds a section “Second hook”."),
        "measure": tr("Measure"),
        "first": tr("First hook"),
        "second": tr("Second hook"),
        "sent": tr("Sent to"),
        "began": tr("Began"),
        "past": tr("Past the hook"),
        "ended": tr("Reached the end"),
        "hidden": tr("fewer than five: not shown"),
        "too_few": tr("Fewer than five people per hook so far: nothing is shown yet."),
        "unmade": tr("One of the two clips could not be made, so everybody gets the first hook."),
        "sent_means": tr("To how many it was sent, three days ago or longer."),
        "began_means": tr("Of those, how many played a second of it."),
        "past_means": tr("Of those to whom it was sent, how many played a second behind the hook."),
        "ended_means": tr(
            "Of those to whom it was sent, how many played the last twentieth. This is what is compared."
        ),
        "test": tr(
            "You may look every day: the chance that two equally good hooks are ever called different here is at most "
            "5 %."
        ),
        "sure": tr("From now on everybody gets the other one"),
    }


def verdict(better: str) -> str:
    """What the figures say so far: which hook, or that it is not known."""
    return {
        "": tr("Not enough yet: no difference can be told from chance."),
        "main": tr("The first hook is better: more people watch to the end, by more than chance explains."),
        "second-hook": tr("The second hook is better: more people watch to the end, by more than chance explains."),
    }[better]


def stop(better: str) -> str:
    """The button that stops the other one."""
    return {"main": tr("Stop the second hook"), "second-hook": tr("Stop the first hook")}[better]


def chosen(key: str, day: str) -> str:
    return {
        "main": tr("Since {day} everybody gets the first hook. These are the figures of that day.", day=day),
        "second-hook": tr("Since {day} everybody gets the second hook. These are the figures of that day.", day=day),
    }[key]


def waiting(count: int) -> str:
    return trn(
        "{count} person got it in the last three days and does not count yet.",
        "{count} people got it in the last three days and do not count yet.",
        count,
    )


def notices() -> dict[str, str]:
    """What was done, by a name that addresses carry."""
    return {
        "stopped": tr("Done: from now on everybody gets the better hook."),
        "not_yet": tr("Nothing was changed: it is not clear which hook is better."),
        "gone": tr("This was decided before. Nothing was changed."),
    }
