using System.Text;

namespace Hub.Benchmarks.Facade;

/// <summary>A plan of one capability with plain HTTP routes and one side.</summary>
internal static class BenchmarkPlan
{
    /// <summary>Writes it and returns its folder.</summary>
    public static async Task<string> WriteAsync(string folder, string backend, int routes, CancellationToken cancellation)
    {
        var plan = Path.Combine(folder, "plan");
        var capabilities = Directory.CreateDirectory(Path.Combine(plan, "capabilities")).FullName;
        await File.WriteAllTextAsync(Path.Combine(plan, "hub.yaml"), "expose: false\n", cancellation);
        await File.WriteAllTextAsync(Path.Combine(capabilities, "bench.yaml"), Capability(backend, routes), cancellation);
        return plan;
    }

    private static string Capability(string backend, int routes)
    {
        var yaml = new StringBuilder($$"""
            capability: bench
            owner: benchmarks
            zone: outside
            pace: innovation
            access: anonymous
            sides: { legacy: "{{backend}}" }
            routes:

            """);
        for (var route = 1; route <= routes; route++)
            yaml.Append($"  bench.r{route}: GET /api/r{route}/{{id}}\n");
        return yaml.ToString();
    }
}
