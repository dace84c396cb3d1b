"""What is said of a clip whose origin somebody asks about."""

from __future__ import annotations

from bot.messages.catalogue import tr


def sentence(finding: str) -> str:
    """What the file is, by the name of the finding."""
    return {
        "ours": tr("This clip was made here, and nothing of it was changed since."),
        "changed": tr("This clip has a mark, but it was changed after it was made: do not rely on what it says."),
        "anothers": tr("This film has a whole mark, but of somebody else: it was not made here."),
        "stripped": tr("This clip was made here. Its mark was taken out; its pictures are unchanged."),
        "copied": tr(
            "This looks like a clip that was made here, coded anew. Whether its sound was changed cannot be told."
        ),
        "unknown": tr("This film has no mark, and no clip that was made here is like it."),
    }[finding]


def source_type(kind: str) -> str:
    """How something was made, as IPTC's vocabulary names it; a name without words is shown as it is."""
    return {
        "algorithmicMedia": tr("by a program: drawn pictures, a voice by rules"),
        "trainedAlgorithmicMedia": tr("by a program: drawn pictures, and a voice that is an AI model"),
        "compositeSynthetic": tr("from recordings of people, and pictures by a program"),
        "compositeWithTrainedAlgorithmicMedia": tr("from recordings of people, and a voice that is an AI model"),
    }.get(kind, kind)


def names() -> dict[str, str]:
    """What is known of it, by key, in the order in which it is read."""
    return {
        "title": tr("Lesson"),
        "version": tr("Version"),
        "made": tr("Made"),
        "made_at": tr("Made on"),
        "stamped_at": tr("Time stamp of an authority (UTC)"),
        "approved_by": tr("Approved by"),
        "approved_at": tr("Approved on"),
        "sources": tr("Sources"),
        "credits": tr("Credits"),
    }


def labels(most_mb: int) -> dict[str, str]:
    return {
        "title": tr("What is this clip?"),
        "lead": tr("Choose a film. It is looked at and not kept."),
        "file": tr("Film, up to {size} MB", size=most_mb),
        "look": tr("Look at it"),
        "no_film": tr("This file cannot be read as a film. Choose an MP4."),
        "choose": tr("Choose a file first."),
    }
