"""The author's own film in an episode's front matter: the file, its captions, and how it is shown."""

from __future__ import annotations

from lessons.authoring.page.files import CAPTIONS, CLIPS, SeriesFiles
from lessons.authoring.page.frontmatter import Front
from lessons.episodes import MediaBrought

FRAME, BURNED = "frame", "captions in picture"
FILM_KEYS = ("clip", "captions", FRAME, BURNED)
SWITCH = {"on": True, "off": False}


def own_film(front: Front, files: SeriesFiles) -> MediaBrought | None:
    """The film, which needs its captions; what is wrong is noted."""
    if not set(FILM_KEYS) & set(front.values):
        return None
    clip, captions = front.needed("clip", "our-clip.mp4"), front.needed("captions", "our-clip.vtt")
    framed, burned = _switch(front, FRAME, usual=True), _switch(front, BURNED, usual=False)
    if burned and not framed:
        what = "frame is off, so nothing is drawn into the film"
        front.page.fault(front.line_of(BURNED), what, "Take frame: off out, or this line.")
    return MediaBrought(
        files.key(front.page, front.line_of("clip"), clip, CLIPS) if clip else "",
        files.key(front.page, front.line_of("captions"), captions, CAPTIONS) if captions else "",
        framed=framed,
        burned=burned,
    )


def _switch(front: Front, key: str, *, usual: bool) -> bool:
    text = front.text(key).casefold()
    if text not in ("", *SWITCH):
        front.page.fault(front.line_of(key), f"{key} is on or off, not {text!r}", f"Write {key}: on")
    return SWITCH.get(text, usual)
