"""Blocks of rows on a cluster, through Dask.

Over the wire go the name of one function, `run_block`, the address of the scratch folder, a key and
two numbers; all else lies in the folder (`graph.cluster.scratch`).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager
from os import PathLike
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from graph.cluster.apart import do_block
from graph.cluster.scratch import Scratch, is_done
from graph.core.claims import claimed
from graph.core.errors import EngineError
from graph.core.room import room
from graph.core.workers import cores

if TYPE_CHECKING:
    from distributed import Future

WORKERS = {
    "distributed.worker.profile.enabled": False,
    "distributed.nanny.pre-spawn-environ.MALLOC_TRIM_THRESHOLD_": None,
}
"""How Dask's workers do best. It would look at what each one does a hundred times a second, which
takes time of theirs. And it would have them, and all that this process starts later,
give memory back at once, so that arrays cost more to begin than to use."""

_INSTALL = "pip install 'paperkin[dask]'"
_RESUME = "mend it, and go on where it stopped: the same command with --resume"


class DaskEngine:
    """Runs blocks on the workers of a Dask scheduler.

    computed: blocks that workers began; again: those of them that had been begun before by a
    worker that was lost; reused: blocks that were done already, in an earlier build or in this one.
    """

    def __init__(self, client: Any, scratch: Scratch) -> None:
        self._client = client
        self._scratch = scratch
        self._address = client.scheduler.address
        self._token = token_hex(8)
        self._begun: set[tuple[str, int]] = set()
        self.computed = self.again = self.reused = 0
        client.subscribe_topic(self._token, self._hear)

    @property
    def dashboard(self) -> str:
        """Address of the page on which Dask shows what its workers do."""
        link: str = self._client.dashboard_link
        return link

    @property
    def tally(self) -> str:
        """What has been done so far, in words."""
        return f"{self.computed} computed ({self.again} of them again), {self.reused} reused"

    def run(
        self, function: Callable[[range], Any], blocks: Sequence[range], *, label: str
    ) -> Iterator[Any]:
        """Do as `graph.core.workers.Engine` says."""
        key = self._scratch.lay(function)
        done = self._scratch.done(key)
        waiting = [block for block in blocks if (block.start, block.stop) not in done]
        self.reused += len(blocks) - len(waiting)
        with self._connected():
            futures = {
                block: self._client.submit(
                    *(run_block, self._scratch.address, key, block.start, block.stop, self._token),
                    key=f"{_slug(label)}-{key}-{self._token}-{block.start}",
                    pure=False,
                )
                for block in waiting
            }
        for block in blocks:
            if block in futures:
                with self._connected():
                    _wait(futures.pop(block), label=label, block=block)
            yield self._scratch.result(key, block)

    @contextmanager
    def _connected(self) -> Iterator[None]:
        """Say so where the scheduler is lost meanwhile."""
        from distributed.client import ClosedClientError
        from distributed.comm.core import CommClosedError

        try:
            yield
        except (CancelledError, ClosedClientError, CommClosedError) as error:
            raise EngineError(f"the scheduler {self._address} is lost", hint=_RESUME) from error

    def _hear(self, event: tuple[float, tuple[str, int]]) -> None:
        _, (key, start) = event
        self.computed += 1
        self.again += (key, start) in self._begun
        self._begun.add((key, start))


def _wait(future: Future[None], *, label: str, block: range) -> None:
    from distributed import KilledWorker

    try:
        future.result()
    except KilledWorker as error:
        what = f"{label or 'Scoring'}, rows {block.start} to {block.stop}"
        raise EngineError(
            f"{what}: every worker that tried it was lost, {error.last_worker.address} last",
            hint="give workers more memory; then the same command with --resume",
        ) from error


def run_block(address: str, key: str, start: int, stop: int, token: str) -> None:
    """Work out one block on a worker, unless one that was lost has finished it."""
    import dask
    from distributed import get_worker

    worker, block = get_worker(), range(start, stop)
    if not is_done(address, key, block):
        worker.log_event(token, (key, start))
        share = dask.config.get("distributed.worker.memory.terminate") or 0.0
        most = (worker.memory_manager.memory_limit or 0) * share
        do_block(address, key, block, at_once=worker.state.nthreads, most=most)


@contextmanager
def dask_engine(
    scheduler: str = "",
    *,
    scratch: str | PathLike[str],
    resume: bool = False,
    jobs: int | None = None,
) -> Iterator[DaskEngine]:
    """Begin to work with a Dask scheduler, or with `jobs` worker processes of this machine.

    scheduler: its address, as tcp://HOST:8786 (tls:// with the certificates of Dask's own
    configuration, where `distributed.comm.timeouts.connect` says how long one that does not answer,
    or has no worker, is waited for); "" starts one, gone afterwards. scratch: a folder that all
    workers see, as a path or an address; what is left there when the work ends well is removed.
    resume: reuse what an earlier build has left there.

    Raises
    ------
    EngineError
        Dask is not installed, the scheduler does not answer, or it has no worker.
    ExportError
        Another build is at work in the folder.
    """
    try:
        import dask
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise EngineError(f"the engine dask is not there: {error}", hint=_INSTALL) from error
    with ExitStack() as stack:
        try:
            _check(scheduler)
            with dask.config.set(WORKERS):
                where = scheduler or stack.enter_context(
                    LocalCluster(  # type: ignore[no-untyped-call]
                        n_workers=jobs or cores(),
                        threads_per_worker=1,
                        dashboard_address="127.0.0.1:0",
                        silence_logs=logging.ERROR,
                    )
                )
            patience = dask.config.get("distributed.comm.timeouts.connect")
            client = stack.enter_context(
                Client(where, timeout=patience, set_as_default=False)  # type: ignore[no-untyped-call]
            )
            client.wait_for_workers(1, timeout=patience)
        except (OSError, ValueError) as error:  # a TimeoutError is an OSError
            hint = "start it: dask scheduler, and on each machine: dask worker tcp://HOST:8786"
            raise EngineError(f"no workers at {scheduler}: {error}", hint=hint) from error
        stack.enter_context(claimed(scratch))
        laid = Scratch(scratch, resume=resume)
        stack.enter_context(room(laid.room))
        yield DaskEngine(client, laid)
        laid.remove()


def _check(scheduler: str) -> None:
    """Raise `ValueError` for an address at which no client could even begin to ask."""
    from distributed.comm.addressing import get_address_host_port
    from distributed.security import Security

    if not scheduler:
        return
    get_address_host_port(scheduler)
    told = Security().get_connection_args("client")  # type: ignore[no-untyped-call]
    if scheduler.startswith("tls://") and told.get("ssl_context") is None:
        raise ValueError("Dask's configuration names no certificates (distributed.comm.tls)")


def _slug(label: str) -> str:
    """A label as Dask's pages show it."""
    return "_".join(label.lower().split()) or "scoring"
