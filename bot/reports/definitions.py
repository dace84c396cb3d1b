"""What each figure means, in a sentence that a manager reads beside it."""

from __future__ import annotations

from collections.abc import Mapping

MEANS: Mapping[str, str] = {
    "Enrolled": "Learners who take part, out of everybody chosen for the campaign; the rest is the hold-out.",
    "Hold-out": "Learners chosen by lot who get the series later, so that both groups can be compared honestly.",
    "Reached": "Enrolled learners to whom at least one episode was delivered.",
    "Finished": "Enrolled learners for whom no episode is left.",
    "Paused": "Enrolled learners whose lessons rest: after several unanswered episodes, or because no time suits them.",
    "Played": "Reached learners who really played at least one second of an episode’s clip.",
    "View-through": "Share of a clip’s seconds that were watched, on average over every clip that a learner played. "
    "Seconds that were skipped do not count; watching a second twice counts once.",
    "Completion": "Of all clips that a learner played, those where they got to the last 5 % of it.",
    "Rewatches": "Of all clips that a learner played, those that they started again after the first time.",
    "Captions on": "Of all clips that a learner played, those with the extra caption track switched on. Captions are "
    "part of the picture as well.",
    "Answered": "Of all delivered episodes that ask something, those that were answered.",
    "First-try accuracy": "Of all first answers to a question, those that were right. Later answers do not count here.",
    "Delayed recall": "Of all questions that were asked again 7 days or more after the learner’s answer before, those "
    "that were answered right.",
    "Confidence": "How sure learners said they were of an answer, from 1 (guessed) to 3 (sure), on average.",
    "Silent": "Reached learners who left the newest episode unanswered for more than a day.",
    "Sent": "Messages of this campaign that arrived: episodes, reminders, questions asked again and notices.",
    "Planned": "Messages that are still to be sent, or are being sent right now.",
    "Uncertain": "Messages that left, but the chat never said whether they arrived. Nothing is sent twice on a guess.",
    "Refused": "Messages that the chat did not accept; the reason is below.",
    "Expired": "Messages that could not be sent while they were useful, such as after an outage or during a snooze.",
    "Cancelled": "Messages that were taken back before they left: the campaign was paused, or the learner left.",
    "step Enrolled": "Learners who take part in the campaign.",
    "step Reached": "Enrolled learners who got at least one episode.",
    "step Played": "Enrolled learners who played at least one second of a clip.",
    "step Completed": "Enrolled learners who got to the last 5 % of at least one clip.",
    "step Answered": "Enrolled learners who answered at least one question.",
}
