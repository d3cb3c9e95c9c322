"""migrate: from nothing to the newest shape, also when two start at once."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MIGRATE = [sys.executable, "-m", "flask", "--app", "wsgi", "migrate"]


def start(data_dir: Path, **environ: str) -> "subprocess.Popen[str]":
    env = {**os.environ, "HEP_DATA_DIR": str(data_dir), **environ}
    return subprocess.Popen(MIGRATE, cwd=ROOT, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_two_at_once_do_not_disturb_each_other(tmp_path: Path) -> None:
    both = [start(tmp_path), start(tmp_path)]
    for process in both:
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        assert re.search(r"The database is at \d{4}\.", out)


@pytest.mark.parametrize(
    "url, sentence",
    [
        ("mysql://a/b", "DATABASE_URL does not name a database"),
        ("postgresql://nobody@127.0.0.1:1/none", "DATABASE_URL names a database that cannot be opened"),
        ("sqlite:////nowhere/at/all.sqlite3", "DATABASE_URL names a database that cannot be opened"),
    ],
)
def test_a_wrong_database_url_is_one_sentence_and_no_traceback(tmp_path: Path, url: str, sentence: str) -> None:
    process = start(tmp_path, DATABASE_URL=url)
    _, err = process.communicate(timeout=120)
    assert process.returncode == 1
    assert sentence in err
    assert "Traceback" not in err
