"""The words of the page that shows an episode as each platform will."""

from __future__ import annotations

from bot.messages.catalogue import tr


def labels() -> dict[str, str]:
    return {
        "looks": tr("As each platform shows it"),
        "looks_hint": tr("Drawn from what is sent. Buttons do nothing here; people's own clients may differ a little."),
        "no_look": tr("Something is wrong with this page yet: mend it, then look again."),
    }
