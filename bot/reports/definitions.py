"""What each figure is called and means, in a sentence that a manager reads beside it.

English, and marked for the catalogues: the command line and tables for programs keep it, pages retell it.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.messages.catalogue import template

MEANS: Mapping[str, str] = {
    template("Enrolled"): template(
        "Learners who take part, out of everybody chosen for the campaign; the rest is the hold-out."
    ),
    template("Hold-out"): template(
        "Learners chosen by lot who get the series later, so that both groups can be compared honestly."
    ),
    template("Reached"): template("Enrolled learners to whom at least one episode was delivered."),
    template("Finished"): template("Enrolled learners who got every episode."),
    template("Paused"): template(
        "Enrolled learners whose lessons rest: after several unanswered episodes, or because no time suits them."
    ),
    template("Cannot be reached"): template(
        "Enrolled learners whom no message reaches, since they blocked the app or were deactivated. Their place is"
        " kept, and their lessons go on once they write; the reason is below."
    ),
    template("Played"): template("Reached learners who really played at least one second of an episode’s clip."),
    template("View-through"): template(
        "Share of a clip’s seconds that were watched, on average over every clip that a learner played. Seconds "
        "that were skipped do not count; watching a second twice counts once."
    ),
    template("Completion"): template("Of all clips that a learner played, those where they got to the last 5 % of it."),
    template("Rewatches"): template(
        "Of all clips that a learner played, those that they started again and watched further."
    ),
    template("Captions on"): template(
        "Of all clips that a learner played, those with the extra caption track switched on. Captions are part of "
        "the picture as well."
    ),
    template("Answered"): template("Of all delivered episodes that ask something, those that were answered."),
    template("First-try accuracy"): template(
        "Of all first answers to a question, those that were right. Later answers do not count here."
    ),
    template("Delayed recall"): template(
        "Of all questions that were asked again 7 days or more after the learner’s answer before, those that were "
        "answered right."
    ),
    template("Confidence"): template(
        "How sure learners said they were of an answer, from 1 (guessed) to 3 (sure), on average."
    ),
    template("Silent"): template("Reached learners who left the newest episode unanswered for more than a day."),
    template("Sent"): template(
        "Messages of this campaign that arrived: episodes, reminders, questions asked again and notices."
    ),
    template("Planned"): template("Messages that are still to be sent, or are being sent right now."),
    template("Uncertain"): template(
        "Messages that left, but the chat never said whether they arrived. Nothing is sent twice on a guess."
    ),
    template("Refused"): template("Messages that the chat did not accept; the reason is below."),
    template("Expired"): template(
        "Messages that could not be sent while they were useful, such as after an outage or during a snooze."
    ),
    template("Cancelled"): template(
        "Messages that were taken back before they left: the campaign was paused, or the learner left."
    ),
    "step Enrolled": template("Learners who take part in the campaign."),
    "step Reached": template("Enrolled learners who got at least one episode."),
    "step Played": template("Enrolled learners who played at least one second of a clip."),
    "step Completed": template("Enrolled learners who got to the last 5 % of at least one clip."),
    "step Answered": template("Enrolled learners who answered at least one question."),
}
