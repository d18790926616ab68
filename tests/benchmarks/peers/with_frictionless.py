"""`python with_frictionless.py FILE CONTRACT`: the lines that are wrong, as JSON; frictionless' idiom."""

import json
import sys
from pathlib import Path

from frictionless import Checklist, Resource, Schema, checks, system


def main(path: str, contract: str) -> list[int]:
    told = json.loads(Path(contract).read_text(encoding="utf-8"))
    fields = [{"name": name, "type": "string"} for name in told["envelope"]]
    for name, codes in told["keys"].items():
        fields.append({"name": name, "type": "string", "constraints": {"required": True, "enum": codes}})
    for name, kind in told["measures"].items():  # a status stands instead of a value; a blank is no number
        fields.append(
            {"name": name, "type": kind, "missingValues": told["statuses"], "constraints": {"minimum": 0}},
        )
    schema = Schema.from_descriptor({"fields": fields, "primaryKey": list(told["keys"])})
    rules = [
        checks.row_constraint(formula=f"{part} == None or {whole} == None or {part} <= {whole}")
        for part, whole in told["within"]
    ]
    with system.use_context(trusted=True):  # the file is named by its whole path
        report = Resource(path=path, schema=schema).validate(Checklist(checks=rules), limit_errors=1_000_000)
    return sorted({row for (row,) in report.flatten(["rowNumber"])})


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
