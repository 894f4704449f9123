using System.Text.Json.Nodes;
using Hub.Adapters.Mapping;
using Hub.Platform.Links;
using Hub.ServiceKit.Problems;
using Microsoft.AspNetCore.Http;

namespace Hub.Adapters.Resources;

/// <summary>
/// Turns public keys into the system's and back. A key that is not mapped is the same on both sides, unless its record was made
/// on the new side and is not on the legacy side yet: no system is told of such a key.
/// </summary>
internal sealed class IdentityTranslation(IdentityMap identities)
{
    private static readonly TimeSpan Usual = TimeSpan.FromMinutes(1);

    /// <summary>Turns a request's keys into the system's.</summary>
    /// <returns>Why not, where a key has none there yet; or null.</returns>
    public async Task<Problem?> ToLegacyAsync(Resource resource, JsonObject request)
    {
        foreach (var identity in resource.Identities.Where(i => !i.In.IsEmpty))
        {
            JsonNode? root = request;
            if (!DocumentTree.TryGet(request, identity.In, out var node) || Text(node) is not { } key)
                continue;
            var found = await identities.FindLegacyOrAwaitedAsync(identity.Entity, key);
            if (found.AwaitedFor is { } age)
                return NotThereYet(identity.Entity, key, age);
            if (found.Key is { } legacy)
                DocumentTree.Set(ref root, identity.In, JsonValue.Create(legacy));
        }

        return null;
    }

    public async Task ToPublicAsync(Resource resource, JsonObject content)
    {
        foreach (var identity in resource.Identities.Where(i => !i.Out.IsEmpty))
            await ToPublicAsync(identity.Entity, content, identity.Out.AsMemory());
    }

    private async Task ToPublicAsync(string entity, JsonNode? within, ReadOnlyMemory<string> path)
    {
        var property = path.Span[0].Replace("[]", "", StringComparison.Ordinal);
        if (within is not JsonObject parent || parent[property] is not { } value)
            return;
        if (path.Length > 1)
            foreach (var entry in value is JsonArray entries ? entries.ToList() : [value])
                await ToPublicAsync(entity, entry, path[1..]);
        else if (Text(value) is { } key && await identities.FindNewAsync(entity, key) is { } mapped)
            parent[property] = mapped;
    }

    // What is not there after a minute is mostly parked, and waits for a person.
    private static Problem NotThereYet(string entity, string key, TimeSpan age) => new(
        StatusCodes.Status503ServiceUnavailable,
        (age < Usual
            ? $"{Spelling.Shorten(key)} was just made among the {entity}, and the system that this request needs does not have "
            + "it yet. "
            : $"{Spelling.Shorten(key)} was made among the {entity}, and the system that this request needs has not taken it so "
            + "far: whoever runs it may have to look at it first. ")
        + "Nothing was done; send it again.")
    {
        RetryAfter = age < Usual ? TimeSpan.FromSeconds(1) : Usual,
        NothingDone = true,
    };

    private static string? Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
