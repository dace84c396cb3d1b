"""What is written as a person reads it aloud: "$50k" is "fifty thousand dollars". Captions keep what was written."""

from lessons.studio.wording.reading import readable

__all__ = ["readable"]
