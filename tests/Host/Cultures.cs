using Hub.Tests;
using Hub.Tests.Processes;

namespace Hub.Host.Tests;

/// <summary>The hub on machines without ICU, and on machines of other languages.</summary>
public sealed class Cultures : IDisposable
{
    // As on a machine without the library: an empty file stands for each of its files, in this process alone.
    private const string HideIcu =
        "ldconfig -p | sed -n 's/.*=> //p' | grep -E 'libicu[a-z0-9]*[.]so' | while read -r f; "
        + "do mount --bind /dev/null \"$f\"; done; exec \"$@\"";

    private static readonly Dictionary<string, string?> Switched = new() { ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1" };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Where_ICU_is_missing_the_hub_runs_and_only_a_system_in_SQL_Server_asks_for_it()
    {
        await SkipUnlessHiddenAsync();
        var without = await CheckAsync(hidden: true, "sqlite", "Data Source=books.db");
        (without.ExitCode, without.Errors).ShouldBe((0, ""));
        var with = await CheckAsync(hidden: true, "sqlserver", "Server=books;Database=books");
        with.ExitCode.ShouldBe(1);
        with.Errors.ShouldContain("systems/books.yaml(2): SQL Server's client needs ICU");
        with.Errors.ShouldContain("apt-get install libicu");
    }

    [Fact]
    public async Task Where_cultures_are_switched_off_only_a_system_in_SQL_Server_asks_for_them()
    {
        var without = await CheckAsync(hidden: false, "sqlite", "Data Source=books.db", Switched);
        (without.ExitCode, without.Errors).ShouldBe((0, ""));
        var with = await CheckAsync(hidden: false, "sqlserver", "Server=books;Database=books", Switched);
        with.ExitCode.ShouldBe(1);
        with.Errors.ShouldContain("start the hub without DOTNET_SYSTEM_GLOBALIZATION_INVARIANT");
    }

    [Fact]
    public async Task With_ICU_a_plan_with_a_system_in_SQL_Server_is_valid()
    {
        var result = await CheckAsync(hidden: false, "sqlserver", "Server=books;Database=books");
        (result.ExitCode, result.Errors).ShouldBe((0, ""));
    }

    private static async Task SkipUnlessHiddenAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "ICU is hidden by mounts of Linux");
        await using var program = RunningProgram.Start("unshare", ["-m", "bash", "-c", "mount --bind /dev/null /etc/hostname"]);
        Assert.SkipUnless(await program.ExitAsync() == 0, "ICU cannot be hidden here: unshare -m needs the right to mount");
    }

    private async Task<HubCommand.Result> CheckAsync(
        bool hidden, string provider, string connection, IReadOnlyDictionary<string, string?>? environment = null)
    {
        Directory.CreateDirectory(_folder.File("plan/systems"));
        Directory.CreateDirectory(_folder.File("plan/capabilities"));
        await File.WriteAllTextAsync(_folder.File("plan/capabilities/books.yaml"), """
            capability: books
            owner: book-team
            zone: outside
            pace: record
            sides: { legacy: "http://127.0.0.1:9" }
            routes: { books.get: { match: GET /api/books } }
            """);
        await File.WriteAllTextAsync(
            _folder.File("plan/systems/books.yaml"),
            $"system: books\nsql: {{ provider: {provider}, connection: {connection} }}\n");
        string[] check = ["dotnet", Repository.HubProgram, "plan", "check", "--plan", _folder.File("plan")];
        string[] all = hidden ? ["unshare", "-m", "bash", "-c", HideIcu, "bash", .. check] : check;
        await using var program = RunningProgram.Start(all[0], all[1..], environment);
        return new HubCommand.Result(await program.ExitAsync(), program.Text, program.Errors);
    }
}
