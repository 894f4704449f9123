using System.Text.Json.Nodes;
using Hub.Adapters;
using Hub.Platform.Plan;
using Hub.Tests.Processes;

namespace Hub.Host.Tests;

/// <summary>
/// docs/plan.md lists every field of a plan, as the hub itself reads them; HUB_NOTATION=write puts the list there anew.
/// </summary>
public sealed class NotationOfPlans
{
    private const string Begin = "<!-- notation: begin -->\n";
    private const string End = "<!-- notation: end -->";
    private const string Definitions = "#/definitions/";
    private static readonly string[] Kinds = ["hub", "capability", "system"];

    [Fact]
    public async Task Is_listed_whole_in_the_documents()
    {
        var page = Path.Combine(Repository.Root, "docs/plan.md");
        var text = await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken);
        var from = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var to = text.IndexOf(End, StringComparison.Ordinal);
        var list = string.Join('\n', [.. Lines(), ""]);
        if (Environment.GetEnvironmentVariable("HUB_NOTATION") == "write")
            await File.WriteAllTextAsync(page, text[..from] + list + text[to..], TestContext.Current.CancellationToken);
        else
            text[from..to].ShouldBe(list, "HUB_NOTATION=write with this test writes it anew.");
    }

    private static IEnumerable<string> Lines()
    {
        var told = new HashSet<string>(StringComparer.Ordinal);
        var kinds = PlanFileKinds.Of(SystemFile.Shape).ToDictionary(k => k.Name, StringComparer.Ordinal);
        foreach (var kind in Kinds.Select(k => kinds[k]))
        {
            var schema = JsonNode.Parse(kind.Schema().ToJsonString())!.AsObject();
            yield return $"## {kind.Name}\n\n{schema["title"]}\n";
            foreach (var line in Table(schema))
                yield return line;
            var queue = new List<string>(Named(schema["properties"]));
            while (queue is [var name, ..])
            {
                queue.RemoveAt(0);
                if (!told.Add(name))
                    continue;
                var definition = schema["definitions"]![name]!.AsObject();
                yield return $"### {name}\n";
                foreach (var line in Table(definition))
                    yield return line;
                queue.InsertRange(0, Named(definition));
            }
        }
    }

    private static IEnumerable<string> Table(JsonObject fields)
    {
        var others = fields["additionalProperties"] as JsonObject;
        if (fields["properties"] is not JsonObject properties)
        {
            yield return others is null ? $"{Or(Values(fields))}\n" : $"Any names, each with {Or(Values(others))}.\n";
            yield break;
        }

        var required = (fields["required"] as JsonArray ?? []).Select(r => $"{r}").ToHashSet(StringComparer.Ordinal);
        yield return "| field | says | is |\n|---|---|---|";
        foreach (var (name, field) in properties)
        {
            var says = field!["description"] ?? (field["anyOf"] as JsonArray)?.Select(a => a!["description"])
                .FirstOrDefault(d => d is not null);
            yield return $"| `{name}`{(required.Contains(name) ? " (required)" : "")} "
                + $"| {$"{says}".Replace("|", "\\|", StringComparison.Ordinal)} | {string.Join(", ", Values(field))} |";
        }

        if (others is not null)
            yield return $"| any other | | {string.Join(", ", Values(others))} |";
        yield return "";
    }

    /// <summary>Returns what a field may be, in words; empty for a text or a number that its description tells of.</summary>
    private static string[] Values(JsonNode? node)
    {
        if (node is not JsonObject shape)
            return [];
        if (shape["$ref"] is { } reference && $"{reference}"[Definitions.Length..] is var name)
            return [$"[{name}](#{name.ToLowerInvariant()})"];
        string[] below =
        [
            .. new[] { "allOf", "anyOf" }.SelectMany(k => shape[k] as JsonArray ?? []).Concat([shape["then"], shape["else"]])
                .SelectMany(Values).Distinct(StringComparer.Ordinal),
        ];
        return below.Length > 0 ? below
            : shape["enum"] is JsonArray words ? [.. words.Select(w => $"`{w}`").Distinct(StringComparer.Ordinal)]
            : shape["type"] is not JsonValue type ? []
            : $"{type}" switch
            {
                "array" => [Values(shape["items"]) is { Length: > 0 } entries ? $"a list of {Or(entries)}" : "a list"],
                "object" when shape["additionalProperties"] is JsonObject each =>
                    [Values(each) is { Length: > 0 } entries ? $"names to {Or(entries)}" : "names to values"],
                "integer" => ["a whole number"],
                "null" => ["`null`"],
                _ => [],
            };
    }

    private static IEnumerable<string> Named(JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(p => p.Key == "$ref" ? [$"{p.Value}"[Definitions.Length..]] : Named(p.Value)),
        JsonArray a => a.SelectMany(Named),
        _ => [],
    };

    private static string Or(IEnumerable<string> words) => string.Join(" or ", words);
}
