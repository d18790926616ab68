"""In which language an answer is asked for: `?lang=`, else what `Accept-Language` likes best, else English."""

from starlette.requests import Request

from dashboard.api.problems import ProblemError
from data_contracts import LANGUAGES


def language_of(request: Request, *, strict: bool = True) -> str:
    """One of our languages; a `lang` that is none of them is a ProblemError, or passed over where not `strict`."""
    asked = request.query_params.get("lang")
    if asked in LANGUAGES:
        return asked
    if asked is not None and strict:
        raise ProblemError("language-unknown", known=", ".join(LANGUAGES))
    liked = [_liking(each) for each in request.headers.get("accept-language", "")[:1000].split(",")]
    # The first of those that are liked equally: `max` keeps to their order.
    best, weight = max(liked, key=lambda each: each[1] if each[0] in LANGUAGES else 0)
    return best if best in LANGUAGES and weight > 0 else LANGUAGES[0]


def _liking(range_: str) -> tuple[str, float]:
    """The language of one range, and how much it is liked: `fr-CA;q=0.8` is ("fr", 0.8)."""
    name, _, liking = range_.partition(";")
    try:
        weight = float(liking.strip().removeprefix("q=")) if liking else 1.0
    except ValueError:
        weight = 0.0
    return name.strip().lower().partition("-")[0], weight if 0 <= weight <= 1 else 0.0
