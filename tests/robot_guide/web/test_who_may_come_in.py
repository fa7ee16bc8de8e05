"""Nobody comes in who does not belong, and everybody does only what their role allows."""

import re
import sqlite3

import pytest
from fastapi import APIRouter

from robot_guide.web import app as app_module
from robot_guide.web.access import Requires, RequiresToken, access_of
from robot_guide.web.accounts import AccountError
from robot_guide.web.app import create_app
from robot_guide.web.console import ConsoleSettings
from robot_guide.web.roles import Role
from robot_guide.web.serving import announcement, server_of

OPEN = {("GET", "/healthz"), ("GET", "/login"), ("POST", "/login")}
PASSWORD = "the creek makes waves"


def routes_of(place):
    return [(method, route) for route in place.app.state.routes for method in sorted(route.methods)]


def path_of(route):
    return re.sub(r"\{\w+\}", "1", route.path)


def test_every_route_says_who_may_ask(place):
    for method, route in routes_of(place):
        if (method, route.path) not in OPEN:
            assert isinstance(access_of(route), Requires | RequiresToken), f"{method} {route.path}"


def test_a_new_route_without_a_check_keeps_the_console_from_starting(place, monkeypatch):
    class Part:
        router = APIRouter()

    @Part.router.get("/forgotten")
    def forgotten():
        return {}

    monkeypatch.setattr(app_module, "PARTS", (*app_module.PARTS, Part))
    with pytest.raises(RuntimeError, match="/forgotten"):
        create_app(place.app.state.console.settings, place.store, place.accounts, place.robots, place.clock)


def test_no_route_answers_somebody_who_is_not_logged_in(place):
    client = place.anybody()
    for method, route in routes_of(place):
        if (method, route.path) in OPEN:
            continue
        answer = client.request(method, path_of(route))
        to_login = answer.status_code == 303 and answer.headers["location"] == "/login"
        assert answer.status_code == 401 or to_login, f"{method} {route.path}: {answer.status_code}"


def test_no_role_can_do_what_needs_a_higher_one(place):
    clients = {role: place.user(role.label) for role in Role}
    tried = 0
    for method, route in routes_of(place):
        access = access_of(route)
        if not isinstance(access, Requires):
            continue
        for role in (role for role in Role if role < access.role):
            answer = clients[role].request(method, path_of(route))
            assert answer.status_code == 403, f"{role.label}: {method} {route.path}: {answer.status_code}"
            tried += 1
    assert tried > 30


def test_no_change_is_taken_without_the_pages_token(place):
    client = place.user("admin")
    del client.headers["X-CSRF-Token"]
    for method, route in routes_of(place):
        if method in ("GET", "HEAD") or (method, route.path) in OPEN or not isinstance(access_of(route), Requires):
            continue
        answer = client.request(method, path_of(route), data={"csrf": "guessed"})
        assert answer.status_code == 403, f"{method} {route.path}: {answer.status_code}"
        assert answer.json()["error"] == "csrf"


def log_in(client, name, password):
    page = client.get("/login")
    csrf = re.search(r'name="csrf" value="([^"]+)"', page.text)[1]
    return client.post("/login", data={"name": name, "password": password, "csrf": csrf})


def test_a_password_opens_and_a_wrong_one_does_not(place):
    client = place.anybody()
    assert log_in(client, "editor", "wrong").status_code == 401
    answer = log_in(client, "editor", PASSWORD)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert client.get("/api/session").json()["user"] == "editor"


def test_logging_in_needs_the_pages_own_token(place):
    answer = place.anybody().post("/login", data={"name": "editor", "password": PASSWORD, "csrf": "x"})
    assert answer.status_code == 403


def test_guessing_passwords_takes_longer_and_longer(place):
    client = place.anybody()
    for _ in range(5):
        assert log_in(client, "editor", "guess").status_code == 401
    refused = log_in(client, "editor", PASSWORD)
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) >= 2
    place.clock.pass_(seconds=3)
    assert log_in(client, "editor", PASSWORD).status_code == 303


def test_a_session_ends_when_nobody_uses_it_and_when_its_user_is_locked(place):
    client = place.user("editor")
    place.clock.pass_(hours=3)
    assert client.get("/api/session").status_code == 401
    client = place.user("editor")
    place.accounts.change_user("editor", active=False)
    assert client.get("/api/session").status_code == 401
    assert log_in(place.anybody(), "editor", PASSWORD).status_code == 401


def test_logging_out_ends_the_session(place):
    client = place.user("viewer")
    csrf = client.headers["X-CSRF-Token"]
    assert client.post("/logout", data={"csrf": csrf}).status_code == 303
    assert client.get("/api/session").status_code == 401


def test_the_first_password_is_good_for_choosing_another_only(tmp_path, place):
    once = place.accounts.add_user("new", Role.ADMIN)
    client = place.anybody()
    assert log_in(client, "new", once).headers["location"] == "/account"
    client.headers["X-CSRF-Token"] = client.get("/api/session").json()["csrf"]
    assert client.get("/api/draft").json()["error"] == "must_change_password"
    weak = client.post("/api/account/password", json={"old": once, "new": "short"})
    assert weak.status_code == 422
    assert client.post("/api/account/password", json={"old": once, "new": "a long enough one"}).status_code == 200
    assert client.get("/api/draft").status_code == 200


def test_passwords_and_secrets_are_nowhere_in_the_file(place):
    secret = place.accounts.begin_session(place.accounts.users()[0], place.clock())
    token = place.accounts.make_token("queues", "admin", place.clock())
    held = b"".join(path.read_bytes() for path in place.accounts.path.parent.glob("accounts.db*"))
    for word in (PASSWORD, secret, token):
        assert word.encode() not in held
    assert b"$argon2id$" in held


def test_there_is_always_somebody_who_keeps_the_users(place):
    with pytest.raises(AccountError, match="last administrator"):
        place.accounts.change_user("admin", role=Role.VIEWER)
    assert {user.name: user.role for user in place.accounts.users()}["admin"] is Role.ADMIN


def test_another_sites_page_is_refused(place):
    client = place.user("editor")
    answer = client.post("/api/draft/undo", headers={"Origin": "http://evil.example"})
    assert (answer.status_code, answer.json()["error"]) == (403, "origin")


def test_another_name_for_this_machine_is_refused(place):
    answer = place.user("viewer").get("/api/draft", headers={"Host": "rebound.example"})
    assert (answer.status_code, answer.json()["error"]) == (421, "host")


def test_what_is_too_large_is_refused_even_if_it_does_not_say_so(place):
    client = place.user("editor")
    assert client.post("/api/draft/edit", content=b"x" * 26_000_000).status_code == 413

    def endless():
        for _ in range(30):
            yield b"x" * 1_000_000

    assert client.post("/api/draft/edit", content=endless()).status_code == 413


PROXIES = [(False, None, False), (True, "cert.pem", False), (True, None, True)]


@pytest.mark.parametrize(("tls", "certificate", "believed"), PROXIES)
def test_only_a_proxy_that_has_the_certificate_is_believed_for_whom_a_request_comes(place, tls, certificate, believed):
    settings = ConsoleSettings(tls=tls)
    assert server_of(place.app, settings, certificate, certificate).config.proxy_headers is believed


def test_whoever_reads_the_announcement_knows_where_to_point_the_browser_and_the_proxy(place):
    told = announcement(ConsoleSettings(tls=True), place.store.path, "accounts.db", None, proxied=True)
    assert "http://127.0.0.1:8080/" in told
    assert "proxy" in told


def test_every_answer_tells_the_browser_to_be_careful(place):
    for path in ("/login", "/static/map.js", "/api/draft", "/nowhere"):
        headers = place.anybody().get(path).headers
        assert "script-src 'self'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"


HALF = "\\ud800"  # as JSON writes half a character


@pytest.mark.parametrize(("path", "body"), [
    ("/api/draft/edit", f'{{"changes": {{"windows": {{"A12": {{"names": {{"zh": "{HALF}"}}}}}}}}}}'),
    ("/api/draft/edit", f'{{"changes": {{"windows": {{"A12": {{"open": false}}}}}}, "label": "{HALF}"}}'),
    ("/api/draft/publish", f'{{"reason": "{HALF}"}}'),
    ("/api/users", f'{{"name": "{HALF}", "role": "viewer"}}'),
    ("/api/robots/xiao_pu/orders", f'{{"kind": "call", "place": "{HALF}"}}'),
    ("/api/account/password", f'{{"old": "{HALF}", "new": "{HALF * 12}"}}'),
])  # fmt: skip
def test_half_a_character_is_refused_and_nothing_breaks(place, path, body):
    client = place.user("admin")
    client.post("/api/draft/edit", json={"changes": {"windows": {"A11": {"open": False}}}})
    answer = client.post(path, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (404, 422)
    assert client.get("/api/draft").json()["edits"] == 1
    assert client.get("/api/draft/findings").status_code == 200


def test_a_fault_of_the_console_is_told_with_the_headers_of_every_answer(place, monkeypatch):
    monkeypatch.setattr(place.store, "history", lambda *_: 1 / 0)
    client = place.user("admin")
    client._transport.raise_server_exceptions = False
    answer = client.get("/api/history")
    assert (answer.status_code, answer.json()["error"]) == (500, "failed")
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert "Zero" not in answer.text


@pytest.mark.parametrize("path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py"])
def test_no_path_leads_out_of_the_static_files(place, path):
    assert place.anybody().get(path).status_code in (401, 404)


def test_the_audit_log_tells_and_keeps(place):
    log_in(place.anybody(), "editor", "wrong")
    client = place.user("editor")
    client.post("/api/draft/edit", json={"changes": {"windows": {"A12": {"open": False}}}, "label": "close A12"})
    lines = place.user("admin").get("/api/audit").json()["lines"]
    assert {("editor", "login failed"), ("editor", "edit")} <= {(line["user"], line["action"]) for line in lines}


@pytest.mark.parametrize(
    "statement",
    ["delete from audit", "update audit set user = 'x'", "insert or replace into audit select * from audit limit 1"],
)
def test_the_audit_log_can_only_be_added_to(place, statement):
    log_in(place.anybody(), "editor", "wrong")
    with pytest.raises(sqlite3.IntegrityError, match="never"), sqlite3.connect(place.accounts.path) as db:
        db.execute(statement)


def test_users_are_added_with_a_password_that_is_shown_once(place):
    admin = place.user("admin")
    answer = admin.post("/api/users", json={"name": "zhou", "role": "editor"}).json()
    assert log_in(place.anybody(), "zhou", answer["password"]).status_code == 303
    assert admin.post("/api/users", json={"name": "zhou", "role": "editor"}).status_code == 422
    assert admin.post("/api/users", json={"name": "../x", "role": "editor"}).status_code == 422
    assert admin.patch("/api/users/zhou", json={"role": "viewer"}).status_code == 200
    reset = admin.patch("/api/users/zhou", json={"reset_password": True}).json()["password"]
    assert log_in(place.anybody(), "zhou", reset).status_code == 303
