"""What a clause asks in one shape, whoever wrote it: `word`, `subject` and `args`, or `any`, `all`, `if` of such."""

from collections.abc import Iterator

from tests.catalogue.extract.documents import Json

JOINS = ("any", "all")
CONDITIONS = {"if_goal": "goal", "if_recorded": "recorded"}


def structured(reading: Json) -> Json:
    """A reading as the protocols write it: the first key is the word, its value the subject."""
    for join in JOINS:
        if join in reading:
            return {join: [structured(inner) for inner in reading[join]]}
    for condition, kind in CONDITIONS.items():
        if condition in reading:
            return {"if": f"{kind} {reading[condition]}", "then": structured(reading["then"])}
    word = next(iter(reading))
    names = reading[word] if isinstance(reading[word], list) else [reading[word]]
    args = {name: str(value) for name, value in reading.items() if name != word}
    return {"word": word, "subject": ",".join(sorted(map(str, names))), "args": args}


def predicates_of(reading: Json) -> Iterator[Json]:
    """Every single clause of a structured reading, whatever joins them."""
    if "word" in reading:
        yield reading
    for inner in (*reading.get("any", []), *reading.get("all", []), *([reading["then"]] if "then" in reading else [])):
        yield from predicates_of(inner)


def exercises_of(reading: Json) -> list[tuple[str, str]]:
    """The exercises of a structured reading, each with the rung it names ('' = none)."""
    return [
        (slug, predicate["args"].get("rung", ""))
        for predicate in predicates_of(reading)
        if predicate["word"] in {"rep", "rung_gain"}
        for slug in predicate["subject"].split(",")
    ]


def said(reading: Json) -> str:
    """A structured reading as one line that is the same for everything that asks the same."""
    for join in JOINS:
        if join in reading:
            return f"{join}({'; '.join(sorted(said(inner) for inner in reading[join]))})"
    if "if" in reading:
        return f"if {reading['if']}: {said(reading['then'])}"
    args = [f"{name} {value}" for name, value in sorted(reading["args"].items())]
    return " ".join([reading["word"], reading["subject"], *args])
