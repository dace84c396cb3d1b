"""The users and groups that a directory may tell of: what lessons need, and nothing else of a person."""

from __future__ import annotations

from typing import Annotated, ClassVar

from scim2_models import (
    URN,
    AnyExtension,
    AuthenticationScheme,
    Bulk,
    ChangePassword,
    ComplexAttribute,
    ETag,
    Extension,
    External,
    Filter,
    Group,
    Mutability,
    Patch,
    Reference,
    Required,
    Resource,
    ResourceType,
    ScimPolicy,
    ScimProvider,
    ServiceProviderConfig,
    Sort,
    Uniqueness,
)
from scim2_models import User as WholeUser

MOST_FOUND = 200  # resources on one page of a search


class Manager(ComplexAttribute):
    """Whom somebody reports to. Directories send the id alone, though the standard asks for its address too."""

    value: str | None = None
    display_name: Annotated[str | None, Mutability.read_only] = None


class EnterpriseUser(Extension):
    """Where somebody works in the company."""

    __schema__ = URN("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User")

    organization: str | None = None
    division: str | None = None
    department: str | None = None
    cost_center: str | None = None
    manager: Manager | None = None


class User(Resource[AnyExtension]):
    """Their address, name, language, zone and place in the company. Phones and pictures are not kept."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:User")

    user_name: Annotated[str | None, Uniqueness.server, Required.true] = None
    name: WholeUser.Name | None = None  # type: ignore[valid-type]
    Name: ClassVar[type[ComplexAttribute]] = WholeUser.Name
    display_name: str | None = None
    title: str | None = None
    user_type: str | None = None
    preferred_language: str | None = None
    locale: str | None = None
    timezone: str | None = None
    active: bool | None = None
    emails: list[WholeUser.Emails] | None = None  # type: ignore[valid-type]
    Emails: ClassVar[type[ComplexAttribute]] = WholeUser.Emails
    addresses: list[WholeUser.Addresses] | None = None  # type: ignore[valid-type]
    Addresses: ClassVar[type[ComplexAttribute]] = WholeUser.Addresses


CONFIG = ServiceProviderConfig(
    patch=Patch(supported=True),
    bulk=Bulk(supported=False, max_operations=0, max_payload_size=0),
    filter=Filter(supported=True, max_results=MOST_FOUND),
    change_password=ChangePassword(supported=False),
    sort=Sort(supported=True),
    etag=ETag(supported=True),
    authentication_schemes=[
        AuthenticationScheme(
            type=AuthenticationScheme.Type.oauthbearertoken,
            name="Bearer token",
            description="A key that `ninety scim` makes for one workspace",
            spec_uri=Reference[External]("https://datatracker.ietf.org/doc/html/rfc6750"),
            primary=True,
        )
    ],
)


# Directories send phones and pictures whether anybody wants them or not, and Entra ID changes lists in its own way.
POLICY = ScimPolicy(
    unknown=ScimPolicy.Unknown.ignore,
    remove_value_as_filter=ScimPolicy.RemoveValue.apply,
    unmatched_path_filter=ScimPolicy.UnmatchedPathFilter.create,
)

PROVIDER = ScimProvider(
    [User, EnterpriseUser, Group],
    [ResourceType.from_resource(User[EnterpriseUser]), ResourceType.from_resource(Group)],
    CONFIG,
    POLICY,
)
"""What our service serves."""
