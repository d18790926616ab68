"""`python with_pandera_on_pandas.py FILE CONTRACT`: the lines that are wrong, as JSON; pandera's idiom on pandas."""

import json
import sys

import pandera.pandas as pa
from texts import NUMBER, load, value_or_status


def main(path: str, contract: str) -> list[int]:
    frame, told = load(path, contract)
    columns = {name: pa.Column(str, pa.Check.isin(codes)) for name, codes in told["keys"].items()}
    for name, kind in told["measures"].items():
        columns[name] = pa.Column(str, pa.Check.str_matches(value_or_status(kind, told["statuses"])))
        columns[f"{name}{NUMBER}"] = pa.Column(float, pa.Check.ge(0), nullable=True, coerce=True)
    rules = [
        pa.Check(lambda rows, part=part, whole=whole: ~(rows[f"{part}{NUMBER}"] > rows[f"{whole}{NUMBER}"]))
        for part, whole in told["within"]
    ]
    schema = pa.DataFrameSchema(columns, checks=rules, unique=list(told["keys"]))
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        return sorted({int(at) + 2 for at in errors.failure_cases["index"].dropna()})
    return []


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
