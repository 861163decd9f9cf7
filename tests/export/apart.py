"""A Python of its own for the scripts: it knows NumPy and nothing of nnviz, and runs each in a process of its own.

Started once, since starting a Python and importing NumPy takes longer than a script does. Each script still has to
import what it uses, and leaves nothing to the next.
"""

from __future__ import annotations

import atexit
import json
import subprocess
import sys
from functools import cache

_SERVER = """
import json, os, sys, tempfile, traceback
import numpy
for line in sys.stdin:
    out, err = tempfile.TemporaryFile(), tempfile.TemporaryFile()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(out.fileno(), 1)
            os.dup2(err.fileno(), 2)
            exec(compile(json.loads(line), "<script>", "exec"), {"__name__": "__main__"})
            sys.stdout.flush()
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    texts = []
    for file in (out, err):
        file.seek(0)
        texts.append(file.read().decode())
        file.close()
    print(json.dumps([code, *texts]), flush=True)
"""


@cache
def _python() -> subprocess.Popen[str]:
    command = [sys.executable, "-I", "-W", "ignore", "-c", _SERVER]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    atexit.register(process.communicate)
    return process


def run_apart(script: str) -> tuple[int, str, str]:
    """Run a script: its exit status, what it printed, and what it complained of."""
    process = _python()
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(script) + "\n")
    process.stdin.flush()
    code, out, err = json.loads(process.stdout.readline())
    return code, out, err
