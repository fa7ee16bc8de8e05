"""Numbers that a request may name: those that a row of the databases can have."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

RowNumber = Annotated[int, Field(ge=0, lt=2**63)]  # SQLite's integers have 64 bits
