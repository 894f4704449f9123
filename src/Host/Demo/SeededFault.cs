using System.Globalization;
using System.Text.Json.Nodes;

namespace Hub.Host.Demo;

/// <summary>A fault that new services may have, for the demo: shadow, gate and guardrail are seen to find it.</summary>
/// <param name="Name">As it is typed.</param>
/// <param name="Text">What is wrong with the answers, in a sentence.</param>
/// <param name="Percent">How many of a hundred answers have it where nobody says so.</param>
internal sealed record SeededFault(string Name, string Text, double Percent)
{
    private static readonly TimeSpan OneHour = TimeSpan.FromHours(1);

    /// <summary>Statuses that are taken for each other.</summary>
    private static readonly Dictionary<string, string> Mistaken = new(StringComparer.Ordinal)
    {
        ["new"] = "released", ["released"] = "shipped", ["shipped"] = "released", ["cancelled"] = "new",
        ["active"] = "prospect", ["prospect"] = "active", ["blocked"] = "active",
        ["open"] = "paid", ["paid"] = "open",
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<SeededFault> All { get; } =
    [
        new("rounding", "Amounts with decimals are a cent too high.", 100)
            { Spoil = json => Each(json, (_, v) => v is JsonValue n ? Rounded(n) : null) },
        new("missing-line", "The last line of each order or invoice is missing.", 100)
            { Spoil = json => Each(json, (name, v) => name == "lines" && v is JsonArray lines ? WithoutLast(lines) : null) },
        new("time-zone", "Times are an hour late: the time zone is off by one.", 100)
            { Spoil = json => Each(json, (_, v) => v is JsonValue t ? Late(t) : null) },
        new("status", "Statuses are taken for one another: released for new, shipped for released.", 100)
            { Spoil = json => Each(json, (name, v) => name == "status" ? Other(v) : null) },
        new("empty-list", "Customers of whom no contacts are kept get an empty list of them.", 100) { Spoil = ListContacts },
        new("slow", "Answers take 0.8 s longer.", 10) { Delay = TimeSpan.FromMilliseconds(800) },
        new("errors", "Requests fail with 500.", 1) { Fails = true },
    ];

    /// <summary>Changes an answer of JSON; null for a fault of another kind.</summary>
    public Action<JsonNode>? Spoil { get; private init; }

    /// <summary>How much later the answer comes.</summary>
    public TimeSpan Delay { get; private init; }

    /// <summary>Whether the service answers 500, and does nothing.</summary>
    public bool Fails { get; private init; }

    private static void Each(JsonNode node, Func<string, JsonNode?, JsonNode?> change)
    {
        if (node is JsonArray list)
            foreach (var entry in list.OfType<JsonNode>())
                Each(entry, change);
        if (node is not JsonObject members)
            return;
        foreach (var (name, value) in members.ToList())
        {
            if (change(name, value) is { } changed)
                members[name] = changed;
            else if (value is not null)
                Each(value, change);
        }
    }

    private static JsonValue? Rounded(JsonValue number) =>
        number.ToJsonString() is var written && written.Contains('.')
        && decimal.TryParse(written, NumberStyles.Number, CultureInfo.InvariantCulture, out var amount)
            ? JsonValue.Create(amount + 0.01m)
            : null;

    private static JsonValue? Late(JsonValue text) =>
        text.TryGetValue<string>(out var written) && written is [_, _, _, _, '-', _, _, '-', _, _, 'T', ..]
        && DateTimeOffset.TryParse(written, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? JsonValue.Create(time + OneHour)
            : null;

    private static JsonValue? Other(JsonNode? status) =>
        status is JsonValue value && value.TryGetValue<string>(out var word) && Mistaken.TryGetValue(word, out var other)
            ? JsonValue.Create(other)
            : null;

    private static JsonArray? WithoutLast(JsonArray lines) =>
        lines.Count == 0 ? null : [.. lines.SkipLast(1).Select(line => line?.DeepClone())];

    private static void ListContacts(JsonNode node)
    {
        if (node is JsonArray list)
            foreach (var entry in list.OfType<JsonNode>())
                ListContacts(entry);
        if (node is not JsonObject record)
            return;
        if (record.ContainsKey("phones") && record.ContainsKey("addresses") && record["contacts"] is null)
            record["contacts"] = new JsonArray();
        else if (record["items"] is { } items)
            ListContacts(items);
    }
}
