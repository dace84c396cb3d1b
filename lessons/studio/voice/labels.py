"""What viewers are told about how a clip was made, in their language."""

from __future__ import annotations

AI_VOICE = {
    "ar": "صوت اصطناعي",
    "cs": "Umělý hlas",
    "de": "KI-Stimme",
    "el": "Συνθετική φωνή",
    "en": "AI voice",
    "es": "Voz de IA",
    "fa": "صدای مصنوعی",
    "fr": "Voix de synthèse",
    "he": "קול מלאכותי",
    "hi": "एआई आवाज़",
    "id": "Suara AI",
    "it": "Voce IA",
    "ja": "AI音声",
    "ko": "AI 음성",
    "nl": "AI-stem",
    "pl": "Głos AI",
    "pt": "Voz de IA",
    "ru": "Синтезированный голос",
    "sv": "AI-röst",
    "th": "เสียง AI",
    "tr": "Yapay ses",
    "uk": "Синтезований голос",
    "vi": "Giọng AI",
    "zh": "AI 配音",
}


def ai_voice(language: str) -> str:
    """Says that no person speaks; in English where the language is not known."""
    return AI_VOICE.get(language.lower().split("-")[0], AI_VOICE["en"])
