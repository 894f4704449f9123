using Hub.Adapters.Serving;
using Hub.Platform.Plan;

namespace Hub.Adapters.Tests.Sql;

public sealed class SqlPlanFaults
{
    [Theory]
    [InlineData("provider: sqlite", "provider: oracle",
        "systems/finance.yaml(2): 'provider' is one of sqlite, postgres, sqlserver, and not 'oracle'")]
    [InlineData("call: get-invoice,", "call: get-invoce,",
        "systems/finance.yaml(44): operation 'get-invoce' is not in systems/finance.yaml; did you mean 'get-invoice'?")]
    [InlineData("customerId: FICUST", "customerId: FICUTS",
        "systems/finance.yaml(38): 'FICUTS' is not in systems/finance.yaml, type get-invoice; did you mean 'FICUST'?")]
    [InlineData("{ from: FIAMT, scaled: 2 }", "{ from: FICUST, scaled: 2 }",
        "systems/finance.yaml(39): 'FICUST' is no whole number, so it has no digits to scale")]
    [InlineData("sql/get-invoice.sql", "sql/get-invoce.sql",
        "systems/finance.yaml(6): there is no 'sql/get-invoce.sql' in the plan; did you mean 'sql/get-invoice.sql'?")]
    [InlineData("in: { key: text, no: bigint", "in: { kee: text, no: bigint",
        "sql/add-payment.sql(1): parameter '@key' is not declared in the operation's 'in'; did you mean 'kee'?")]
    [InlineData("in: { key: text, no: bigint", "in: { key: text, old: int, no: bigint",
        "systems/finance.yaml(29): sql/add-payment.sql does not use parameter '@old'")]
    [InlineData("in: { key: text, no", "in: { key: txt, no",
        "systems/finance.yaml(31): parameter 'key': 'txt' is no type; types are bigint, boolean, "
            + "bytes, date, decimal, double, int, real, smallint, text, time, timestamp, timestamptz, utc, uuid, with ? "
            + "where there may be none; did you mean 'text'?")]
    [InlineData("no: { from: path.id, prefix: \"I-\" }, rem", "nr: { from: path.id, prefix: \"I-\" }, rem",
        "systems/finance.yaml(58): 'nr' is not in systems/finance.yaml, type set-remark; did you mean 'no'?")]
    [InlineData("key: body.key, ", "", "systems/finance.yaml(59): add-payment requires 'key', which 'in' does not set")]
    [InlineData("faults: { payment_pk: 410 }", "faults: { code.uniqe: 409 }",
        "systems/finance.yaml(42): 'code.uniqe' is neither a kind of fault nor an SQLSTATE; did you mean 'code.unique'?")]
    [InlineData("faults: { payment_pk: 410 }", "faults: { unique: 409 }",
        "systems/finance.yaml(42): write code.unique: without 'code.' it is the name of a constraint")]
    [InlineData("query: sql/add-payment.sql\n    write: true", "query: sql/add-payment.sql",
        "sql/add-payment.sql(1): INSERT changes the system; say so in the operation: write: true")]
    [InlineData("query: sql/add-payment.sql", "procedure: add_payment",
        "systems/finance.yaml(29): this provider has no procedures; write the statement with 'query'")]
    [InlineData("key: FINO, out: invoice", "key: FINN, out: invoice",
        "systems/finance.yaml(67): 'FINN' is not in systems/finance.yaml, type list-invoices; did you mean 'FINO'?")]
    [InlineData("key: FINO, out: invoice", "key: FINO, out: invoice, deletes: { most: 5, atLeast: 20 }",
        "systems/finance.yaml(67): 'most' is the share of the records that one reading may find gone, from 0% to 100%, as in "
        + "deletes: { most: 5%, atLeast: 20 }")]
    [InlineData("key: FINO, out: invoice", "key: FINO, out: invoice, deletes: { atMost: 5 % }",
        "systems/finance.yaml(67): 'atMost' is not known here; did you mean 'most'?")]
    [InlineData("snapshot: list-invoices", "snapshot: list-invoice",
        "systems/finance.yaml(67): operation 'list-invoice' is not in systems/finance.yaml; did you mean 'list-invoices'?")]
    [InlineData("lines: { many: { POS", "FINO: { many: { POS",
        "systems/finance.yaml(18): 'FINO' is a column already; give the result another name")]
    [InlineData("out: { many: { V: text } }", "out: { many: { V: text, L: { many: { W: txt } } } }",
        "systems/finance.yaml(32): column 'W': 'txt' is no type; types are bigint, boolean, bytes, "
            + "date, decimal, double, int, real, smallint, text, time, timestamp, timestamptz, utc, uuid, with ? where "
            + "there may be none; did you mean 'text'?")]
    [InlineData("out: { many: { V: text } }", "out: { many: { V: text, L: { one: { W: text } } } }",
        "systems/finance.yaml(32): a list within a row is { many: { COLUMN: type } }")]
    [InlineData("out: { many: { V: text } }", "out: { many: { V: text, L: { many: { W: text } }, M: { many: { W: text } } } }",
        "systems/finance.yaml(32): a join gives one list; read the other with a statement of its own")]
    [InlineData("out: { many: { V: text } }", "out: { one: { V: text, L: { many: { W: text } } }, L: { many: { W: text } } }",
        "systems/finance.yaml(32): 'L' is a column already; give the result another name")]
    [InlineData(
        "query: sql/add-payment.sql", "cursors: true\n    query: sql/add-payment.sql",
        "systems/finance.yaml(29): 'cursors' is for a function that gives cursors; a query gives 'out'")]
    public void A_fault_is_told_where_it_stands(string good, string bad, string error)
    {
        var system = Ledger.System("sqlite");
        system.ShouldContain(good);
        Check(system.Replace(good, bad, StringComparison.Ordinal)).ShouldContain(error);
    }

    [Theory]
    [InlineData("SELECT 1;\nDROP TABLE invoice",
        "sql/odd-get.sql(2): DROP is nothing the hub does in a system; a statement begins with SELECT, WITH, VALUES")]
    [InlineData("/* SELECT\n@a */ -- @b\n'@c' \"@d\" COMMIT", null)]
    [InlineData("SELECT '@a', \"@b\", $x$ @c $x$, $$ @d $$, a @> b, @@e, @what -- @f", null)]
    [InlineData(
        "SELECT @what,\n\n@waht",
        "sql/odd-get.sql(3): parameter '@waht' is not declared in the operation's 'in'; did you mean 'what'?")]
    [InlineData("-- nothing", "systems/finance.yaml(32): sql/odd-get.sql holds no statement")]
    [InlineData("(SELECT @what); begin",
        "sql/odd-get.sql(1): BEGIN is nothing the hub does in a system; a statement begins with SELECT, WITH, VALUES")]
    public void A_statement_is_read_as_the_database_would(string text, string? error)
    {
        var errors = Check(Ledger.System("sqlite"), ("sql/odd-get.sql", text));
        if (error is not null)
            errors.ShouldContain(error);
        else
            errors.ShouldAllBe(e => !e.Contains("is not declared", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("postgres", "Host")]
    [InlineData("postgres", "Host=x;Passwrd=s3cret")]
    [InlineData("sqlite", "s3cret")]
    public void A_connection_that_cannot_be_used_is_told_without_what_is_in_it(string provider, string connection)
    {
        var errors = Check(Ledger.System(provider), connection);
        errors.ShouldContain(e =>
            e.StartsWith("systems/finance.yaml(2): the value of ${env:FINANCE} cannot be used", StringComparison.Ordinal));
        errors.ShouldAllBe(e => !e.Contains("s3cret", StringComparison.Ordinal));
    }

    private static List<string> Check(string system, params (string, string)[] files) => Check(system, "Data Source=x.db", files);

    private static List<string> Check(string system, string connection, params (string, string)[] files)
    {
        var errors = new PlanErrors();
        new PlanLoader([new SystemsFitTheirContracts()]).Load(
            Ledger.Bundle(system, files), new PlanReferences(new Dictionary<string, string> { ["FINANCE"] = connection }),
                errors);
        return [.. errors.Select(e => e.ToString())];
    }
}
