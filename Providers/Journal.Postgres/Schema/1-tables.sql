-- Times are UTC ticks of 100 ns since year 1. Names are escaped (see StoredText): no U+0000 in them.
CREATE TABLE {schema}.facts (
    name  text COLLATE "C" PRIMARY KEY,
    value text NOT NULL);

-- One row, rewritten by each group: kept small, with room on its page for its next versions.
CREATE TABLE {schema}.head (
    one      boolean PRIMARY KEY DEFAULT true CHECK (one),
    position bigint   NOT NULL,
    queues   bigint[] NOT NULL) -- message position of the newest message of each queue
    WITH (fillfactor = 10, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0);

CREATE TABLE {schema}.history (
    one            boolean PRIMARY KEY DEFAULT true CHECK (one),
    first_position bigint   NOT NULL,  -- of the entries still here
    dropped        bigint[] NOT NULL,  -- newest message of each queue no longer here
    partitioned_to bigint   NOT NULL); -- first position that has no partition yet

CREATE TABLE {schema}.entries (
    position bigint NOT NULL PRIMARY KEY,
    stream   text COLLATE "C" NOT NULL,
    version  bigint NOT NULL,
    at       bigint NOT NULL,
    queues   bigint NOT NULL,
    consumed bigint NOT NULL,
    events   bytea  NOT NULL,
    messages bytea  NOT NULL) PARTITION BY RANGE (position);
CREATE INDEX ON {schema}.entries (stream, version);

-- Unique (stream, version) cannot span partitions; here is what fences a second writer.
CREATE TABLE {schema}.streams (
    stream         text COLLATE "C" PRIMARY KEY,
    version        bigint NOT NULL,
    first_position bigint NOT NULL,
    last_position  bigint NOT NULL) WITH (fillfactor = 80);

CREATE TABLE {schema}.idempotency (
    key         text COLLATE "C" PRIMARY KEY,
    fingerprint text    NOT NULL,
    stream      text    NOT NULL,
    at          bigint  NOT NULL,
    permanent   boolean NOT NULL,
    outcome     bytea   NOT NULL);
CREATE INDEX ON {schema}.idempotency (at) WHERE NOT permanent;

CREATE SEQUENCE {schema}.deferral_revisions;
CREATE TABLE {schema}.deferrals (
    sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    revision bigint NOT NULL DEFAULT nextval('{schema}.deferral_revisions'), -- changes with each replacement
    stream   text COLLATE "C" NOT NULL,
    key      text COLLATE "C" NOT NULL,
    due_at   bigint,
    topic    text  NOT NULL,
    target   text  NOT NULL,
    payload  bytea NOT NULL,
    UNIQUE (stream, key));
CREATE INDEX ON {schema}.deferrals (due_at, sequence) WHERE due_at IS NOT NULL;
CREATE INDEX ON {schema}.deferrals (stream, sequence) WHERE due_at IS NULL;

CREATE TABLE {schema}.checkpoints (
    reader   text COLLATE "C" PRIMARY KEY,
    position bigint NOT NULL) WITH (fillfactor = 20);

CREATE TABLE {schema}.dead_letters (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    queue    int    NOT NULL,
    position bigint NOT NULL,
    topic    text   NOT NULL,
    target   text   NOT NULL,
    payload  bytea  NOT NULL,
    cause    text   NOT NULL,
    at       bigint NOT NULL,
    UNIQUE (queue, position));

-- The last group of each writer and how it ended, so that a group sent twice is applied once.
CREATE TABLE {schema}.writers (
    writer uuid PRIMARY KEY,
    number bigint      NOT NULL,
    before bigint      NOT NULL,
    after  bigint      NOT NULL,
    status smallint[]  NOT NULL,
    version bigint[]   NOT NULL,
    at     timestamptz NOT NULL) WITH (fillfactor = 10);
