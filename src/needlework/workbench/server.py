"""The workbench's routes. The guard stands before them; see `needlework.workbench.guard`."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from hashlib import sha256
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

_SCRIPTS = ("app", "form", "parts", "views")
_STYLES = ("pages/theme.css", "pages/figure.css", "workbench/static/style.css")
_SAVED = ("report.html", "result.json", "outcomes.csv", "study.yaml", "sources.bib", "provenance.json")


def application(runs: Path) -> Starlette:
    """Return the application.

    Parameters
    ----------
    runs
        Folder that finished runs are kept in.
    """
    from needlework.workbench import posts

    jobs = Jobs()

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        jobs.close()

    files = {"/": _static("index.html", "text/html"), "/style.css": _styles()}
    files |= {f"/{name}.js": _static(f"{name}.js", "text/javascript") for name in _SCRIPTS}
    answers = dict(posts.ANSWERS) | {"papers": lambda body: posts.papers(body, runs)}
    routes = [Route(path, answer) for path, answer in files.items()]
    routes += [Route(f"/api/{name}", _json(answer), methods=["POST"]) for name, answer in answers.items()]
    routes += [
        Route(f"/api/{name}", _json(_started(work, jobs, runs)), methods=["POST"])
        for name, work in posts.WORKS.items()
    ]
    routes += [
        Route("/favicon.ico", lambda request: Response(status_code=204)),
        Route("/api/start", _start),
        Route("/api/sections", _json(posts.sections, _archive), methods=["POST"]),
        Route("/api/jobs/{id}", _job(jobs), methods=["GET", "DELETE"]),
        Route("/api/records/{id}", _record),
        Route("/api/runs", lambda request: JSONResponse(catalogue.saved_runs(runs))),
        Route("/api/runs/{name}/{file}", _saved(runs)),
    ]
    return Starlette(routes=routes, lifespan=lifespan, exception_handlers={TooLarge: _too_large})


def _static(name: str, media: str) -> Callable[[Request], Response]:
    content = (resources.files("needlework.workbench") / "static" / name).read_bytes()
    return lambda request: Response(content, media_type=f"{media}; charset=utf-8")


def _styles() -> Callable[[Request], Response]:
    content = "".join(resources.files("needlework").joinpath(name).read_text("utf-8") for name in _STYLES)
    return lambda request: Response(content, media_type="text/css; charset=utf-8")


def _json(
    answer: Callable[[Any], Any], made: Callable[[Any], Response] = JSONResponse
) -> Callable[[Request], Awaitable[Response]]:
    """Return a route that answers a JSON body on a worker thread; bad input is 422 with its faults."""

    async def route(request: Request) -> Response:
        try:
            body = json.loads(await request.body())
            if not isinstance(body, dict):
                raise ValueError("an object")
        except (ValueError, RecursionError):
            return PlainTextResponse("expected a JSON object", 400)
        try:
            return made(await run_in_threadpool(answer, body))
        except InputError as error:
            from needlework.workbench.answers import fault_of

            return JSONResponse({"faults": [fault_of(f) for f in error.faults]}, 422)

    return route


def _archive(content: bytes) -> Response:
    return Response(content, media_type="application/zip")


def _started(work: Callable[[Any, Path], Any], jobs: Jobs, runs: Path) -> Callable[[Any], Any]:
    """Return an answer that starts a job and names it; faults of its input come at once."""
    return lambda body: {"id": jobs.start(work(body, runs)).id}


def _too_large(request: Request, error: Exception) -> Response:
    return PlainTextResponse("too large", 413)


async def _start(request: Request) -> Response:
    return JSONResponse(await run_in_threadpool(catalogue.start))


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
    """Return a route that sends a known file of a run; no other name reaches the disk.

    A report is read in a tab of its own: with its own style, no script but the report's own by its hash, and
    no origin, so that nothing in it reaches the workbench.
    """
    own = resources.files("needlework").joinpath("report/templates/script.js").read_text("utf-8")
    script = f"\n{own}\n"
    allowed = b64encode(sha256(script.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{allowed}'"
    paper = {"content-security-policy": f"sandbox allow-scripts allow-popups; {policy}"}

    def route(request: Request) -> Response:
        name, file = request.path_params["name"], request.path_params["file"]
        folder = catalogue.run_folder(runs, name)
        if folder is None or file not in _SAVED:
            return PlainTextResponse("no such file", 404)
        if file == "report.html":
            return FileResponse(folder / file, headers=paper)
        return FileResponse(folder / file, filename=f"{name}-{file}")

    return route
