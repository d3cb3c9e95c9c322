"""Judges what a link answers: something that can be shown, certainly not, or nobody can know."""

from urllib.parse import quote

import httpcore

from hep_api.links.addresses import NotAllowed, place_of, resolve
from hep_api.links.fetching import Fetcher, Head, dial
from hep_api.ports import LinkLook, LinkState

SECONDS = 6.0
"""For all of a look: names, connections, redirects and the head of the answer."""
SHOWN = frozenset({
    "image/jpeg", "image/png", "image/webp", "image/gif", "image/avif", "video/mp4", "video/webm",
})  # fmt: skip
PAGE = "text/html"
YOUTUBE = "https://www.youtube.com/oembed?format=json&url="
VIMEO = "https://vimeo.com/api/oembed.json?url="
VIDEO_HOSTS = {
    "www.youtube.com": YOUTUBE, "youtube.com": YOUTUBE, "m.youtube.com": YOUTUBE, "youtu.be": YOUTUBE,
    "vimeo.com": VIMEO, "www.vimeo.com": VIMEO, "player.vimeo.com": VIMEO,
}  # fmt: skip
"""Hosts whose films stand on pages, and whom to ask (oEmbed) whether one is there: their pages always answer 200."""
ALLOWED = f"allowed are {', '.join(sorted(SHOWN))}, and pages of films at YouTube and Vimeo"
TRY_AGAIN = frozenset({408, 425, 429})


class HttpLinkChecker:
    """Looks at links over HTTPS."""

    def __init__(self, fetcher: Fetcher | None = None) -> None:
        self._fetcher = fetcher

    def look(self, url: str) -> LinkLook:
        """Fetch the head of a link and judge it; nothing is raised."""
        try:
            host = VIDEO_HOSTS.get(place_of(url).host)
            if host is None:
                return _judged(self._real().head(url))
            return _judged_page(self._real().head(host + quote(url, safe="")))
        except NotAllowed as error:
            return LinkLook(LinkState.GONE, why=str(error))
        except ValueError:
            return LinkLook(LinkState.GONE, why="It leads on to something that is no web address.")
        except (TimeoutError, httpcore.TimeoutException):
            return _doubtful("It did not answer in time.")
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError):
            return _doubtful("It could not be reached, or its certificate is not valid.")

    def _real(self) -> Fetcher:
        """How heads are fetched; certificates are read on first use, which most processes never come to."""
        if self._fetcher is None:
            self._fetcher = Fetcher(resolve, dial, httpcore.default_ssl_context(), SECONDS)
        return self._fetcher


def _judged(head: Head) -> LinkLook:
    if head.status != 200:
        return _refused(head.status)
    media_type = _type_of(head)
    if media_type in SHOWN:
        return LinkLook(LinkState.GOOD, media_type)
    return LinkLook(LinkState.GONE, why=f"It is '{media_type[:80]}'; {ALLOWED}.")


def _judged_page(head: Head) -> LinkLook:
    """What a video host says about one of its films."""
    if head.status == 200 and _type_of(head) == "application/json":
        return LinkLook(LinkState.GOOD, PAGE)
    if head.status == 200:
        return _doubtful("The video host gave no answer that can be understood.")
    return _refused(head.status)


def _refused(status: int) -> LinkLook:
    why = f"It answers with status {status} instead of 200."
    if 400 <= status < 500 and status not in TRY_AGAIN:
        return LinkLook(LinkState.GONE, why=why)
    return _doubtful(why)


def _type_of(head: Head) -> str:
    return head.headers.get("content-type", "").partition(";")[0].strip().lower()


def _doubtful(why: str) -> LinkLook:
    return LinkLook(LinkState.DOUBTFUL, why=why)
