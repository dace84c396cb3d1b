"""The first schema: catalogue, roster, campaigns, ledger, answers, the local chat."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:

    # Appended to and never changed; it keeps ids, which name nobody once a person is erased.
    op.create_table(
        "audit",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("detail", JSON, nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_audit")),
    )
    op.create_table(
        "campaigns",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("series_slug", sa.String(length=120), nullable=False),
        sa.Column("manager_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("plan", JSON, nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_campaigns")),
    )
    # How far the playground is ahead; every process reads it, so that all of them are at the same time.
    op.create_table(
        "clocks",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("ahead_us", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_clocks")),
    )
    # Every message that is or was owed. Instants are microseconds since 1970, which every database orders alike.
    op.create_table(
        "deliveries",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("learner_id", sa.String(length=32), nullable=False),
        sa.Column("campaign_id", sa.String(length=32), server_default="", nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("slot", sa.String(length=120), server_default="", nullable=False),
        sa.Column("episode_id", sa.String(length=32), server_default="", nullable=False),
        sa.Column("check_key", sa.String(length=200), server_default="", nullable=False),
        sa.Column("about_id", sa.String(length=32), server_default="", nullable=False),
        sa.Column("body", JSON, nullable=True),
        sa.Column("prompted", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("state", sa.String(length=10), server_default="planned", nullable=False),
        sa.Column("reason", sa.String(length=400), server_default="", nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("try_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("attempt", sa.Integer(), server_default="0", nullable=False),
        sa.Column("claimed_at", sa.BigInteger(), nullable=True),
        sa.Column("lease_until", sa.BigInteger(), nullable=True),
        sa.Column("looks", sa.Integer(), server_default="0", nullable=False),
        sa.Column("message_ref", sa.String(length=200), server_default="", nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("remind_at", sa.BigInteger(), nullable=True),
        sa.Column("reminded", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint(
            "workspace_id",
            "learner_id",
            "campaign_id",
            "position",
            "kind",
            "slot",
            name=op.f("uq_deliveries_workspace_id_learner_id_campaign_id_position_kind_slot"),
        ),
    )
    # Reports read one campaign, episode by episode.
    op.create_index("ix_deliveries_campaign", "deliveries", ["workspace_id", "campaign_id", "position"], unique=False)
    op.create_index(
        "ix_deliveries_claimable",
        "deliveries",
        ["workspace_id", "try_at", "id"],
        unique=False,
        sqlite_where=sa.text("state IN ('planned', 'waiting')"),
        postgresql_where=sa.text("state IN ('planned', 'waiting')"),
    )
    op.create_index(
        "ix_deliveries_leases",
        "deliveries",
        ["lease_until"],
        unique=False,
        sqlite_where=sa.text("state = 'sending'"),
        postgresql_where=sa.text("state = 'sending'"),
    )
    op.create_index(
        "ix_deliveries_reminders",
        "deliveries",
        ["remind_at"],
        unique=False,
        sqlite_where=sa.text("remind_at IS NOT NULL"),
        postgresql_where=sa.text("remind_at IS NOT NULL"),
    )
    # The weekly budget counts what a learner got, newest first.
    op.create_index("ix_deliveries_sent", "deliveries", ["workspace_id", "learner_id", "sent_at"], unique=False)
    op.create_index(
        "ix_deliveries_uncertain",
        "deliveries",
        ["try_at"],
        unique=False,
        sqlite_where=sa.text("state = 'uncertain'"),
        postgresql_where=sa.text("state = 'uncertain'"),
    )
    op.create_table(
        "documents",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False, comment="from the source; an episode's id for its clip"),
        sa.Column("kind", sa.String(length=16), nullable=False, comment="document or clip"),
        sa.Column("source", sa.Text(), nullable=False, comment="path or URL; empty for clips"),
        sa.Column("clip_id", sa.String(length=64), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("cues", JSON, nullable=True, comment="[[start_s, end_s, words], ...] of a clip"),
        sa.Column("learned_at", sa.BigInteger(), nullable=False, comment="when its content was last seen to change"),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_documents")),
    )
    # A learner keeps their place in each campaign here; the planner asks for nothing else.
    op.create_table(
        "enrolments",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("campaign_id", sa.String(length=32), nullable=False),
        sa.Column("learner_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("position", sa.Integer(), server_default="1", nullable=False),
        sa.Column("silent", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=True),
        sa.Column("last_at", sa.BigInteger(), nullable=True),
        sa.Column("why", sa.String(length=200), server_default="", nullable=False),
        sa.Column("joined_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "campaign_id", "learner_id", name=op.f("pk_enrolments")),
    )
    op.create_index("ix_enrolments_learner", "enrolments", ["workspace_id", "learner_id"], unique=False)
    op.create_index(
        "ix_enrolments_next",
        "enrolments",
        ["next_at"],
        unique=False,
        sqlite_where=sa.text("state = 'active'"),
        postgresql_where=sa.text("state = 'active'"),
    )
    op.create_table(
        "episodes",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("series_slug", sa.String(length=100), nullable=False),
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("content", JSON, nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=True),
        sa.Column("approved_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_episodes")),
        sa.UniqueConstraint(
            "workspace_id",
            "series_slug",
            "slug",
            "version",
            name=op.f("uq_episodes_workspace_id_series_slug_slug_version"),
        ),
    )
    # Ids of events that were handled: platforms send one again when our answer was late. They expire.
    op.create_table(
        "inbox",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("event_id", sa.String(length=200), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "event_id", name=op.f("pk_inbox")),
    )
    op.create_index(op.f("ix_inbox_expires_at"), "inbox", ["expires_at"], unique=False)
    op.create_table(
        "knowledge",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("passages", sa.BigInteger(), nullable=False, comment="how many are indexed"),
        sa.Column("length", sa.BigInteger(), nullable=False, comment="terms in all of them"),
        sa.Column(
            "last_number", sa.BigInteger(), nullable=False, comment="the newest passage's number; never used again"
        ),
        sa.Column("version", sa.BigInteger(), nullable=False, comment="grows with every change"),
        sa.Column("analyser", sa.Integer(), nullable=False, comment="analyser.VERSION that the terms were made with"),
        sa.Column("languages", JSON, nullable=False, comment="codes of the documents' languages, in order of arrival"),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_knowledge")),
    )
    op.create_table(
        "learners",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("outside_id", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=320), server_default="", nullable=False),
        sa.Column("zone", sa.String(length=64), server_default="UTC", nullable=False),
        sa.Column("locale", sa.String(length=20), server_default="en", nullable=False),
        sa.Column("country", sa.String(length=10), server_default="", nullable=False),
        sa.Column("manager_id", sa.String(length=32), server_default="", nullable=False),
        sa.Column("manages", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("place", sa.String(length=400), server_default="", nullable=False),
        sa.Column("service_url", sa.String(length=400), server_default="", nullable=False),
        sa.Column("consents", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("snoozed_until", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_learners")),
        sa.UniqueConstraint("workspace_id", "outside_id", name=op.f("uq_learners_workspace_id_outside_id")),
    )
    # The rate is shared through one row, so that more workers never write faster than a platform allows.
    op.create_table(
        "pacing",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("method", sa.String(length=60), nullable=False),
        sa.Column("per_second", sa.Float(), nullable=False),
        sa.Column("burst", sa.Float(), nullable=False),
        sa.Column("arrival", sa.BigInteger(), nullable=False),
        sa.Column("blocked_until", sa.BigInteger(), nullable=False),
        sa.Column("served_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "method", name=op.f("pk_pacing")),
    )
    op.create_table(
        "passages",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "id", sa.String(length=64), nullable=False, comment="changes with the text: a citation names a version"
        ),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("start_s", sa.Double(), nullable=True),
        sa.Column("end_s", sa.Double(), nullable=True),
        sa.Column("alias", sa.Boolean(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False, comment="terms, those of the title twice"),
        sa.PrimaryKeyConstraint("workspace_id", "number", name=op.f("pk_passages")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_passages_workspace_id_id")),
    )
    op.create_index(
        op.f("ix_passages_workspace_id_document_id_ordinal"),
        "passages",
        ["workspace_id", "document_id", "ordinal"],
        unique=False,
    )
    # Words by passage, in plain tables, so that both databases rank answers alike.
    op.create_table(
        "postings",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column(
            "term", sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False, comment="in the passage; in its title counts twice"),
        sa.Column("length", sa.Integer(), nullable=False, comment="the passage's, to score without a join"),
        sa.PrimaryKeyConstraint("workspace_id", "term", "number", name=op.f("pk_postings")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "questions",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("learner_id", sa.String(length=32), nullable=False),
        sa.Column("words", sa.String(length=1000), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("cited", JSON, nullable=False),
        sa.Column("took_ms", sa.Integer(), nullable=False),
        sa.Column("helpful", sa.Boolean(), nullable=True),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_questions")),
    )
    # The gap list asks for what found no answer, newest first.
    op.create_index("ix_questions_outcome", "questions", ["workspace_id", "outcome", "asked_at"], unique=False)
    # One row for each question and learner: the first answer counts, and a key makes sure of it.
    op.create_table(
        "replies",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("delivery_id", sa.String(length=32), nullable=False),
        sa.Column("learner_id", sa.String(length=32), nullable=False),
        sa.Column("campaign_id", sa.String(length=32), server_default="", nullable=False),
        sa.Column("episode_id", sa.String(length=32), nullable=False),
        sa.Column("check_key", sa.String(length=200), nullable=False),
        sa.Column("choice", sa.Integer(), nullable=False),
        sa.Column("correct", sa.Boolean(), nullable=False),
        sa.Column("first_try", sa.Boolean(), nullable=False),
        sa.Column("days_since", sa.Float(), nullable=True),
        sa.Column("seconds", sa.Float(), nullable=True),
        sa.Column("confidence", sa.Integer(), nullable=True),
        sa.Column("replied_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "delivery_id", "learner_id", name=op.f("pk_replies")),
    )
    op.create_index("ix_replies_campaign", "replies", ["workspace_id", "campaign_id", "episode_id"], unique=False)
    # Whether somebody answered a question already, wherever it was asked.
    op.create_index("ix_replies_check", "replies", ["workspace_id", "learner_id", "check_key"], unique=False)
    # What FSRS knows of how well each question is remembered, and when it is asked again.
    op.create_table(
        "reviews",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("learner_id", sa.String(length=32), nullable=False),
        sa.Column("check_key", sa.String(length=200), nullable=False),
        sa.Column("campaign_id", sa.String(length=32), nullable=False),
        sa.Column("episode_id", sa.String(length=32), nullable=False),
        sa.Column("stability", sa.Float(), nullable=False),
        sa.Column("difficulty", sa.Float(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=True),
        sa.Column("lapses", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Integer(), server_default="0", nullable=False),
        sa.Column("unheard", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "learner_id", "check_key", name=op.f("pk_reviews")),
    )
    op.create_index(
        "ix_reviews_due",
        "reviews",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("unheard < 3"),
        postgresql_where=sa.text("unheard < 3"),
    )
    op.create_table(
        "series",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("look", JSON, nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_series")),
        sa.UniqueConstraint("workspace_id", "slug", "version", name=op.f("uq_series_workspace_id_slug_version")),
    )
    op.create_table(
        "term_counts",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column(
            "term", sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql"), nullable=False
        ),
        sa.Column(
            "times", sa.BigInteger(), nullable=False, comment="passages that have it: the rows of postings, counted"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "term", name=op.f("pk_term_counts")),
        sqlite_with_rowid=False,
    )
    # Beats are written in real time, also where time was moved: health compares them with the real clock.
    op.create_table(
        "ticks",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.Column("took_ms", sa.Integer(), nullable=False),
        sa.Column("fault", sa.String(length=200), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_ticks")),
    )
    # Which seconds of a clip were played, as bits, so that playing one twice counts once.
    op.create_table(
        "views",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("delivery_id", sa.String(length=32), nullable=False),
        sa.Column("viewer_id", sa.String(length=32), nullable=False),
        sa.Column("campaign_id", sa.String(length=32), server_default="", nullable=False),
        sa.Column("episode_id", sa.String(length=32), nullable=False),
        sa.Column("clip_key", sa.String(length=60), nullable=False),
        sa.Column("watched_low", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("watched_high", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("plays", sa.Integer(), server_default="0", nullable=False),
        sa.Column("captions_on", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("last_s", sa.Float(), server_default="0", nullable=False),
        sa.Column("first_at", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "delivery_id", "viewer_id", "clip_key", name=op.f("pk_views")),
    )
    op.create_index("ix_views_campaign", "views", ["workspace_id", "campaign_id", "episode_id"], unique=False)
    op.create_table(
        "vocabulary",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column(
            "word",
            sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql"),
            nullable=False,
            comment="as written, for the repair of typing errors",
        ),
        sa.Column("times", sa.BigInteger(), nullable=False, comment="passages that have it"),
        sa.PrimaryKeyConstraint("workspace_id", "word", name=op.f("pk_vocabulary")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "web_changes",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_web_changes")),
    )
    # The local chat has no platform that keeps its messages, so they are kept here.
    op.create_table(
        "web_messages",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("learner_id", sa.String(length=32), nullable=False),
        sa.Column("cause_id", sa.String(length=120), nullable=False),
        sa.Column("author", sa.String(length=10), nullable=False),
        sa.Column("message", JSON, nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("said_at", sa.BigInteger(), nullable=False),
        sa.Column("revised_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_web_messages")),
        sa.UniqueConstraint("workspace_id", "cause_id", name=op.f("uq_web_messages_workspace_id_cause_id")),
    )
    op.create_index("ix_web_messages_change", "web_messages", ["workspace_id", "change"], unique=False)
    op.create_index(
        "ix_web_messages_position", "web_messages", ["workspace_id", "learner_id", "position"], unique=False
    )
    op.create_table(
        "workspaces",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("outside_id", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("locale", sa.String(length=20), server_default="en", nullable=False),
        sa.Column("country", sa.String(length=10), server_default="", nullable=False),
        sa.Column("quiet_starts", sa.String(length=5), server_default="20:00", nullable=False),
        sa.Column("quiet_ends", sa.String(length=5), server_default="07:00", nullable=False),
        sa.Column("weekly_budget", sa.Integer(), server_default="7", nullable=False),
        sa.Column("privacy", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("brand", JSON, server_default="{}", nullable=False),
        sa.Column("sealed_tokens", sa.LargeBinary(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspaces")),
        sa.UniqueConstraint("platform", "outside_id", name=op.f("uq_workspaces_platform_outside_id")),
    )
    # Questions outlive the version of the series that they came with, since answers point at them.
    op.create_table(
        "checks",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("episode_id", sa.String(length=64), nullable=False),
        sa.Column("check_key", sa.String(length=201), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("options", JSON, nullable=False),
        sa.Column("correct", sa.Integer(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("scene", sa.Integer(), nullable=True),
        sa.Column("at_s", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "episode_id"],
            ["episodes.workspace_id", "episodes.id"],
            name=op.f("fk_checks_workspace_id_episode_id"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "episode_id", name=op.f("pk_checks")),
    )
    op.create_index(op.f("ix_checks_workspace_id_check_key"), "checks", ["workspace_id", "check_key"], unique=False)
    # A clip is wanted before it is made; the row is what a worker takes up.
    op.create_table(
        "clips",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("episode_id", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=True),
        sa.Column("media", sa.Text(), server_default="", nullable=False),
        sa.Column("cues", JSON, nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "episode_id"],
            ["episodes.workspace_id", "episodes.id"],
            name=op.f("fk_clips_workspace_id_episode_id"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_clips")),
        sa.UniqueConstraint(
            "workspace_id", "episode_id", "key", "language", name=op.f("uq_clips_workspace_id_episode_id_key_language")
        ),
    )
    op.create_index(op.f("ix_clips_workspace_id_state_id"), "clips", ["workspace_id", "state", "id"], unique=False)
    # Which episodes a version of a series has, in order: unchanged episodes are shared between versions.
    op.create_table(
        "lineups",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("series_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("episode_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "episode_id"],
            ["episodes.workspace_id", "episodes.id"],
            name=op.f("fk_lineups_workspace_id_episode_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "series_id"],
            ["series.workspace_id", "series.id"],
            name=op.f("fk_lineups_workspace_id_series_id"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "series_id", "number", name=op.f("pk_lineups")),
    )
    op.create_index(op.f("ix_lineups_workspace_id_episode_id"), "lineups", ["workspace_id", "episode_id"], unique=False)
