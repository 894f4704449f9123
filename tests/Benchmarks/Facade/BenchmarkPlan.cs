using System.Text;

namespace Hub.Benchmarks.Facade;

/// <summary>The plans that are measured: one capability each.</summary>
internal static class BenchmarkPlan
{
    /// <summary>The id of a route by its number, from 1.</summary>
    public static string Route(int number) => $"bench.r{number}";

    /// <summary>Plain HTTP routes, both sides the same backend.</summary>
    /// <param name="folder">Where the plan's folder goes.</param>
    /// <param name="backend">The sides' address.</param>
    /// <param name="routes">How many routes.</param>
    /// <param name="cohort">Whether a route's id makes a cohort, as a canary needs it.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="newSide">The new side's address, where it is another one.</param>
    /// <returns>The plan's folder.</returns>
    public static Task<string> WriteAsync(
        string folder, string backend, int routes, bool cohort, CancellationToken cancellation, string? newSide = null)
    {
        var yaml = new StringBuilder(Head("bench"));
        if (cohort)
            yaml.Append("cohort: { key: id, from: [route id], seed: bench }\n");
        yaml.Append($"sides: {{ legacy: \"{backend}\", new: \"{newSide ?? backend}\" }}\nroutes:\n");
        for (var route = 1; route <= routes; route++)
            yaml.Append($"  {Route(route)}: GET /api/r{route}/{{id}}\n");
        return WriteAsync(Path.Combine(folder, $"plan-{routes}{(cohort ? "-cohort" : "")}"), yaml.ToString(), cancellation);
    }

    /// <summary>The list of products, answered by the service of that name.</summary>
    public static Task<string> WriteServiceAsync(string folder, CancellationToken cancellation) => WriteAsync(
        Path.Combine(folder, "plan-service"),
        $"{Head("products")}sides: {{ legacy: service:products }}\nroutes:\n  products.list: GET /api/products\n",
        cancellation);

    /// <summary>Plain HTTP routes at legacy, and a composition of all of them at <c>/api/all/{id}</c>.</summary>
    /// <param name="folder">Where the plan's folder goes.</param>
    /// <param name="backend">The side's address.</param>
    /// <param name="parts">How many routes, each a part.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The plan's folder.</returns>
    public static Task<string> WriteComposedAsync(string folder, string backend, int parts, CancellationToken cancellation)
    {
        var numbers = Enumerable.Range(1, parts).ToList();
        var routes = string.Concat(numbers.Select(n => $"  {Route(n)}: GET /api/r{n}/{{id}}\n"));
        var composed = string.Join(", ", numbers.Select(n => $"p{n}: {Route(n)}"));
        return WriteAsync(
            Path.Combine(folder, "plan-composed"),
            $$"""
            {{Head("bench")}}sides: { legacy: "{{backend}}" }
            routes:
            {{routes}}compose:
              bench.all:
                match: "GET /api/all/{id}"
                deadline: 5s
                parts: { {{composed}} }

            """,
            cancellation);
    }

    private static async Task<string> WriteAsync(string plan, string capability, CancellationToken cancellation)
    {
        var capabilities = Directory.CreateDirectory(Path.Combine(plan, "capabilities")).FullName;
        await File.WriteAllTextAsync(Path.Combine(plan, "hub.yaml"), "expose: false\n", cancellation);
        await File.WriteAllTextAsync(Path.Combine(capabilities, "measured.yaml"), capability, cancellation);
        return plan;
    }

    private static string Head(string capability) => $"""
        capability: {capability}
        owner: benchmarks
        zone: outside
        pace: innovation
        access: anonymous

        """;
}
