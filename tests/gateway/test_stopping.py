"""The gateway is told to stop while many calls are under way: it ends in order, and no caller hangs."""

import signal
import subprocess
import sys
import threading

import pytest

import sxbundle as sx
from sxbundle.clients.http.config import RetryPolicy
from sxbundle.clients.http.sync import HttpHall
from sxbundle.testing.scenario import hiring

pytestmark = pytest.mark.slow

ACCOUNT = sx.LocalHall.DEMO_ACCOUNTS["enterprise"]
ONCE = RetryPolicy(attempts=1, first_wait=0.001, jitter=0.001, total=20, connect=5, answer=30)


@pytest.mark.parametrize("where", ["sqlite:///{folder}/hall.db", "sqlite://"])
def test_stopped_under_way(tmp_path, where):
    """Also with a hall in memory, which is one connection."""
    command = [sys.executable, "-W", "error", "-m", "sxbundle.gateway", "--port", "0", "--demo"]
    command += ["--hall", where.format(folder=tmp_path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    told = []
    try:
        url = process.stdout.readline().strip()
        selection = hiring(1, on=sx.HIRE.select("就业登记").plan.on, items=("就业登记",)).selection
        begun = threading.Barrier(5)

        def call(at):
            with HttpHall(url, retry=ONCE) as hall:
                hall.sign_in(ACCOUNT)
                begun.wait()
                count = 0
                try:
                    while True:
                        count += 1
                        hall.resume(selection, f"{at} {count}") if at % 2 else hall.filings()
                except sx.HallError as error:
                    told.append(type(error))

        threads = [threading.Thread(target=call, args=(at,)) for at in range(4)]
        for thread in threads:
            thread.start()
        begun.wait()
        process.send_signal(signal.SIGTERM)
        for thread in threads:
            thread.join(60)
        _, log = process.communicate(timeout=60)
        assert process.returncode == 0, log
        assert "Traceback" not in log
    finally:
        process.kill()
        process.communicate()
    assert len(told) == 4
    assert set(told) <= {sx.HallUnavailable, sx.OutcomeUnknown, sx.StepRefused}
