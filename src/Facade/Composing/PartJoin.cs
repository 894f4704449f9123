using System.Runtime.InteropServices;
using System.Text.Json;
using Hub.Platform.Plan;

namespace Hub.Facade.Composing;

/// <summary>
/// Asks a route for each entry of another part's list: for many keys at once where it takes several, else one by one, some of
/// them at the same time.
/// </summary>
/// <param name="part">The part.</param>
/// <param name="route">The route.</param>
/// <param name="routes">Asks routes.</param>
internal sealed class PartJoin(PartPlan part, PartRoute route, PartCalls routes)
{
    private const int MostKeys = 100;
    private const int MostAtOnce = 50;
    private const int MostCalls = 8;
    private readonly PartParameter _each = part.Each!;
    private readonly FieldOfPart _list = part.Each!.Value.Fields.First(f => f.Field.IsList);

    /// <summary>Asks for all entries.</summary>
    public async Task<PartAnswer> AskAsync(ComposedRequest request, IReadOnlyDictionary<string, PartAnswer> sources)
    {
        var keys = JsonFields.Find(sources[_list.Part].Root, _list.Field).Select(JsonFields.TextOf).OfType<string>()
            .Distinct(StringComparer.Ordinal).Take(MostKeys + 1).ToList();
        var asked = keys.Take(MostKeys).ToList();
        using var places = new SemaphoreSlim(MostCalls);
        var calls = part.Key is null
            ? asked.Select(key => WithPlaceAsync(() => AskOneAsync(key, request, sources)))
            : asked.Chunk(MostAtOnce).Select(some => WithPlaceAsync(() => AskManyAsync(some, request, sources)));
        var batches = await Task.WhenAll(calls);
        var entries = batches.SelectMany(b => b).ToList();
        return new PartAnswer
        {
            Json = Write(entries),
            Entries = entries,
            NoStore = entries.Exists(e => e.Value.NoStore),
            Reason = keys.Count > MostKeys ? PartReason.TooMany : null,
        };

        async Task<IEnumerable<KeyValuePair<string, PartAnswer>>> WithPlaceAsync(
            Func<Task<IEnumerable<KeyValuePair<string, PartAnswer>>>> ask)
        {
            await places.WaitAsync(CancellationToken.None);
            try
            {
                return await ask();
            }
            finally
            {
                places.Release();
            }
        }
    }

    private async Task<IEnumerable<KeyValuePair<string, PartAnswer>>> AskOneAsync(
        string key, ComposedRequest request, IReadOnlyDictionary<string, PartAnswer> sources)
    {
        if (PartValues.Of(part, route, request, sources, key) is not { } values || route.Write(values) is not { } target)
            return [new(key, PartAnswer.Missing(PartReason.NotFound))];
        return [new(key, await routes.AskAsync(part, target, request))];
    }

    private async Task<IEnumerable<KeyValuePair<string, PartAnswer>>> AskManyAsync(
        string[] keys, ComposedRequest request, IReadOnlyDictionary<string, PartAnswer> sources)
    {
        // A key with a comma would be read as two.
        var named = keys.Select(k => (Key: k, Value: PartValues.Fill(_each.Value, request, sources, k)))
            .Select(n => n with { Value = n.Value?.Contains(',', StringComparison.Ordinal) == true ? null : n.Value }).ToList();
        var all = string.Join(',', named.Select(n => n.Value).OfType<string>());
        if (all.Length == 0 || PartValues.Of(part, route, request, sources, keys[0]) is not { } values)
            return named.Select(n => KeyValuePair.Create(n.Key, PartAnswer.Missing(PartReason.NotFound)));
        values[_each.Name] = all;
        var answer = route.Write(values) is { } target
            ? await routes.AskAsync(part, target, request)
            : PartAnswer.Missing(PartReason.NotFound);
        if (answer.Json is null)
            return named.Select(n => KeyValuePair.Create(n.Key, answer));
        var found = EntriesOf(answer.Root);
        return named.Select(n => KeyValuePair.Create(
            n.Key,
            n.Value is not null && found.TryGetValue(n.Value, out var entry)
                ? answer with { Root = entry, Json = JsonMarshal.GetRawUtf8Value(entry).ToArray() }
                : PartAnswer.Missing(PartReason.NotFound) with { Side = answer.Side }));
    }

    /// <summary>Returns the entries of an answer by their keys.</summary>
    private Dictionary<string, JsonElement> EntriesOf(JsonElement answer)
    {
        var steps = part.Key!.Steps;
        var list = steps.LastIndexOf(PartField.Each) + 1;
        var entries = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var entry in JsonFields.Find(answer, new PartField(steps[..list])))
            if (JsonFields.Find(entry, new PartField(steps[list..])).Select(JsonFields.TextOf).FirstOrDefault() is { } key)
                entries.TryAdd(key, entry);
        return entries;
    }

    private static ReadOnlyMemory<byte> Write(List<KeyValuePair<string, PartAnswer>> entries)
    {
        var written = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(written, ComposedAnswer.Plain))
        {
            writer.WriteStartObject();
            foreach (var (key, entry) in entries)
                ComposedAnswer.WriteMember(writer, key, entry.Json);
            writer.WriteEndObject();
        }

        return written.WrittenMemory;
    }
}
