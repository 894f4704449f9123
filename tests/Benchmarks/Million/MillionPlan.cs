using Hub.Benchmarks.Comparing;
using Hub.Benchmarks.Peers;

namespace Hub.Benchmarks.Million;

/// <summary>
/// A plan that <c>./hub import sql</c> has made of two PostgreSQL databases, with what a team adds by hand: an entity on each
/// side and the link between the two. The old side's changes are captured by triggers.
/// </summary>
internal static class MillionPlan
{
    public const string Table = """
        CREATE TABLE item (
            "no" bigint PRIMARY KEY, name text NOT NULL, price bigint NOT NULL, note text, ref text UNIQUE)
        """;

    /// <summary>Returns the variables that the plan reads both connections from.</summary>
    public static IReadOnlyDictionary<string, string> Variables(string old, string @new) =>
        new Dictionary<string, string> { ["OLD_DB"] = old, ["NEW_DB"] = @new };

    /// <summary>Imports both databases into a folder and completes the plan.</summary>
    /// <exception cref="BenchmarkFailedException">The import is refused, or proposes something else than it did.</exception>
    public static async Task WriteAsync(
        Repository repository, string folder, IReadOnlyDictionary<string, string> variables, CancellationToken cancellation)
    {
        foreach (var side in (string[])["old", "new"])
        {
            await Tool.RunAsync(
                "dotnet",
                [
                    repository.Hub, "import", "sql", "--provider", "postgres", "--connection",
                    variables[$"{side.ToUpperInvariant()}_DB"], "--system", side, "--out", folder,
                ],
                cancellation);
            await CompleteAsync(folder, side, cancellation);
        }

        await File.WriteAllTextAsync(
            Path.Combine(folder, "capabilities/items.yaml"),
            """
            capability: items
            owner: items-team
            access: token
            sides: { legacy: "adapter:old", new: "adapter:new" }
            routes: { items.get: 'GET /api/items/{id}' }
            link: { legacy: "adapter:old", new: "adapter:new", direction: toNew }

            """,
            cancellation);
    }

    private static async Task CompleteAsync(string folder, string side, CancellationToken cancellation)
    {
        var file = Path.Combine(folder, $"systems/{side}.yaml");
        var text = await File.ReadAllTextAsync(file, cancellation);
        text = Replace(text, "    # write: [insert, update, delete]", "    write: [insert, update, delete]");
        text = Replace(text, "\nresources:\n", "\nresources:\n  items.get: " + Get + "\n");
        var connection = text.Split('\n').Single(l => l.StartsWith("  connection:", StringComparison.Ordinal));
        text = Replace(text, connection, $"  connection: \"${{env:{side.ToUpperInvariant()}_DB}}\"");
        await File.WriteAllTextAsync(file, text + EntityOf(side), cancellation);
        Directory.CreateDirectory(Path.Combine(folder, "systems", side));
        await File.WriteAllTextAsync(
            Path.Combine(folder, "systems", side, "list-items.sql"),
            "SELECT \"no\", name, price, note, ref FROM item WHERE \"no\" > @AFTER ORDER BY \"no\" LIMIT @LIMIT\n",
            cancellation);
    }

    private const string Get = """{ call: item.get, in: { "no": { from: path.id, prefix: "I-" } }, out: item }""";

    private static string EntityOf(string side) => $$"""

        operations:
          list-items:
            query: systems/{{side}}/list-items.sql
            in: { AFTER: bigint, LIMIT: int }
            out: { many: { "no": bigint, name: text, price: bigint, note: "text?", ref: "text?" } }

        mappings:
          item: { id: { from: "no", prefix: "I-" }, name: name, price: price, note: note, externalReference: ref }

        entities:
          items:
            key: id
            externalReference: externalReference
            get: { call: item.get, in: { "no": { from: key, prefix: "I-" } }, out: item }
            find: { call: item.list, in: { ref: externalReference }, out: { each: rows, mapping: item } }
            create:
              call: item.insert
              in: { mapping: item, from: body, without: [externalReference], ref: externalReference }
              out: item
            update:
              call: item.update
              in: { mapping: item, from: body, without: [externalReference], "no": { from: key, prefix: "I-" } }
            delete: { call: item.delete, in: { "no": { from: key, prefix: "I-" } } }
            changes:
              snapshot: list-items
              every: 1s
              in: { AFTER: after, LIMIT: limit }
              start: 0
              batch: 1000
              key: "no"
              out: item{{(side == "old" ? "\n      journal: { item: \"no\" }" : "")}}

        """;

    private static string Replace(string text, string from, string to) => text.Contains(from, StringComparison.Ordinal)
        ? text.Replace(from, to, StringComparison.Ordinal)
        : throw new BenchmarkFailedException($"The imported plan lacks '{from.Trim()}': does the import propose something else?");
}
