"""Checked packs kept between runs, so that a command need not read and check the same law again.

A pack is taken from the shelf only if every file of it and every module of the program is what it
was when the pack was put there. What lies on the shelf was written by this program for this user;
a file that belongs to someone else, or that someone else may write, is never opened.
"""

from __future__ import annotations

import os
import pickle
import stat
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from .load import LawPack, pack_files, read_file

KEPT = 20
"""How many packs stay on a shelf; the longest unused go first."""


def key(root: Path) -> str:
    """What names a state of a pack and of the program: a digest of the one's files and the other's modules.

    Raises `InputError` if a file cannot be read.
    """
    digest = sha256(sys.version.encode())
    for path in _modules():
        found = path.stat()
        digest.update(f"{path}\0{found.st_size}\0{found.st_mtime_ns}\0".encode())
    for path in pack_files(root):
        content = read_file(path)
        digest.update(f"{path}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _modules() -> Iterable[Path]:
    return sorted(Path(__file__).parent.glob("*.py"))


def take(folder: Path, name: str) -> LawPack | None:
    """The pack of that key; None if it is not there, or not ours alone."""
    path = folder / name
    try:
        with path.open("rb") as stream:
            if not _ours(os.fstat(stream.fileno())):
                return None
            pack = pickle.load(stream)
        os.utime(path)
    except Exception:  # whatever is wrong with what lies there, the pack is read anew
        return None
    return pack if isinstance(pack, LawPack) else None


def _ours(found: os.stat_result) -> bool:
    return found.st_uid == os.getuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def put(folder: Path, name: str, pack: LawPack) -> None:
    """Put a checked pack on the shelf, and take off what has not been used for longest. Raises `OSError`."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    content = pickle.dumps(replace(pack, documents={}), protocol=5)
    with tempfile.NamedTemporaryFile(dir=folder, prefix="new-", delete=False) as stream:
        try:
            stream.write(content)
        except OSError:
            os.unlink(stream.name)
            raise
    os.replace(stream.name, folder / name)
    for old in sorted(folder.iterdir(), key=lambda p: p.stat().st_mtime)[:-KEPT]:
        old.unlink(missing_ok=True)
