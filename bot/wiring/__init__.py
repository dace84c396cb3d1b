"""Puts an installation together; `from bot.wiring import installation` is all that a command needs."""

from bot.wiring.assembly import installation, make_studio, plays
from bot.wiring.installed import Installation
from bot.wiring.pages import listening, web_app

__all__ = ["Installation", "installation", "listening", "make_studio", "plays", "web_app"]
