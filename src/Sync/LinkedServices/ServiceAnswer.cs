using System.Globalization;
using System.Text.Json.Nodes;
using Hub.ServiceKit.Changes;

namespace Hub.Sync.LinkedServices;

/// <summary>What a linked service answered.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="ETag">The record's version as the header says it; null where it is missing.</param>
/// <param name="Change">The header <c>Hub-Change</c>; null where it is missing.</param>
/// <param name="WasDryRun">Whether it says that it has written nothing (<c>Preference-Applied: dry-run</c>).</param>
/// <param name="Body">The body; null where there is none, or it is not JSON.</param>
internal sealed record ServiceAnswer(int Status, string? ETag, string? Change, bool WasDryRun, JsonNode? Body)
{
    private const int MostErrors = 5;
    private const int LongestText = 200;

    /// <summary>The body's media type; null where there is none.</summary>
    public string? MediaType { get; init; }

    /// <summary>When the record was last changed (<c>Last-Modified</c>), to the second; null where missing.</summary>
    public DateTimeOffset? LastModified { get; init; }

    /// <summary>Whether the request was done.</summary>
    public bool IsDone => Status is >= 200 and < 300;

    /// <summary>The record's version by its strong entity tag; null where that is no whole number.</summary>
    public long? Version => ETag is ['"', .. var number, '"']
        && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;

    /// <summary>The reason that it gives, by <c>title</c> and <c>errors</c> of its problem details (RFC 9457).</summary>
    public string Reason => string.Join("; ", new[] { Text((Body as JsonObject)?["title"]) }.OfType<string>()
        .Concat(Errors.Select(e => e.Field.Length > 0 ? $"{e.Field}: {e.Reason}" : e.Reason))) is { Length: > 0 } said
            ? $"answered {Status}: {said}"
            : $"answered {Status} without a reason (a JSON body with 'title' would say it)";

    /// <summary>The fields that it names in <c>errors</c>.</summary>
    public IReadOnlyList<FieldFault> Errors =>
    [
        .. ((Body as JsonObject)?["errors"] as JsonArray ?? []).OfType<JsonObject>().Take(MostErrors)
            .Select(e => new FieldFault(Text(e["path"]) ?? Text(e["pointer"]) ?? "", Text(e["detail"]) ?? "is invalid")),
    ];

    // What it says is shown to people: on one line, and not at any length.
    private static string? Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0
            ? new string([.. text.Take(LongestText).Select(c => char.IsControl(c) ? ' ' : c)])
            : null;
}
