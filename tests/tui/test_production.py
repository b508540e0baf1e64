"""Sending to production is confirmed once for every profile that sends real data."""

from edge_tui.model.profile import Environment, Profile
from edge_tui.tui.dialogs.question import Question
from edge_tui.tui.workbench.screen import Workbench
from edge_tui.workspace import Workspace
from tests.gateway.loopback import answering, http
from tests.tui.stage import explorer

# A profile, whether it is asked about, and what is said to that; one after the other in one run.
RUN = [
    ("shop", Environment.PROD, "enter"),
    ("stage", Environment.STAGE, None),
    # Another profile asks again, whatever the first answer was, and however similar its name.
    ("shop2", Environment.PROD, "enter"),
    ("Shop", Environment.PROD, "escape"),
    ("Shop", Environment.PROD, "enter"),
    ("shop", Environment.PROD, None),
    ("shop2", Environment.PROD, None),
    # A profile that becomes production asks, although it was used before.
    ("dev", Environment.PROD, "enter"),
    ("dev", Environment.DEV, None),
]


async def test_each_production_profile_is_confirmed_once_and_no_other(workspace: Workspace) -> None:
    async with (
        answering(http(b'{"requestId": "r", "handle": []}')) as gateway,
        explorer(workspace) as stage,
    ):
        sent, known = 0, set[str]()
        for name, environment, said in RUN:
            profile = Profile(name, url=gateway.url, datastream_id=f"{name}-{environment}", environment=environment)
            keep = workspace.profiles.add if name not in known else workspace.profiles.replace
            keep(profile)
            known.add(name)
            stage.bench.use_profile(profile)
            await stage.until(lambda profile=profile: stage.bench.session.profile == profile)
            before = stage.exchange
            await stage.press("f5")
            if said is not None:
                await stage.shows(Question)
                assert f"{name} is a production datastream" in stage.drawn
                assert len(gateway.requests) == sent
                await stage.press(said)
            if said == "escape":
                await stage.shows(Workbench)
                await stage.until(lambda: not stage.is_sending)
                assert stage.exchange is before
            else:
                exchange = await stage.answered(before)
                assert exchange.profile_name == name
                assert f"datastreamId={name}-{environment}" in exchange.request.url
                sent += 1
            assert len(gateway.requests) == sent, (name, environment, said)
