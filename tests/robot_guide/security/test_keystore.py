"""A keystore as SROS2 reads it: signed, least privilege for each process, secrets readable by their owner only."""

import json
import shutil
import stat
import subprocess
from datetime import datetime, timedelta, timezone
from pathlib import Path
from xml.etree import ElementTree

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from robot_guide import graph
from robot_guide.cli import main
from robot_guide.security import keystore
from robot_guide.security.access import AccessError, access_of, load

ROOT = Path(__file__).resolve().parents[3]
GRAPH = graph.load(ROOT / "launch" / "graph.yaml")
ROBOTS = ("xiao_pu", "xiao_hui")
NOW = datetime(2026, 11, 26, 12, 0, tzinfo=timezone.utc)
PU = "xiao_pu/navigator"


def enclaves_of(**chosen):
    chosen = {"console": True, "ears": True, "microphone": True, **chosen}
    return [keystore.Enclave.of(spec) for spec in graph.expand(GRAPH, chosen)]


def made(folder, now=NOW, *, renew=False, **config):
    return keystore.create(folder, enclaves_of(), ROBOTS, keystore.KeystoreConfig(**config), now, renew=renew)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys") / "keystore"
    made(folder)
    return folder


def certificate(path):
    return x509.load_pem_x509_certificate(path.read_bytes())


def topics_of(store, enclave, kind):
    rule = ElementTree.parse(store / "enclaves" / enclave / "permissions.xml").find(".//allow_rule")
    return {each.text for each in rule.findall(f"{kind}/topics/topic")}


def test_each_process_of_the_graph_has_what_sros2_looks_for(store):
    for enclave in enclaves_of():
        folder = store / "enclaves" / enclave.path.lstrip("/")
        for name in ("cert.pem", "key.pem", "identity_ca.cert.pem", "permissions_ca.cert.pem", "governance.p7s",
                     "permissions.p7s"):  # fmt: skip
            assert (folder / name).read_bytes(), f"{folder}: {name}"


def test_each_certificate_is_its_own_and_the_authoritys(store):
    authority = certificate(store / "public" / "ca.cert.pem")
    subjects = set()
    for path in sorted((store / "enclaves").rglob("cert.pem")):
        own = certificate(path)
        own.verify_directly_issued_by(authority)
        key = serialization.load_pem_private_key(path.with_name("key.pem").read_bytes(), None)
        assert key.public_key().public_numbers() == own.public_key().public_numbers()
        subjects.add(own.subject.rfc4514_string())
    assert f"CN=/{PU}" in subjects
    assert len(subjects) == len(enclaves_of())


def test_a_certificate_of_somebody_else_is_not_the_authoritys(store, tmp_path):
    made(tmp_path / "other")
    with pytest.raises(InvalidSignature):
        certificate(tmp_path / "other" / "enclaves" / PU / "cert.pem").verify_directly_issued_by(
            certificate(store / "public" / "ca.cert.pem")
        )


def verified(document, authority):
    command = ["openssl", "smime", "-verify", "-text", "-in", document, "-CAfile", authority, "-no_check_time"]
    return subprocess.run([str(word) for word in command], capture_output=True, text=True)


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl, an independent judge of signatures, is not installed")
def test_openssl_finds_every_document_signed_and_one_that_was_touched_not(store, tmp_path):
    authority = store / "public" / "ca.cert.pem"
    documents = sorted((store / "enclaves").rglob("*.p7s"))
    assert documents
    for document in documents:
        checked = verified(document, authority)
        assert checked.returncode == 0, f"{document}: {checked.stderr}"
        plain = document.with_suffix(".xml")
        if plain.exists():
            assert checked.stdout.replace("\r", "").strip() == plain.read_text().strip()
    touched = tmp_path / "touched.p7s"
    signed = (store / "enclaves" / PU / "permissions.p7s").read_bytes()
    touched.write_bytes(signed.replace(b"rt/xiao_pu/cmd_vel", b"rt/xiao_hui/cmd_ve"))
    assert touched.read_bytes() != signed
    assert verified(touched, authority).returncode != 0


def test_only_the_owner_reads_a_key(store):
    keys = [path for path in store.rglob("*key.pem") if not path.is_symlink()]
    assert len(keys) == len(enclaves_of()) + 1
    assert {stat.S_IMODE(path.stat().st_mode) for path in keys} == {0o600}
    assert stat.S_IMODE((store / "private").stat().st_mode) == 0o700


def test_nobody_joins_unknown_and_what_is_not_named_is_refused(store):
    rule = ElementTree.parse(store / "enclaves" / "governance.xml").find(".//domain_rule")
    assert rule.findtext("allow_unauthenticated_participants") == "false"
    assert rule.findtext(".//enable_write_access_control") == "true"
    for path in (store / "enclaves").rglob("permissions.xml"):
        assert ElementTree.parse(path).findtext(".//default") == "DENY"
        assert "*" not in path.read_text()


def test_only_its_navigator_and_the_staffs_tools_move_a_robot(store):
    """Who may send a robot somewhere, or drive its wheels."""
    writers = {"rt/xiao_pu/cmd_vel": set(), "rq/xiao_pu/guide/orderRequest": set(), "rq/hall/editRequest": set(),
               "rq/xiao_pu/navigate_to_pose/_action/send_goalRequest": set()}  # fmt: skip
    for path in (store / "enclaves").rglob("permissions.xml"):
        enclave = str(path.parent.relative_to(store / "enclaves"))
        for topic in topics_of(store, enclave, "publish") & set(writers):
            writers[topic].add(enclave)
    assert writers["rt/xiao_pu/cmd_vel"] == {"xiao_pu/navigator"}
    assert writers["rq/xiao_pu/navigate_to_pose/_action/send_goalRequest"] == {"xiao_pu/guide", "xiao_pu/navigator"}
    assert writers["rq/hall/editRequest"] == {"hall_sim"}
    assert writers["rq/xiao_pu/guide/orderRequest"] == {"console", "xiao_pu/conversation", "xiao_pu/dispatch"}


def test_one_robot_has_no_say_in_the_other(store):
    for path in (store / "enclaves" / "xiao_hui").rglob("permissions.xml"):
        written = topics_of(store, f"xiao_hui/{path.parent.name}", "publish")
        assert not [topic for topic in written if topic.startswith(("rt/xiao_pu/", "rq/xiao_pu/"))]


def test_a_second_run_keeps_keys_and_renewing_makes_new_ones_of_the_same_authority(tmp_path):
    folder = tmp_path / "keystore"
    assert len(made(folder)) == len(enclaves_of())
    authority, key = (folder / "public/ca.cert.pem").read_bytes(), (folder / f"enclaves/{PU}/key.pem").read_bytes()
    assert made(folder) == ()
    assert (folder / f"enclaves/{PU}/key.pem").read_bytes() == key
    assert len(made(folder, NOW + timedelta(days=300), renew=True)) == len(enclaves_of())
    assert (folder / f"enclaves/{PU}/key.pem").read_bytes() != key
    assert (folder / "public/ca.cert.pem").read_bytes() == authority
    assert certificate(folder / f"enclaves/{PU}/cert.pem").not_valid_after_utc > NOW + timedelta(days=600)


def test_nothing_outlives_its_authority(tmp_path):
    made(tmp_path / "keystore", days=3650, authority_years=1)
    own = certificate(tmp_path / "keystore" / "enclaves" / PU / "cert.pem")
    assert own.not_valid_after_utc <= certificate(tmp_path / "keystore/public/ca.cert.pem").not_valid_after_utc
    assert isinstance(own.public_key(), ec.EllipticCurvePublicKey)


def test_a_robots_part_has_its_own_keys_and_neither_the_others_nor_the_authoritys(store, tmp_path):
    part = tmp_path / "xiao_pu"
    keystore.export(store, enclaves_of(role="robot", here=["xiao_pu"]), part)
    assert {path.name for path in (part / "enclaves").iterdir() if path.is_dir()} == {"xiao_pu"}
    assert not (part / "private").exists()
    assert (part / "enclaves" / PU / "permissions_ca.cert.pem").read_bytes()
    with pytest.raises(keystore.KeystoreError, match="only one of"):
        made(part)
    with pytest.raises(keystore.KeystoreError, match="is there already"):
        keystore.export(store, enclaves_of(), part)


def test_a_folder_with_something_else_is_left_alone(tmp_path):
    (tmp_path / "letters").write_text("dear")
    with pytest.raises(keystore.KeystoreError, match="holds something"):
        made(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letters"]


def test_a_node_that_the_table_does_not_know_is_named():
    with pytest.raises(AccessError, match="barista"):
        access_of("barista", "", ROBOTS)
    table = {"every_node": {"publish": [], "subscribe": []}, "lifecycle": [], "nodes": {"a": {"publish": ["scan"]}}}
    with pytest.raises(AccessError, match=r"\*/scan"):
        access_of("a", "", ROBOTS, table)
    with pytest.raises(AccessError, match="publishes"):
        access_of("a", "", ROBOTS, {**table, "nodes": {"a": {"publishes": []}}})


def test_the_table_knows_each_node_of_the_graph_and_no_other():
    ours = {node.executable for node in GRAPH.nodes} - {"discovery_server"}
    assert set(load()["nodes"]) == ours


def test_the_command_makes_a_keystore_and_a_machines_part_and_tells_no_secret(tmp_path, capsys):
    folder, part = tmp_path / "keystore", tmp_path / "part"
    assert main(["security", "create", str(folder), "--json"]) == 0
    out = capsys.readouterr().out
    assert json.loads(out)["new_keys"] == json.loads(out)["enclaves"]
    assert main(["security", "export", str(folder), "role:=hall", "--out", str(part), "--json"]) == 0
    out += capsys.readouterr().out
    assert json.loads(out.splitlines()[-1])["enclaves"] == ["/hall_map", "/console"]
    secrets = [path.read_text().splitlines()[1] for path in folder.rglob("*key.pem")]
    assert not [secret for secret in secrets if secret in out]
    assert main(["security", "export", str(folder), "--out", str(part)]) == 1
