"""Whatever is asked of the console's routes, by anybody in any role, none fails: no traceback, no hang, no status 500.

Requests are made by schemathesis from the console's own OpenAPI document, with what it allows and what it forbids. The
store and the accounts are real files; the robots are not there.
"""

import os
import sqlite3

import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given

from robot_guide.web.roles import Role

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "2"))  # of each route and role
ENDS_SESSIONS = {"/logout"}
ROLES = (None, *(role.label for role in Role))


@pytest.mark.slow
@pytest.mark.parametrize("who", ROLES, ids=str)
def test_no_route_fails_whatever_it_is_asked(place, who):
    schema = schemathesis.openapi.from_dict(document_of(place.app))
    asked = 0
    for operation in (result.ok() for result in schema.get_all_operations()):
        if operation.path in ENDS_SESSIONS or operation.path.endswith("/live"):
            continue  # the one ends what we ask with; the other has no end
        client = place.anybody() if who is None else place.user(who)
        asked += 1
        ask(operation, client)
    assert asked > 20
    for file in (place.store.path, place.accounts.path):
        with sqlite3.connect(file) as database:
            assert database.execute("pragma integrity_check").fetchone() == ("ok",)


def ask(operation, client):
    client = type(client)(
        client.app, base_url="http://localhost:8080", follow_redirects=False, raise_server_exceptions=False,
        cookies=dict(client.cookies), headers=dict(client.headers),
    )  # fmt: skip

    @hypothesis.settings(
        max_examples=EXAMPLES, deadline=None, database=None, phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(operation.as_strategy())
    def is_answered(case):
        answer = client.request(**request_of(case))
        assert answer.status_code < 500, f"{operation.label} {request_of(case)}\n{answer.text[:500]}"
        assert "Traceback" not in answer.text

    is_answered()


def request_of(case):
    """As httpx has it."""
    made = case.as_transport_kwargs(base_url="http://localhost:8080")
    body = made.pop("data", None)
    if isinstance(body, bytes | str):
        made["content"] = body
    elif body is not None:
        made["data"] = body
    wanted = ("method", "url", "headers", "params", "content", "data", "json", "files", "cookies")
    return {key: value for key, value in made.items() if key in wanted and value is not None}


def document_of(app):
    from fastapi.openapi.utils import get_openapi

    return get_openapi(title="console", version="1", routes=app.routes)
