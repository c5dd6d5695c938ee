"""A disk that remembers what was written and what was synced, and can lose power at any moment.

What was synced is there. Of what was written since, each sector holds its old bytes, those of
any later moment, or garbage, all of it, with what stood beside; and the end of a file is
anywhere between its synced and its newest length.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

# ruff: noqa: N802 - SQLite's names
import apsw
from attrs import define, field

__all__ = ["Disk", "Event", "after_the_cut"]


@define
class Event:
    """Something that happened, in order: a write, a cut, a sync, or a word to the caller."""

    kind: str  # write, truncate, sync, delete, told
    name: str = ""
    offset: int = 0
    data: bytes = b""
    told: tuple[int, int] = (0, 0)  # record and number of its step


@define
class _File:
    versions: list[bytearray] = field(factory=lambda: [bytearray()])  # the synced one, and later
    touched: list[tuple[int, int]] = field(factory=list)  # bytes written since the sync

    def write(self, offset: int, data: bytes) -> None:
        newest = bytearray(self.versions[-1])
        newest.extend(bytes(max(0, offset + len(data) - len(newest))))
        newest[offset : offset + len(data)] = data
        self.versions.append(newest)
        self.touched.append((offset, offset + len(data)))

    def truncate(self, size: int) -> None:
        self.versions.append(bytearray(self.versions[-1][:size]))

    def sync(self) -> None:
        self.versions, self.touched = [self.versions[-1]], []

    def cut(self, chance: random.Random, sector: int) -> bytes:
        """Return what is on the disk after the power went."""
        lengths = [len(version) for version in self.versions]
        length = chance.choice(
            [min(lengths), max(lengths), chance.randint(min(lengths), max(lengths))]
        )
        found = bytearray(self.versions[0][:length])
        found.extend(bytes(length - len(found)))
        sectors = {
            at for begin, end in self.touched for at in range(begin // sector, -(-end // sector))
        }
        garbage = chance.choice([0.0, 0.1, 0.5])
        for at in sorted(sectors):
            place = slice(at * sector, min((at + 1) * sector, length))
            width = place.stop - place.start
            if width <= 0:
                continue
            if chance.random() < garbage:
                found[place] = chance.randbytes(width)
            else:
                version = chance.choice(
                    [self.versions[0], self.versions[-1], chance.choice(self.versions)]
                )
                found[place] = bytes(version[place]).ljust(width, b"\0")
        return bytes(found)


def after_the_cut(
    events: list[Event], until: int, chance: random.Random, sector: int
) -> dict[str, bytes]:
    """Return the files as they may be when the power went before event number ``until``."""
    files: dict[str, _File] = {}
    for event in events[:until]:
        file = files.setdefault(event.name, _File()) if event.name else None
        if file is None:
            continue
        if event.kind == "write":
            file.write(event.offset, event.data)
        elif event.kind == "delete":
            del files[event.name]
        elif event.kind == "truncate":
            file.truncate(event.offset)
        else:
            file.sync()
    return {name: file.cut(chance, sector) for name, file in files.items()}


class Disk(apsw.VFS):
    """Passes everything on to the real file system, and takes notes.

    Args:
        name: under which SQLite finds it.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.events: list[Event] = []
        super().__init__(name, base="")

    def xOpen(self, name: Any, flags: list[int]) -> Any:
        """Open a file."""
        return _Watched(self, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:
        """Delete a file; SQLite asks for it to be durable where that matters."""
        super().xDelete(filename, syncdir)
        self.events.append(Event("delete", Path(filename).name))

    def connect(self, uri: str, *settings: str) -> apsw.Connection:
        """Open a database on this disk."""
        flags = apsw.SQLITE_OPEN_URI | apsw.SQLITE_OPEN_READWRITE
        connection = apsw.Connection(f"{uri}&vfs={self.name}", flags=flags)
        for setting in settings:
            connection.execute(f"PRAGMA {setting}")
        return connection


class _Watched(apsw.VFSFile):
    def __init__(self, disk: Disk, name: Any, flags: list[int]) -> None:
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        self._name, self._events = Path(path).name, disk.events
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:
        super().xWrite(data, offset)
        self._events.append(Event("write", self._name, offset, bytes(data)))

    def xTruncate(self, newsize: int) -> None:
        super().xTruncate(newsize)
        self._events.append(Event("truncate", self._name, newsize))

    def xSync(self, flags: int) -> None:
        super().xSync(flags)
        self._events.append(Event("sync", self._name))
