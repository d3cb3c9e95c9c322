"""The clock and the environment have one reader each: every other one is seen to fail the check."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BANNED = {
    "from datetime import datetime, UTC\nat = datetime.now(UTC)": "hep_api.clock",
    "import datetime\nat = datetime.datetime.utcnow()": "hep_api.clock",
    "from datetime import datetime\nat = datetime.today()": "hep_api.clock",
    "from datetime import date\non = date.today()": "hep_api.clock",
    "import time\nat = time.time()": "hep_api.clock",
    "from time import time_ns\nat = time_ns()": "hep_api.clock",
    "import os\nhome = os.environ['HOME']": "hep_api.settings",
    "from os import getenv\nhome = getenv('HOME')": "hep_api.settings",
}
EVERYWHERE = ("hep_api/engine/dose.py", "hep_api/plans/service.py", "hep_api/web/auth.py", "workers/app.py")


def _told(file: str, code: str) -> str:
    """What ruff says about banned names, were `code` the text of `file`."""
    command = [sys.executable, "-m", "ruff", "check", "--no-cache", "--select=TID251", f"--stdin-filename={file}", "-"]
    run = subprocess.run(command, cwd=ROOT, input=code, capture_output=True, text=True, timeout=30, check=False)
    assert run.returncode in {0, 1}, run.stderr
    return run.stdout if run.returncode else ""


@pytest.mark.parametrize("code, instead", BANNED.items(), ids=[code.splitlines()[1] for code in BANNED])
def test_a_second_reader_is_sent_to_the_first(code, instead):
    for file in EVERYWHERE:
        told = _told(file, code)
        assert "TID251" in told, file
        assert instead in told, file


@pytest.mark.parametrize("code, instead", BANNED.items(), ids=[code.splitlines()[1] for code in BANNED])
def test_the_one_reader_may(code, instead):
    assert _told(f"{instead.replace('.', '/')}.py", code) == ""
