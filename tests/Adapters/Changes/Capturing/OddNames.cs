using Hub.Adapters.Sql.Journals;
using Hub.Adapters.Tests.Sql;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Changes;
using Hub.Platform.Plan;
using Hub.ServiceKit.Changes;
using Hub.Tests.Servers;

namespace Hub.Adapters.Tests.Changes.Capturing;

/// <summary>Names are quoted whatever they hold, and keys may be of several columns and of any type.</summary>
public sealed class OddNames
{
    private const string Capability = """
        capability: things
        owner: things-team
        zone: inside
        pace: record
        access: anonymous
        sides: { legacy: "adapter:shop" }
        routes: { things.get: { match: "GET /api/things/{id}" } }
        """;

    [Theory]
    [InlineData("sqlite", "a \"b' t;--", "")]
    [InlineData("postgres", "a \"b' t;--", "")]
    [InlineData("postgres", "Orders", "Lédger")]
    public async Task A_table_of_any_name_with_a_key_of_two_columns_is_journaled(string provider, string table, string schema)
    {
        await using var database = await CreateAsync(provider);
        var quoted = (schema.Length > 0 ? Quote(schema) + "." : "") + Quote(table);
        if (schema.Length > 0)
            await CaptureWorld.ExecuteAsync(database, $"CREATE SCHEMA {Quote(schema)}");
        await CaptureWorld.ExecuteAsync(
            database,
            $"CREATE TABLE {quoted} "
            + "(\"Co.mp\" char(4), \"no'\" int, \"say \"\"what\"\"\" varchar(40), PRIMARY KEY (\"Co.mp\", \"no'\"))");
        await using var hub = await RunningAdapters.StartAsync(
            Bundle(provider, schema.Length > 0 ? $"{schema}.{table}" : table, quoted),
            new PlanReferences(new Dictionary<string, string> { ["SHOP"] = database.Connection }));
        var installed = (await hub.Service<ICaptureInstaller>()
            .InstallAsync("adapter:shop", "odd Things", CancellationToken.None))!;
        installed.Missing.Count.ShouldBe(installed.Install.Count);

        await CaptureWorld.ExecuteAsync(database, $"INSERT INTO {quoted} VALUES ('a', 1, 'x'), ('b', 1, 'y')");
        var source = hub.Source("adapter:shop", "odd Things");
        var first = await AllAsync(source, null);
        first.Select(c => c.Key).ShouldBe(["a.1", "b.1"], ignoreOrder: true);

        await CaptureWorld.ExecuteAsync(
            database,
            $"UPDATE {quoted} SET \"Co.mp\" = 'c' WHERE \"Co.mp\" = 'a'; "
            + $"UPDATE {quoted} SET \"say \"\"what\"\"\" = 'z' WHERE \"Co.mp\" = 'b'");
        var second = await AllAsync(source, first[^1].Position);
        second.Select(c => (c.Key, c.Kind, c.Content?["what"]?.ToString())).ShouldBe(
            [("a.1", ChangeKind.Delete, null), ("b.1", ChangeKind.Upsert, "z"), ("c.1", ChangeKind.Upsert, "x")],
            ignoreOrder: true);
    }

    [Fact]
    public async Task Records_that_are_taken_as_they_are_have_their_key_from_its_column()
    {
        await using var database = await CreateAsync("sqlite");
        await CaptureWorld.ExecuteAsync(database, "CREATE TABLE thing (NO int PRIMARY KEY, WHAT varchar(40))");
        await using var hub = await RunningAdapters.StartAsync(
            AsTheyAre("sqlite", "int"),
            new PlanReferences(new Dictionary<string, string> { ["SHOP"] = database.Connection }));
        await hub.Service<ICaptureInstaller>().InstallAsync("adapter:shop", "odd Things", CancellationToken.None);
        var source = hub.Source("adapter:shop", "odd Things");
        (await AllAsync(source, null)).ShouldBeEmpty();
        await CaptureWorld.ExecuteAsync(database, "INSERT INTO thing VALUES (7, NULL)");
        var made = (await AllAsync(source, null)).ShouldHaveSingleItem();
        (made.Key, made.Fault, made.Content!.ToJsonString()).ShouldBe(("7", null, """{"NO":7,"WHAT":null}"""));
        await CaptureWorld.ExecuteAsync(database, "DELETE FROM thing");
        (await AllAsync(source, made.Position)).ShouldHaveSingleItem().Kind.ShouldBe(ChangeKind.Delete);
    }

    [Theory]
    [InlineData("sqlite", "text COLLATE NOCASE")]
    [InlineData("postgres", "text COLLATE nocase")]
    public async Task A_key_that_changes_its_case_only_leaves_no_record_behind(string provider, string type)
    {
        await using var database = await CreateAsync(provider);
        if (provider == "postgres")
            await CaptureWorld.ExecuteAsync(
                database, "CREATE COLLATION nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false)");
        await CaptureWorld.ExecuteAsync(database, $"CREATE TABLE thing (\"NO\" {type} PRIMARY KEY, \"WHAT\" text)");
        await using var hub = await RunningAdapters.StartAsync(
            AsTheyAre(provider, "text"), new PlanReferences(new Dictionary<string, string> { ["SHOP"] = database.Connection }));
        await hub.Service<ICaptureInstaller>().InstallAsync("adapter:shop", "odd Things", CancellationToken.None);
        await CaptureWorld.ExecuteAsync(database, "INSERT INTO thing VALUES ('a1', 'x'), ('b1', 'x')");
        var source = hub.Source("adapter:shop", "odd Things");
        var first = await AllAsync(source, null);
        first.Select(c => c.Key).ShouldBe(["a1", "b1"], ignoreOrder: true);
        await CaptureWorld.ExecuteAsync(database, "UPDATE thing SET \"NO\" = 'A1' WHERE \"NO\" = 'a1'");
        (await AllAsync(source, first[^1].Position)).Select(c => (c.Key, c.Kind)).ShouldBe(
            [("A1", ChangeKind.Upsert), ("a1", ChangeKind.Delete)], ignoreOrder: true);
    }

    [Fact]
    public void No_name_is_longer_than_a_database_takes_and_none_is_that_of_another()
    {
        var longest = new string('x', 200);
        string[] entities = ["invoices", "Invoices", "in voices", longest, longest + "y"];
        var names = entities.SelectMany(e =>
        {
            var tables = new[] { "a", "A", "a b", longest, longest + "y" }.Select(t => new JournaledTable(t, ["k"]));
            var shape = new JournalShape(e, [.. tables]);
            return shape.Tables.Select(t => $"{shape.NameFor(t)}_truncate").Append($"{shape.Name}_truncate");
        }).ToList();
        names.ShouldBeUnique();
        names.ShouldAllBe(n => n.Length <= 63);
    }

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static async Task<ISqlUnderTest> CreateAsync(string provider)
    {
        if (provider == "sqlite")
            return new SqliteUnderTest();
        PostgresServer.SkipIfMissing();
        return new PostgresUnderTest(await (await PostgresServer.SharedAsync()).CreateDatabaseAsync());
    }

    private static async Task<IReadOnlyList<Change>> AllAsync(IChangeSource source, string? after)
    {
        while (true)
        {
            var (changes, isAll) = await source.ReadToEndAsync(after, 100, CancellationToken.None);
            if (isAll)
                return changes;
        }
    }

    private static PlanBundle AsTheyAre(string provider, string key) => RunningAdapters.Bundle(
        ("capabilities/things.yaml", Capability),
        ("systems/shop.yaml", $$"""
            system: shop
            sql: { provider: {{provider}}, connection: "${env:SHOP}" }
            operations:
              list-things: { query: sql/list.sql, out: { many: { NO: {{key}}, WHAT: text? } } }
              get-thing: { query: sql/get.sql, in: { key: {{key}} }, out: { one: { NO: {{key}}, WHAT: text? } } }
            resources: { things.get: { call: get-thing, in: { key: path.id }, out: { same: true } } }
            entities:
              odd Things:
                key: NO
                get: { call: get-thing, in: { key: key }, out: { same: true } }
                changes: { snapshot: list-things, every: 10ms, out: { same: true }, journal: { thing: NO } }
            """),
        ("sql/list.sql", "SELECT * FROM thing"),
        ("sql/get.sql", "SELECT * FROM thing WHERE \"NO\" = @key"));

    private static PlanBundle Bundle(string provider, string table, string quoted)
    {
        const string columns = "trim(\"Co.mp\") AS comp, \"no'\" AS no, \"say \"\"what\"\"\" AS what";
        var name = $"'{table.Replace("'", "''", StringComparison.Ordinal)}'";
        return RunningAdapters.Bundle(
            ("capabilities/things.yaml", Capability),
            ("systems/shop.yaml", $$"""
                system: shop
                sql: { provider: {{provider}}, connection: "${env:SHOP}" }
                limits: { concurrency: 4, timeout: 10s }
                operations:
                  list-things: { query: sql/list.sql, out: { many: { COMP: text, NO: int, WHAT: text } } }
                  get-thing: { query: sql/get.sql, in: { key: text }, out: { one: { COMP: text, NO: int, WHAT: text } } }
                mappings: { thing: { id: { join: [{ from: COMP, trim: true }, NO], with: "." }, what: WHAT } }
                resources: { things.get: { call: get-thing, in: { key: path.id }, out: thing } }
                entities:
                  odd Things:
                    key: id
                    get: { call: get-thing, in: { key: key }, out: thing }
                    changes: { snapshot: list-things, every: 10ms, out: thing, journal: { {{name}}: [Co.mp, "no'"] } }
                """),
            ("sql/list.sql", $"SELECT {columns} FROM {quoted}"),
            ("sql/get.sql", $"SELECT {columns} FROM {quoted} WHERE trim(\"Co.mp\") || '.' || \"no'\" = @key"));
    }
}
