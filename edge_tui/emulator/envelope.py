"""Response bodies: one envelope, a stream of them, a problem, or nothing."""

from edge_tui.emulator import concierge
from edge_tui.emulator.problem import MEDIA_PROBLEMS, Refusal, problem
from edge_tui.emulator.request import WHOLE_RESPONSES
from edge_tui.emulator.request_context import RequestContext
from edge_tui.emulator.response_json import encode
from edge_tui.model.json.document import JsonObject


def body_of(context: RequestContext) -> tuple[int, tuple[bytes, ...]]:
    """The status and the body, in several chunks if the client asked for a stream."""
    action, version = context.route.action, context.route.version
    if context.route.is_conversation and not concierge.has_body(context):
        return 204, ()
    if context.route.is_media and action not in WHOLE_RESPONSES:
        return 204, ()
    if action == "collect":
        if version == "v1" or context.request.query.get("silent", "").lower() == "true":
            return 204, ()
        return 202, (encode({"requestId": context.request_id}),)
    status = 207 if context.errors else 200
    problems: JsonObject = {}
    if context.errors:
        problems["errors"] = context.errors
    if context.warnings:
        problems["warnings"] = context.warnings
    if context.route.is_conversation:
        return 200, concierge.stream_of(context, problems)
    separators = _stream_separators(context)
    if separators is None:
        envelope = {"requestId": context.request_id, "handle": context.handles, **problems}
        return status, (encode(envelope),)
    envelopes = [{"requestId": context.request_id, "handle": [handle]} for handle in context.handles]
    if problems or not envelopes:
        envelopes.append({"requestId": context.request_id, "handle": [], **problems})
    before, after = (separator.encode("utf-8", "backslashreplace") for separator in separators)
    return status, tuple(before + encode(envelope) + after for envelope in envelopes)


def _stream_separators(context: RequestContext) -> tuple[str, str] | None:
    """Record separator and line feed of a streamed response (a setting of the mobile SDKs); None without both."""
    settings = context.meta.get("konductorConfig")
    streaming = settings.get("streaming") if isinstance(settings, dict) else None
    if not isinstance(streaming, dict) or streaming.get("enabled") is not True:
        return None
    before, after = streaming.get("recordSeparator"), streaming.get("lineFeed")
    return (before, after) if isinstance(before, str) and isinstance(after, str) else None


def problem_name(code: str) -> str:
    """The public name of a code, `EXEG-0104`; media codes have their own."""
    return code if code.startswith("va-edge") else f"EXEG-{code}"


def problem_body(context: RequestContext, refusal: Refusal) -> bytes:
    """The problem details of a refusal; the report identifies request, datastream and organization."""
    code = refusal.code or ""
    datastream = context.datastream
    report = {
        "requestId": context.request_id,
        "configId": datastream.id or None,
        "orgId": datastream.org_id if datastream.id else None,
        **refusal.report,
    }
    title = MEDIA_PROBLEMS[refusal.http_status] if code.startswith("va-edge") else ""
    return encode(problem(code, refusal.detail, title=title, status=refusal.http_status, **report))
