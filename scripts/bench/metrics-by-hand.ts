/**
 * The twenty metrics of the benchmark as a person who knows DuckDB would write them: one pass, the events joined with a
 * small table of windows, grouped once, then turned into columns.
 */
export const byHandSql = `
WITH w(metric, event, since) AS (VALUES
  (0, 's', TIMESTAMP '2026-06-24 07:00:00'), (1, 's', TIMESTAMP '2026-06-03 07:00:00'),
  (2, 's', TIMESTAMP '2026-04-01 07:00:00'), (3, 's', TIMESTAMP '1970-01-01'),
  (4, 'p', TIMESTAMP '2026-06-24 07:00:00'), (5, 'p', TIMESTAMP '2026-06-03 07:00:00'),
  (6, 'p', TIMESTAMP '2026-04-01 07:00:00'), (7, 'p', TIMESTAMP '1970-01-01'),
  (8, 'r', TIMESTAMP '2026-06-24 07:00:00'), (9, 'r', TIMESTAMP '2026-06-03 07:00:00'),
  (10, 'r', TIMESTAMP '2026-04-01 07:00:00'), (11, 'r', TIMESTAMP '1970-01-01'),
  (12, 'd', TIMESTAMP '2026-06-24 07:00:00'), (13, 'd', TIMESTAMP '2026-06-03 07:00:00'),
  (14, 'd', TIMESTAMP '2026-04-01 07:00:00'), (15, 'd', TIMESTAMP '1970-01-01'),
  (16, 's', TIMESTAMP '2026-06-03 07:00:00'), (17, 's', TIMESTAMP '2026-06-03 07:00:00'),
  (18, 's', TIMESTAMP '1970-01-01'), (19, 'c', TIMESTAMP '2026-04-01 07:00:00')
),
e AS (
  SELECT 's' AS event, user_id, time, NULL AS amount FROM heap_sessions
  UNION ALL SELECT 'p', user_id, time, NULL FROM heap_pageviews
  UNION ALL SELECT 'r', user_id, time, NULL FROM heap_event_report_exported WHERE format = 'pdf'
  UNION ALL SELECT 'd', user_id, time, NULL FROM heap_event_dashboard_viewed
  UNION ALL SELECT 'c', user_id, time, CAST(amount AS DECIMAL(18, 2)) FROM heap_event_checkout_completed
    WHERE time >= TIMESTAMP '2026-04-01 07:00:00'
),
g AS (
  SELECT p.account_id, w.metric, count(*) AS n, max(e.time) AS latest, sum(e.amount) AS total,
    count(DISTINCT CASE WHEN w.metric = 16 THEN e.user_id END) AS users,
    count(DISTINCT CASE WHEN w.metric = 17
      THEN CAST(timezone('America/Los_Angeles', timezone('UTC', e.time)) AS DATE) END) AS days
  FROM e JOIN people p USING (user_id) JOIN w ON w.event = e.event AND e.time >= w.since
  WHERE e.time < TIMESTAMP '2026-07-01 07:00:00'
  GROUP BY ALL
)
SELECT a.account_id AS record_id,
  ${Array.from({ length: 16 }, (_, metric) => `coalesce(max(n) FILTER (WHERE metric = ${metric}), 0) AS m${metric},`).join('\n  ')}
  coalesce(max(users) FILTER (WHERE metric = 16), 0) AS m16,
  coalesce(max(days) FILTER (WHERE metric = 17), 0) AS m17,
  date_trunc('second', max(latest) FILTER (WHERE metric = 18)) AS m18,
  coalesce(CAST(max(total) FILTER (WHERE metric = 19) AS DECIMAL(38, 2)), 0) AS m19
FROM (SELECT DISTINCT account_id FROM people) a LEFT JOIN g USING (account_id)
GROUP BY a.account_id`;
