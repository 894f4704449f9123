using System.Text.Json.Nodes;
using Hub.Adapters.Calls;
using Hub.Soap.Outcomes;

namespace Hub.Adapters.Recording;

/// <summary>A recording under way: masked calls of one system, up to a number, a size and a time.</summary>
internal sealed class Recording(string system, string? operation, int count, DateTimeOffset until, MaskPlan mask)
{
    private const int LargestExchange = 256 * 1024;
    private const int LargestWhole = 16 * 1024 * 1024;
    private readonly ExchangeMask _mask = new(mask, new Scrambler());
    private readonly Lock _one = new();
    private readonly List<JsonObject> _exchanges = [];
    private readonly Dictionary<string, int> _skipped = new(StringComparer.Ordinal);
    private int _size;
    private bool _stopped;

    public string Id { get; } = Guid.NewGuid().ToString("n");

    public string System => system;

    public bool IsOver(DateTimeOffset now)
    {
        lock (_one)
            return _stopped || _exchanges.Count >= count || now >= until;
    }

    public bool Wants(string ofSystem, MappedCall call, DateTimeOffset now) =>
        ofSystem == system && (operation is null || operation == call.Operation.Name) && !IsOver(now);

    public void Add(MappedCall call, JsonNode sent, SystemOutcome said)
    {
        var (exchange, problem) = RecordedExchange.Of(call, sent, said, _mask);
        var size = exchange?.ToJsonString().Length ?? 0;
        lock (_one)
        {
            if (exchange is null || size > LargestExchange || _size + size > LargestWhole)
            {
                var reason = $"{call.Id}: {problem ?? "larger than is recorded"}";
                _skipped[reason] = _skipped.GetValueOrDefault(reason) + 1;
            }
            else if (!_stopped && _exchanges.Count < count)
            {
                _exchanges.Add(exchange);
                _size += size;
            }
        }
    }

    public void Stop()
    {
        lock (_one)
            _stopped = true;
    }

    public RecordingView View(DateTimeOffset now)
    {
        var over = IsOver(now);
        lock (_one)
        {
            var skipped = new Dictionary<string, int>(_skipped, StringComparer.Ordinal);
            return new RecordingView(Id, system, over, [.. _exchanges.Select(e => e.DeepClone())], skipped);
        }
    }
}

/// <summary>A recording as the hub's surface shows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="System">The system.</param>
/// <param name="Over">Whether nothing more comes.</param>
/// <param name="Exchanges">What was recorded, masked.</param>
/// <param name="Skipped">Why calls were not recorded, and how many.</param>
internal sealed record RecordingView(
    string Id, string System, bool Over, IReadOnlyList<JsonNode> Exchanges, IReadOnlyDictionary<string, int> Skipped);
