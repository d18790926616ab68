"""Synthetic figures of the collection `campaigns`."""

from pipeline.demo.chance import count, dice, part
from pipeline.demo.row import Row
from pipeline.demo.sizes import level, youth

# campaign -> where it runs, how often an impression is clicked, EUR a click
CAMPAIGNS = {
    "booter-search-ads": ("Google Search", 0.052, 1.7),
    "hacking-search-ads": ("Google Search", 0.041, 1.5),
    "game-stream-pre-roll": ("Twitch", 0.011, 0.9),
    "skills-not-crime": ("YouTube", 0.009, 0.8),
    "choose-your-path": ("Instagram", 0.012, 0.6),
    "parents-know-more": ("Facebook", 0.015, 0.5),
}


def rows(seed: int, country: str, quarter: str) -> list[Row]:
    """A country's campaigns, most of them always the same; small countries run none in some quarters, a nil return."""
    rng = dice(seed, "campaigns", country, quarter)
    most = 1 if youth(country) < 0.5 else 3 if youth(country) < 5 else 5
    usual = dice(seed, "usual campaigns", country).sample(sorted(CAMPAIGNS), most)
    running = [each for each in usual if rng.random() < 0.85] or usual[: 0 if youth(country) < 0.8 else 1]
    found: list[Row] = []
    for name in running:
        platform, click_rate, price = CAMPAIGNS[name]
        shown = count(rng, 60_000 * level(seed, country, name, quarter, season="advert"))
        clicks = part(rng, shown, click_rate * rng.uniform(0.7, 1.4))
        found.append(
            {
                "campaign": f"{name} {quarter[:4]}",
                "platform": platform,
                "impressions": shown,
                "clicks": clicks,
                "engaged": part(rng, clicks, rng.uniform(0.08, 0.3)),
                "spend_eur": round(clicks * price * rng.uniform(0.8, 1.25), 2),
            }
        )
    return found
