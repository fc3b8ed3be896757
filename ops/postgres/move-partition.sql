-- Moves a full partition of the journal to another tablespace while everything runs: its entries stay readable.
--   psql -v partition=entries_1 -v tablespace=archive -f move-partition.sql
-- It copies first, then puts the copy in the place of the original under the journal's lock, for milliseconds.
-- Full partitions never change, so nothing is missed in between. Needs room for both meanwhile; see docs/HISTORY.md.
\set ON_ERROR_STOP on
\if :{?schema}
\else
    \set schema storehouse
\endif

CREATE FUNCTION pg_temp.move_partition(p_schema text, p_name text, p_tablespace text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    v_first  bigint;
    v_last   bigint;
    v_head   bigint;
    v_copied bigint;
    v_copy   text := p_name || '_moved';
BEGIN
    EXECUTE format('SELECT first_position, last_position FROM %I.partitions() WHERE name = $1', p_schema)
        INTO v_first, v_last USING p_name;
    EXECUTE format('SELECT position FROM %I.head', p_schema) INTO v_head;
    IF v_first IS NULL THEN
        RAISE EXCEPTION '% is no partition of %.entries', p_name, p_schema;
    END IF;
    IF v_head < v_last THEN
        RAISE EXCEPTION '% is still being written: it ends at %, the journal is at %', p_name, v_last, v_head;
    END IF;

    PERFORM set_config('default_tablespace', p_tablespace, true);
    EXECUTE format(
        'CREATE TABLE %1$I.%2$I (LIKE %1$I.entries INCLUDING ALL, '
        || 'CONSTRAINT bounds CHECK (position >= %3$s AND position < %4$s))',
        p_schema, v_copy, v_first, v_last + 1);
    EXECUTE format('INSERT INTO %1$I.%2$I SELECT * FROM %1$I.%3$I ORDER BY position', p_schema, v_copy, p_name);
    GET DIAGNOSTICS v_copied = ROW_COUNT;
    IF v_copied <> v_last - v_first + 1 THEN
        RAISE EXCEPTION '% has % entries of %', p_name, v_copied, v_last - v_first + 1;
    END IF;

    FOR v_try IN 1..30 LOOP
        BEGIN
            -- The journal's lock before any table's, as its writers take them.
            PERFORM pg_advisory_xact_lock(1397246260, format('%I.head', p_schema)::regclass::oid::int);
            PERFORM set_config('lock_timeout', '500ms', true);
            EXECUTE format('ALTER TABLE %1$I.entries DETACH PARTITION %1$I.%2$I', p_schema, p_name);
            EXECUTE format('DROP TABLE %I.%I', p_schema, p_name);
            EXECUTE format(
                'ALTER TABLE %1$I.entries ATTACH PARTITION %1$I.%2$I FOR VALUES FROM (%3$s) TO (%4$s)',
                p_schema, v_copy, v_first, v_last + 1);
            EXECUTE format('ALTER TABLE %I.%I DROP CONSTRAINT bounds', p_schema, v_copy);
            EXECUTE format('ALTER TABLE %I.%I RENAME TO %I', p_schema, v_copy, p_name);
            RETURN format('%s: %s entries are in tablespace %s', p_name, v_copied, p_tablespace);
        EXCEPTION WHEN lock_not_available THEN
            PERFORM pg_sleep(0.2);
        END;
    END LOOP;
    RAISE EXCEPTION 'The journal was being read all the time; nothing was moved. Try again.';
END $$;

SELECT pg_temp.move_partition(:'schema', :'partition', :'tablespace');
