-- The hub's user: it may read the four tables and call the two functions, and nothing else. It can create nothing at all.
DO $$
BEGIN
  CREATE ROLE finance_hub LOGIN PASSWORD 'finance-demo-password';
EXCEPTION WHEN duplicate_object OR unique_violation THEN
  -- Roles belong to the server, not to the database: another finance database has made it already.
  NULL;
END $$;

DO $$
BEGIN
  EXECUTE format('REVOKE CREATE, TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO finance_hub', current_database());
END $$;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO finance_hub;
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC;
GRANT SELECT ON FIHDR, FILIN, FIPAY, FILED TO finance_hub;
GRANT EXECUTE ON FUNCTION post_invoice, register_payment TO finance_hub;
