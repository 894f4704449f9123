using Hub.Tests.Processes;

namespace Hub.Interop.Tests;

/// <summary>Python's spyne, as Debian packs it for Debian's own Python.</summary>
public sealed class Spyne : ForeignServer
{
    private const string Python = "/usr/bin/python3";

    private protected override async Task<string?> FindMissingAsync() =>
        await SucceedsAsync(Python, ["-W", "ignore", "-c", "import spyne"]) ? null
            : "python3-spyne is not installed: apt-get install -y --no-install-recommends python3-spyne";

    private protected override RunningProgram Start() =>
        RunningProgram.Start(Python, ["-W", "ignore", Path.Combine(Folder("Servers"), "warehouse.py")]);
}
