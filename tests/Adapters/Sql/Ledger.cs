using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;

namespace Hub.Adapters.Tests.Sql;

/// <summary>A ledger of somebody else's: invoices with amounts and dates as whole numbers, payments, entries of every type.</summary>
internal static class Ledger
{
    public const string Tables = """
        CREATE TABLE invoice (fino bigint PRIMARY KEY, ficust varchar(60) NOT NULL, fiamt bigint NOT NULL CHECK (fiamt >= 0), fidat int NOT NULL, firem varchar(200));
        CREATE TABLE line (fino bigint NOT NULL REFERENCES invoice (fino), pos int NOT NULL, what varchar(60), PRIMARY KEY (fino, pos));
        CREATE TABLE payment (no varchar(20) CONSTRAINT payment_pk PRIMARY KEY, fino bigint NOT NULL REFERENCES invoice (fino), amt bigint NOT NULL);
        INSERT INTO invoice VALUES (4001, 'C-1001', 12345, 20260105, NULL), (4002, 'C-1002', 5, 0, 'paid in cash'), (4003, 'C-1001', 9007199254740993, 20251231, NULL);
        INSERT INTO line VALUES (4001, 1, 'bolts'), (4001, 2, NULL);
        """;

    private const string Capability = """
        capability: invoices
        owner: finance-team
        zone: inside
        pace: record
        access: anonymous
        sides: { legacy: "adapter:finance" }
        routes:
          invoices.get: { match: "GET /api/invoices/{id}" }
          invoices.list: { match: GET /api/invoices }
          invoices.lines: { match: "GET /api/invoices/{id}/lines" }
          invoices.add: { match: POST /api/invoices }
          invoices.remark: { match: "PUT /api/invoices/{id}/remark" }
          invoices.pay: { match: POST /api/payments }
          invoices.odd: { match: "GET /api/odd/{what}" }
          invoices.oddwrite: { match: "POST /api/odd" }
        """;

    private const string Shape = "FINO: bigint, FICUST: text, FIAMT: bigint, FIDAT: int, FIREM: text?";

    /// <param name="provider">The plan's word for the database.</param>
    /// <param name="odd">Operations and resources of a test's own: odd-get, odd-write.</param>
    public static string System(string provider, string odd = OddByDefault) => $$"""
        system: finance
        sql: { provider: {{provider}}, connection: "${env:FINANCE}" }
        limits: { concurrency: 2, timeout: 1s }
        operations:
          get-invoice:
            query: sql/get-invoice.sql
            in: { no: bigint }
            out: { one: { {{Shape}} } }
          list-invoices:
            query: sql/list-invoices.sql
            in: { after: bigint, limit: int, customer: text? }
            out: { many: { {{Shape}} } }
          invoice-with-lines:
            query: sql/invoice-with-lines.sql
            in: { no: bigint }
            out:
              one: { {{Shape}} }
              lines: { many: { POS: int, WHAT: text } }
          add-invoice:
            query: sql/add-invoice.sql
            write: true
            in: { no: bigint, cust: text, amt: bigint, dat: int, rem: text? }
            out: { one: { FINO: bigint } }
          set-remark:
            query: sql/set-remark.sql
            write: true
            in: { no: bigint, rem: text? }
          add-payment:
            query: sql/add-payment.sql
            write: true
            in: { key: text, no: bigint, amt: bigint }
        {{odd.Split("---")[0]}}
        mappings:
          invoice:
            id:         { from: FINO, prefix: "I-" }
            customerId: FICUST
            amount:     { from: FIAMT, scaled: 2 }
            date:       { from: FIDAT, date: yyyyMMdd }
            remark:     FIREM
        faults: { payment_pk: 410 }
        resources:
          invoices.get: { call: get-invoice, in: { no: { from: path.id, prefix: "I-" } }, out: invoice }
          invoices.list:
            call: list-invoices
            in: { after: { from: query.after, prefix: "I-", default: 0 }, limit: { from: query.limit, default: 50, max: 100 }, customer: query.customer }
            out: { items: { each: rows, mapping: invoice } }
          invoices.lines:
            call: invoice-with-lines
            in: { no: { from: path.id, prefix: "I-" } }
            out: { mapping: invoice, lines: { each: lines, no: POS, what: WHAT } }
          invoices.add:
            call: add-invoice
            in: { no: { from: body.id, prefix: "I-" }, cust: body.customerId, amt: { from: body.amount, scaled: 2 }, dat: { from: body.date, date: yyyyMMdd }, rem: body.remark }
            out: { id: { from: FINO, prefix: "I-" } }
            status: 201
          invoices.remark: { call: set-remark, in: { no: { from: path.id, prefix: "I-" }, rem: body.remark } }
          invoices.pay: { call: add-payment, in: { key: body.key, no: { from: body.invoice, prefix: "I-" }, amt: { from: body.amount, scaled: 2 } } }
        {{odd.Split("---")[1]}}
        entities:
          invoices:
            key: id
            cohort: customerId
            changes: { snapshot: list-invoices, every: 10ms, in: { after: after, limit: limit }, start: 0, batch: 2, key: FINO, out: invoice }
        """;

    public const string OddByDefault = """
          odd-get: { query: sql/odd-get.sql, in: { what: text }, out: { many: { V: text } } }
          odd-write: { query: sql/odd-write.sql, write: true, in: { what: text } }
        ---
          invoices.odd: { call: odd-get, in: { what: path.what }, out: { items: { each: rows, v: V } } }
          invoices.oddwrite: { call: odd-write, in: { what: body.what } }
        """;

    /// <summary>The statements that databases have in words of their own.</summary>
    public static IEnumerable<(string Path, string Text)> StatementsOf(ISqlUnderTest database) =>
    [
        ("sql/list-invoices.sql", $"""
            SELECT fino, ficust, fiamt, fidat, firem FROM invoice
            WHERE fino > @after AND (@customer IS NULL OR ficust = @customer) ORDER BY fino {database.Limit("@limit")}
            """),
        ("sql/add-invoice.sql", database.InsertReturning("invoice (fino, ficust, fiamt, fidat, firem)", "fino", "(@no, @cust, @amt, @dat, @rem)")),
    ];

    public static PlanBundle Bundle(string system, params (string Path, string Text)[] replaced)
    {
        var files = new Dictionary<string, string>
        {
            ["capabilities/invoices.yaml"] = Capability,
            ["systems/finance.yaml"] = system,
            ["sql/get-invoice.sql"] = "-- no @comment\nSELECT fino, ficust, fiamt, fidat, firem, 'it''s @text' AS extra FROM invoice WHERE fino = @no;",
            ["sql/list-invoices.sql"] = """
                SELECT fino, ficust, fiamt, fidat, firem FROM invoice
                WHERE fino > @after AND (@customer IS NULL OR ficust = @customer) ORDER BY fino LIMIT @limit
                """,
            ["sql/invoice-with-lines.sql"] = "SELECT fino, ficust, fiamt, fidat, firem FROM invoice WHERE fino = @no;\nSELECT pos, what FROM line WHERE fino = @no ORDER BY pos;",
            ["sql/add-invoice.sql"] = "INSERT INTO invoice (fino, ficust, fiamt, fidat, firem) VALUES (@no, @cust, @amt, @dat, @rem) RETURNING fino",
            ["sql/set-remark.sql"] = "UPDATE invoice SET firem = @rem WHERE fino = @no",
            ["sql/add-payment.sql"] = "INSERT INTO payment (no, fino, amt) VALUES (@key, @no, @amt)",
            ["sql/odd-get.sql"] = "SELECT @what AS v",
            ["sql/odd-write.sql"] = "UPDATE invoice SET firem = @what",
        };
        foreach (var (path, text) in replaced)
            files[path] = text;
        return RunningAdapters.Bundle(files.Select(f => (f.Key, f.Value)));
    }
}
