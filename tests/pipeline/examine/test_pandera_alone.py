"""pandera without pandas: loaded on its own, and no harm to those who need pandas in the same process."""

import subprocess
import sys

_CHECK_AND_LOAD = """
import sys
from pipeline.examine.examination import examine
from data_contracts.contract import load_contract
from tests.rows import rows
findings = examine(rows("campaigns", {"clicks": "many"}), load_contract("campaigns")).findings
loaded = {"pandera", "pandas", "numpy", "hypothesis"} & set(sys.modules)
import pandas
print(findings["rule"].to_list(), loaded, pandas.DataFrame({"a": [1]})["a"].sum())
"""


def test_findings_are_named_without_pandas_which_can_be_loaded_afterwards() -> None:
    run = subprocess.run([sys.executable, "-c", _CHECK_AND_LOAD], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "['not-a-number'] {'pandera'} 1"
