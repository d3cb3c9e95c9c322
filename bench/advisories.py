"""Whether a pinned package is known to be vulnerable (python -m bench.advisories, part of `make check`).

pip-audit asks the OSV database about every pin of requirements.txt. It ends with 1 for a vulnerable package and for a
network that is away alike; here the two are told apart. Vulnerable fails the check, unless advisories_accepted.yaml
says why not and until when. When the advisories cannot be reached, that is said in one line and fails nothing.
Another service that speaks OSV is named in PIP_AUDIT_OSV_URL.
"""

import re
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson
import yaml
from marshmallow import Schema, ValidationError, fields, validate

ROOT = Path(__file__).parents[1]
PINS, ACCEPTED = ROOT / "requirements.txt", ROOT / "bench" / "advisories_accepted.yaml"
ANSWER_SECONDS, ALL_SECONDS = 3, 90
"""For one answer, and for all of them: the longest that an unreachable network holds up the check."""
LONGEST = timedelta(days=180)
"""For how long an advisory may be accepted before somebody looks again."""
NO_ANSWER = re.compile(r"^(requests\.exceptions\.|pip_audit\._service\.)|Could not connect to")
"""How pip-audit's last words begin when the service is away, refuses, or speaks something else."""


class Unreachable(Exception):
    """The advisories could not be asked for."""


class Unfinished(Exception):
    """pip-audit stopped for another reason: a pin that is none, or a defect."""


@dataclass(frozen=True, slots=True)
class Finding:
    """An advisory about a pinned package. `ids` are all its names, `fixed_in` the versions that mend it."""

    package: str
    version: str
    ids: tuple[str, ...]
    fixed_in: tuple[str, ...]

    def line(self) -> str:
        """What to read and what to do."""
        mended = f"fixed in {', '.join(self.fixed_in)}" if self.fixed_in else "no fixed version yet"
        return f"{self.package} {self.version}: {', '.join(self.ids)}; {mended}"


class AcceptedIn(Schema):
    """An advisory that we live with for a while."""

    id = fields.String(required=True, validate=validate.Length(min=1))
    package = fields.String(required=True, validate=validate.Length(min=1))
    reason = fields.String(required=True, validate=validate.Length(min=20, error="Say in a sentence why."))
    until = fields.Date(required=True)


def read_accepted(path: Path, today: date) -> list[dict[str, Any]]:
    """The accepted advisories; raises ValidationError with every mistake, one that has expired included."""
    # Everything as text: what a date is says the schema.
    rows = yaml.load(path.read_text(), Loader=yaml.BaseLoader) or []  # noqa: S506 - BaseLoader makes text alone
    accepted: list[dict[str, Any]] = AcceptedIn(many=True).load(rows)
    mistakes = {row["id"]: mistake for row in accepted if (mistake := _mistake(row["until"], today))}
    if mistakes:
        raise ValidationError(mistakes)
    return accepted


def _mistake(until: date, today: date) -> str | None:
    if until < today:
        return f"Accepted until {until}, which has passed: update the package, or look again and say until when."
    if until > today + LONGEST:
        return f"Accepted until {until}: at most {LONGEST.days} days ahead."
    return None


@dataclass(frozen=True, slots=True)
class Answer:
    """How many packages were looked up, and what is known about them."""

    packages: int
    findings: tuple[Finding, ...]


def look_up(pins: Path) -> Answer:
    """What is known about these pins; raises Unreachable or Unfinished."""
    with TemporaryDirectory() as folder:
        told = Path(folder) / "told.json"
        command = [sys.executable, "-m", "pip_audit", "--requirement", str(pins), "--no-deps", "--disable-pip"]
        command += ["--vulnerability-service", "osv", "--timeout", str(ANSWER_SECONDS), "--progress-spinner", "off"]
        command += ["--format", "json", "--output", str(told), "--cache-dir", folder]
        try:
            run = subprocess.run(command, capture_output=True, text=True, timeout=ALL_SECONDS, check=False)
        except subprocess.TimeoutExpired as error:
            raise Unreachable(f"no end after {ALL_SECONDS} seconds") from error
        if not told.exists():
            raise _why(run.stderr)
        return _answer(orjson.loads(told.read_bytes())["dependencies"])


def _answer(packages: list[dict[str, Any]]) -> Answer:
    """What pip-audit wrote; a package that it skipped was not looked up, and that is not the same as clean."""
    skipped = [package["skip_reason"] for package in packages if "skip_reason" in package]
    if skipped:
        raise Unfinished("; ".join(skipped))
    findings = tuple(
        Finding(package["name"], package["version"], (known["id"], *known["aliases"]), tuple(known["fix_versions"]))
        for package in packages
        for known in package["vulns"]
    )
    return Answer(len(packages), findings)


def _why(stderr: str) -> Unreachable | Unfinished:
    """Why pip-audit wrote nothing, by its last words."""
    words = [line for line in stderr.splitlines() if line.strip()] or ["it said nothing"]
    away = next((line for line in words if NO_ANSWER.search(line)), None)
    return Unreachable(away.split(": ", 1)[0]) if away else Unfinished(words[-1])


def check(pins: Path = PINS, accepted: Path = ACCEPTED, today: date | None = None) -> tuple[int, list[str]]:
    """The exit status (1: somebody has to act) and what to say."""
    try:
        known = read_accepted(accepted, today or datetime.now(UTC).date())
        return _judged(look_up(pins), {(row["package"], row["id"]) for row in known}, accepted.name)
    except (ValidationError, yaml.YAMLError) as error:
        return 1, [f"{accepted.name}: {error}"]
    except Unreachable as error:
        return 0, [f"Advisories: could not be reached ({error}), so no package was looked up; that fails nothing."]
    except Unfinished as error:
        return 1, [f"Advisories: not every package of {pins.name} was looked up: {error}"]


def _judged(answer: Answer, accepted: set[tuple[str, str]], file: str) -> tuple[int, list[str]]:
    names = {finding: {(finding.package, name) for name in finding.ids} for finding in answer.findings}
    to_mend = [finding for finding in answer.findings if accepted.isdisjoint(names[finding])]
    idle = accepted.difference(*names.values())
    lines = [finding.line() for finding in to_mend]
    lines += [f"{name} of {package} is found no longer: take it out of {file}." for package, name in sorted(idle)]
    lived_with = len(answer.findings) - len(to_mend)
    lines.append(f"Advisories: {answer.packages} packages looked up, {len(to_mend)} to mend, {lived_with} accepted.")
    return int(bool(to_mend)), lines


def main() -> int:
    """Look, and say what was found."""
    status, lines = check()
    print("\n".join(lines))
    return status


if __name__ == "__main__":
    sys.exit(main())
