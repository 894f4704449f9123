using System.Text.Json.Nodes;
using Hub.Adapters.Calls;
using Hub.Adapters.Mapping;
using Hub.Adapters.Sql.Tables;
using Hub.Platform.Plan;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Hub.Adapters.Resources;

/// <summary>
/// Versions of rows as entity tags: a resource over a table has them without being told, since the table knows them. What
/// <c>If-Match</c> and <c>If-None-Match</c> list goes to the statement, and is compared there while the row is held.
/// </summary>
internal static class RowVersions
{
    private const string Request = "request";
    private const string Expected = "ifMatch";
    private const string Excluded = "ifNoneMatch";

    /// <summary>Whether a call's answers are tagged by the row's version; <c>etag</c> has its own say.</summary>
    public static bool Tag(PlanNode? etag, MappedCall call) =>
        etag is null && call.Operation is TableOperation { AnswersRow: true };

    /// <summary>Lets a call that writes a row take what the headers say.</summary>
    public static MappedCall Bind(PlanNode? etag, MappedCall call)
    {
        if (etag is not null || call.Operation is not TableOperation operation)
            return call;
        var bindings = call.In.Table.Bindings.ToBuilder();
        if (operation.TakesVersion)
            bindings.Add(new ValueBinding([Request, Expected], [RowCondition.ExpectedInput], []));
        if (operation.TakesExcluded)
            bindings.Add(new ValueBinding([Request, Excluded], [RowCondition.ExcludedInput], []));
        return call with { In = call.In with { Table = new MappingTable(bindings.ToImmutable()) } };
    }

    /// <summary>Says in a request's document what its headers expect, where its mapping asks for that.</summary>
    public static void Add(RequestMapping mapping, IHeaderDictionary headers, JsonObject document)
    {
        if (mapping.Uses([Request, Expected]) && ExpectedBy(headers) is { } versions)
            document[Request]![Expected] = versions;
        if (mapping.Uses([Request, Excluded]) && ExcludedBy(headers) is { } others)
            document[Request]![Excluded] = others;
    }

    // The versions that If-Match allows, by strong comparison; null where it allows all.
    private static JsonArray? ExpectedBy(IHeaderDictionary headers)
    {
        if (headers.IfMatch.Count == 0)
            return null;
        if (!EntityTagHeaderValue.TryParseList([.. headers.IfMatch.Select(v => v ?? "")], out var tags))
            return [];
        return tags.Any(t => t.Tag == "*") ? null : VersionsOf(tags.Where(t => !t.IsWeak));
    }

    // Those that If-None-Match excludes, by weak comparison; all where it cannot be read, as for a write that is the careful way.
    private static JsonNode? ExcludedBy(IHeaderDictionary headers)
    {
        if (headers.IfNoneMatch.Count == 0)
            return null;
        var readable = EntityTagHeaderValue.TryParseList([.. headers.IfNoneMatch.Select(v => v ?? "")], out var tags);
        return readable && tags!.All(t => t.Tag != "*")
            ? VersionsOf(tags!)
            : JsonValue.Create(true);
    }

    private static JsonArray VersionsOf(IEnumerable<EntityTagHeaderValue> tags) =>
        [.. tags.Select(t => (JsonNode?)JsonValue.Create(t.Tag.ToString().Trim('"')))];
}
