-- Appends a group of commits in one round trip, decided in their order. The lock is taken first and held
-- until the transaction ends, so the order of positions is the order of commits, and who sees a position
-- has all below it. Every statement here sees what was committed before the lock was got (READ COMMITTED).
--
-- Commits are numbered from 1 as in p_stream; p_previous and p_claim_previous name the commit or claim before
-- it in this group with the same stream or key (0: none). Claims, withdrawals and deferrals are applied in
-- rounds, since one statement must not meet a row twice. Status: 0 committed, 1 stale, 2 key taken.
CREATE FUNCTION {schema}.append(
    p_writer uuid, p_number bigint, p_acknowledged bigint, p_partition_size bigint,
    p_stream text[], p_expected bigint[], p_at bigint[], p_adds boolean[], p_previous int[], p_claim int[],
    p_queues bigint[], p_consumed bigint[], p_events bytea[], p_messages bytea[],
    p_claim_commit int[], p_claim_previous int[], p_claim_round int[], p_claim_key text[],
    p_claim_fingerprint text[], p_claim_outcome bytea[], p_claim_permanent boolean[],
    p_claim_overwrite boolean[],
    p_feed_commit int[], p_feed_queue int[], p_feed_index int[],
    p_withdrawal_commit int[], p_withdrawal_round int[], p_withdrawal_stream text[],
    p_withdrawal_key text[],
    p_deferral_commit int[], p_deferral_round int[], p_deferral_stream text[], p_deferral_key text[],
    p_deferral_due bigint[], p_deferral_topic text[], p_deferral_target text[], p_deferral_payload bytea[],
    p_due_sequence bigint[], p_due_revision bigint[],
    p_reader text[], p_reader_position bigint[],
    OUT r_replayed boolean, OUT r_before bigint, OUT r_after bigint, OUT r_partitioned_to bigint,
    OUT r_status smallint[], OUT r_version bigint[],
    OUT r_taken_commit int[], OUT r_taken_fingerprint text[], OUT r_taken_stream text[],
    OUT r_taken_outcome bytea[], OUT r_taken_at bigint[])
LANGUAGE plpgsql
SET search_path = {schema}, pg_temp
-- Plans are made once, perhaps while the tables are empty: they must suit full ones.
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off
SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
    v_count    int := cardinality(p_stream);
    v_number   bigint;
    v_queues   bigint[];
    v_known    bigint[];
    v_position bigint[] := array_fill(0::bigint, ARRAY[cardinality(p_stream)]);
    v_version  bigint;
    v_taken    boolean[];
    v_claim    int;
    v_refused  boolean := false;
BEGIN
    PERFORM pg_advisory_xact_lock(1397246260, '{schema}.head'::regclass::oid::int);

    SELECT w.number, w.before, w.after, w.status, w.version
        INTO v_number, r_before, r_after, r_status, r_version FROM writers w WHERE w.writer = p_writer;
    IF FOUND AND v_number >= p_number THEN
        IF v_number > p_number THEN
            RAISE EXCEPTION 'Group % of this writer was superseded by %.', p_number, v_number
                USING ERRCODE = 'SH001';
        END IF;
        r_replayed := true;
        RETURN;
    ELSIF NOT FOUND AND p_acknowledged > 0 THEN
        RAISE EXCEPTION 'This writer is not known any more.' USING ERRCODE = 'SH002';
    END IF;

    r_replayed := false;
    r_status := array_fill(0::smallint, ARRAY[v_count]);
    SELECT h.position, h.queues INTO STRICT r_before, v_queues FROM head h;
    SELECT h.partitioned_to INTO STRICT r_partitioned_to FROM history h;
    r_after := r_before;

    SELECT array_agg(coalesce(s.version, 0) ORDER BY u.i) INTO v_known
    FROM unnest(p_stream) WITH ORDINALITY AS u(stream, i) LEFT JOIN streams s ON s.stream = u.stream;
    r_version := coalesce(v_known, '{}');
    IF cardinality(p_claim_key) > 0 THEN
        SELECT array_agg(k.key IS NOT NULL ORDER BY u.i) INTO v_taken
        FROM unnest(p_claim_key) WITH ORDINALITY AS u(key, i) LEFT JOIN idempotency k ON k.key = u.key;
    END IF;
    IF cardinality(p_due_sequence) > 0 THEN
        -- Another process may have delivered or withdrawn some meanwhile.
        PERFORM 1 FROM unnest(p_due_sequence, p_due_revision) AS u(sequence, revision)
            LEFT JOIN deferrals d ON d.sequence = u.sequence AND d.revision = u.revision
            WHERE d.sequence IS NULL;
        v_refused := FOUND;
    END IF;

    FOR i IN 1 .. v_count LOOP
        v_version := r_version[i];
        IF p_previous[i] > 0 THEN
            v_version := r_version[p_previous[i]];
        END IF;
        v_claim := p_claim[i];
        IF v_claim > 0 AND p_claim_previous[v_claim] > 0 THEN
            v_taken[v_claim] := v_taken[p_claim_previous[v_claim]];
        END IF;

        IF v_claim > 0 AND v_taken[v_claim] AND NOT p_claim_overwrite[v_claim] THEN
            r_status[i] := 2;
        ELSIF v_refused OR (v_version <> p_expected[i] AND p_expected[i] >= 0) THEN
            r_status[i] := 1;
        ELSE
            IF p_adds[i] THEN
                v_version := v_version + 1;
                r_after := r_after + 1;
                v_position[i] := r_after;
            END IF;
            IF v_claim > 0 THEN
                v_taken[v_claim] := true;
            END IF;
        END IF;
        r_version[i] := v_version;
    END LOOP;

    IF r_after > r_before THEN
        WHILE r_after >= r_partitioned_to LOOP
            r_partitioned_to := make_partition(p_partition_size);
        END LOOP;
        INSERT INTO entries (position, stream, version, at, queues, consumed, events, messages)
        SELECT u.position, u.stream, u.version, u.at, u.queues, u.consumed, u.events, u.messages
        FROM unnest(v_position, p_stream, r_version, p_at, p_queues, p_consumed, p_events, p_messages)
            AS u(position, stream, version, at, queues, consumed, events, messages)
        WHERE u.position > 0;
        INSERT INTO streams AS s (stream, version, first_position, last_position)
        SELECT u.stream, max(u.version), min(u.position), max(u.position)
        FROM unnest(v_position, p_stream, r_version) AS u(position, stream, version)
        WHERE u.position > 0 GROUP BY u.stream
        ON CONFLICT (stream) DO UPDATE
            SET version = excluded.version, last_position = excluded.last_position;
        FOR i IN 1 .. cardinality(p_feed_commit) LOOP
            IF v_position[p_feed_commit[i]] > 0 THEN
                v_queues[p_feed_queue[i]] := (v_position[p_feed_commit[i]] << 16) | p_feed_index[i];
            END IF;
        END LOOP;
        UPDATE head SET position = r_after, queues = v_queues;
        PERFORM pg_notify('{schema}', r_after::text);
    END IF;

    FOR r IN 0 .. coalesce((SELECT max(u) FROM unnest(p_claim_round) u), -1) LOOP
        INSERT INTO idempotency AS k (key, fingerprint, stream, at, permanent, outcome)
        SELECT u.key, u.fingerprint, p_stream[u.commit], p_at[u.commit], u.permanent, u.outcome
        FROM unnest(p_claim_commit, p_claim_round, p_claim_key, p_claim_fingerprint, p_claim_permanent,
            p_claim_outcome) AS u(commit, round, key, fingerprint, permanent, outcome)
        WHERE u.round = r AND r_status[u.commit] = 0
        ON CONFLICT (key) DO UPDATE
            SET outcome = excluded.outcome, permanent = k.permanent OR excluded.permanent;
    END LOOP;

    FOR r IN 0 .. greatest(
        (SELECT max(u) FROM unnest(p_withdrawal_round) u),
        (SELECT max(u) FROM unnest(p_deferral_round) u), -1)
    LOOP
        DELETE FROM deferrals d
        USING unnest(p_withdrawal_commit, p_withdrawal_round, p_withdrawal_stream, p_withdrawal_key)
            AS u(commit, round, stream, key)
        WHERE d.stream = u.stream AND d.key = u.key AND u.round = r AND r_status[u.commit] = 0;
        INSERT INTO deferrals (stream, key, due_at, topic, target, payload)
        SELECT u.stream, u.key, u.due, u.topic, u.target, u.payload
        FROM unnest(p_deferral_commit, p_deferral_round, p_deferral_stream, p_deferral_key, p_deferral_due,
            p_deferral_topic, p_deferral_target, p_deferral_payload) WITH ORDINALITY
            AS u(commit, round, stream, key, due, topic, target, payload, i)
        WHERE u.round = r AND r_status[u.commit] = 0
        ORDER BY u.i
        ON CONFLICT (stream, key) DO UPDATE SET due_at = excluded.due_at, topic = excluded.topic,
            target = excluded.target, payload = excluded.payload, revision = excluded.revision;
    END LOOP;
    IF cardinality(p_due_sequence) > 0 AND NOT v_refused THEN
        DELETE FROM deferrals WHERE sequence = ANY (p_due_sequence);
    END IF;

    IF cardinality(p_reader) > 0 THEN
        INSERT INTO checkpoints AS c (reader, position)
        SELECT u.reader, u.position FROM unnest(p_reader, p_reader_position) AS u(reader, position)
        ON CONFLICT (reader) DO UPDATE SET position = excluded.position WHERE excluded.position > c.position;
    END IF;

    INSERT INTO writers AS w (writer, number, before, after, status, version, at)
    VALUES (p_writer, p_number, r_before, r_after, r_status, r_version, now())
    ON CONFLICT (writer) DO UPDATE SET number = excluded.number, before = excluded.before,
        after = excluded.after, status = excluded.status, version = excluded.version, at = excluded.at;

    IF 2 = ANY (r_status) THEN
        SELECT array_agg(u.commit), array_agg(k.fingerprint), array_agg(k.stream), array_agg(k.outcome),
            array_agg(k.at)
        INTO r_taken_commit, r_taken_fingerprint, r_taken_stream, r_taken_outcome, r_taken_at
        FROM unnest(p_claim_commit, p_claim_key) AS u(commit, key) JOIN idempotency k ON k.key = u.key
        WHERE r_status[u.commit] = 2;
    END IF;
END $$;

-- Under the same lock, so that ids become visible in their order.
CREATE FUNCTION {schema}.add_dead_letter(
    p_queue int, p_position bigint, p_topic text, p_target text, p_payload bytea, p_cause text, p_at bigint)
RETURNS void
LANGUAGE plpgsql SET search_path = {schema}, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(1397246260, '{schema}.head'::regclass::oid::int);
    INSERT INTO dead_letters (queue, position, topic, target, payload, cause, at)
    VALUES (p_queue, p_position, p_topic, p_target, p_payload, p_cause, p_at)
    ON CONFLICT (queue, position) DO UPDATE SET cause = excluded.cause, at = excluded.at;
END $$;
