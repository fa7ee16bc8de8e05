"""What may be said on the graph, as DDS Security 1.1 reads it (section 9.4.1): governance and permissions."""

from __future__ import annotations

from datetime import datetime, timezone
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from robot_guide.security.access import Access

SCHEMA = "{http://www.w3.org/2001/XMLSchema-instance}noNamespaceSchemaLocation"
WHERE = "http://www.omg.org/spec/DDS-SECURITY/20170901/omg_shared_ca_{}.xsd"
LAST_DOMAIN = 232
GOVERNANCE = {  # in the order of the schema
    "allow_unauthenticated_participants": "false",
    "enable_join_access_control": "true",
    "discovery_protection_kind": "ENCRYPT",
    "liveliness_protection_kind": "ENCRYPT",
    "rtps_protection_kind": "SIGN",
}
EVERY_TOPIC = {
    "topic_expression": "*",
    "enable_discovery_protection": "true",
    "enable_liveliness_protection": "true",
    "enable_read_access_control": "true",
    "enable_write_access_control": "true",
    "metadata_protection_kind": "ENCRYPT",
    "data_protection_kind": "ENCRYPT",
}


def governance() -> bytes:
    """Nobody joins without a certificate, nothing is read or written without permission, everything is encrypted."""
    root = document("governance")
    rule = SubElement(SubElement(root, "domain_access_rules"), "domain_rule")
    limits = SubElement(SubElement(rule, "domains"), "id_range")
    add(limits, "min", "0")
    add(limits, "max", str(LAST_DOMAIN))
    for name, value in GOVERNANCE.items():
        add(rule, name, value)
    topic = SubElement(SubElement(rule, "topic_access_rules"), "topic_rule")
    for name, value in EVERY_TOPIC.items():
        add(topic, name, value)
    return text_of(root)


def permissions(enclave: str, access: Access, domain: int, begin: datetime, end: datetime) -> bytes:
    """What the holder of a certificate may do on one domain; what is not named is refused.

    begin, end: with a time zone.
    """
    root = document("permissions")
    grant = SubElement(SubElement(root, "permissions"), "grant", name=enclave)
    add(grant, "subject_name", f"CN={enclave}")
    validity = SubElement(grant, "validity")
    add(validity, "not_before", moment(begin))
    add(validity, "not_after", moment(end))
    rule = SubElement(grant, "allow_rule")
    add(SubElement(rule, "domains"), "id", str(domain))
    for kind, topics in (("publish", access.written()), ("subscribe", access.read())):
        listed = SubElement(SubElement(rule, kind), "topics")
        for topic in sorted(topics):
            add(listed, "topic", topic)
    add(grant, "default", "DENY")
    return text_of(root)


def document(kind: str) -> Element:
    return Element("dds", {SCHEMA: WHERE.format(kind)})


def add(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text


def moment(at: datetime) -> str:
    return at.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")


def text_of(root: Element) -> bytes:
    indent(root)
    return tostring(root, "utf-8", xml_declaration=True) + b"\n"
