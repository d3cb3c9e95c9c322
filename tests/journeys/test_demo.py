"""make demo, as people run it: real processes, both stories to their end."""

import subprocess
import sys

from stack.product import ROOT

LONGEST_SECONDS = 600.0


def test_both_stories_come_out() -> None:
    played = subprocess.run(
        [sys.executable, "-m", "stack.demo"],
        cwd=ROOT, capture_output=True, text=True, timeout=LONGEST_SECONDS, check=False,
    )  # fmt: skip
    assert played.returncode == 0, played.stdout[-3000:] + played.stderr[-2000:]
    assert "ADVANCE_PHASE" in played.stdout
