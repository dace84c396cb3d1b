"""What happened, as xAPI statements: the core's "answered", and the video profile's "played" and "completed".

Source: xAPI 1.0.3, part 2; the video profile 1.0.3, https://w3id.org/xapi/video.
"""

from __future__ import annotations

import uuid
from typing import Any

from bot.outbox.endpoints import OutboxEvent
from bot.outbox.happenings import Happening

ADL, VIDEO = "http://adlnet.gov/expapi", "https://w3id.org/xapi/video"
VERBS = {
    OutboxEvent.REPLIED: (f"{ADL}/verbs/answered", "answered"),
    OutboxEvent.PLAYED: (f"{VIDEO}/verbs/played", "played"),
    OutboxEvent.COMPLETED: (f"{ADL}/verbs/completed", "completed"),
}
"""What a learner did; that a message arrived is nothing that they did."""


def statement_id(happening: Happening) -> str:
    """The delivery's own id for the first thing that is done with it, and one that follows from it for the others."""
    delivery = uuid.UUID(happening.delivery_id)
    return str(delivery if happening.event is OutboxEvent.PLAYED else uuid.uuid5(delivery, happening.event.value))


def statement(happening: Happening, home: str) -> dict[str, Any]:
    """The statement. The learner is an account of this installation: neither name nor address stands in it.

    Args:
        home: the installation's address.
    """
    verb, name = VERBS[happening.event]
    result = _result(happening)
    return {
        "id": statement_id(happening),
        "actor": {"objectType": "Agent", "account": {"homePage": home, "name": happening.learner_id}},
        "verb": {"id": verb, "display": {"en-US": name}},
        "object": _object(happening, home),
        **({"result": result} if result else {}),
        "context": _context(happening, home),
        "timestamp": happening.at.isoformat(timespec="milliseconds"),
        "version": "1.0.3",
    }


def _object(happening: Happening, home: str) -> dict[str, Any]:
    lesson = happening.lesson
    place = f"{home}/xapi/{lesson.series}/{lesson.slug}/{lesson.version}"
    if happening.event is not OutboxEvent.REPLIED:
        video = {"name": {lesson.language: lesson.title}, "type": f"{VIDEO}/activity-type/video"}
        return {"objectType": "Activity", "id": place, "definition": video}
    choices = [{"id": f"{at}", "description": {lesson.language: text}} for at, text in enumerate(lesson.options)]
    about: dict[str, Any] = {
        **{"name": {lesson.language: lesson.question}, "type": f"{ADL}/activities/cmi.interaction"},
        **{"interactionType": "choice", "correctResponsesPattern": [f"{lesson.correct}"], "choices": choices},
    }
    return {"objectType": "Activity", "id": f"{place}#check", "definition": about}


def _result(happening: Happening) -> dict[str, Any]:
    facts = happening.facts
    if happening.event is OutboxEvent.REPLIED:
        right = bool(facts["correct"])
        result: dict[str, Any] = {"success": right, "response": f"{facts['choice']}", "score": {"scaled": float(right)}}
        return result | ({"duration": f"PT{facts['seconds']:.2f}S"} if facts["seconds"] else {})
    if happening.event is OutboxEvent.COMPLETED:
        played = facts["played_seconds"]
        return {
            "completion": True,
            "duration": f"PT{played}S",
            "extensions": {f"{VIDEO}/extensions/progress": min(1.0, round(played / facts["length"], 3))},
        }
    return {"extensions": {f"{VIDEO}/extensions/time": 0}}


def _context(happening: Happening, home: str) -> dict[str, Any]:
    lesson = happening.lesson
    parent = {"objectType": "Activity", "id": f"{home}/xapi/{lesson.series}"}
    activities: dict[str, Any] = {"parent": [parent]}
    context: dict[str, Any] = {"contextActivities": activities, "platform": "Ninety", "language": lesson.language}
    if happening.event is OutboxEvent.REPLIED:
        return context
    activities["category"] = [{"objectType": "Activity", "id": VIDEO}]
    session = {f"{VIDEO}/extensions/session-id": happening.delivery_id}
    return context | {"extensions": session | {f"{VIDEO}/extensions/length": happening.facts["length"] or 0}}
