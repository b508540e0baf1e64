"""A past exchange as a row of a table."""

from edge_tui.model.exchange import Summary

HEADINGS = ("SENT AT", "PROFILE", "EVENT", "STATUS", "TIME", "REQUEST ID")


def summary_row(summary: Summary) -> tuple[str, ...]:
    """One row under `HEADINGS`; the time is this machine's own."""
    outcome = str(summary.status) if summary.status is not None else summary.failure or "unfinished"
    codes = f" {' '.join(dict.fromkeys(summary.codes))}" if summary.codes else ""
    return (
        summary.sent_at.astimezone().strftime("%Y-%m-%d %H:%M:%S"),
        summary.profile_name,
        summary.template or summary.event_type or str(summary.action),
        outcome + codes,
        "" if summary.elapsed is None else f"{summary.elapsed:.0f} ms",
        summary.request_id,
    )
