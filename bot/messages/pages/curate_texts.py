"""What the curators' page says: every word of it, and what it answers to its forms."""

from __future__ import annotations

from collections.abc import Sequence

from bot.messages.catalogue import tr, trn
from bot.messages.common_texts import listed
from bot.messages.language_names import language_name
from bot.messages.pages.figure_texts import number


def labels() -> dict[str, str]:
    """Words of the page by name, in the reader's language."""
    return {
        "title": tr("Answers"),
        "heading": tr("What answers rest on"),
        "captions": tr("Captions"),
        "made": tr("Clips made now, not reviewed yet"),
        "made_means": tr(
            "A program made them from your documents when somebody asked. They are shown to whoever asks the same, and "
            "labelled. Approve one, and it becomes an episode; refuse it, and nobody sees it again."
        ),
        "reported": tr("Reported as wrong"),
        "by_model": tr("Chosen by a model"),
        "approve": tr("Approve"),
        "clear": tr("It is right: show it again"),
        "refuse": tr("Refuse"),
        "no_clip": tr("No clip waits for you."),
        "proposed": tr("Confirmed by those who asked"),
        "proposed_means": tr(
            "Somebody asked, was shown a passage that may be it, and said that it is. Approve it, and the passage "
            "answers this question from now on."
        ),
        "teach": tr("It answers this"),
        "decline": tr("It does not"),
        "replies": tr("Answered by people"),
        "replies_means": tr(
            "Somebody who is named for the topic answered a colleague, and lets the answer be shown to others with "
            "their name."
        ),
        "learn": tr("Let it answer others"),
        "not_this": tr("Not this one"),
        "troubled": tr("Clips that could not be made"),
        "troubled_means": tr(
            "Nobody gets a lesson whose clip is missing. Where only the new look could not be made, the clip plays in "
            "the old one."
        ),
        "old_look": tr("Old look"),
        "again": tr("Make it again"),
        **_document_labels(),
        **_gap_labels(),
        **_setting_labels(),
    }


def _document_labels() -> dict[str, str]:
    return {
        "documents": tr("Documents"),
        "files": tr("Add files: PDF, Word, Markdown, HTML, text, transcripts (VTT, SRT); up to 25 MB each"),
        "read": tr("Read them"),
        "replaces": tr("A file of the same name replaces the one that was there."),
        "urls": tr("Or pages of the public web, one address in each line"),
        "urls_example": tr("https://example.com/travel-policy"),
        "unread": tr("Not read"),
        "dismiss": tr("Dismiss"),
        "documents_table": tr("Table of documents"),
        "document": tr("Document"),
        "from": tr("Where it is from"),
        "passages": tr("Passages"),
        "language": tr("Language"),
        "changed": tr("Changed on"),
        "remove": tr("Remove"),
        "ending": tr("Running out"),
        "set_validity": tr("Set who looks after a document, and until when it holds"),
        "owner": tr("Who looks after it; empty for nobody"),
        "valid_until": tr("Its last day; empty where it has no end"),
        "keep_validity": tr("Set this"),
        "validity_means": tr(
            "Answers name both, and say so once the day is past. You hear two weeks before. A document that says "
            "something else when it is read again counts more than this form."
        ),
        "set_limit": tr("Set for whom a document is"),
        "groups": tr("Groups, with commas between them; empty for everybody"),
        "keep_limit": tr("Limit it"),
        "limit_means": tr(
            "Only members of one of these groups get answers from it; to everybody else it is as if it were not there. "
            "Clips that were approved before stay for everybody."
        ),
        "no_document": tr("No document yet. Until there is one, only approved episodes answer."),
    }


def _gap_labels() -> dict[str, str]:
    return {
        "gaps": tr("Asked, and not answered"),
        "gaps_means": tr(
            "Questions that found nothing, or nothing that helped. Those that share at least half of their words, rare "
            "words counting more, stand together; the most asked come first. Nobody is named."
        ),
        "make_draft": tr("Make a draft episode of it"),
        "make_episode": tr("Make an episode of it, from the documents nearest to it"),
        "know": tr("What people should know"),
        "know_nearest": tr(
            "What people should know; this stands nearest to it in your documents, check whether it answers"
        ),
        "rests": tr("What it rests on"),
        "draft": tr("Make the draft"),
        "aside": tr("Needs no lesson"),
        "gap_apart": tr("Documents disagree about this: make them agree, and read them again."),
        "no_gap": tr("Every question found an answer so far."),
        "drafts": tr("Drafts that wait for you"),
    }


def _setting_labels() -> dict[str, str]:
    return {
        "experts": tr("People to ask"),
        "experts_means": tr(
            "Where the documents say nothing, whoever asked may send the question to the person who is named for it. "
            "The reply goes back with that person's name, and answers others once its author and you agree."
        ),
        "everything": tr("everything"),
        "expert_name": tr("Name or e-mail address"),
        "expert_topic": tr("Topic: part of the title of a document, a heading or a series; empty for everything"),
        "name_expert": tr("Name this person"),
        "synonyms": tr("Your company's own words"),
        "synonyms_means": tr(
            "A question is asked in each of the words of a line, so that “PTO” finds what your documents call "
            "vacation. One line for each meaning; “#” begins a remark."
        ),
        "synonyms_list": tr("Synonyms and abbreviations"),
        "synonyms_example": tr("PTO = paid time off, vacation"),
        "keep_synonyms": tr("Keep these words"),
        "own_words": tr("May be words of yours"),
        "own_words_means": tr(
            "No document writes these words, and somebody who asked with them said which passage answers."
        ),
        "add": tr("Add"),
        "hints": tr("Hint first"),
        "hints_means": tr(
            "People remember more of what they tried to answer themselves. With this, a question is met with where its "
            "answer stands and what its lesson asks; the answer comes at the press of a button."
        ),
        "hints_on": tr("Hints come first."),
        "hints_off": tr("Answers come at once."),
        "answer_at_once": tr("Answer at once"),
        "give_hint": tr("Give a hint first"),
    }


def notices() -> dict[str, str]:
    """What was done, by a name that addresses carry."""
    return {
        "read": tr("Everything was read. The next question is answered from it."),
        "unread": tr("Not everything could be read; the reasons are below."),
        "removed": tr("Removed. No answer uses it any more."),
        "episode": tr(
            "An episode is drafted from the documents. Write “studio” to the bot, read it, and publish it there."
        ),
        "drafted": tr("The draft is made. Learners see it once you approve it."),
        "aside": tr("Taken off the list."),
        "taught": tr("From now on that passage answers the question."),
        "approved": tr("Approved. It answers questions from now on, as soon as its clip is made."),
        "refused": tr("Nobody will see this clip again."),
        "cleared": tr("The clip is shown again."),
        "again": tr("It is made again; look here in a minute."),
        "synonyms": tr("Kept. The next question is asked in all of these words."),
        "experts": tr("Changed: this is whom people can ask from now on."),
        "limited": tr("Changed: it is for these people from the next question on."),
        "agreed": tr("Set. Answers say so from now on."),
        "hints": tr("Changed: questions are answered as you wish from now on."),
    }


def only_for(groups: Sequence[str]) -> str:
    return tr("only for {groups}", groups=listed(groups))


def lead(workspace: str) -> str:
    return tr("{workspace}: documents, questions without an answer, and clips that wait for you.", workspace=workspace)


def source(titles: str) -> str:
    return tr("Source: {titles}", titles=titles)


def asked(times: int) -> str:
    return tr("asked once") if times == 1 else tr("asked {times} times", times=number(times))


def all_questions(shared: str) -> str:
    return tr("All questions; what they share: {words}", words=shared)


def in_language(tag: str) -> str:
    return tr("in {language}", language=language_name(tag))


def branch(key: str) -> str:
    return tr("branch {name}", name=key)


def make_again(title: str) -> str:
    """A button for screen readers, which hear it without its surroundings."""
    return tr("Make “{title}” again", title=title)


def remove(title: str) -> str:
    """A button for screen readers, which hear it without its surroundings."""
    return tr("Remove “{title}”", title=title)


def add_words(line: str) -> str:
    """The name of the button that adds a line to the company's own words."""
    return tr("Add {line}", line=line)


def remove_expert(name: str, topic: str) -> str:
    """A button for screen readers, which hear it without its surroundings."""
    return tr("Remove {name} for {topic}", name=name, topic=topic or tr("everything"))


def asked_without_answer(times: int) -> str:
    """What a draft was made of, as its summary says."""
    return trn("Asked once without an answer.", "Asked {count} times without an answer.", times)


def asked_series() -> str:
    """The series of lessons that answer what nobody had an answer to."""
    return tr("What the team asked")


def answers_series() -> str:
    """The series of clips that were made for a question and approved."""
    return tr("Answers from our documents")
