-- Makes the next partition. Attaching, unlike CREATE … PARTITION OF, shuts nobody out meanwhile.
CREATE FUNCTION {schema}.make_partition(p_size bigint) RETURNS bigint
LANGUAGE plpgsql SET search_path = {schema}, pg_temp AS $$
DECLARE
    v_from bigint;
    v_to   bigint;
    v_name text;
BEGIN
    SELECT partitioned_to INTO STRICT v_from FROM history FOR UPDATE;
    v_to := v_from + p_size;
    v_name := 'entries_' || v_from;
    EXECUTE format(
        'CREATE TABLE %I (LIKE entries INCLUDING ALL, '
        || 'CONSTRAINT bounds CHECK (position >= %s AND position < %s))',
        v_name, v_from, v_to);
    EXECUTE format(
        'ALTER TABLE entries ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)', v_name, v_from, v_to);
    EXECUTE format('ALTER TABLE %I DROP CONSTRAINT bounds', v_name);
    UPDATE history SET partitioned_to = v_to;
    RETURN v_to;
END $$;

CREATE FUNCTION {schema}.partitions(
    OUT name text, OUT first_position bigint, OUT last_position bigint, OUT bytes bigint)
RETURNS SETOF record
LANGUAGE sql STABLE AS $$
    SELECT c.relname::text,
        substring(pg_get_expr(c.relpartbound, c.oid) FROM 'FROM \(''(\d+)''\)')::bigint,
        substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \(''(\d+)''\)')::bigint - 1,
        pg_total_relation_size(c.oid)
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = '{schema}.entries'::regclass
    ORDER BY 2
$$;

-- Takes the oldest partition out, if nobody needs it; '' when done, else what needs it.
-- p_dropped: message position of the newest message of each queue in it, 0 for none.
CREATE FUNCTION {schema}.detach_partition(p_name text, p_last bigint, p_dropped bigint[]) RETURNS text
LANGUAGE plpgsql SET search_path = {schema}, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    v_needed text;
BEGIN
    PERFORM pg_advisory_xact_lock(1397246260, '{schema}.head'::regclass::oid::int);
    PERFORM 1 FROM partitions() p WHERE p.name = p_name AND p.last_position = p_last
        AND p.first_position = (SELECT min(o.first_position) FROM partitions() o);
    IF NOT FOUND THEN
        RETURN 'it is not the oldest partition';
    END IF;
    IF (SELECT position FROM head) < p_last THEN
        RETURN 'it is still being written';
    END IF;

    SELECT 'the checkpoint of reader ' || c.reader INTO v_needed FROM checkpoints c
        WHERE c.reader !~ '^queue/[0-9]+$' AND c.position < p_last LIMIT 1;
    IF v_needed IS NULL THEN
        SELECT 'undelivered messages of queue ' || q.queue - 1 INTO v_needed
        FROM unnest(p_dropped) WITH ORDINALITY AS q(newest, queue)
        LEFT JOIN checkpoints c ON c.reader = 'queue/' || q.queue - 1
        WHERE q.newest > coalesce(c.position, 0) LIMIT 1;
    END IF;
    IF v_needed IS NULL THEN
        SELECT 'a deferred message of stream ' || d.stream INTO v_needed
        FROM deferrals d JOIN streams s USING (stream) WHERE s.last_position <= p_last LIMIT 1;
    END IF;
    IF v_needed IS NOT NULL THEN
        RETURN v_needed;
    END IF;

    EXECUTE format('ALTER TABLE entries DETACH PARTITION %I', p_name);
    UPDATE history SET first_position = p_last + 1, dropped = (
        SELECT array_agg(greatest(o.was, n.now) ORDER BY o.queue)
        FROM unnest(dropped) WITH ORDINALITY AS o(was, queue)
        JOIN unnest(p_dropped) WITH ORDINALITY AS n(now, queue) USING (queue));
    RETURN '';
END $$;
