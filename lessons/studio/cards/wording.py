"""The few words that cards add to a script, by language; English where a language has none."""

from __future__ import annotations

from collections.abc import Mapping

from lessons.figures import written
from lessons.script import Role

ROLES: Mapping[str, tuple[str, str, str]] = {
    "en": ("Why", "Learn", "Your turn"),
    "de": ("Warum", "Lernen", "Du bist dran"),
    "fr": ("Pourquoi", "Apprendre", "À vous"),
    "es": ("Por qué", "Aprende", "Tu turno"),
    "pt": ("Por quê", "Aprenda", "Sua vez"),
    "it": ("Perché", "Impara", "Tocca a te"),
    "nl": ("Waarom", "Leren", "Jouw beurt"),
    "sv": ("Varför", "Lär dig", "Din tur"),
    "pl": ("Dlaczego", "Nauka", "Twoja kolej"),
    "cs": ("Proč", "Naučte se", "Jste na řadě"),
    "tr": ("Neden", "Öğren", "Sıra sende"),
    "ru": ("Зачем", "Урок", "Ваш ход"),
    "uk": ("Навіщо", "Урок", "Ваша черга"),
    "el": ("Γιατί", "Μάθε", "Η σειρά σου"),
    "ar": ("لماذا", "تعلّم", "دورك"),
    "fa": ("چرا", "بیاموز", "نوبت شما"),
    "he": ("למה", "לומדים", "תורך"),
    "hi": ("क्यों", "सीखें", "आपकी बारी"),
    "th": ("ทำไม", "เรียนรู้", "ตาคุณแล้ว"),
    "vi": ("Vì sao", "Học", "Đến lượt bạn"),
    "id": ("Mengapa", "Belajar", "Giliran Anda"),
    "ja": ("なぜ", "学ぶ", "あなたの番"),
    "ko": ("왜", "배우기", "당신 차례"),
    "zh": ("为什么", "学习", "轮到你了"),
    "zh-hant": ("為什麼", "學習", "輪到你了"),
}

LETTERS: Mapping[str, str] = {
    "ru": "АБВГ",
    "uk": "АБВГ",
    "el": "ΑΒΓΔ",
    "ar": "أبجد",
    "he": "אבגד",
    "th": "กขคง",
}
"""Names of the options of a question."""

BEFORE_AFTER: Mapping[str, tuple[str, str]] = {
    "en": ("Before", "After"),
    "de": ("Vorher", "Nachher"),
    "fr": ("Avant", "Après"),
    "es": ("Antes", "Después"),
    "pt": ("Antes", "Depois"),
    "it": ("Prima", "Dopo"),
    "nl": ("Voor", "Na"),
    "sv": ("Före", "Efter"),
    "pl": ("Przed", "Po"),
    "cs": ("Předtím", "Potom"),
    "tr": ("Önce", "Sonra"),
    "ru": ("До", "После"),
    "uk": ("До", "Після"),
    "el": ("Πριν", "Μετά"),
    "ar": ("قبل", "بعد"),
    "fa": ("قبل", "بعد"),
    "he": ("לפני", "אחרי"),
    "hi": ("पहले", "बाद में"),
    "th": ("ก่อน", "หลัง"),
    "vi": ("Trước", "Sau"),
    "id": ("Sebelum", "Sesudah"),
    "ja": ("以前", "これから"),
    "ko": ("이전", "이후"),
    "zh": ("之前", "之后"),
    "zh-hant": ("之前", "之後"),
}

QUOTES: Mapping[str, str] = {"de": "»", "fr": "«", "ru": "«", "uk": "«", "el": "«", "ja": "「", "zh-hant": "「"}

QUESTION_MARKS: Mapping[str, str] = {"ar": "؟", "fa": "؟", "ur": "؟", "el": ";"}

SPACED_PERCENT = "de fr es sv ru uk cs pl da nb fi sk bg hu"


def key(language: str) -> str:
    """The main language, or "zh-hant" for the traditional script."""
    tag = language.lower()
    if tag.startswith("zh") and {"hant", "tw", "hk", "mo"}.intersection(tag.split("-")):
        return "zh-hant"
    return tag.split("-")[0]


def role_name(role: Role, language: str) -> str:
    names = ROLES.get(key(language), ROLES["en"])
    return names[list(Role).index(role)]


def before_after(language: str) -> tuple[str, str]:
    return BEFORE_AFTER.get(key(language), BEFORE_AFTER["en"])


def letters(language: str) -> str:
    return LETTERS.get(key(language), "ABCD")


def quote_mark(language: str) -> str:
    return QUOTES.get(key(language), "“")


def question_mark(language: str) -> str:
    return QUESTION_MARKS.get(key(language), "?")


def amount(value: float, unit: str, language: str) -> str:
    """A value with its unit as the language writes it: "19.6%", "19,6 %", "1,200 km"."""
    main = key(language)
    digits = written(f"{value:,.6g}" if value < 1_000_000 else f"{value:,.0f}", language)
    if not unit:
        return digits
    tight = unit == "%" and main not in SPACED_PERCENT.split()
    return digits + ("" if tight or unit == "°" else "\u00a0") + unit
