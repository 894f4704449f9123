using System.Diagnostics.Metrics;
using System.Text;
using Hub.Adapters.Calls;
using Hub.Adapters.Changes;
using Hub.Adapters.Recording;
using Hub.Adapters.Serving;
using Hub.Adapters.Systems;
using Hub.Platform.Changes;
using Hub.Platform.Plan;
using Hub.ServiceKit.Changes;
using Hub.Soap.Outcomes;
using Hub.Tests.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Adapters.Tests.Changes.TimeStamps;

/// <summary>
/// Reads a <see cref="ModelCrm"/> as sync does, keeping position and effect, by the demo's own plan. A restart is a
/// new source over the same store; the time for sweeps is the test's.
/// </summary>
internal sealed class ModelReader(ModelCrm crm, Modifications seen, string entity, int batch, int most = 1000) : TimeProvider
{
    private static readonly EntityDefinition Customers = ReadPlan(byKey: false);
    private static readonly EntityDefinition CustomersByKey = ReadPlan(byKey: true);
    private long _now;
    private string? _position;
    private ModifiedChangeSource? _source;

    /// <summary>What was applied: of each record the highest version.</summary>
    public Dictionary<string, long> Applied { get; } = [];

    /// <summary>Why records cannot be read, by key.</summary>
    public Dictionary<string, string> Faults { get; } = [];

    /// <summary>The records whose last change was a deletion.</summary>
    public HashSet<string> Deleted { get; } = new(StringComparer.Ordinal);

    /// <summary>Every change that was told, in order.</summary>
    public List<(string Key, long Version)> Told { get; } = [];

    /// <summary>Whether it reads on by key within a time stamp.</summary>
    public bool ByKey { get; init; }

    /// <summary>What a person is told of the reading.</summary>
    public string? Notice => _source?.Report?.Notice;

    public TimeSpan Overlap { get; init; } = TimeSpan.FromSeconds(30);

    public override long GetTimestamp() => _now;

    public void PassSweep() => _now += 7200 * TimestampFrequency;

    public void Restart() => _source = null;

    /// <returns>How many changes there were.</returns>
    public async Task<int> ReadAsync(int limit, bool keepPosition = true)
    {
        _source ??= new ModifiedChangeSource(
            Customers with { Name = entity },
            (ByKey ? CustomersByKey : Customers).Modified! with
            {
                Batch = batch, Most = most, Overlap = Overlap, Sweep = TimeSpan.FromHours(1),
            },
            new SystemCalls(
                "crm",
                crm,
                CallPriority.Background,
                this,
                new SystemTelemetry(new Meters()),
                new Recordings(this),
                HiddenValues.None,
                NullLogger<SystemCalls>.Instance),
            seen,
            this);
        var changes = await _source.ReadAsync(_position, limit, CancellationToken.None);
        foreach (var change in changes)
        {
            if (change.Fault is not null)
                Faults[change.Key] = change.Fault;
            if (change is { Kind: ChangeKind.Delete, Content: null })
                Deleted.Add(change.Key);
            else
                Deleted.Remove(change.Key);
            Applied[change.Key] = Math.Max(change.Version, Applied.GetValueOrDefault(change.Key));
            if (keepPosition)
                Told.Add((change.Key, change.Version));
        }

        if (keepPosition && changes.Count > 0)
            _position = changes[^1].Position;
        return changes.Count;
    }

    public async Task ReadToTheEndAsync(int limit = 1000)
    {
        while (await ReadAsync(limit) > 0)
        {
            // More of the same.
        }
    }

    private static EntityDefinition ReadPlan(bool byKey)
    {
        var errors = new PlanErrors();
        var files = PlanFolder.Read(Repository.Plan, null).Files.ToDictionary(f => f.Key, f => f.Value.ToArray());
        var crm = Encoding.UTF8.GetString(files["systems/crm.yaml"]);
        if (!byKey)
            crm = crm.Replace(", AfterNo: after }", " }", StringComparison.Ordinal)
                .Replace("      key: CustomerNo\n", "", StringComparison.Ordinal);
        files["systems/crm.yaml"] = Encoding.UTF8.GetBytes(crm);
        var plan = new PlanLoader([]).Load(
            new PlanBundle(files), new PlanReferences(Landscape.Nowhere), errors)!;
        return SystemReader.Read(plan.Systems.Single(s => s.Name == "crm"), plan, errors)!.Entities.Single();
    }

    private sealed class Meters : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(options);

        public void Dispose()
        {
        }
    }
}
