"""Each rule about imports is seen to break: a contract that cannot fail protects nothing."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT_SECONDS = 60
TOOLS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
CONTRACTS = {contract["id"]: contract for contract in TOOLS["contracts"]}

# contract -> {module: what it must not import}; a name without a dot is a package from outside.
VIOLATIONS = [
    ("product", "hep_api.courses.record", "import workers.app"),
    ("stack", "stack.run", "import hep_api.settings"),
    ("stack", "stack.run", "from workers import app"),
    ("stack-is-outside", "hep_api.cli.seed", "import stack.servers"),
    ("stack-is-outside", "workers.app", "import stack.servers"),
    ("layers", "hep_api.courses.record", "import hep_api.app"),
    ("layers", "hep_api.identity.service", "import hep_api.cli"),
    ("layers", "hep_api.web.auth", "import hep_api.plans.service"),
    ("layers", "hep_api.sessions.service", "import hep_api.plans.service"),
    ("layers", "hep_api.reminders.routes", "from hep_api.devices import schemas"),
    ("layers", "hep_api.courses.record", "import hep_api.web.auth"),
    ("layers", "hep_api.firebase", "import hep_api.simulation"),
    ("layers", "hep_api.store.db", "import hep_api.courses.record"),
    ("layers", "hep_api.catalogue.loader", "import hep_api.store.db"),
    ("layers", "hep_api.tokens", "import hep_api.store.db"),
    ("layers", "hep_api.clock", "import hep_api.tokens"),
    ("layers", "hep_api.clock", "import hep_api.ports"),
    ("layers", "hep_api.settings", "import hep_api.clock"),
    ("layers", "hep_api.errors", "import hep_api.settings"),
    ("layers", "hep_api.errors", "import hep_api.engine.state"),
    ("layers", "hep_api.helpers", "pass"),
    ("engine", "hep_api.engine.agenda", "import hep_api.engine.course"),
    ("engine", "hep_api.engine.progression", "import hep_api.engine.course"),
    ("engine", "hep_api.engine.running", "import hep_api.engine.gates"),
    ("engine", "hep_api.engine.rules", "import hep_api.engine.screening"),
    ("engine", "hep_api.engine.signals", "import hep_api.engine.rules"),
    ("engine", "hep_api.engine.state", "import hep_api.engine.signals"),
    ("engine", "hep_api.engine.protocol", "import hep_api.engine.state"),
    ("engine", "hep_api.engine.facts", "import hep_api.engine.protocol"),
    ("engine", "hep_api.engine.dose", "import hep_api.engine.facts"),
    ("engine", "hep_api.engine.pain", "import hep_api.engine.dose"),
    ("engine", "hep_api.engine.loads", "pass"),
    ("engine-is-pure", "hep_api.engine.dose", "import numpy"),
    ("engine-is-pure", "hep_api.engine.facts", "from attrs import frozen"),
    ("engine-is-pure", "hep_api.engine.state", "def load():\n    import orjson"),
    ("engine-is-pure", "hep_api.engine.pain", "import hep_api.errors"),
    ("engine-is-pure", "hep_api.engine.rules", "from random import random"),
    ("engine-is-pure", "hep_api.engine.course", "from time import time"),
    ("engine-is-pure", "hep_api.engine.protocol", "import pathlib"),
    ("slice", "hep_api.plans.service", "import hep_api.plans.routes"),
    ("slice", "hep_api.plans.service", "import hep_api.plans.schemas"),
    ("slice", "hep_api.plans.schemas", "import hep_api.plans.service"),
    ("http-keeps-off-the-store", "hep_api.plans.routes", "from hep_api.store import db"),
    ("http-keeps-off-the-store", "hep_api.plans.schemas", "import hep_api.store.db"),
    ("sqlalchemy", "hep_api.plans.service", "from sqlalchemy import select"),
    ("sqlalchemy", "hep_api.app", "import flask_sqlalchemy"),
    ("sqlalchemy", "workers.app", "from sqlalchemy.orm import Session"),
    ("matplotlib", "hep_api.simulation.report", "import matplotlib.figure"),
    ("matplotlib", "hep_api.cli.simulate", "import numpy"),
    ("pillow", "hep_api.media.service", "from PIL import Image"),
    ("links", "hep_api.media.service", "import httpx"),
    ("links", "workers.app", "import requests"),
    ("layers", "hep_api.links.looking", "import hep_api.web.auth"),
    ("simulation-is-apart", "hep_api.simulation.report", "import hep_api.store.db"),
    ("layers", "hep_api.simulation.report", "import hep_api.courses.record"),
    ("firebase", "hep_api.ports", "import firebase_admin.messaging"),
    ("firebase", "workers.app", "from firebase_admin import messaging"),
    ("flask", "hep_api.plans.service", "from flask import request"),
    ("flask", "hep_api.courses.record", "import flask"),
    ("flask", "hep_api.plans.schemas", "from flask_smorest import abort"),
    ("flask", "hep_api.tokens", "from werkzeug.exceptions import Unauthorized"),
    ("celery", "hep_api.reminders.service", "from celery import shared_task"),
    ("celery", "hep_api.app", "import kombu"),
]

ALLOWED = {
    "hep_api.app": "import flask\nimport hep_api.plans.routes\nimport hep_api.store.db",
    "hep_api.plans.routes": "import flask_smorest\nimport hep_api.plans.schemas\nimport hep_api.plans.service",
    "hep_api.plans.service": "import hep_api.store.db\nimport hep_api.courses.record\nimport hep_api.engine.course",
    "hep_api.store.db": "import flask_sqlalchemy\nfrom sqlalchemy import select\nimport hep_api.engine.state",
    "hep_api.firebase": "import firebase_admin\nimport hep_api.ports",
    "hep_api.simulation.pictures": "import matplotlib.figure\nimport hep_api.engine.outcomes",
    "hep_api.engine.course": "from uuid import uuid5\nimport hep_api.engine.progression\nimport datetime",
    "workers.app": "from celery import Celery\nimport hep_api.plans.service",
}


def _declared_layers(contract: str) -> list[str]:
    """Every module that a layers contract names."""
    return [name.strip(" ()") for row in CONTRACTS[contract]["layers"] for name in row.split("|")]


def _skeleton() -> set[str]:
    """Every module that the contracts and the tables above speak of, and the packages around them."""
    named = {f"hep_api.{name}" for name in _declared_layers("layers")}
    named |= {f"hep_api.engine.{name}" for name in _declared_layers("engine")}
    named |= {f"{s}.{part}" for s in CONTRACTS["slice"]["containers"] for part in ("routes", "schemas", "service")}
    named |= {module for _, module, code in VIOLATIONS if code != "pass"} | set(ALLOWED)
    named |= {"hep_api.store.db", "hep_api.catalogue.loader", "hep_api.web.auth", "stack.servers", "workers.app"}
    return named


@pytest.fixture
def tree(tmp_path):
    """A tree of empty modules under the real contracts."""
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    modules = _skeleton()
    packages = {module.rpartition(".")[0] for module in modules} | {"hep_api", "workers", "stack"}
    for package in packages:
        folder = tmp_path.joinpath(*package.split("."))
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "__init__.py").touch()
    for module in modules - packages:
        tmp_path.joinpath(*module.split(".")).with_suffix(".py").touch()
    return tmp_path


def _write(tree: Path, module: str, code: str) -> None:
    tree.joinpath(*module.split(".")).with_suffix(".py").write_text(f"{code}\n")


def _broken_contracts(tree: Path) -> set[str]:
    """Run lint-imports in `tree` and return the ids of the contracts it finds broken."""
    program = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run(
        [program, "--no-cache"],
        cwd=tree,
        env=os.environ | {"XDG_RUNTIME_DIR": str(tree), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=LINT_SECONDS,
        check=False,
    )
    judged = dict(re.findall(r"^(.+) (KEPT|BROKEN)$", run.stdout, re.MULTILINE))
    assert len(judged) == len(CONTRACTS), run.stdout + run.stderr
    broken = {name for name, verdict in judged.items() if verdict == "BROKEN"}
    assert (run.returncode != 0) == bool(broken), run.stdout
    return {key for key, contract in CONTRACTS.items() if contract["name"] in broken}


def test_what_the_architecture_allows_is_kept(tree):
    for module, code in ALLOWED.items():
        _write(tree, module, code)
    assert _broken_contracts(tree) == set()


@pytest.mark.parametrize("contract, module, code", VIOLATIONS, ids=lambda value: str(value).splitlines()[0])
def test_a_forbidden_import_breaks_its_contract(tree, contract, module, code):
    _write(tree, module, code)
    assert contract in _broken_contracts(tree)


def test_every_contract_is_seen_to_break():
    assert {contract for contract, _, _ in VIOLATIONS} == set(CONTRACTS)


def test_a_service_reaching_the_store_for_its_route_is_fine(tree):
    _write(tree, "hep_api.plans.routes", "import hep_api.plans.service")
    _write(tree, "hep_api.plans.service", "import hep_api.store.db")
    assert _broken_contracts(tree) == set()
