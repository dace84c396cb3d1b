"""What languages are called, in the reader's language."""

from __future__ import annotations

from bot.messages.catalogue import tr


def language_name(tag: str) -> str:
    """A language by its name; its tag where it has no name here."""
    family, _, part = tag.replace("_", "-").partition("-")
    name = _names().get(family.lower(), tag)
    return f"{name} ({part.upper() if len(part) == 2 else part})" if part and name != tag else name


def _names() -> dict[str, str]:
    return {
        "ar": tr("Arabic"),
        "bg": tr("Bulgarian"),
        "cs": tr("Czech"),
        "da": tr("Danish"),
        "de": tr("German"),
        "el": tr("Greek"),
        "en": tr("English"),
        "es": tr("Spanish"),
        "et": tr("Estonian"),
        "fa": tr("Persian"),
        "fi": tr("Finnish"),
        "fr": tr("French"),
        "he": tr("Hebrew"),
        "hi": tr("Hindi"),
        "hr": tr("Croatian"),
        "hu": tr("Hungarian"),
        "id": tr("Indonesian"),
        "it": tr("Italian"),
        "ja": tr("Japanese"),
        "ko": tr("Korean"),
        "lt": tr("Lithuanian"),
        "lv": tr("Latvian"),
        "nl": tr("Dutch"),
        "no": tr("Norwegian"),
        "pl": tr("Polish"),
        "pt": tr("Portuguese"),
        "ro": tr("Romanian"),
        "ru": tr("Russian"),
        "sk": tr("Slovak"),
        "sl": tr("Slovenian"),
        "sr": tr("Serbian"),
        "sv": tr("Swedish"),
        "th": tr("Thai"),
        "tr": tr("Turkish"),
        "uk": tr("Ukrainian"),
        "ur": tr("Urdu"),
        "vi": tr("Vietnamese"),
        "zh": tr("Chinese"),
    }
