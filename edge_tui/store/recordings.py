"""What recordings have besides their exchanges: pages, SDKs, commands that made no call. One JSON file each."""

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from edge_tui.model.errors import StorageError
from edge_tui.model.json.document import JsonObject
from edge_tui.model.origin import ConsoleLine, NotSent, Page, Recording, Sdk, Source, Tried
from edge_tui.store import files
from edge_tui.store.locks import exclusive_lock
from edge_tui.store.names import slug
from edge_tui.store.origins import page_to_json
from edge_tui.store.small_files import VERSION, SmallFiles

_CONSEQUENCE = "the recording has its exchanges only"


class RecordingStore:
    """The recordings of one user. A recording's exchanges are in history; without its file it has only these."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files = SmallFiles()

    @property
    def warnings(self) -> tuple[str, ...]:
        """About files that were damaged and set aside."""
        return tuple(self._files.warnings)

    def save(self, recording: Recording) -> None:
        """Writes a recording under its name. Raises `StorageError`."""
        files.write_json(self._path(recording.name), {"version": VERSION, **_to_json(recording)})

    def claim(self, recording: Recording) -> bool:
        """Writes a recording if its name has no file; False if it has, by whichever process. Raises `StorageError`."""
        path = self._path(recording.name)
        with exclusive_lock(self._folder, self._files.warnings):
            if path.exists():
                return False
            self.save(recording)
        return True

    def get(self, name: str) -> Recording | None:
        """The recording of a name; None if there is no file that can be read."""
        return self._load(self._path(name))

    def all(self) -> tuple[Recording, ...]:
        """Every recording with a file, in no order."""
        try:
            paths = files.list_files(self._folder, ".json")
        except StorageError as error:
            self._files.warn(f"{error.what} Recordings are listed without their pages.")
            return ()
        return tuple(found for path in paths if (found := self._load(path)) is not None)

    def delete(self, name: str) -> bool:
        """Deletes a recording's file; False if there was none."""
        return files.delete(self._path(name))

    def _load(self, path: Path) -> Recording | None:
        return self._files.load(path, f"The recording {path.name}", _from_json, _CONSEQUENCE).content

    def _path(self, name: str) -> Path:
        # Names are free text: the digest tells apart those that become the same file name.
        digest = sha256(name.encode("utf-8", "replace")).hexdigest()[:12]
        return self._folder / f"{slug(name)[:60].strip('-_') or 'recording'}-{digest}.json"


def _to_json(recording: Recording) -> JsonObject:
    return {
        "name": recording.name,
        "source": str(recording.source),
        "started": _moment_text(recording.started),
        "ended": _moment_text(recording.ended),
        "pages": [page_to_json(page) for page in recording.pages],
        "rules": list(recording.rules),
        "tried": [
            [each.at.isoformat(), each.command, str(each.why), each.event_type, each.instance, each.detail, each.page]
            for each in recording.tried
        ],
        "sdks": [[sdk.library, sdk.version, sdk.instance, dict(sdk.config), sdk.page] for sdk in recording.sdks],
        "notices": list(recording.notices),
        "calls": recording.calls,
        "console": [[line.at.isoformat(), line.level, line.text, line.page] for line in recording.console],
    }


def _from_json(value: Any) -> Recording:
    return Recording(
        Source(value["source"]),
        _text(value["name"]),
        _moment(value["started"]),
        tuple(_page(*page) for page in value["pages"]),
        tuple(map(_text, value["rules"])),
        tuple(map(_tried, value["tried"])),
        tuple(
            Sdk(_text(library), _text(version), _text(instance), tuple(sorted(config.items())), int(page))
            for library, version, instance, config, page in value["sdks"]
        ),
        tuple(map(_text, value["notices"])),
        _moment(value["ended"]),
        int(value["calls"]),
        # Recordings of earlier versions have none.
        tuple(
            ConsoleLine(_read_moment(at), _text(level), _text(text), int(page))
            for at, level, text, page in value.get("console", [])
        ),
    )


def _page(  # noqa: PLR0917 (the items of a list)
    url: object,
    number: Any,
    tab: object,
    loaded_at: object,
    route_of: Any = 0,
    return_of: Any = 0,
    prerendered_at: object = None,
) -> Page:
    documents = int(route_of), int(return_of)
    return Page(_text(url), int(number), _text(tab), _moment(loaded_at), *documents, _moment(prerendered_at))


def _tried(item: list[Any]) -> Tried:
    at, command, why, event_type, instance, detail, page = item
    return Tried(
        _read_moment(at),
        _text(command),
        NotSent(why),
        _text(event_type),
        _text(instance),
        _text(detail),
        int(page),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a text is expected")
    return value


def _moment(text: object) -> datetime | None:
    return None if text is None else _read_moment(text)


def _read_moment(text: object) -> datetime:
    """A moment; one without an offset, which no version wrote, can't be compared with others and is read as UTC."""
    moment = datetime.fromisoformat(_text(text))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _moment_text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
