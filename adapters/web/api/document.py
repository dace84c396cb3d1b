"""The OpenAPI document of the API, made from the same lists that are served."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.api.cursors import PATTERN
from bot.api.lists import OF_CAMPAIGN
from bot.api.tokens import Scope

MOST, USUAL = 200, 50
WORDS, NUMBER, TRUTH = {"type": "string"}, {"type": "integer"}, {"type": "boolean"}
MAYBE_WORDS = {"type": ["string", "null"]}
INSTANT, MAYBE_INSTANT = {"type": "string", "format": "date-time"}, {"type": ["string", "null"], "format": "date-time"}
Schema = Mapping[str, Any]

ROWS: Mapping[Scope, Mapping[str, Schema]] = {
    Scope.ROSTER: {
        **dict.fromkeys(("id", "name", "email", "zone", "locale", "country", "manager_id"), WORDS),
        **dict.fromkeys(("manages", "active", "consents"), TRUTH),
    },
    Scope.CAMPAIGNS: {
        **dict.fromkeys(("id", "name", "series_slug", "manager_id", "state"), WORDS),
        **{"created_at": INSTANT, "started_at": MAYBE_INSTANT, "ended_at": MAYBE_INSTANT, "people": NUMBER},
    },
    Scope.DELIVERIES: {
        **dict.fromkeys(("id", "campaign_id", "kind", "episode_id", "state", "reason"), WORDS),
        **{"learner_id": MAYBE_WORDS, "position": NUMBER, "due_at": INSTANT, "sent_at": MAYBE_INSTANT},
    },
    Scope.REPLIES: {
        **dict.fromkeys(("campaign_id", "episode_id", "check_key"), WORDS),
        **{"choice": NUMBER, "correct": TRUTH, "first_try": TRUTH, "replied_at": INSTANT},
        "days_since": {"type": ["number", "null"]},
    },
    Scope.SERIES: {
        **dict.fromkeys(("slug", "title", "language"), WORDS),
        "episodes": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "slug", "title"],
                "properties": dict.fromkeys(("id", "slug", "title"), WORDS),
            },
        },
    },
    Scope.ANSWERS: {
        **dict.fromkeys(("id", "words", "outcome", "form", "language"), WORDS),
        **{"helpful": {"type": ["boolean", "null"]}, "by_model": TRUTH, "took_ms": NUMBER, "asked_at": INSTANT},
    },
}
ABOUT: Mapping[Scope, str] = {
    Scope.ROSTER: "People, also those who left.",
    Scope.CAMPAIGNS: "Campaigns and how many take part.",
    Scope.DELIVERIES: "Messages of campaigns. `learner_id` is null where the workspace's privacy mode is on.",
    Scope.REPLIES: "Replies without whose they are; in privacy mode only to checks that five people or more answered.",
    Scope.SERIES: "Series that learners get now, in their newest version.",
    Scope.ANSWERS: "What was asked and what came of it, without by whom.",
}
REFUSALS = {
    "400": "A parameter is not one that the list takes.",
    "401": "The token is missing, wrong, expired or revoked.",
    "403": "The token's scopes do not open this list.",
    "404": "The cursor is none that a page of this list gave.",
    "429": "Too much at once; `Retry-After` says how many seconds to wait.",
}


def document(public_url: str) -> dict[str, Any]:
    """The whole of it, OpenAPI 3.1."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Ninety", "version": "1", "description": "Lists of one workspace, oldest first."},
        "servers": [{"url": public_url}],
        "paths": {f"/api/v1/{scope.value}": {"get": _operation(scope)} for scope in Scope},
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Problem": _problem(), **{_name(scope): _object(ROWS[scope]) for scope in Scope}},
        },
    }


def parameters(scope: Scope) -> list[dict[str, Any]]:
    """What a list takes in its address."""
    limit = {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}
    cursor = {"type": "string", "pattern": f"^{PATTERN}$"}
    taken = [
        {"name": "limit", "in": "query", "schema": limit, "description": "Rows of a page."},
        {"name": "cursor", "in": "query", "schema": cursor, "description": "`next` of the page before."},
    ]
    if scope in OF_CAMPAIGN:
        schema = {"type": "string", "pattern": "^[0-9a-z]{1,32}$"}
        taken.append({"name": "campaign_id", "in": "query", "schema": schema, "description": "Only of this campaign."})
    return taken


def _operation(scope: Scope) -> dict[str, Any]:
    page = {
        "type": "object",
        "required": ["data", "next"],
        "properties": {
            "data": {"type": "array", "items": {"$ref": f"#/components/schemas/{_name(scope)}"}},
            "next": MAYBE_WORDS,
        },
    }
    return {
        "operationId": f"list_{scope.value}",
        "summary": ABOUT[scope],
        "description": f"Needs a token with the scope `{scope.value}`.",
        "security": [{"token": []}],
        "parameters": parameters(scope),
        "responses": {
            "200": {"description": "A page, and the cursor of the next one.", "content": _json(page)},
            **{status: _refusal(words) for status, words in REFUSALS.items()},
        },
    }


def _refusal(words: str) -> dict[str, Any]:
    return {
        "description": words,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _json(schema: Schema) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _object(properties: Mapping[str, Schema]) -> dict[str, Any]:
    return {"type": "object", "required": sorted(properties), "properties": properties, "additionalProperties": False}


def _problem() -> dict[str, Any]:
    return _object({"title": WORDS, "status": NUMBER, "detail": WORDS})


def _name(scope: Scope) -> str:
    return scope.value.capitalize()
