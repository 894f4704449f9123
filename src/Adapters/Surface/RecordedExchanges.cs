using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Adapters.Calls;
using Hub.Adapters.Mapping;
using Hub.Adapters.Recording;
using Hub.Adapters.Serving;
using Hub.Platform.Plan;

namespace Hub.Adapters.Surface;

/// <summary>Replays recorded exchanges against a plan's mappings; nothing is called.</summary>
public sealed class RecordedExchanges
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };
    private readonly Dictionary<string, (MappedCall Call, MaskPlan Mask)> _calls = new(StringComparer.Ordinal);

    /// <summary>Takes the plan's mappings, of all systems.</summary>
    /// <param name="plan">The plan, valid.</param>
    /// <param name="converters">Where converters of one's own come from.</param>
    public RecordedExchanges(MigrationPlan plan, ConverterFolder converters)
    {
        ArgumentNullException.ThrowIfNull(plan);
        foreach (var system in plan.Systems.Select(s => SystemReader.Read(s, plan, [], converters)).OfType<SystemDefinition>())
            foreach (var call in system.Resources.Values.SelectMany(r => r.AllCalls).Where(c => c.Id is not null))
                _calls[call.Id!] = (call, system.Mask);
    }

    /// <summary>What a recorded exchange says that the mapping does not; nothing when they agree.</summary>
    /// <param name="json">The file's content.</param>
    public IReadOnlyList<string> Differences(string json)
    {
        JsonNode? exchange;
        try
        {
            exchange = JsonNode.Parse(json, documentOptions: Strict);
        }
        catch (JsonException e)
        {
            return [$"it is no JSON: {e.Message}"];
        }

        if (exchange is not JsonObject recorded || recorded["call"]?.ToString() is not { } id)
            return ["it is no recorded exchange"];
        return _calls.TryGetValue(id, out var known)
            ? [.. RecordedExchange.Replay(recorded, known.Call, known.Mask)]
            : [$"the plan has no call '{id}' any more"];
    }
}
