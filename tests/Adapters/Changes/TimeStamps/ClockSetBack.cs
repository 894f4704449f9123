using Hub.Adapters.Changes;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;
using Hub.Tests;

namespace Hub.Adapters.Tests.Changes.TimeStamps;

/// <summary>A system whose clock is set back, farther than the overlap.</summary>
public sealed class ClockSetBack : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly ModelCrm _crm = new();
    private Database? _database;
    private ModelReader _reader = null!;

    public async ValueTask InitializeAsync()
    {
        _database = new Stores(new DataFolder(_folder.Path)).Open("hub");
        var seen = new Modifications(new HubStore(_database));
        await seen.MigrateAsync();
        _reader = new ModelReader(_crm, seen, "set-back", batch: 2);
        await WriteAsync("C-1", "C-2", "C-3");
        _reader.Notice.ShouldBeNull();
    }

    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
            await _database.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_a_sweep_finds_before_the_stamps_that_were_read_is_told_and_what_follows_needs_no_sweep()
    {
        _crm.Offset = -7200;
        await WriteAsync("C-1");
        _reader.Applied["C-1"].ShouldBe(1, "no reading begins that early");
        _reader.PassSweep();
        await WriteAsync();
        _reader.Applied["C-1"].ShouldBe(2);

        await WriteAsync("C-2");
        _reader.Applied["C-2"].ShouldBe(2, "as readings begin at the stamps of the clock that was set back");
        _reader.Notice.ShouldNotBeNull().ShouldContain("its clock was set back");
        _reader.Restart();
        await WriteAsync("C-3");
        _reader.Applied["C-3"].ShouldBe(2, "also after a restart");

        _crm.Offset = 0;
        _crm.Pass(60);
        await WriteAsync("C-1");
        await WriteAsync();
        _reader.Applied["C-1"].ShouldBe(3);
        _reader.Notice.ShouldBeNull();
    }

    [Fact]
    public async Task A_record_that_was_changed_without_another_stamp_says_nothing_of_the_clock()
    {
        _crm.Pass(3600);
        await WriteAsync("C-2");
        _crm.Odd.Add("C-1");
        _reader.PassSweep();
        await WriteAsync();
        await WriteAsync();
        _reader.Faults.Keys.ShouldBe(["C-1"]);
        _reader.Notice.ShouldBeNull();
    }

    private async Task WriteAsync(params string[] keys)
    {
        foreach (var key in keys)
            _crm.Begin(key);
        _crm.CommitAll();
        _crm.Pass(1);
        await _reader.ReadToTheEndAsync();
        await _reader.ReadToTheEndAsync();
    }
}
