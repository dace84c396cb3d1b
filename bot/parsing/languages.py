"""Languages as people name them, in English or in the language itself."""

from __future__ import annotations

import re

_NAMES = {
    "ar": ("Arabic", "العربية"),
    "bg": ("Bulgarian", "български"),
    "cs": ("Czech", "čeština"),
    "da": ("Danish", "dansk"),
    "de": ("German", "Deutsch"),
    "el": ("Greek", "ελληνικά"),
    "en": ("English", "English"),
    "es": ("Spanish", "español"),
    "et": ("Estonian", "eesti"),
    "fa": ("Persian", "فارسی"),
    "fi": ("Finnish", "suomi"),
    "fr": ("French", "français"),
    "he": ("Hebrew", "עברית"),
    "hi": ("Hindi", "हिन्दी"),
    "hr": ("Croatian", "hrvatski"),
    "hu": ("Hungarian", "magyar"),
    "id": ("Indonesian", "Bahasa Indonesia"),
    "it": ("Italian", "italiano"),
    "ja": ("Japanese", "日本語"),
    "ko": ("Korean", "한국어"),
    "lt": ("Lithuanian", "lietuvių"),
    "lv": ("Latvian", "latviešu"),
    "nl": ("Dutch", "Nederlands"),
    "no": ("Norwegian", "norsk"),
    "pl": ("Polish", "polski"),
    "pt": ("Portuguese", "português"),
    "ro": ("Romanian", "română"),
    "ru": ("Russian", "русский"),
    "sk": ("Slovak", "slovenčina"),
    "sl": ("Slovenian", "slovenščina"),
    "sr": ("Serbian", "српски"),
    "sv": ("Swedish", "svenska"),
    "th": ("Thai", "ไทย"),
    "tr": ("Turkish", "Türkçe"),
    "uk": ("Ukrainian", "українська"),
    "ur": ("Urdu", "اردو"),
    "vi": ("Vietnamese", "Tiếng Việt"),
    "zh": ("Chinese", "中文"),
}
_TAG = re.compile(r"([a-z]{2})(?:[-_]([a-z]{4}|[a-z]{2}|\d{3}))?", re.IGNORECASE)
_BY_NAME = {name.casefold(): tag for tag, names in _NAMES.items() for name in names}


def language_named(words: str) -> str | None:
    """The tag that words name ("German", "deutsch", "de", "pt-BR"), or None."""
    name = " ".join(words.split()).strip(" .!").casefold()
    if tag := _BY_NAME.get(name):
        return tag
    match = _TAG.fullmatch(name)
    if match is None or match[1] not in _NAMES:
        return None
    part = match[2] or ""
    return match[1] + (f"-{part.title() if len(part) == 4 else part.upper()}" if part else "")
