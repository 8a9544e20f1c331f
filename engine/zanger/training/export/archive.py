"""Archives whose bytes depend on what is in them alone: no clock, no order of a folder."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The earliest moment that a zip file can name."""


def zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Files by name, in this order, as a zip."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in files:
            info = zipfile.ZipInfo(name, FIRST_DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            out.writestr(info, content)
    return archive.getvalue()
