"""What a notebook shows of a result: a table of its rows, a chart, a short page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from needlework.errors import Fault, InputError, needing, shown
from needlework.labelled import pick
from needlework.result import Result
from needlework.summary import document

_COLUMNS = (
    "id",
    "time_days",
    "unit",
    "mean",
    "mean_interval",
    "person_interval",
    "study_interval",
    "evidence",
)


@dataclass(frozen=True)
class Table(Sequence[Mapping[str, Any]]):
    """Rows of a result as programs know them, shown as a table."""

    rows: tuple[Mapping[str, Any], ...]

    def __getitem__(self, i: Any) -> Any:
        """Return one row, or some."""
        return Table(self.rows[i]) if isinstance(i, slice) else self.rows[i]

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.rows)

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        """Iterate over the rows."""
        return iter(self.rows)

    def to_pandas(self) -> Any:
        """Return a pandas DataFrame (extra ``data``)."""
        with needing("data", "table"):
            import pandas  # pyright: ignore[reportMissingImports, reportMissingModuleSource]
        return pandas.DataFrame(list(self.rows))

    def __repr__(self) -> str:
        """Return the rows as lines of equal columns."""
        lines = [_COLUMNS, *(tuple(_cell(row.get(c)) for c in _COLUMNS) for row in self.rows)]
        wide = [max(len(line[i]) for line in lines) for i in range(len(_COLUMNS))]
        return "\n".join(
            "  ".join(c.ljust(w) for c, w in zip(line, wide, strict=True)).rstrip() for line in lines
        )

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{c}</th>" for c in _COLUMNS)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(_cell(row.get(c)))}</td>" for c in _COLUMNS) + "</tr>"
            for row in self.rows
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


@dataclass(frozen=True)
class Figure:
    """A chart as SVG, shown by notebooks and written with `save`."""

    svg: str

    def _repr_svg_(self) -> str:
        return self.svg

    def save(self, path: Path | str) -> None:
        """Write the chart as a file.

        Raises
        ------
        InputError
            The file cannot be written.
        """
        try:
            Path(path).write_text(self.svg, encoding="utf-8")
        except OSError as error:
            fault = Fault(
                shown(str(path)), "a file that can be written", str(error.strerror), "choose another"
            )
            raise InputError([fault]) from None

    def __repr__(self) -> str:
        """Return what it is, not its text."""
        return f"<figure, SVG of {len(self.svg):,} characters>"


def table(result: Result, outcome: str | None = None) -> Table:
    """Return the printed rows of one outcome, or of all of them at the horizon and of whole courses."""
    rows = document(result)["outcomes"]
    if outcome is not None:
        pick(result.values, outcome)
        return Table(tuple(row for row in rows if row["id"] == outcome))
    last = {row["title"]: row for row in rows}
    return Table(tuple(last.values()))


def plot(result: Result, outcome: str) -> Figure:
    """Return the chart of an outcome over time, with its intervals and what was published."""
    from needlework.report.figures import figures

    pick(result.values, outcome)
    found = figures(result, document(result)).get(f"outcome-{outcome}")
    if found is None:
        fault = Fault(
            outcome, "an outcome over time", "one figure for the course", "read it with result.table"
        )
        raise InputError([fault])
    return Figure(found)


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, list):
        return " to ".join(_cell(v) for v in value)
    return str(value)


def page(result: Result) -> str:
    """Return a result as a short HTML page: the scenario, and its rows at the horizon."""
    return f"<p><b>{escape(headline(result))}</b></p>" + table(result)._repr_html_()


def headline(result: Result) -> str:
    """Return one line on a result: what was run, and how many draws and persons."""
    draws, persons = result.study.draws, result.study.population.persons
    return f"{result.study.title or 'untitled study'}: {draws} draws x {persons} persons"
