"""What a look at a link comes to, asked of a real HTTPS server."""

import ssl

import pytest

from hep_api.links import HttpLinkChecker
from hep_api.links.fetching import Fetcher
from hep_api.ports import LinkState
from tests.builders.link_world import Answer, World

AT = "pictures.example/a.jpg"
URL = f"https://{AT}"


@pytest.mark.parametrize("content_type", ["image/jpeg", "IMAGE/PNG; charset=binary", "video/mp4", "video/webm"])
def test_what_can_be_shown_is_good_and_its_body_is_left_alone(world: World, content_type: str) -> None:
    """The server promises 100 MB and never sends them; waiting for them would end as doubtful."""
    world.answers[AT] = Answer(content_type=content_type)
    look = world.checker().look(URL)
    assert (look.state, look.media_type, look.why) == (LinkState.GOOD, content_type.partition(";")[0].lower(), "")


@pytest.mark.parametrize("content_type", ["text/html", "image/svg+xml", "application/octet-stream", ""])
def test_what_cannot_be_shown_is_gone_and_told_what_can(world: World, content_type: str) -> None:
    world.answers[AT] = Answer(content_type=content_type)
    look = world.checker().look(URL)
    assert (look.state, "image/jpeg" in look.why) == (LinkState.GONE, True)


@pytest.mark.parametrize(
    "status, state",
    [(404, LinkState.GONE), (410, LinkState.GONE), (401, LinkState.GONE), (403, LinkState.GONE)]
    + [(status, LinkState.DOUBTFUL) for status in (206, 204, 304, 408, 429, 500, 503)],
)
def test_only_a_clear_no_is_final(world: World, status: int, state: LinkState) -> None:
    world.answers[AT] = Answer(status)
    look = world.checker().look(URL)
    assert (look.state, str(status) in look.why) == (state, True)


def test_redirects_are_followed_and_each_host_is_looked_up(world: World) -> None:
    world.answers |= {
        AT: Answer(302, location="https://other.example/b"),
        "other.example/b": Answer(301, location="/c?d=e"),
        "other.example/c?d=e": Answer(307, location="https://pictures.example/last"),
        "pictures.example/last": Answer(),
    }
    assert world.checker().look(URL).state is LinkState.GOOD
    assert world.resolved == ["pictures.example", "other.example", "other.example", "pictures.example"]


def test_more_than_three_redirects_are_too_many(world: World) -> None:
    world.answers[AT] = Answer(302, location=URL)
    look = world.checker().look(URL)
    assert (look.state, len(world.asked)) == (LinkState.GONE, 4)


@pytest.mark.parametrize(
    "location", ["http://other.example/b", "https://other.example:8443/b", "https://u@other.example/", "https://[x/"]
)
def test_a_redirect_may_go_nowhere_that_a_link_may_not(world: World, location: str) -> None:
    world.answers[AT] = Answer(302, location=location)
    assert world.checker().look(URL).state is LinkState.GONE
    assert world.asked == [AT]


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["169.254.169.254"], ["93.184.216.34", "10.0.0.1"], ["::1"], []])
def test_a_host_that_is_not_public_is_never_connected_to(world: World, addresses: list[str]) -> None:
    """One private address among public ones is enough: a server of names may mix them."""
    world.addresses["inside.example"] = addresses
    world.answers["inside.example/a.jpg"] = Answer()
    look = world.checker().look("https://inside.example/a.jpg")
    assert (look.state, world.dialled) == (LinkState.GONE, [])
    assert "public internet" in look.why


def test_a_redirect_to_a_host_inside_is_never_connected_to(world: World) -> None:
    world.addresses["inside.example"] = ["192.168.0.1"]
    world.answers[AT] = Answer(302, location="https://inside.example/secrets")
    assert world.checker().look(URL).state is LinkState.GONE
    assert {address for address, _ in world.dialled} == {"93.184.216.34"}


def test_the_address_that_was_checked_is_the_one_connected_to(world: World) -> None:
    """No second question to the server of names, which could answer otherwise by then."""
    world.answers[AT] = Answer()
    world.checker().look(URL)
    assert (world.resolved, world.dialled) == (["pictures.example"], [("93.184.216.34", 443)])


def test_another_address_of_the_host_is_tried(world: World) -> None:
    world.addresses["pictures.example"] = ["93.184.216.35", "93.184.216.34"]
    world.answers[AT] = Answer()
    assert world.checker().look(URL).state is LinkState.GOOD


def test_a_certificate_of_another_name_or_issuer_is_no_answer(world: World) -> None:
    world.addresses["elsewhere.example"] = world.addresses["pictures.example"]
    world.answers |= {AT: Answer(), "elsewhere.example/a.jpg": Answer()}
    assert world.checker().look("https://elsewhere.example/a.jpg").state is LinkState.DOUBTFUL
    stranger = Fetcher(world._resolve, world._dial, ssl.create_default_context(), 10)
    assert HttpLinkChecker(stranger).look(URL).state is LinkState.DOUBTFUL
    assert world.asked == []


def test_a_host_that_drips_is_given_up_at_the_deadline(world: World) -> None:
    """Each byte comes in time; all of them would take a minute."""
    world.answers[AT] = Answer(drip_seconds=0.5)
    look = world.checker(seconds=1.5).look(URL)
    assert (look.state, "in time" in look.why) == (LinkState.DOUBTFUL, True)


@pytest.mark.parametrize("host", ["nowhere.example", "closed.example"])
def test_a_host_that_is_not_there_is_doubtful(world: World, host: str) -> None:
    world.addresses["closed.example"] = ["93.184.216.99"]
    look = world.checker().look(f"https://{host}/a.jpg")
    assert (look.state, bool(look.why)) == (LinkState.DOUBTFUL, True)


@pytest.mark.parametrize(
    "answer, state",
    [
        (Answer(content_type="application/json"), LinkState.GOOD),
        (Answer(404), LinkState.GONE),
        (Answer(401), LinkState.GONE),
        (Answer(content_type="text/html"), LinkState.DOUBTFUL),
        (Answer(500), LinkState.DOUBTFUL),
    ],
)
def test_a_video_host_is_asked_whether_the_film_is_there(world: World, answer: Answer, state: LinkState) -> None:
    """Its page answers 200 for films that are not; what it tells about embedding does not."""
    url = "https://www.youtube.com/watch?v=abc"
    world.answers["www.youtube.com/watch?v=abc"] = Answer(content_type="text/html")
    told = "www.youtube.com/oembed?format=json&url=https%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3Dabc"
    world.answers[told] = answer
    look = world.checker().look(url)
    assert (look.state, world.asked) == (state, [told])
    assert look.media_type == ("text/html" if state is LinkState.GOOD else "")
