using Hub.Adapters.Slots;
using Hub.Adapters.Tests.Sql;
using Hub.Platform.Changes;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;
using Hub.Tests;
using Hub.Tests.Servers;

namespace Hub.Adapters.Tests.Changes.Capturing;

/// <summary>How a slot and its publication are made, lost, found again and taken away.</summary>
public sealed class SlotsOfReplication : IAsyncLifetime
{
    private const string Slots =
        "SELECT slot_name::text FROM pg_replication_slots WHERE database = current_database() "
        + "UNION ALL SELECT pubname::text FROM pg_publication ORDER BY 1";

    private const string DropSlot =
        "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE database = current_database() AND active; "
        + "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE database = current_database()";

    private readonly List<CaptureWorld> _worlds = [];
    private ISqlUnderTest? _database;
    private StoreOptions? _store;

    public async ValueTask InitializeAsync()
    {
        PostgresServer.SkipIfMissing();
        _database = new PostgresUnderTest(await (await PostgresServer.ReplicatingAsync()).CreateDatabaseAsync());
        _store = new StoreOptions { Postgres = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync() };
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var world in _worlds)
        {
            await UninstallAsync(world);
            await world.DisposeAsync();
        }
    }

    [Fact]
    public async Task Without_a_slot_nothing_is_read_and_the_link_says_what_to_do()
    {
        var world = await StartAsync();
        await world.ExecuteAsync("INSERT INTO thing VALUES (1, 5, 0)");
        var error = await Should.ThrowAsync<ChangeTargetUnavailableException>(() => world.ReadAsync(10));
        error.Message.ShouldStartWith("shop: the replication of things is not installed. ./hub sync install things shows");
        await world.InstallAsync();
        await CheckAsync(world);
        world.Applied.Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_installed_is_shown_and_uninstalling_leaves_the_database_as_it_was()
    {
        var world = await StartAsync();
        var before = (await world.InstallAsync())!;
        before.Install.ShouldBe(
        [
            "CREATE PUBLICATION \"hub_shop\" WITH (publish_via_partition_root = true)",
            "ALTER PUBLICATION \"hub_shop\" ADD TABLE \"public\".\"thing\"",
            "ALTER PUBLICATION \"hub_shop\" ADD TABLE \"public\".\"part\"",
            $"SELECT pg_create_logical_replication_slot('{await SlotAsync(world)}', 'pgoutput')",
        ]);
        await CheckAsync(world);
        var after = (await world.InstallAsync())!;
        (after.Missing.Count, after.Install.Count, after.There.Count).ShouldBe((0, 0, 4));
        await Should.ThrowAsync<CaptureRefusedException>(() => world.Hub.Service<ICaptureInstaller>().UninstallAsync(
            "adapter:shop", "things", force: false, CancellationToken.None));
        await UninstallAsync(world);
        (await world.ListAsync(Slots)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Entities_of_a_system_share_a_slot_and_taking_one_away_leaves_what_the_other_needs()
    {
        var world = await StartAsync(others: Things.Replication.Replace(", part: no", ", spare: no", StringComparison.Ordinal));
        await world.ExecuteAsync("CREATE TABLE spare (no bigint PRIMARY KEY)");
        await world.InstallAsync();
        var added = (await world.InstallAsync("others"))!;
        added.Install.ShouldBe(["ALTER PUBLICATION \"hub_shop\" ADD TABLE \"public\".\"spare\""]);
        await world.ExecuteAsync("INSERT INTO thing VALUES (1, 5, 0)");
        await CheckAsync(world);

        world.Told = 0;
        var taken = (await UninstallAsync(world, "others"))!;
        taken.Uninstall.ShouldBe(["ALTER PUBLICATION \"hub_shop\" DROP TABLE \"public\".\"spare\""]);
        await world.ExecuteAsync("UPDATE thing SET amt = 6; INSERT INTO part VALUES (1, 1)");
        await CheckAsync(world);
        (world.Applied["T-1"], world.Told).ShouldBe(("6 1", 1));
        await UninstallAsync(world);
        (await world.ListAsync(Slots)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_account_that_reads_owns_nothing_where_another_one_installs()
    {
        await CaptureWorld.ExecuteAsync(_database!, Things.Tables
            + "CREATE ROLE slot_reader LOGIN REPLICATION PASSWORD 'reader'; GRANT SELECT ON thing, part TO slot_reader");
        var reader = new PostgresUnderTest(new Npgsql.NpgsqlConnectionStringBuilder(_database!.Connection)
        {
            Username = "slot_reader", Password = "reader",
        }.ToString());
        var refused = await StartAsync(tables: "SELECT 1", database: reader);
        (await Should.ThrowAsync<CaptureRefusedException>(refused.InstallAsync)).Message.ShouldContain(
            "the account slot_reader lacks CREATE on database");
        (await refused.ListAsync(Slots)).ShouldBeEmpty();

        var world = await StartAsync(tables: "SELECT 1", database: reader, owner: _database.Connection);
        await world.InstallAsync();
        await CaptureWorld.ExecuteAsync(_database, "INSERT INTO thing VALUES (1, 5, 0)");
        await CheckAsync(world);
        world.Applied.Count.ShouldBe(1);
        await UninstallAsync(world);
        (await world.ListAsync(Slots)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_told_is_given_by_the_next_reading_and_not_by_the_one_after_it()
    {
        var world = await StartAsync();
        await world.InstallAsync();
        await CheckAsync(world);
        await world.ExecuteAsync("INSERT INTO thing VALUES (1, 5, 0)");
        var written = await world.AskAsync("SELECT pg_logical_emit_message(true, 'test', '') - '0/0'::pg_lsn");
        await Eventually.HoldsAsync(async () => (await world.Hub.Service<SlotRows>().FindAsync("shop"))!.Lsn >= written);
        await world.ReadAsync(10);
        world.Told.ShouldBe(1);
    }

    [Fact]
    public async Task A_slot_that_somebody_dropped_is_named_and_all_is_read_again_once_it_is_back()
    {
        var world = await StartAsync();
        await world.InstallAsync();
        await world.ExecuteAsync("INSERT INTO thing VALUES (1, 5, 0), (2, 5, 0)");
        await CheckAsync(world);
        await Eventually.HoldsAsync(async () =>
        {
            await TryAsync(world, DropSlot);
            return (await world.ListAsync(Slots)).Count == 1;
        });
        await world.ExecuteAsync("UPDATE thing SET amt = 6 WHERE no = 1; DELETE FROM thing WHERE no = 2");
        var error = await Should.ThrowAsync<ChangeTargetUnavailableException>(() => world.ReadAsync(10));
        error.Message.ShouldStartWith("shop: of the replication of things is missing, or not as it was made: slot hub_shop_");
        await world.InstallAsync();
        await CheckAsync(world);
        world.Applied.ShouldBe(new Dictionary<string, string> { ["T-1"] = "6 0" });
    }

    [Fact]
    public async Task A_publication_that_somebody_made_anew_is_noticed()
    {
        var world = await StartAsync();
        await world.InstallAsync();
        await world.ExecuteAsync("INSERT INTO thing VALUES (1, 5, 0)");
        await CheckAsync(world);
        await world.ExecuteAsync("DROP PUBLICATION hub_shop");
        await world.ExecuteAsync("UPDATE thing SET amt = 6");
        await world.ExecuteAsync("CREATE PUBLICATION hub_shop FOR TABLE thing, part WITH (publish_via_partition_root = true)");
        await world.ExecuteAsync("INSERT INTO thing VALUES (2, 5, 0)");
        await CheckAsync(world);
        await world.ExecuteAsync("UPDATE thing SET amt = 7");
        await CheckAsync(world);
    }

    [Fact]
    public async Task A_table_that_somebody_took_out_of_the_publication_is_named()
    {
        var world = await StartAsync();
        await world.InstallAsync();
        await world.ExecuteAsync("INSERT INTO thing VALUES (1, 5, 0)");
        await CheckAsync(world);
        await world.ExecuteAsync("ALTER PUBLICATION hub_shop DROP TABLE part; INSERT INTO part VALUES (1, 1)");
        (await Should.ThrowAsync<ChangeTargetUnavailableException>(() => world.ReadAsync(10))).Message.ShouldStartWith(
            "shop: of the replication of things is missing, or not as it was made: table part of publication hub_shop");
        await world.InstallAsync();
        await CheckAsync(world);
        world.Applied["T-1"].ShouldBe("5 1");
    }

    [Fact]
    public async Task A_transaction_larger_than_what_is_kept_at_once_is_read_whole()
    {
        var world = await StartAsync();
        await world.InstallAsync();
        await CheckAsync(world);
        await world.ExecuteAsync("INSERT INTO thing SELECT n, 1, 0 FROM generate_series(1, 12000) n");
        await world.ExecuteAsync("UPDATE thing SET amt = 2 WHERE no = 7; DELETE FROM thing WHERE no = 8");
        await CheckAsync(world);
        await world.ExecuteAsync("UPDATE thing SET amt = amt + 1 WHERE no <= 6000");
        await CheckAsync(world);
    }

    [Fact]
    public async Task A_large_value_that_an_update_leaves_unchanged_stays_and_deletions_are_told_by_any_identity()
    {
        var world = await StartAsync(
            tables: "CREATE TABLE thing (no bigint PRIMARY KEY, amt bigint NOT NULL, stamp bigint NOT NULL, note text); "
                + "ALTER TABLE thing ALTER note SET STORAGE EXTERNAL; "
                + "CREATE TABLE part (id serial PRIMARY KEY, no bigint NOT NULL, pos int); "
                + "ALTER TABLE part REPLICA IDENTITY FULL");
        await world.InstallAsync();
        await world.ExecuteAsync("INSERT INTO thing VALUES (1, 5, 0, repeat('x', 100000)), (2, 5, 0, ''); "
            + "INSERT INTO part (no, pos) VALUES (1, 1), (1, 2), (2, 1)");
        await CheckAsync(world);
        await world.ExecuteAsync("UPDATE thing SET amt = 6 WHERE no = 1");
        await CheckAsync(world);
        await world.ExecuteAsync("DELETE FROM part WHERE no = 1 AND pos = 2; UPDATE part SET no = 1 WHERE no = 2");
        await CheckAsync(world);
        world.Applied.ShouldBe(new Dictionary<string, string> { ["T-1"] = "6 2", ["T-2"] = "5 0" }, ignoreOrder: true);
    }

    [Fact]
    public async Task A_table_whose_deletions_would_not_tell_their_record_is_refused_before_anything_is_made()
    {
        var world = await StartAsync(
            tables: "CREATE TABLE thing (no bigint, amt bigint NOT NULL, stamp bigint NOT NULL); "
                + "CREATE TABLE part (id serial PRIMARY KEY, no bigint NOT NULL, pos int);");
        var refused = (await Should.ThrowAsync<CaptureRefusedException>(world.InstallAsync)).Message;
        refused.ShouldStartWith(
            "The replication of things does not fit shop: thing has no replica identity, and PostgreSQL refuses each UPDATE and "
            + "DELETE of a table that is published without one");
        refused.ShouldContain("the replica identity of part (id) lacks no, so that a deleted row does not tell its record");
        (await world.ListAsync(Slots)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_truncated_table_and_an_altered_one_are_read()
    {
        var world = await StartAsync();
        await world.InstallAsync();
        await world.ExecuteAsync("INSERT INTO thing VALUES (1, 5, 0); INSERT INTO part VALUES (1, 1)");
        await CheckAsync(world);
        await world.ExecuteAsync("TRUNCATE part");
        await CheckAsync(world);
        await world.ExecuteAsync("ALTER TABLE thing ADD note text; ALTER TABLE part ALTER pos TYPE bigint; "
            + "UPDATE thing SET amt = 6; INSERT INTO part VALUES (1, 3)");
        await CheckAsync(world);
        world.Applied["T-1"].ShouldBe("6 1");
    }

    [Fact]
    public async Task Another_process_reads_on_once_the_first_one_is_gone_and_both_tell_the_end_meanwhile()
    {
        var first = await StartAsync();
        await first.InstallAsync();
        await first.ExecuteAsync("INSERT INTO thing VALUES (1, 5, 0)");
        await CheckAsync(first);
        var second = await StartAsync(tables: "SELECT 1");
        await first.ExecuteAsync("UPDATE thing SET amt = 6");
        await CheckAsync(second);
        _worlds.Remove(first);
        await first.DisposeAsync();
        await second.ExecuteAsync("UPDATE thing SET amt = 7; INSERT INTO thing VALUES (2, 5, 0)");
        second.Told = 0;
        await CheckAsync(second);
        second.Told.ShouldBe(2);
    }

    [Fact]
    public async Task A_slot_whose_log_the_server_has_not_kept_is_made_anew_and_all_is_read_again()
    {
        await using var server = await PostgresServer.StartAsync(isReplicating: true);
        var database = new PostgresUnderTest(await server.CreateDatabaseAsync());
        var first = await StartAsync(database: database);
        await first.InstallAsync();
        await first.ExecuteAsync("INSERT INTO thing VALUES (1, 5, 0), (2, 5, 0)");
        await CheckAsync(first);
        _worlds.Remove(first);
        await first.DisposeAsync();

        await CaptureWorld.ExecuteAsync(database, "ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'");
        await CaptureWorld.ExecuteAsync(database, "SELECT pg_reload_conf()");
        await CaptureWorld.ExecuteAsync(database, "UPDATE thing SET amt = 6 WHERE no = 1; DELETE FROM thing WHERE no = 2");
        await Eventually.HoldsAsync(async () =>
        {
            await CaptureWorld.ExecuteAsync(
                database, "CREATE TABLE IF NOT EXISTS filler (v text); INSERT INTO filler VALUES (''); SELECT pg_switch_wal()");
            await CaptureWorld.ExecuteAsync(database, "CHECKPOINT");
            await using var connection = await database.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT wal_status FROM pg_replication_slots";
            return (string?)await command.ExecuteScalarAsync() == "lost";
        });

        var second = await StartAsync(database: database, tables: "SELECT 1");
        await Eventually.HoldsAsync(async () =>
        {
            try
            {
                await CheckAsync(second);
                return true;
            }
            catch (ChangeTargetUnavailableException e)
            {
                e.Message.ShouldContain("the server has removed what the slot");
                return false;
            }
        });
        second.Applied.ShouldBe(new Dictionary<string, string> { ["T-1"] = "6 0" });
        second.Source.Report!.Notice.ShouldNotBeNull().ShouldContain("its server did not keep its log for long enough");
        _worlds.Remove(second);
        await second.DisposeAsync();
    }

    [Fact]
    public async Task A_server_that_does_not_write_its_log_for_it_and_an_account_that_may_not_are_told()
    {
        await using var server = await PostgresServer.StartAsync();
        var database = new PostgresUnderTest(await server.CreateDatabaseAsync());
        await CaptureWorld.ExecuteAsync(
            database, "CREATE ROLE narrow LOGIN PASSWORD 'narrow'; GRANT pg_read_all_data TO narrow");
        await CaptureWorld.ExecuteAsync(database, Things.Tables);
        var narrow = new PostgresUnderTest(new Npgsql.NpgsqlConnectionStringBuilder(database.Connection)
        {
            Username = "narrow", Password = "narrow",
        }.ToString());
        var world = await StartAsync(database: narrow, tables: "SELECT 1");
        var refused = (await Should.ThrowAsync<CaptureRefusedException>(world.InstallAsync)).Message;
        refused.ShouldContain("wal_level is replica: set wal_level = logical in the server's configuration and restart it");
        refused.ShouldContain("the account narrow of 'connection' may not replicate: ALTER ROLE narrow REPLICATION");
        _worlds.Remove(world);
        await world.DisposeAsync();
    }

    private static async Task CheckAsync(CaptureWorld world)
    {
        await world.ReadToEndAsync();
        await world.CheckAsync();
    }

    private static async Task TryAsync(CaptureWorld world, string sql)
    {
        try
        {
            await world.ExecuteAsync(sql);
        }
        catch (Npgsql.PostgresException e) when (e.SqlState == Npgsql.PostgresErrorCodes.ObjectInUse)
        {
            // Its reader was faster.
        }
    }

    private static async Task<string> SlotAsync(CaptureWorld world) =>
        (await world.ListAsync("SELECT 'hub_shop_' || oid FROM pg_database WHERE datname = current_database()"))[0];

    private static Task<CaptureInstallation?> UninstallAsync(CaptureWorld world, string entity = "things") =>
        world.Hub.Service<ICaptureInstaller>().UninstallAsync("adapter:shop", entity, force: true, CancellationToken.None);

    private async Task<CaptureWorld> StartAsync(
        string? tables = null, ISqlUnderTest? database = null, string? others = null, string? owner = null)
    {
        var world = await CaptureWorld.StartAsync(
            database ?? _database!,
            Things.Replication.Replace("replication:", "deletes: { most: 100% }, replication:", StringComparison.Ordinal),
            _store, tables, others, owner);
        _worlds.Add(world);
        return world;
    }
}
