"""The HTTP interface, described: as OpenAPI for programs, as a page for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from fastapi import FastAPI

from robot_guide.web.access import COOKIE, Access, RequiresToken, access_of

SCHEMES = {
    "session": {"type": "apiKey", "in": "cookie", "name": COOKIE},
    "csrf": {"type": "apiKey", "in": "header", "name": "X-CSRF-Token"},  # of GET /api/session, with every change
    "token": {"type": "http", "scheme": "bearer"},
}


def openapi_of(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, with who may ask for what: `x-role`, and what has to be sent along."""
    document = app.openapi()
    document.setdefault("components", {})["securitySchemes"] = SCHEMES
    for route, method in routes_of(app):
        operation = document["paths"][route.path][method.lower()]
        access = access_of(route)
        operation["x-role"] = access.name
        operation["security"] = [{"token": []}] if isinstance(access, RequiresToken) else [session_of(method)]
    return document


def session_of(method: str) -> dict[str, list]:
    return {"session": []} if method == "GET" else {"session": [], "csrf": []}


def operations_of(app: FastAPI, language: str = "en") -> list[dict[str, Any]]:
    """Each operation with what it does, in `en` or `zh`, the role that it needs, its parameters and its body."""
    document = openapi_of(app)
    return [
        {"method": method, "path": route.path, "summary": summary_of(route, method, language),
         "role": (access_of(route) or Access()).name, **inputs(document["paths"][route.path][method.lower()], document)}
        for route, method in routes_of(app)
    ]  # fmt: skip


def summary_of(route: Any, method: str, language: str) -> str:
    if language == "zh":
        return in_chinese()[f"{method} {route.path}"]
    return (route.endpoint.__doc__ or "").strip().split("\n")[0]


@cache
def in_chinese() -> Mapping[str, str]:
    return yaml.safe_load(files("robot_guide.web").joinpath("data/interface.zh.yaml").read_text("utf-8"))


def routes_of(app: FastAPI) -> Iterator[tuple[Any, str]]:
    for route in app.state.routes:
        if route.include_in_schema:
            yield from ((route, method) for method in sorted(route.methods))


def inputs(operation: Mapping[str, Any], document: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """`parameters` and `body`: name, type and whether it is required."""
    parameters = [
        {"name": one["name"], "type": type_of(one["schema"], document), "required": one.get("required", False)}
        for one in operation.get("parameters", ())
    ]
    content = operation.get("requestBody", {}).get("content", {})
    schema = resolved(next(iter(content.values()))["schema"], document) if content else {}
    body = [
        {"name": name, "type": type_of(each, document), "required": name in schema.get("required", ())}
        for name, each in schema.get("properties", {}).items()
    ]
    return {"parameters": parameters, "body": body}


def type_of(schema: Mapping[str, Any], document: Mapping[str, Any]) -> str:
    """A schema's type in a few words."""
    schema = resolved(schema, document)
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(type_of(each, document) for each in schema["anyOf"]))
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if "const" in schema:
        return str(schema["const"])
    if schema.get("type") == "array":
        return f"[{type_of(schema.get('items', {}), document)}]"
    inner = schema.get("additionalProperties")
    if isinstance(inner, Mapping):
        return f"{{…: {type_of(inner, document)}}}"
    if "properties" in schema:
        return "{" + ", ".join(schema["properties"]) + "}"
    return schema.get("format") or schema.get("type", "any")


def resolved(schema: Mapping[str, Any], document: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in schema:
        return schema
    return document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
