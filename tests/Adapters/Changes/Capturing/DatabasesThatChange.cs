using Hub.Adapters.Tests.Sql;
using Hub.Platform.Changes;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;
using Hub.Tests;
using Hub.Tests.Servers;

namespace Hub.Adapters.Tests.Changes.Capturing;

/// <summary>What database administrators do to tables that have a journal, and what applications write in odd ways.</summary>
public abstract class DatabasesThatChange : IAsyncLifetime
{
    private readonly List<CaptureWorld> _worlds = [];

    internal abstract Task<ISqlUnderTest> CreateAsync();

    private protected virtual Task<StoreOptions?> StoreAsync() => Task.FromResult<StoreOptions?>(null);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var world in _worlds)
            await world.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_column_that_a_table_lacks_is_told_before_triggers_would_refuse_the_applications_writes()
    {
        var world = await StartAsync(Things.Journal.Replace("part: no", "part: numbr", StringComparison.Ordinal));
        (await Should.ThrowAsync<CaptureRefusedException>(world.InstallAsync)).Message.ShouldBe(
            "The journal of things does not fit shop: part has no column numbr. Correct 'journal' in the entity's 'changes', "
            + "apply the plan, and install then.");
        await world.ExecuteAsync("INSERT INTO thing VALUES (1, 5, 0); INSERT INTO part VALUES (1, 1)");
    }

    [Fact]
    public async Task All_that_does_not_fit_is_told_at_once()
    {
        var world = await StartAsync(Things.Journal.Replace("part: no", "part: numbr, parts: no", StringComparison.Ordinal));
        var described = await world.Hub.Service<ICaptureInstaller>().DescribeAsync(
            "adapter:shop", "things", CancellationToken.None);
        described!.Problem.ShouldNotBeNull().ShouldStartWith("part has no column numbr; parts is not found");
        described.Install.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_journal_of_a_table_that_is_gone_can_be_taken_away()
    {
        var world = await StartAsync();
        await world.InstallAsync();
        await world.ExecuteAsync("DROP TABLE thing");
        await UninstallAsync(world);
        (await world.ListAsync(Made)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_journal_of_a_table_that_got_another_name_can_be_taken_away()
    {
        var world = await StartAsync();
        await world.InstallAsync();
        await world.ExecuteAsync("ALTER TABLE thing RENAME TO thing_of_before");
        await UninstallAsync(world);
        (await world.ListAsync(Made)).ShouldBeEmpty();
        await world.ExecuteAsync("INSERT INTO thing_of_before VALUES (1, 5, 0)");
    }

    private protected async Task<CaptureWorld> StartAsync(
        string? changes = null, string? tables = null, ISqlUnderTest? database = null)
    {
        var world = await CaptureWorld.StartAsync(
            database ?? await CreateAsync(), changes ?? Things.Journal, await StoreAsync(), tables);
        _worlds.Add(world);
        return world;
    }

    private protected static async Task CheckAsync(CaptureWorld world)
    {
        await world.ReadToEndAsync();
        await world.CheckAsync();
    }

    private static Task UninstallAsync(CaptureWorld world) => world.Hub.Service<ICaptureInstaller>().UninstallAsync(
        "adapter:shop", "things", force: true, CancellationToken.None);

    /// <summary>Lists the names of all that was made for a journal.</summary>
    private protected abstract string Made { get; }
}

public sealed class SqliteThatChanges : DatabasesThatChange
{
    [Fact]
    public async Task What_a_replace_removes_by_another_unique_column_is_read()
    {
        var world = await StartAsync(tables: """
            CREATE TABLE thing (
                no bigint PRIMARY KEY, amt bigint NOT NULL, stamp bigint NOT NULL, code text COLLATE NOCASE UNIQUE);
            CREATE TABLE part (no bigint NOT NULL, pos int NOT NULL, PRIMARY KEY (no, pos));
            """);
        await world.InstallAsync();
        await world.ExecuteAsync("INSERT INTO thing VALUES (1, 5, 0, 'a'), (2, 5, 0, 'b'), (3, 5, 0, NULL), (4, 5, 0, NULL)");
        await CheckAsync(world);
        await world.ExecuteAsync("REPLACE INTO thing VALUES (5, 6, 0, 'A')");
        await CheckAsync(world);
        await world.ExecuteAsync("UPDATE OR REPLACE thing SET code = 'B' WHERE no = 3");
        await CheckAsync(world);
        await world.ExecuteAsync(
            "INSERT OR IGNORE INTO thing VALUES (6, 7, 0, 'a'); "
            + "INSERT INTO thing VALUES (7, 8, 0, 'b') ON CONFLICT (code) DO UPDATE SET amt = excluded.amt");
        await CheckAsync(world);
        world.Applied.Keys.ShouldBe(["T-3", "T-4", "T-5"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_file_of_a_backup_in_which_others_have_written_on_is_noticed()
    {
        var world = await StartAsync();
        await world.InstallAsync();
        await world.ExecuteAsync("INSERT INTO thing VALUES (1, 1, 0)");
        await CheckAsync(world);
        var before = await world.AskAsync("SELECT max(number) FROM hub_journal_things");
        await world.ExecuteAsync("UPDATE thing SET amt = 2");
        await CheckAsync(world);

        // As if the file were that of before, with other changes under the same numbers.
        await world.ExecuteAsync(
            $"DELETE FROM hub_journal_things WHERE number > {before}; UPDATE sqlite_sequence SET seq = {before}");
        await world.ExecuteAsync(
            "INSERT INTO thing VALUES (2, 1, 0), (3, 1, 0), (4, 1, 0); "
            + $"UPDATE hub_journal_things SET at = '2099-01-01T00:00:00.000Z' WHERE number > {before}");
        await CheckAsync(world);
    }

    internal override Task<ISqlUnderTest> CreateAsync() => Task.FromResult<ISqlUnderTest>(new SqliteUnderTest());

    private protected override string Made => "SELECT name FROM sqlite_master WHERE name LIKE 'hub_journal%'";
}

public sealed class PostgresThatChanges : DatabasesThatChange
{
    [Fact]
    public async Task Rows_of_tables_that_inherit_are_not_missed()
    {
        var world = await StartAsync();
        await world.ExecuteAsync("CREATE TABLE special_thing (extra text) INHERITS (thing)");
        (await Should.ThrowAsync<CaptureRefusedException>(world.InstallAsync)).Message.ShouldContain(
            "rows of special_thing are rows of thing as well (INHERITS), and their changes are not its own");
    }

    [Fact]
    public async Task A_key_column_that_is_made_longer_has_no_trigger_refuse_a_write()
    {
        var world = await StartAsync(
            tables: "CREATE TABLE thing (no int PRIMARY KEY, amt bigint NOT NULL, stamp bigint NOT NULL); "
            + "CREATE TABLE part (no int NOT NULL, pos int NOT NULL, PRIMARY KEY (no, pos));");
        await world.InstallAsync();
        await world.ExecuteAsync(
            "ALTER TABLE thing ALTER no TYPE bigint; ALTER TABLE part ALTER no TYPE bigint; "
            + "INSERT INTO thing VALUES (3000000000, 5, 0); INSERT INTO part VALUES (3000000000, 1)");
        await CheckAsync(world);
    }

    [Fact]
    public async Task A_key_of_another_type_in_a_second_table_is_told_before_anything_is_made()
    {
        var world = await StartAsync(
            tables: "CREATE TABLE thing (no bigint PRIMARY KEY, amt bigint NOT NULL, stamp bigint NOT NULL); "
                + "CREATE TABLE part (no text NOT NULL, pos int NOT NULL);");
        (await Should.ThrowAsync<CaptureRefusedException>(world.InstallAsync)).Message.ShouldContain(
            "part.no is text, and thing.no is bigint: a record's key has one type");
    }

    [Fact]
    public async Task A_partition_whose_trigger_is_off_is_told_and_truncated_detached_and_attached_ones_are_noticed()
    {
        var world = await StartAsync(
            tables: """
                CREATE TABLE thing (no bigint PRIMARY KEY, amt bigint NOT NULL, stamp bigint NOT NULL) PARTITION BY RANGE (no);
                CREATE TABLE thing_1 PARTITION OF thing FOR VALUES FROM (0) TO (100);
                CREATE TABLE thing_2 PARTITION OF thing FOR VALUES FROM (100) TO (200) PARTITION BY RANGE (no);
                CREATE TABLE thing_2a PARTITION OF thing_2 FOR VALUES FROM (100) TO (150);
                CREATE TABLE part (no bigint NOT NULL, pos int NOT NULL, PRIMARY KEY (no, pos));
                """,
            changes: Things.Journal.Replace("journal:", "deletes: { most: 100% }, journal:", StringComparison.Ordinal));
        await world.InstallAsync();
        await world.ExecuteAsync("INSERT INTO thing VALUES (1, 5, 0), (101, 5, 0); UPDATE thing SET amt = 6");
        await CheckAsync(world);

        await world.ExecuteAsync("CREATE TABLE thing_3 PARTITION OF thing FOR VALUES FROM (200) TO (300)");
        world.Told = 0;
        await CheckAsync(world);
        await world.ExecuteAsync("INSERT INTO thing VALUES (201, 5, 0)");
        await CheckAsync(world);
        world.Told.ShouldBe(1);

        await world.ExecuteAsync("TRUNCATE thing_1");
        await CheckAsync(world);
        await world.ExecuteAsync("ALTER TABLE thing DETACH PARTITION thing_3");
        await CheckAsync(world);
        world.Applied.Keys.ShouldBe(["T-101"]);
        await world.ExecuteAsync("UPDATE thing_3 SET amt = 9; "
            + "ALTER TABLE thing ATTACH PARTITION thing_3 FOR VALUES FROM (200) TO (300)");
        await CheckAsync(world);

        await world.ExecuteAsync("ALTER TABLE thing_2a DISABLE TRIGGER USER; UPDATE thing SET amt = 7");
        (await Should.ThrowAsync<ChangeTargetUnavailableException>(() => world.ReadAsync(10))).Message.ShouldContain(
            "is missing, or not as it was made: trigger hub_journal_things on thing");
        await world.InstallAsync();
        await CheckAsync(world);
    }

    [Fact]
    public async Task A_trigger_that_somebody_made_for_less_is_told()
    {
        var world = await StartAsync();
        await world.InstallAsync();
        await CheckAsync(world);
        await world.ExecuteAsync(
            "CREATE OR REPLACE TRIGGER hub_journal_things AFTER INSERT ON thing FOR EACH ROW "
            + "EXECUTE FUNCTION hub_journal_things_thing(); ALTER TABLE thing ENABLE ALWAYS TRIGGER hub_journal_things");
        await Should.ThrowAsync<ChangeTargetUnavailableException>(() => world.ReadAsync(10));
        await world.InstallAsync();
        await CheckAsync(world);
    }

    [Fact]
    public async Task Rights_that_the_account_lacks_and_rows_that_are_hidden_from_it_are_told()
    {
        var database = await CreateAsync();
        await CaptureWorld.ExecuteAsync(
            database,
            "CREATE SCHEMA own; SET search_path = own; " + Things.Tables + "CREATE ROLE narrow LOGIN PASSWORD 'narrow'; "
            + "GRANT USAGE ON SCHEMA own TO narrow; GRANT SELECT ON own.thing, own.part TO narrow; "
            + "ALTER ROLE narrow SET search_path = own");
        var narrow = new PostgresUnderTest(new Npgsql.NpgsqlConnectionStringBuilder(database.Connection)
        {
            Username = "narrow", Password = "narrow",
        }.ToString());
        var world = await StartAsync(database: narrow, tables: "SELECT 1");
        (await Should.ThrowAsync<CaptureRefusedException>(world.InstallAsync)).Message.ShouldStartWith(
            "shop does not take it, and nothing was changed: the account narrow lacks CREATE on schema own, ownership of thing, "
            + "ownership of part. Where the account may not, let 'install' of 'sql'");

        await CaptureWorld.ExecuteAsync(
            database,
            "ALTER SCHEMA own OWNER TO narrow; ALTER TABLE own.thing OWNER TO narrow; ALTER TABLE own.part OWNER TO narrow");
        await world.InstallAsync();
        await world.ReadToEndAsync();
        world.Source.Report!.Notice.ShouldBeNull();
        await CaptureWorld.ExecuteAsync(
            database, "ALTER TABLE own.thing ENABLE ROW LEVEL SECURITY; ALTER TABLE own.thing FORCE ROW LEVEL SECURITY");
        await world.ReadToEndAsync();
        world.Source.Report!.Notice.ShouldNotBeNull().ShouldStartWith("row security hides rows of thing from narrow");
        await CaptureWorld.ExecuteAsync(database, "DROP OWNED BY narrow; DROP ROLE narrow");
    }

    [Fact]
    public async Task A_transaction_that_was_prepared_and_forgotten_is_named()
    {
        var world = await StartAsync();
        await world.InstallAsync();
        await world.ExecuteAsync("INSERT INTO thing VALUES (1, 5, 0)");
        await CheckAsync(world);
        await using (var open = await world.Database.OpenAsync())
        await using (var transaction = await open.BeginTransactionAsync())
        {
            await CaptureWorld.ExecuteAsync(open, "UPDATE thing SET amt = 4 WHERE no = 1", transaction);
            await NoticedAsync(world, "one of postgres (process ");
            await transaction.CommitAsync();
        }

        await CheckAsync(world);
        world.Source.Report!.Notice.ShouldBeNull();
        await world.ExecuteAsync("BEGIN; UPDATE thing SET amt = 6 WHERE no = 1; PREPARE TRANSACTION 'forgotten'");
        try
        {
            await NoticedAsync(world, "the prepared transaction 'forgotten' of postgres");
        }
        finally
        {
            // The server is shared: other tests would wait for it as well.
            await world.ExecuteAsync("COMMIT PREPARED 'forgotten'");
        }

        await CheckAsync(world);
        world.Source.Report!.Notice.ShouldBeNull();
        world.Applied["T-1"].ShouldBe("6 0");
    }

    [Fact]
    public async Task Copies_upserts_merges_and_writes_of_replication_are_read_and_what_is_rolled_back_is_not()
    {
        var world = await StartAsync();
        await world.InstallAsync();
        await CheckAsync(world);
        await world.ExecuteAsync("""
            INSERT INTO thing SELECT n, 0, 0 FROM generate_series(1, 5) n;
            INSERT INTO thing VALUES (1, 7, 0), (6, 7, 0) ON CONFLICT (no) DO UPDATE SET amt = excluded.amt;
            BEGIN; SAVEPOINT s; UPDATE thing SET amt = 99; ROLLBACK TO s; UPDATE thing SET amt = 8 WHERE no = 2; COMMIT;
            SET session_replication_role = replica; UPDATE thing SET amt = 9 WHERE no = 3; DELETE FROM thing WHERE no = 4;
            RESET session_replication_role;
            MERGE INTO thing t USING (VALUES (5, 3), (8, 3)) s (no, amt) ON t.no = s.no
                WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT VALUES (s.no, s.amt, 0);
            CREATE TABLE gone (v text); DROP TABLE gone
            """);
        await CheckAsync(world);
        world.Applied.Keys.ShouldBe(["T-1", "T-2", "T-3", "T-6", "T-8"], ignoreOrder: true);
    }

    internal override async Task<ISqlUnderTest> CreateAsync()
    {
        PostgresServer.SkipIfMissing();
        return new PostgresUnderTest(await (await PostgresServer.SharedAsync()).CreateDatabaseAsync());
    }

    private protected override async Task<StoreOptions?> StoreAsync() =>
        new() { Postgres = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync() };

    private protected override string Made =>
        "SELECT relname::text FROM pg_class WHERE relname LIKE 'hub_journal%' UNION ALL "
        + "SELECT proname::text FROM pg_proc WHERE proname LIKE 'hub_journal%'";

    private static async Task NoticedAsync(CaptureWorld world, string whose)
    {
        await world.ExecuteAsync("INSERT INTO thing SELECT max(no) + 1, 5, 0 FROM thing");
        await world.ReadToEndAsync();
        world.Source.Report!.Notice.ShouldBeNull();
        // A transaction of another test on this server may be older; it ends before this one is the oldest for two minutes.
        await Eventually.HoldsAsync($"the notice to name {whose}", async () =>
        {
            world.Pass(TimeSpan.FromMinutes(2));
            await world.ReadToEndAsync();
            return world.Source.Report!.Notice?.StartsWith(
                $"shop has an old transaction open ({whose}", StringComparison.Ordinal) == true;
        });
    }
}
