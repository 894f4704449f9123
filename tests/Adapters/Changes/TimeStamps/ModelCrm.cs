using System.Globalization;
using System.Text.Json.Nodes;
using Hub.Adapters.Systems;
using Hub.Soap.Outcomes;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Tests.Changes.TimeStamps;

/// <summary>
/// What the CRM's contract says of CustomersModifiedSince and no more: stamps in whole seconds from a clock of its own,
/// taken when a transaction begins; what is committed late appears late. Things go on happening between two pages.
/// </summary>
internal sealed class ModelCrm : ISystemClient
{
    private readonly Dictionary<string, (long Version, long At, int Value)> _committed = [];
    private readonly List<(string Key, long At, long Began)> _open = [];
    private long _time = 1_790_000_000;
    private int _value;

    public TimeSpan Timeout => TimeSpan.FromSeconds(5);

    public string Kind => "model";

    public string Location => "nowhere";

    /// <summary>How far the CRM's clock is off.</summary>
    public long Offset { get; set; }

    /// <summary>Longest transaction, in seconds.</summary>
    public long Longest { get; init; } = 30;

    public bool Down { get; set; }

    /// <summary>How many records it tells of at most, whatever it is asked for.</summary>
    public int Cap { get; init; } = int.MaxValue;

    /// <summary>The records whose status the contract does not know.</summary>
    public HashSet<string> Odd { get; } = new(StringComparer.Ordinal);

    /// <summary>The records that have null where the contract requires a time stamp.</summary>
    public HashSet<string> Timeless { get; } = new(StringComparer.Ordinal);

    /// <summary>The records whose version is beyond what is counted.</summary>
    public HashSet<string> Uncounted { get; } = new(StringComparer.Ordinal);

    /// <summary>What it says of records in the place of a mark of deletion, by key.</summary>
    public Dictionary<string, JsonNode> Marks { get; } = new(StringComparer.Ordinal);

    public int Calls { get; private set; }

    /// <summary>Called before every answer.</summary>
    public Action Meanwhile { get; set; } = () => { };

    /// <summary>The versions that are committed.</summary>
    public Dictionary<string, long> Versions => _committed.ToDictionary(c => c.Key, c => c.Value.Version);

    /// <summary>Time passes; what was open for the longest time there is, is committed before.</summary>
    public void Pass(long seconds)
    {
        for (var end = _time + seconds; _time < end; _time++)
            foreach (var due in _open.Where(o => _time + 1 - o.Began > Longest).ToList())
                Commit(due);
    }

    public void Begin(string key) => _open.Add((key, _time + Offset, _time));

    public void CommitOne(Random random)
    {
        if (_open.Count > 0)
            Commit(_open[random.Next(_open.Count)]);
    }

    public void CommitAll()
    {
        while (_open.Count > 0)
            Commit(_open[0]);
    }

    public Task<SystemOutcome> ProbeAsync(CancellationToken cancellation) =>
        Task.FromResult<SystemOutcome>(Down ? new Unreachable() : new Answer(null));

    public PreparedCall Prepare(
        Operation operation, JsonText document, Exchange? exchange = null, Caller? caller = null) =>
        new([], (_, _) =>
        {
            Calls++;
            Meanwhile();
            return Task.FromResult<SystemOutcome>(Down ? new Unreachable() : new Answer(JsonText.Of(Answer(document.Node!))));
        });

    private void Commit((string Key, long At, long Began) transaction)
    {
        _open.Remove(transaction);
        var version = _committed.GetValueOrDefault(transaction.Key).Version + 1;
        _committed[transaction.Key] = (version, transaction.At, _value++);
    }

    private JsonObject Answer(JsonNode request)
    {
        // What is later than a fraction of a second begins with the next one.
        var given = DateTimeOffset.Parse(request["Since"]!.ToString(), CultureInfo.InvariantCulture);
        var since = given.AddTicks(TimeSpan.TicksPerSecond - 1).ToUnixTimeSeconds();
        var after = request["AfterNo"]?.ToString() ?? "";
        var page = _committed
            .Where(c => c.Value.At > since || (c.Value.At == since && string.CompareOrdinal(c.Key, after) > 0))
            .OrderBy(c => c.Value.At).ThenBy(c => c.Key, StringComparer.Ordinal)
            .Take(Math.Min(Cap, int.Parse(request["MaxCount"]!.ToString(), CultureInfo.InvariantCulture)));
        return new JsonObject
        {
            ["Customers"] = new JsonObject { ["Customer"] = new JsonArray([.. page.Select(c => Customer(c.Key, c.Value))]) },
        };
    }

    private JsonObject Customer(string key, (long Version, long At, int Value) record) => new()
    {
        ["@Deleted"] = Marks.GetValueOrDefault(key)?.DeepClone(),
        ["@Status"] = Odd.Contains(key) ? "Pending" : "Active",
        ["CustomerNo"] = key,
        ["Name"] = $"Name {record.Value}",
        ["CreditLimit"] = null,
        ["Phone"] = new JsonArray(),
        ["Addresses"] = new JsonObject { ["Address"] = new JsonArray() },
        ["Version"] = Uncounted.Contains(key) ? 1e40 : record.Version,
        ["ModifiedAt"] = Timeless.Contains(key) ? null : DateTimeOffset.FromUnixTimeSeconds(record.At)
            .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
    };
}
