"""What `edge-tui capture` is asked to do, checked before a browser starts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from edge_tui.model.errors import SetupError

if TYPE_CHECKING:
    from edge_tui.browser import Step
    from edge_tui.recording.expectations import VisitExpectation
    from edge_tui.workspace.site_recording import SiteOptions

_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|min|h)?")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0, None: 1.0}
_FOLDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,60}")
_HOST = re.compile(r"[\w.-]+|[0-9a-f:.]+")
_STEPS = "The steps are goto, click, fill, wait and scroll."
_MAX_STEPS_BYTES = 1 << 20
# So many mistakes of a file are named.
_MAX_NAMED = 5


@dataclass(frozen=True, kw_only=True)
class CaptureOptions:
    """The options as given; `for_seconds` and `idle_seconds` are None when nothing ends the recording by itself."""

    urls: tuple[str, ...]
    browser: str
    headless: bool
    for_seconds: float | None
    idle_seconds: float | None
    steps_file: str
    profile_folder: str
    cdp: str
    browser_arguments: tuple[str, ...]
    edge_hosts: tuple[str, ...]
    name: str
    to_datastream: str
    to_profile: str
    to_emulator: bool
    rule_files: tuple[Path, ...]
    untouched: bool
    expressions: tuple[str, ...]
    junit: str
    har: str
    as_json: bool

    def check(self) -> None:
        """Raises `SetupError` for options that don't go together, and for a URL that isn't one."""
        from edge_tui.browser import can_be_opened
        from edge_tui.recording.sdks import host_of

        if self.headless and not self.urls and not self.steps_file and not self.cdp:
            raise SetupError("There is nothing to open.", "Give a URL, or --steps with a `goto`.")
        for url in self.urls:
            if not can_be_opened(url):
                raise SetupError(
                    f"{url!r} isn't a URL that a browser can open.", "Give one such as https://www.shop.example/."
                )
        for host in self.edge_hosts:
            if not _HOST.fullmatch(host_of(host)):
                raise SetupError(f"{host!r} isn't a host name.", "Give the name alone, such as edge.shop.example.")
        if self.profile_folder and not _FOLDER.fullmatch(self.profile_folder):
            raise SetupError(
                f"{self.profile_folder!r} can't be the name of a folder.",
                "Use letters, digits, hyphens and underscores: --profile-folder keeps it in edge-tui's data folder.",
            )
        if self.cdp and (self.browser or self.profile_folder or self.browser_arguments or self.headless):
            raise SetupError(
                "--cdp joins a browser that runs already.",
                "Omit --browser, --headless, --profile-folder and --browser-arg.",
            )
        if self.untouched and (self.to_datastream or self.to_profile or self.to_emulator or self.rule_files):
            raise SetupError("--untouched changes nothing.", "Omit --to-… and --rule, or --untouched.")

    @property
    def ends_by_itself(self) -> bool:
        """Whether anything but Ctrl-C or the browser ends it."""
        return self.for_seconds is not None or self.idle_seconds is not None or bool(self.steps_file)

    def steps(self) -> "tuple[Step, ...]":
        """The steps of the file. Raises `SetupError` with the place of each mistake."""
        if not self.steps_file:
            return ()
        from edge_tui.browser import read_steps
        from edge_tui.cli.terminal.streams import read_bytes

        content = read_bytes(self.steps_file)
        if len(content) > _MAX_STEPS_BYTES:
            raise SetupError(f"{self.steps_file} is too long for a file of steps.", "Give at most 1 MB.")
        try:
            steps, errors = read_steps(content.decode())
        except UnicodeDecodeError as error:
            raise SetupError(f"{self.steps_file} isn't a text in UTF-8.", _STEPS) from error
        if errors:
            named = "; ".join(map(str, errors[:_MAX_NAMED]))
            more = f"; {len(errors) - _MAX_NAMED} more" if len(errors) > _MAX_NAMED else ""
            raise SetupError(f"{self.steps_file}, {named}{more}.", _STEPS)
        if not steps:
            raise SetupError(f"{self.steps_file} has no step.", _STEPS)
        return steps

    def expectations(self) -> "list[VisitExpectation]":
        """The expectations. Raises `SetupError`."""
        return read_expectations(self.expressions)


def site_options(options: CaptureOptions) -> "SiteOptions":
    """The recording for the explorer. Raises `SetupError` for options that only a run without a screen has."""
    from edge_tui.workspace.site_recording import SiteOptions, Target

    options.check()
    headless_only = {
        "--for": options.for_seconds is not None,
        "--until-idle": options.idle_seconds is not None,
        "--expect": bool(options.expressions),
        "--junit": bool(options.junit),
        "--har": bool(options.har),
        "--json": options.as_json,
    }
    if given := [name for name, is_given in headless_only.items() if is_given]:
        raise SetupError(f"--tui shows the visit on the screen, without {given[0]}.", "Omit one of them.")
    targets = {
        Target.DATASTREAM: options.to_datastream,
        Target.PROFILE: options.to_profile,
        Target.EMULATOR: "emulator" if options.to_emulator else "",
    }
    chosen = [target for target, value in targets.items() if value]
    if len(chosen) > 1:
        raise SetupError(
            "Calls can go to one place only.", "Give one of --to-datastream, --to-profile and --to-emulator."
        )
    target = chosen[0] if chosen else Target.SITE
    return SiteOptions(
        urls=options.urls,
        name=options.name,
        browser=options.browser,
        headless=options.headless,
        profile_folder=options.profile_folder,
        target=target,
        target_value=targets.get(target, ""),
        rule_files=options.rule_files,
        cdp=options.cdp,
        arguments=options.browser_arguments,
        edge_hosts=options.edge_hosts,
        untouched=options.untouched,
        steps=options.steps(),
    )


def read_expectations(expressions: Sequence[str]) -> "list[VisitExpectation]":
    """Parses expectations; raises `SetupError` for an invalid one."""
    if not expressions:
        return []
    from edge_tui.recording.expectations import read_visit_expectation

    return [read_visit_expectation(each) for each in expressions]


def read_duration(text: str, option: str) -> float:
    """Seconds of `30s`, `500ms`, `2m` or `1h`; a number alone is seconds. Raises `SetupError`."""
    match = _DURATION.fullmatch(text.strip())
    if match is None or float(match[1]) > 10**6:
        raise SetupError(f"{option} {text} isn't a duration.", "Write 500ms, 30s, 2m or 1h.")
    if float(match[1]) <= 0:
        raise SetupError(f"{option} {text} is too short: nothing would be recorded.", "Write 500ms, 30s, 2m or 1h.")
    return float(match[1]) * _SECONDS[match[2]]
