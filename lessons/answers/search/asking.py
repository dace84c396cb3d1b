"""The sentences of a message that ask."""

from __future__ import annotations

from lessons.answers.text.sentences import spans

MOST_ASKED = 3  # sentences that are looked for by themselves; a message with more questions is a letter
ASKS = ("?", "？", "؟")


def asking_sentences(message: str) -> list[str]:
    """The message itself, then each of its sentences that ends with a question mark, where it has others too."""
    sentences = [message[start:end] for start, end in spans(message)]
    asking = [sentence for sentence in sentences if sentence.endswith(ASKS)]
    alone = [message, *asking[:MOST_ASKED]] if len(sentences) > 1 else [message]
    return list(dict.fromkeys(alone))
