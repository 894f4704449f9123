using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text;
using Hub.Adapters.Changes;
using Hub.Adapters.Files;
using Hub.Adapters.Layouts;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;
using Hub.Platform.Storage;
using Hub.ServiceKit.Changes;
using Hub.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Adapters.Tests.Files;

/// <summary>Changes for a system that takes files are written into them, whole and once.</summary>
public sealed class WrittenFiles : TimeProvider, IAsyncLifetime
{
    // Not the system that the hub itself makes files for meanwhile.
    private const string Shed = "shed";

    private readonly TemporaryFolder _folder = new();
    private RunningAdapters _hub = null!;
    private long _ahead;

    public async ValueTask InitializeAsync() => await StartAsync("");

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        _folder.Dispose();
    }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(_ahead);

    [Fact]
    public async Task Changes_wait_for_each_other_and_a_file_has_the_newest_of_each_record()
    {
        var (target, writer) = Begin();
        await ApplyAsync(target, "S-1", 1, 10m);
        await ApplyAsync(target, "S-2", 2, 1.5m);
        await ApplyAsync(target, "S-1", 3, 11m);
        await writer.WriteDueAsync(CancellationToken.None);
        Names().ShouldBeEmpty();
        (await target.FindPendingAsync()).ShouldBe(new PendingDelivery(2, null));

        _ahead += TimeSpan.FromMinutes(1).Ticks;
        await writer.WriteDueAsync(CancellationToken.None);

        Names().ShouldBe(["stock-00000001.csv", "stock-00000001.csv.done", "stock-00000001.csv.sha256"]);
        var told = (await target.FindPendingAsync())!;
        (told.Count, told.ToldAt is { } at && GetUtcNow() - at < TimeSpan.FromMinutes(1)).ShouldBe((0, true));
        Read("stock-00000001.csv").ShouldBe("ITEM;QTY;ON;OP\r\n2;1,5;;\r\n1;11;;\r\n");
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Read("stock-00000001.csv"))));
        Read("stock-00000001.csv.sha256").ShouldBe($"{hash}  stock-00000001.csv\n");
        // An older change that comes late is none any more, and what was written is not written again.
        (await ApplyAsync(target, "S-1", 2, 10m)).Outcome.ShouldBe(ApplyOutcome.AlreadyApplied);
        (await ApplyAsync(target, "S-1", 3, 11m)).Outcome.ShouldBe(ApplyOutcome.AlreadyApplied);
        _ahead += TimeSpan.FromMinutes(5).Ticks;
        await writer.WriteDueAsync(CancellationToken.None);
        Names().Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_file_has_no_more_rows_than_the_batch_and_a_full_one_does_not_wait()
    {
        var (target, writer) = Begin();
        for (var n = 1; n <= 7; n++)
            await ApplyAsync(target, $"S-{n}", n, n);

        await writer.WriteDueAsync(CancellationToken.None);

        Names().Where(n => n.EndsWith(".csv", StringComparison.Ordinal)).ShouldBe(["stock-00000001.csv", "stock-00000002.csv"]);
        Read("stock-00000002.csv").ShouldBe("ITEM;QTY;ON;OP\r\n4;4;;\r\n5;5;;\r\n6;6;;\r\n");
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Who_may_write_in_the_folder_may_read_and_write_the_files()
    {
        const UnixFileMode Everybody = (UnixFileMode)0b_111_111_101;
        File.SetUnixFileMode(PathOf(""), Everybody);
        var (target, writer) = Begin();
        for (var n = 1; n <= 3; n++)
            await ApplyAsync(target, $"S-{n}", n, n);

        await writer.WriteDueAsync(CancellationToken.None);

        Names().Select(n => File.GetUnixFileMode(PathOf(n))).ShouldBe(
            [(UnixFileMode)0b_110_110_100, (UnixFileMode)0b_110_110_100, (UnixFileMode)0b_110_110_100]);
    }

    [Fact]
    public async Task A_deletion_is_a_row_with_the_key_and_its_mark()
    {
        var (target, writer) = Begin();
        await target.ApplyAsync(Change("S-1", 1, null), null, CancellationToken.None);
        _ahead += TimeSpan.FromMinutes(1).Ticks;

        await writer.WriteDueAsync(CancellationToken.None);

        Read("stock-00000001.csv").ShouldBe("ITEM;QTY;ON;OP\r\n1;;;D\r\n");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_kill_at_any_step_leaves_the_file_written_once(int step)
    {
        var (target, writer) = Begin();
        for (var n = 1; n <= 3; n++)
            await ApplyAsync(target, $"S-{n}", n, n);
        var rows = new OutgoingRows(_hub.Service<HubStore>(), this);
        await rows.HoldAsync(Shed, "stock");
        await rows.BeginAsync(Shed, "stock", 3);
        var out1 = Out();
        if (step == 0)
            File.WriteAllText(PathOf(".stock-00000001.csv.part"), "half a fi");
        else
        {
            await out1.WriteAsync(1, rows.RowsAsync(Shed, "stock", 1), CancellationToken.None);
            await rows.CompleteAsync(Shed, "stock", 1);
        }

        if (step == 2)
        {
            // Whoever reads it was quicker than the note that it has its name.
            out1.Publish(1);
            foreach (var name in Names())
                File.Delete(PathOf(name));
        }

        _ahead += TimeSpan.FromMinutes(2).Ticks;
        await writer.WriteDueAsync(CancellationToken.None);
        await writer.WriteDueAsync(CancellationToken.None);

        Names().Count.ShouldBe(step == 2 ? 0 : 3);
        if (step < 2)
            Read("stock-00000001.csv").ShouldBe("ITEM;QTY;ON;OP\r\n1;1;;\r\n2;2;;\r\n3;3;;\r\n");
        File.Exists(PathOf(".stock-00000001.csv.part")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_in_stops_the_link_and_is_told()
    {
        var (target, writer) = Begin();
        Directory.Delete(PathOf(""), recursive: true);
        for (var n = 1; n <= 3; n++)
            await ApplyAsync(target, $"S-{n}", n, n);
        await writer.WriteDueAsync(CancellationToken.None);
        var refused = await Should.ThrowAsync<ChangeTargetUnavailableException>(() => ApplyAsync(target, "S-4", 4, 4));
        refused.Message.ShouldStartWith("shed: no file can be written as out/stock-{number}.csv");
        refused.Message.ShouldNotContain(_folder.Path);

        Directory.CreateDirectory(PathOf(""));
        await writer.WriteDueAsync(CancellationToken.None);
        (await ApplyAsync(target, "S-4", 4, 4)).Outcome.ShouldBe(ApplyOutcome.Applied);
        Names().Count.ShouldBe(3);
    }

    [Fact]
    public async Task No_file_that_is_there_is_written_over_and_no_link_is_followed()
    {
        var (target, writer) = Begin();
        File.WriteAllText(PathOf("stock-00000001.csv"), "somebody's");
        for (var n = 1; n <= 3; n++)
            await ApplyAsync(target, $"S-{n}", n, n);
        await writer.WriteDueAsync(CancellationToken.None);
        Read("stock-00000001.csv").ShouldBe("somebody's");
        writer.Problem!.ShouldContain("no other file has the name");

        File.Delete(PathOf("stock-00000001.csv"));
        await writer.WriteDueAsync(CancellationToken.None);
        writer.Problem.ShouldBeNull();
        Read("stock-00000001.csv").ShouldEndWith("3;3;;\r\n");
        var elsewhere = Directory.CreateDirectory(Path.Combine(_folder.Path, "elsewhere")).FullName;
        Directory.Delete(PathOf(""), recursive: true);
        Directory.CreateSymbolicLink(PathOf(""), elsewhere);
        for (var n = 4; n <= 6; n++)
            await ApplyAsync(target, $"S-{n}", n, n);
        await writer.WriteDueAsync(CancellationToken.None);
        writer.Problem.ShouldNotBeNull();
        Directory.EnumerateFiles(elsewhere).ShouldBeEmpty();
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_link_under_a_name_that_is_written_is_replaced_and_what_it_leads_to_stays()
    {
        var (target, writer) = Begin();
        var others = new[] { ".stock-00000001.csv.part", ".stock-00000001.csv.part.sha256", "stock-00000001.csv.done" }
            .Select((name, n) => (Name: name, Path: _folder.File($"other-{n}"))).ToList();
        foreach (var (name, path) in others)
        {
            File.WriteAllText(path, "somebody's");
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.CreateSymbolicLink(PathOf(name), path);
        }

        File.SetUnixFileMode(PathOf(""), (UnixFileMode)0b_111_111_111);
        for (var n = 1; n <= 3; n++)
            await ApplyAsync(target, $"S-{n}", n, n);

        await writer.WriteDueAsync(CancellationToken.None);

        Names().ShouldBe(["stock-00000001.csv", "stock-00000001.csv.done", "stock-00000001.csv.sha256"]);
        Names().ShouldAllBe(n => new FileInfo(PathOf(n)).LinkTarget == null);
        others.ShouldAllBe(o => File.ReadAllText(o.Path) == "somebody's");
        others.ShouldAllBe(
            o => File.GetUnixFileMode(o.Path) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Fact]
    public async Task What_a_column_cannot_hold_is_refused_and_never_cut()
    {
        await StartAsync("", "{ fixed: { ITEM: 3, QTY: 5, ON: 10, OP: 1 }, encoding: iso-8859-1 }");
        var (target, writer) = Begin();
        (await ApplyAsync(target, "S-1234", 1, 1)).Reason.ShouldBe("shed: cannot be written: body.id");
        (await ApplyAsync(target, "S-Ł", 1, 1)).Outcome.ShouldBe(ApplyOutcome.Refused);
        (await ApplyAsync(target, "S-1\n", 1, 1)).Faults.Single().Reason.ShouldContain("line breaks");
        await ApplyAsync(target, "S-ä", 1, 12);
        _ahead += TimeSpan.FromMinutes(1).Ticks;

        await writer.WriteDueAsync(CancellationToken.None);

        File.ReadAllText(PathOf("stock-00000001.csv"), Encoding.Latin1).ShouldBe("ä  12              \r\n");
    }

    [Theory]
    [InlineData("", "=1+1;1;;")]
    [InlineData("formulas: escape, ", "\"'=1+1\";1;;")]
    public async Task What_a_spreadsheet_takes_for_a_formula_stays_unless_the_plan_says_otherwise(string option, string row)
    {
        await StartAsync(option);
        var (target, writer) = Begin();
        await ApplyAsync(target, "S-=1+1", 1, 1);
        _ahead += TimeSpan.FromMinutes(1).Ticks;

        await writer.WriteDueAsync(CancellationToken.None);

        Read("stock-00000001.csv").ShouldBe($"ITEM;QTY;ON;OP\r\n{row}\r\n");
    }

    private async Task StartAsync(string option, string layout = FileWorld.Separated)
    {
        if (_hub is not null)
            await _hub.DisposeAsync();
        Directory.CreateDirectory(PathOf(""));
        var bundle = FileWorld.Bundle("", layout);
        var write = $"""
                write: {"{"} files: "out/stock-{"{number}"}.csv", layout: stock, every: 1m, batch: 3, marker: .done,
                  checksum: .sha256, deleted: {"{"} OP: D {"}"}, {option}in: {"{"} mapping: stock {"}"} {"}"}
            """;
        var text = $"{bundle.Text("systems/warehouse.yaml")!.TrimEnd()}\n    {write.Trim()}\n";
        var changed = new PlanBundle(bundle.Files.Select(f => f.Key == "systems/warehouse.yaml"
            ? KeyValuePair.Create(f.Key, Encoding.UTF8.GetBytes(text))
            : f));
        _hub = await RunningAdapters.StartAsync(
            changed, new PlanReferences(new Dictionary<string, string> { ["DROP"] = _folder.Path }));
    }

    private (FileChangeTarget Target, FileWriter Writer) Begin()
    {
        var entity = _hub.Adapters.Find("warehouse")!.Definition.Entities[0];
        var rows = new OutgoingRows(_hub.Service<HubStore>(), this);
        var writer = new FileWriter(Shed, "stock", entity.Write!, Out(), rows, NullLogger<FileWriter>.Instance);
        return (new FileChangeTarget(Shed, entity, entity.Write!, writer, rows), writer);
    }

    private OutFolder Out()
    {
        var adapter = _hub.Adapters.Find("warehouse")!;
        return new OutFolder(adapter.Definition.Entities[0].Write!, (FolderClient)adapter.Client);
    }

    private static Task<ApplyResult> ApplyAsync(FileChangeTarget target, string key, long version, decimal quantity) =>
        target.ApplyAsync(
            Change(key, version, new JsonObject { ["id"] = key, ["quantity"] = quantity }), null, CancellationToken.None);

    private static Change Change(string key, long version, JsonObject? content) => new(
        key, null, version, $"{version}", Side.New, content is null ? ChangeKind.Delete : ChangeKind.Upsert, null, content);

    private string PathOf(string name) => Path.Combine(_folder.Path, "out", name);

    private string Read(string name) => File.ReadAllText(PathOf(name));

    private IReadOnlyList<string> Names() =>
        [.. Directory.EnumerateFiles(PathOf("")).Select(p => Path.GetFileName(p)!).Order(StringComparer.Ordinal)];
}
