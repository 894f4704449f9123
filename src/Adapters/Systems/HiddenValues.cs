using System.Collections.Immutable;
using System.Security;
using System.Text.Json.Nodes;
using Hub.Soap.Outcomes;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Systems;

/// <summary>
/// What a system's part of the plan takes from outside of it: nobody is shown that, also where a system repeats it in a
/// fault or a message quotes it.
/// </summary>
internal sealed class HiddenValues
{
    // A shorter one is no secret, and stands everywhere.
    private const int Shortest = 4;

    // Messages show so much of a value at least.
    private const int Quoted = 39;
    private readonly ImmutableArray<string> _values;

    /// <param name="values">The values.</param>
    public HiddenValues(IEnumerable<string> values) => _values =
    [
        .. values.Where(v => v.Length >= Shortest)
            .SelectMany(v => new[] { v, SecurityElement.Escape(v), InText(v), v[..Math.Min(v.Length, Quoted)] })
            .Distinct(StringComparer.Ordinal).OrderByDescending(v => v.Length),
    ];

    /// <summary>Nothing is hidden.</summary>
    public static HiddenValues None { get; } = new([]);

    /// <summary>A text without them: as they are, and as XML writes them.</summary>
    public string In(string text) => _values.Aggregate(
        text, (shown, value) => shown.Replace(value, Exchange.Hidden, StringComparison.Ordinal));

    /// <summary>What a system said, as it may be told.</summary>
    public SystemOutcome In(SystemOutcome outcome) => _values.IsEmpty ? outcome : outcome switch
    {
        Fault fault => fault with
        {
            Text = In(fault.Text),
            Detail = fault.Detail is { } detail ? JsonText.Of(In(detail.Node)) : null,
        },
        InvalidAnswer invalid => invalid with { Reason = In(invalid.Reason) },
        _ => outcome,
    };

    /// <summary>Faults of a request, as they may be told.</summary>
    public IReadOnlyList<DocumentError> In(IReadOnlyList<DocumentError> errors) =>
        _values.IsEmpty ? errors : [.. errors.Select(e => e with
        {
            Fault = new ValueFault(In(e.Fault.Rule), e.Fault.Shown is { } value ? In(value) : null),
        })];

    /// <summary>A document without them.</summary>
    public JsonNode? In(JsonNode? node) => _values.IsEmpty ? node : node switch
    {
        JsonObject fields => new JsonObject(fields.Select(f => KeyValuePair.Create(f.Key, In(f.Value)))),
        JsonArray entries => new JsonArray([.. entries.Select(In)]),
        JsonValue value when value.TryGetValue<string>(out var text) => JsonValue.Create(In(text)),
        _ => node?.DeepClone(),
    };

    // Quotes need no escape in an element's text.
    private static string InText(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
