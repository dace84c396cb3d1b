"""The dialogue that bench.render makes: two people and a narrator, about a minute, with music under it."""

from __future__ import annotations

from lessons.script import BigNumber, Brand, EndCard, Person, Place, Role, Scene, Script, Talk

BRAND = Brand("LeafLab", "#12303a", "#ffc857")
INES = Person(
    "Ines", "waters on Sundays", (("seed", "Ines"), ("hair", "bun"), ("long hair", "none"), ("beard", "none"))
)
OTTO = Person("Otto", "grows cactuses", (("seed", "Otto"), ("hair", "short"), ("long hair", "none"), ("beard", "full")))
VOICES = {"Ines": "heart", "Otto": "stone"}

LINES = (
    ("Ines", "worried", "Otto, my ivy has nine leaves left. Yesterday it had twelve."),
    ("Otto", "neutral", "How often do you water it?"),
    ("Ines", "glad", "Every Sunday, whatever happens. I never forget it."),
    ("Otto", "sly", "Then you are drowning it, slowly, because you love it."),
    ("Ines", "surprised", "Drowning? It is a plant. Plants drink water."),
    ("Otto", "neutral", "Roots need air as well. In wet soil there is none, so they rot."),
    ("Ines", "sad", "And I gave it an extra glass this morning."),
    ("Otto", "glad", "Push a finger two joints deep into the soil. What do you feel?"),
    ("Ines", "neutral", "It is damp. Very damp, even at the bottom."),
    ("Otto", "neutral", "Then walk away today. Come back in three days and feel again."),
    ("Ines", "worried", "What about the saucer? There is water standing in it."),
    ("Otto", "angry", "Empty it! Ten minutes after watering, always. Standing water is what kills them."),
    ("Ines", "glad", "So a calendar is a guess, and my finger is not."),
    ("Otto", "glad", "Now you sound like somebody with a cactus."),
)


def dialogue() -> Script:
    """17 scenes: a place, the lines, a number, and the question in silence."""
    said = [_line(at, *line) for at, line in enumerate(LINES)]
    opening = Scene(Role.HOOK, "Sunday evening. Something is dying on the windowsill.", Place("home", "Sunday, 18:40"))
    number = Scene(Role.SCENE, "Seven days for ivy, thirty for a cactus.", BigNumber("30 days", "between two drinks"))
    end = Scene(Role.ACTION, "", EndCard("Whose plant near you is drowning now?"))
    return Script("Nine leaves", (opening, *said[:6], number, *said[6:], end), voice="flint")


def _line(at: int, name: str, mood: str, say: str) -> Scene:
    speaker, listener = (INES, OTTO) if name == "Ines" else (OTTO, INES)
    role = Role.ACTION if at == len(LINES) - 1 else Role.SCENE
    hold_s = 0.9 if at == len(LINES) - 1 else 0.0
    card = Talk(speaker, mood, "home", "Sunday, 18:41", listener, "neutral")
    return Scene(role, say, card, voice=VOICES[name], hold_s=hold_s)
