using Hub.Adapters.Tests.Sql;
using Hub.Platform.Changes;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;
using Hub.Tests;
using Hub.Tests.Servers;

namespace Hub.Adapters.Tests.Changes.Capturing;

/// <summary>How a journal is made, lost, found again and taken away, on each database.</summary>
public abstract class JournalContract : IAsyncLifetime
{
    private CaptureWorld? _world;

    internal CaptureWorld World => _world!;

    private ICaptureInstaller Installer => World.Hub.Service<ICaptureInstaller>();

    internal abstract Task<ISqlUnderTest> CreateAsync();

    /// <summary>Takes a trigger of the table of things away.</summary>
    private protected abstract string DropTrigger { get; }

    /// <summary>Where the hub keeps its own state; null for SQLite.</summary>
    private protected virtual Task<StoreOptions?> StoreAsync() => Task.FromResult<StoreOptions?>(null);

    public async ValueTask InitializeAsync() =>
        _world = await CaptureWorld.StartAsync(await CreateAsync(), Things.Journal, await StoreAsync());

    public async ValueTask DisposeAsync()
    {
        if (_world is not null)
            await _world.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Without_a_journal_nothing_is_read_and_the_link_says_what_to_do()
    {
        await World.ExecuteAsync("INSERT INTO thing VALUES (1, 5, 0)");
        var error = await Should.ThrowAsync<ChangeTargetUnavailableException>(() => World.ReadAsync(10));
        error.Message.ShouldBe(
            "shop: the journal of things is not installed. ./hub sync install things shows the statements it takes and runs them "
            + "after a yes; the stream then goes on by itself");
        World.Applied.ShouldBeEmpty();

        await World.InstallAsync();
        await CheckAsync();
    }

    [Fact]
    public async Task Installing_again_finds_all_there_and_changes_nothing()
    {
        var before = (await DescribeAsync())!;
        (before.Captures, before.There.Count).ShouldBe((true, 0));
        before.Install.Count.ShouldBe(before.Missing.Count);

        await World.InstallAsync();
        await World.ExecuteAsync("INSERT INTO thing VALUES (1, 5, 0)");
        await CheckAsync();
        World.Told = 0;
        var after = (await World.InstallAsync())!;
        (after.Missing.Count, after.Install.Count).ShouldBe((0, 0));
        after.There.ShouldBe(before.Missing);
        await CheckAsync();
        World.Told.ShouldBe(0);
    }

    [Fact]
    public async Task Uninstalling_leaves_the_database_as_it_was()
    {
        var before = await ObjectsAsync();
        await World.InstallAsync();
        (await ObjectsAsync()).Count.ShouldBeGreaterThan(before.Count);

        var refused = await Should.ThrowAsync<CaptureRefusedException>(UninstallAsync(force: false));
        refused.Message.ShouldStartWith("The plan captures things of shop by this journal, and would miss changes without it");
        await UninstallAsync(force: true)();
        (await ObjectsAsync()).ShouldBe(before);
        await World.ExecuteAsync("INSERT INTO thing VALUES (1, 5, 0); UPDATE thing SET amt = 6");
    }

    [Fact]
    public async Task A_trigger_that_somebody_removed_is_named_and_changes_meanwhile_are_found_once_it_is_back()
    {
        await World.InstallAsync();
        await World.ExecuteAsync("INSERT INTO thing VALUES (1, 5, 0), (2, 5, 0)");
        await CheckAsync();

        await World.ExecuteAsync(DropTrigger);
        await World.ExecuteAsync("UPDATE thing SET amt = 6 WHERE no = 1; DELETE FROM thing WHERE no = 2");
        var error = await Should.ThrowAsync<ChangeTargetUnavailableException>(() => World.ReadAsync(10));
        error.Message.ShouldStartWith(
            "shop: of the journal of things is missing, or not as it was made: trigger hub_journal_things");
        error.Message.ShouldEndWith("then all things are read once more by themselves");

        await World.InstallAsync();
        await CheckAsync();
        World.Applied.ShouldBe(new Dictionary<string, string> { ["T-1"] = "6 0" });
    }

    [Fact]
    public async Task A_trigger_that_was_away_between_two_readings_is_noticed()
    {
        await World.InstallAsync();
        await World.ExecuteAsync("INSERT INTO thing VALUES (1, 5, 0)");
        await CheckAsync();

        await World.ExecuteAsync(DropTrigger);
        await World.ExecuteAsync("UPDATE thing SET amt = 6 WHERE no = 1");
        await World.InstallAsync();
        await CheckAsync();
        World.Applied.ShouldBe(new Dictionary<string, string> { ["T-1"] = "6 0" });
    }

    [Fact]
    public async Task Rows_that_somebody_deleted_from_the_journal_are_noticed()
    {
        await World.InstallAsync();
        await World.ExecuteAsync("INSERT INTO thing VALUES (1, 5, 0)");
        await CheckAsync();

        await World.ExecuteAsync("UPDATE thing SET amt = 6 WHERE no = 1; DELETE FROM hub_journal_things");
        await World.ExecuteAsync("INSERT INTO thing VALUES (2, 5, 0)");
        await CheckAsync();
        World.Applied["T-1"].ShouldBe("6 0");
        // It is over soon, and told for a while.
        World.Source.Report!.Notice.ShouldNotBeNull().ShouldContain("another hub that reads it (only one may)");
        World.Pass(TimeSpan.FromMinutes(11));
        // A transaction of another test on this server may be told of as long as it is open.
        await Eventually.HoldsAsync(async () =>
        {
            await CheckAsync();
            return World.Source.Report!.Notice is null;
        });
    }

    [Fact]
    public async Task A_journal_that_was_made_anew_is_noticed()
    {
        await World.InstallAsync();
        await World.ExecuteAsync("INSERT INTO thing VALUES (1, 5, 0)");
        await CheckAsync();

        await UninstallAsync(force: true)();
        await World.ExecuteAsync("UPDATE thing SET amt = 6 WHERE no = 1");
        await World.InstallAsync();
        await World.ExecuteAsync("INSERT INTO thing VALUES (2, 5, 0), (3, 5, 0), (4, 5, 0)");
        await CheckAsync();
        World.Applied["T-1"].ShouldBe("6 0");
    }

    [Fact]
    public async Task What_was_read_is_deleted_from_the_journal()
    {
        await World.InstallAsync();
        await World.ExecuteAsync("INSERT INTO thing VALUES (1, 5, 0)");
        await CheckAsync();
        for (var amount = 0; amount < 300; amount++)
            await World.ExecuteAsync($"UPDATE thing SET amt = {amount}");
        await CheckAsync();
        await Eventually.HoldsAsync(async () =>
        {
            World.Pass(TimeSpan.FromSeconds(6));
            await CheckAsync();
            return await CountAsync() == 1 && World.Source.Report?.JournalRows == 1;
        });
        // The row that is left tells the place.
        World.Told = 0;
        World.Restart();
        await CheckAsync();
        World.Told.ShouldBe(0);
    }

    [Fact]
    public async Task A_first_load_that_was_interrupted_is_gone_on_with_by_another_process_once_the_first_one_is_gone()
    {
        await World.InstallAsync();
        var rows = string.Join(", ", Enumerable.Range(1, 70).Select(n => $"({n}, 5, 0)"));
        await World.ExecuteAsync($"INSERT INTO thing VALUES {rows}");
        // A page of twenty, and no more.
        (await World.NewSource(anotherProcess: true).ReadAsync(null, 5, CancellationToken.None)).Count.ShouldBe(5);
        await World.ExecuteAsync("DELETE FROM thing WHERE no = 1; UPDATE thing SET amt = 6 WHERE no = 2");

        var (_, isAll) = await World.Source.ReadToEndAsync("1000000", 10, CancellationToken.None);
        isAll.ShouldBeFalse();
        World.Pass(TimeSpan.FromSeconds(31));
        await CheckAsync();
    }

    [Fact]
    public async Task Two_processes_that_read_one_journal_never_put_an_old_record_over_a_new_one()
    {
        await World.InstallAsync();
        await World.ExecuteAsync("INSERT INTO thing VALUES (1, 0, 0), (2, 0, 0), (3, 0, 0)");
        await CheckAsync();
        var others = new[] { World.NewSource(anotherProcess: true), World.NewSource(anotherProcess: true) };
        using var stop = new CancellationTokenSource();
        var reading = others.Select(o => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    await o.ReadToEndAsync("1000000", 10, CancellationToken.None);
                }
                catch (ChangeTargetUnavailableException)
                {
                    // The other one was faster.
                }
            }
        })).ToList();
        for (var amount = 1; amount < 100; amount++)
            await World.ExecuteAsync($"UPDATE thing SET amt = {amount} WHERE no = {1 + (amount % 3)}");
        await stop.CancelAsync();
        await Task.WhenAll(reading);
        await CheckAsync();
    }

    private protected async Task CheckAsync()
    {
        await World.ReadToEndAsync();
        await World.CheckAsync();
    }

    private Task<CaptureInstallation?> DescribeAsync() =>
        Installer.DescribeAsync("adapter:shop", "things", CancellationToken.None);

    private Func<Task> UninstallAsync(bool force) =>
        () => Installer.UninstallAsync("adapter:shop", "things", force, CancellationToken.None);

    private Task<long> CountAsync() => World.AskAsync("SELECT count(*) FROM hub_journal_things");

    /// <summary>Tells the names of all that somebody has made in the database.</summary>
    private protected abstract Task<IReadOnlyList<string>> ObjectsAsync();
}

public sealed class JournalOnSqlite : JournalContract
{
    private protected override string DropTrigger =>
        "DROP TRIGGER hub_journal_things_thing_update; DROP TRIGGER hub_journal_things_thing_delete";

    internal override Task<ISqlUnderTest> CreateAsync() => Task.FromResult<ISqlUnderTest>(new SqliteUnderTest());

    private protected override Task<IReadOnlyList<string>> ObjectsAsync() => World.ListAsync(
        "SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name");
}

public sealed class JournalOnPostgres : JournalContract
{
    [Fact]
    public async Task A_truncated_table_takes_a_person_where_the_limit_of_deletions_says_so()
    {
        await World.InstallAsync();
        await World.ExecuteAsync("INSERT INTO thing SELECT n, 5, 0 FROM generate_series(1, 60) n");
        await CheckAsync();
        await World.ExecuteAsync("TRUNCATE thing");
        var error = await Should.ThrowAsync<ChangeTargetUnavailableException>(() => World.ReadToEndAsync());
        error.Message.ShouldContain("60 would be deleted");
        (await World.Source.AllowDeletionsAsync()).ShouldBe(60);
        await CheckAsync();
        World.Applied.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_trigger_that_is_switched_off_and_on_is_noticed()
    {
        await World.InstallAsync();
        await World.ExecuteAsync("INSERT INTO thing VALUES (1, 5, 0)");
        await CheckAsync();
        await World.ExecuteAsync("ALTER TABLE thing DISABLE TRIGGER USER; UPDATE thing SET amt = 6");
        await Should.ThrowAsync<ChangeTargetUnavailableException>(() => World.ReadAsync(10));
        await World.ExecuteAsync("ALTER TABLE thing ENABLE ALWAYS TRIGGER hub_journal_things; "
            + "ALTER TABLE thing ENABLE ALWAYS TRIGGER hub_journal_things_truncate");
        await CheckAsync();
        World.Applied["T-1"].ShouldBe("6 0");
    }

    [Fact]
    public async Task What_commits_behind_an_open_transaction_is_read_at_once_and_what_that_one_writes_is_not_missed()
    {
        await World.InstallAsync();
        await World.ExecuteAsync("INSERT INTO thing VALUES (1, 5, 0), (2, 5, 0)");
        await CheckAsync();
        await using var connection = await World.Database.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await CaptureWorld.ExecuteAsync(connection, "UPDATE thing SET amt = 7 WHERE no = 1", transaction);
        await World.ExecuteAsync("UPDATE thing SET amt = 8 WHERE no = 2");
        await CheckAsync();
        World.Applied.ShouldBe(new Dictionary<string, string> { ["T-1"] = "5 0", ["T-2"] = "8 0" });
        World.Restart();
        await transaction.CommitAsync();
        await CheckAsync();
        World.Applied["T-1"].ShouldBe("7 0");
    }

    [Fact]
    public async Task Writers_need_no_rights_on_the_journal_and_lastval_stays_theirs()
    {
        await World.InstallAsync();
        await World.ExecuteAsync(
            "CREATE ROLE clerk; GRANT SELECT, INSERT, UPDATE, DELETE ON thing TO clerk; CREATE SEQUENCE numbers; "
            + "GRANT USAGE ON numbers TO clerk");
        await using var connection = await World.Database.OpenAsync();
        await CaptureWorld.ExecuteAsync(connection, "SET ROLE clerk; SELECT nextval('numbers')");
        await CaptureWorld.ExecuteAsync(connection, "INSERT INTO thing VALUES (1, 5, 0)");
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT lastval()";
        (await command.ExecuteScalarAsync()).ShouldBe(1L);
        await CaptureWorld.ExecuteAsync(connection, "RESET ROLE; DROP OWNED BY clerk; DROP ROLE clerk");
        await CheckAsync();
        World.Applied.Count.ShouldBe(1);
    }

    private protected override string DropTrigger => "DROP TRIGGER hub_journal_things ON thing";

    internal override async Task<ISqlUnderTest> CreateAsync()
    {
        PostgresServer.SkipIfMissing();
        return new PostgresUnderTest(await (await PostgresServer.SharedAsync()).CreateDatabaseAsync());
    }

    private protected override async Task<StoreOptions?> StoreAsync() =>
        new() { Postgres = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync() };

    private protected override Task<IReadOnlyList<string>> ObjectsAsync() => World.ListAsync("""
        SELECT name FROM (
            SELECT relname::text AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace
            UNION ALL SELECT proname::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace
            UNION ALL SELECT tgname::text FROM pg_trigger WHERE NOT tgisinternal) x ORDER BY name
        """);
}
