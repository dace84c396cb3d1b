"""The pages of managers, behind links that open one time."""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import web

from adapters.web.managers.access import Access
from adapters.web.managers.ahead_page import AheadPage
from adapters.web.managers.audit_page import AuditPage
from adapters.web.managers.campaign_pages import CampaignPages
from adapters.web.managers.list_page import ListPage
from adapters.web.managers.metric_page import MetricPage
from adapters.web.managers.planning.afterwards_page import AfterwardsPage
from adapters.web.managers.planning.approval_page import ApprovalPage
from adapters.web.managers.planning.automation_page import AutomationPage
from adapters.web.managers.planning.co_managers_page import CoManagersPage
from adapters.web.managers.planning.hooks_page import HooksPage
from adapters.web.managers.planning.joiners_page import JoinersPage
from adapters.web.managers.results_page import ResultsPage
from adapters.web.managers.webhooks_page import WebhooksPage
from bot.clock import Clock
from bot.links import Links
from lessons.database import Database


def manager_pages(
    app: web.Application,
    database: Database,
    links: Links,
    clock: Clock,
    approval_above: int,
    wake: Callable[[], None],
) -> None:
    """Serve what managers see and do in a browser.

    Args:
        approval_above: more people than that need a second manager's yes.
        wake: called when something may leave at once.
    """
    access = Access(database, links, clock)
    access.routes(app)
    AuditPage(database, access).routes(app)
    WebhooksPage(database, access).routes(app)
    AheadPage(database, access).routes(app)
    MetricPage(database, access).routes(app)
    AutomationPage(database, links, access, approval_above, wake).routes(app)
    ListPage(database, access).routes(app)
    CoManagersPage(database, links, access).routes(app)
    HooksPage(database, access).routes(app)
    AfterwardsPage(database, access).routes(app)
    ApprovalPage(database, links, access, wake).routes(app)
    JoinersPage(database, links, access).routes(app)
    ResultsPage(database, links, access, wake).routes(app)
    CampaignPages(database, links, access, approval_above, wake).routes(app)
