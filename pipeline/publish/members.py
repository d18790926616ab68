"""Write the members' own figures: a folder an edition, a file a country, and the same file where they are the same."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import duckdb
import polars as pl

from data_contracts.edition import file_name
from pipeline.publish.pointer import sync
from pipeline.publish.reading import Reader
from pipeline.publish.writing import unfinished, write_database


def write_members(
    own: Mapping[str, pl.DataFrame], about: pl.DataFrame, *, folder: Path, former: Path | None = None
) -> None:
    """A file a country, all in place before any of them can be found.

    own: country -> its figures, in the shape of `indicators`. former: the folder of the edition before; a file of it
    that says the same, which is read to be sure, is shared: its table `edition` then names the one that said it first.
    """
    making = unfinished(folder)
    making.mkdir(mode=0o700)
    with duckdb.connect() as engine, Reader() as reader:  # starting one costs four times what it then writes
        for country, rows in own.items():
            place = making / file_name(country)
            same = former / file_name(country) if former else None
            if same and _says(reader, same, rows):
                os.link(same, place)
            else:
                write_database(engine, place, {"edition": about, "indicators": rows})
    sync(making)
    shutil.rmtree(folder, ignore_errors=True)  # left by a crash before its edition was written
    making.rename(folder)
    sync(folder.parent)


def _says(reader: Reader, path: Path, rows: pl.DataFrame) -> bool:
    try:
        return path.is_file() and reader.tables(path)["indicators"].equals(rows)
    except (duckdb.Error, KeyError, pl.exceptions.PolarsError):  # damaged: written anew
        return False
