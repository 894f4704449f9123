using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Benchmarks.Comparing;

namespace Hub.Benchmarks;

/// <summary>A checkout of the repository, and the programs built in it.</summary>
internal sealed class Repository
{
    private Repository(string root) => Root = root;

    public string Root { get; }

    public string Hub => Path.Combine(Root, "src/Host/bin/Release/net10.0/Hub.Host.dll");

    public string BareYarp => Path.Combine(Root, "tests/Benchmarks/BareYarp/bin/Release/net10.0/BareYarp.dll");

    public string DapperApi => Path.Combine(Root, "tests/Benchmarks/DapperApi/bin/Release/net10.0/DapperApi.dll");

    /// <summary>The node-soap gateway's folder.</summary>
    public string Gateway => Path.Combine(Root, "tests/Benchmarks/Adapters/Gateway");

    public string Readme => Path.Combine(Root, "tests/Benchmarks/README.md");

    /// <summary>Another checkout, whose hub is built.</summary>
    /// <exception cref="BenchmarkFailedException">It has no built hub.</exception>
    public static Repository At(string root)
    {
        var repository = new Repository(Path.GetFullPath(root));
        return File.Exists(repository.Hub)
            ? repository
            : throw new BenchmarkFailedException($"There is no {repository.Hub}: build {root}/src/Host with -c Release first.");
    }

    /// <summary>The checkout this was built from.</summary>
    public static Repository Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Hub.sln")))
            folder = folder.Parent ?? throw new BenchmarkFailedException("Hub.sln is not above the benchmarks.");
        return new Repository(folder.FullName);
    }

    /// <summary>A package's version as a program carries it.</summary>
    public static string VersionOf(string program, string assembly) =>
        FileVersionInfo.GetVersionInfo(Path.Combine(Path.GetDirectoryName(program)!, assembly)).ProductVersion?.Split('+')[0]
        ?? "unknown";

    /// <summary>
    /// Two programs compared run on the same garbage collector, JIT settings and packages as far as both have them.
    /// </summary>
    /// <exception cref="BenchmarkFailedException">They do not.</exception>
    public void RequireSameSettings(string one, string other)
    {
        string[] packages = ["Yarp.ReverseProxy.dll", "Npgsql.dll", "Microsoft.Data.Sqlite.dll"];
        packages = [.. packages.Where(p => Has(one, p) && Has(other, p))];
        var (left, right) = (Settings(one, packages), Settings(other, packages));
        if (left != right)
            throw new BenchmarkFailedException(
                $"{Name(one)} and {Name(other)} are not alike, so a ratio would say nothing:\n{left}\n{right}");
    }

    private static string Settings(string program, IEnumerable<string> packages)
    {
        var configuration =
            JsonNode.Parse(File.ReadAllText(Path.ChangeExtension(program, ".runtimeconfig.json")))!["runtimeOptions"]!;
        var properties = configuration["configProperties"]?.AsObject() ?? [];
        var relevant = properties
            .Where(p => p.Key.StartsWith("System.GC.", StringComparison.Ordinal)
                || p.Key.StartsWith("System.Runtime.Tiered", StringComparison.Ordinal))
            .OrderBy(p => p.Key, StringComparer.Ordinal)
            .Select(p => $"{p.Key}={p.Value?.ToJsonString(JsonSerializerOptions.Default)}");
        return string.Join(", ", [.. relevant, .. packages.Select(p => $"{p} {VersionOf(program, p)}")]);
    }

    private static bool Has(string program, string package) =>
        File.Exists(Path.Combine(Path.GetDirectoryName(program)!, package));

    private string Name(string program) => Path.GetRelativePath(Root, program);
}
