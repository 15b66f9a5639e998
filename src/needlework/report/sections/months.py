"""Month by month: the concern's scores, the tissue, the instruments."""

from __future__ import annotations

from needlework.outcomes import placed
from needlework.pages.blocks import Block, Figures, Note, Section, Text
from needlework.report.benefit import compared, contrast
from needlework.report.blocks import chart_figure
from needlework.report.charts import chart
from needlework.report.context import Context
from needlework.report.headline import READ_AFTER

_MOST = 3  # outcomes named before the appendix
FOLLOWED = 365.25  # days; no trial on file followed people for longer
_HOW = (
    "The line is the median. The dark band holds half, and the pale band nine tenths, of what we do not "
    "know about the average. The band with the dotted edge holds 9 in 10 people. A bracket at a published "
    "point spans what a new study of this size would report: that, not the band, is what the point should "
    "be compared with. Circle: in the fit. Diamond: held out. Hollow: not blinded, or not said."
)


def section(context: Context) -> Section:
    """Return the heading."""
    scores = [id for id in placed("scores") if context.reports(id)]
    tissue = [id for id in placed("tissue") if context.reports(id)]
    blocks: list[Block] = [Text(_HOW), *_late(context)]
    for ids in (scores, tissue):
        if ids:
            blocks.append(Figures([chart_figure(context, chart(context, id)) for id in ids]))
    blocks.append(Text(_SCALE))
    return Section("months", "Month by month", blocks, _lead(context, [*scores, *tissue]))


def _lead(context: Context, ids: list[str]) -> list[str]:
    """Return what needling adds beyond the four numbers, and where the charts rest on nothing."""
    shown = {row["id"] for row in context.headline}
    rows = [row for id in ids if id not in shown and (row := context.row(id))]
    said = [f"{row['title']}: {compared(diff)}" for row in rows if (diff := contrast(row))][:_MOST]
    beyond = [f"Also, against the same skin left untreated: {'; '.join(said)}."] if said else []
    return [*beyond, *(note.words for note in _late(context))] or [_SCALE]


_SCALE = (
    "Collagen is drawn relative to the same skin before. Its absolute scale is assumed: trials measured "
    "stained area, echo or stiffness, never mass. Echo density is not collagen: it rises several times as "
    "much."
)


def _late(context: Context) -> list[Note]:
    if context.horizon <= FOLLOWED + 1:
        last = max(context.days, default=0.0)
        weeks = (context.horizon - last) / 7.0
        late = weeks > READ_AFTER / 7.0 + 14
        return (
            [
                Note(
                    "Few trials looked later than six months after the last session; the right edge rests "
                    "on priors."
                )
            ]
            if late
            else []
        )
    return [
        Note(
            "Beyond a year no trial followed people: what the charts show there is prior only.", warning=True
        )
    ]
