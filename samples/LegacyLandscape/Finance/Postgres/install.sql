-- psql -v ON_ERROR_STOP=1 -f install.sql postgres://owner@host/finance
-- Without psql: run the four files in this order. Names are unquoted, so PostgreSQL keeps them in lower case.
BEGIN;
\ir ../Store/Schema.sql
\ir ../Store/Seed.sql
\ir functions.sql
\ir role.sql
COMMIT;
