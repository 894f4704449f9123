-- name: On
SELECT country AS Country, category AS Category, valid_from AS ValidFrom, rate AS Rate FROM tax_rates AS one
WHERE (CAST(@country AS TEXT) IS NULL OR country = @country) AND valid_from = (
    SELECT MAX(valid_from) FROM tax_rates WHERE country = one.country AND category = one.category AND valid_from <= @day)
ORDER BY country, category;

-- name: List
SELECT country AS Country, category AS Category, valid_from AS ValidFrom, rate AS Rate FROM tax_rates
WHERE CAST(@country AS TEXT) IS NULL OR country = @country
ORDER BY country, category, valid_from;

-- name: Add
INSERT INTO tax_rates (country, category, valid_from, rate) VALUES (@Country, @category, @validFrom, @rate)
ON CONFLICT (country, category, valid_from) DO NOTHING;
