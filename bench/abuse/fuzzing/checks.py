"""Which of schemathesis' checks run (all), and where one of them cannot apply: narrowly, with the reason."""

import json
import re
from http import HTTPStatus
from typing import Any

from schemathesis import Case, Response
from schemathesis.core.failures import AcceptedNegativeData, Failure
from schemathesis.openapi.checks import RejectedPositiveData

CHECKS = {
    # 412, 413, 416, 424 and 428 refuse as well as those that schemathesis knows.
    "negative_data_rejection": {
        "expected-statuses": [400, 401, 403, 404, 405, 406, 409, 412, 413, 415, 416, 422, 424, 428, 429],
    },
    # A tag that is no longer current and a fact that is not there yet are to a schema what 404 and 409 are.
    "positive_data_acceptance": {"expected-statuses": ["2xx", "3xx", 401, 403, 404, 409, 412, 424, 429]},
    # RFC 6585 has a status of its own for a missing If-Match.
    "missing_required_header": {"expected-statuses": [400, 401, 403, 404, 422, 428]},
}

SYNC = "/v1/me/sync"
INDEX = re.compile(r"\.\d+(?=\.|$)")
BEYOND_A_SCHEMA: tuple[tuple[str, str], ...] = (
    # What is named is not there, or is not the caller's: what 404 says of an address, 422 says of a field.
    (r"^\S+: (No|There is no|There is none|This is the id of|None of your plans)\b", "names what is not there"),
    (r"^cursor: Use the next_cursor", "opaque, made by the server for one list"),
    (r"^\S*zone: Not an IANA time zone", "a vocabulary of six hundred names that changes every year"),
    (r"^(password|code): (This is not your password|This code is wrong|Send a code|This is not the app's)", "a secret"),
    (r"assword: Too (easy to guess|short: (8|9|1[0-4]) characters; at least 15)", "a blocklist; who has which factor"),
    (r"^email: Somebody at work here", "depends on who is there"),
    (r"^value: .* is not allowed; allowed: ", "what the setting in the address says"),
    (r": Not of a year from ", "JSON Schema has no bounds for dates"),
    # Rules between fields.
    (
        r"^exercises.sets: Send exactly one of",
        "one of five fields: as oneOf, generated clients have five classes of set",
    ),
    (r"^exercises.sets.load.value: (Body weight|At most|An index)", "a value that fits its kind"),
    (r"Does not belong to|Missing data for required field", "fields that go with the verb of an act"),
    (
        r"^(alt_en: Say in one language|name: Send a name for somebody new|days: Say what|\S*: Say what)",
        "one of several",
    ),
    (r"^(until_on|from_on|started_on|measured_at): ", "days in order, and near enough to today"),
    (r"^times: Inside the quiet hours", "what another field says"),
    (r": (The first phase does not list it|Not on the ladder)", "what the protocol says"),
    (
        r"^corrects: (Answer the questions again|This cannot be taken back|Your therapist)",
        "of what kind the named fact is",
    ),
    (r"^(url|file): ", "what the server finds there: this machine has no internet, and random bytes show nothing"),
    (r"^preview_opt_in: Only the patient", "depends on who asks"),
    # JSON Schema has 3.0 for an integer and computes 0.3 / 0.1 in binary; we keep what was sent, digit by digit.
    (r": Not a whole number\.", "3.0 is not what was meant by 3"),
    (r": At most \d decimals\.", "multipleOf 0.1 refuses 0.3 in most validators"),
)
"""Reasons for 422 that a JSON Schema cannot hold or should not: a pattern of `path: message`, and why."""


def is_one(failure: Failure, case: Case[Any], response: Response) -> bool:
    """Whether a failure is one."""
    if isinstance(failure, AcceptedNegativeData) and case.operation.path == SYNC:
        # A batch is many requests, each with its own result: what was wrong with one must be told there.
        return not _refused_some(response)
    if isinstance(failure, RejectedPositiveData) and response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY:
        return bool(unexcused(response.content))
    return True


def unexcused(content: bytes) -> list[str]:
    """What a 422 says that the document could have said."""
    problem = json.loads(content)
    told = [f"{INDEX.sub('', error['path'])}: {error['message']}" for error in problem.get("errors", ())]
    return [said for said in told or [problem["detail"]] if not any(re.search(p, said) for p, _ in BEYOND_A_SCHEMA)]


def _refused_some(response: Response) -> bool:
    if response.status_code != HTTPStatus.OK:
        return False
    results: list[dict[str, Any]] = json.loads(response.content)["results"]
    return any(result["status"] >= HTTPStatus.BAD_REQUEST for result in results)
