"""What the samples are filled with: a clip, a passage, a question, and words that are difficult to show."""

from __future__ import annotations

from datetime import UTC, date, datetime

from bot.chat import Button, Clip, Passage
from bot.gallery.extremes import HOME, POSTER

TOKEN = "dG9rZW4" * 30
CLIP = Clip("The Printer", f"{HOME}/watch/{TOKEN}", POSTER, 62.4)
PAGE = f"{HOME}/manage/open/{TOKEN}"
MOMENT = Clip("The Printer", f"{CLIP.watch_url}#t=21", POSTER, 62, 21)
PASSAGE = Passage(
    "Report it to the security desk within the hour, also when you are not sure.",
    "Handbook, page 4",
    "https://intranet.example.com/handbook",
)
MARKED = Passage(PASSAGE.words, PASSAGE.source, PASSAGE.url, ("desk",))
QUESTION = "A confidential print lies on the printer, and nobody is near. What do you do?"
OPTIONS = ("Leave it where it is", "Take it to the security desk", "Put it through the shredder")
LONG = "What is written here is as long as an answer can become, and must not break the message. " * 34
GERMAN = "Datenschutzgrundverordnungsbeauftragtenschulungsunterlagen"
ARABIC = "ماذا تفعل عندما تجد مستنداً سرياً في الطابعة؟"
CHINESE = "打印机旁有一份机密文件，没有人来取。你现在怎么办？"
EMOJI = "Zoë 🧑‍🚀 O'Brien-Łukasz"
MARKUP = "<!channel> *bold* _it_ ~no~ `code` <https://x.invalid|click> & more"
AT = datetime(2027, 3, 1, 9, tzinfo=UTC)
START = date(2026, 3, 2)


def buttons(*labels: str) -> tuple[Button, ...]:
    """Buttons as they come out of the bot: each with a long token."""
    return tuple(Button(label, TOKEN + str(number)) for number, label in enumerate(labels))
