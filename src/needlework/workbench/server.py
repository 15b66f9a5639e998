"""The workbench's routes. The guard stands before them; see `needlework.workbench.guard`."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from needlework.errors import InputError
from needlework.workbench import catalogue
from needlework.workbench.guard import TooLarge
from needlework.workbench.jobs import Jobs

_FILES = {
    "/": ("index.html", "text/html; charset=utf-8"),
    "/app.js": ("app.js", "text/javascript; charset=utf-8"),
    "/parts.js": ("parts.js", "text/javascript; charset=utf-8"),
    "/views.js": ("views.js", "text/javascript; charset=utf-8"),
}
_STYLES = ("pages/theme.css", "pages/figure.css", "workbench/static/style.css")
_MOST_PINS = 4
_SAVED = ("report.html", "result.json", "outcomes.csv", "study.yaml", "sources.bib", "provenance.json")


def application(runs: Path) -> Starlette:
    """Return the application.

    Parameters
    ----------
    runs
        Folder that finished runs are kept in.
    """
    jobs = Jobs()

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        jobs.close()

    posts = {
        "check": _check,
        "typical": _typical,
        "section": _section,
        "screen": _screen,
        "calendar": _calendar,
        "text": _text,
        "compare": _compare,
    }
    routes = [Route(path, _static(*file)) for path, file in _FILES.items()]
    routes += [
        Route("/style.css", _styles()),
        Route("/favicon.ico", lambda request: Response(status_code=204)),
    ]
    routes += [Route(f"/api/{name}", _json(answer), methods=["POST"]) for name, answer in posts.items()]
    routes += [
        Route("/api/start", _start),
        Route("/api/jobs", _json(lambda body: _run(body, jobs, runs)), methods=["POST"]),
        Route("/api/plan", _json(lambda body: _plan(body, jobs)), methods=["POST"]),
        Route("/api/trial", _json(lambda body: _trial(body, jobs, runs)), methods=["POST"]),
        Route("/api/jobs/{id}", _job(jobs), methods=["GET", "DELETE"]),
        Route("/api/records/{id}", _record),
        Route("/api/runs", lambda request: JSONResponse(catalogue.saved_runs(runs))),
        Route("/api/runs/{name}/{file}", _saved(runs)),
    ]
    return Starlette(routes=routes, lifespan=lifespan, exception_handlers={TooLarge: _too_large})


def _static(name: str, media: str) -> Callable[[Request], Response]:
    content = (resources.files("needlework.workbench") / "static" / name).read_bytes()
    return lambda request: Response(content, media_type=media)


def _styles() -> Callable[[Request], Response]:
    content = "".join(resources.files("needlework").joinpath(name).read_text("utf-8") for name in _STYLES)
    return lambda request: Response(content, media_type="text/css; charset=utf-8")


def _json(answer: Callable[[Any], Any]) -> Callable[[Request], Awaitable[Response]]:
    """Return a route that answers a JSON body on a worker thread; bad input is 422 with its faults."""

    async def route(request: Request) -> Response:
        try:
            body = json.loads(await request.body())
            if not isinstance(body, dict):
                raise ValueError("an object")
        except (ValueError, RecursionError):
            return PlainTextResponse("expected a JSON object", 400)
        try:
            return JSONResponse(await run_in_threadpool(answer, body))
        except InputError as error:
            from needlework.workbench.answers import fault_of

            return JSONResponse({"faults": [fault_of(f) for f in error.faults]}, 422)

    return route


def _too_large(request: Request, error: Exception) -> Response:
    return PlainTextResponse("too large", 413)


async def _start(request: Request) -> Response:
    return JSONResponse(await run_in_threadpool(catalogue.start))


def _given(body: dict[str, Any]) -> Any:
    """Return the study of a body: its text where it was typed, its values where a form holds it."""
    return body["text"] if isinstance(body.get("text"), str) else body.get("values") or {}


def _study(body: dict[str, Any]) -> Any:
    from needlework.spec import load_study

    given = _given(body)
    return load_study(given.encode() if isinstance(given, str) else given)


def _check(body: dict[str, Any]) -> Any:
    from needlework.workbench.answers import checked

    return checked(_given(body))[1]


def _typical(body: dict[str, Any]) -> Any:
    from needlework.workbench.answers import typical

    moment = body.get("moment")
    return typical(_study(body), moment if isinstance(moment, int) else 0)


def _section(body: dict[str, Any]) -> Any:
    from needlework.workbench.answers import plane

    return plane(_study(body))


def _screen(body: dict[str, Any]) -> Any:
    from needlework.screening import screen

    return screen(_study(body), "label_strict", date.today()).to_json()


def _calendar(body: dict[str, Any]) -> Any:
    from needlework.care.calendar import calendar

    return calendar(_study(body)).to_json()


def _text(body: dict[str, Any]) -> Any:
    from needlework.claims.check import check_text
    from needlework.claims.render import to_json

    return to_json(check_text(str(body.get("text", ""))))


def _compare(body: dict[str, Any]) -> Any:
    """Return the differences between up to four pinned courses, on common draws and people."""
    from needlework.comparison.compute import differences, named_studies, sides
    from needlework.comparison.document import document
    from needlework.spec import load_study

    texts = [str(text).encode() for text in body.get("texts", ())][:_MOST_PINS]
    found = sides(named_studies([load_study(text) for text in texts]))
    return document(found, differences(found))


def _run(body: dict[str, Any], jobs: Jobs, runs: Path) -> Any:
    study = _study(body)

    def work(stop: Any, tell: Any) -> Any:
        from needlework.runner import run
        from needlework.workbench.answers import everybody

        result = run(study, progress=tell, stop=stop)
        tell("reading", 0, 1)
        answer = everybody(study, result)
        return answer | {"folder": catalogue.keep(result, answer["document"], runs)}

    return {"id": jobs.start(work).id}


def _plan(body: dict[str, Any], jobs: Jobs) -> Any:
    """Start looking for the courses within limits that no other beats."""
    from needlework.plan.load import load_plan

    limits = load_plan(_given(body))

    def work(stop: Any, tell: Any) -> Any:
        from needlework.workbench.answers import weighed

        return weighed(limits, tell, stop)

    return {"id": jobs.start(work).id}


def _trial(body: dict[str, Any], jobs: Jobs, runs: Path) -> Any:
    """Start a virtual trial; its cohort is kept beside the runs and reused."""
    from needlework.trial.load import load_design

    plan = _given(body)
    load_design(
        plan.encode() if isinstance(plan, str) else plan
    )  # its faults come at once, not with the answer
    explore = str(body["explore"]) if body.get("explore") else None

    def work(stop: Any, tell: Any) -> Any:
        from needlework.trial.browse import answered

        return answered(plan, runs / "cohorts", explore=explore, tell=tell)

    return {"id": jobs.start(work).id}


def _job(jobs: Jobs) -> Callable[[Request], Response]:
    """Return a route that tells of a job, or stops it."""

    def route(request: Request) -> Response:
        job = jobs.find(request.path_params["id"])
        if job is None:
            return PlainTextResponse("no such run", 404)
        if request.method == "DELETE":
            job.stop.set()
        return JSONResponse(job.told())

    return route


async def _record(request: Request) -> Response:
    found = catalogue.record(request.path_params["id"])
    return JSONResponse(found) if found else PlainTextResponse("no such record", 404)


def _saved(runs: Path) -> Callable[[Request], Response]:
    """Return a route that sends a known file of a run; no other name reaches the disk."""

    def route(request: Request) -> Response:
        name, file = request.path_params["name"], request.path_params["file"]
        if file not in _SAVED or name not in {run["name"] for run in catalogue.saved_runs(runs)}:
            return PlainTextResponse("no such file", 404)
        return FileResponse(runs / name / file, filename=f"{name}-{file}")

    return route
