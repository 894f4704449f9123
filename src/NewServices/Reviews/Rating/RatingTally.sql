-- name: Add
INSERT INTO ratings (product_id, stars, reviews) VALUES (@ProductId, @stars, @by)
ON CONFLICT (product_id, stars) DO UPDATE SET reviews = ratings.reviews + excluded.reviews;
