"""`ninety render --watch`: a picture of what changed, and then the clip."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from bot.cli.content import render
from bot.settings import read_settings

PAGE = """---
title: The mail
language: en
---

## Hook

> Who wrote it?

Look.

## Scene: The name

Read the name first.

## Call to action

> Statement: Ask them

Ask.
"""


async def there(path: Path, since: float = 0.0) -> None:
    async with asyncio.timeout(120):
        while not path.exists() or path.stat().st_mtime <= since:  # noqa: ASYNC110 - files send no events
            await asyncio.sleep(0.05)


@pytest.mark.slow
async def test_an_edit_is_seen_as_a_picture_and_then_in_the_clip(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page, out = tmp_path / "series" / "01-the-mail.md", tmp_path / "out"
    page.parent.mkdir()
    page.write_text(PAGE)
    parser = argparse.ArgumentParser()
    render.add_arguments(parser)
    arguments = parser.parse_args([str(page), "-o", str(out), "--watch", "--size", "720"])
    watching = asyncio.create_task(render.work(read_settings({"DATA_DIR": str(tmp_path / "data")}), arguments))
    await there(out / "transcript.json")
    assert not (out / render.CHANGED).exists()
    made = (out / "clip.mp4").stat().st_mtime
    page.write_text(PAGE.replace("> Statement: Ask them", "> Headline: Call them"))
    await there(out / render.CHANGED)
    await there(out / "clip.mp4", made)
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
    with Image.open(out / render.CHANGED) as picture:
        assert picture.size == (720, 1280)
        # The statement filled its card with the brand's light accent; the headline stands on its dark page.
        assert np.asarray(picture.convert("L"))[900:1000, :60].mean() < 80
    assert "changed.jpg" in capsys.readouterr().out
