using Hub.Tests.Processes;

namespace Hub.Interop.Tests;

/// <summary>node-soap, installed by npm beside the build as its lock file says.</summary>
public sealed class NodeSoap : ForeignServer
{
    private static readonly string[] Files = ["package.json", "package-lock.json"];
    private static readonly string Installed = Path.Combine(Repository.Root, ".build", "interop");

    private protected override async Task<string?> FindMissingAsync() =>
        !await SucceedsAsync("node", ["--version"])
            ? "node is not installed: apt-get install -y --no-install-recommends nodejs npm"
        : await InstallAsync() ? null
        : "node-soap cannot be installed: npm and its registry are needed once (npm ci in tests/Interop/Servers shows why)";

    private protected override RunningProgram Start() => RunningProgram.Start(
        "node",
        [Path.Combine(Folder("Servers"), "warehouse.js"), Folder("Contracts")],
        new Dictionary<string, string?> { ["NODE_MODULES"] = Path.Combine(Installed, "node_modules") });

    // Test classes run at the same time; one of them installs.
    private static readonly Lazy<Task<bool>> Installing = new(async () =>
    {
        Directory.CreateDirectory(Installed);
        // Written last, and so a sign that all is there.
        var done = Path.Combine(Installed, "node_modules", ".installed");
        var wanted = string.Concat(
            await Task.WhenAll(Files.Select(f => File.ReadAllTextAsync(Path.Combine(Folder("Servers"), f)))));
        if (File.Exists(done) && await File.ReadAllTextAsync(done) == wanted)
            return true;
        foreach (var file in Files)
            File.Copy(Path.Combine(Folder("Servers"), file), Path.Combine(Installed, file), overwrite: true);
        if (!await SucceedsAsync("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], Installed))
            return false;
        await File.WriteAllTextAsync(done, wanted);
        return true;
    });

    private static Task<bool> InstallAsync() => Installing.Value;
}
