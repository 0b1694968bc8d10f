/**
 * The twenty metrics of the benchmark as a person who knows DuckDB would write them: events joined with a small table
 * of windows, grouped once, then turned into columns; people and days, which have to be told apart, on their own.
 */
export const byHandSql = `
WITH w(metric, event, since) AS (VALUES
  (0, 0, TIMESTAMP '2026-06-24 07:00:00'), (1, 0, TIMESTAMP '2026-06-03 07:00:00'),
  (2, 0, TIMESTAMP '2026-04-01 07:00:00'), (3, 0, TIMESTAMP '1970-01-01'),
  (4, 1, TIMESTAMP '2026-06-24 07:00:00'), (5, 1, TIMESTAMP '2026-06-03 07:00:00'),
  (6, 1, TIMESTAMP '2026-04-01 07:00:00'), (7, 1, TIMESTAMP '1970-01-01'),
  (8, 2, TIMESTAMP '2026-06-24 07:00:00'), (9, 2, TIMESTAMP '2026-06-03 07:00:00'),
  (10, 2, TIMESTAMP '2026-04-01 07:00:00'), (11, 2, TIMESTAMP '1970-01-01'),
  (12, 3, TIMESTAMP '2026-06-24 07:00:00'), (13, 3, TIMESTAMP '2026-06-03 07:00:00'),
  (14, 3, TIMESTAMP '2026-04-01 07:00:00'), (15, 3, TIMESTAMP '1970-01-01'),
  (18, 0, TIMESTAMP '1970-01-01'), (19, 4, TIMESTAMP '2026-04-01 07:00:00')
),
e AS (
  SELECT 0 AS event, user_id, time, NULL AS amount FROM heap_sessions
  UNION ALL SELECT 1, user_id, time, NULL FROM heap_pageviews
  UNION ALL SELECT 2, user_id, time, NULL FROM heap_event_report_exported WHERE format = 'pdf'
  UNION ALL SELECT 3, user_id, time, NULL FROM heap_event_dashboard_viewed
  UNION ALL SELECT 4, user_id, time, CAST(amount AS DECIMAL(18, 2)) FROM heap_event_checkout_completed
    WHERE time >= TIMESTAMP '2026-04-01 07:00:00'
),
g AS (
  SELECT p.account_id, w.metric, count(*) AS n, max(e.time) AS latest, sum(e.amount) AS total
  FROM e JOIN people p USING (user_id) JOIN w ON w.event = e.event AND e.time >= w.since
  WHERE e.time < TIMESTAMP '2026-07-01 07:00:00'
  GROUP BY ALL
),
recent AS (
  SELECT p.account_id, user_id, time FROM heap_sessions JOIN people p USING (user_id)
  WHERE time >= TIMESTAMP '2026-06-03 07:00:00' AND time < TIMESTAMP '2026-07-01 07:00:00'
),
long AS (
  FROM g
  UNION ALL BY NAME
  SELECT account_id, 16 AS metric, count(*) AS n FROM (SELECT DISTINCT account_id, user_id FROM recent) GROUP BY ALL
  UNION ALL BY NAME
  SELECT account_id, 17 AS metric, count(*) AS n FROM (
    SELECT DISTINCT account_id, CAST(timezone('America/Los_Angeles', timezone('UTC', time)) AS DATE) FROM recent
  ) GROUP BY ALL
)
SELECT a.account_id AS record_id,
  ${Array.from({ length: 18 }, (_, metric) => `coalesce(max(n) FILTER (WHERE metric = ${metric}), 0) AS m${metric},`).join('\n  ')}
  date_trunc('second', max(latest) FILTER (WHERE metric = 18)) AS m18,
  coalesce(CAST(max(total) FILTER (WHERE metric = 19) AS DECIMAL(38, 2)), 0) AS m19
FROM (SELECT DISTINCT account_id FROM people) a LEFT JOIN long USING (account_id)
GROUP BY a.account_id`;
