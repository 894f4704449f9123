using Hub.Adapters.Tests.Sql;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;

namespace Hub.Adapters.Tests.Changes.Capturing;

/// <summary>Things with parts, in a database of somebody else's; a thing tells how many parts it has.</summary>
internal static class Things
{
    public const string Tables = """
        CREATE TABLE thing (no bigint PRIMARY KEY, amt bigint NOT NULL, stamp bigint NOT NULL);
        CREATE TABLE part (no bigint NOT NULL, pos int NOT NULL, PRIMARY KEY (no, pos));
        """;

    public const string Journal = """
        { snapshot: list-things, every: 10ms, in: { after: after, limit: limit }, start: 0, batch: 20, key: NO, out: thing,
          journal: { thing: no, part: no } }
        """;

    public const string Replication = """
        { snapshot: list-things, every: 10ms, in: { after: after, limit: limit }, start: 0, batch: 20, key: NO, out: thing,
          replication: { thing: no, part: no } }
        """;

    public const string Snapshot = """
        { snapshot: list-things, every: 10ms, in: { after: after, limit: limit }, start: 0, batch: 20, key: NO, out: thing,
          deletes: { most: 100% } }
        """;

    public const string Stamps = """
        { modifiedSince: things-since, in: { since: since, limit: limit, after: after }, each: rows, modifiedAt: AT, key: NO,
          batch: 5, most: 100, overlap: 30s, sweep: 1h, out: thing }
        """;

    private const string Columns = "t.no, t.amt, (SELECT count(*) FROM part p WHERE p.no = t.no) AS parts";

    /// <param name="database">Where the things are.</param>
    /// <param name="changes">How their changes are captured.</param>
    /// <param name="others">How those of the same things are captured, as another entity; null for none.</param>
    public static PlanBundle Bundle(ISqlUnderTest database, string changes, string? others = null)
    {
        const string shape = "{ NO: bigint, AMT: bigint, PARTS: int }";
        var at = database.Provider == "postgres"
            ? "to_char(to_timestamp(t.stamp) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
            : "strftime('%Y-%m-%dT%H:%M:%SZ', t.stamp, 'unixepoch')";
        return RunningAdapters.Bundle(
            ("capabilities/things.yaml", """
                capability: things
                owner: things-team
                zone: inside
                pace: record
                access: anonymous
                sides: { legacy: "adapter:shop" }
                routes: { things.get: { match: "GET /api/things/{id}" } }
                """),
            ("systems/shop.yaml", $$"""
                system: shop
                sql: { provider: {{database.Provider}}, connection: "${env:SHOP}", install: "${env:SHOP_OWNER}" }
                limits: { concurrency: 4, timeout: 10s }
                operations:
                  get-thing: { query: sql/get.sql, in: { no: bigint }, out: { one: {{shape}} } }
                  list-things:
                    query: sql/list.sql
                    in: { after: bigint, limit: int }
                    out: { many: { NO: bigint, AMT: bigint, PARTS: int, AT: text } }
                  things-since:
                    query: sql/since.sql
                    in: { since: text, after: bigint?, limit: int }
                    out: { many: { NO: bigint, AMT: bigint, PARTS: int, AT: text } }
                mappings: { thing: { id: { from: NO, prefix: "T-" }, amount: AMT, parts: PARTS } }
                resources: { things.get: { call: get-thing, in: { no: { from: path.id, prefix: "T-" } }, out: thing } }
                entities:
                  things:
                    key: id
                    get: { call: get-thing, in: { no: { from: key, prefix: "T-" } }, out: thing }
                    changes: {{changes.ReplaceLineEndings(" ")}}
                {{(others is null ? "" : OthersOf(others))}}
                """),
            ("sql/get.sql", $"SELECT {Columns} FROM thing t WHERE t.no = @no"),
            ("sql/list.sql", $"SELECT {Columns}, {at} AS at FROM thing t WHERE t.no > @after ORDER BY t.no LIMIT @limit"),
            ("sql/since.sql", $"""
                SELECT * FROM (SELECT {Columns}, {at} AS at FROM thing t) s
                WHERE s.at > substr(@since, 1, 19) || 'Z'
                    OR (s.at = substr(@since, 1, 19) || 'Z' AND s.no > coalesce(@after, -1))
                ORDER BY s.at, s.no LIMIT @limit
                """));
    }

    private static string OthersOf(string changes) =>
        "  others: { key: id, get: { call: get-thing, in: { no: { from: key, prefix: \"T-\" } }, out: thing }, "
        + $"changes: {changes.ReplaceLineEndings(" ")} }}";
}
