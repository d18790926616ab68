"""Room on the disk: how much is free, and whether that is enough to take anything in."""

import shutil

from pipeline.settings import Settings


def free_mb(settings: Settings) -> int:
    """Free megabytes where the installation is, or would be."""
    place = settings.root
    while not place.exists():
        place = place.parent
    return shutil.disk_usage(place).free // 1_000_000


def has_room(settings: Settings) -> bool:
    """Whether so much is free that what is taken in can also be noted, examined and published."""
    return free_mb(settings) >= settings.free_mb
