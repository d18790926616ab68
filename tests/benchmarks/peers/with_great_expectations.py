"""`python with_great_expectations.py FILE CONTRACT`: the lines that are wrong, as JSON; Great Expectations' idiom."""

import json
import sys

import great_expectations as gx
from great_expectations import expectations as gxe
from texts import NUMBER, load, value_or_status


def main(path: str, contract: str) -> list[int]:
    frame, told = load(path, contract)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_pandas("files").add_dataframe_asset("file")
    suite = gx.ExpectationSuite("contract")
    for name, codes in told["keys"].items():
        suite.add_expectation(gxe.ExpectColumnValuesToBeInSet(column=name, value_set=codes))
    for name, kind in told["measures"].items():
        pattern = value_or_status(kind, told["statuses"])
        suite.add_expectation(gxe.ExpectColumnValuesToMatchRegex(column=name, regex=pattern))
        suite.add_expectation(gxe.ExpectColumnValuesToBeBetween(column=f"{name}{NUMBER}", min_value=0))
    for part, whole in told["within"]:
        suite.add_expectation(
            gxe.ExpectColumnPairValuesAToBeGreaterThanB(
                column_A=f"{whole}{NUMBER}",
                column_B=f"{part}{NUMBER}",
                or_equal=True,
                ignore_row_if="either_value_is_missing",
            )
        )
    suite.add_expectation(gxe.ExpectCompoundColumnsToBeUnique(column_list=list(told["keys"])))
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})
    found = batch.validate(suite, result_format={"result_format": "COMPLETE"})
    broken = [each.result.get("unexpected_index_list") or [] for each in found.results if not each.success]
    return sorted({at + 2 for rows in broken for at in rows})


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
