using Hub.Adapters.Systems;
using Hub.Soap.Outcomes;

namespace Hub.Adapters.Serving;

/// <summary>Whether a wrapped system is there.</summary>
/// <param name="Name">The system: <c>erp</c>.</param>
/// <param name="Kind">How it is spoken to: <c>SOAP 1.1</c>, <c>SQLite</c>.</param>
/// <param name="Location">Where it is, without credentials.</param>
/// <param name="Problem">Why it is not alive, or null.</param>
public sealed record SystemStanding(string Name, string Kind, string Location, string? Problem)
{
    /// <summary>Whether it answers.</summary>
    public bool Alive => Problem is null;

    /// <summary>In how many ways it differs from its contract in the plan; null while the hub's store cannot tell.</summary>
    public int? Drift { get; init; }

    /// <summary>How much of what the plan allows this node uses; null before the system was called.</summary>
    public SystemBudget? Budget { get; init; }
}

/// <summary>How much of a system's budget a node uses.</summary>
/// <param name="InFlight">Calls that are with the system now.</param>
/// <param name="Waiting">Calls that wait for their turn.</param>
/// <param name="Places">Calls that may be with the system at once, from this node.</param>
public sealed record SystemBudget(int InFlight, int Waiting, int Places);

/// <summary>
/// Asks wrapped systems whether they are there, by nothing that could change them: a GET on a service's address, a
/// connection to a database. Asking counts against the system's limits as every call does.
/// </summary>
public sealed class SystemHealth
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private readonly SystemAdapters _adapters;
    private readonly CallGates _gates;
    private readonly TimeProvider _time;

    internal SystemHealth(SystemAdapters adapters, CallGates gates, TimeProvider time) =>
        (_adapters, _gates, _time) = (adapters, gates, time);

    /// <summary>Asks every system of the plan served now, all at once; takes 3 s at most.</summary>
    /// <param name="cancellation">Gives up.</param>
    public async Task<IReadOnlyList<SystemStanding>> CheckAsync(CancellationToken cancellation) =>
        await Task.WhenAll(
            _adapters.All.OrderBy(a => a.Definition.Name, StringComparer.Ordinal).Select(a => CheckAsync(a, cancellation)));

    /// <summary>Asks one system; returns why it is not there, or null.</summary>
    /// <param name="system">The system; one that the plan served does not have is not there.</param>
    /// <param name="cancellation">Gives up.</param>
    internal async Task<string?> FindProblemAsync(string system, CancellationToken cancellation) =>
        _adapters.Find(system) is not { } adapter ? $"the plan served has no system '{system}'"
        : (await CheckAsync(adapter, cancellation)).Problem is { } problem ? $"{system}: {problem}"
        : null;

    private async Task<SystemStanding> CheckAsync(SystemAdapter adapter, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        string? problem;
        try
        {
            problem = Describe(await adapter.Client.ProbeAsync(either.Token));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            problem = $"no answer within {Patience.TotalSeconds} s";
        }

        return new SystemStanding(adapter.Definition.Name, adapter.Client.Kind, adapter.Client.Location, problem)
        {
            Budget = _gates.Find(adapter.Definition.Name) is { } gate ? new(gate.InFlight, gate.Waiting, gate.Places) : null,
        };
    }

    private static string? Describe(SystemOutcome outcome) => outcome switch
    {
        Answer => null,
        Denied => "refuses the hub's credentials",
        Busy => "as many calls are under way as it may have",
        NoAnswer { TimedOut: true } => "no answer in time",
        InvalidAnswer invalid => invalid.Reason,
        _ => "cannot be reached",
    };
}
