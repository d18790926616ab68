"""What a process that opens strangers' files may take: memory, processor time, files; set by itself, for good."""

import resource

MEGABYTE = 1024 * 1024


def limit_process(*, memory_mb: int, writes_mb: int = 0) -> None:
    """`writes_mb`: how large a file it may write; none, unless told otherwise."""
    _lower(resource.RLIMIT_AS, memory_mb * MEGABYTE)
    _lower(resource.RLIMIT_CORE, 0)  # a dump would hold confidential cells
    _lower(resource.RLIMIT_FSIZE, writes_mb * MEGABYTE)
    _lower(resource.RLIMIT_NOFILE, 32)


def allow_seconds(seconds: int) -> None:
    """`seconds` of processor time from now on: the limit counts from the start of the process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds + 1, hard))


def _lower(limit: int, most: int) -> None:
    """Sets `limit` for good, unless whoever started us has set a lower one."""
    _, hard = resource.getrlimit(limit)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(limit, (most, most))
