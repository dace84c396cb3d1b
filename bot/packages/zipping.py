"""Packs a course as SCORM 1.2 or cmi5, with everything that plays it: nothing is fetched from anywhere."""

from __future__ import annotations

import io
import json
import zipfile
from enum import StrEnum
from importlib.resources import files
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from bot.messages.catalogue import speaking
from bot.messages.studio import package_texts
from bot.packages.course import PackedCourse

IMSCP = "http://www.imsproject.org/xsd/imscp_rootv1p1p2"
ADLCP = "http://www.adlnet.org/xsd/adlcp_rootv1p2"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
CMI5 = "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd"
PAGE = "index.html"
STATIC = ("course.css", "course.js", "scorm12.js", "cmi5.js")
LONGEST_TITLE = 200  # learning systems cut longer ones


class Format(StrEnum):
    """What a learning system takes."""

    SCORM12 = "scorm12"
    CMI5 = "cmi5"


def pack(course: PackedCourse, packed_as: Format, pass_percent: int, home: str) -> bytes:
    """The package as a ZIP.

    Args:
        pass_percent: right answers out of a hundred that it takes to pass; 0 where answering all is enough.
        home: the installation's address, from which the ids of a cmi5 course follow.
    """
    if packed_as is Format.SCORM12:
        described = {"imsmanifest.xml": _manifest(course, pass_percent)}
    else:
        described = {"cmi5.xml": _structure(course, pass_percent, home)}
    content: dict[str, str | bytes] = {
        **described,
        PAGE: _page(course),
        "course-data.js": _data(course, pass_percent),
        **_static(),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, file in content.items():
            archive.writestr(name, file)
        for name, file in course.files.items():
            # Films and pictures are compressed already.
            archive.writestr(name, file, zipfile.ZIP_STORED)
    return packed.getvalue()


def _static() -> dict[str, bytes]:
    folder = files("bot.packages") / "static"
    return {name: (folder / name).read_bytes() for name in STATIC}


def _page(course: PackedCourse) -> str:
    page = (files("bot.packages") / "static" / PAGE).read_text(encoding="utf-8")
    return page.replace("{language}", course.language)


def _data(course: PackedCourse, pass_percent: int) -> str:
    with speaking(course.language):
        words = package_texts.player()
    about = {"title": course.title, "language": course.language, "pass": pass_percent, "words": words}
    text = json.dumps({**about, "episodes": list(course.episodes)}, ensure_ascii=False, indent=1)
    # A file of script: nothing in a title may end it, or be read as a line's end by an old browser.
    for mark in ("<", "\u2028", "\u2029"):
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return f"const COURSE = {text};\n"


def _manifest(course: PackedCourse, pass_percent: int) -> bytes:
    """SCORM 1.2 Content Aggregation Model: one organisation with one item, a SCO that is the whole series."""
    register_namespace("", IMSCP)
    register_namespace("adlcp", ADLCP)
    register_namespace("xsi", XSI)
    root = Element(f"{{{IMSCP}}}manifest", {"identifier": course.identifier, "version": f"{course.version}"})
    schemas = f"{IMSCP} imscp_rootv1p1p2.xsd {ADLCP} adlcp_rootv1p2.xsd"
    root.set(f"{{{XSI}}}schemaLocation", schemas)
    about = SubElement(root, f"{{{IMSCP}}}metadata")
    SubElement(about, f"{{{IMSCP}}}schema").text = "ADL SCORM"
    SubElement(about, f"{{{IMSCP}}}schemaversion").text = "1.2"
    several = SubElement(root, f"{{{IMSCP}}}organizations", {"default": "series"})
    organisation = SubElement(several, f"{{{IMSCP}}}organization", {"identifier": "series"})
    SubElement(organisation, f"{{{IMSCP}}}title").text = course.title[:LONGEST_TITLE]
    item = SubElement(organisation, f"{{{IMSCP}}}item", {"identifier": "lessons", "identifierref": "player"})
    SubElement(item, f"{{{IMSCP}}}title").text = course.title[:LONGEST_TITLE]
    if pass_percent:
        SubElement(item, f"{{{ADLCP}}}masteryscore").text = f"{pass_percent}"
    resources = SubElement(root, f"{{{IMSCP}}}resources")
    resource = SubElement(
        resources, f"{{{IMSCP}}}resource", {"identifier": "player", "type": "webcontent", "href": PAGE}
    )
    resource.set(f"{{{ADLCP}}}scormtype", "sco")
    for name in (PAGE, "course-data.js", *STATIC, *course.files):
        SubElement(resource, f"{{{IMSCP}}}file", {"href": name})
    return _written(root)


def _structure(course: PackedCourse, pass_percent: int, home: str) -> bytes:
    """cmi5 course structure: one assignable unit that is the whole series."""
    register_namespace("", CMI5)
    root = Element(f"{{{CMI5}}}courseStructure")
    place = f"{home}/courses/{course.identifier.removeprefix('ninety-')}"
    top = SubElement(root, f"{{{CMI5}}}course", {"id": place})
    # Passing takes a score, which the system compares with it.
    unit_about = {"id": f"{place}/lessons", "moveOn": "CompletedAndPassed" if pass_percent else "Completed"}
    if pass_percent:
        unit_about["masteryScore"] = f"{pass_percent / 100:g}"
    unit = SubElement(root, f"{{{CMI5}}}au", {**unit_about, "launchMethod": "AnyWindow"})
    for node in (top, unit):
        for name, words in (("title", course.title), ("description", course.summary or course.title)):
            text = SubElement(SubElement(node, f"{{{CMI5}}}{name}"), f"{{{CMI5}}}langstring", {"lang": course.language})
            text.text = words
    SubElement(unit, f"{{{CMI5}}}url").text = PAGE
    return _written(root)


def _written(root: Element) -> bytes:
    indent(root)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written
