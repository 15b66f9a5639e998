"""The same file on a Dask cluster: a real scheduler, worker processes, one of them killed in mid-run."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from needlework.trial.runner import fill
from tests.trial.test_store import bytes_of, small

distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.filterwarnings("ignore")


def start(*arguments):
    return subprocess.Popen(
        [sys.executable, "-m", *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "DASK_DISTRIBUTED__WORKER__MEMORY__TERMINATE": "False"},
        start_new_session=True,
    )


@pytest.fixture
def cluster(tmp_path):
    """Yield a function that starts a scheduler with some workers and returns its address and the workers."""
    started = []

    def make(workers):
        file = tmp_path / f"scheduler-{len(started)}.json"
        started.append(
            start(
                "distributed.cli.dask_scheduler",
                "--port",
                "0",
                "--no-dashboard",
                "--scheduler-file",
                str(file),
            )
        )
        while not file.exists():
            time.sleep(0.05)
        place = ["--scheduler-file", str(file), "--nthreads", "1", "--no-dashboard", "--no-nanny"]
        hands = [
            start("distributed.cli.dask_worker", *place, "--local-directory", str(tmp_path / f"worker-{i}"))
            for i in range(workers)
        ]
        started.extend(hands)
        with distributed.Client(scheduler_file=str(file), set_as_default=False, timeout=60) as client:
            client.wait_for_workers(workers, timeout=120)
            return client.scheduler.address, hands

    yield make
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    folder = tmp_path_factory.mktemp("here")
    fill(small(), None, folder)
    return bytes_of(folder)


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_the_same_bits_for_any_number_of_workers(cluster, here, tmp_path, workers):
    address, _ = cluster(workers)
    filled = fill(small(), None, tmp_path / "run", scheduler=address)
    assert len(filled.made) == 4
    assert bytes_of(tmp_path / "run") == here


def test_a_killed_worker_loses_nobody_and_doubles_nobody(cluster, here, tmp_path):
    address, hands = cluster(3)

    def kill():
        while not list((tmp_path / "run" / "parts").glob("*.npz")):
            time.sleep(0.01)
        os.kill(hands[0].pid, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    filled = fill(small(), None, tmp_path / "run", scheduler=address)
    killer.join()
    assert hands[0].wait() == -signal.SIGKILL
    assert sorted(filled.made) == [0, 1, 2, 3]
    assert bytes_of(tmp_path / "run") == here


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nonsense", "tcp://127.0.0.1", "tcp://host:port"])
def test_an_unreachable_scheduler_is_said_before_anything_is_written(tmp_path, address):
    from needlework.errors import InputError

    with pytest.raises(InputError, match="a scheduler that answers"):
        fill(small(), None, tmp_path / "run", scheduler=address)
    assert not (tmp_path / "run").exists()
