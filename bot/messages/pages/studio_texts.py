"""The words of the pages on which series are written."""

from __future__ import annotations

from bot.messages.catalogue import tr, trn


def labels() -> dict[str, str]:
    """Every word of the pages by its name, in the reader's language."""
    return {**_list_labels(), **_series_labels(), **_editor_labels(), **_words_of_scripts(), **_drafted_labels()}


def _list_labels() -> dict[str, str]:
    return {
        "studio": tr("Studio"),
        "skip": tr("Skip to the content"),
        "lead": tr("Series, from the first line to the clip that learners get."),
        "all_series": tr("All series"),
        "no_series": tr("There is no series yet. Begin one below, or bring one as a ZIP file."),
        "series": tr("Series"),
        "state": tr("State"),
        "episodes": tr("Episodes"),
        "version": tr("Version"),
        "draft": tr("Draft"),
        "waiting": tr("Waiting for approval"),
        "published": tr("Published"),
        "at_risk": tr("At risk"),
        "reported": tr("Reported as wrong"),
        "source": tr("Its source changed"),
        "sentence": tr("Its document says otherwise now"),
        "overdue": tr("Its document has run out"),
        "stale_changed": tr("Its document says otherwise now"),
        "stale_overdue": tr("Its document has run out"),
        "quoted_here": tr("Quoted here"),
        "stands_now": tr("Stands there now"),
        "rests_stale": tr("Rests on a sentence that changed, or on a document that has run out: see above."),
        "new_series": tr("New series"),
        "title": tr("Title"),
        "new_hint": tr(
            "An episode with the parts of a story to fill in: problem, wrong turn, consequence, rule, next step."
        ),
        "document": tr("Text of a document to take lines from (optional)"),
        "document_source": tr("Where that text stands, such as “Travel policy, 2026”"),
        "document_hint": tr("Each paragraph becomes a line that you can take, with its source noted."),
        "begin": tr("Begin"),
        "bring": tr("Bring a series"),
        "bring_hint": tr("A ZIP file of a folder with series.md, as “ninety series export” writes it: up to 100 MB."),
        "file": tr("ZIP file"),
        "bring_button": tr("Bring it"),
    }


def _drafted_labels() -> dict[str, str]:
    return {
        "draft_series": tr("New series from documents"),
        "drafted_by_template": tr("Drafted by a program"),
        "drafted_by_model": tr("Drafted by AI"),
        "publish_drafted": tr(
            "Makes a new version. No person wrote the first draft, so learners get it only once somebody approved it "
            "here."
        ),
    }


def _series_labels() -> dict[str, str]:
    return {
        "pages": tr("Pages"),
        "about_series": tr("About the series: people, voices, brand"),
        "changed": tr("Changed"),
        "publish": tr("Publish"),
        "publish_hint": tr("Makes a new version for learners. Nothing is published while something is wrong."),
        "publish_waits": tr("Makes a new version, which another person approves before learners get it."),
        "approve": tr("Approve for learners"),
        "approve_hint": tr("Learners get this version from then on."),
        "download": tr("Download as ZIP"),
        "package": tr("For a learning system"),
        "package_lead": tr("A ZIP that plays in it, with clips and questions: as learners get the series now."),
        "package_as": tr("As"),
        "package_pass": tr("Right answers to pass, in percent (0: answering all is enough)"),
        "package_button": tr("Download the package"),
        "add_episode": tr("Add an episode"),
        "add": tr("Add"),
        "wrong_here": tr("What is wrong"),
        "episode_up": tr("Move up"),
        "episode_down": tr("Move down"),
        "episode_out": tr("Take out"),
        "episode_back": tr("Bring it back"),
    }


def _editor_labels() -> dict[str, str]:
    return {
        "summary": tr("Summary"),
        "section": tr("Section"),
        "who": tr("Who says it"),
        "narrator": tr("Narrator"),
        "mood": tr("Mood"),
        "no_mood": tr("None"),
        "said": tr("What is said"),
        "shown": tr("What is shown"),
        "shown_hint": tr("Kind: words, such as “Headline: Look first” or “Place: office”"),
        "text": tr("Text"),
        "line": tr("Line"),
        "look": tr("Show this line in the clip"),
        "add_line": tr("Add a line"),
        "remove_line": tr("Take this line out"),
        "line_up": tr("Move this line up"),
        "line_down": tr("Move this line down"),
        "add_section": tr("Add a scene"),
        "undo": tr("Undo"),
        "redo": tr("Redo"),
        "saved": tr("Saved."),
        "saving": tr("Saving …"),
        "not_saved": tr("Not saved"),
        "offline": tr("Not saved: Ninety cannot be reached. It is tried again by itself."),
        "clip": tr("Clip"),
        "clip_making": tr("The clip is made …"),
        "clip_ready": tr("The clip shows your line."),
        "clip_none": tr("There is a clip once nothing is wrong above."),
        "own_film": tr("This episode is a film of its own; its questions are written here."),
        "faults": tr("What is wrong"),
        "no_faults": tr("Nothing is wrong."),
        "reload": tr("Load their version"),
        "overwrite": tr("Keep mine"),
        "material": tr("Lines to take"),
        "material_hint": tr("From your document. A line goes to the end of the section in which you wrote last."),
        "take": tr("Take this line"),
        "row": tr("line"),
    }


def _words_of_scripts() -> dict[str, str]:
    return {
        "neutral": tr("neutral"),
        "glad": tr("glad"),
        "worried": tr("worried"),
        "angry": tr("angry"),
        "sly": tr("sly"),
        "surprised": tr("surprised"),
        "sad": tr("sad"),
    }


def notices() -> dict[str, str]:
    """What was done, by the name that the address carries."""
    return {
        "published": tr("Published. Learners get it as soon as its clips are made."),
        "asked": tr("Published as a new version. Learners get it once another person has approved it."),
        "review": tr("Published as a new version. Look at it as a whole and approve it: then learners get it."),
        "questions": tr("The questions are there: each became an episode at the end, whose story you write."),
        "back": tr("Sent back. Whoever published it reads why."),
        "approved": tr("Approved. Learners get it as soon as its clips are made."),
        "drafted": tr("The draft is here. Read every line, change what is wrong, then publish it."),
        "fewer": tr("The draft is here, with fewer episodes than you asked for: the documents gave no more questions."),
        "moved": tr("Moved. Learners get the new order once it is published."),
        "out": tr("Taken out. Learners get the series without it once it is published."),
        "brought_back": tr("It stands at the end of the series again."),
        "brought": tr("The series is here. Look through it, then publish it."),
    }


def newer_version() -> str:
    return tr(
        "This series was imported by somebody else since you opened it. Download your changes as a ZIP file, "
        "and bring it again to publish them over the newer version."
    )


def another_slug(slug: str) -> str:
    return tr("The page about the series names another slug. Write “slug: {slug}”, or take the line out.", slug=slug)


def own_request() -> str:
    return tr("You published this version, so another person approves it.")


def conflict(name: str, at: str) -> str:
    """Somebody else saved the page: "" where nobody knows who."""
    if name:
        return tr("{name} changed this page at {at}, after you opened it.", name=name, at=at)
    return tr("Somebody else changed this page at {at}, after you opened it.", at=at)


def needs_title(longest: int) -> str:
    return tr("Write a title of up to {longest} characters.", longest=longest)


def needs_source() -> str:
    return tr("Write where the text stands: nothing goes out without a source.")


def too_long_document(longest: int) -> str:
    return tr("The text is longer than {longest} characters. Take the part that the lesson is about.", longest=longest)


def too_many_paragraphs(count: int, most: int) -> str:
    return tr(
        "The text has {count} paragraphs, and {most} are the most. Take the part that the lesson is about.",
        count=count,
        most=most,
    )


def paragraph_of(source: str, number: int) -> str:
    return tr("{source}, paragraph {number}", source=source, number=number)


def no_zip() -> str:
    return tr("This is no ZIP file, or it is damaged. Pack the folder of the series again.")


def no_file() -> str:
    return tr("No file came. Choose the ZIP file of a series.")


def no_series_in_zip() -> str:
    return tr("There is no series.md in the ZIP file. Pack the folder that holds it.")


def too_many_entries(count: int, most: int) -> str:
    return tr(
        "The ZIP file holds {count} files, and {most} are the most. Leave out what no page names.",
        count=count,
        most=most,
    )


def too_much_unpacked(megabytes: int) -> str:
    return tr("Unpacked, the ZIP file has more than {megabytes} MB. Make its films smaller.", megabytes=megabytes)


def leads_out(name: str) -> str:
    return tr("“{name}” leads out of the folder of the series. Pack plain files in one folder.", name=name)


def encrypted(name: str) -> str:
    return tr("“{name}” has a password. Pack the folder without one.", name=name)


def page_too_long(name: str, kilobytes: int) -> str:
    return tr(
        "“{name}” is longer than {kilobytes} KB. Look whether it is the right file.", name=name, kilobytes=kilobytes
    )


def not_utf8(name: str) -> str:
    return tr("“{name}” is not UTF-8. Save it again as “UTF-8”.", name=name)


def faults_in(count: int) -> str:
    return trn("{count} thing is wrong", "{count} things are wrong", count)


def scene_titles() -> tuple[str, str, str]:
    """What the scenes of a story are called before their author calls them something."""
    return tr("The wrong turn"), tr("What came of it"), tr("The rule")


def story_hints() -> tuple[str, ...]:
    """What belongs into each part of a story, in their order."""
    return (
        tr("Hook: a problem at work, in a sentence of three seconds."),
        tr("The wrong turn: what people do, and why it seems right."),
        tr("What came of it: the consequence, shown and not told."),
        tr("The rule: the one thing to do instead."),
        tr("Call to action: the next step, today."),
    )
