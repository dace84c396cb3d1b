"""Numbers of reports as they are read: with the separators of the language, and with what they rest on."""

from __future__ import annotations

from bot.messages.catalogue import tr


def number(count: int) -> str:
    """A whole number, in groups of three digits."""
    group, _ = _separators()
    return f"{count:,}".replace(",", group)


def decimal(value: float) -> str:
    """A number with one digit behind the point."""
    _, point = _separators()
    return f"{value:.1f}".replace(".", point)


def _separators() -> tuple[str, str]:
    # A number that a translator writes down shows both signs, so no library has to know the language.
    sample = tr("1,234.5")
    return sample[1], sample[5]


def percent(share: float) -> str:
    """A share between 0 and 1 in whole per cent; neither 0 nor 100 unless it is exactly that."""
    rounded = round(share * 100)
    if rounded == 0 and share > 0:
        return tr("under 1 %")
    if rounded == 100 and share < 1:
        return tr("over 99 %")
    return tr("{number} %", number=rounded)


def mark(mean: float) -> str:
    """An average on the scale of 1 to 3."""
    return tr("{mean} of 3", mean=decimal(mean))


def average_of(of: int) -> str:
    return tr("average of {number}", number=number(of))


def of_whole(of: int) -> str:
    return tr("of {number}", number=number(of))


def part_of(count: int, of: int) -> str:
    return tr("{count} of {whole}", count=number(count), whole=number(of))
