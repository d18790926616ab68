-- What the cards over interventions add up, written by hand: by country and quarter, whole and by each key.
-- A row counts for a card when every measure that the card needs is known.
SELECT country, quarter,
       CASE grouping_id(intervention_type, target_group, age_band, sex, offence_focus)
           WHEN 15 THEN 'intervention_type' WHEN 23 THEN 'target_group' WHEN 27 THEN 'age_band'
           WHEN 29 THEN 'sex' WHEN 30 THEN 'offence_focus' ELSE '_T' END AS dimension,
       coalesce(intervention_type, target_group, age_band, sex, offence_focus, '_T') AS category,
       sum(actions) AS INT_01_numerator,
       sum(reached) AS INT_02_numerator,
       sum(reached) FILTER (age_band IN ('Y12T14', 'Y15T17', 'Y18T21', 'Y22T25')) AS INT_03_numerator,
       sum(reached) FILTER (intervention_type IN ('KNT', 'WLT')) AS INT_04_numerator,
       sum(reached) FILTER (intervention_type IN ('KNT', 'WLT') AND identified IS NOT NULL) AS INT_05_numerator,
       sum(identified) FILTER (intervention_type IN ('KNT', 'WLT') AND reached IS NOT NULL) AS INT_05_denominator,
       sum(reached) FILTER (intervention_type = 'EVT' AND invited IS NOT NULL) AS INT_06_numerator,
       sum(invited) FILTER (intervention_type = 'EVT' AND reached IS NOT NULL) AS INT_06_denominator,
       sum(completed) FILTER (intervention_type IN ('ALT', 'EXI', 'REF') AND started IS NOT NULL) AS INT_07_numerator,
       sum(started) FILTER (intervention_type IN ('ALT', 'EXI', 'REF') AND completed IS NOT NULL) AS INT_07_denominator,
       sum(reached) FILTER (intervention_type IN ('KNT', 'WLT', 'ALT', 'EXI', 'REF')
                            AND age_band IN ('Y_LT12', 'Y12T14', 'Y15T17')) AS INT_09_numerator,
       sum(reached) FILTER (intervention_type IN ('KNT', 'WLT', 'ALT', 'EXI', 'REF')) AS INT_09_denominator,
       sum(cost_eur) FILTER (reached IS NOT NULL) AS INT_10_numerator,
       sum(reached) FILTER (cost_eur IS NOT NULL) AS INT_10_denominator,
       max((actions > 0)::INTEGER) AS NET_02_numerator,
       count(DISTINCT intervention_type) FILTER (actions > 0) AS NET_03_numerator
FROM interventions
SEMI JOIN (SELECT submission FROM current_versions
           WHERE collection = 'interventions' AND list_contains($quarters, quarter)) AS current USING (submission)
WHERE counted
GROUP BY GROUPING SETS (
    (country, quarter),
    (country, quarter, intervention_type),
    (country, quarter, target_group),
    (country, quarter, age_band),
    (country, quarter, sex),
    (country, quarter, offence_focus)
)
