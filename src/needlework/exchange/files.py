"""Models for other programs, written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from needlework.errors import Fault, InputError, needing
from needlework.exchange import vtk
from needlework.exchange.case import Case, case_of, check_needles
from needlework.files import write_folder

FORMS = ("sbml", "omex", "petab", *vtk.FORMS)


def export_model(
    source: Path,
    form: str,
    out: Path,
    draw: int | None = None,
    *,
    network_only: bool = False,
    zone: str | None = None,
) -> None:
    """Write the model of a study or a run for other programs (all but sections: extra ``exchange``).

    Parameters
    ----------
    source
        Study file or run folder.
    form
        ``sbml`` (network, sessions and outcomes), ``omex`` (that as a COMBINE archive with its experiment) or
        ``petab`` (the tissue calibration, with this parameter set as nominal values); ``vti`` or ``vtu``
        (sections through a channel over time, for ParaView).
    out
        New file; for ``petab`` and sections a new or empty folder.
    draw
        Number of the draw, from 0; central values if not given.
    network_only
        With ``sbml``: the network alone, at the central values of its records, to edit and give back.
    zone
        Which place, or concern, of a study with several.

    Raises
    ------
    InputError
        An unknown form, a target that is taken, a draw that does not exist, or a missing optional library.
    """
    if form not in FORMS:
        raise InputError([Fault("--as", " | ".join(FORMS), form, "choose one")])
    if network_only and (form != "sbml" or draw is not None):
        fault = Fault("--network-only", "--as sbml without --draw", f"--as {form}", "drop one of the options")
        raise InputError([fault])
    if form in vtk.FORMS:
        _sections(case_of(source, draw, zone), source, form, out)
        return
    with needing("exchange", f"--as {form}"):
        if form == "petab":
            _petab(_needles(source, draw, zone), out)
        else:
            _write_file(out, _writer(_needles(source, draw, zone), form, network_only))


def _sections(case: Case, source: Path, form: str, out: Path) -> None:
    if not case.course.sessions:
        fault = Fault(
            str(source), "a course with a session", "none", "a section shows the skin around a channel"
        )
        raise InputError([fault])
    write_folder(out, lambda folder: vtk.write_sections(case, form, folder))


def _needles(source: Path, draw: int | None, zone: str | None) -> Case:
    """Return a case that models for other programs can hold."""
    case = case_of(source, draw, zone)
    check_needles(case)
    return case


def _writer(case: Case, form: str, network_only: bool) -> Callable[[Path], None]:
    from needlework.exchange.omex import write_archive
    from needlework.exchange.sbml import course_sbml, network_sbml

    if form == "omex":
        return lambda path: write_archive(case, path)
    return lambda path: _write_text(path, network_sbml() if network_only else course_sbml(case))


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _petab(case: Case, out: Path) -> None:
    from needlework.exchange.petab import write_problem

    write_folder(out, lambda folder: write_problem(case, folder))


def _write_file(path: Path, write: Callable[[Path], None]) -> None:
    if path.exists():
        raise InputError([Fault(str(path), "a new file", "one that exists", "choose another name")])
    temporary = path.with_name(f".{path.name}")
    try:
        write(temporary)
        os.replace(temporary, path)
    except OSError as error:
        received = error.strerror or str(error)
        raise InputError([Fault(str(path), "a place to write", received, "choose another")]) from None
    finally:
        temporary.unlink(missing_ok=True)
