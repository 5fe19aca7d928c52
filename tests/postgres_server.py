"""A PostgreSQL server of the tests' own, which can be killed like a machine that loses its power."""

import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

ASKED = os.environ.get("SXBUNDLE_TEST_POSTGRES_KILL") == "1"


def programs() -> Path | None:
    """Where the newest server's programs are, Debian's or those on the path."""
    found = shutil.which("initdb")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda one: float(one.parts[-3]))
    return debian[-1].parent if debian else Path(found).parent if found else None


def missing() -> str:
    """Why such a server cannot be had or is not wanted; empty when it can."""
    if not ASKED:
        return "SXBUNDLE_TEST_POSTGRES_KILL=1 asks for it"
    return "" if programs() else "no PostgreSQL server is installed"


class PostgresServer:
    """The server, started; it forces every commit to the disk, as it does by default."""

    def __init__(self) -> None:
        found = programs()
        assert found is not None
        self._programs = found
        # PostgreSQL refuses to run as root.
        self._owner = {"user": "postgres", "group": "postgres"} if os.getuid() == 0 else {}
        self.folder = Path(tempfile.mkdtemp(prefix="sxbundle-"))
        if self._owner:
            shutil.chown(self.folder, **self._owner)
        self._run("initdb", "-D", str(self.folder / "data"), "-A", "trust", "-U", "postgres")
        self.port = _free_port()
        self._server: subprocess.Popen[bytes] | None = None
        self.start()

    def url(self, database: str = "postgres") -> str:
        """As `LocalHall` takes it."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Starts it, and waits until it answers."""
        told = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=on".split()
        with (self.folder / "log").open("ab") as log:
            self._server = subprocess.Popen(
                [self._programs / "postgres", "-D", self.folder / "data", *told],
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,
                **self._owner,
            )
        ready = [self._programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        while subprocess.run(ready, check=False).returncode:
            assert self._server.poll() is None, (self.folder / "log").read_text()
            time.sleep(0.02)

    def kill(self) -> None:
        """kill -9 of the postmaster and of every process of it."""
        assert self._server is not None
        pid = self._server.pid
        os.kill(pid, signal.SIGSTOP)  # starts nobody more
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for one in (pid, *map(int, children)):
            try:
                os.kill(one, signal.SIGKILL)
            except ProcessLookupError:
                continue  # that one had ended
        self._server.wait()
        self._server = None

    def create(self, database: str) -> str:
        """A new database; gives its URL."""
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", database)
        return self.url(database)

    def close(self) -> None:
        """Stops it, and takes everything away."""
        if self._server is not None:
            self._server.send_signal(signal.SIGINT)
            self._server.wait(60)
        shutil.rmtree(self.folder)

    def _run(self, program: str, *told: str) -> None:
        command = [self._programs / program, *told]
        subprocess.run(command, check=True, capture_output=True, cwd="/", **self._owner)


def _free_port() -> int:
    """One that the system gives to no outgoing connection: a client that knocks while the server is
    down would in the end be given the very port as its own, and be connected to itself."""
    while True:
        port = random.randrange(20_000, 30_000)
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)):
                return port
