using Hub.Adapters.Changes;
using Hub.Platform.Storage;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;
using Hub.Tests;
using Hub.Tests.Servers;

namespace Hub.Adapters.Tests.Changes.TimeStamps;

/// <summary>Reading by time stamps against a model of what the CRM promises, in whatever order things happen.</summary>
public sealed class NothingIsMissed : IAsyncLifetime
{
    private const int Steps = 30;
    private readonly TemporaryFolder _folder = new();
    private Database? _store;
    private int _runs;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_store is not null)
            await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task In_thousands_of_orders_of_events_each_reading_finds_all_that_is_committed()
    {
        var seen = await OpenAsync();
        for (var seed = 0; seed < 500; seed++)
            await RunAsync(seen, seed);
    }

    [Fact]
    public async Task On_PostgreSQL_too()
    {
        PostgresServer.SkipIfMissing();
        var seen = await OpenAsync(
            new StoreOptions { Postgres = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync() });
        for (var seed = 0; seed < 40; seed++)
            await RunAsync(seen, seed);
    }

    [Fact]
    public async Task Whatever_the_clock_does_the_next_sweep_finds_the_rest()
    {
        var seen = await OpenAsync();
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            // Without a bound: a clock that is set, and transactions longer than the overlap.
            var crm = new ModelCrm { Longest = 3600 };
            var reader = new ModelReader(crm, seen, $"run{_runs++}", 1 + random.Next(6));
            for (var step = 0; step < Steps; step++)
            {
                if (random.Next(6) == 0)
                    crm.Offset = random.Next(-7200, 7200);
                await StepAsync(random, crm, reader);
            }

            crm.CommitAll();
            // One that is under way may have passed it; a sweep is a page a reading.
            for (var page = 0; page < 60; page++)
            {
                if (page % 30 == 0)
                    reader.PassSweep();
                await reader.ReadToTheEndAsync();
            }

            reader.Applied.ShouldBe(crm.Versions, ignoreOrder: true, $"seed {seed}");
            reader.Told.Distinct().Count().ShouldBe(reader.Told.Count, $"seed {seed}");
        }
    }

    [Fact]
    public async Task Many_that_share_a_second_do_not_stop_it()
    {
        var crm = new ModelCrm();
        var reader = new ModelReader(crm, await OpenAsync(), "many", batch: 3, most: 40);
        Commit(crm, 0, 33);
        crm.Pass(1);
        Commit(crm, 33, 2);

        await reader.ReadToTheEndAsync();
        reader.Applied.ShouldBe(crm.Versions, ignoreOrder: true);
    }

    [Fact]
    public async Task More_with_one_stamp_than_the_system_tells_at_once_is_an_error_and_no_silence()
    {
        var crm = new ModelCrm();
        var reader = new ModelReader(crm, await OpenAsync(), "toomany", batch: 3, most: 5);
        Commit(crm, 0, 6);
        crm.Pass(1);
        Commit(crm, 100, 4);

        await Should.ThrowAsync<ChangeTargetUnavailableException>(() => reader.ReadToTheEndAsync());
        // What can be read is told, also behind it; and each time that the others are missing.
        var error = await Should.ThrowAsync<ChangeTargetUnavailableException>(() => reader.ReadToTheEndAsync());
        error.Message.ShouldBe(
            "crm has more than 5 toomany with the one time stamp 2026-09-21T14:13:20Z, and tells of no more of them: the others "
            + "are not read. Raise 'most' as far as the system goes, or let 'in' send after, by which the hub reads on within "
            + "a stamp");
        reader.Applied.Count.ShouldBe(9);
    }

    [Theory]
    [InlineData(100, 500)]
    [InlineData(1000, 7)]
    public async Task By_key_any_number_with_one_stamp_is_read_also_where_the_systems_pages_are_smaller(int batch, int cap)
    {
        var crm = new ModelCrm { Cap = cap };
        var reader = new ModelReader(crm, await OpenAsync(), $"bykey{cap}", batch, most: batch) { ByKey = true };
        Commit(crm, 0, 600);
        crm.Pass(1);
        Commit(crm, 700, 8);

        await reader.ReadToTheEndAsync();
        reader.Applied.ShouldBe(crm.Versions, ignoreOrder: true);
        reader.Told.Count.ShouldBe(608);
    }

    [Fact]
    public async Task A_record_with_an_unknown_code_is_told_with_its_key_and_the_page_goes_on()
    {
        var crm = new ModelCrm();
        crm.Odd.Add("C-0003");
        var reader = new ModelReader(crm, await OpenAsync(), "odd", batch: 10);
        Commit(crm, 0, 9);

        await reader.ReadToTheEndAsync();
        reader.Applied.ShouldBe(crm.Versions, ignoreOrder: true);
        reader.Faults.ShouldHaveSingleItem().Value
            .ShouldBe("crm gave odd C-0003, which cannot be read: status: its value is not one of Active, Blocked, Prospect");
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task A_record_without_a_time_stamp_or_a_version_is_told_with_its_key_and_goes_over_once_corrected(bool byKey)
    {
        var crm = new ModelCrm();
        crm.Timeless.Add("C-0003");
        crm.Uncounted.Add("C-0009");
        var reader = new ModelReader(crm, await OpenAsync(), $"bare {byKey}", batch: 4) { ByKey = byKey };
        Commit(crm, 0, 10);
        await reader.ReadToTheEndAsync();
        reader.Faults.Keys.ShouldBe(["C-0003", "C-0009"], ignoreOrder: true);
        reader.Applied.Keys.ShouldBe(crm.Versions.Keys, ignoreOrder: true);

        crm.Timeless.Clear();
        crm.Uncounted.Clear();
        crm.Pass(1);
        foreach (var key in new[] { "C-0003", "C-0009" })
            crm.Begin(key);
        crm.CommitAll();
        reader.Faults.Clear();
        var before = reader.Told.Count;
        await reader.ReadToTheEndAsync();
        reader.Faults.ShouldBeEmpty();
        reader.Told.Skip(before).ShouldBe([("C-0003", 2L), ("C-0009", 2L)], ignoreOrder: true);
    }

    [Fact]
    public async Task What_is_unchanged_is_not_told_again_and_costs_one_call()
    {
        var crm = new ModelCrm();
        var reader = new ModelReader(crm, await OpenAsync(), "quiet", batch: 100);
        Commit(crm, 0, 50);
        await reader.ReadToTheEndAsync();
        await reader.ReadToTheEndAsync();

        var calls = crm.Calls;
        for (var i = 0; i < 10; i++)
            (await reader.ReadAsync(100)).ShouldBe(0);
        (crm.Calls - calls).ShouldBe(10);
        reader.Told.Count.ShouldBe(50);
    }

    [Fact]
    public async Task A_position_read_from_again_gives_the_same_or_later_changes()
    {
        var crm = new ModelCrm();
        var reader = new ModelReader(crm, await OpenAsync(), "again", batch: 4);
        Commit(crm, 0, 10);
        await reader.ReadAsync(3, keepPosition: false);
        Commit(crm, 0, 1);
        crm.Pass(1);
        reader.Restart();

        await reader.ReadToTheEndAsync(limit: 3);
        reader.Told.GroupBy(t => t.Key).ToDictionary(t => t.Key, t => t.Last().Version).ShouldBe(crm.Versions, ignoreOrder: true);
    }

    private async Task RunAsync(Modifications seen, int seed)
    {
        var random = new Random(seed);
        var crm = new ModelCrm { Offset = random.Next(3) switch { 0 => 3600, 1 => -3600, _ => 0 } };
        var reader = new ModelReader(crm, seen, $"run{_runs++}", 1 + random.Next(6));
        for (var step = 0; step < Steps; step++)
        {
            await StepAsync(random, crm, reader);
            if (random.Next(8) != 0)
                continue;
            // Undisturbed, a reading finds all there is.
            await reader.ReadToTheEndAsync();
            reader.Applied.ShouldBe(crm.Versions, ignoreOrder: true, $"seed {seed}, step {step}");
        }

        reader.Told.Distinct().Count().ShouldBe(reader.Told.Count, $"seed {seed}");
        foreach (var record in reader.Told.GroupBy(t => t.Key))
            record.Select(t => t.Version).ShouldBeInOrder(SortDirection.Ascending, $"seed {seed}");
    }

    private static async Task StepAsync(Random random, ModelCrm crm, ModelReader reader)
    {
        switch (random.Next(8))
        {
            case 0 or 1:
                Disturb(random, crm);
                break;
            case 2:
                reader.Restart();
                break;
            case 3:
                // Many within one second.
                for (var i = random.Next(12); i > 0; i--)
                    crm.Begin($"C-{1000 + random.Next(20)}");
                break;
            default:
                crm.Meanwhile = () => Disturb(random, crm);
                crm.Down = random.Next(6) == 0;
                try
                {
                    await reader.ReadAsync(1 + random.Next(5), keepPosition: random.Next(4) != 0);
                }
                catch (ChangeTargetUnavailableException)
                {
                    crm.Down.ShouldBeTrue();
                }

                (crm.Meanwhile, crm.Down) = (() => { }, false);
                break;
        }
    }

    private static void Disturb(Random random, ModelCrm crm)
    {
        crm.Pass(random.Next(4) == 0 ? random.Next(60) : random.Next(3));
        if (random.Next(2) == 0)
            crm.Begin($"C-{1000 + random.Next(20)}");
        if (random.Next(2) == 0)
            crm.CommitOne(random);
    }

    private static void Commit(ModelCrm crm, int from, int count)
    {
        foreach (var number in Enumerable.Range(from, count))
            crm.Begin($"C-{number:0000}");
        crm.CommitAll();
    }

    private async Task<Modifications> OpenAsync(StoreOptions? options = null)
    {
        _store = new Stores(new DataFolder(_folder.Path), options).Open("hub");
        var seen = new Modifications(new HubStore(_store));
        await seen.MigrateAsync();
        return seen;
    }
}
