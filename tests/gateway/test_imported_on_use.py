"""A delayed import loads a module at its first use, and then is the module as ever."""

import importlib
import subprocess
import sys
import threading
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import pytest

from edge_tui.gateway.imported_on_use import OPTIONAL, RARELY_USED, imported_on_use

_NAMES = ("late_module", "late_package", "late_package.part", "late_broken")


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Modules that note when their code runs."""
    (tmp_path / "late_module.py").write_text(
        "import sys, time\nsys.late_runs.append(__name__)\ntime.sleep(0.05)\nVALUE = 7\ndef names(): return dir()\n"
    )
    (tmp_path / "late_package").mkdir()
    (tmp_path / "late_package" / "__init__.py").write_text(
        "import sys\nsys.late_runs.append(__name__)\nfrom late_package.part import VALUE\n"
    )
    (tmp_path / "late_package" / "part.py").write_text("import late_package\nVALUE = 7\n")
    (tmp_path / "late_broken.py").write_text(
        "import sys\nsys.late_runs.append(__name__)\nraise ImportError('broken')\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    noted: list[str] = []
    monkeypatch.setattr(sys, "late_runs", noted, raising=False)
    yield noted
    for name in _NAMES:
        sys.modules.pop(name, None)


def _late(name: str) -> ModuleType:
    with imported_on_use(name):
        return importlib.import_module(name)


def test_an_import_runs_nothing_and_neither_does_a_second_one(runs: list[str]) -> None:
    module = _late("late_module")
    assert importlib.import_module("late_module") is module
    assert sys.modules["late_module"] is module
    assert module.__name__ == "late_module"
    assert runs == []


def test_the_first_use_runs_it_once_and_it_is_a_module_as_ever(runs: list[str]) -> None:
    module = _late("late_module")
    assert module.VALUE == 7
    assert module.VALUE == 7
    assert runs == ["late_module"]
    assert type(module) is ModuleType
    assert module.__file__ is not None
    with pytest.raises(AttributeError):
        _ = module.missing


def test_an_attribute_that_does_not_exist_is_missed_after_loading(runs: list[str]) -> None:
    module = _late("late_module")
    with pytest.raises(AttributeError):
        _ = module.missing
    assert runs == ["late_module"]


def test_a_name_is_imported_from_it(runs: list[str]) -> None:
    _late("late_module")
    from late_module import VALUE  # type: ignore[import-not-found]

    assert VALUE == 7
    assert runs == ["late_module"]


def test_a_package_may_import_from_itself_while_it_loads(runs: list[str]) -> None:
    package = _late("late_package")
    assert runs == []
    assert package.VALUE == 7
    assert runs == ["late_package"]


def test_a_module_that_cannot_be_loaded_raises_where_it_is_used(runs: list[str]) -> None:
    module = _late("late_broken")
    for _ in range(2):
        with pytest.raises(ImportError, match="broken"):
            _ = module.VALUE
    assert runs == ["late_broken"] * 2


def test_threads_that_use_it_at_once_all_get_it_and_it_runs_once(runs: list[str]) -> None:
    module = _late("late_module")
    values: list[int] = []
    threads = [threading.Thread(target=lambda: values.append(module.VALUE)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert values == [7] * 8
    assert runs == ["late_module"]


def test_other_modules_and_later_imports_are_not_delayed(runs: list[str]) -> None:
    before = list(sys.meta_path)
    with imported_on_use("late_package"):
        importlib.import_module("late_module")
    assert runs == ["late_module"]
    assert sys.meta_path == before
    importlib.import_module("late_package")
    assert runs == ["late_module", "late_package"]


def test_a_module_that_does_not_exist_still_does_not() -> None:
    with imported_on_use("late_nothing"), pytest.raises(ModuleNotFoundError):
        importlib.import_module("late_nothing")


@pytest.mark.parametrize("first", ["import certifi", "import importlib.resources"])
def test_certificates_are_found_and_hosts_encoded_by_what_was_delayed(first: str) -> None:
    script = (
        "import sys\n"
        "from edge_tui.gateway.imported_on_use import RARELY_USED, imported_on_use\n"
        "with imported_on_use(*RARELY_USED):\n"
        "    import certifi, idna, shutil\n"
        "assert not set(sys.modules) & {'certifi.core', 'idna.core', 'lzma'}\n"
        f"{first}\n"
        "from importlib.resources import files\n"
        "assert files('certifi').joinpath('cacert.pem').is_file()\n"
        "assert open(certifi.where()).read(1)\n"
        "assert idna.encode('bücher.example') == b'xn--bcher-kva.example'\n"
        "assert shutil.which('sh') is None or callable(shutil.rmtree)\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)


def test_python_modules_that_were_delayed_do_what_they_always_do() -> None:
    script = (
        "import sys\n"
        "from edge_tui.gateway.imported_on_use import RARELY_USED, imported_on_use\n"
        "with imported_on_use(*RARELY_USED):\n"
        "    import http.client, io, logging, mimetypes\n"
        "assert not set(sys.modules) & {'email.feedparser', 'textwrap'}\n"
        "assert http.client.parse_headers(io.BytesIO(b'a: b\\r\\n\\r\\n'))['A'] == 'b'\n"
        "assert mimetypes.guess_type('a.json') == ('application/json', None)\n"
        "try:\n"
        "    1 / 0\n"
        "except ZeroDivisionError:\n"
        "    logging.exception('failed')\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert done.stderr.startswith("ERROR:root:failed\nTraceback")
    assert done.stderr.endswith("ZeroDivisionError: division by zero\n")


@pytest.mark.parametrize("name", [name for name in RARELY_USED if name not in OPTIONAL])
def test_what_is_delayed_exists(name: str) -> None:
    assert find_spec(name) is not None


@pytest.mark.parametrize("name", [name for name in OPTIONAL if find_spec(name) is None])
def test_what_is_not_installed_cannot_be_imported(name: str) -> None:
    with imported_on_use(*RARELY_USED), pytest.raises(ImportError):
        importlib.import_module(name)
