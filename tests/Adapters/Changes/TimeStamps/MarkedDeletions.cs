using System.Text.Json.Nodes;
using Hub.Adapters.Changes;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;
using Hub.Tests;

namespace Hub.Adapters.Tests.Changes.TimeStamps;

/// <summary>A system that marks its deleted records where it tells what was modified.</summary>
public sealed class MarkedDeletions : IAsyncLifetime
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
        _reader = new ModelReader(_crm, seen, "marked", batch: 2);
    }

    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
            await _database.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_marked_record_is_a_deletion_once_also_where_it_was_never_seen_before()
    {
        await WriteAsync("C-1", "C-2", "C-3");
        _crm.Marks["C-2"] = true;
        _crm.Marks["C-4"] = true;
        await WriteAsync("C-2", "C-4");
        _reader.Deleted.ShouldBe(["C-2", "C-4"], ignoreOrder: true);
        var told = _reader.Told.Count;
        _reader.PassSweep();
        await _reader.ReadToTheEndAsync();
        _reader.Told.Count.ShouldBe(told, "as a sweep reads the same marks again");
    }

    [Fact]
    public async Task A_record_that_is_marked_no_more_is_there_again()
    {
        _crm.Marks["C-1"] = true;
        await WriteAsync("C-1");
        _crm.Marks.Clear();
        await WriteAsync("C-1");
        _reader.Deleted.ShouldBeEmpty();
        _reader.Applied["C-1"].ShouldBe(2);
    }

    [Fact]
    public async Task Of_a_deleted_record_nothing_but_its_key_need_be_readable_and_an_unknown_mark_is_a_fault_of_that_record()
    {
        _crm.Odd.Add("C-1");
        _crm.Marks["C-1"] = true;
        _crm.Marks["C-2"] = "perhaps";
        await WriteAsync("C-1", "C-2", "C-3");
        _reader.Deleted.ShouldBe(["C-1"]);
        _reader.Faults.ShouldHaveSingleItem().Value.ShouldBe(
            "crm gave marked C-2, which cannot be read: its 'deleted' is not true, false, 1, 0 or a time");
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("1", true)]
    [InlineData("\"true\"", true)]
    [InlineData("\"1 \"", true)]
    [InlineData("\"2026-11-30\"", true)]
    [InlineData("\"2026-11-30T10:00:00Z\"", true)]
    [InlineData("false", false)]
    [InlineData("0", false)]
    [InlineData("null", false)]
    [InlineData("\"\"", false)]
    [InlineData("\"False\"", false)]
    [InlineData("2", null)]
    [InlineData("\"Y\"", null)]
    [InlineData("[]", null)]
    public void A_mark_is_a_flag_or_a_time(string mark, bool? deleted) =>
        DeletionMark.IsSet(new JsonObject { ["deleted"] = JsonNode.Parse(mark) }).ShouldBe(deleted);

    private async Task WriteAsync(params string[] keys)
    {
        foreach (var key in keys)
            _crm.Begin(key);
        _crm.CommitAll();
        _crm.Pass(1);
        await _reader.ReadToTheEndAsync();
    }
}
