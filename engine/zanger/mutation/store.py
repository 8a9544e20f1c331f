"""Results kept as they come, a line each: a run that was killed goes on where it was."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from ..load import pack_files


@dataclass(frozen=True)
class Result:
    """What became of one mutant: the case that noticed it (None if none did), and how that was found.

    `suspects` is the number of cases that could have noticed, `tried` the number that were run; `alike` names
    provisions that give what the mutant no longer does.
    """

    mutant: str
    noticed_by: str | None
    suspects: int
    tried: int
    alike: tuple[str, ...] = ()


def key(root: Path, cases: Iterable[Path]) -> str:
    """What results belong to: everything that stands in the files of a pack and of the cases."""
    found = hashlib.sha256()
    for path in (*pack_files(root), *cases):
        found.update(f"{path.name}\0".encode())
        found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()[:32]


class Store:
    """A file of results. What was found for another pack, other cases or another mutant is passed over."""

    def __init__(self, path: Path | None, key: str) -> None:
        """Without a path nothing is kept. Raises `OSError` if the file cannot be read."""
        self.path = path
        self.key = key
        self.known: dict[str, Result] = {}
        if path is not None and path.exists():
            for line in path.read_text(encoding="utf-8").splitlines():
                self._read(line)

    def _read(self, line: str) -> None:
        try:
            item = json.loads(line)
            if item["key"] == self._key(item["mutant"]):
                del item["key"]
                self.known[item["mutant"]] = Result(**{**item, "alike": tuple(item["alike"])})
        except (ValueError, KeyError, TypeError):  # the last line of a run that was killed
            return

    def _key(self, mutant: str) -> str:
        return hashlib.sha256(f"{self.key}\0{mutant}".encode()).hexdigest()[:16]

    def add(self, results: Iterable[Result]) -> None:
        """Keep results. Raises `OSError` if the file cannot be written."""
        found = tuple(results)
        self.known.update({r.mutant: r for r in found})
        if self.path is None:
            return
        lines = (json.dumps({"key": self._key(r.mutant), **asdict(r)}, ensure_ascii=False) for r in found)
        with self.path.open("a+b") as stream:
            end = stream.seek(0, os.SEEK_END)
            if end:
                stream.seek(end - 1)
                if stream.read(1) != b"\n":  # what was being written when a run was killed
                    stream.write(b"\n")
            stream.write("".join(line + "\n" for line in lines).encode())
            stream.flush()
            os.fsync(stream.fileno())
