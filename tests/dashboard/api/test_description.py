"""The description of the routes is valid OpenAPI, says all there is, and its examples are right."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from starlette.applications import Starlette
from starlette.routing import Route

from dashboard.api.problems import STATUS
from dashboard.api.uploads import TYPES
from data_contracts import LANGUAGES
from tests.dashboard.api.asking import ask, description


def test_it_is_valid_openapi() -> None:
    validate(description())


def test_it_tells_of_every_route_and_method_and_of_no_other(routes: Starlette) -> None:
    there = {
        (route.path, method)
        for route in routes.routes
        if isinstance(route, Route) and route.methods
        for method in route.methods - {"HEAD"}
    }
    assert there == {(path, method.upper()) for path, node in description()["paths"].items() for method in node}


def test_it_names_every_problem_content_type_and_language() -> None:
    components = description()["components"]
    problems = components["schemas"]["Problem"]["properties"]["type"]["enum"]
    assert problems == [f"urn:cop:problem:{name}" for name in STATUS]
    assert set(components["requestBodies"]["File"]["content"]) == set(TYPES)
    assert components["parameters"]["lang"]["schema"]["enum"] == list(LANGUAGES)


def test_every_object_of_ours_is_closed() -> None:
    def open_ones(node: Any, name: str) -> list[str]:
        if not isinstance(node, dict):
            return []
        mine = [name] if node.get("type") == "object" and "additionalProperties" not in node else []
        return mine + [each for key, child in node.items() for each in open_ones(child, f"{name}.{key}")]

    assert open_ones(description()["components"], "components") == []


@pytest.mark.parametrize(
    ("example", "schema"),
    [
        ("returned", "Answer"),
        ("receipt", "Receipt"),
        ("history", "History"),
        ("rules", "Rules"),
        ("health", "Health"),
        ("problem", "Problem"),
    ],
)
def test_its_examples_are_right(example: str, schema: str) -> None:
    components = description()["components"]
    shape = {"$ref": f"#/components/schemas/{schema}", "components": components}
    Draft202012Validator(shape, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(
        components["examples"][example]["value"]
    )
    assert len(components["examples"]) == 6


def test_anyone_may_read_it(routes: Starlette) -> None:
    reply = ask(routes, "/openapi.yaml")
    assert (reply.status, reply.headers["content-type"]) == (200, "application/yaml")
    assert reply.body.startswith(b"openapi: 3.1.0\n")
