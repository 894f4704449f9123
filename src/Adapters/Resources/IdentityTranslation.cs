using System.Text.Json.Nodes;
using Hub.Adapters.Mapping;
using Hub.Platform.Links;

namespace Hub.Adapters.Resources;

/// <summary>Turns public keys into the system's and back. A key that is not mapped is the same on both sides.</summary>
internal sealed class IdentityTranslation(IdentityMap identities)
{
    public async Task ToLegacyAsync(Resource resource, JsonObject request)
    {
        foreach (var identity in resource.Identities.Where(i => !i.In.IsEmpty))
        {
            JsonNode? root = request;
            if (!DocumentTree.TryGet(request, identity.In, out var node) || Text(node) is not { } key)
                continue;
            if (await identities.FindLegacyAsync(identity.Entity, key) is { } legacy)
                DocumentTree.Set(ref root, identity.In, JsonValue.Create(legacy));
        }
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

    private static string? Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
