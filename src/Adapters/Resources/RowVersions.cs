using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Hub.Adapters.Mapping;
using Hub.Adapters.Sql;
using Hub.Adapters.Systems;
using Hub.Platform.Plan;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Hub.Adapters.Resources;

/// <summary>
/// Versions of rows as entity tags: a resource over a table has them without being told, since the table knows them. What
/// <c>If-Match</c> lists goes to the statement, and is compared there while the row is held.
/// </summary>
internal static class RowVersions
{
    private static readonly ImmutableArray<string> Source = ["request", "ifMatch"];

    /// <summary>Whether a call's answers are tagged by the row's version; <c>etag</c> has its own say.</summary>
    public static bool Tag(PlanNode? etag, MappedCall call) => etag is null && call.Operation is TableOperation { AnswersRow: true };

    /// <summary>Lets a call that changes a row take what <c>If-Match</c> says.</summary>
    public static MappedCall Bind(PlanNode? etag, MappedCall call) => etag is null && call.Operation is TableOperation { TakesVersion: true }
        ? call with { In = call.In with { Table = new MappingTable([.. call.In.Table.Bindings, new ValueBinding(Source, [TableOperation.ExpectedInput], [])]) } }
        : call;

    /// <summary>Whether a request's mapping asks for them.</summary>
    public static bool Uses(RequestMapping mapping) => mapping.Uses(Source.AsSpan());

    /// <summary>The versions that <c>If-Match</c> allows, by strong comparison; null where it allows all.</summary>
    public static JsonArray? Expected(IHeaderDictionary headers)
    {
        if (headers.IfMatch.Count == 0)
            return null;
        if (!EntityTagHeaderValue.TryParseList([.. headers.IfMatch.Select(v => v ?? "")], out var tags))
            return [];
        return tags.Any(t => t.Tag == "*") ? null : [.. tags.Where(t => !t.IsWeak).Select(t => (JsonNode?)JsonValue.Create(t.Tag.ToString().Trim('"')))];
    }
}
