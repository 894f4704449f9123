using Hub.Tests;
using Hub.Tests.Processes;

namespace Hub.Host.Tests;

/// <summary>The demo as <c>./hub up</c> starts it, and commands for it.</summary>
public sealed class RunningDemo : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    internal RunningProgram Hub { get; private set; } = null!;

    internal string Url => Address("facade");

    internal string Erp => Address("ERP_URL");

    internal string DataFolder => _folder.File("data");

    public async ValueTask InitializeAsync()
    {
        Hub = RunningProgram.Start(
            "dotnet", [Repository.HubProgram, "up", "--data", DataFolder, "--urls", "http://127.0.0.1:0"]);
        await Hub.LineAsync("the hub to be ready", l => l.StartsWith("Ctrl+C", StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        await Hub.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>The first line that begins with a name.</summary>
    internal string Line(string name) =>
        Hub.Output.First(l => l.TrimStart().StartsWith(name + " ", StringComparison.Ordinal));

    internal async Task<HubCommand.Result> RunAsync(params string[] arguments)
    {
        var result = await CommandAsync(arguments);
        result.ExitCode.ShouldBe(0, result.Errors);
        return result;
    }

    internal Task<string> FailAsync(params string[] arguments) => FailAsync(1, arguments);

    internal async Task<string> FailAsync(int exitCode, params string[] arguments)
    {
        var result = await CommandAsync(arguments);
        result.ExitCode.ShouldBe(exitCode);
        return result.Errors;
    }

    private string Address(string name) => Line(name).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];

    private Task<HubCommand.Result> CommandAsync(string[] arguments) =>
        HubCommand.RunAsync(new Dictionary<string, string?> { ["HUB_URL"] = Url }, [.. arguments, "--data", DataFolder]);
}
