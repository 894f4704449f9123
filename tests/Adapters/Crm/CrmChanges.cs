using System.Text.Json.Nodes;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;
using Hub.ServiceKit.Changes;
using Hub.Tests;
using Hub.Tests.Processes;

namespace Hub.Adapters.Tests.Crm;

/// <summary>Changes read from the CRM itself by its time stamps, each test with a CRM as it was seeded.</summary>
public sealed class CrmChanges : IAsyncLifetime
{
    private readonly CrmSide _side = new();
    private readonly List<Change> _told = [];
    private RunningAdapters? _restarted;
    private string? _position;

    private IChangeSource Source => (_restarted ?? _side.Adapters).Source("adapter:crm", "customers");

    public ValueTask InitializeAsync() => _side.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        if (_restarted is not null)
            await _restarted.DisposeAsync(keepData: true);
        await _side.DisposeAsync();
    }

    [Theory]
    [InlineData(100, 500)]
    [InlineData(7, 3)]
    [InlineData(3, 1)]
    public async Task All_fifty_are_read_once_whatever_the_pages_also_eight_of_one_second(int batch, int limit)
    {
        await RestartAsync($"batch: {batch}", sweep: "10m");
        await ReadToTheEndAsync(limit);

        _told.Select(c => c.Key).Order().ShouldBe(Enumerable.Range(1001, 50).Select(n => $"C-{n}"));
        var records = await _side.CustomersAsync();
        foreach (var change in _told)
        {
            change.Content!.ToJsonString().ShouldBe(AsContract.Of(records[change.Key]).ToJsonString());
            change.Version.ShouldBe(records[change.Key]["version"]!.GetValue<long>());
            (change.Origin, change.Kind, change.CohortKey).ShouldBe((Side.Legacy, ChangeKind.Upsert, change.Key));
            change.ExternalReference.ShouldBe(records[change.Key]["externalRef"]?.ToString());
        }
    }

    [Fact]
    public async Task All_are_listed_as_they_stand_also_what_was_changed_behind_the_last_stamp()
    {
        await RestartAsync("batch: 7", sweep: "10m");
        await ReadToTheEndAsync();
        await _side.SetTimeAsync(0, -36_000);
        await _side.EditAsync("C-1040", new { note = "unseen" });
        var records = await _side.CustomersAsync();
        var listed = new Dictionary<string, string>();
        await foreach (var page in ((IRecordListing)Source).ListAsync(TestContext.Current.CancellationToken))
            foreach (var record in page)
                listed[record.Key] = record.Content!.ToJsonString();
        listed.Count.ShouldBe(50);
        foreach (var (key, content) in listed)
            content.ShouldBe(AsContract.Of(records[key]).ToJsonString());
        listed["C-1040"].ShouldContain("unseen");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3600)]
    [InlineData(-3600)]
    public async Task A_change_is_told_with_its_version_whatever_the_CRMs_clock_shows(int offset)
    {
        await _side.SetTimeAsync(0, offset);
        await ReadToTheEndAsync();
        _told.Clear();
        var seeded = (await _side.CustomersAsync())["C-1040"]["version"]!.GetValue<long>();
        await _side.EditAsync("C-1040", new { note = "first" });
        await ReadToTheEndAsync();
        await _side.EditAsync("C-1040", new { note = "second" });
        await _side.EditAsync("C-1041", new { note = "third" });
        await ReadToTheEndAsync();
        await ReadToTheEndAsync();

        _told.Select(c => (c.Key, c.Content!["note"]!.ToString()))
            .ShouldBe([("C-1040", "first"), ("C-1040", "second"), ("C-1041", "third")]);
        _told.Where(c => c.Key == "C-1040").Select(c => c.Version).ShouldBe([seeded + 1, seeded + 2]);
    }

    [Fact]
    public async Task What_appears_after_others_with_later_stamps_is_told_all_the_same()
    {
        await ReadToTheEndAsync();
        _told.Clear();
        Task late;
        do
        {
            await _side.SetTimeAsync(3000, 0);
            late = _side.EditAsync("C-1001", new { note = "began first" });
            await _side.SetTimeAsync(0, 5);
            await _side.EditAsync("C-1002", new { note = "began later" });
            _told.Clear();
            await ReadToTheEndAsync();
        }
        // Overtaken by the settings, it was not late.
        while (late.IsCompleted);
        _told.ShouldContain(c => c.Key == "C-1002");
        _told.ShouldNotContain(c => c.Key == "C-1001");
        await late;
        await ReadToTheEndAsync();

        _told.Count(c => c.Key == "C-1001").ShouldBe(1);
        var records = await _side.CustomersAsync();
        DateTimeOffset.Parse(records["C-1001"]["modifiedAt"]!.ToString())
            .ShouldBeLessThan(DateTimeOffset.Parse(records["C-1002"]["modifiedAt"]!.ToString()));
    }

    [Fact]
    public async Task What_is_changed_after_the_clock_was_set_back_is_found_by_a_sweep()
    {
        await RestartAsync("batch: 10", sweep: "100ms");
        await _side.SetTimeAsync(0, 7200);
        await _side.EditAsync("C-1003", new { note = "two hours ahead" });
        await ReadToTheEndAsync();
        await _side.SetTimeAsync(0, 0);
        await _side.EditAsync("C-1004", new { note = "set right" });

        await Eventually.HoldsAsync("the change to be found", async () =>
        {
            await ReadToTheEndAsync();
            return _told.Exists(c => c.Content!["note"]?.ToString() == "set right");
        });
        _told.Select(c => (c.Key, c.Version)).Distinct().Count().ShouldBe(_told.Count);
    }

    [Fact]
    public async Task A_restart_anywhere_goes_on_where_it_was()
    {
        for (var restart = 0; restart < 6; restart++)
        {
            await RestartAsync("batch: 3", sweep: "10m");
            await ReadAsync(limit: 5);
            await _side.EditAsync($"C-10{10 + restart}", new { note = $"restart {restart}" });
        }

        await ReadToTheEndAsync();
        _told.Select(c => (c.Key, c.Version)).Distinct().Count().ShouldBe(_told.Count);
        Latest().ShouldBe(
            (await _side.CustomersAsync()).ToDictionary(c => c.Key, c => c.Value["version"]!.GetValue<long>()),
            ignoreOrder: true);
    }

    [Fact]
    public async Task A_CRM_that_is_down_is_no_end_of_changes()
    {
        await ReadToTheEndAsync();
        await _side.BehaveAsync("down", times: null, "CustomersModifiedSince");
        await _side.EditAsync("C-1020", new { note = "while down" });

        await Should.ThrowAsync<ChangeTargetUnavailableException>(() => ReadAsync(limit: 10));
        await _side.BehaveAsync("normal");
        await ReadToTheEndAsync();
        _told[^1].Content!["note"]!.ToString().ShouldBe("while down");
    }

    private Dictionary<string, long> Latest() => _told.GroupBy(c => c.Key).ToDictionary(c => c.Key, c => c.Max(x => x.Version));

    private async Task<bool> ReadAsync(int limit)
    {
        var changes = await Source.ReadAsync(_position, limit, CancellationToken.None);
        changes.Count.ShouldBeLessThanOrEqualTo(limit);
        _told.AddRange(changes);
        _position = changes.LastOrDefault()?.Position ?? _position;
        return changes.Count > 0;
    }

    private async Task ReadToTheEndAsync(int limit = 500)
    {
        while (await ReadAsync(limit))
        {
            // More of the same.
        }
    }

    // The adapters anew over what they kept, with an overlay of the demo's plan.
    private async Task RestartAsync(string batch, string sweep)
    {
        var data = (_restarted ?? _side.Adapters).Data;
        if (_restarted is not null)
            await _restarted.DisposeAsync(keepData: true);
        var files = PlanFolder.Read(Repository.Plan, environment: null).Files.ToDictionary(f => f.Key, f => f.Value.ToArray());
        var crm = System.Text.Encoding.UTF8.GetString(files["systems/crm.yaml"])
            .Replace("batch: 100", batch, StringComparison.Ordinal)
            .Replace("sweep: 1m ", $"sweep: {sweep} ", StringComparison.Ordinal);
        files["systems/crm.yaml"] = System.Text.Encoding.UTF8.GetBytes(crm);
        _restarted = await RunningAdapters.StartAsync(
            new PlanBundle(files), new PlanReferences(_side.Landscape.Variables), data: data);
    }
}
