"""The words of drafting a series: its page, what goes on while it works, and why none came of it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.messages.catalogue import tr, trn
from bot.messages.language_names import language_name


def on_page(path: str, page: int) -> str:
    return tr("{path}, page {page}", path=path, page=page)


def several_languages(languages: Sequence[str]) -> str:
    return tr(
        "The documents are in several languages: {languages}. Draft a series for each of them.",
        languages=", ".join(map(language_name, languages)),
    )


def other_language(language: str) -> str:
    return tr(
        "Without a language model, series are drafted from documents in English and German; this is {language}.",
        language=language_name(language),
    )


def no_rules() -> str:
    return tr(
        "No sentence that could become a lesson stands in these documents: whole sentences that say what to do, with "
        "values or lists to ask about. Choose another document, or begin a series by hand."
    )


def read_rules(count: int) -> str:
    return trn("{count} sentence to choose from.", "{count} sentences to choose from.", count)


def wrote_episode(number: int, title: str) -> str:
    return tr("Episode {number}: {title}", number=number, title=title)


def how_many_documents(most: int) -> str:
    return tr("Choose one to {most} documents: upload them, or tick those that answers are made from.", most=most)


def unreadable(name: str, reason: str) -> str:
    return tr("{name} cannot be read: {reason}.", name=name, reason=reason)


def is_read(name: str) -> str:
    return tr("{name} is read.", name=name)


def ready(title: str) -> str:
    return tr("“{title}” is drafted. Read every line before you publish it.", title=title)


def labels() -> dict[str, str]:
    """The words of the page."""
    return {
        "draft_series": tr("New series from documents"),
        "draft_lead": tr(
            "One to three documents become a first draft: a story around their own sentences, a question each, and "
            "where everything stands. You read, change and approve it before anybody sees it."
        ),
        "upload_documents": tr("Documents from your disk"),
        "upload_hint": tr("PDF, Word, HTML, Markdown, text or CSV, up to 25 MB each."),
        "learn_too": tr(
            "Answer questions from these documents too; then a sentence that changes in them puts the series at risk."
        ),
        "learned_documents": tr("Or documents that answers are made from"),
        "no_documents": tr("None is read yet."),
        "series_title": tr("Title of the series"),
        "title_hint": tr("Left empty, it is called like the first document."),
        "how_many": tr("Episodes"),
        "wish": tr("What should it teach? (written by AI)"),
        "wish_hint": tr(
            "Such as: a 90-second lesson on respectful communication in customer service. With documents, rules are "
            "quoted from them; what a model states without a source is marked. Left empty, a program drafts from "
            "documents alone."
        ),
        "documents_language": tr("Language of the documents"),
        "by_itself": tr("Recognised by itself"),
        "english": tr("English"),
        "german": tr("German"),
        "draft_now": tr("Draft it"),
        "drafting": tr("Working"),
        "drafting_lost": tr("The line broke. What was finished stands in the list of series."),
    }


def model_reads(count: int) -> str:
    return trn("The model reads {count} sentence.", "The model reads {count} sentences.", count)


def model_failed(number: int, reason: str) -> str:
    return tr("Episode {number} did not come: {reason}", number=number, reason=reason)


def model_gave_nothing(reason: str) -> str:
    return tr("No episode came: {reason} Try again, or draft without the model.", reason=reason)


def no_episode() -> str:
    return tr("what the model wrote was no episode.")


def model_busy() -> str:
    return tr("the model is busy.")


def model_down() -> str:
    return tr("the model gave no usable reply.")


def nothing_near() -> str:
    return tr(
        "no document says anything near enough to be quoted: write down what people should know, and where it stands"
    )
