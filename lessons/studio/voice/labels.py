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


MADE_BY_AI = {
    "ar": "صُنع هذا الدرس بالذكاء الاصطناعي.",
    "cs": "Tato lekce vznikla pomocí umělé inteligence.",
    "de": "Diese Lektion wurde mit KI gemacht.",
    "el": "Αυτό το μάθημα έγινε με τεχνητή νοημοσύνη.",
    "en": "This lesson was made with AI.",
    "es": "Esta lección se hizo con inteligencia artificial.",
    "fa": "این درس با هوش مصنوعی ساخته شده است.",
    "fr": "Cette leçon a été faite avec une intelligence artificielle.",
    "he": "השיעור הזה נוצר בבינה מלאכותית.",
    "hi": "यह पाठ कृत्रिम बुद्धि से बनाया गया है।",
    "id": "Pelajaran ini dibuat dengan kecerdasan buatan.",
    "it": "Questa lezione è stata fatta con l'intelligenza artificiale.",
    "ja": "このレッスンはAIで作られました。",
    "ko": "이 수업은 인공지능으로 만들었습니다.",
    "nl": "Deze les is met kunstmatige intelligentie gemaakt.",
    "pl": "Ta lekcja powstała z pomocą sztucznej inteligencji.",
    "pt": "Esta lição foi feita com inteligência artificial.",
    "ru": "Этот урок сделан с помощью искусственного интеллекта.",
    "sv": "Den här lektionen är gjord med artificiell intelligens.",
    "th": "บทเรียนนี้สร้างด้วยปัญญาประดิษฐ์",
    "tr": "Bu ders yapay zekâ ile hazırlandı.",
    "uk": "Цей урок зроблено за допомогою штучного інтелекту.",
    "vi": "Bài học này được làm bằng trí tuệ nhân tạo.",
    "zh": "本课由人工智能制作。",
}


def made_by_ai(language: str) -> tuple[str, str]:
    """What is said before a lesson of which nothing is seen, and in which language: English where it is not known."""
    tag = language.lower().split("-")[0]
    return (MADE_BY_AI[tag], language) if tag in MADE_BY_AI else (MADE_BY_AI["en"], "en")


def ai_voice(language: str) -> str:
    """Says that no person speaks; in English where the language is not known."""
    return AI_VOICE.get(language.lower().split("-")[0], AI_VOICE["en"])
